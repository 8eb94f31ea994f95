"""Did the level of a series change after a start, more than chance and other buurten can explain?

With comparison buurten a series is set against them in every period, so that season, trend and breaks they share
fall out; how far they drift apart themselves says how wide the margin must be. Without them the season of all buurten
is taken off and a series stands on its own. In both the spread is borrowed (`borrowed_spread`) and widened for
neighbouring points that look alike (`autocorrelation`).

Nothing in a verdict depends on a period outside its two windows, save earlier ones, nor on the order of the rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from buurtbeeld.statistics import beside_group, on_its_own, year_shift
from buurtbeeld.statistics.shift_limits import Changes, intervals
from buurtbeeld.statistics.shift_parts import Cohort, Mask, Numbers, Settings, Table

__all__ = ["Asked", "Changes", "Settings", "Signal", "changes", "decide", "of_cohorts"]
USUAL = Settings()
AT_ONCE = 2_000  # rows of panels that are worked on together: more of them no longer fit in the cache


class Signal(IntEnum):
    """What a change says by itself; a thema gives it a direction."""

    FALL = -1
    NONE = 0
    RISE = 1
    TOO_FEW = 2  # points
    UNCERTAIN = 3  # the 95% margin is wider than allowed, or no spread is known


@dataclass(frozen=True)
class Asked:
    """What is asked of one cohort: series that start together.

    Attributes:
        judged: (m,) their rows.
        before: (T,) columns of the nulmeting, before the start.
        after: (W, T) columns of W moments; the result of a moment does not depend on the others.
        size: (n,) mean noemer. NaN or 0 = unknown, taken as usual.
    """

    judged: npt.NDArray[np.integer]
    before: Mask
    after: Mask
    size: Table


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
        judged, before, size: as of `Asked`.
        group: (n,) which rows are comparison buurten: never treated.
        after: (T,) columns of one moment, or (W, T) of W moments; the result of a moment is the same either way.
        season: (T,) number of the period within the year.
        started: (n,) first column each row was treated in, T or more = never; cells from then on teach nothing about
            season, spread or autocorrelation. When absent the judged start right after `before`, others never.
        yearly: yearly or rolling twelve-month figures: one point before, one after.
        settings: cut-offs.

    Returns:
        Changes; a series without a point in one of the windows has NaN.
    """
    rows = np.asarray(judged, dtype=np.int64)
    first = _first_treated(y, rows, before) if started is None else started
    one = Asked(rows, before, np.atleast_2d(after), size)
    [result] = of_cohorts(y, [one], group=group, season=season, started=first, yearly=yearly, settings=settings)
    return result if after.ndim > 1 else Changes(*(getattr(result, one.name)[0] for one in fields(Changes)))


def of_cohorts(
    y: Table,
    asked: Sequence[Asked],
    *,
    group: Mask,
    season: npt.NDArray[np.integer],
    started: npt.NDArray[np.integer],
    yearly: bool = False,
    settings: Settings = USUAL,
) -> list[Changes]:
    """Changes of several cohorts of one panel, each as `changes` gives them: much quicker than one after another.

    Args:
        y, group, season, started, yearly, settings: as of `changes`.
    """
    places, since = [_placed(y, one) for one in asked], np.asarray(started, dtype=np.int64)
    cohorts = [
        Cohort(y[order], mine, group[order], one.before, one.size[order], season, since[order], settings)
        for one, (order, mine, _) in zip(asked, places, strict=True)
    ]
    after = [one.after for one in asked]
    if yearly:
        found = [intervals(one, settings) for one in year_shift.changes(cohorts, after)]
    else:
        found = _of_periods(cohorts, after)
    return [one.of(back) for one, (_, _, back) in zip(found, places, strict=True)]


def _placed(y: Table, one: Asked) -> tuple[Numbers, Numbers, Numbers]:
    """Order of the rows, the places of the judged ones in it, and how to get back to the order they were asked in."""
    order = _canonical(y[:, : np.flatnonzero(one.before).max(initial=-1) + 1], one.size)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    mine = np.sort(place[one.judged])
    return order, mine, np.searchsorted(mine, place[one.judged])


def _of_periods(cohorts: Sequence[Cohort], after: Sequence[Mask]) -> list[Changes]:
    """Beside the comparison buurten at every moment that has enough of them, else on its own."""
    found: dict[int, Changes] = {}
    alike: dict[int, list[int]] = {}  # by the length of the nulmeting
    known = [_known_group(one) for one in cohorts]
    for number, one in enumerate(cohorts):
        if known[number].sum() < one.settings.min_group:
            found[number] = intervals(on_its_own.prepare(one)(after[number]), one.settings)
        else:
            alike.setdefault(int(one.before.sum()), []).append(number)
    for numbers in alike.values():
        step = max(1, AT_ONCE // len(cohorts[numbers[0]].y))
        for first in range(0, len(numbers), step):
            some = numbers[first : first + step]
            beside = [replace(cohorts[number], group=known[number]) for number in some]
            made = _beside(beside, [after[number] for number in some])
            for number, (changed, usable) in zip(some, made, strict=True):
                found[number] = changed
                if not usable.all():
                    alone = intervals(on_its_own.prepare(cohorts[number])(after[number]), cohorts[number].settings)
                    found[number] = changed.or_else(usable, alone)
    return [found[number] for number in range(len(cohorts))]


def _known_group(cohort: Cohort) -> Mask:
    known: Mask = np.isfinite(cohort.y[:, cohort.before]).sum(axis=1) >= cohort.settings.min_before
    return cohort.group & known


def _beside(cohorts: Sequence[Cohort], after: Sequence[Mask]) -> Iterator[tuple[Changes, Mask]]:
    """Per cohort its changes beside the group, and which moments have enough of it."""
    longest = max(map(len, after))
    masks = np.zeros((len(after), longest, after[0].shape[1]), dtype=bool)
    for mask, one in zip(masks, after, strict=True):
        mask[: len(one)] = one
    shift, usable = beside_group.prepare(beside_group.Stack.of(cohorts))(masks)
    found = intervals(shift, cohorts[0].settings)
    for at, (one, cohort) in enumerate(zip(after, cohorts, strict=True)):
        yield found.part(at, len(one), len(cohort.mine)), usable[at, : len(one)]


def _first_treated(y: Table, judged: Numbers, before: Mask) -> Numbers:
    first = np.full(len(y), y.shape[1])
    first[judged] = np.flatnonzero(before).max(initial=-1) + 1
    return first


def _canonical(y: Table, size: Table) -> Numbers:
    """Order of the rows by what is in them, so that sums do not depend on how they were given."""
    value = np.nan_to_num(y)
    turning = value * np.cos(np.arange(1, y.shape[1] + 1))
    return np.lexsort((turning.sum(axis=1), value.sum(axis=1), np.nan_to_num(size)))


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
