"""Many comparisons: some differ by chance alone, and a page that makes them says how many.

Sources: Holm 1979; Benjamini & Hochberg 1995; Benjamini & Yekutieli 2001, as in statsmodels.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import numpy.typing as npt
from statsmodels.stats.multitest import multipletests

from buurtbeeld.statistics.intervals import Numbers


class Correction(StrEnum):
    """What is kept in hand; the value is the name in statsmodels."""

    HOLM = "holm"  # the chance of one false signal; for the few outcomes of the plan
    BH = "fdr_bh"  # the share of false ones among the signals; for all others within a view and a period
    BY = "fdr_by"  # the same when outcomes strongly depend on each other


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
        found[here] = multipletests(values[here], method=correction.value)[1]
    return found


def expected_by_chance(comparisons: int, *, alpha: float = 0.05) -> float:
    """How many comparisons show a difference when there is none: of 40 at 95%, two."""
    return comparisons * alpha


def chance_of_any(comparisons: int, *, alpha: float = 0.05) -> float:
    """Chance that at least one of so many independent comparisons shows a difference when there is none."""
    return float(-np.expm1(comparisons * np.log1p(-alpha)))
