"""Reading results of learning from the published store: rows in, rows out."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from buurtbeeld.storage.schema_learning import (
    adjusted,
    funnel_point,
    learning,
    learning_event,
    learning_publication,
    likeness,
    likeness_feature,
)

Row = Mapping[str, Any]


def results_of(connection: sa.Connection, publicatie: int, programma: str) -> int:
    """Number of the results of a programma in a publication; 0 when they are not there (yet)."""
    query = (
        sa.select(learning.c.id)
        .join(learning_publication, learning_publication.c.learning_id == learning.c.id)
        .where(learning_publication.c.publication_id == publicatie, learning.c.programma == programma)
        .order_by(learning.c.id.desc())
        .limit(1)
    )
    return int(connection.scalar(query) or 0)


def features_of(connection: sa.Connection, number: int) -> dict[tuple[str, str], tuple[float, int]]:
    """(buurt, kenmerk) -> value and year; a missing one is absent."""
    query = sa.select(likeness_feature).where(likeness_feature.c.learning_id == number)
    rows = connection.execute(query.where(likeness_feature.c.waarde.is_not(None)))
    return {(row.buurt, row.kenmerk): (float(row.waarde), int(row.jaar)) for row in rows}


def alike(connection: sa.Connection, number: int, buurt: str) -> list[Row]:
    """The nearest buurten of one buurt, nearest first; `aandelen` as a mapping."""
    query = sa.select(likeness).where(likeness.c.learning_id == number, likeness.c.buurt == buurt)
    rows = connection.execute(query.order_by(likeness.c.afstand, likeness.c.ander)).mappings()
    return [{**row, "aandelen": json.loads(row["aandelen"])} for row in rows]


def changes_of(connection: sa.Connection, number: int, buurten: Collection[str] | None = None) -> list[Row]:
    """Adjusted changes of some buurten, or of all of the programma."""
    query = sa.select(adjusted).where(adjusted.c.learning_id == number)
    if buurten is not None:
        query = query.where(adjusted.c.buurt.in_(sorted(buurten)))
    return [dict(row) for row in connection.execute(query).mappings()]


def funnel_of(connection: sa.Connection, number: int, indicator: str, bron: str) -> list[Row]:
    """Points of one funnel, by size."""
    query = sa.select(funnel_point).where(
        funnel_point.c.learning_id == number, funnel_point.c.indicator == indicator, funnel_point.c.bron == bron
    )
    rows = connection.execute(query.order_by(funnel_point.c.personen, funnel_point.c.buurt))
    return [dict(row) for row in rows.mappings()]


def funnels_of(connection: sa.Connection, number: int) -> list[tuple[str, str]]:
    """(indicator, bron) of every funnel there is."""
    query = sa.select(funnel_point.c.indicator, funnel_point.c.bron).where(funnel_point.c.learning_id == number)
    return [(str(one), str(two)) for one, two in connection.execute(query.distinct().order_by("indicator", "bron"))]


def events_of(
    connection: sa.Connection, programma: str, *, buurt: str = "", soorten: Collection[str] = ()
) -> list[Row]:
    """What was asked and decided, oldest first. `buurt`: about it or asked of it; `soorten`: only these."""
    query = sa.select(learning_event).where(learning_event.c.programma == programma)
    if buurt:
        query = query.where(sa.or_(learning_event.c.buurt == buurt, learning_event.c.ander == buurt))
    if soorten:
        query = query.where(learning_event.c.soort.in_(sorted(soorten)))
    return [dict(row) for row in connection.execute(query.order_by(learning_event.c.id)).mappings()]


def agreed(connection: sa.Connection, buurt: str) -> list[datetime]:
    """When a buurt agreed that something it does is shown to others, oldest first."""
    mine = (learning_event.c.buurt == buurt, learning_event.c.soort == "toestemming")
    return list(connection.scalars(sa.select(learning_event.c.op).where(*mine).order_by(learning_event.c.op)))


def events_version(connection: sa.Connection) -> int:
    """Changes as soon as something is asked, decided or worked out; rows are never taken away."""
    asked = connection.scalar(sa.select(sa.func.max(learning_event.c.id))) or 0
    worked_out = connection.scalar(sa.select(sa.func.count()).select_from(learning_publication)) or 0
    return int(asked) + int(worked_out)
