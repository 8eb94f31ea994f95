"""Index numbers: a base of 100, and what a volume is made of."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


def indexed(teller: Table, noemer: Table, base: Mask) -> Table:
    """Index of a group as a ratio of sums: 100 times its value over its value in the whole base.

    Args:
        teller, noemer: (n, T) per unit; NaN = missing. A unit counts in a period only with both.
        base: (T,) base periods.

    Returns:
        (T,) index; NaN where no unit counts. All NaN without a base.
    """
    seen = np.isfinite(teller) & np.isfinite(noemer)
    above, below = (np.where(seen, part, 0.0) for part in (teller, noemer))
    with np.errstate(divide="ignore", invalid="ignore"):
        level = above.sum(axis=0) / below.sum(axis=0)
        found: Table = 100 * level / (above[:, base].sum() / below[:, base].sum())
    return found


def index_points(own: float, other: float) -> float:
    """Points between two indices, from log changes of both groups: 100 exp(own) - 100 exp(other)."""
    return float(100 * (np.exp(own) - np.exp(other)))


def percent(change: float) -> float:
    """A log change as a percentage."""
    return float(100 * np.expm1(change))
