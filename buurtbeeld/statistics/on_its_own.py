"""A change of a series without comparison buurten: season taken off, the rest stays."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from buurtbeeld.statistics.baseline import baseline
from buurtbeeld.statistics.season import season_effects
from buurtbeeld.statistics.shift_parts import Cohort, Mask, Shift, Table, harmonic

Season = npt.NDArray[np.integer]


def prepare(cohort: Cohort) -> Callable[[Mask], Shift]:
    """Nulmeting of the judged series, and a function that gives the changes at one moment.

    Season, the curve of the spread and autocorrelation come from every row, as long as it was not treated. A period
    whose time of the year was never seen before the start is left out. What all buurten share besides season and
    what happened before is not taken off: there is nothing to know it by.
    """
    y, season, columns = cohort.y, cohort.season, np.flatnonzero(cohort.before)
    last = columns.max(initial=-1)
    place = np.arange(y.shape[1])
    learn = np.isfinite(y) & (place <= last) & (place < cohort.started[:, None])
    value = y - season_effects(y, learn, season)
    base = baseline(value[:, columns], learn[:, columns], columns, cohort.size, cohort.settings)
    noise = _season_noise(learn, season, base.curve)
    own = base.of(cohort.mine)
    away = value[cohort.mine] - own.level[:, None]
    fitted = _fitted(learn, season)

    def moment(after: Mask) -> Shift:
        at = np.flatnonzero(after)
        seen = np.isfinite(away[:, at])
        count = seen.sum(axis=1)
        change = np.where(seen, away[:, at], 0.0).sum(axis=1) / np.where(count > 0, count, np.nan)
        unlike = _shares(seen, season[at], noise) - _shares(own.seen, season[columns], noise)
        variance = max(1.0, base.drift) * own.variance * own.widening(seen, at) * fitted + (unlike**2) @ np.asarray(list(noise.values()) or [0.0])
        none = np.zeros(len(count), dtype=np.int64)
        df = harmonic(own.freedom, np.full(len(count), base.drift_series - 1.0)) if base.drift_series > 1 else own.freedom
        return Shift(change, variance, df, own.count, count, none)

    return moment


def _season_noise(learn: Mask, season: Season, curve: Table) -> dict[int, float]:
    """Variance of the effect of every time of the year that was seen before the start."""
    kinds = [int(kind) for kind in np.unique(season)]
    cells = {kind: learn[:, season == kind].sum(axis=1) for kind in kinds}
    spread = np.nan_to_num(curve)
    if len(kinds) == 1:
        return dict.fromkeys(kinds, 0.0)
    return {kind: float((count * spread).sum() / count.sum() ** 2) for kind, count in cells.items() if count.sum()}


def _shares(seen: Mask, season: Season, kinds: dict[int, float]) -> Table:
    """(m, kinds) which part of the points falls in each time of the year."""
    count = np.maximum(seen.sum(axis=1), 1)
    return np.column_stack([seen[:, season == kind].sum(axis=1) / count for kind in kinds] or [np.zeros(len(seen))])


def _fitted(learn: Mask, season: Season) -> float:
    """How much smaller than the truth the spread looks because the season was fitted to the same points."""
    points = learn.sum() - learn.any(axis=1).sum()
    taken = len(np.unique(season[learn.any(axis=0)])) - 1
    if taken <= 0:
        return 1.0
    return float(points / (points - taken)) if points > taken else float("nan")
