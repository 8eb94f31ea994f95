"""The file of a backup: a tar with the SHA-256 of all of it behind it, so that one wrong byte anywhere is seen.

`tar -tf` reads it: what is behind the end of a tar is not looked at.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.storage.errors import translated

LABEL = "inhoud.json"
VERSION = 1
_MARK = b"sha256:"
_END = len(_MARK) + 64 + 1
_CHUNK = 1 << 20


class Damaged(BuurtbeeldError):
    """This is no backup of ours, or not all of it."""

    code = "E_BACKUP"


class _Hashed(io.RawIOBase):
    """Writes to a file and keeps count of its SHA-256."""

    def __init__(self, out: BinaryIO) -> None:
        self._out, self.digest = out, hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.digest.update(data)
        return self._out.write(data)


def write(target: Path, label: Mapping[str, Any], parts: Iterable[tuple[str, Path]]) -> str:
    """Write a backup, whole or not at all; only for the account of the system that made it to read.

    Args:
        label: what it is: moment, version; kept as JSON in front.
        parts: name in the file and where it is now, files only.

    Returns:
        Its SHA-256.

    Raises:
        StorageError: the disk is full, or a file cannot be read.
    """
    unfinished = target.with_name(f".{target.name}.deel")
    with translated():
        try:
            handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as out:
                digest = _written(out, label, parts)
                out.flush()
                os.fsync(out.fileno())
            unfinished.replace(target)
            flush_folder(target.parent)
        finally:
            unfinished.unlink(missing_ok=True)
    return digest


def _written(out: BinaryIO, label: Mapping[str, Any], parts: Iterable[tuple[str, Path]]) -> str:
    hashed = _Hashed(out)
    body = json.dumps({"versie": VERSION, **label}, ensure_ascii=False, sort_keys=True).encode()
    with tarfile.open(fileobj=cast(BinaryIO, hashed), mode="w|", format=tarfile.PAX_FORMAT) as tar:
        first = tarfile.TarInfo(LABEL)
        first.size = len(body)
        tar.addfile(first, io.BytesIO(body))
        for name, path in parts:
            info = tarfile.TarInfo(name)
            with suppress(FileNotFoundError), path.open("rb") as content:  # gone since it was listed
                info.size = os.fstat(content.fileno()).st_size
                tar.addfile(info, content)
    found = hashed.digest.hexdigest()
    out.write(_MARK + found.encode() + b"\n")
    return found


def verify(source: Path) -> tuple[str, dict[str, Any]]:
    """Read all of a backup. Returns its SHA-256 and its label.

    Raises:
        Damaged: it is not what it was when it was made, or was never a backup, or is of a newer program.
        StorageError: it cannot be read.
    """
    with translated(), source.open("rb") as file:
        left = os.fstat(file.fileno()).st_size - _END
        digest = hashlib.sha256()
        while left > 0 and (chunk := file.read(min(_CHUNK, left))):
            digest.update(chunk)
            left -= len(chunk)
        end = file.read()
        if left != 0 or end != _MARK + digest.hexdigest().encode() + b"\n":
            raise _damaged(source)
        file.seek(0)
        return digest.hexdigest(), _label(source, file)


def _label(source: Path, file: BinaryIO) -> dict[str, Any]:
    try:
        with tarfile.open(fileobj=file, mode="r|") as tar:
            first = tar.next()
            content = tar.extractfile(first) if first is not None and first.name == LABEL else None
            label = json.loads(content.read()) if content is not None else {}
    except (tarfile.TarError, ValueError):
        raise _damaged(source) from None
    if not isinstance(label, dict) or label.get("versie") != VERSION:
        raise _damaged(source)
    return label


def unpack(source: Path, places: Mapping[str, Path]) -> list[str]:
    """Take a backup apart; check it first with `verify`.

    Args:
        places: name of a file, or of a folder with a slash behind it, in the backup -> where it goes. What is called
            otherwise is left out. All of it is for our account only, also the folders that were not there.

    Returns:
        Names of everything that was written.

    Raises:
        Damaged: a name leads out of its folder.
        StorageError: the disk is full.
    """
    written = []
    with translated(), tarfile.open(source, mode="r|") as tar:
        for info in tar:
            place = _place(source, info, places)
            content = tar.extractfile(info) if place is not None else None
            if place is not None and content is not None:
                _make_shut(place.parent)
                with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
                    while chunk := content.read(_CHUNK):
                        out.write(chunk)
                    out.flush()
                    os.fsync(out.fileno())
                written.append(info.name)
    return written


def _make_shut(folder: Path) -> None:
    if not folder.is_dir():
        _make_shut(folder.parent)
        folder.mkdir(mode=0o700)


def _place(source: Path, info: tarfile.TarInfo, places: Mapping[str, Path]) -> Path | None:
    name = PurePosixPath(info.name)
    if not info.isfile() or name.is_absolute() or ".." in name.parts:
        raise _damaged(source)
    if info.name in places:
        return places[info.name]
    folder = f"{name.parts[0]}/"
    return places[folder].joinpath(*name.parts[1:]) if folder in places and name.parts[1:] else None


def _damaged(source: Path) -> Damaged:
    return Damaged(
        "Dit bestand is geen hele back-up. Er is niets teruggezet.", waar=source.name,
        doe="Neem een andere back-up, of haal dit bestand opnieuw op waar u het bewaart.",
    )  # fmt: skip


def flush_folder(folder: Path) -> None:
    """Have a folder remember its names, also when the power goes."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
