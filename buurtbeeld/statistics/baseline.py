"""The nulmeting of series with several points: level, borrowed spread, and the variance of a later change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from buurtbeeld.statistics import autocorrelation
from buurtbeeld.statistics.borrowed_spread import moving_range_spread, shrink, size_curve
from buurtbeeld.statistics.shift_parts import Mask, Numbers, Settings, Table, harmonic


@dataclass(frozen=True)
class Baseline:
    """What was there before the start, of n series.

    Attributes:
        columns: (B,) columns of the nulmeting.
        level: (n,) mean of what is left there after what all share; NaN without a point.
        seen: (n, B) which points it rests on.
        curve: (n,) variance of one point to expect of a series of this size.
        variance: (n,) the same with what its own points say.
        freedom: (n,) degrees of freedom of `variance`.
        rho: lag-1 autocorrelation of all together.
    """

    columns: npt.NDArray[np.int64]
    level: Table
    seen: Mask
    curve: Table
    variance: Table
    freedom: Table
    rho: float

    @property
    def count(self) -> Numbers:
        """(n,) points before the start."""
        count: Numbers = self.seen.sum(axis=1)
        return count

    def of(self, rows: npt.NDArray[np.int64]) -> Baseline:
        """The same of some rows only."""
        parts = (self.level, self.curve, self.variance, self.freedom)
        level, curve, variance, freedom = (part[rows] for part in parts)
        return Baseline(self.columns, level, self.seen[rows], curve, variance, freedom, self.rho)

    def widening(self, seen: Mask, columns: npt.NDArray[np.int64]) -> Table:
        """Variance of mean after less mean before, in variances of one point, (n,).

        Args:
            seen: (n, A) points after the start.
            columns: (A,) their columns.
        """
        before = self.seen / np.maximum(self.count, 1)[:, None]
        after = seen / np.maximum(seen.sum(axis=1), 1)[:, None]
        both = np.concatenate([after, -before], axis=1)
        at = np.concatenate([columns, self.columns])
        found: Table = ((both @ autocorrelation.matrix(at, at, self.rho)) * both).sum(axis=1)
        return found


def baseline(value: Table, learn: Mask, columns: npt.NDArray[np.int64], size: Table, settings: Settings) -> Baseline:
    """Nulmeting of series from which season, or what comparison buurten share, was taken.

    Args:
        value: (n, B) values in the columns of the nulmeting; NaN = missing.
        learn: (n, B) cells that tell about spread and autocorrelation; the others only count for the level.
        columns: (B,) which columns they are.
        size: (n,) mean noemer.
        settings: d0 and the autocorrelation to lean to.
    """
    seen = np.isfinite(value)
    count = seen.sum(axis=1)
    level = np.where(seen, value, 0.0).sum(axis=1) / np.where(count > 0, count, np.nan)
    taught = np.where(learn, value, np.nan)
    own, freedom = moving_range_spread(taught)
    curve, behind = size_curve(own, size, size)
    rho = autocorrelation.pooled(taught, curve, guess=settings.rho, worth=settings.rho_points)
    typical = freedom[freedom > 0].mean() if (freedom > 0).any() else 0.0
    # A curve through few series is itself uncertain; through one series it is that series.
    others = typical * np.maximum(behind - 1, 0)
    prior = harmonic(np.full(len(others), settings.d0), others)
    variance, total = shrink(own, freedom, curve, prior)
    unlike = 1 - rho
    return Baseline(columns, level, seen, curve / unlike, variance / unlike, total, rho)
