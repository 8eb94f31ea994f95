"""Delivered files in the vault: what counts now, what a file would change, keeping it, taking it back.

Nothing is overwritten. A delivery keeps every row of its file; of each figure (source, buurt, period, indicator,
breakdown) the row of the delivery accepted last counts, and retracting that one brings the row before it back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from buurtbeeld.errors import BuurtbeeldError, StorageError
from buurtbeeld.ingest import deliveries, leftovers
from buurtbeeld.ingest.counting import KEY, VALUES, Key, changed_since, counting_for, row_values
from buurtbeeld.ingest.parts import DeliveredRow, Inspection
from buurtbeeld.periods import Periode
from buurtbeeld.sources import RawAnswer
from buurtbeeld.storage import raw as raw_files
from buurtbeeld.storage.bulk import insert_rows
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_vault import delivery, observation

SHIFT = 0.25  # share by which a figure must move to be counted as shifted
_COLUMNS = ("delivery_id", *KEY, "period_start", "period_end", *VALUES)


class Conflict(BuurtbeeldError):
    """Somebody else changed the same figures since this file was checked; nothing was stored."""

    code = "E_CONFLICT"


@dataclass(frozen=True)
class Change:
    """What a file would do to what we have.

    Attributes:
        nieuw, gewijzigd, gelijk: number of figures.
        verschoven: figures that move by more than SHIFT.
        basis: newest event of the vault at the moment of comparing, 0 when there is none.
    """

    nieuw: int
    gewijzigd: int
    gelijk: int
    verschoven: int
    basis: int

    @property
    def niets(self) -> bool:
        """Whether nothing would change."""
        return not self.nieuw and not self.gewijzigd


@dataclass(frozen=True)
class Receipt:
    """What keeping a file did.

    Attributes:
        leveringen: numbers of the deliveries made, one per source; empty = nothing changed.
    """

    leveringen: tuple[int, ...]
    change: Change


def compare(vault: sa.Engine, found: Inspection) -> tuple[Change, Mapping[Key, DeliveredRow]]:
    """What this file would change, and the rows that count now for the same programma and sources.

    Raises:
        StorageError: the vault cannot be read.
    """
    with translated(), vault.connect() as connection:
        basis = deliveries.newest_event(connection)  # first: what comes in between must count as later
        now = counting_for(connection, found.programma, _sources(found))
    return _change(found.rows, now, basis), now


def keep(
    vault: sa.Engine,
    raw_dir: Path,
    found: Inspection,
    data: bytes,
    *,
    codejaar: int,
    by: str,
    basis: int | None = None,
    at: datetime | None = None,
) -> Receipt:
    """Keep a file that was found right: one delivery per source in it, all in one transaction.

    The same figures twice change nothing, in whatever order the rows stand and whatever the file is called.

    Args:
        data: the file as it came.
        codejaar: year of the area codes of the programma.
        by: who delivers.
        basis: `Change.basis` the deliverer agreed to; None = no preview was shown.
        at: moment of delivering, now unless given.

    Raises:
        Conflict: the same figures were changed, or taken back, since the preview.
        StorageError: it could not be kept; nothing of it is there then.
    """
    assert not found.geweigerd, "a refused file is never kept"
    moment = at or datetime.now(UTC)
    answers = {bron: _answer(found, bron, data, codejaar=codejaar, at=moment) for bron in _sources(found)}
    kept: dict[str, tuple[str, str]] = {}
    try:
        with translated(), vault.begin() as connection:
            deliveries.one_writer(connection)
            now = counting_for(connection, found.programma, list(answers))
            change = _change(found.rows, now, deliveries.newest_event(connection))
            if change.niets:
                return Receipt((), change)
            if basis is not None:
                _refuse_conflict(connection, found, basis)
            numbers = []
            for bron, answer in answers.items():
                if not _change(_of(found, bron), now, 0).niets:
                    kept[bron] = raw_files.keep(raw_dir, answer)
                    numbers.append(_add(connection, found, answer, now, raw_file=kept[bron], by=by))
    except BaseException:
        with suppress(StorageError):  # else it is swept later
            leftovers.forget(vault, raw_dir, (name for name, _ in kept.values()))
        raise
    return Receipt(tuple(numbers), change)


def retract(vault: sa.Engine, number: int, *, by: str, reason: str) -> None:
    """Take a delivered file back; what counted before it counts again.

    Raises:
        BuurtbeeldError: E_LEVERING_ONBEKEND or E_REDEN_ONTBREEKT.
        StorageError: the vault cannot be written.
    """
    with translated(), vault.connect() as connection:
        origin = connection.scalar(sa.select(delivery.c.origin).where(delivery.c.id == number))
    if origin != deliveries.DELIVERED:
        raise BuurtbeeldError(f"Er is geen aangeleverd bestand met nummer {number}.", code="E_LEVERING_ONBEKEND")
    deliveries.retract(vault, number, by=by, reason=reason)


def _sources(found: Inspection) -> list[str]:
    return sorted({row.bron for row in found.rows})


def _of(found: Inspection, bron: str) -> list[DeliveredRow]:
    return [row for row in found.rows if row.bron == bron]


def _refuse_conflict(connection: sa.Connection, found: Inspection, basis: int) -> None:
    """Refuse when anything happened to one of these figures after `basis`: corrected, or taken back."""
    ours = {row.sleutel for row in found.rows}
    if ours & changed_since(connection, found.programma, _sources(found), basis):
        raise Conflict(
            "Iemand anders veranderde deze cijfers terwijl u bezig was. Er is niets opgeslagen.",
            doe="Lever het bestand opnieuw aan en bekijk eerst wat er verandert.",
        )


def _answer(found: Inspection, bron: str, data: bytes, *, codejaar: int, at: datetime) -> RawAnswer:
    return RawAnswer(
        bron=bron,
        tabel=found.programma,
        jaar=codejaar,
        source_version="",
        origin=deliveries.DELIVERED,
        fetched_at=at,
        documents={"bestand": data, "lezing": _reading(_of(found, bron))},
    )


def _reading(rows: Iterable[DeliveredRow]) -> bytes:
    """What the figures were read as: the same bytes, read in another way, are another delivery."""
    cells = sorted((*row.sleutel, *map(str, row_values(row))) for row in rows)
    return hashlib.sha256(json.dumps(cells).encode()).hexdigest().encode()


def _change(rows: Iterable[DeliveredRow], now: Mapping[Key, DeliveredRow], basis: int) -> Change:
    counts = {"nieuw": 0, "gewijzigd": 0, "gelijk": 0, "verschoven": 0}
    for row in rows:
        known = now.get(row.sleutel)
        if known is None:
            counts["nieuw"] += 1
        elif replace(row, rij=0) == known:
            counts["gelijk"] += 1
        else:
            counts["gewijzigd"] += 1
            counts["verschoven"] += _moved(known, row)
    return Change(**counts, basis=basis)


def _moved(before: DeliveredRow, after: DeliveredRow) -> bool:
    old, new = (row.waarde if row.waarde is not None else row.teller for row in (before, after))
    return old is not None and new is not None and abs(new - old) > SHIFT * abs(old)


def _add(
    connection: sa.Connection,
    found: Inspection,
    answer: RawAnswer,
    now: Mapping[Key, DeliveredRow],
    *,
    raw_file: tuple[str, str],
    by: str,
) -> int:
    name, sha256 = raw_file
    rows = _of(found, answer.bron)
    known = deliveries.known(connection, answer, sha256)
    if known is None:
        change = _change(rows, now, 0)
        known = deliveries.insert(
            connection,
            answer,
            raw_file=name,
            sha256=sha256,
            by=by,
            row_count=len(rows),
            file_name=found.naam,
            new_count=change.nieuw,
            changed_count=change.gewijzigd,
        )
        insert_rows(connection, observation, _COLUMNS, (_cells(known, row) for row in rows))
    deliveries.add_event(connection, known, deliveries.ACCEPTED, by=by, reason="", at=answer.fetched_at)
    return known


def _cells(number: int, row: DeliveredRow) -> tuple[Any, ...]:
    start, end = _dates(row.periode)
    key = (row.buurt, row.periode, row.indicator, row.uitsplitsing)
    return (number, *key, start, end, *row_values(row))


@lru_cache(maxsize=1000)
def _dates(code: str) -> tuple[str, str]:
    found = Periode.parse(code)
    return found.start.isoformat(), found.eind.isoformat()
