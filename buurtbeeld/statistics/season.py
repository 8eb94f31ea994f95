"""What all buurten share in a period: effects of columns, and of the time of the year."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


def column_effects(y: Table, use: Mask, weight: Table | None = None) -> Table:
    """Effect of every column once every row has its own level: least squares of y = row + column.

    Args:
        y: (n, T) values.
        use: (n, T) cells that count; the value of another cell is never looked at.
        weight: (n,) weight of each row; every row the same when absent.

    Returns:
        (T,) effects that add up to zero over the columns with a cell; NaN for a column without one.
    """
    row = np.ones(len(y)) if weight is None else weight
    value, seen = np.where(use, y, 0.0), use.astype(float)
    count = np.maximum(seen.sum(axis=1), 1.0)
    centred = (value - (value.sum(axis=1) / count)[:, None]) * seen
    heavy = seen * row[:, None]
    total = heavy.sum(axis=0)
    system = np.diag(total) - heavy.T @ (seen / count[:, None])
    known = total > 0
    effects = np.full(y.shape[1], np.nan)
    if known.any():
        # A level for the columns as a whole belongs to the rows: the pseudo-inverse picks the sum of zero.
        found = (
            np.linalg.pinv(system[np.ix_(known, known)], hermitian=True) @ (centred * row[:, None]).sum(axis=0)[known]
        )
        effects[known] = found - found.mean()
    return effects


def season_effects(y: Table, use: Mask, season: npt.NDArray[np.integer], weight: Table | None = None) -> Table:
    """Effect of the time of the year in every column, estimated over all rows together.

    A straight line through the years is fitted beside it when there is more than one year, so that a trend does not
    look like a season.

    Args:
        y: (n, T) values.
        use: (n, T) cells to estimate from; they must lie before any change.
        season: (T,) number of the period within the year.
        weight: (n,) weight of each row.

    Returns:
        (T,) effect per column, of columns without cells too; zero over the year. NaN where that time of the year was
        never seen.
    """
    effects = column_effects(y, use, weight)
    kinds = np.unique(season)
    if len(kinds) == 1:
        return np.zeros(len(season))
    known = np.flatnonzero(np.isfinite(effects))
    if not len(known):
        return np.full(len(season), np.nan)
    seen = [kind for kind in kinds if (season[known] == kind).any()]
    design = np.column_stack([season[known] == kind for kind in seen]).astype(float)
    if len(known) > len(seen) + 1:
        design = np.column_stack([design, known - known.mean()])
    fitted = np.linalg.lstsq(design, effects[known], rcond=None)[0][: len(seen)]
    found = dict(zip(seen, fitted - fitted.mean(), strict=True))
    return np.asarray([found.get(kind, np.nan) for kind in season])
