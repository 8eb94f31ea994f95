"""Delivered files in the vault: what counts now, what a file would change, keeping it, taking it back.

Nothing is overwritten. A delivery keeps every row of its file; of each figure (source, buurt, period, indicator,
breakdown) the row of the delivery accepted last counts, and retracting that one brings the row before it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.ingest import deliveries
from buurtbeeld.ingest.counting import KEY, VALUES, Key, counting_for
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
        basis: newest event about these figures at the moment of comparing, 0 when there is none.
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
        now = counting_for(connection, found.programma, sorted({row.bron for row in found.rows}))
    return _change(found.rows, now), {key: row for key, (row, _) in now.items()}


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
        Conflict: the same figures were changed since the preview.
        StorageError: it could not be kept; nothing of it is there then.
    """
    assert not found.geweigerd, "a refused file is never kept"
    moment = at or datetime.now(UTC)
    answers = {bron: _answer(found, bron, data, codejaar=codejaar, at=moment) for bron in _sources(found)}
    with translated(), vault.begin() as connection:
        deliveries.one_writer(connection)
        now = counting_for(connection, found.programma, list(answers))
        change = _change(found.rows, now)
        if change.niets:
            return Receipt((), change)
        if basis is not None and basis != change.basis:
            raise Conflict(
                "Iemand anders veranderde deze cijfers terwijl u bezig was. Er is niets opgeslagen.",
                doe="Lever het bestand opnieuw aan en bekijk eerst wat er verandert.",
            )
        kept = {bron: raw_files.keep(raw_dir, answer) for bron, answer in answers.items()}
        numbers = [
            _add(connection, found, answers[bron], now, raw_file=kept[bron], by=by)
            for bron in answers
            if not _change([row for row in found.rows if row.bron == bron], now).niets
        ]
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


def _answer(found: Inspection, bron: str, data: bytes, *, codejaar: int, at: datetime) -> RawAnswer:
    return RawAnswer(
        bron=bron,
        tabel=found.programma,
        jaar=codejaar,
        source_version="",
        origin=deliveries.DELIVERED,
        fetched_at=at,
        documents={"bestand": data},
    )


def _change(rows: Iterable[DeliveredRow], now: Mapping[Key, tuple[DeliveredRow, int]]) -> Change:
    counts = {"nieuw": 0, "gewijzigd": 0, "gelijk": 0, "verschoven": 0}
    basis = 0
    for row in rows:
        known = now.get(row.sleutel)
        if known is None:
            counts["nieuw"] += 1
            continue
        basis = max(basis, known[1])
        if replace(row, rij=0) == known[0]:
            counts["gelijk"] += 1
        else:
            counts["gewijzigd"] += 1
            counts["verschoven"] += _moved(known[0], row)
    return Change(**counts, basis=basis)


def _moved(before: DeliveredRow, after: DeliveredRow) -> bool:
    old, new = (row.waarde if row.waarde is not None else row.teller for row in (before, after))
    return old is not None and new is not None and abs(new - old) > SHIFT * abs(old)


def _add(
    connection: sa.Connection,
    found: Inspection,
    answer: RawAnswer,
    now: Mapping[Key, tuple[DeliveredRow, int]],
    *,
    raw_file: tuple[str, str],
    by: str,
) -> int:
    name, sha256 = raw_file
    rows = [row for row in found.rows if row.bron == answer.bron]
    known = deliveries.known(connection, answer, sha256)
    if known is None:
        change = _change(rows, now)
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
    return (number, *key, start, end, *(getattr(row, name) for name in VALUES))


@lru_cache(maxsize=1000)
def _dates(code: str) -> tuple[str, str]:
    found = Periode.parse(code)
    return found.start.isoformat(), found.eind.isoformat()
