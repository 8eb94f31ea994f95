"""What is kept too long goes: old events of the log, and old jobs of the worker.

The chain stays whole: the event that tells of the clearing names number and hash of the last event that went.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from buurtbeeld.audit.log import Event, record
from buurtbeeld.privacy.terms import Bewaren
from buurtbeeld.storage.append_only import lifted
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_audit import audit_event, audit_person
from buurtbeeld.storage.schema_published import job

DAYS_OF_A_MONTH = 365.25 / 12


def clear(engine: sa.Engine, terms: Bewaren, *, wie: str, nu: datetime | None = None) -> tuple[int, int]:
    """Remove events and jobs whose term is over, in one transaction.

    Args:
        wie: account, "werker" or "opdrachtregel".
        nu: moment that counts as now.

    Returns:
        How many events and how many jobs went.

    Raises:
        StorageError: the store does not answer, or this database role may not; nothing is changed.
    """
    now = nu or datetime.now(UTC)
    with translated(), engine.begin() as connection:
        done = job.c.state.in_(["klaar", "mislukt"]) & (job.c.asked_at < now - timedelta(days=terms.opdrachten_dagen))
        jobs = connection.execute(sa.delete(job).where(done)).rowcount
        events = _clear_events(connection, now - timedelta(days=terms.logboek_maanden * DAYS_OF_A_MONTH), wie, now)
    return events, jobs


def _clear_events(connection: sa.Connection, before: datetime, wie: str, now: datetime) -> int:
    first_kept = connection.scalar(sa.select(sa.func.min(audit_event.c.id)).where(audit_event.c.op >= before))
    newest = connection.scalar(sa.select(sa.func.max(audit_event.c.id)))
    last_gone = (newest or 0) if first_kept is None else first_kept - 1
    going = audit_event.c.id <= last_gone
    count = int(connection.scalar(sa.select(sa.func.count()).select_from(audit_event).where(going)) or 0)
    if not count:
        return 0
    digest = connection.scalar(sa.select(audit_event.c.hash).where(audit_event.c.id == last_gone))
    record(
        connection, Event.LOGBOEK_OPGESCHOOND, wie=wie, object=str(last_gone), aantal=count, sha256=str(digest), op=now
    )
    with lifted(connection, audit_event):
        connection.execute(sa.delete(audit_event).where(going))
    seen = sa.union(sa.select(audit_event.c.wie), sa.select(audit_event.c.namens))
    connection.execute(sa.delete(audit_person).where(audit_person.c.pseudoniem.not_in(seen)))
    return count
