"""Acties of a buurt as they are now, read from the published store. Loads nothing heavy."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from buurtbeeld.outcomes.answers import Interventie
from buurtbeeld.periods import today
from buurtbeeld.storage.schema_plans import intervention

PLANNED, RUNS, STOPPED, REMOVED = "gepland", "loopt", "gestopt", "verwijderd"
_LATER = intervention.alias("later")
NEWEST = ~sa.exists().where(_LATER.c.vervangt == intervention.c.id)
_COLUMNS = [intervention.c[name] for name in ("id", "buurt", "thema", "titel", "start", "eind", "bereik", "maanden")]


def of_buurt(connection: sa.Connection, sleutel: str, *, vandaag: date | None = None) -> tuple[Interventie, ...]:
    """Newest version of every actie of a buurt, in order of their start; removed ones left out.

    Args:
        sleutel: key of the programme buurt.
        vandaag: decides what is planned, runs or has stopped; today in the Netherlands unless given.
    """
    day = vandaag or today()
    query = sa.select(*_COLUMNS).where(intervention.c.buurt == sleutel, intervention.c.status != REMOVED, NEWEST)
    rows = connection.execute(query.order_by(intervention.c.start, intervention.c.titel, intervention.c.id))
    return tuple(_of_row(row._mapping, day) for row in rows)


def _of_row(row: Mapping[Any, Any], day: date) -> Interventie:
    values = {name: row[name] for name in ("buurt", "thema", "titel", "start", "eind", "bereik", "maanden")}
    begins = months_later(row["start"], row["maanden"])
    return Interventie(
        nummer=row["id"], status=status_on(row["start"], row["eind"], day), effect_vanaf=begins, **values
    )


def status_on(start: date, eind: date | None, day: date) -> str:
    """Whether an actie is planned, runs or has stopped on a day; on its last day it still runs."""
    if eind is not None and eind < day:
        return STOPPED
    return PLANNED if start > day else RUNS


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
