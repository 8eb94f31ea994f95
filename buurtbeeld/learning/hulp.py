"""Which buurten the transitieteam may call, and why: reasons to ask, never a judgement of a buurt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.deliveries import calendar as delivery_calendar
from buurtbeeld.deliveries import overview as delivery_overview
from buurtbeeld.deliveries.calendar import Stand
from buurtbeeld.outcomes.oordeel import Beoordeling, Oordeel
from buurtbeeld.outcomes.parts import Interventie
from buurtbeeld.periods import date_in_nl
from buurtbeeld.places import Look
from buurtbeeld.programma_schema import Buurt
from buurtbeeld.storage.schema_plans import ronde

QUIET_DAYS = 150  # without a closed round
LATE = 2  # deliveries that may be late before it is a reason to call
Laat = tuple[str, str, date]  # bron, code of the period, last day


@dataclass(frozen=True)
class Feiten:
    """When the last round of a buurt was closed, None = never; and how many deliveries are late."""

    ronde: datetime | None
    laat: int


def reasons(
    buurt: Buurt,
    verdicts: Sequence[tuple[Indicator, Beoordeling]],
    acties: Sequence[Interventie],
    feiten: Feiten,
    vandaag: date,
) -> tuple[str, ...]:
    """Sentences; empty when there is none. A buurt that stopped is only said to have stopped."""
    if buurt.eind is not None and buurt.eind < vandaag:
        return ("Deze buurt is gestopt.",)
    worse = dict.fromkeys(one.naam for one, found in verdicts if found.oordeel is Oordeel.ONGUNSTIGER)
    told = [f"{naam}: duidelijk ongunstiger." for naam in worse]
    if buurt.start is None:
        told.insert(0, "De eerste dag van deze buurt is niet bekend.")
    elif buurt.start <= vandaag:
        if all(one.status == "gepland" for one in acties):
            told.append("Er is nog geen actie begonnen.")
        if _quiet(feiten.ronde, buurt.start, vandaag) > QUIET_DAYS:
            told.append("Er is al vijf maanden geen bespreking afgesloten.")
    if feiten.laat > LATE:
        told.append(f"{feiten.laat} leveringen zijn te laat.")
    return tuple(told)


def _quiet(closed: datetime | None, start: date, vandaag: date) -> int:
    return (vandaag - (start if closed is None else max(start, date_in_nl(closed)))).days


def late(look: Look, joins: Sequence[Buurt], vandaag: date) -> dict[str, tuple[Laat, ...]]:
    """Per buurt every delivery that is late; a buurt that stopped owes nothing more."""
    keys = [one.sleutel for one in joins if one.eind is None or one.eind >= vandaag]
    found: dict[str, tuple[Laat, ...]] = {}
    for due in delivery_calendar.lines(look.catalog, keys, delivery_overview.delivered(look.connection, keys), vandaag):
        if due.stand is Stand.TE_LAAT:
            found[due.buurt] = (*found.get(due.buurt, ()), (due.bron, due.periode.code, due.uiterlijk))
    return found


def rounds(connection: sa.Connection, programma: str) -> dict[str, datetime]:
    """Buurt -> when its last round was closed."""
    query = sa.select(ronde.c.buurt, sa.func.max(ronde.c.gesloten_op)).where(ronde.c.programma == programma)
    return dict(connection.execute(query.group_by(ronde.c.buurt)).all())
