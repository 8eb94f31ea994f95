"""When a correction is published: as the round of its buurt closes, and otherwise two months after it came in.

Of every buurt there is a cut-off: what happened to its deliveries up to that moment is published. It is the close of
its last round, or the end of the last day that is two months ago, whichever is later. It only ever moves forward.
"""

from __future__ import annotations

import calendar
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from buurtbeeld.intervention_list import months_later
from buurtbeeld.periods import AMSTERDAM, date_in_nl

MONTHS = 2  # the length of a round


def visible_by(day: date) -> date:
    """Last day on which what is corrected on `day` becomes visible, when nobody closes the round before."""
    return months_later(day, MONTHS)


def closed_by_itself(day: date) -> datetime:
    """End of the last day of which everything is visible on `day` (UTC): the inverse of `visible_by`."""
    index = day.year * 12 + day.month - 1 - MONTHS
    year, month = index // 12, index % 12 + 1
    longest = calendar.monthrange(year, month)[1]
    is_last = (day + timedelta(days=1)).day == 1  # the last day of a short month is that of every longer one
    return end_of(date(year, month, longest if is_last else min(day.day, longest)))


def end_of(day: date) -> datetime:
    """The last moment of a day in the Netherlands, in UTC."""
    midnight = datetime.combine(day + timedelta(days=1), time(), AMSTERDAM)
    return midnight.astimezone(UTC) - timedelta(microseconds=1)


@dataclass(frozen=True)
class Closings:
    """When rounds were closed, seen from one moment.

    Attributes:
        nu: that moment (UTC).
        moments: key of a buurt -> moments of its closed rounds, oldest first.
        nummer: number of the last round that was written down, of any buurt; 0 = none.
    """

    nu: datetime
    moments: Mapping[str, Sequence[datetime]]
    nummer: int = 0

    def cutoff(self, sleutel: str) -> datetime:
        """Up to which moment what happened to deliveries about a buurt is published."""
        return max([closed_by_itself(date_in_nl(self.nu)), *self.moments.get(sleutel, ())[-1:]])

    def published_at(self, sleutel: str, moment: datetime) -> datetime | None:
        """The first cut-off this buurt ever had at or after a moment; None when none is yet.

        What counted in between two cut-offs, and not at one, was never published.
        """
        closed = self.moments.get(sleutel, ())
        later = bisect_left(closed, moment)
        end = closed[later] if later < len(closed) else None
        day = end_of(date_in_nl(moment))
        return day if day <= closed_by_itself(date_in_nl(end or self.nu)) else end
