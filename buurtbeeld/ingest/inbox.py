"""Files on their way from a page to the worker: one folder each, readable by nobody else, gone as soon as possible.

A file lands here only after it was read and found to be about no person. The answer lies beside it, not in the
queue: it may say things about small numbers that the published store must never hold.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from buurtbeeld.errors import NotFound, StorageError
from buurtbeeld.storage.errors import translated

TOKEN = re.compile(r"[0-9a-f]{32}")
FILE, ANSWER = "bestand", "antwoord.json"
HOUR = 3600.0


def put(folder: Path, data: bytes) -> str:
    """Keep a file for the worker. Returns its token.

    Raises:
        StorageError: it cannot be written; nothing of it is left.
    """
    token = secrets.token_hex(16)
    place = folder / token
    with translated():
        try:
            place.mkdir(mode=0o700, parents=True)
            _write(place / FILE, data)
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
    return token


def take(folder: Path, token: str) -> bytes:
    """The file with this token.

    Raises:
        NotFound: it is not there (any more).
    """
    try:
        return (_place(folder, token) / FILE).read_bytes()
    except FileNotFoundError:
        raise _gone() from None


def answer(folder: Path, token: str, said: Mapping[str, Any]) -> None:
    """Put the answer beside the file; a reader sees the whole answer or none.

    Raises:
        NotFound: whoever asked is gone, and the file with it.
        StorageError: it cannot be written.
    """
    place = _place(folder, token)
    try:
        with translated():
            _write(place / f".{ANSWER}", json.dumps(said, ensure_ascii=False).encode())
            (place / f".{ANSWER}").replace(place / ANSWER)
    except StorageError:
        if place.is_dir():
            raise
        raise _gone() from None


def answered(folder: Path, token: str) -> dict[str, Any] | None:
    """The answer; None when there is none (yet)."""
    try:
        found: dict[str, Any] = json.loads((_place(folder, token) / ANSWER).read_bytes())
    except FileNotFoundError:
        return None
    return found


def empty(folder: Path, token: str) -> None:
    """Remove the file and leave the answer."""
    with translated():
        (_place(folder, token) / FILE).unlink(missing_ok=True)


def drop(folder: Path, token: str) -> None:
    """Remove the file and its answer; nothing happens when they are gone."""
    shutil.rmtree(_place(folder, token), ignore_errors=True)


def sweep(folder: Path, *, older_than: float = HOUR) -> int:
    """Remove what nobody came back for. Returns how many files that were."""
    border = time.time() - older_than
    stale = [place for place in folder.glob("*") if TOKEN.fullmatch(place.name) and _is_older(place, border)]
    for place in stale:
        shutil.rmtree(place, ignore_errors=True)
    return len(stale)


def _is_older(place: Path, border: float) -> bool:
    try:
        return place.stat().st_mtime < border
    except FileNotFoundError:  # somebody else swept it, or came back for it
        return False


def _gone() -> NotFound:
    return NotFound("Dit bestand staat niet meer klaar.", doe="Lever het opnieuw aan.", code="E_BESTAND_WEG")


def _place(folder: Path, token: str) -> Path:
    if not TOKEN.fullmatch(token):
        raise NotFound("Dit bestand bestaat niet.", doe="Lever het opnieuw aan.", code="E_BESTAND_WEG")
    return folder / token


def _write(path: Path, body: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(body)
