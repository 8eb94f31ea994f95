"""A process that forks: children that are killed half-way, or that do the same thing at the same moment.

Started by the tests as `python -m tests.integration.child`, with a JSON object per line on stdin, so that nothing
of pytest (its threads, its connections) is ever forked. Every fork costs milliseconds instead of an import.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO

import alembic.command  # noqa: F401  (so that not every fork imports it)
import sqlalchemy as sa

from buurtbeeld.ingest import deliveries
from buurtbeeld.settings import Settings
from buurtbeeld.storage import bulk
from buurtbeeld.storage.engine import open_vault
from buurtbeeld.storage.migrate import upgrade
from tests.integration.answers import answer, noise, settings_in

FILE_EVENTS = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir"}


def accept(settings: Settings, number: int) -> None:
    """Accept one answer; `number` tells apart what goes into one database."""
    vault = open_vault(settings)
    deliveries.accept(vault, settings.raw_dir, answer(noise(200_000), tabel=f"T{number}"), by="kind")
    vault.dispose()


def make_stores(settings: Settings, number: int) -> None:
    """Make both stores."""
    upgrade(settings)


ACTIONS: dict[str, Callable[[Settings, int], None]] = {"accept": accept, "upgrade": make_stores}


def main() -> None:
    """Do what each line of stdin asks; print what happened as a line of JSON."""
    commands = {"sweep": sweep, "moments": moments, "race": race}
    for line in sys.stdin:
        order = json.loads(line)
        command = commands[order.pop("command")]
        if order["action"] not in ACTIONS:  # the others need not wait for what these import
            from tests.integration import delivered

            delivered.prepare()
            ACTIONS.update(delivered.ACTIONS)
        print(json.dumps(command(**order)), flush=True)


def sweep(folder: str, url: str, action: str, counted: str, template: str, *, step: int = 1) -> list[int]:
    """Kill at the first statement or file operation, then `step` further, until one run ends by itself."""
    tried = []
    for number in count(1, step):
        settings = _prepared(Path(folder) / str(number), url, template)
        tried.append(number)
        pid = _fork(partial(_arm, counted, number, settings.data_dir), partial(ACTIONS[action], settings, number))
        status = _ended(pid)
        if status == 0:
            break
        assert status == -signal.SIGKILL, f"exit status {status} at {counted} {number}"
    return tried


def moments(folder: str, url: str, action: str, rounds: int, template: str) -> list[int]:
    """Kill at `rounds` moments spread over the time one run takes."""
    start = time.perf_counter()
    settings = _prepared(Path(folder) / "0", url, template)
    assert _ended(_fork(int, partial(ACTIONS[action], settings, 0))) == 0
    whole = time.perf_counter() - start
    for number in range(1, rounds + 1):
        settings = _prepared(Path(folder) / str(number), url, template)
        _ended(_fork(partial(_alarm, whole * number / rounds), partial(ACTIONS[action], settings, number)))
    return list(range(rounds + 1))


def race(folder: str, url: str, action: str, rounds: int, template: str, *, other: str = "") -> list[int]:
    """Let two processes do the same thing, or one `action` and one `other`, at the same moment, `rounds` times."""
    for number in range(1, rounds + 1):
        settings = _prepared(Path(folder) / ("gedeeld" if url else str(number)), url, template)
        read, write = os.pipe()
        wait = partial(_wait_for_the_shot, read, write)
        pids = [_fork(wait, partial(ACTIONS[one], settings, number)) for one in (action, other or action)]
        os.close(read)
        os.close(write)  # the end of the pipe is the starting shot
        assert [_ended(pid) for pid in pids] == [0, 0], f"round {number}"
    return list(range(1, rounds + 1))


def _prepared(folder: Path, url: str, template: str) -> Settings:
    if template and not folder.exists():
        shutil.copytree(template, folder)
    return settings_in(folder, url)


def _fork(prepare: Callable[[], object], work: Callable[[], object]) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        prepare()
        work()
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(1)
        raise
    os._exit(0)


def _ended(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _wait_for_the_shot(read: int, write: int) -> None:
    os.close(write)
    os.read(read, 1)


def _alarm(seconds: float) -> None:
    signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    signal.setitimer(signal.ITIMER_REAL, seconds)


def _arm(counted: str, limit: int, folder: Path) -> None:
    """Kill this process just before the limit-th operation."""
    left = limit

    def tick(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    if counted == "statement":
        sa.event.listen(sa.Engine, "before_cursor_execute", tick)
        sa.event.listen(sa.Engine, "commit", tick)
        _count_rows_too(tick)
        return

    def on_file(event: str, arguments: tuple[object, ...]) -> None:
        if event == "fcntl.flock" or (event in FILE_EVENTS and _is_about(arguments, folder)):
            tick()

    def in_two_halves(path: Path, body: bytes) -> None:
        with path.open("wb") as stream:
            InTwoHalves(stream, tick).write(body)

    fsync, fdopen = os.fsync, os.fdopen
    os.fsync = lambda file: (tick(), fsync(file))[1]  # type: ignore[assignment]
    os.fdopen = lambda file, mode: InTwoHalves(fdopen(file, mode), tick)  # type: ignore[assignment]
    Path.write_bytes = in_two_halves  # type: ignore[assignment,method-assign]
    sys.addaudithook(on_file)


def _is_about(arguments: tuple[object, ...], folder: Path) -> bool:
    """Whether a file operation is in this folder; emptying a folder names what is in it without the folder."""
    return any(str(folder) in str(one) for one in arguments) or str(arguments[0]) in {"bestand", "antwoord.json"}


def _count_rows_too(tick: Callable[[], None]) -> None:
    """Rows go straight to the driver, where SQLAlchemy does not see them: count every two."""
    chunks = bulk._chunks

    def counted(*arguments: Any, **more: Any) -> Iterator[Any]:
        for chunk in chunks(*arguments, **more):
            tick()
            yield chunk

    bulk.ROWS_PER_STATEMENT = 2
    bulk._chunks = counted


class InTwoHalves:
    """A file that can be killed in the middle of a write."""

    def __init__(self, stream: BinaryIO, tick: Callable[[], None]) -> None:
        self.stream, self.tick = stream, tick
        self.flush, self.fileno = stream.flush, stream.fileno

    def __enter__(self) -> InTwoHalves:
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()

    def write(self, body: bytes) -> None:
        """Write and flush the first half, then the second."""
        half = len(body) // 2
        self.stream.write(body[:half])
        self.stream.flush()
        self.tick()
        self.stream.write(body[half:])


if __name__ == "__main__":
    main()
