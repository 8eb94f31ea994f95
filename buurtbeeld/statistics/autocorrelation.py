"""Neighbouring points that look alike: how much, over all buurten together, and what that does to a mean."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
GRID = np.linspace(0.0, 0.9, 91)


def pooled(y: Table, variance: Table, *, guess: float, worth: float) -> Table:
    """Lag-1 autocorrelation, one number for all rows, between 0 and 0.9.

    Taking off its own mean makes a short series look less alike than it is; that is corrected exactly, as if no point
    were missing.

    Args:
        y: (n, T) values in order of time, season removed, or (C, n, T) of C panels; NaN = missing.
        variance: (n,) or (C, n) rough variance of each row, so that noisy rows do not decide alone.
        guess: value to lean to when there is little data.
        worth: number of points that guess counts for.

    Returns:
        One number, or (C,).
    """
    use = (np.isfinite(y).sum(axis=-1) >= 3) & (variance > 0)
    seen = np.isfinite(y) & use[..., None]
    count = seen.sum(axis=-1)
    mean = np.where(seen, y, 0.0).sum(axis=-1) / np.maximum(count, 1)
    unit = np.sqrt(np.where(use, variance, 1.0))
    centred = np.where(seen, y - mean[..., None], 0.0) / unit[..., None]
    pairs = (seen[..., 1:] & seen[..., :-1]).sum(axis=(-2, -1))
    total = count.sum(axis=-1)
    square = (centred**2).sum(axis=(-2, -1)) / np.maximum(total, 1)
    known = (pairs > 0) & (square > 0)
    product = (centred[..., 1:] * centred[..., :-1]).sum(axis=(-2, -1))
    found = product / np.maximum(pairs, 1) / np.where(known, square, 1.0)
    raw = _undone(found, total / np.maximum(use.sum(axis=-1), 1))
    leaning: Table = np.where(known, (raw * total + guess * worth) / (total + worth), guess)[()]
    return leaning


def _undone(found: Table, length: Table) -> Table:
    """What the autocorrelation is when taking off their own mean from series of this length made it look like this."""
    raw = np.empty(np.shape(found))
    for place, one in np.ndenumerate(found):
        raw[place] = np.interp(one, _seen_with(max(3, round(float(np.asarray(length)[place])))), GRID)
    return raw


@lru_cache(maxsize=64)
def _seen_with(length: int) -> Table:
    """Autocorrelation to expect in a centred series of this length, for every true one of the grid."""
    away = np.eye(length) - 1 / length
    found = []
    for true in GRID:
        spread = away @ matrix(np.arange(length), np.arange(length), true) @ away
        found.append(np.diag(spread, 1).mean() / np.diag(spread).mean())
    return np.asarray(found)


def matrix(left: Numbers, right: Numbers, rho: Table | float) -> Table:
    """Correlation between points at these places in time: rho to the power of the distance.

    Args:
        left: (..., p) places.
        right: (..., q) places.
        rho: lag-1 autocorrelation, 0 or more: one number, or one per first dimension of the places.

    Returns:
        (..., p, q).
    """
    distance = np.abs(left[..., :, None] - right[..., None, :]).astype(float)
    base = np.asarray(rho, dtype=float)
    powers: Table = base.reshape(base.shape + (1,) * (distance.ndim - base.ndim)) ** distance
    return powers
