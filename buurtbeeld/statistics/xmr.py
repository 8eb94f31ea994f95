"""XmR chart: one value per period against limits from how much neighbouring values differ.

Sources: NHS England, Making Data Count, as the R package NHSRplotthedots 0.2.2 computes it; statistiek.md part 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from buurtbeeld.statistics.spc_rules import Codes, Flags, Table, signals

LIMIT = 2.66  # 3 / 1.128, as the charts of the field round it
SCREEN = 3.267  # a moving range so many times the mean one does not count


class Assurance(IntEnum):
    """Will the target be met, if the process stays as it is?"""

    UNKNOWN = -9  # no target, no side that is better, or no limits
    FAIL = -1
    INCONSISTENT = 0
    PASS = 1


@dataclass(frozen=True, eq=False)
class Xmr:
    """An XmR chart of one or more series: per point the limits of its phase, and its signal.

    Attributes:
        phase: (T,) number of the phase, from 0.
        mean, lower, upper, near_lower, near_upper: (..., T); NaN where the phase has no two neighbouring values.
        moving_range: (..., T) mean moving range of the phase, after screening.
        outside: (..., T) beyond a limit.
        close: (..., T) beyond a near limit, not outside.
        signal: (..., T) codes of `spc_rules.Signal`.
    """

    phase: npt.NDArray[np.intp]
    mean: Table
    moving_range: Table
    lower: Table
    upper: Table
    near_lower: Table
    near_upper: Table
    outside: Flags
    close: Flags
    signal: Codes


def xmr(y: npt.ArrayLike, *, phases: Sequence[int] = (), fix_after: int | None = None, screen: bool = True) -> Xmr:
    """XmR chart of one series or of many at once.

    Args:
        y: (..., T) values in order of time; NaN = missing: no part of a mean, a moving range or a row of points.
        phases: place (from 0) of the first point of every new phase; each phase has its own limits and signals.
        fix_after: limits from the first so many points of each phase; None = all.
        screen: leave out moving ranges of 3.267 times their mean or more, once. Without any difference between the
            points there is nothing to leave out: limits then equal the mean.

    Raises:
        ValueError: a phase does not start inside the series, or twice at the same point; fix_after is below 1.
    """
    values = np.asarray(y, dtype=float)
    length = values.shape[-1]
    starts = [0, *sorted(phases)]
    if any(later <= earlier for earlier, later in zip(starts, [*starts[1:], max(length, 1)], strict=True)):
        raise ValueError(f"fases beginnen binnen de reeks en elk op een eigen punt: {sorted(phases)}")
    if fix_after is not None and fix_after < 1:
        raise ValueError(f"grenzen komen uit ten minste 1 punt, niet uit {fix_after}")
    parts = [_phase(part, fix_after, screen=screen) for part in np.split(values, starts[1:], axis=-1)]
    columns = (np.concatenate(column, axis=-1) for column in zip(*parts, strict=True))
    return Xmr(np.repeat(np.arange(len(starts)), np.diff([*starts, length])), *columns)


def xmr_log(y: npt.ArrayLike, *, phases: Sequence[int] = (), fix_after: int | None = None, screen: bool = True) -> Xmr:
    """XmR chart on the log scale, its lines back on the scale of the figure; for series that vary by more than 20%.

    Args:
        y: (..., T) values above 0; NaN = missing.
        phases, fix_after, screen: as `xmr`.

    Returns:
        The chart; `mean` is the geometric mean, and `moving_range` stays a difference of logarithms.

    Raises:
        ValueError: a value of 0 or below, or as `xmr`.
    """
    values = np.asarray(y, dtype=float)
    if (values <= 0).any():
        raise ValueError("een waarde van 0 of lager past niet op een logschaal")
    chart = xmr(np.log(values), phases=phases, fix_after=fix_after, screen=screen)
    lines = ("mean", "lower", "upper", "near_lower", "near_upper")
    return replace(chart, **{line: np.exp(getattr(chart, line)) for line in lines})


def assurance(chart: Xmr, target: npt.ArrayLike, improvement: npt.ArrayLike) -> npt.NDArray[np.int8]:
    """Whether a target will be met, by the limits of the last phase.

    Args:
        chart: of one or more series.
        target: (...) target of each series; NaN = none.
        improvement: (...) 1 = higher is better, -1 = lower is better, 0 = no side is.

    Returns:
        (...) codes of `Assurance`.
    """
    lower, upper = chart.lower[..., -1], chart.upper[..., -1]
    aim, way = np.asarray(target, dtype=float), np.asarray(improvement)
    known = np.isfinite(aim) & np.isfinite(lower) & (way != 0)
    # A target above all that is to be expected is met when lower is better, missed when higher is.
    beyond = np.select([aim > upper, aim < lower], [-1, 1], 0)
    return np.where(known, beyond * way, Assurance.UNKNOWN).astype(np.int8)


def mean_moving_range(y: Table, *, screen: bool) -> Table:
    """Mean difference between neighbours, (..., T) -> (...); NaN without two neighbouring values.

    With `screen`, ranges of 3.267 times the mean or more are left out, once (Nelson 1982).
    """
    ranges = np.abs(np.diff(y, axis=-1))
    every = mean_known(ranges)
    if not screen:
        return every
    kept = mean_known(np.where(ranges < SCREEN * every[..., None], ranges, np.nan))
    return np.where(every == 0, 0.0, kept)


def mean_known(values: Table) -> Table:
    """Mean over the last axis of what is known; NaN without any."""
    known = np.isfinite(values)
    count = known.sum(axis=-1)
    mean: Table = np.where(known, values, 0.0).sum(axis=-1) / np.where(count > 0, count, np.nan)
    return mean


def _phase(y: Table, fix_after: int | None, *, screen: bool) -> tuple[npt.NDArray[np.generic], ...]:
    base = y[..., :fix_after]
    mean, ranges = mean_known(base)[..., None], mean_moving_range(base, screen=screen)[..., None]
    far, near = LIMIT * ranges, LIMIT * 2 / 3 * ranges
    side = np.where(np.isfinite(y), np.sign(y - mean), 0).astype(np.int8)
    outside = (y > mean + far) | (y < mean - far)
    close = ~outside & ((y > mean + near) | (y < mean - near))
    lines = [mean, ranges, mean - far, mean + far, mean - near, mean + near]
    signal = signals(y, side, outside=outside, close=close)
    return (*(np.broadcast_to(line, y.shape) for line in lines), outside, close, signal)
