"""Of which buurten a figure of a partner or the programma is made, and how that changed since the start.

A total changes when a buurt stops delivering. What was delivered for which buurt is no secret: it is in the delivery
calendar; no number of a buurt is read here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.outcomes.parts import OutcomeSeries, Samenstelling
from buurtbeeld.outcomes.periods import period
from buurtbeeld.outcomes.series import Shelf
from buurtbeeld.periods import Periode
from buurtbeeld.storage import reading_outcomes


def composition(kept: Shelf, indicator: Indicator, series: OutcomeSeries) -> Samenstelling | None:
    """The buurten in the newest figure of a series, beside those in its nulmeting.

    Returns:
        None of a buurt itself, of a series without a figure, and of what is counted once for the whole programma.
    """
    newest = series.nieuwste
    if series.niveau == "buurt" or newest is None or indicator.soort == "aantal":
        return None
    names = _members(kept, series)
    delivered = reading_outcomes.delivered_periods(
        kept.look.connection, kept.programma.code, series.bron, indicator.code, sorted(names)
    )
    now = _in(newest.periode, delivered)
    zero = now if series.nulmeting is None else _in(series.nulmeting.tot, delivered)
    return Samenstelling(
        leden=len(names),
        nu=tuple(names[key] for key in names if key in now),
        erbij=tuple(names[key] for key in names if key in now - zero),
        eraf=tuple(names[key] for key in names if key in zero - now),
    )


def _members(kept: Shelf, series: OutcomeSeries) -> dict[str, str]:
    """Key -> name of the buurten that belong to the level of a series, by name."""
    mine = [
        one
        for one in kept.programma.buurten
        if one.rol == "transitie" and (series.niveau == "programma" or one.partner == kept.buurt.partner)
    ]
    return {one.sleutel: one.naam for one in sorted(mine, key=lambda one: one.naam.casefold())}


def _in(periode: Periode, delivered: Mapping[str, Collection[str]]) -> set[str]:
    return {key for key, codes in delivered.items() if _covers(periode, [period(code) for code in codes])}


def _covers(periode: Periode, parts: Collection[Periode]) -> bool:
    """Whether parts of one length make the whole period, as a figure over twelve months needs."""
    months: dict[str, int] = {}
    for one in parts:
        if one.start >= periode.start and one.eind <= periode.eind:
            months[one.soort] = months.get(one.soort, 0) + one.soort.months
    return periode.soort.months in months.values()
