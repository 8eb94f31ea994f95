"""How often an account may do something in an hour, counted in the audit log: what is written down is what counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from buurtbeeld.audit.log import Event, Uitkomst, session_digest
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.roles import Role, User
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_audit import audit_event, audit_person

HOUR = timedelta(hours=1)
_TOO_MANY: Mapping[Event, tuple[str, str]] = {
    Event.UITVOER: ("gedownload", "E_TE_VEEL_DOWNLOADS"),
    Event.LEVERING_AANGEBODEN: ("aangeboden", "E_TE_VEEL_LEVERINGEN"),
}


def check_rate(
    connection: sa.Connection,
    user: User,
    event: Event,
    per_uur: int,
    *,
    sessie: str = "",
    nu: datetime | None = None,
    written: bool = False,
) -> None:
    """Refuse when an account did this too often in the last hour.

    Args:
        event: what is counted; only what succeeded counts.
        sessie: id of the session; visitors all have one name, and are counted by session.
        written: this time is in the log already, in the transaction of the caller; then nobody else is let through.

    Raises:
        BuurtbeeldError: E_TE_VEEL_DOWNLOADS or E_TE_VEEL_LEVERINGEN, with when it may again.
        StorageError: the store does not answer.
    """
    moment, most = nu or datetime.now(UTC), per_uur + written
    known = audit_event.c
    query = (
        sa.select(known.op)
        .join(audit_person, audit_person.c.pseudoniem == known.wie)
        .where(audit_person.c.naam == user.naam, known.gebeurtenis == event.value)
        .where(known.uitkomst == Uitkomst.GELUKT.value, known.op > moment - HOUR)
        .order_by(known.op.desc())
        .limit(most)
    )
    if user.rol is Role.BEZOEKER:
        query = query.where(known.sessie == session_digest(sessie))
    with translated():
        moments = connection.scalars(query).all()
    if len(moments) < most:
        return
    wat, code = _TOO_MANY[event]
    raise BuurtbeeldError(
        f"U hebt in het laatste uur {per_uur} bestanden {wat}.",
        doe=f"Over {_minutes(moments[-1] + HOUR - moment)} kan het weer.",
        code=code,
    )


def _minutes(left: timedelta) -> str:
    minutes = max(1, -int(-left.total_seconds() // 60))
    return "1 minuut" if minutes == 1 else f"{minutes} minuten"
