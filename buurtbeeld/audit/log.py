"""Writes the audit log, in the transaction of the action itself: when the event cannot be written, the action fails.

Fields as in NEN 7513: which event, when, who, on whose behalf, in which session, about what, and how it ended.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from buurtbeeld.audit.chain import BEGIN, link, pseudonym
from buurtbeeld.ingest.person_patterns import holds_bsn, kinds_in
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_audit import audit_event, audit_person

LEFT_OUT = "[weggelaten]"
LONGEST = 200  # characters of one text: a code or a choice, never a document
_LOCK = 4_021_978  # any number, as long as every process uses the same; one more than that of the migrations
_LONG_NUMBER = re.compile(r"\d(?:[\s.\-]?\d){7,}")
_NOT_OF_A_PERSON = re.compile(r"\b(?:(?:BU|WK|GM)\d{4,8}|20\d\d-[01]\d-[0-3]\d)\b")  # codes of areas, dates of periods
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Event(StrEnum):
    """What can happen that somebody may want to know later."""

    INGELOGD = "ingelogd"
    UITGELOGD = "uitgelogd"
    INLOGGEN_MISLUKT = "inloggen_mislukt"
    GEWEIGERD = "geweigerd"  # an action that the rights refuse
    LEVERING_AANGEBODEN = "levering_aangeboden"
    LEVERING_GEWEIGERD = "levering_geweigerd"
    LEVERING_BEVESTIGD = "levering_bevestigd"
    LEVERING_TERUGGETROKKEN = "levering_teruggetrokken"
    ACCOUNT_GEMAAKT = "account_gemaakt"
    ACCOUNT_GESTOPT = "account_gestopt"
    ACCOUNT_VERGETEN = "account_vergeten"
    ROL_GEWIJZIGD = "rol_gewijzigd"
    UITVOER = "uitvoer"
    GEPUBLICEERD = "gepubliceerd"
    RONDE_GESLOTEN = "ronde_gesloten"
    NULMETING_VASTGEZET = "nulmeting_vastgezet"
    NULMETING_INGETROKKEN = "nulmeting_ingetrokken"
    BESPREKING_GESLOTEN = "bespreking_gesloten"
    PLAN_GETEKEND = "plan_getekend"
    PLAN_INGETROKKEN = "plan_ingetrokken"
    VERSLAG_AKKOORD = "verslag_akkoord"
    VERSLAG_VRIJGEGEVEN = "verslag_vrijgegeven"
    VERSLAG_INGETROKKEN = "verslag_ingetrokken"
    BACKUP_GEMAAKT = "backup_gemaakt"
    TERUGGEZET = "teruggezet"  # a backup
    LOGBOEK_OPGESCHOOND = "logboek_opgeschoond"


class Uitkomst(StrEnum):
    """How an action ended."""

    GELUKT = "gelukt"
    GEWEIGERD = "geweigerd"
    MISLUKT = "mislukt"


def record(
    connection: sa.Connection,
    event: Event,
    *,
    wie: str,
    uitkomst: Uitkomst = Uitkomst.GELUKT,
    namens: str = "",
    sessie: str = "",
    programma: str = "",
    buurt: str = "",
    object: str = "",  # noqa: A002 - the word of NEN 7513
    aantal: int | None = None,
    sha256: str = "",
    details: Mapping[str, str | int] | None = None,
    op: datetime | None = None,
) -> int:
    """Add an event, in the transaction of the caller. Do it last: until the commit no other event can be added.

    Args:
        connection: from `engine.begin()` of the published store.
        wie: name of the account that did it, or "werker", "opdrachtregel"; never what somebody typed to log in.
        namens: account or organisation for whom it was done; "" = for nobody else.
        sessie: id of the session; only a digest of it is kept.
        object: number or code of what it is about, e.g. of a delivery or a page.
        aantal: how many rows or figures.
        sha256: of a file that came in or went out, 64 hexadecimal digits.
        details: choices that were made, e.g. the filter of an export. A text that looks like a person's data, or a
            number of eight digits or more, is left out; texts longer than LONGEST are cut off.
        op: moment, now unless given.

    Returns:
        Number of the event.

    Raises:
        TypeError: a value is no text or whole number: contents of cells and files never go in.
        ValueError: `sha256` is something else.
        StorageError: it could not be written; then the action must not go on.
    """
    with translated():
        _one_at_a_time(connection)
        newest = sa.select(audit_event.c.id, audit_event.c.hash).order_by(audit_event.c.id.desc()).limit(1)
        before = connection.execute(newest).one_or_none()
        row: dict[str, Any] = {
            "id": before.id + 1 if before else 1,
            "op": (op or datetime.now(UTC)).astimezone(UTC),
            "gebeurtenis": Event(event).value,
            "uitkomst": Uitkomst(uitkomst).value,
            "wie": person(connection, wie),
            "namens": person(connection, namens) if namens else "",
            "sessie": session_digest(sessie),
            "programma": harmless(programma),
            "buurt": harmless(buurt),
            "object": harmless(object),
            "aantal": _whole(aantal),
            "sha256": _digest(sha256),
            "details": _details(details or {}),
            "vorige": before.hash if before else BEGIN,
        }
        row["hash"] = link(row["vorige"], row)
        connection.execute(sa.insert(audit_event).values(**row))
    return int(row["id"])


def note(engine: sa.Engine, event: Event, **fields: Any) -> int:
    """Add an event in a transaction of its own, for what has none: a refusal, a failed login, a file that goes out.

    Raises:
        StorageError: as `record`; then the action must not go on.
    """
    with translated(), engine.begin() as connection:
        return record(connection, event, **fields)


def person(connection: sa.Connection, naam: str) -> str:
    """Pseudonym of an account, made when it has none. In the transaction of the caller, after the lock of `record`."""
    name = harmless(naam, mail=True)
    query = sa.select(audit_person.c.pseudoniem).where(audit_person.c.naam == name)
    known: str | None = connection.scalar(query)
    if known is not None:
        return known
    salt = secrets.token_hex(16)
    row = {"pseudoniem": pseudonym(name, salt), "naam": name, "zout": salt}
    connection.execute(sa.insert(audit_person).values(**row))
    return row["pseudoniem"]


def session_digest(sessie: str) -> str:
    """What the log keeps of the id of a session; "" of none."""
    return hashlib.sha256(sessie.encode()).hexdigest()[:16] if sessie else ""


def harmless(text: str, *, mail: bool = False) -> str:
    """A text for the log: one line, not long, and nothing that could be a number of a person or other personal data.

    Args:
        mail: an address is fine: some accounts are called by theirs.

    Raises:
        TypeError: it is no text.
    """
    if not isinstance(text, str):
        raise TypeError(f"the log takes texts and whole numbers, not {type(text).__name__}")
    one_line = "".join(one if one.isprintable() else " " for one in unicodedata.normalize("NFKC", text))
    plain = " ".join(one_line.split())[:LONGEST]
    kinds = set(kinds_in(plain, datetime.now(UTC).year)) - ({"e-mailadressen"} if mail else set())
    number = _LONG_NUMBER.search(_NOT_OF_A_PERSON.sub(" ", plain))
    return LEFT_OUT if number or kinds or holds_bsn(plain) else plain


def _details(given: Mapping[str, str | int]) -> str:
    safe = {name: harmless(value) if isinstance(value, str) else _whole(value) for name, value in given.items()}
    return json.dumps(safe, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _whole(value: object) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise TypeError(f"the log takes texts and whole numbers, not {type(value).__name__}")


def _digest(text: str) -> str:
    if text and not _SHA256.fullmatch(text):
        raise ValueError("sha256 is not 64 hexadecimal digits")
    return text


def _one_at_a_time(connection: sa.Connection) -> None:
    """On SQLite `begin()` already lets one writer in; on PostgreSQL this lock holds until the commit."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
