"""Keeps the vault shut in the web process: whoever gets code to run in a page still cannot open it from there.

An audit hook of Python (PEP 578) cannot be taken away again. It sees every file and every SQLite database that is
opened; ATTACH inside SQL is switched off in `storage.engine`. This is the lock inside one process: in production the
vault also belongs to another account of the system, or to another role of PostgreSQL (docs/beheer.md).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote, urlsplit

# Events that take a path as their first or second argument.
_WITH_PATH = frozenset({
    "open", "sqlite3.connect", "os.listdir", "os.scandir", "os.rename", "os.link", "os.symlink", "os.chmod",
    "os.remove", "os.truncate", "shutil.copyfile", "shutil.move", "shutil.copytree",
})  # fmt: skip
_NOT_OURS = (".py", ".pyc", ".so", ".pth")


class VaultIsShutError(PermissionError):
    """Something in the web process asked for the vault."""


def shut(places: Iterable[Path]) -> None:
    """Refuse these files and folders, and everything in or beside them, for as long as this process lives.

    Args:
        places: the file of the vault (its -wal and -shm too) and the folder with raw answers and delivered files.

    Raises:
        VaultIsShutError: later, at every try.
    """
    forbidden = tuple(os.path.realpath(place) for place in places)

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event in _WITH_PATH and any(_is_in(one, forbidden) for one in arguments[:2]):
            raise VaultIsShutError("de kluis is in dit proces niet te openen")

    sys.addaudithook(watch)


def _is_in(given: object, forbidden: tuple[str, ...]) -> bool:
    """Whether a path is one of these, lies in one, or begins like one: `kluis.sqlite3-wal`."""
    if isinstance(given, os.PathLike):
        given = os.fspath(given)
    if isinstance(given, bytes):
        given = os.fsdecode(given)
    if not isinstance(given, str):
        return False
    if given.startswith("file:"):  # an address of SQLite; what follows its path chooses no file
        given = unquote(urlsplit(given).path)
    if given.endswith(_NOT_OURS):
        return False
    # A bare name may be meant beside a folder that is open already (dir_fd), which the hook does not see.
    return _is_bare(given, forbidden) or os.path.realpath(given).startswith(forbidden)


def _is_bare(given: str, forbidden: tuple[str, ...]) -> bool:
    names = [Path(one).name for one in forbidden]
    return given in names or ("/" not in given and given.startswith(tuple(name for name in names if "." in name)))
