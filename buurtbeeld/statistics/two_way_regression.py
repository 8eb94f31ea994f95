"""Two-way fixed effects: one coefficient, weighted, with cluster-robust error. For one start only.

Never used where starts differ (Goodman-Bacon 2021): there `gaps` is. It is kept to hold `gaps` against, and to be
held against published results itself.

Convention of the error (fixest): unit effects are nested in the clusters and are not counted;
factor G/(G-1) * (N-1)/(N-K) with K the other coefficients.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.float64]
ROUNDS, CLOSE = 5_000, 1e-14


@dataclass(frozen=True)
class Coefficient:
    """`estimate` on the working scale, `se` CRV1, `df` = clusters - 1."""

    estimate: float
    se: float
    df: float


def two_way(
    y: Table, d: Table, unit: npt.NDArray[np.int64], time: npt.NDArray[np.int64], weight: Table | None = None
) -> Coefficient:
    """Coefficient of d in y = unit + time + b d, clustered by unit.

    Args:
        y, d: (N,) outcome and treatment per row.
        unit, time: (N,) number of the unit and of the period (or of period within a region).
        weight: (N,) weights; equal when None.
    """
    w = np.ones(len(y)) if weight is None else np.asarray(weight, dtype=float)
    units, times = (np.unique(one, return_inverse=True)[1] for one in (unit, time))
    y, d = (_within(column, w, units, times) for column in (y, d))
    estimate = float((w * d) @ y / ((w * d) @ d))
    pushed = np.bincount(units, weights=w * d * (y - estimate * d))
    g, n, k = len(pushed), len(y), int(times.max()) + 1 + 1
    factor = g / (g - 1) * (n - 1) / (n - k)
    se = float(np.sqrt(factor * (pushed**2).sum()) / ((w * d) @ d))
    return Coefficient(estimate, se, float(g - 1))


def _within(column: Table, w: Table, units: npt.NDArray[np.int64], times: npt.NDArray[np.int64]) -> Table:
    rest = np.asarray(column, dtype=float)
    for _ in range(ROUNDS):
        step = rest
        for groups in (units, times):
            rest = rest - (np.bincount(groups, weights=w * rest) / np.bincount(groups, weights=w))[groups]
        if np.abs(step - rest).max() < CLOSE:
            break
    return rest
