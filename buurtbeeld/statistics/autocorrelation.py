"""Neighbouring points that look alike: how much, over all buurten together, and what that does to a mean."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
GRID = np.linspace(0.0, 0.9, 91)


def pooled(y: Table, variance: Table, *, guess: float, worth: float) -> float:
    """Lag-1 autocorrelation, one number for all rows, between 0 and 0.9.

    Taking off its own mean makes a short series look less alike than it is; that is corrected exactly, as if no point
    were missing.

    Args:
        y: (n, T) values in order of time, season removed; NaN = missing.
        variance: (n,) rough variance of each row, so that noisy rows do not decide alone.
        guess: value to lean to when there is little data.
        worth: number of points that guess counts for.
    """
    seen = np.isfinite(y)
    count = seen.sum(axis=1)
    use = (count >= 3) & (variance > 0)
    if not use.any():
        return guess
    value, seen, count = np.where(seen, y, 0.0)[use], seen[use], count[use]
    centred = np.where(seen, value - (value.sum(axis=1) / count)[:, None], 0.0) / np.sqrt(variance[use])[:, None]
    pairs = (seen[:, 1:] & seen[:, :-1]).sum()
    square = (centred**2).sum() / count.sum()
    if pairs == 0 or not square > 0:
        return guess
    found = (centred[:, 1:] * centred[:, :-1]).sum() / pairs / square
    raw = np.interp(found, _seen_with(max(3, round(count.mean()))), GRID)
    return float((raw * count.sum() + guess * worth) / (count.sum() + worth))


@lru_cache(maxsize=64)
def _seen_with(length: int) -> Table:
    """Autocorrelation to expect in a centred series of this length, for every true one of the grid."""
    away = np.eye(length) - 1 / length
    found = []
    for true in GRID:
        spread = away @ matrix(np.arange(length), np.arange(length), true) @ away
        found.append(np.diag(spread, 1).mean() / np.diag(spread).mean())
    return np.asarray(found)


def matrix(left: Numbers, right: Numbers, rho: float) -> Table:
    """Correlation between points at these places in time: rho to the power of the distance.

    Args:
        left: (..., p) places.
        right: (..., q) places.
        rho: lag-1 autocorrelation, 0 or more.

    Returns:
        (..., p, q).
    """
    powers: Table = rho ** np.abs(left[..., :, None] - right[..., None, :]).astype(float)
    return powers
