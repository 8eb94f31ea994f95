"""Whether the log is still as it was written: nothing changed, nothing taken out, nobody swapped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from buurtbeeld.audit.chain import BEGIN, Break, breaks, pseudonym
from buurtbeeld.audit.log import Event
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_audit import audit_event, audit_person

ROWS_AT_A_TIME = 2_000


@dataclass(frozen=True)
class Verdict:
    """What a check of the log found.

    Attributes:
        aantal: events that are there.
        laatste, hash: number and hash of the newest event; keep them elsewhere, and give them to a later check. That
            is how events taken off the end, or a log that was written anew, are found.
        fouten: places where it does not hold; empty = whole.
    """

    aantal: int
    laatste: int
    hash: str
    fouten: tuple[Break, ...]


def verify(connection: sa.Connection, *, anker: tuple[int, str] | None = None) -> Verdict:
    """Walk the whole log.

    Args:
        anker: number and hash of an event, written down earlier; it must still be there unless its term is over.

    Raises:
        StorageError: the store does not answer.
    """
    with translated():
        cleared = _cleared(connection)
        events = _Walk(connection, anker)
        found, first, last = breaks(events)
        if first is not None and not _begins_well(first, cleared):
            found.insert(0, Break(first["id"], "De regels ervoor zijn weg, zonder dat er is opgeschoond."))
        found += _persons(connection)
    number, digest = (last["id"], last["hash"]) if last is not None else (0, BEGIN)
    if anker is not None and not events.anchored and (str(anker[0]), anker[1]) not in cleared:
        found.append(Break(anker[0], _gone(anker, first, cleared)))
    return Verdict(events.count, number, digest, tuple(found))


class _Walk(Iterable[Mapping[str, Any]]):
    """Every event, oldest first, a few thousand at a time; looks for the anchor on the way."""

    def __init__(self, connection: sa.Connection, anker: tuple[int, str] | None) -> None:
        self._connection, self._anker = connection, anker
        self.count, self.anchored = 0, False

    def __iter__(self) -> Any:
        query = sa.select(audit_event).order_by(audit_event.c.id).execution_options(yield_per=ROWS_AT_A_TIME)
        for row in self._connection.execute(query).mappings():
            self.count += 1
            self.anchored = self.anchored or (row["id"], row["hash"]) == self._anker
            yield row


def _cleared(connection: sa.Connection) -> set[tuple[str, str]]:
    """Number and hash of the last event that each clearing took out."""
    query = sa.select(audit_event.c.object, audit_event.c.sha256)
    rows = connection.execute(query.where(audit_event.c.gebeurtenis == Event.LOGBOEK_OPGESCHOOND.value))
    return {(row.object, row.sha256) for row in rows}


def _begins_well(first: Mapping[str, Any], cleared: set[tuple[str, str]]) -> bool:
    if first["id"] == 1:
        return bool(first["vorige"] == BEGIN)
    return (str(first["id"] - 1), first["vorige"]) in cleared


def _gone(anker: tuple[int, str], first: Mapping[str, Any] | None, cleared: set[tuple[str, str]]) -> str:
    """Why a line is not there. Of one from before a clearing nothing can be proved: the lines between are gone."""
    if first is not None and anker[0] < first["id"] and _begins_well(first, cleared):
        return "De regel die u opgaf, is ouder dan wat bewaard is. Hiermee is niets te bewijzen: neem een nieuwere."
    return "De regel die u opgaf, is er niet meer of is veranderd."


def _persons(connection: sa.Connection) -> list[Break]:
    """Accounts whose name does not fit their pseudonym: somebody else was put in their place."""
    rows = connection.execute(sa.select(audit_person)).all()
    return [
        Break(0, f"Bij een pseudoniem staat een andere naam ({row.pseudoniem[:8]}…).")
        for row in rows
        if pseudonym(row.naam, row.zout) != row.pseudoniem
    ]
