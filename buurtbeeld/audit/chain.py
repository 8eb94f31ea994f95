"""What ties an event to the one before it. SHA-256 over the previous hash and the event as JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

BEGIN = "0" * 64  # what the very first event names as the one before it
TIED = ("id", "op", "gebeurtenis", "uitkomst", "wie", "namens", "sessie", "programma", "buurt", "object", "aantal",
        "sha256", "details")  # fmt: skip


@dataclass(frozen=True)
class Break:
    """A place where the chain does not hold: number of the event, and what is wrong, in Dutch."""

    nummer: int
    zin: str


def link(previous: str, row: Mapping[str, Any]) -> str:
    """Hash of an event.

    Args:
        previous: hash of the event before it, BEGIN for the first.
        row: every column of TIED; moments with a zone.
    """
    content = [value.isoformat() if isinstance(value := row[name], datetime) else value for name in TIED]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def pseudonym(naam: str, salt: str) -> str:
    """What the log calls somebody: 32 hexadecimal digits."""
    return hashlib.sha256(f"{salt}\n{naam}".encode()).hexdigest()[:32]


def breaks(rows: Iterable[Mapping[str, Any]]) -> tuple[list[Break], Mapping[str, Any] | None, Mapping[str, Any] | None]:
    """Walk the chain from its oldest event.

    Args:
        rows: events with increasing number.

    Returns:
        What does not hold, the first event and the last one; None twice for an empty log.
    """
    found: list[Break] = []
    first: Mapping[str, Any] | None = None
    last: Mapping[str, Any] | None = None
    for row in rows:
        if last is None:
            first = row
        elif row["id"] != last["id"] + 1:
            found.append(Break(row["id"], f"Tussen {last['id']} en {row['id']} ontbreken regels."))
        elif row["vorige"] != last["hash"]:
            found.append(Break(row["id"], "Deze regel sluit niet aan op de vorige."))
        if row["hash"] != link(row["vorige"], row):
            found.append(Break(row["id"], "De inhoud van deze regel is veranderd."))
        last = row
    return found, first, last
