"""The nulmeting of series with several points: level, borrowed spread, and the variance of a later change."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from buurtbeeld.statistics import autocorrelation
from buurtbeeld.statistics.borrowed_spread import moving_range_spread, prior_freedom, shrink, size_curve
from buurtbeeld.statistics.shift_parts import Mask, Numbers, Settings, Table, harmonic

FEWEST = 3  # points in each half of the nulmeting to say something about drift
MOST = 9.0  # a change without a cause so many times its variance counts as this much


@dataclass(frozen=True)
class Baseline:
    """What was there before the start, of n series; of C panels at once every array has a first dimension more.

    Attributes:
        columns: (B,) columns of the nulmeting.
        level: (n,) mean of what is left there after what all share; NaN without a point.
        seen: (n, B) which points it rests on.
        curve: (n,) variance of one point to expect of a series of this size.
        variance: (n,) the same with what its own points say.
        freedom: (n,) degrees of freedom of `variance`.
        rho: lag-1 autocorrelation of all together.
        drift: how many times its variance the square of a change within the nulmeting is, over all series.
        drift_series: how many series say so; 0 when the nulmeting is too short.
    """

    columns: Numbers
    level: Table
    seen: Mask
    curve: Table
    variance: Table
    freedom: Table
    rho: Table | float
    drift: Table | float = 1.0
    drift_series: Numbers | int = 0

    @property
    def count(self) -> Numbers:
        """(n,) points before the start."""
        count: Numbers = self.seen.sum(axis=-1)
        return count

    def of(self, rows: Numbers) -> Baseline:
        """The same of some rows only."""
        parts = (self.level, self.curve, self.variance, self.freedom)
        level, curve, variance, freedom = (part[rows] for part in parts)
        return replace(self, level=level, seen=self.seen[rows], curve=curve, variance=variance, freedom=freedom)

    def widening(self, seen: Mask, columns: Numbers) -> Table:
        """Variance of mean after less mean before, in variances of one point, (W, n).

        Args:
            seen: (W, n, A) points after the start.
            columns: (W, A) their columns.
        """
        before = self.seen / np.maximum(self.count, 1)[..., None]
        after = seen / np.maximum(seen.sum(axis=-1), 1)[..., None]
        early = autocorrelation.matrix(self.columns, self.columns, self.rho)
        late = autocorrelation.matrix(columns, columns, self.rho)
        across = autocorrelation.matrix(columns, self.columns[..., None, :], self.rho)
        own = ((before @ early) * before).sum(axis=-1)[..., None, :] + ((after @ late) * after).sum(axis=-1)
        found: Table = own - 2 * ((after @ across) * before[..., None, :, :]).sum(axis=-1)
        return found


def baseline(value: Table, learn: Mask, columns: Numbers, size: Table, settings: Settings) -> Baseline:
    """Nulmeting of series from which season, or what comparison buurten share, was taken.

    Args:
        value: (n, B) values in the columns of the nulmeting, or (C, n, B) of C panels; NaN = missing.
        learn: the same shape, cells that tell about spread and autocorrelation; the others only count for the level.
        columns: (B,) or (C, B), which columns they are.
        size: (n,) or (C, n), mean noemer.
        settings: d0 and the autocorrelation to lean to.
    """
    seen = np.isfinite(value)
    count = seen.sum(axis=-1)
    level = np.where(seen, value, 0.0).sum(axis=-1) / np.where(count > 0, count, np.nan)
    taught = np.where(learn, value, np.nan)
    own, freedom = moving_range_spread(taught)
    curve, behind = size_curve(own, size, size)
    rho = autocorrelation.pooled(taught, curve, guess=settings.rho, worth=settings.rho_points)
    typical = freedom.sum(axis=-1) / np.maximum((freedom > 0).sum(axis=-1), 1)
    worth = prior_freedom(own, freedom, curve, guess=settings.d0, worth=settings.d0_series)
    # A curve through few series is itself uncertain; through one series it is that series.
    prior = harmonic(np.asarray(worth)[..., None] + 0.0 * behind, typical[..., None] * np.maximum(behind - 1, 0))
    variance, total = shrink(own, freedom, curve, prior)
    unlike = np.asarray(1 - rho)[..., None]  # moving ranges do not see what neighbours share
    found = Baseline(columns, level, seen, curve / unlike, variance / unlike, total, rho)
    return _with_drift(found, taught)


def _with_drift(found: Baseline, taught: Table) -> Baseline:
    """Put the two halves of the nulmeting against each other: a change without a cause in every series."""
    half = found.columns.shape[-1] // 2
    first, second = np.isfinite(taught[..., :half]), np.isfinite(taught[..., half:])
    counts = [part.sum(axis=-1) for part in (first, second)]
    enough = (counts[0] >= FEWEST) & (counts[1] >= FEWEST) & (found.curve > 0)
    if not enough.any():
        return found
    value = np.nan_to_num(taught)
    means = [part.sum(axis=-1) / np.maximum(count, 1)
             for part, count in zip((value[..., :half], value[..., half:]), counts, strict=True)]  # fmt: skip
    earlier = replace(found, columns=found.columns[..., :half], seen=first)
    widening = earlier.widening(second[..., None, :, :], found.columns[..., None, half:])[..., 0, :]
    expected = np.where(enough, found.curve * widening, 1.0)
    square = np.where(enough, np.minimum((means[1] - means[0]) ** 2 / expected, MOST), 0.0)
    many = enough.sum(axis=-1)
    drift = np.where(many > 0, square.sum(axis=-1) / np.maximum(many, 1), 1.0)[()]
    return replace(found, drift=drift, drift_series=many)
