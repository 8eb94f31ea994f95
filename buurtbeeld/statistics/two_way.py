"""How much more counts and means scatter than chance alone, seen over many places and periods.

Source: quasi-likelihood (McCullagh & Nelder 1989, ch. 9): dispersion = Pearson X² / degrees of freedom, here of a
weighted fit of place + period on the log scale, where var(log y) is about dispersion / weight.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.float64]
ROUNDS = 12  # alternating means converge in a few rounds; the panel is nearly complete
FEWEST = 10  # degrees of freedom before an estimate says anything


@dataclass(frozen=True)
class Dispersion:
    """`phi`: var(log y) = phi / weight; NaN when there are too few cells. `df`: degrees of freedom behind it."""

    phi: float
    df: int


def dispersion(y: Table, weight: Table) -> Dispersion:
    """Dispersion of a panel around place and period effects.

    Args:
        y: (n, T) values on the log scale; NaN = missing.
        weight: (n, T) events behind each value (for a rate) or persons (for a mean).

    Returns:
        Dispersion; phi NaN with fewer than ten degrees of freedom.
    """
    seen = np.isfinite(y) & (weight > 0)
    rows, columns = seen.sum(axis=1) > 1, seen.sum(axis=0) > 1
    seen = seen[np.ix_(rows, columns)]
    y, weight = y[np.ix_(rows, columns)], weight[np.ix_(rows, columns)]
    df = int(seen.sum() - seen.shape[0] - seen.shape[1] + 1)
    if df < FEWEST:
        return Dispersion(np.nan, max(df, 0))
    w = np.where(seen, weight, 0.0)
    rest = np.where(seen, y, 0.0)
    for _ in range(ROUNDS):
        rest = rest - _mean(rest, w, axis=1)
        rest = rest - _mean(rest, w, axis=0)
    return Dispersion(float((w * rest**2).sum() / df), df)


def _mean(values: Table, weight: Table, *, axis: int) -> Table:
    total = weight.sum(axis=axis, keepdims=True)
    mean: Table = (values * weight).sum(axis=axis, keepdims=True) / np.where(total > 0, total, 1.0)
    return mean
