"""Keeps what a source answered, byte for byte, as one compressed file that is never changed."""

from __future__ import annotations

import hashlib
import io
import os
import re
import sys
import zipfile
from collections.abc import Mapping
from datetime import UTC
from pathlib import Path

from buurtbeeld.errors import StorageError
from buurtbeeld.sources import RawAnswer
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_vault import DeliveryRow

if sys.platform != "win32":
    import fcntl

LEVEL = 1  # level 6 takes five times as long for a file that is a fifth smaller
UNFINISHED = ".deel"
SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same answer must give the same file, whenever it is written


def keep(raw_dir: Path, raw: RawAnswer) -> tuple[str, str]:
    """Write the answer as one zip; the file is there whole, or not at all.

    Args:
        raw_dir: folder of raw answers; made when it is not there.

    Returns:
        Name relative to `raw_dir` (`<bron>/<tabel>_<jaar>_<start of sha256>.zip`) and sha256 of the file.

    Raises:
        StorageError: the disk is full (E_OPSLAG_VOL), or the file cannot be written.
    """
    body = _zip(raw.documents)
    sha256 = hashlib.sha256(body).hexdigest()
    name = f"{_safe(raw.bron)}/{_safe(raw.tabel)}_{raw.jaar}_{sha256[:12]}.zip"
    with translated():
        target = raw_dir / name
        if not (target.is_file() and target.read_bytes() == body):  # a damaged copy is replaced
            raw_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            target.parent.mkdir(exist_ok=True)
            _write_whole(target, body)
    return name, sha256


def load(raw_dir: Path, row: DeliveryRow) -> RawAnswer:
    """Read a kept answer back.

    Raises:
        StorageError: E_RUW_BESCHADIGD when the file is gone or is not the file that was accepted.
    """
    try:
        body = (raw_dir / row.raw_file).read_bytes()
    except FileNotFoundError:
        raise _damaged(row, "is weg") from None
    except OSError as error:
        raise _damaged(row, "is niet te lezen") from error
    if hashlib.sha256(body).hexdigest() != row.sha256:
        raise _damaged(row, "is veranderd sinds het is ingelezen")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        documents = {name: archive.read(name) for name in archive.namelist()}
    return RawAnswer(
        bron=row.bron,
        tabel=row.tabel,
        jaar=row.jaar,
        source_version=row.source_version,
        origin=row.origin,
        fetched_at=row.received_at.astimezone(UTC),
        documents=documents,
    )


def sweep(raw_dir: Path) -> int:
    """Remove what a writer left behind that stopped half-way. Returns how many files that were."""
    removed = 0
    for path in sorted(raw_dir.glob(f"*/*{UNFINISHED}")):
        removed += _remove_unless_in_use(path)
    return removed


def _zip(documents: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, body in documents.items():
            entry = zipfile.ZipInfo(name, date_time=LONG_AGO)
            entry.create_system = 3  # else it says on which kind of machine it was made
            archive.writestr(entry, body, compress_type=zipfile.ZIP_DEFLATED, compresslevel=LEVEL)
    return target.getvalue()


def _write_whole(target: Path, body: bytes) -> None:
    """Write beside the target, then rename: a reader sees the old file or the new one."""
    beside, file = _open_locked(target)
    try:
        with os.fdopen(file, "wb") as stream:
            stream.write(body)
            stream.flush()
            os.fsync(stream.fileno())
            if sys.platform != "win32":  # Windows refuses to rename an open file; there, closing is the lock
                beside.replace(target)
        if sys.platform == "win32":
            beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _remember_name(target.parent)


def _open_locked(target: Path) -> tuple[Path, int]:
    """A new file that `sweep` leaves alone for as long as it is open."""
    while True:
        beside = target.with_name(f".{target.name}.{os.urandom(4).hex()}{UNFINISHED}")
        file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        if sys.platform == "win32":
            return beside, file
        fcntl.flock(file, fcntl.LOCK_EX)
        if os.fstat(file).st_nlink:
            return beside, file
        os.close(file)  # swept between opening and locking


def _remove_unless_in_use(path: Path) -> bool:
    """Windows refuses to remove an open file; elsewhere its writer holds a lock on it."""
    try:
        if sys.platform != "win32":
            with path.open("rb") as stream:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()
        else:
            path.unlink()
    except OSError:  # in use, or its writer was faster
        return False
    return True


def _remember_name(folder: Path) -> None:
    """Without this a power cut may forget the new name, though not the bytes."""
    if sys.platform != "win32":
        file = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(file)
        finally:
            os.close(file)


def _safe(name: str) -> str:
    if not SAFE.fullmatch(name):
        raise StorageError(f"'{name}' kan geen bestandsnaam worden.", doe="Gebruik letters, cijfers, - en _.")
    return name


def _damaged(row: DeliveryRow, what: str) -> StorageError:
    return StorageError(
        f"Het bewaarde antwoord van bron {row.bron} {what}.",
        waar=f"Bestand {row.raw_file}, levering {row.id}.",
        doe=f"Haal het opnieuw op: python -m data_sources haal {row.bron} {row.jaar}.",
        code="E_RUW_BESCHADIGD",
    )
