"""A request to be forgotten (AVG): the name of an account goes from both stores, and stays gone after a restore.

What somebody did stays, under a word that says nothing; comments and versions are so detached from the person. The
deletion list beside the stores holds digests, never names: with it a restored backup is cleaned again.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from buurtbeeld.audit.log import Event, record
from buurtbeeld.audit.words import GONE
from buurtbeeld.errors import BuurtbeeldError, NotFound, StorageError
from buurtbeeld.storage import persons
from buurtbeeld.storage.append_only import lifted
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_audit import audit_person
from buurtbeeld.storage.schema_published import account, metadata
from buurtbeeld.storage.schema_vault import metadata as vault_metadata

LIST = "vergeten.jsonl"
NO_LIST = f"Let op: {LIST} is er niet. Wie na de back-up is gewist, staat er weer in."
PROCESSES = frozenset({"app", "opdrachtregel", "startset", "voorbeeld", "werker"})  # stand where a name can stand
Columns = Mapping[sa.Table, tuple[str, ...]]


@dataclass(frozen=True)
class Forgotten:
    """What was done: the word that stands there now, and in how many places."""

    naam: str
    plaatsen: int


def forget(published: sa.Engine, vault: sa.Engine, naam: str, folder: Path, *, wie: str) -> Forgotten:
    """Take the name of an account out of both stores. Can be repeated.

    Args:
        folder: of the deletion list; it is written first, so that what is half done is finished by `replay`.
        wie: account or process that does it.

    Raises:
        NotFound: this name stands nowhere.
        StorageError: a store does not answer, or this database role may not; run it again then.
    """
    if naam in PROCESSES or naam not in _names(published, vault):
        raise NotFound(f"Er is geen account '{naam}'.", doe="Kijk op de pagina Beheer hoe het account heet.")
    word = _word_of(naam, _listed(folder / LIST))  # of a try that did not get to the end
    if not word:
        word = f"{GONE} {secrets.token_hex(3)}"
        _add(folder / LIST, naam, word)
    return _erase(published, vault, naam, word, wie)


def check_new(folder: Path, naam: str) -> None:
    """Refuse the name of somebody who was forgotten for somebody new: `replay` would take it out again every hour.

    Args:
        folder: of the deletion list; one that this process may not read is not looked in.

    Raises:
        BuurtbeeldError: E_ACCOUNT.
    """
    with suppress(StorageError):
        if not _word_of(naam.strip().casefold(), _listed(folder / LIST)):
            return
        raise BuurtbeeldError(
            f"De naam '{naam}' is gewist en kan niet opnieuw worden gebruikt.", doe="Kies een andere naam.",
            code="E_ACCOUNT",
        )  # fmt: skip


def replay(published: sa.Engine, vault: sa.Engine, folder: Path, *, wie: str) -> int:
    """Forget again everybody on the deletion list, after a backup was put back. Returns how many names were there."""
    listed = _listed(folder / LIST)
    again = [(naam, word) for naam in _names(published, vault) if listed and (word := _word_of(naam, listed))]
    for naam, word in again:
        _erase(published, vault, naam, word, wie)
    return len(again)


def told(names: int) -> str:
    """How many names `replay` took out again, as a sentence."""
    return f"Opnieuw gewist: {names} {'naam' if names == 1 else 'namen'}."


def has_list(folder: Path) -> bool:
    """Whether the deletion list is there; without it nobody is forgotten again, and nobody knows who should be."""
    return (folder / LIST).is_file()


def list_details(folder: Path) -> dict[str, str | int]:
    """For the log, beside a restore: whether the deletion list was there."""
    return {"vergetenlijst": "was er" if has_list(folder) else "was er niet"}


def _erase(published: sa.Engine, vault: sa.Engine, naam: str, word: str, wie: str) -> Forgotten:
    with translated(), vault.begin() as connection:
        places = _rename(connection, persons.columns(vault_metadata), naam, word)
    with translated(), published.begin() as connection:
        places += _rename(connection, persons.columns(metadata), naam, word)
        places += _close_account(connection, naam, word)
        places += connection.execute(sa.delete(audit_person).where(audit_person.c.naam == naam)).rowcount
        record(connection, Event.ACCOUNT_VERGETEN, wie="account" if wie == naam else wie, object=word, aantal=places)
    return Forgotten(word, places)


def _rename(connection: sa.Connection, columns: Columns, naam: str, word: str) -> int:
    places = 0
    with ExitStack() as stack:
        for table, names in columns.items():
            stack.enter_context(lifted(connection, table))
            if table.name in persons.SIGNED:
                connection.execute(sa.update(table).where(table.c.door == naam).values(naam=word))
            for name in names:
                change = sa.update(table).where(table.c[name] == naam).values({name: word})
                places += connection.execute(change).rowcount
    return places


def _close_account(connection: sa.Connection, naam: str, word: str) -> int:
    """Empty the account and remove what hangs on it: roles, sessions, passwords."""
    number = connection.scalar(sa.select(account.c.id).where(account.c.naam == naam))
    if number is None:
        return 0
    for table in metadata.sorted_tables[::-1]:
        for key in table.foreign_keys:
            if key.column is account.c.id:
                connection.execute(sa.delete(table).where(key.parent == number))
    kept = {"id", "naam", "active", "demonstration"}
    emptied = {one.name: _empty(one) for one in account.c if one.name not in kept}
    values = {"naam": word, "active": False, **emptied}
    return connection.execute(sa.update(account).where(account.c.id == number).values(values)).rowcount


def _empty(column: sa.Column[object]) -> object:
    if column.nullable:
        return None
    return secrets.token_hex(8) if isinstance(column.type, sa.Text) else column


def _names(published: sa.Engine, vault: sa.Engine) -> set[str]:
    """Every name of an account in either store."""
    found: set[str] = set()
    own = {account: ("naam",), audit_person: ("naam",)}
    for engine, columns in (
        (vault, persons.columns(vault_metadata)),
        (published, {**persons.columns(metadata), **own}),
    ):
        with translated(), engine.connect() as connection:
            for table, names in columns.items():
                for name in names:
                    found.update(connection.scalars(sa.select(table.c[name]).distinct()))
    return found


def _digest(naam: str, salt: str) -> str:
    return hashlib.scrypt(naam.encode(), salt=bytes.fromhex(salt), n=2**12, r=8, p=1).hex()


def _add(path: Path, naam: str, word: str) -> None:
    salt = secrets.token_hex(16)
    line = {"zout": salt, "hash": _digest(naam, salt), "woord": word, "op": datetime.now(UTC).date().isoformat()}
    with translated():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, (json.dumps(line) + "\n").encode())
            os.fsync(handle)
        finally:
            os.close(handle)


def _listed(path: Path) -> list[dict[str, str]]:
    with translated():
        lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    return [json.loads(line) for line in lines if line.strip()]


def _word_of(naam: str, listed: Iterable[Mapping[str, str]]) -> str:
    return next((one["woord"] for one in listed if _digest(naam, one["zout"]) == one["hash"]), "")
