"""Reading delivered figures from the published store: rows in, frozen rows out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from buurtbeeld.storage.schema_delivered import delivery_log, delivery_scope, outcome
from buurtbeeld.storage.schema_learning import learning_event
from buurtbeeld.storage.schema_meetings import nulmeting
from buurtbeeld.storage.schema_plans import intervention, ronde


class OutcomeRow(NamedTuple):
    """One delivered figure, as in table `outcome`."""

    part_id: int
    buurt_id: int
    indicator_id: int
    periode_id: int
    uitsplitsing: str
    value: float | None
    teller: float | None
    noemer: float | None
    lower: float | None
    upper: float | None
    lower_998: float | None
    upper_998: float | None
    status: int
    reason_id: int | None
    methode: int
    signaal: int
    voor: int
    na: int
    groep: int
    levering: int
    gecorrigeerd: int


_COLUMNS = [outcome.c[name] for name in OutcomeRow._fields]


def outcomes_of(
    connection: sa.Connection,
    part_ids: Collection[int],
    buurt_ids: Collection[int],
    *,
    indicator_id: int | None = None,
) -> list[OutcomeRow]:
    """Delivered figures of some buurten: one short range read per part and buurt."""
    query = sa.select(*_COLUMNS).where(
        outcome.c.part_id.in_(sorted(part_ids)), outcome.c.buurt_id.in_(sorted(buurt_ids))
    )
    if indicator_id is not None:
        query = query.where(outcome.c.indicator_id == indicator_id)
    return list(map(OutcomeRow._make, connection.execute(query)))


def received(connection: sa.Connection, numbers: Collection[int]) -> dict[int, datetime]:
    """Delivery -> when it came in."""
    query = sa.select(delivery_log.c.levering, delivery_log.c.ontvangen)
    return dict(connection.execute(query.where(delivery_log.c.levering.in_(sorted(numbers)))).all())


def delivered_periods(
    connection: sa.Connection, programma: str, bron: str, indicator: str, buurten: Collection[str]
) -> dict[str, list[str]]:
    """Buurt -> codes of the periods of which a source delivered an indicator; what was taken back is left out."""
    query = (
        sa.select(delivery_scope.c.buurt, delivery_scope.c.periode)
        .join(delivery_log, delivery_log.c.levering == delivery_scope.c.levering)
        .where(
            delivery_log.c.programma == programma,
            delivery_log.c.bron == bron,
            delivery_log.c.stand == "aanvaard",
            delivery_scope.c.buurt.in_(sorted(buurten)),
            delivery_scope.c.indicator == indicator,
        )
        .distinct()
        .order_by(delivery_scope.c.buurt, delivery_scope.c.periode)
    )
    found: dict[str, list[str]] = {}
    for buurt, periode in connection.execute(query):
        found.setdefault(buurt, []).append(periode)
    return found


def closed_rounds(connection: sa.Connection, sleutel: str) -> list[datetime]:
    """When the rounds of a buurt were closed, oldest first."""
    query = sa.select(ronde.c.gesloten_op).where(ronde.c.buurt == sleutel)
    return list(connection.scalars(query.order_by(ronde.c.gesloten_op)))


def locked_buurtbeelden(connection: sa.Connection, sleutel: str) -> list[datetime]:
    """When nulmetingen of a buurt were locked, oldest first."""
    return list(
        connection.scalars(sa.select(nulmeting.c.op).where(nulmeting.c.buurt == sleutel).order_by(nulmeting.c.op))
    )


def plans_version(connection: sa.Connection) -> int:
    """Changes as soon as an actie, a closed round, a nulmeting or a request is added; rows are never taken away."""
    tables = (intervention, ronde, nulmeting, learning_event)
    return int(sum(connection.scalar(sa.select(sa.func.max(table.c.id))) or 0 for table in tables))
