"""Making a backup while the app runs: each store as it is at one moment, the vault never older than what was shown."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path

from buurtbeeld.audit.log import Event, note
from buurtbeeld.backup import archive
from buurtbeeld.backup.places import PROGRAMMAS, PUBLISHED, RAW, VAULT, Places, places
from buurtbeeld.errors import StorageError
from buurtbeeld.settings import Settings
from buurtbeeld.storage.engine import open_published
from buurtbeeld.storage.errors import VOL, translated
from buurtbeeld.storage.raw import UNFINISHED

BY = "opdrachtregel"


@dataclass(frozen=True)
class Made:
    """A backup: where it is, its SHA-256, how large it is in bytes, and whether all of it can be put back."""

    path: Path
    sha256: str
    grootte: int
    heel: bool = True


def make(settings: Settings, folder: Path, *, nu: datetime | None = None) -> Made:
    """Make a backup in a folder, and write that down in the log.

    The published store is copied first: what it shows was remembered in the vault before it was shown, so the copy of
    the vault knows of everything in it. Raw files come last: one too many does no harm.

    Args:
        folder: made when it is not there; the name of the file has the moment in it.

    Raises:
        BuurtbeeldError: E_HERSTEL, a store is not SQLite.
        StorageError: a store cannot be read, or the disk is full.
    """
    made = _made(settings, folder, "buurtbeeld", nu or datetime.now(UTC), _copy)
    published = open_published(settings)
    try:
        note(published, Event.BACKUP_GEMAAKT, wie=BY, sha256=made.sha256)
    finally:
        published.dispose()
    return made


def keep(settings: Settings, folder: Path) -> Made | None:
    """Keep what is there before something else comes in its place, damaged or not; the caller writes it down.

    Returns:
        None when there is nothing to keep.

    Raises:
        StorageError: the disk is full, or does not let us read or write.
    """
    if not any(place.exists() for place in places(settings)):
        return None
    return _made(settings, folder, "voor-herstel", datetime.now(UTC), _copy_as_it_is)


def _made(
    settings: Settings, folder: Path, name: str, moment: datetime, copy: Callable[[Path, Path], bool | None]
) -> Made:
    found = places(settings)
    with translated():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(dir=folder, prefix=".backup-"))
    target = _free(folder / f"{name}_{moment:%Y-%m-%d_%H%M%S}.tar")
    try:
        stores = ((PUBLISHED, found.published), (VAULT, found.vault))
        wrong = [one for one, store in stores if copy(store, work / one) is False]
        label = {"gemaakt": moment.isoformat(timespec="seconds"), "programma": settings.code_version}
        digest = archive.write(target, label, _parts(work, found))
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Made(target, digest, target.stat().st_size, not wrong)


def _free(target: Path) -> Path:
    """A name that no other backup has."""
    numbered = (target.with_stem(f"{target.stem}_{number}") for number in count(2))
    return next(one for one in chain((target,), numbered) if not one.exists())


def _copy_as_it_is(store: Path, target: Path) -> bool:
    """A store, or the bytes of one that is damaged; whether it can be put back."""
    try:
        _copy(store, target)
        with translated(), closing(sqlite3.connect(target)) as copy:
            return bool(copy.execute("PRAGMA quick_check").fetchone()[0] == "ok")
    except StorageError as error:
        if error.code == VOL:
            raise
    with translated(), suppress(FileNotFoundError):
        target.unlink(missing_ok=True)
        shutil.copyfile(store, target)
    return False


def _copy(store: Path, target: Path) -> None:
    """A store as it is at one moment, also while others write to it."""
    with translated():
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT, 0o600))
        source = sqlite3.connect(f"{store.resolve().as_uri()}?mode=rw", uri=True, timeout=30)
        copy = sqlite3.connect(target)
        try:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        finally:
            copy.close()
            source.close()


def _parts(work: Path, found: Places) -> Iterator[tuple[str, Path]]:
    yield PUBLISHED, work / PUBLISHED
    yield VAULT, work / VAULT
    for prefix, folder in ((RAW, found.raw), (PROGRAMMAS, found.programmas)):
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if path.is_file() and path.suffix != UNFINISHED:
                yield f"{prefix}{path.relative_to(folder).as_posix()}", path
