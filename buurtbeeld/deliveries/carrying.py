"""From the vault to the published store: what was delivered, by whom, and what became of it. No numbers of a file.

Events are carried over in order and at most once each: a kill in between leaves an event waiting, and the next round
takes it up.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from buurtbeeld.ingest import deliveries
from buurtbeeld.storage.bulk import insert_rows
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_delivered import delivery_log, delivery_scope
from buurtbeeld.storage.schema_vault import delivery, delivery_event, observation

STAND = {deliveries.ACCEPTED: "aanvaard", deliveries.RETRACTED: "teruggetrokken"}


def carry(vault: sa.Engine, published: sa.Engine) -> int:
    """Carry over every event about a delivered file that is not there yet. Returns how many.

    Raises:
        StorageError: a store cannot be read or written.
    """
    with translated(), published.connect() as there:
        mark = there.scalar(sa.select(sa.func.max(delivery_log.c.event_id))) or 0
    with translated(), vault.connect() as here:
        events = here.execute(_events(mark)).mappings().all()
        fresh = {row["levering"]: _scope(here, row["levering"]) for row in events}
    with translated(), published.begin() as connection:
        if connection.dialect.name == "postgresql":  # on SQLite `begin()` already lets one writer in
            connection.execute(sa.text("LOCK TABLE delivery_log IN SHARE ROW EXCLUSIVE MODE"))
        mark = connection.scalar(sa.select(sa.func.max(delivery_log.c.event_id))) or 0
        for row in events:
            if row["event_id"] > mark:
                _write(connection, dict(row), fresh[row["levering"]])
    return len(events)


def _events(mark: int) -> sa.Select[Any]:
    """Events after `mark`, oldest first, in the columns of the log."""
    columns = (
        delivery.c.id.label("levering"),
        delivery_event.c.id.label("event_id"),
        delivery.c.tabel.label("programma"),
        delivery.c.bron,
        delivery.c.file_name.label("bestand"),
        delivery.c.sha256,
        delivery.c.row_count.label("rijen"),
        delivery.c.new_count.label("nieuw"),
        delivery.c.changed_count.label("gewijzigd"),
        delivery.c.received_at.label("ontvangen"),
        delivery.c.received_by.label("door"),
        delivery_event.c.event.label("stand"),
        delivery_event.c.at.label("stand_op"),
        delivery_event.c.by.label("stand_door"),
        delivery_event.c.reason.label("reden"),
    )
    query = sa.select(*columns).join(delivery, delivery.c.id == delivery_event.c.delivery_id)
    of_files = query.where(delivery.c.origin == deliveries.DELIVERED, delivery_event.c.id > mark)
    return of_files.order_by(delivery_event.c.id)


def _scope(connection: sa.Connection, number: int) -> list[tuple[Any, ...]]:
    """What a delivery is about: buurt, period and indicator, without a number."""
    about = (observation.c.buurt, observation.c.periode, observation.c.indicator)
    rows = connection.execute(sa.select(*about).where(observation.c.delivery_id == number).distinct())
    return [(number, *row) for row in rows]


def _write(connection: sa.Connection, row: dict[str, Any], scope: list[tuple[Any, ...]]) -> None:
    row["stand"] = STAND[row["stand"]]
    same = delivery_log.c.levering == row["levering"]
    if connection.execute(sa.update(delivery_log).where(same).values(**row)).rowcount:
        return
    connection.execute(sa.insert(delivery_log), row)
    insert_rows(connection, delivery_scope, ("levering", "buurt", "periode", "indicator"), scope)
