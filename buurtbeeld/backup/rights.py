"""Who may read what was put back: as what it replaces; the vault and raw files are for their own account only."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from buurtbeeld.storage.errors import translated

_SHUT_FILE, _SHUT_FOLDER = 0o600, 0o700
_FOLDER, _FILE, _FILE_IN_FOLDER = 0o7777, 0o666, 0o664


def like(new: Path, old: Path, *, shut: bool) -> None:
    """Give what waits the account, group and mode of what it will replace.

    What replaces nothing follows the folder it comes in: whom that lets in, the file lets in. An account or group that
    this process may not give away stays as it is.

    Args:
        new: a file, or a folder with everything in it; one that is not there is passed over.
        old: what it replaces, or would.
        shut: nobody but its own account may read it, whatever the old one allowed.

    Raises:
        StorageError: the disk refuses.
    """
    if os.name != "posix" or not new.exists():
        return
    with translated():
        for one in _within(new):
            _as(one, _model(old / one.relative_to(new), is_folder=one.is_dir()), shut=shut)


def _within(place: Path) -> Iterator[Path]:
    yield place
    if place.is_dir():
        yield from place.rglob("*")


def _model(wanted: Path, *, is_folder: bool) -> Path:
    """What it replaces, or the nearest folder that is there."""
    if wanted.exists() and wanted.is_dir() == is_folder:
        return wanted
    return next(one for one in wanted.parents if one.is_dir())


def _as(one: Path, model: Path, *, shut: bool) -> None:
    seen = model.stat()
    for account in (seen.st_uid, -1):
        with suppress(PermissionError):
            os.chown(one, account, seen.st_gid)
            break
    if one.is_dir():
        one.chmod(_SHUT_FOLDER if shut else seen.st_mode & _FOLDER)
    else:
        one.chmod(_SHUT_FILE if shut else seen.st_mode & (_FILE_IN_FOLDER if model.is_dir() else _FILE))
