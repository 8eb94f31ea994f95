"""Which periods of a buurt are its base, which come after its start, and how long after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from buurtbeeld.periods import Periode, PeriodeSoort, add_months

Mask = npt.NDArray[np.bool_]
BASE_YEAR = 2024
FEWEST_BASE_MONTHS = 6
STEP = 2  # months of a period of the agreement
NO_MOMENT = -999


class Base(StrEnum):
    """What 100 is."""

    YEAR = "2024"
    EARLIER = "2023"
    BEFORE_SEPTEMBER = "januari t/m augustus 2024"


@dataclass(frozen=True)
class Moments:
    """Of one buurt, per period.

    Attributes:
        base: it is the base.
        post: it lies wholly after the start (and before the end).
        before: it lies wholly before the start.
        moment: number of the step after the start, negative before it, NO_MOMENT when the start lies inside it.
        months: months from the start to the middle of the period.
    """

    base: Mask
    post: Mask
    before: Mask
    moment: npt.NDArray[np.int64]
    months: npt.NDArray[np.float64]


def moments(
    periods: Sequence[Periode],
    start: date,
    *,
    base: Base = Base.YEAR,
    earlier: int = 0,
    eind: date | None = None,
) -> Moments:
    """Place periods of one kind around a start.

    Args:
        periods: oldest first.
        start: first day of the transition.
        base: which periods are 100. A buurt that began before the end of 2024 has the twelve months before its start,
            where those were delivered.
        earlier: months before the start in which something may have changed already.
        eind: last day that counts; None = it goes on.
    """
    first = start.replace(day=1)
    step = STEP if periods and periods[0].soort is PeriodeSoort.TWAALFMAANDS else _length(periods)
    begins = np.array([months_between(first, one.start) for one in periods], dtype=float)
    post = np.array([one.start >= start and (eind is None or one.last_day <= eind) for one in periods], dtype=bool)
    before = np.array([one.eind <= start for one in periods], dtype=bool)
    numbers = np.floor_divide(begins, step).astype(np.int64)
    return Moments(
        base=base_periods(periods, add_months(first, -earlier) if earlier else start, base),
        post=post,
        before=before,
        moment=np.where(post | before, numbers, NO_MOMENT),
        months=begins + _length(periods) / 2 - (start - first).days / 30.4,
    )


def base_periods(periods: Sequence[Periode], limit: date, base: Base) -> Mask:
    """Periods that are 100, all of them before `limit`; none when there are too few."""
    older = [one.eind <= limit for one in periods]
    if base is Base.BEFORE_SEPTEMBER:
        return _kept(periods, older, date(BASE_YEAR, 1, 1), date(BASE_YEAR, 9, 1))
    year = BASE_YEAR - (base is Base.EARLIER)
    found = _kept(periods, older, date(year, 1, 1), date(year + 1, 1, 1))
    if base is not Base.YEAR or _covers_a_year(periods, found):
        return found
    newest = _year_before(periods, older)
    return newest if _covers_a_year(periods, newest) or not found.any() else found


def _covers_a_year(periods: Sequence[Periode], chosen: Mask) -> bool:
    return bool(chosen.sum() * _length(periods) >= 12)


def _year_before(periods: Sequence[Periode], older: Sequence[bool]) -> Mask:
    """The newest twelve months of whole periods before the limit: every season counts once."""
    tot = max((one.eind for one, ok in zip(periods, older, strict=True) if ok), default=None)
    if tot is None:
        return np.zeros(len(periods), dtype=bool)
    return _kept(periods, older, add_months(tot, -12), tot)


def _kept(periods: Sequence[Periode], older: Sequence[bool], van: date, tot: date) -> Mask:
    """Periods inside [van, tot) before the limit; twelve months count once, and less than half a year not at all."""
    if periods and periods[0].soort.months == 12:
        inside = [ok and one.eind <= tot and one.eind > van for one, ok in zip(periods, older, strict=True)]
        whole = [ok and one.start >= van for one, ok in zip(periods, inside, strict=True)]
        chosen = np.flatnonzero(whole if any(whole) else _recent(periods, inside, tot))[-1:]
        found = np.zeros(len(periods), dtype=bool)
        found[chosen] = True
        return found
    found = np.array([ok and one.start >= van and one.eind <= tot for one, ok in zip(periods, older, strict=True)])
    return found.astype(bool) if found.sum() * _length(periods) >= FEWEST_BASE_MONTHS else np.zeros(len(found), bool)


def _recent(periods: Sequence[Periode], inside: Sequence[bool], tot: date) -> list[bool]:
    """Twelve months that end in the last half year before `tot`: most of them lie in the year that is asked."""
    return [ok and months_between(one.eind, tot) <= FEWEST_BASE_MONTHS for one, ok in zip(periods, inside, strict=True)]


def months_between(first: date, second: date) -> int:
    """Whole months from one first day of a month to another."""
    return 12 * (second.year - first.year) + second.month - first.month


def _length(periods: Sequence[Periode]) -> int:
    return periods[0].soort.months if periods else STEP
