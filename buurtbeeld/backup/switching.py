"""Putting new files in the place of old ones: a process that dies leaves either all of the old or all of the new.

Until the note is written nothing was touched; from then on nobody opens a store (`storage.engine`) before `finish`.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from buurtbeeld.backup.archive import flush_folder
from buurtbeeld.settings import Settings
from buurtbeeld.storage.engine import SWITCHING
from buurtbeeld.storage.errors import translated

NEW, OLD = ".herstel", ".voor-herstel"
BESIDE = ("-wal", "-shm", "-journal")  # what SQLite keeps beside a store belongs to that store


def staged(place: Path) -> Path:
    """Where something new waits beside what it will replace, on the same disk."""
    return place.with_name(place.name + NEW)


def clear(places: Iterable[Path]) -> None:
    """Remove what an earlier try left that did not get to the switch."""
    with translated():
        for place in places:
            _remove(staged(place))
            for end in BESIDE:
                _remove(staged(place).with_name(staged(place).name + end))


def switch(settings: Settings, places: Iterable[Path]) -> None:
    """Put what waits in the place of what is there. A place for which nothing waits is emptied.

    Raises:
        StorageError: the disk does not do it; `finish` goes on where it stopped.
    """
    note = settings.data_dir / SWITCHING
    with translated():
        unfinished = note.with_name(f".{note.name}.deel")
        with unfinished.open("w", encoding="utf-8") as out:
            json.dump([[str(place), staged(place).exists()] for place in places], out)
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(note)
        flush_folder(note.parent)
    finish(settings)


def finish(settings: Settings) -> bool:
    """Go on with a switch that was begun; whether there was one. Can be run again after a death at any point."""
    note = settings.data_dir / SWITCHING
    with translated():
        if not note.exists():
            return False
        pairs = [(Path(place), bool(comes)) for place, comes in json.loads(note.read_text("utf-8"))]
        for place, comes in pairs:
            _put(place, comes=comes)
        for place, _ in pairs:
            for one in _all_of(_old(place)):
                _remove(one)
        note.unlink()
        flush_folder(note.parent)
    return True


def _put(place: Path, *, comes: bool) -> None:
    new = staged(place)
    if not comes or new.exists():  # else this one was done before
        for one, old in zip(_all_of(place), _all_of(_old(place)), strict=True):
            if one.exists():
                _remove(old)
                one.rename(old)
        if new.exists():
            new.rename(place)
        if place.parent.is_dir():
            flush_folder(place.parent)


def _old(place: Path) -> Path:
    return place.with_name(place.name + OLD)


def _all_of(place: Path) -> tuple[Path, ...]:
    return (place, *(place.with_name(place.name + end) for end in BESIDE))


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
