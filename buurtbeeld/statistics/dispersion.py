"""Counts scatter more than chance alone: one patient has many consults. How much, and what that does to limits.

Source: quasi-Poisson (McCullagh & Nelder 1989, ch. 6 and 9; Wedderburn 1974): phi = Pearson X² / degrees of freedom.

The model is buurt + period with the noemer as offset. Its maximum likelihood fit is the table whose row and column
sums are those observed, so proportional fitting finds it without a design matrix of buurten times periods: a panel of
1,000 buurten by 36 periods in milliseconds, where a GLM needs a matrix of 36,000 by 1,035. A test holds the two to
the same phi. `two_way` has the same for means, on the log scale.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import bmat, csr_array
from scipy.sparse.csgraph import connected_components

from buurtbeeld.statistics.intervals import Limits, Numbers
from buurtbeeld.statistics.two_way import FEWEST, Dispersion

ROUNDS = 500
CLOSE = 1e-10


def dispersion(count: npt.ArrayLike, noemer: npt.ArrayLike) -> Dispersion:
    """Dispersion of counts around buurt and period effects.

    Args:
        count: (n, T) events; NaN = missing or hidden.
        noemer: (n, T) what they are counted on; NaN or 0 = missing.

    Returns:
        Dispersion; phi NaN with fewer than ten degrees of freedom. Buurten and periods without one event, or with one
        value only, say nothing about scatter and do not count.
    """
    x, n = np.broadcast_arrays(np.asarray(count, np.float64), np.asarray(noemer, np.float64))
    x, n, seen = _telling(x, n)
    df = int(seen.sum() - seen.shape[0] - seen.shape[1] + _blocks(seen)) if seen.size else 0
    if df < FEWEST:
        return Dispersion(np.nan, max(df, 0))
    counts, fitted = np.where(seen, x, 0.0), _fitted(np.where(seen, x, 0.0), np.where(seen, n, 0.0))
    square = (counts - fitted) ** 2 / np.where(fitted > 0, fitted, 1.0)
    return Dispersion(float(square.sum() / df), df)


def widen(value: npt.ArrayLike, limits: Limits, phi: npt.ArrayLike) -> Limits:
    """Limits with the dispersion in them: further from the value by sqrt(phi), never nearer.

    Args:
        value: (n,) estimates.
        limits: (n,) lower and upper limits made as if there were none.
        phi: scalar or (n,); NaN = unknown, limits stay. A lower limit may pass below zero: a caller with counts clips.
    """
    at, known = np.asarray(value, np.float64), np.asarray(phi, np.float64)
    wide = np.sqrt(np.maximum(np.where(np.isfinite(known), known, 1.0), 1.0))
    lower, upper = (at + (limit - at) * wide for limit in limits)
    return lower, upper


def _telling(x: Numbers, n: Numbers) -> tuple[Numbers, Numbers, npt.NDArray[np.bool_]]:
    """Only buurten and periods with events and more than one value; leaving one out can empty another."""
    seen = np.isfinite(x) & (n > 0)
    while True:
        there = np.where(seen, x, 0.0)
        rows = (seen.sum(axis=1) > 1) & (there.sum(axis=1) > 0)
        columns = (seen.sum(axis=0) > 1) & (there.sum(axis=0) > 0)
        if rows.all() and columns.all():
            return x, n, seen
        kept = np.ix_(rows, columns)
        x, n, seen = x[kept], n[kept], seen[kept]


def _fitted(counts: Numbers, offset: Numbers) -> Numbers:
    """Offset times a buurt effect times a period effect, with the row and column sums of the counts."""
    fitted: Numbers = offset * counts.sum() / offset.sum()
    rows, columns = counts.sum(axis=1, keepdims=True), counts.sum(axis=0, keepdims=True)
    for _ in range(ROUNDS):
        fitted = fitted * rows / fitted.sum(axis=1, keepdims=True)
        step = columns / fitted.sum(axis=0, keepdims=True)
        fitted = fitted * step
        if np.abs(step - 1).max() < CLOSE:
            break
    return fitted


def _blocks(seen: npt.NDArray[np.bool_]) -> int:
    """Groups of buurten that share no period with the others; each has a level of its own."""
    links = csr_array(seen.astype(np.int8))
    return int(connected_components(bmat([[None, links], [links.T, None]]), directed=False)[0])
