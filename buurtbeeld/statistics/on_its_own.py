"""A change of a series without comparison buurten: season taken off, the rest stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from buurtbeeld.statistics.baseline import Baseline, baseline
from buurtbeeld.statistics.season import Season, season_of
from buurtbeeld.statistics.shift_parts import Cohort, Mask, Shift, Table, Windows, harmonic


def prepare(cohort: Cohort) -> Callable[[Mask], Shift]:
    """Nulmeting of the judged series, and a function that gives the changes at moments, of (W, T) columns.

    Season, the curve of the spread and autocorrelation come from every row, as long as it was not treated. A period
    whose time of the year was never seen before the start is left out. A trend that all buurten share is not taken off:
    what it did to the nulmeting widens the margin, no more.
    """
    columns = np.flatnonzero(cohort.before)
    place = np.arange(cohort.y.shape[1])
    last = columns.max(initial=-1)
    learn = np.isfinite(cohort.y) & (place <= last) & (place < cohort.started[:, None])
    season = season_of(cohort.y, learn, cohort.season)
    value = cohort.y - season.effects
    base = baseline(value[:, columns], learn[:, columns], columns, cohort.size, cohort.settings)
    noise = _Noise.of(season, cohort.season, learn, base)
    own, away = base.of(cohort.mine), value[cohort.mine] - base.level[cohort.mine, None]
    # A nulmeting that was calm by luck is not believed: a guess of no drift counts beside it, and it never narrows.
    prior = cohort.settings.drift_series
    drift = max(1.0, (base.drift * base.drift_series + prior) / (base.drift_series + prior))
    freedom = harmonic(own.freedom, np.full(len(own.freedom), base.drift_series + prior - 1.0))

    def moments(after: Mask) -> Shift:
        windows = Windows.of(after)
        inside, seen = windows.seen(away)
        count = seen.sum(axis=2)
        change = inside.sum(axis=2) / np.where(count > 0, count, np.nan)
        widening = own.widening(seen, windows.columns)
        variance = widening * (drift * noise.fitted * own.variance + noise.common) + noise.of_season(seen, windows, own)
        alike = np.zeros(count.shape, dtype=np.int64)
        return Shift(change, variance, freedom + 0.0 * alike, own.count + alike, count, alike)

    return moments


@dataclass(frozen=True)
class _Noise:
    """What taking off a season that was estimated does to the variance.

    Attributes:
        season: (T,) number of the period within the year.
        kinds: (K,) the times of the year that were seen before the start.
        variance: (K,) variance of their effects.
        fitted: how much larger the spread is than it looks: the season was fitted to the same points.
        common: variance of what all buurten share in one period, as far as the season swallowed it.
    """

    season: npt.NDArray[np.integer]
    kinds: npt.NDArray[np.integer]
    variance: Table
    fitted: float
    common: float

    @staticmethod
    def of(found: Season, season: npt.NDArray[np.integer], learn: Mask, base: Baseline) -> _Noise:
        kinds = np.unique(season[learn.any(axis=0)])
        if len(kinds) < 2:
            return _Noise(season, kinds, np.zeros(len(kinds)), 1.0, 0.0)
        cells = np.stack([learn[:, season == kind].sum(axis=1) for kind in kinds])
        variance = (cells * np.nan_to_num(base.curve)).sum(axis=1) / cells.sum(axis=1) ** 2
        points = learn.sum() - learn.any(axis=1).sum()
        left = points - (len(kinds) - 1)
        return _Noise(season, kinds, variance, float(points / left) if left > 0 else np.nan, found.swallowed)

    def of_season(self, seen: Mask, windows: Windows, own: Baseline) -> Table:
        """(W, m) variance from how differently the times of the year are spread over the two windows."""
        late = self._shares(seen, self.season[windows.columns][:, None, :])
        early = self._shares(own.seen[None], self.season[own.columns][None, None, :])
        return ((late - early) ** 2) @ self.variance

    def _shares(self, seen: Mask, season: npt.NDArray[np.integer]) -> Table:
        count = np.maximum(seen.sum(axis=2), 1)
        found = [(seen & (season == kind)).sum(axis=2) / count for kind in self.kinds]
        return np.stack(found, axis=2) if found else np.zeros((*count.shape, 0))
