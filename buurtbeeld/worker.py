"""The queue between the web process and the only process that opens the vault.

A page asks by adding a job; the worker claims it, reports how far it is, and ends it with one Dutch
sentence. A job whose worker died is taken up again: every handler can be run twice.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_published import job, worker_sign

LOG = logging.getLogger(__name__)
WAITING, BUSY, DONE, FAILED = "wacht", "bezig", "klaar", "mislukt"
SIGN_OF_LIFE_SECONDS = 10.0
STALE = timedelta(seconds=90)  # without a sign of life: longer than the longest write to a store
MOST_TRIES = 3  # a job that takes its worker down with it would otherwise do so for ever
SHORTEST_BETWEEN_REPORTS = timedelta(seconds=0.5)
PAUSE_SECONDS = 0.5
SIGN_EVERY = timedelta(seconds=10)  # of an idle worker
GONE_AFTER = timedelta(seconds=45)  # without a sign of any worker: nobody is there

Report = Callable[[float, str], None]


@dataclass(frozen=True)
class Job:
    """One row of the queue.

    Attributes:
        kind: which handler, e.g. "ververs".
        state: "wacht", "bezig", "klaar" or "mislukt".
        tries: how many workers took it; tells a worker that was given up for dead that it is not its job any more.
        progress: 0 to 1.
        message: Dutch sentence for whoever asked.
    """

    id: int
    kind: str
    args: Mapping[str, Any]
    asked_by: str
    asked_at: datetime
    state: str
    tries: int
    progress: float
    message: str


Handler = Callable[[Job, Report], None]
_COLUMNS = [job.c[name] for name in Job.__dataclass_fields__]


def ask(engine: sa.Engine, kind: str, args: Mapping[str, Any], by: str) -> int:
    """Put a job in the queue; the same job that still waits or runs is not asked twice. Returns its number.

    What is about something in particular is only the same when the same account asks: rights differ.
    """
    with translated(), engine.begin() as connection:
        _one_at_a_time(connection)
        unfinished = sa.select(job.c.id, job.c.args, job.c.asked_by).where(job.c.state.in_([WAITING, BUSY]))
        for number, asked, asker in connection.execute(unfinished.where(job.c.kind == kind)):
            if asked == dict(args) and (asker == by or not args):
                return int(number)
        row = {"kind": kind, "args": dict(args), "asked_by": by, "asked_at": datetime.now(UTC), "state": WAITING}
        key = connection.execute(sa.insert(job).values(**row)).inserted_primary_key
        assert key is not None  # an insert of one row always has a key
        return int(key[0])


def claim(engine: sa.Engine) -> Job | None:
    """Take the oldest job that waits, or whose worker is silent for STALE; None when there is none.

    A job that was taken MOST_TRIES times and never ended is given up.
    """
    with translated(), engine.begin() as connection:
        _one_at_a_time(connection)
        while (row := connection.execute(_oldest_free(datetime.now(UTC))).one_or_none()) is not None:
            found = Job(*row)
            if found.tries < MOST_TRIES:
                return _taken(connection, found)
            connection.execute(_ended(found, FAILED, "Deze opdracht is drie keer afgebroken. Bel de beheerder."))
    return None


def progress(engine: sa.Engine, mine: Job, share: float, message: str) -> None:
    """Say how far a job is; BuurtbeeldError E_OPDRACHT_OVERGENOMEN when another worker took it over."""
    with translated(), engine.begin() as connection:
        values = {"progress": share, "message": message, "seen_at": datetime.now(UTC)}
        if connection.execute(_change(mine).values(**values)).rowcount == 0:
            raise BuurtbeeldError("Een andere werker nam deze opdracht over.", code="E_OPDRACHT_OVERGENOMEN")


def finish(engine: sa.Engine, mine: Job, *, ok: bool, message: str) -> None:
    """End a job with one Dutch sentence; nothing happens when another worker took it over."""
    with translated(), engine.begin() as connection:
        connection.execute(_ended(mine, DONE if ok else FAILED, message))


def state_of(engine: sa.Engine, number: int) -> Job | None:
    """The job with this number; None when there is none."""
    return _first(engine, sa.select(*_COLUMNS).where(job.c.id == number))


def latest(engine: sa.Engine, kind: str) -> Job | None:
    """The job of this kind that was asked last; None when it was never asked."""
    return _first(engine, sa.select(*_COLUMNS).where(job.c.kind == kind).order_by(job.c.id.desc()).limit(1))


def _first(engine: sa.Engine, query: sa.Select[Any]) -> Job | None:
    with translated(), engine.connect() as connection:
        row = connection.execute(query).one_or_none()
    return None if row is None else Job(*row)


def run_until_empty(engine: sa.Engine, handlers: Mapping[str, Handler]) -> int:
    """Run jobs until none waits. Returns how many were run; a job that fails does not stop the others."""
    count = 0
    while (found := claim(engine)) is not None:
        _run(engine, handlers, found)
        count += 1
    return count


def run_forever(
    engine: sa.Engine, handlers: Mapping[str, Handler], *, goes_on: Callable[[], bool], tidy: Callable[[], None]
) -> None:
    """Run jobs as they come, until `goes_on` says no; a store that is away is waited for. `tidy`: every SIGN_EVERY."""
    signed = datetime.min.replace(tzinfo=UTC)
    while goes_on():
        try:
            if datetime.now(UTC) - signed >= SIGN_EVERY:
                sign(engine)
                signed = datetime.now(UTC)
                tidy()
            run_until_empty(engine, handlers)
        except BuurtbeeldError as error:
            LOG.warning("%s %s", error.code, error)
        time.sleep(PAUSE_SECONDS)


def sign(engine: sa.Engine) -> None:
    """Say that a worker lives."""
    now = datetime.now(UTC)
    with translated(), engine.begin() as connection:
        if connection.execute(sa.update(worker_sign).values(seen_at=now)).rowcount == 0:
            connection.execute(sa.insert(worker_sign).values(id=1, seen_at=now))


def is_there(engine: sa.Engine) -> bool:
    """Whether any worker gave a sign of life lately, idle or at work."""
    with translated(), engine.connect() as connection:
        idle = connection.scalar(sa.select(worker_sign.c.seen_at))
        busy = connection.scalar(sa.select(sa.func.max(job.c.seen_at)).where(job.c.state == BUSY))
    now = datetime.now(UTC)  # a sign from the future is none: then the clock was put back
    return any(seen is not None and abs(now - seen) <= GONE_AFTER for seen in (idle, busy))


def _run(engine: sa.Engine, handlers: Mapping[str, Handler], mine: Job) -> None:
    try:
        if mine.kind not in handlers:
            raise BuurtbeeldError(f"De opdracht '{mine.kind}' bestaat niet.", code="E_OPDRACHT_ONBEKEND")
        with _signs_of_life(engine, mine):
            handlers[mine.kind](mine, _reporter(engine, mine))
    except BuurtbeeldError as error:
        LOG.warning("opdracht %s: %s %s", mine.id, error.code, error)
        finish(engine, mine, ok=False, message=str(error))
    except Exception:
        reference = f"E-{secrets.token_hex(2)}"
        LOG.exception("%s: opdracht %s", reference, mine.id)
        finish(engine, mine, ok=False, message=f"Dit lukt nu niet. Noem {reference} als u belt.")
    else:
        finish(engine, mine, ok=True, message="Klaar.")


@contextmanager
def _signs_of_life(engine: sa.Engine, mine: Job) -> Iterator[None]:
    """Say every few seconds that this worker lives, also while a handler waits."""
    stopped = threading.Event()

    def say() -> None:
        while not stopped.wait(SIGN_OF_LIFE_SECONDS):
            try:
                with translated(), engine.begin() as connection:
                    connection.execute(_change(mine).values(seen_at=datetime.now(UTC)))
            except BuurtbeeldError as error:  # the handler may be writing right now; the next one gets through
                LOG.info("opdracht %s: %s", mine.id, error)

    thread = threading.Thread(target=say, name=f"opdracht {mine.id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


def _reporter(engine: sa.Engine, mine: Job) -> Report:
    """Reports at most twice a second: each report is a write to the store that pages read."""
    last = datetime.min.replace(tzinfo=UTC)

    def report(share: float, message: str) -> None:
        nonlocal last
        now = datetime.now(UTC)
        if now - last >= SHORTEST_BETWEEN_REPORTS:
            last = now
            progress(engine, mine, share, message)

    return report


def _oldest_free(now: datetime) -> sa.Select[Any]:
    """Also a sign of life from the future is none: then the clock was put back."""
    silent = sa.not_(job.c.seen_at.between(now - STALE, now + STALE))
    free = (job.c.state == WAITING) | ((job.c.state == BUSY) & silent)
    return sa.select(*_COLUMNS).where(free).order_by(job.c.id).limit(1)


def _taken(connection: sa.Connection, found: Job) -> Job:
    now = datetime.now(UTC)
    taken = replace(found, state=BUSY, tries=found.tries + 1, progress=0.0, message="")
    values = {"state": BUSY, "tries": taken.tries, "progress": 0.0, "message": "", "started_at": now, "seen_at": now}
    connection.execute(sa.update(job).where(job.c.id == found.id).values(**values))
    return taken


def _change(mine: Job) -> sa.Update:
    return sa.update(job).where(job.c.id == mine.id, job.c.tries == mine.tries, job.c.state == BUSY)


def _ended(mine: Job, state: str, message: str) -> sa.Update:
    return _change(mine).values(state=state, progress=1.0, message=message, ended_at=datetime.now(UTC))


def _one_at_a_time(connection: sa.Connection) -> None:
    """On SQLite `begin()` already lets one writer in; PostgreSQL needs to be told."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("LOCK TABLE job IN SHARE ROW EXCLUSIVE MODE"))
