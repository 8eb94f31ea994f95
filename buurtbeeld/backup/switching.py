"""Putting new files in the place of old ones: a process that dies leaves either all of the old or all of the new.

Until the note is written nothing was touched; from then on nobody opens a store (`storage.engine`) before `finish` or
`undo`. What the disk does not want to move is no dead end: everything goes back to where it was.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from buurtbeeld.backup.archive import flush_folder
from buurtbeeld.errors import StorageError
from buurtbeeld.settings import Settings
from buurtbeeld.storage.engine import SWITCHING
from buurtbeeld.storage.errors import translated

NEW, OLD = ".herstel", ".voor-herstel"
BESIDE = ("-wal", "-shm", "-journal")  # what SQLite keeps beside a store belongs to that store


@dataclass(frozen=True)
class Move:
    """One place: whether something new comes there, and whether something was there before."""

    place: str
    comes: bool
    was: bool


def staged(place: Path) -> Path:
    """Where something new waits beside what it will replace, on the same disk."""
    return place.with_name(place.name + NEW)


def clear(places: Iterable[Path]) -> None:
    """Remove what an earlier try left that did not get to the switch, or could not be removed after it."""
    with translated():
        for place in places:
            for one in (*_all_of(staged(place)), *_all_of(_old(place))):
                _remove(one)


def switch(settings: Settings, places: Iterable[Path]) -> None:
    """Put what waits in the place of what is there. A place for which nothing waits is emptied.

    Raises:
        StorageError: E_HERSTEL, the disk does not move something: everything is again as it was. Or the old cannot be
            removed afterwards: all of the new is there.
    """
    moves = [Move(str(place), staged(place).exists(), place.exists()) for place in places]
    _write(settings, moves, back=False)
    try:
        _put_all(moves)
    except StorageError as error:
        undo(settings)
        what = Path(getattr(error.__cause__, "filename", None) or "een map").name
        raise StorageError(
            f"Het omwisselen is niet gelukt: {what} is niet te verplaatsen. De oude opslag staat er weer.",
            doe="Geef dit account het recht om te verplaatsen, en maak van een aangekoppelde schijf een gewone map.",
            code="E_HERSTEL",
        ) from error
    finish(settings)


def finish(settings: Settings) -> bool:
    """Go on with a switch that was begun; whether there was one. Can be run again after a death at any point.

    Raises:
        StorageError: E_HERSTEL, it is being undone; or the disk does not do it.
    """
    found = _read(settings)
    if found is None:
        return False
    moves, back = found
    if back:
        raise StorageError(
            "Dit terugzetten wordt al teruggedraaid.", doe="Draai: python -m buurtbeeld herstel --terugdraaien",
            code="E_HERSTEL",
        )  # fmt: skip
    _put_all(moves)
    left = [one.name for move in moves for one in _all_of(_old(Path(move.place))) if not _is_removed(one)]
    _forget(settings)
    if left:
        raise StorageError(
            f"De back-up staat er. Wat er eerst stond, is niet weg te halen: {', '.join(left)}.",
            doe="Haal dat met de hand weg: de kluis kan erin zitten.",
        )
    return True


def undo(settings: Settings) -> bool:
    """Go back to what was there before a switch that was begun; whether there was one. Can be run again too.

    Raises:
        StorageError: E_HERSTEL, the old is already being removed; or the disk does not do it.
    """
    found = _read(settings)
    if found is None:
        return False
    moves, back = found
    if not back:
        if any(_is_lost(move) for move in moves):
            raise StorageError(
                "De oude opslag is al voor een deel weg.", doe="Draai: python -m buurtbeeld herstel --afmaken",
                code="E_HERSTEL",
            )  # fmt: skip
        _write(settings, moves, back=True)
    with translated():
        for move in moves:
            _put_back(move)
    _forget(settings)
    clear(Path(move.place) for move in moves)
    return True


def _write(settings: Settings, moves: Iterable[Move], *, back: bool) -> None:
    note = settings.data_dir / SWITCHING
    with translated():
        unfinished = note.with_name(f".{note.name}.deel")
        with unfinished.open("w", encoding="utf-8") as out:
            json.dump({"terug": back, "plaatsen": [asdict(move) for move in moves]}, out)
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(note)
        flush_folder(note.parent)


def _read(settings: Settings) -> tuple[list[Move], bool] | None:
    """What is being switched, and whether it is on its way back; None when nothing is."""
    note = settings.data_dir / SWITCHING
    with translated():
        if not note.exists():
            return None
        found = json.loads(note.read_text("utf-8"))
    return [Move(**one) for one in found["plaatsen"]], bool(found["terug"])


def _forget(settings: Settings) -> None:
    with translated():
        (settings.data_dir / SWITCHING).unlink()
        flush_folder(settings.data_dir)


def _put_all(moves: Iterable[Move]) -> None:
    with translated():
        for move in moves:
            _put(Path(move.place), comes=move.comes)


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


def _put_back(move: Move) -> None:
    place = Path(move.place)
    for one, old in zip(_all_of(place), _all_of(_old(place)), strict=True):
        if old.exists():
            _remove(one)
            old.rename(one)
    if not move.was:
        _remove(place)
    if place.parent.is_dir():
        flush_folder(place.parent)


def _is_lost(move: Move) -> bool:
    """Whether what was there is neither in its place nor beside it."""
    place = Path(move.place)
    done = not staged(place).exists() if move.comes else not place.exists()
    return move.was and done and not _old(place).exists()


def _old(place: Path) -> Path:
    return place.with_name(place.name + OLD)


def _all_of(place: Path) -> tuple[Path, ...]:
    return (place, *(place.with_name(place.name + end) for end in BESIDE))


def _is_removed(path: Path) -> bool:
    try:
        _remove(path)
    except OSError:
        return False
    return True


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
