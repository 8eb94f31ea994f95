"""Opens the two stores: SQLite unless the environment names another database."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import event

from buurtbeeld.errors import StorageError
from buurtbeeld.settings import Settings
from buurtbeeld.storage.errors import translated

BUSY_MS = 5_000
POOL_SECONDS = 10  # longer than BUSY_MS, so that "busy" is said by the database first
SWITCHING = "herstel.json"  # in the data folder while a backup is put in the place of what is there
_WRITES = "buurtbeeld_writes"


def open_published(settings: Settings) -> sa.Engine:
    """Open the published store: safe figures, accounts and the queue.

    Raises:
        StorageError: the data folder cannot be made, or the address is not one of a database; E_HERSTEL while a backup
            is put back.
    """
    _not_switching(settings)
    return _open(settings.database_url, synchronous="NORMAL", alone=not settings.vault_url)


def open_vault(settings: Settings) -> sa.Engine:
    """Open the vault: deliveries and small numbers. Never from a web process; a file of it is ours alone to read.

    Raises:
        StorageError: E_KLUIS_DICHT in a web process; or the data folder cannot be made, or the address is not one of
            a database.
    """
    if not settings.vault_url:
        raise StorageError(
            "De kluis is hier niet te openen: dit proces kent haar adres niet.",
            doe="Laat de werker het doen.",
            code="E_KLUIS_DICHT",
        )
    _not_switching(settings)
    url = _parsed(settings.vault_url)
    if url.get_backend_name() == "sqlite" and url.database:
        with translated():
            _only_ours(Path(url.database))
    return _open(settings.vault_url, synchronous="FULL")


def _not_switching(settings: Settings) -> None:
    """Between the old stores and those of a backup nobody reads or writes: one could be new and the other old."""
    if (settings.data_dir / SWITCHING).exists():
        raise StorageError(
            "Het terugzetten van een back-up is nog niet af.", doe="Draai: python -m buurtbeeld herstel --afmaken",
            code="E_HERSTEL",
        )  # fmt: skip


def _only_ours(path: Path) -> None:
    """Make the file before SQLite does, so that there is no moment in which others could open it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)  # one of an earlier version


def _open(address: str, *, synchronous: str, alone: bool = False) -> sa.Engine:
    url = _parsed(address)
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(url, synchronous, alone=alone)
    if url.get_backend_name() == "postgresql":
        waits = {"connect_timeout": 5, "options": f"-c lock_timeout={BUSY_MS}"}
        return sa.create_engine(
            url, pool_pre_ping=True, pool_timeout=POOL_SECONDS, connect_args=waits, hide_parameters=True
        )
    raise _not_an_address(url.get_backend_name())


def _parsed(address: str) -> sa.URL:
    try:
        return sa.make_url(address)
    except (sa.exc.ArgumentError, ValueError):
        raise _not_an_address("een tekst die geen adres is") from None  # the address may hold a password


def _not_an_address(what: str) -> StorageError:
    return StorageError(
        f"DATABASE_URL of VAULT_URL noemt {what}; dat kennen we niet.",
        doe="Gebruik sqlite:///PAD of postgresql://GEBRUIKER@SERVER/NAAM, of laat de variabele weg.",
    )


class SqliteStore(sa.Engine):
    """An engine whose `begin()` takes the write lock at once.

    SQLite's own BEGIN takes it at the first write. Two transactions that both read first then cannot
    both go on, and the second fails without waiting. `connect()` stays a reader: it never waits.
    """

    @contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        """Open a writing transaction; waits up to BUSY_MS for another writer."""
        with self.connect() as connection:
            connection.execution_options(**{_WRITES: True})
            with connection.begin():
                yield connection


def _open_sqlite(url: sa.URL, synchronous: str, *, alone: bool) -> sa.Engine:
    """`alone`: no other database can be attached, as in a web process."""
    if url.database:
        with translated():
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    plain = sa.create_engine(url, pool_timeout=POOL_SECONDS, connect_args={"timeout": BUSY_MS / 1000})
    store = SqliteStore(plain.pool, plain.dialect, plain.url, hide_parameters=True)  # no figures in an error

    @event.listens_for(store, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # we begin transactions ourselves, see below
        if alone:
            connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        _write_ahead(connection)
        for pragma in (
            f"synchronous = {synchronous}",
            "foreign_keys = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(store, "begin")
    def begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return store


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to WAL, so that reading goes on while somebody writes.

    Two processes that open a new database together both want to switch; SQLite then says "locked" to one
    of them without waiting (seen in one of ten such starts), whatever busy_timeout says.
    """
    until = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return
