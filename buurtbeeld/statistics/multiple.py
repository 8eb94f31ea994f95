"""Many comparisons: some differ by chance alone, and a page that makes them says how many.

Sources: Holm 1979; Benjamini & Hochberg 1995 and Benjamini & Yekutieli 2001 as in statsmodels. Its Holm sweeps the
memory of the whole process each time, a third of a second per family, so that one is written here.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import numpy.typing as npt
from statsmodels.stats.multitest import fdrcorrection

from buurtbeeld.statistics.intervals import Numbers


class Correction(StrEnum):
    """What is kept in hand; the value of the last two is the name in statsmodels."""

    HOLM = "holm"  # the chance of one false signal; for the few outcomes of the plan
    BH = "indep"  # the share of false ones among the signals; for all others within a view and a period
    BY = "negcorr"  # the same when outcomes strongly depend on each other


def adjusted(p: npt.ArrayLike, correction: Correction, *, family: npt.ArrayLike | None = None) -> Numbers:
    """Adjusted p-values: below the level chosen beforehand (0.05 for Holm, 0.10 for BH and BY) is a signal.

    Args:
        p: (n,) p-values; NaN = not compared, and not counted.
        correction: which.
        family: (n,) which comparisons belong together, e.g. view and period; None = all of them.

    Returns:
        (n,) adjusted p-values, NaN where p is NaN.
    """
    values = np.asarray(p, np.float64)
    groups = np.zeros(len(values), np.int64) if family is None else np.unique(family, return_inverse=True)[1]
    found = np.full(len(values), np.nan)
    known = np.isfinite(values)
    for group in np.unique(groups[known]):
        here = known & (groups == group)
        some = values[here]
        found[here] = _holm(some) if correction is Correction.HOLM else fdrcorrection(some, method=correction.value)[1]
    return found


def _holm(p: Numbers) -> Numbers:
    """The smallest times n, the next times n - 1, ..., none below one before it."""
    order = np.argsort(p)
    steps = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    found = np.empty_like(p)
    found[order] = np.minimum(steps, 1.0)
    return found


def expected_by_chance(comparisons: int, *, alpha: float = 0.05) -> float:
    """How many comparisons show a difference when there is none: of 40 at 95%, two."""
    return comparisons * alpha


def chance_of_any(comparisons: int, *, alpha: float = 0.05) -> float:
    """Chance that at least one of so many independent comparisons shows a difference when there is none."""
    return float(-np.expm1(comparisons * np.log1p(-alpha)))
