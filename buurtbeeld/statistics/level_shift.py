"""Did the level of a series change after a start, more than chance and other buurten can explain?

With comparison buurten a series is set against them in every period, so that season, trend and breaks they share
fall out; how far they drift apart themselves says how wide the margin must be. Without them the season of all buurten
is taken off and a series stands on its own. In both the spread is borrowed (`borrowed_spread`) and widened for
neighbouring points that look alike (`autocorrelation`).

Nothing in a verdict depends on a period outside its two windows, save earlier ones, nor on the order of the rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from enum import IntEnum

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from buurtbeeld.statistics import beside_group, on_its_own, year_shift
from buurtbeeld.statistics.shift_parts import Cohort, Mask, Numbers, Settings, Shift, Table

__all__ = ["Changes", "Settings", "Signal", "changes", "decide"]
USUAL = Settings()
DIGITS = 12
ORDINARY = 0.05  # chance outside the interval that is shown


class Signal(IntEnum):
    """What a change says by itself; a thema gives it a direction."""

    FALL = -1
    NONE = 0
    RISE = 1
    TOO_FEW = 2  # points
    UNCERTAIN = 3  # the 95% margin is wider than allowed, or no spread is known


@dataclass(frozen=True)
class Changes:
    """Changes of m series; every array is (m,), or (W, m) when W moments were asked.

    Attributes:
        change: mean after less mean before on the working scale, less the same of the comparison buurten.
        se, df: standard error, and degrees of freedom of its t distribution. NaN where no spread is known.
        lower, upper: 95%.
        lower_998, upper_998: at the cut-off of the verdict.
        n_before, n_after: own points used.
        n_group: comparison series used; 0 = judged on its own.
    """

    change: Table
    se: Table
    df: Table
    lower: Table
    upper: Table
    lower_998: Table
    upper_998: Table
    n_before: Numbers
    n_after: Numbers
    n_group: Numbers


def changes(
    y: Table,
    *,
    judged: npt.NDArray[np.integer],
    group: Mask,
    before: Mask,
    after: Mask,
    size: Table,
    season: npt.NDArray[np.integer],
    started: npt.NDArray[np.integer] | None = None,
    yearly: bool = False,
    settings: Settings = USUAL,
) -> Changes:
    """Changes of the judged series of one cohort since its start, at one moment or at many.

    Args:
        y: (n, T) values on the working scale, a column per period without gaps in time; NaN = missing, hidden or
            provisional.
        judged: (m,) rows to judge; they start together.
        group: (n,) which rows are comparison buurten: never treated.
        before: (T,) columns of the nulmeting, before the start.
        after: (T,) columns of one moment, or (W, T) of W moments; the result of a moment is the same either way.
        size: (n,) mean noemer. NaN or 0 = unknown, taken as usual.
        season: (T,) number of the period within the year.
        started: (n,) first column each row was treated in, T or more = never; cells from then on teach nothing about
            season, spread or autocorrelation. When absent the judged start right after `before`, others never.
        yearly: yearly or rolling twelve-month figures: one point before, one after.
        settings: cut-offs.

    Returns:
        Changes; a series without a point in one of the windows has NaN.
    """
    rows = np.asarray(judged, dtype=np.int64)
    order = _canonical(y[:, : np.flatnonzero(before).max(initial=-1) + 1], size)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    mine = np.sort(place[rows])
    first = _first_treated(y, rows, before) if started is None else np.asarray(started, dtype=np.int64)
    cohort = Cohort(y[order], mine, group[order], before, size[order], season, first[order], settings)
    shift = year_shift.prepare(cohort) if yearly else _of_periods(cohort)
    back = np.searchsorted(mine, place[rows])
    result = _intervals(shift(np.atleast_2d(after)), back, settings)
    return result if after.ndim > 1 else Changes(*(getattr(result, one.name)[0] for one in fields(Changes)))


def _of_periods(cohort: Cohort) -> Callable[[Mask], Shift]:
    """Beside the comparison buurten at every moment that has enough of them, else on its own."""
    settings = cohort.settings
    known = cohort.group & (np.isfinite(cohort.y[:, cohort.before]).sum(axis=1) >= settings.min_before)
    if known.sum() < settings.min_group:
        return on_its_own.prepare(cohort)
    beside = beside_group.prepare(replace(cohort, group=known))

    def moments(after: Mask) -> Shift:
        found, usable = beside(after)
        return found if usable.all() else found.or_else(usable, on_its_own.prepare(cohort)(after))

    return moments


def _first_treated(y: Table, judged: Numbers, before: Mask) -> Numbers:
    first = np.full(len(y), y.shape[1])
    first[judged] = np.flatnonzero(before).max(initial=-1) + 1
    return first


def _canonical(y: Table, size: Table) -> Numbers:
    """Order of the rows by what is in them, so that sums do not depend on how they were given."""
    value = np.nan_to_num(y)
    turning = value * np.cos(np.arange(1, y.shape[1] + 1))
    return np.lexsort((turning.sum(axis=1), value.sum(axis=1), np.nan_to_num(size)))


def _intervals(found: Shift, back: Numbers, settings: Settings) -> Changes:
    """(W, m) arrays in the order the series were asked."""
    known = np.isfinite(found.change) & np.isfinite(found.variance) & (found.freedom > 0)
    # Rounded, so that sums taken in another way on another machine give the same verdict.
    change = found.change[:, back].round(DIGITS)
    se = np.sqrt(np.where(known, found.variance, np.nan))[:, back].round(DIGITS)
    se[se == 0] = np.nan  # values that never differ say nothing about chance
    df = np.where(known, found.freedom, np.nan)[:, back].round(DIGITS // 2)
    df[np.isnan(se)] = np.nan
    wide, widest = _quantile(df, ORDINARY) * se, _quantile(df, settings.alpha) * se
    counts = (part[:, back] for part in (found.n_before, found.n_after, found.n_group))
    return Changes(change, se, df, change - wide, change + wide, change - widest, change + widest, *counts)


def _quantile(df: Table, alpha: float) -> Table:
    """Two-sided cut-off of the t distribution; few different degrees of freedom occur, so each is computed once."""
    kinds, where = np.unique(df, return_inverse=True)
    found: Table = stdtrit(kinds, 1 - alpha / 2)[where].reshape(df.shape)
    return found


def decide(found: Changes, *, margin: float, yearly: bool = False, settings: Settings = USUAL) -> npt.NDArray[np.int8]:
    """Signal of every change, as numbers of `Signal`.

    Args:
        found: what `changes` gave.
        margin: widest half of a 95% interval with which anything is said, on the working scale; log(1.15) for ±15%.
        yearly: whether the figures were yearly.
        settings: the same as for `changes`.
    """
    points = found.n_before + found.n_after
    few = (found.n_before < 1) | (found.n_after < 1) | (points < (2 if yearly else settings.min_points))
    if not yearly:
        few |= (found.n_before < settings.min_before) | (found.n_after < settings.min_after)
    half = (found.upper - found.lower) / 2
    signal = np.zeros(found.change.shape, dtype=np.int8)
    signal[found.lower_998 > 0] = Signal.RISE
    signal[found.upper_998 < 0] = Signal.FALL
    signal[~(half <= margin)] = Signal.UNCERTAIN  # an unknown margin too
    signal[few] = Signal.TOO_FEW
    return signal
