"""The queue between the web process and the only process that opens the vault.

A page asks by adding a job; the worker claims it, reports how far it is, and ends it with one Dutch
sentence. A job whose worker died is taken up again: every handler can be run twice.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_published import job

LOG = logging.getLogger(__name__)
WAITING, BUSY, DONE, FAILED = "wacht", "bezig", "klaar", "mislukt"
STALE = timedelta(minutes=30)  # without any word from its worker
SHORTEST_BETWEEN_REPORTS = timedelta(seconds=0.5)
PAUSE_SECONDS = 2.0

Report = Callable[[float, str], None]


@dataclass(frozen=True)
class Job:
    """One row of the queue.

    Attributes:
        kind: which handler, e.g. "ververs".
        state: "wacht", "bezig", "klaar" or "mislukt".
        progress: 0 to 1.
        message: Dutch sentence for whoever asked.
    """

    id: int
    kind: str
    args: Mapping[str, Any]
    asked_by: str
    asked_at: datetime
    state: str
    progress: float
    message: str


Handler = Callable[[Job, Report], None]
_COLUMNS = [job.c[name] for name in Job.__dataclass_fields__]


def ask(engine: sa.Engine, kind: str, args: Mapping[str, Any], by: str) -> int:
    """Put a job in the queue; the same job that still waits or runs is not asked twice. Returns its number."""
    with translated(), engine.begin() as connection:
        _one_at_a_time(connection)
        unfinished = sa.select(job.c.id, job.c.args).where(job.c.kind == kind, job.c.state.in_([WAITING, BUSY]))
        for number, asked in connection.execute(unfinished):
            if asked == dict(args):
                return int(number)
        row = {"kind": kind, "args": dict(args), "asked_by": by, "asked_at": datetime.now(UTC), "state": WAITING}
        key = connection.execute(sa.insert(job).values(**row)).inserted_primary_key
        assert key is not None  # an insert of one row always has a key
        return int(key[0])


def claim(engine: sa.Engine) -> Job | None:
    """Take the oldest job that waits, or whose worker has been silent for STALE; None when there is none."""
    now = datetime.now(UTC)
    free = (job.c.state == WAITING) | ((job.c.state == BUSY) & (job.c.started_at < now - STALE))
    with translated(), engine.begin() as connection:
        _one_at_a_time(connection)
        row = connection.execute(sa.select(*_COLUMNS).where(free).order_by(job.c.id).limit(1)).one_or_none()
        if row is None:
            return None
        found = Job(*row)
        connection.execute(_change(found.id, state=BUSY, started_at=now, progress=0.0, message=""))
        return found


def progress(engine: sa.Engine, number: int, share: float, message: str) -> None:
    """Say how far a job is; also the sign that its worker is alive."""
    with translated(), engine.begin() as connection:
        connection.execute(_change(number, progress=share, message=message, started_at=datetime.now(UTC)))


def finish(engine: sa.Engine, number: int, *, ok: bool, message: str) -> None:
    """End a job with one Dutch sentence."""
    state = DONE if ok else FAILED
    with translated(), engine.begin() as connection:
        connection.execute(_change(number, state=state, progress=1.0, message=message, ended_at=datetime.now(UTC)))


def latest(engine: sa.Engine, kind: str) -> Job | None:
    """The job of this kind that was asked last; None when it was never asked."""
    query = sa.select(*_COLUMNS).where(job.c.kind == kind).order_by(job.c.id.desc()).limit(1)
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


def run_forever(engine: sa.Engine, handlers: Mapping[str, Handler]) -> None:
    """Run jobs as they come; a store that is away for a while is waited for."""
    while True:
        try:
            run_until_empty(engine, handlers)
        except BuurtbeeldError as error:
            LOG.warning("%s %s", error.code, error)
        time.sleep(PAUSE_SECONDS)


def _run(engine: sa.Engine, handlers: Mapping[str, Handler], found: Job) -> None:
    try:
        if found.kind not in handlers:
            raise BuurtbeeldError(f"De opdracht '{found.kind}' bestaat niet.", code="E_OPDRACHT_ONBEKEND")
        handlers[found.kind](found, _reporter(engine, found.id))
    except BuurtbeeldError as error:
        LOG.warning("opdracht %s: %s %s", found.id, error.code, error)
        finish(engine, found.id, ok=False, message=str(error))
    except Exception:
        reference = f"E-{secrets.token_hex(2)}"
        LOG.exception("%s: opdracht %s", reference, found.id)
        finish(engine, found.id, ok=False, message=f"Dit lukt nu niet. Noem {reference} als u belt.")
    else:
        finish(engine, found.id, ok=True, message="Klaar.")


def _reporter(engine: sa.Engine, number: int) -> Report:
    """Reports at most twice a second: each report is a write to the store that pages read."""
    last = datetime.min.replace(tzinfo=UTC)

    def report(share: float, message: str) -> None:
        nonlocal last
        now = datetime.now(UTC)
        if now - last >= SHORTEST_BETWEEN_REPORTS:
            last = now
            progress(engine, number, share, message)

    return report


def _change(number: int, **values: object) -> sa.Update:
    return sa.update(job).where(job.c.id == number).values(**values)


def _one_at_a_time(connection: sa.Connection) -> None:
    """On SQLite `begin()` already lets one writer in; PostgreSQL needs to be told."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("LOCK TABLE job IN SHARE ROW EXCLUSIVE MODE"))
