"""Accepting and retracting deliveries. Nothing is edited: each is one row, and events say what happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.sources import STARTSET, RawAnswer
from buurtbeeld.storage import raw as raw_files
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_vault import DeliveryRow, delivery, delivery_event

__all__ = ["Accepted", "DeliveryRow", "accept", "current", "known_release", "retract"]

ACCEPTED, RETRACTED = "accepted", "retracted"
DELIVERED = "aangeleverd"  # origin of a file that somebody delivered: see submissions, not `current`
_ROW = [delivery.c[name] for name in DeliveryRow.__dataclass_fields__]


@dataclass(frozen=True)
class Accepted:
    """What accepting did.

    Attributes:
        new: False when the very same answer was accepted before; nothing was stored twice.
        retracted: it was accepted before and retracted since; it stays retracted.
    """

    delivery_id: int
    new: bool
    retracted: bool = False


def accept(vault: sa.Engine, raw_dir: Path, raw: RawAnswer, *, by: str) -> Accepted:
    """Keep an answer and take it into the figures: file first, then delivery and event in one transaction.

    The same answer twice changes nothing. An older answer that the source gives again becomes current again.

    Args:
        by: who asked for it.

    Raises:
        StorageError: it could not be kept; there is no delivery then.
    """
    raw_file, sha256 = raw_files.keep(raw_dir, raw)
    with translated(), vault.begin() as connection:
        one_writer(connection)
        before = known(connection, raw, sha256)
        number = before or insert(connection, raw, raw_file=raw_file, sha256=sha256, by=by)
        retracted = before is not None and _last_event(connection, number) == RETRACTED
        if not retracted and number not in _current_ids(connection):
            add_event(connection, number, ACCEPTED, by=by, reason="")
    return Accepted(number, new=before is None, retracted=retracted)


def retract(vault: sa.Engine, delivery_id: int, *, by: str, reason: str, at: datetime | None = None) -> None:
    """Take a delivery out of every figure, without deleting a row.

    Raises:
        BuurtbeeldError: the delivery is unknown or already retracted, or `reason` is blank.
        StorageError: the vault cannot be written.
    """
    if not reason.strip():
        raise BuurtbeeldError("Geef een reden op: die komt in het logboek te staan.", code="E_REDEN_ONTBREEKT")
    with translated(), vault.begin() as connection:
        one_writer(connection)
        if _last_event(connection, delivery_id) != ACCEPTED:
            raise BuurtbeeldError(
                f"Levering {delivery_id} bestaat niet of is al teruggetrokken.", code="E_LEVERING_ONBEKEND"
            )
        add_event(connection, delivery_id, RETRACTED, by=by, reason=reason.strip(), at=at)


def is_retracted(vault: sa.Engine, delivery_id: int) -> bool:
    """Whether this delivery was taken back; a delivery that never was is not.

    Raises:
        StorageError: the vault cannot be read.
    """
    with translated(), vault.connect() as connection:
        return _last_event(connection, delivery_id) == RETRACTED


def current(vault: sa.Engine) -> tuple[list[DeliveryRow], int]:
    """What counts now of the public sources, and the last event this takes into account.

    Returns:
        Per source, table and year the delivery that was accepted last and is not retracted, in order of
        id; the embedded default beside, not instead of, what was fetched. Then the id of the newest
        event, 0 when there is none.

    Raises:
        StorageError: the vault cannot be read.
    """
    with translated(), vault.connect() as connection:
        rows = connection.execute(
            sa.select(*_ROW).where(delivery.c.id.in_(_current_ids(connection))).order_by(delivery.c.id)
        ).all()
        mark = newest_event(connection)
    return [DeliveryRow(*row) for row in rows], mark


def known_release(vault: sa.Engine, bron: str, tabel: str, jaar: int) -> str | None:
    """Release we already have of a table; None when we have none, or only the embedded default.

    Raises:
        StorageError: the vault cannot be read.
    """
    rows, _ = current(vault)
    mine = [row for row in rows if (row.bron, row.tabel, row.jaar) == (bron, tabel, jaar) and row.origin != STARTSET]
    return mine[0].source_version if mine else None


def one_writer(connection: sa.Connection) -> None:
    """One at a time, so that a higher event id always is a later event. On SQLite `begin()` does this."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("LOCK TABLE delivery_event IN EXCLUSIVE MODE"))


def known(connection: sa.Connection, raw: RawAnswer, sha256: str) -> int | None:
    """Number of the delivery of the very same bytes for the same table and year; None when there is none."""
    return connection.scalar(
        sa.select(delivery.c.id).where(
            delivery.c.bron == raw.bron,
            delivery.c.tabel == raw.tabel,
            delivery.c.jaar == raw.jaar,
            delivery.c.sha256 == sha256,
        )
    )


def insert(
    connection: sa.Connection, raw: RawAnswer, *, raw_file: str, sha256: str, by: str, **of_a_file: object
) -> int:
    """Add a delivery; its event is still to follow in the same transaction. Returns its number.

    Args:
        of_a_file: row_count, file_name, new_count and changed_count, for a delivered file only.
    """
    key = connection.execute(
        sa.insert(delivery).values(
            bron=raw.bron,
            tabel=raw.tabel,
            jaar=raw.jaar,
            received_at=raw.fetched_at,
            received_by=by,
            origin=raw.origin,
            sha256=sha256,
            raw_file=raw_file,
            source_version=raw.source_version,
            template_version="",
            documents=len(raw.documents),
            **of_a_file,
        )
    ).inserted_primary_key
    assert key is not None  # an insert of one row always has a key
    return int(key[0])


def newest_event(connection: sa.Connection) -> int:
    """Number of the last thing that happened to any delivery, 0 when nothing did."""
    return int(connection.scalar(sa.select(sa.func.max(delivery_event.c.id))) or 0)


def add_event(
    connection: sa.Connection, delivery_id: int, event: str, *, by: str, reason: str, at: datetime | None = None
) -> None:
    """Say what happened to a delivery; `at` is now unless given."""
    values = {"delivery_id": delivery_id, "event": event, "at": at or datetime.now(UTC), "by": by, "reason": reason}
    connection.execute(sa.insert(delivery_event).values(values))


def _last_event(connection: sa.Connection, delivery_id: int) -> str | None:
    own = sa.select(delivery_event.c.event).where(delivery_event.c.delivery_id == delivery_id)
    return connection.scalar(own.order_by(delivery_event.c.id.desc()).limit(1))


def _current_ids(connection: sa.Connection) -> Sequence[int]:
    """Per source, table, year and kind of origin: the delivery with the newest event, of those not retracted."""
    newest = (
        sa.select(delivery_event.c.delivery_id, sa.func.max(delivery_event.c.id).label("event_id"))
        .group_by(delivery_event.c.delivery_id)
        .subquery()
    )
    query = (
        sa.select(delivery.c.id, delivery.c.bron, delivery.c.tabel, delivery.c.jaar, delivery.c.origin == STARTSET)
        .join(newest, newest.c.delivery_id == delivery.c.id)
        .join(delivery_event, delivery_event.c.id == newest.c.event_id)
        .where(delivery_event.c.event == ACCEPTED, delivery.c.origin != DELIVERED)
        .order_by(newest.c.event_id)
    )
    return list({tuple(key): number for number, *key in connection.execute(query)}.values())
