"""How much more a buurt changed than its start and the other buurten make likely.

A buurt that starts high mostly comes down by itself: part of how high it was, was chance. Among buurten where nothing
was begun the change goes with the start along a line (analysis of covariance); what that line expects is not an
achievement. What is left is the gap; its margin is how far those other buurten lie from the line themselves, wider
for a small buurt. Sources: statistiek.md part 8; Bland & Altman 1994 on regression towards the mean; Barnett 2005.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import nnls

from buurtbeeld.statistics.spc_rules import Flags, Table

LEAST = 10  # other buurten, before a line through them says anything
FLOOR = 0.5  # a large buurt is never surer than this part of the mean variance


@dataclass(frozen=True, eq=False)
class Adjusted:
    """Changes on the working scale; every array is (n,), NaN where a buurt lacks a start or an end.

    Attributes:
        change: after less before.
        expected: what the start makes likely beside the common change: (slope - 1) times how far it started from the
            mean of the others.
        gap: change less the common change less what was expected.
        se: standard error of the gap; NaN without enough other buurten, and then there is no gap either.
        common: mean change of the other buurten.
        slope: of the line, between 0 and 1; 1 = the start says nothing about the change.
        others: how many buurten the line rests on.
    """

    change: Table
    expected: Table
    gap: Table
    se: Table
    common: float
    slope: float
    others: int


def adjusted(before: npt.ArrayLike, after: npt.ArrayLike, size: npt.ArrayLike, group: npt.ArrayLike) -> Adjusted:
    """Adjusted change of every buurt; of one that is in the group itself only how far it lies from the line.

    Args:
        before, after: (n,) values on the working scale (logarithm for rates and ratios); NaN = unknown.
        size: (n,) mean noemer; NaN or 0 = unknown, taken as usual.
        group: (n,) buurten where nothing was begun.

    Returns:
        Adjusted; without ten known buurten in the group `gap`, `expected` and `se` are NaN everywhere.
    """
    first, last = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    known: Flags = np.isfinite(first) & np.isfinite(last)
    others: Flags = known & np.asarray(group, dtype=bool)
    count = int(others.sum())
    change = np.where(known, last - first, np.nan)
    if count < LEAST:
        nothing = np.full(first.shape, np.nan)
        return Adjusted(change, nothing, nothing, nothing, np.nan, np.nan, count)
    middle = float(first[others].mean())
    common = float(change[others].mean())
    away = first - middle
    slope, spread = _line(away[others], last[others])
    expected = (slope - 1) * away
    gap = change - common - expected
    own = _variance(gap[others], _usual(np.asarray(size, dtype=float), others), others)
    sure = own[others].mean() * (1 / count + (away**2 / spread if spread > 0 else 0.0))
    return Adjusted(change, expected, gap, np.sqrt(own + sure), common, slope, count)


def _line(away: Table, last: Table) -> tuple[float, float]:
    """Slope of after on before, and the sum of squares it rests on. Outside 0..1 it is chance: then the nearer end."""
    spread = float((away**2).sum())
    if spread == 0:
        return 1.0, 0.0
    return float(np.clip((away * (last - last.mean())).sum() / spread, 0.0, 1.0)), spread


def _usual(size: Table, others: Flags) -> Table:
    """Sizes with the usual one of the other buurten where unknown."""
    there = np.isfinite(size) & (size > 0)
    usual = float(np.median(size[there & others])) if (there & others).any() else 1.0
    return np.where(there, size, usual)


def _variance(left: Table, size: Table, others: Flags) -> Table:
    """(n,) variance of a gap by chance: a + b / size, from what is left of the other buurten; never negative."""
    squares = left**2 * len(left) / (len(left) - 2)
    design = np.column_stack([np.ones(len(left)), 1 / size[others]])
    (constant, per_size), _ = nnls(design, squares)
    floor = FLOOR * squares.mean()
    variance: Table = np.maximum(constant + per_size / size, floor)
    return variance
