"""After five failures every next try has to wait longer: per account that is tried, and per address it comes from.

A name that does not exist counts too, so that nobody learns which names do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa

from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.storage.schema_access import login_attempt

FREE = 5  # failures without a delay
FIRST, LONGEST = timedelta(seconds=30), timedelta(hours=1)
FORGOTTEN_AFTER = timedelta(hours=24)
CLOCK_MAY_DIFFER = timedelta(minutes=5)  # between two servers


def keys(naam: str, address: str) -> tuple[str, ...]:
    """What failures are counted under; of names and addresses only a digest is kept."""
    found = [f"account {naam.strip().casefold()}"]
    if address:
        found.append(f"adres {address}")
    return tuple(hashlib.sha256(one.encode()).hexdigest() for one in found)


def delay(failures: int) -> timedelta:
    """How long the next try has to wait: nothing up to four, then 30 seconds, and twice as long each time."""
    if failures < FREE:
        return timedelta(0)
    return min(FIRST * int(2 ** min(failures - FREE, 20)), LONGEST)


def check(connection: sa.Connection, under: Iterable[str], now: datetime) -> None:
    """Refuse a try that comes too soon.

    Raises:
        BuurtbeeldError: E_INLOGGEN_WACHT, with how long to wait.
    """
    rows = connection.execute(sa.select(login_attempt).where(login_attempt.c.id.in_(list(under)))).all()
    # A failure in the future is of before the clock went back; the next one has the right time again.
    waits = (one.last_at + delay(one.failures) - now for one in rows if one.last_at <= now + CLOCK_MAY_DIFFER)
    wait = max(waits, default=timedelta(0))
    if wait > timedelta(0):
        raise BuurtbeeldError(
            "Er is te vaak een verkeerd wachtwoord getypt.",
            doe=f"Wacht {_words(wait)} en probeer het dan opnieuw.",
            code="E_INLOGGEN_WACHT",
        )


def failed(connection: sa.Connection, under: Iterable[str], now: datetime) -> None:
    """Count a failure; what is older than a day is forgotten."""
    connection.execute(sa.delete(login_attempt).where(login_attempt.c.last_at < now - FORGOTTEN_AFTER))
    for key in sorted(under):
        more = {"failures": login_attempt.c.failures + 1, "last_at": now}
        if not connection.execute(sa.update(login_attempt).where(login_attempt.c.id == key).values(more)).rowcount:
            connection.execute(sa.insert(login_attempt).values(id=key, failures=1, last_at=now))


def succeeded(connection: sa.Connection, naam: str) -> None:
    """Forget the failures of an account. Those of an address stay: others may be trying from there."""
    connection.execute(sa.delete(login_attempt).where(login_attempt.c.id == keys(naam, "")[0]))


def _words(wait: timedelta) -> str:
    seconds = int(wait.total_seconds()) + 1
    return f"{seconds} seconden" if seconds < 120 else f"{(seconds + 59) // 60} minuten"
