"""Which delivered figures count now: of each figure the row of the delivery that was accepted last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from buurtbeeld.ingest import deliveries
from buurtbeeld.ingest.parts import DeliveredRow
from buurtbeeld.storage.bulk import fetch_rows
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_vault import delivery, delivery_event, observation

Key = tuple[str, str, str, str, str]  # DeliveredRow.sleutel
VALUES = ("teller", "noemer", "waarde", "n", "som_kwadraten", "n_bronnen", "grootste_aandeel", "status", "toelichting")
KEY = ("buurt", "periode", "indicator", "uitsplitsing")
NUMBERS = VALUES[:-2]
ROW = (*KEY, *NUMBERS, "status", "delivery_id")
Event = tuple[int, int, bool, datetime]


def current(vault: sa.Engine) -> Iterator[tuple[str, int, DeliveredRow]]:
    """Every delivered figure that counts now: programma, number of its delivery, row.

    Raises:
        StorageError: the vault cannot be read.
    """
    with translated(), vault.connect() as connection:
        for programma, bron, number, *cells in connection.execute(counting_query()):
            yield programma, number, row_of(bron, cells)


def blocks(vault: sa.Engine) -> list[tuple[str, str]]:
    """Every (programma, bron) of which something was ever delivered as a file, in order."""
    query = sa.select(delivery.c.tabel, delivery.c.bron).where(delivery.c.origin == deliveries.DELIVERED).distinct()
    with translated(), vault.connect() as connection:
        return sorted((str(programma), str(bron)) for programma, bron in connection.execute(query))


def history(
    vault: sa.Engine, programma: str, bron: str, buurten: Iterable[str] | None = None
) -> tuple[list[tuple[Any, ...]], list[Event]]:
    """Every row of every delivery of one source of one programma, and what happened to those deliveries.

    Args:
        buurten: only rows about these; all when None.

    Returns:
        Per row the columns of ROW, in no order. Then per event its delivery, its number, whether the delivery was
        accepted (else taken back) and the moment; oldest first.

    Raises:
        StorageError: the vault cannot be read.
    """
    mine = _of_source(programma, bron)
    rows = sa.select(*(observation.c[name] for name in ROW)).join(delivery).where(*mine)
    if buurten is not None:
        rows = rows.where(observation.c.buurt.in_(sorted(buurten)))
    with translated(), vault.connect() as connection:
        happened = events(connection, programma, bron)
        return fetch_rows(connection, rows), happened


def events(connection: sa.Connection, programma: str, bron: str) -> list[Event]:
    """What happened to every delivery of one source of one programma, as in `history`."""
    accepted = (delivery_event.c.event == deliveries.ACCEPTED).label("accepted")
    query = sa.select(delivery_event.c.delivery_id, delivery_event.c.id, accepted, delivery_event.c.at)
    query = query.join(delivery, delivery.c.id == delivery_event.c.delivery_id).where(*_of_source(programma, bron))
    return [tuple(row) for row in connection.execute(query.order_by(delivery_event.c.id))]


def _of_source(programma: str, bron: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (delivery.c.origin == deliveries.DELIVERED, delivery.c.tabel == programma, delivery.c.bron == bron)


def rows_of_deliveries(connection: sa.Connection, numbers: Iterable[int]) -> list[tuple[Any, ...]]:
    """Every row of some deliveries, in the columns of ROW, in no order."""
    names = (observation.c[name] for name in ROW)
    return fetch_rows(connection, sa.select(*names).where(observation.c.delivery_id.in_(sorted(numbers))))


def rows_of(vault: sa.Engine, number: int) -> tuple[DeliveredRow, ...]:
    """Every row of one delivery, to compare versions.

    Raises:
        StorageError: the vault cannot be read.
    """
    names = [observation.c[name] for name in (*KEY, *VALUES)]
    query = sa.select(delivery.c.bron, *names).join(delivery).where(delivery.c.id == number)
    with translated(), vault.connect() as connection:
        return tuple(row_of(bron, cells) for bron, *cells in connection.execute(query))


def counting_query() -> sa.Select[Any]:
    """programma, bron, delivery, and the key and values of every figure that counts."""
    last = _last_events()
    newest_first = (
        sa.func.row_number()
        .over(
            partition_by=(delivery.c.tabel, delivery.c.bron, *(observation.c[name] for name in KEY)),
            order_by=last.c.event_id.desc(),
        )
        .label("place")
    )
    ranked = (
        sa.select(
            delivery.c.tabel,
            delivery.c.bron,
            delivery.c.id,
            *(observation.c[name] for name in (*KEY, *VALUES)),
            newest_first,
        )
        .select_from(observation)
        .join(delivery, delivery.c.id == observation.c.delivery_id)
        .join(last, last.c.delivery_id == delivery.c.id)
        .join(delivery_event, delivery_event.c.id == last.c.event_id)
        .where(delivery_event.c.event == deliveries.ACCEPTED)
        .subquery()
    )
    return sa.select(*list(ranked.c)[:-1]).where(ranked.c.place == 1)


def _last_events() -> sa.Subquery:
    """Per delivery the last thing that happened to it."""
    return (
        sa.select(delivery_event.c.delivery_id, sa.func.max(delivery_event.c.id).label("event_id"))
        .group_by(delivery_event.c.delivery_id)
        .subquery()
    )


def counting_for(connection: sa.Connection, programma: str, bronnen: Sequence[str]) -> dict[Key, DeliveredRow]:
    """Rows of some sources of a programma that count now."""
    query = counting_query()
    columns = list(query.selected_columns)
    query = query.where(columns[0] == programma, columns[1].in_(bronnen))
    rows = (row_of(bron, cells) for _, bron, _, *cells in connection.execute(query))
    return {row.sleutel: row for row in rows}


def changed_since(connection: sa.Connection, programma: str, bronnen: Sequence[str], event: int) -> set[Key]:
    """Every figure of some sources of a programma that something happened to after this event of the vault."""
    later = sa.select(delivery_event.c.delivery_id).where(delivery_event.c.id > event)
    names = [observation.c[name] for name in KEY]
    query = (
        sa.select(delivery.c.bron, *names)
        .join(delivery)
        .where(delivery.c.id.in_(later), delivery.c.tabel == programma, delivery.c.bron.in_(bronnen))
    )
    return {tuple(row) for row in connection.execute(query)}


def row_values(row: DeliveredRow) -> tuple[Any, ...]:
    """The values of a row, in the order of VALUES."""
    return tuple(getattr(row, name) for name in VALUES)


def row_of(bron: str, cells: Sequence[Any]) -> DeliveredRow:
    """The row of one line of `counting_query`: KEY and then VALUES."""
    buurt, periode, indicator, uitsplitsing, *values = cells
    return DeliveredRow(0, buurt, periode, indicator, bron, uitsplitsing, *values)
