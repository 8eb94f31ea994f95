"""What the ways to judge a change have in common: cut-offs, what moments give, a mean that resists outliers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
FAR = 3.0  # spreads from the middle at which a comparison buurt is held back


@dataclass(frozen=True)
class Settings:
    """Cut-offs of the verdict; how they were chosen stands in docs/besluiten.md.

    Attributes:
        alpha: two-sided chance of a clear verdict without any change, per series and moment.
        d0: degrees of freedom that the spread of other buurten counts for, as long as little is known.
        d0_series: how many series that guess counts for beside what the series themselves say about it.
        drift_series: how many changes without a cause the nulmeting counts for beside those of comparison buurten.
        min_points: fewest own points, before and after together.
        min_before, min_after: fewest own points on each side.
        min_group: fewest comparison buurten in every period after the start; with fewer a series stands on its own.
        rho, rho_points: autocorrelation to lean to when there is little data, and how many points that counts for.
    """

    alpha: float = 0.002
    d0: float = 6.0
    d0_series: float = 20.0
    drift_series: float = 10.0
    min_points: int = 5
    min_before: int = 3
    min_after: int = 2
    min_group: int = 10
    rho: float = 0.2
    rho_points: float = 20.0


@dataclass(frozen=True)
class Cohort:
    """Series around one start. Rows are in an order that depends on what is in them only.

    Attributes:
        y: (n, T) values on the working scale; NaN = missing.
        mine: (m,) judged rows.
        group: (n,) comparison rows.
        before: (T,) columns of the nulmeting.
        size: (n,) mean noemer.
        season: (T,) number of the period within the year.
        started: (n,) first treated column of each row.
        settings: cut-offs.
    """

    y: Table
    mine: Numbers
    group: Mask
    before: Mask
    size: Table
    season: npt.NDArray[np.integer]
    started: Numbers
    settings: Settings


@dataclass(frozen=True)
class Shift:
    """The judged series at W moments, (W, m) each; NaN = not to be said. See `Changes` for the counts."""

    change: Table
    variance: Table
    freedom: Table
    n_before: Numbers
    n_after: Numbers
    n_group: Numbers


@dataclass(frozen=True)
class Windows:
    """The periods after the start of W moments, as columns.

    Attributes:
        columns: (..., W, A) numbers of columns, filled up to the longest window.
        real: (..., W, A) which of them are asked and not filling.
    """

    columns: Numbers
    real: Mask

    @staticmethod
    def of(after: Mask) -> Windows:
        """Windows of (W, T) masks, or of (C, W, T) for C panels."""
        length = int(after.sum(axis=-1).max(initial=0))
        # A stable sort puts the asked columns first, in order of time.
        columns = np.argsort(~after, axis=-1, kind="stable")[..., :length]
        return Windows(columns, np.take_along_axis(after, columns, axis=-1))

    def seen(self, value: Table) -> tuple[Table, Mask]:
        """Values in every window and which are there, (..., W, n, A) each; 0 where there is none.

        Args:
            value: (n, T), or (C, n, T).
        """
        inside = _inside(value, self.columns)
        there = np.isfinite(inside) & self.real[..., None, :]
        return np.where(there, inside, 0.0), there


def _inside(value: Table, columns: Numbers) -> Table:
    if value.ndim == 2:
        return np.moveaxis(value[:, columns], 0, 1)
    many, rows = np.arange(value.shape[0]), np.arange(value.shape[1])
    found: Table = value[many[:, None, None, None], rows[None, None, :, None], columns[:, :, None, :]]
    return found


def middle(value: Table, spread: Table, weight: Table) -> Table:
    """Weighted mean of every column in which a value far from the median counts as one less far.

    Args:
        value: (n, T), or (C, n, T) of C panels; NaN = missing.
        spread: (n,) standard deviation to expect in each row, or as `value`; 0 is allowed. Of C panels (C, n).
        weight: (n,) weight of each row, or as `value`. Of C panels (C, n).

    Returns:
        (T,) or (C, T) means; NaN for a column without values.
    """
    spread, weight = (part if part.ndim == value.ndim else part[..., None] for part in (spread, weight))
    seen = np.isfinite(value)
    typical = column_medians(value)
    away = value - typical[..., None, :]
    unit = np.where(spread > 0, spread, np.inf)
    wide = np.maximum(1.0, 1.4826 * column_medians(np.abs(away) / unit)[..., None, :]) * FAR * spread
    held = np.where(seen, np.clip(away, -wide, wide), 0.0)
    total = (seen * weight).sum(axis=-2)
    mean: Table = typical + (held * weight).sum(axis=-2) / np.where(total > 0, total, np.nan)
    return mean


def column_medians(value: Table) -> Table:
    """Median of every column of (..., n, T), NaN left out; NaN for a column without values."""
    ordered = np.sort(value, axis=-2)  # NaN last
    count = np.isfinite(value).sum(axis=-2)
    places = (np.maximum(count - 1, 0) // 2, np.minimum(count // 2, value.shape[-2] - 1))
    low, high = (np.take_along_axis(ordered, at[..., None, :], axis=-2)[..., 0, :] for at in places)
    return np.where(count > 0, (low + high) / 2, np.nan)


def harmonic(left: Table, right: Table) -> Table:
    """Degrees of freedom of a product of two estimated variances; 0 where one has none."""
    known = (left > 0) & (right > 0)
    return np.where(known, 1 / (1 / np.where(known, left, 1) + 1 / np.where(known, right, 1)), 0.0)
