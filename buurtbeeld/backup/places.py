"""What a backup holds, and where it lives: both stores, raw answers, and programmas that were added here."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from buurtbeeld.errors import BuurtbeeldError, StorageError
from buurtbeeld.settings import Settings

PUBLISHED, VAULT, RAW, PROGRAMMAS = "buurtbeeld.sqlite3", "kluis.sqlite3", "ruw/", "programmas/"


@dataclass(frozen=True)
class Places:
    """Where the parts of a backup live on this machine."""

    published: Path
    vault: Path
    raw: Path
    programmas: Path

    def named(self) -> dict[str, Path]:
        """Name in the file of a backup -> place."""
        return {PUBLISHED: self.published, VAULT: self.vault, RAW: self.raw, PROGRAMMAS: self.programmas}

    def __iter__(self) -> Iterator[Path]:
        return iter((self.published, self.vault, self.raw, self.programmas))


def places(settings: Settings) -> Places:
    """Where everything lives.

    Raises:
        BuurtbeeldError: E_HERSTEL, a store is not SQLite.
    """
    return Places(_file(settings.database_url), _file(settings.vault_url), settings.raw_dir, settings.programmas_dir)


def _file(address: str) -> Path:
    url = sa.make_url(address)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise BuurtbeeldError(
            "Deze opdracht kan alleen met SQLite overweg; uw opslag staat ergens anders.",
            doe="Gebruik pg_dump en pg_restore, zie docs/beheer.md.",
            code="E_HERSTEL",
        )
    return Path(url.database)


def alone(store: Path) -> None:
    """Refuse to replace a store that somebody has open; a store that is not there or damaged is nobody's.

    Leaving write-ahead logging needs the store to itself, and puts everything in one file.

    Raises:
        StorageError: E_HERSTEL_DRAAIT.
    """
    if not store.exists():
        return
    connection = sqlite3.connect(store, timeout=2)
    try:
        connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            return
        raise StorageError(
            "De app of de werker draait nog. Er is niets teruggezet.", doe="Stop ze allebei en probeer het opnieuw.",
            code="E_HERSTEL_DRAAIT",
        ) from error  # fmt: skip
    finally:
        connection.close()
