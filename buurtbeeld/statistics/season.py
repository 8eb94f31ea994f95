"""What all buurten share in a period: effects of columns, and of the time of the year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
SINGULAR = 1e-10  # smallest part of the largest eigenvalue that is not zero


def column_effects(y: Table, use: Mask, weight: Table | None = None) -> Table:
    """Effect of every column once every row has its own level: least squares of y = row + column.

    Args:
        y: (n, T) values, or (C, n, T) of C panels.
        use: the same shape, cells that count; the value of another cell is never looked at.
        weight: (n,) or (C, n) weight of each row; every row the same when absent.

    Returns:
        (T,) or (C, T) effects that add up to zero over the columns with a cell; NaN for a column without one.
    """
    row = np.ones(y.shape[:-1]) if weight is None else weight
    value, seen = np.where(use, y, 0.0), use.astype(float)
    count = np.maximum(seen.sum(axis=-1), 1.0)
    centred = (value - (value.sum(axis=-1) / count)[..., None]) * seen
    heavy = seen * row[..., None]
    total = heavy.sum(axis=-2)
    system = total[..., None] * np.eye(y.shape[-1]) - np.swapaxes(heavy, -1, -2) @ (seen / count[..., None])
    right, known = (centred * row[..., None]).sum(axis=-2), total > 0
    if known.all():
        return _solved(system, right)
    effects = np.full(total.shape, np.nan)
    for place in np.ndindex(total.shape[:-1]):
        there = known[place]
        if there.any():
            effects[place][there] = _solved(system[place][np.ix_(there, there)], right[place][there])
    return effects


def _solved(system: Table, right: Table) -> Table:
    # A level for the columns as a whole belongs to the rows: the pseudo-inverse picks the sum of zero.
    # What is zero is so up to rounding, a few times 1e-16: with the usual limit of 1e-15 it sometimes was not.
    found = (np.linalg.pinv(system, rcond=SINGULAR, hermitian=True) @ right[..., None])[..., 0]
    effects: Table = found - found.mean(axis=-1, keepdims=True)
    return effects


@dataclass(frozen=True)
class Season:
    """Effects of the time of the year.

    Attributes:
        effects: (T,) per column, zero over the year; NaN where that time of the year was never seen.
        swallowed: variance of what all rows share in one column that the effects took for season; 0 when there was but
            one year to learn from, because nothing tells one from the other then.
    """

    effects: Table
    swallowed: float


def season_of(y: Table, use: Mask, season: npt.NDArray[np.integer]) -> Season:
    """Effect of the time of the year in every column, estimated over all rows together.

    A straight line through the years is fitted beside it when there is more than one year, so that a trend does not
    look like a season.

    Args:
        y: (n, T) values.
        use: (n, T) cells to estimate from; they must lie before any change.
        season: (T,) number of the period within the year.
    """
    if len(np.unique(season)) == 1:
        return Season(np.zeros(len(season)), 0.0)
    effects = column_effects(y, use)
    known = np.flatnonzero(np.isfinite(effects))
    kinds, which = np.unique(season[known], return_inverse=True)
    if not len(kinds):
        return Season(np.full(len(season), np.nan), 0.0)
    design = np.eye(len(kinds))[which]
    if len(known) > len(kinds) + 1:
        design = np.column_stack([design, known - known.mean()])
    fitted = np.linalg.lstsq(design, effects[known], rcond=None)[0]
    left, taken = len(known) - design.shape[1], design.shape[1]
    scatter = float(((effects[known] - design @ fitted) ** 2).sum()) / left if left > 0 else 0.0
    height = fitted[: len(kinds)] - fitted[: len(kinds)].mean()
    at = np.minimum(np.searchsorted(kinds, season), len(kinds) - 1)
    return Season(np.where(kinds[at] == season, height[at], np.nan), scatter * taken / len(known))
