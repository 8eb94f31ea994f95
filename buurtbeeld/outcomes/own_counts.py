"""What the app counts itself, from its own records: nobody has to deliver it.

A tweemaand in which nothing happened counts zero only once the app has seen something of this kind in this buurt:
before that nobody knows, and the figure says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from buurtbeeld.catalog import Catalog
from buurtbeeld.intervention_list import REMOVED, of_buurt
from buurtbeeld.model import Status
from buurtbeeld.outcomes.answers import OutcomeFigure
from buurtbeeld.periods import Periode, PeriodeSoort, date_in_nl
from buurtbeeld.storage import reading_learning, reading_outcomes
from buurtbeeld.storage.schema_plans import intervention

BRON = "app"
SESSIONS, STARTED, BEELDEN = "tweemaandelijkse_sessies", "gestarte_interventies", "buurtbeelden"
SHARED = "best_practices"
NOT_YET = {
    SESSIONS: "Er is in deze app nog geen bespreking afgesloten.",
    STARTED: "Er staat in deze app nog geen actie die begonnen is.",
    BEELDEN: "Er is in deze app nog geen nulmeting vastgezet.",
    SHARED: "Er is nog geen voorbeeld dat deze buurt met andere deelt.",
}


@dataclass(frozen=True)
class _Records:
    """Days on which something happened, and when the app heard of it last."""

    days: Sequence[date]
    known: datetime | None


def own_counts(
    connection: sa.Connection, catalog: Catalog, sleutel: str, vandaag: date
) -> Mapping[str, tuple[OutcomeFigure, ...]]:
    """Figures per indicator that the app counts in one buurt, oldest tweemaand first.

    Args:
        sleutel: key of the programme buurt.
        vandaag: today in the Netherlands; the running tweemaand is provisional.

    Returns:
        Indicators of bron "app", and gestarte_interventies beside what is delivered of it. Every one has at least one
        figure: without records that of the running tweemaand, without a value and with the reason.
    """
    records = {
        SESSIONS: _moments(reading_outcomes.closed_rounds(connection, sleutel)),  # done when figures were discussed
        STARTED: _started(connection, sleutel, vandaag),
        BEELDEN: _moments(reading_outcomes.locked_buurtbeelden(connection, sleutel)),
        SHARED: _moments(reading_learning.agreed(connection, sleutel)),
    }
    codes = [one.code for one in catalog.outcomes() if one.bron == BRON or one.code == STARTED]
    now = Periode.containing(vandaag, PeriodeSoort.TWEEMAAND)
    return {code: tuple(_figures(code, records.get(code), now)) for code in codes}


def _moments(moments: Sequence[datetime]) -> _Records:
    """Days on which something was done; twice on one day counts once."""
    return _Records(sorted(set(map(date_in_nl, moments))), max(moments, default=None))


def _started(connection: sa.Connection, sleutel: str, vandaag: date) -> _Records:
    """First days of the acties that have begun."""
    days = [one.start for one in of_buurt(connection, sleutel, vandaag=vandaag) if one.start <= vandaag]
    mine = sa.select(sa.func.max(intervention.c.op)).where(
        intervention.c.buurt == sleutel, intervention.c.status != REMOVED
    )
    return _Records(days, connection.scalar(mine))


def _figures(code: str, records: _Records | None, now: Periode) -> Iterator[OutcomeFigure]:
    if records is None or not records.days:
        reden = NOT_YET.get(code, "Dit telt de app nog niet.")
        yield OutcomeFigure(code, BRON, now, None, Status.NIET_GELEVERD, reden=reden)
        return
    periode = Periode.containing(records.days[0], PeriodeSoort.TWEEMAAND)
    while periode.start <= now.start:
        number = float(sum(day in periode for day in records.days))
        status = Status.VOORLOPIG if periode == now else Status.OK
        yield OutcomeFigure(code, BRON, periode, number, status, teller=number, ontvangen=records.known)
        periode = periode.shifted(1)
