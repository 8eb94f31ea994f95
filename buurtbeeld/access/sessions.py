"""Sessions: thirty minutes without a click and it is over, twelve hours after logging in too, and at once when revoked.

Looked up on every run of a page, in the database: a cookie or what an organisation said only names the session. The
id of a session is a digest, so that whoever reads the table cannot use what stands in it.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa

from buurtbeeld.storage.schema_access import session

IDLE, ABSOLUTE = timedelta(minutes=30), timedelta(hours=12)
TOUCH_AFTER = timedelta(minutes=1)  # how far `seen_at` may lag behind: one write a minute, not one a click
CLOCK_MAY_DIFFER = timedelta(minutes=5)  # between two servers
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class Ended(StrEnum):
    """Why a session is over."""

    UITGELOGD = "uitgelogd"
    INGETROKKEN = "ingetrokken"
    STIL = "stil"
    VERLOPEN = "verlopen"
    KLOK = "klok"
    ACCOUNT = "account"


@dataclass(frozen=True)
class Session:
    """A session that holds."""

    id: str
    account_id: int
    way: str
    second_factor: bool
    started_at: datetime


@dataclass
class Watch:
    """What one process knows of the sessions it saw, by a clock that never goes back.

    The clock of the machine may be set back, and then a session would seem younger than it is.
    """

    monotonic: Callable[[], float] = time.monotonic
    _seen: dict[str, tuple[float, float]] = field(default_factory=dict)
    _strangers: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def first_time(self, key: str) -> bool:
        """Whether this login, of somebody without an account, was not seen before."""
        with self._lock:
            if key in self._strangers:
                return False
            if len(self._strangers) > 10_000:
                self._strangers.clear()
            self._strangers.add(key)
        return True

    def ended(self, key: str, age: timedelta) -> Ended | None:
        """Why a session is over by this clock, None when it is not; remembers that it was seen now.

        Args:
            age: since it started, by the clock of the machine; only the first time counts.
        """
        now = self.monotonic()
        with self._lock:
            seen, start = self._seen.get(key, (now, now - age.total_seconds()))
            if now - seen > IDLE.total_seconds():
                return Ended.STIL
            if now - start > ABSOLUTE.total_seconds():
                return Ended.VERLOPEN
            self._seen[key] = (now, start)
            if len(self._seen) > 10_000:
                self._seen = {one: at for one, at in self._seen.items() if now - at[0] <= IDLE.total_seconds()}
        return None


def new_token() -> str:
    """What a cookie or a link holds: 256 bits."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def key_of(token: str) -> str:
    """Id of the session of a cookie; "" of a text that cannot be one of ours.

    Apart from digests of other things: those of what an organisation said (`Identity.key`), and of links and codes.
    """
    return digest(f"cookie\n{token}") if _TOKEN.fullmatch(token) else ""


def start(
    connection: sa.Connection, account_id: int, *, key: str, way: str, second_factor: bool, now: datetime
) -> None:
    """Begin a session, in the transaction of the caller; what ended more than a week ago is cleared."""
    connection.execute(sa.delete(session).where(session.c.started_at < now - timedelta(days=7)))
    connection.execute(
        sa.insert(session).values(
            id=key, account_id=account_id, way=way, second_factor=second_factor, started_at=now, seen_at=now
        )
    )


def find(connection: sa.Connection, key: str) -> sa.Row[tuple[object, ...]] | None:
    """The row of a session, also of one that ended; None when there is none."""
    return connection.execute(sa.select(session).where(session.c.id == key)).one_or_none()


def over(row: sa.Row[tuple[object, ...]], now: datetime, watch: Watch) -> Ended | None:
    """Why a session is over; None when it holds."""
    known = row._mapping
    if known[session.c.ended_why] is not None:
        return Ended(str(known[session.c.ended_why]))
    started, seen = known[session.c.started_at], known[session.c.seen_at]
    if seen > now + CLOCK_MAY_DIFFER:
        return Ended.KLOK
    if now - seen > IDLE:
        return Ended.STIL
    if now - started > ABSOLUTE:
        return Ended.VERLOPEN
    return watch.ended(str(known[session.c.id]), now - started)


def touch(engine: sa.Engine, row: sa.Row[tuple[object, ...]], now: datetime) -> None:
    """Note that it was used, at most once a minute."""
    known = row._mapping
    if now - known[session.c.seen_at] >= TOUCH_AFTER:
        with engine.begin() as connection:
            connection.execute(
                sa.update(session)
                .where(session.c.id == known[session.c.id], session.c.ended_at.is_(None))
                .values(seen_at=now)
            )


def end(connection: sa.Connection, key: str, why: Ended, now: datetime) -> bool:
    """End a session; whether it was still going on."""
    change = sa.update(session).where(session.c.id == key, session.c.ended_at.is_(None))
    return bool(connection.execute(change.values(ended_at=now, ended_why=why.value)).rowcount)


def end_all(connection: sa.Connection, account_id: int, why: Ended, now: datetime) -> int:
    """End every session of an account; how many there were."""
    change = sa.update(session).where(session.c.account_id == account_id, session.c.ended_at.is_(None))
    return int(connection.execute(change.values(ended_at=now, ended_why=why.value)).rowcount)


def going_on(connection: sa.Connection, now: datetime) -> dict[int, int]:
    """How many sessions each account has now."""
    query = (
        sa.select(session.c.account_id, sa.func.count())
        .where(session.c.ended_at.is_(None), session.c.seen_at > now - IDLE, session.c.started_at > now - ABSOLUTE)
        .group_by(session.c.account_id)
    )
    return {int(number): int(count) for number, count in connection.execute(query)}
