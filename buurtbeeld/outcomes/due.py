"""When the next figure of a source is due, and how its figures are made. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.deliveries import calendar as delivery_calendar
from buurtbeeld.periods import Periode, PeriodeSoort


def sources_of(indicator: Indicator) -> tuple[str, ...]:
    """The sources of an indicator: the one the plan names first."""
    return (indicator.bron, *(one.bron for one in indicator.ook_van))


def meting(indicator: Indicator, bron: str) -> str:
    """How this source makes the figure: "gemeten", "afgeleid", "schatting", or "" when it does not say."""
    if bron == indicator.bron:
        return indicator.meting
    return next((one.meting for one in indicator.ook_van if one.bron == bron), "")


def rhythm(indicator: Indicator, bron: str) -> tuple[PeriodeSoort, int] | None:
    """How often this source delivers, and how many days after the period; None when it has no rhythm."""
    ritme: str | None = indicator.leverritme
    days = indicator.levertermijn_dagen
    for one in indicator.ook_van:
        if one.bron == bron:
            ritme, days = one.leverritme, one.levertermijn_dagen
    return None if ritme not in set(PeriodeSoort) or days is None else (PeriodeSoort(ritme), days)


def next_due(
    indicator: Indicator, bron: str, newest: Periode | None, vandaag: date, start: date | None = None
) -> date | None:
    """Last day on which the period after the newest one must be in.

    Args:
        newest: newest period that is in, of this source. Without any it is the newest one that is late, of those the
            delivery calendar asks for; else the first that is still to come.
        start: first day of the buurt: what was over by then is not asked for.
    """
    known = rhythm(indicator, bron)
    if known is None:
        return None
    soort, days = known
    if newest is not None:
        return Periode.containing(newest.eind, soort).last_day + timedelta(days=days)
    first = Periode.containing(start if start is not None and start > vandaag else vandaag, soort)
    asked = tuple(delivery_calendar.asked_for(soort, start, vandaag)) or (first,)
    due = [one.last_day + timedelta(days=days) for one in asked]
    late = [day for day in due if day < vandaag]
    return late[-1] if late else due[0]
