"""Rounds: the two months between two besprekingen of a buurt. Closing one publishes what was corrected meanwhile.

A first figure does not wait for it; a correction or a retraction of a published figure does (see `round_term`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import sqlalchemy as sa

from buurtbeeld.audit.log import Event, record
from buurtbeeld.catalog import Catalog
from buurtbeeld.deliveries.round_term import Closings, visible_by
from buurtbeeld.errors import BuurtbeeldError, NotFound
from buurtbeeld.periods import date_in_nl
from buurtbeeld.roles import Action, User, check_may
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_plans import ronde, waiting

PUBLISH = "publiceren"  # job: publish what is accepted


@dataclass(frozen=True)
class Ronde:
    """One closed round. `nieuw`: closed just now, and not already by somebody else or by the same click."""

    nummer: int
    gesloten_op: datetime
    nieuw: bool = False


@dataclass(frozen=True)
class RoundState:
    """What a network sees of its round.

    Attributes:
        laatste: the round closed last; None when none ever was.
        wacht: figures that are corrected or taken back since, and wait; as of the newest publication.
        uiterlijk: last day on which the first of them becomes visible by itself; None when nothing waits.
        onderweg: the last round is closed, and what it releases is not yet published.
    """

    laatste: Ronde | None = None
    wacht: int = 0
    uiterlijk: date | None = None
    onderweg: bool = False


def state_of(engine: sa.Engine, catalog: Catalog, user: User, sleutel: str) -> RoundState:
    """The round of a buurt, for somebody who asks.

    Raises:
        PermissionDenied: this role sees no outcomes.
        NotFound: there is no such buurt.
        StorageError: the store does not answer.
    """
    check_may(user, Action.UITKOMSTEN, buurt=sleutel)
    _known(catalog, sleutel)
    with translated(), engine.connect() as connection:
        last = _last(connection, sleutel)
        rows = connection.execute(sa.select(waiting.c.aantal, waiting.c.sinds).where(waiting.c.buurt == sleutel)).all()
    still = [(count, since) for count, since in rows if last is None or since > last.gesloten_op]
    first = min((date_in_nl(since) for _, since in still), default=None)
    count = sum(count for count, _ in still)
    return RoundState(last, count, None if first is None else visible_by(first), onderweg=len(still) < len(rows))


def close(
    engine: sa.Engine, catalog: Catalog, user: User, sleutel: str, *, na: int | None = None, op: datetime | None = None
) -> Ronde:
    """Close the round of a buurt. Publishing is asked separately: only the worker opens the vault.

    Args:
        na: number of the round that was the last one when the user decided, 0 when there was none. When another was
            closed since, nothing happens: a double click, or two people at once, close one round.
        op: moment of closing, now unless given.

    Returns:
        The round that is now the last one.

    Raises:
        PermissionDenied: this user closes no round of this buurt.
        NotFound: there is no such buurt.
        BuurtbeeldError: E_GEEN_RONDE: a buurt to compare with has no besprekingen.
        StorageError: it could not be stored.
    """
    check_may(user, Action.RONDE_SLUITEN, buurt=sleutel)
    programma, rol = _known(catalog, sleutel)
    if rol != "transitie":
        raise BuurtbeeldError(
            "Deze buurt is er om mee te vergelijken en heeft geen besprekingen. Er is geen ronde om te sluiten.",
            doe="Verbeterde cijfers worden vanzelf zichtbaar, twee maanden na het leveren.",
            code="E_GEEN_RONDE",
        )
    with translated(), engine.begin() as connection:
        _one_at_a_time(connection)
        last = _last(connection, sleutel)
        if na is not None and last is not None and last.nummer != na:
            return last
        closed = _add(connection, programma, sleutel, op or datetime.now(UTC), user.naam)
        record(
            connection,
            Event.RONDE_GESLOTEN,
            wie=user.naam,
            programma=programma,
            buurt=sleutel,
            object=str(closed.nummer),
        )
        return closed


def take_in(engine: sa.Engine, given: Iterable[tuple[str, str, datetime]], *, by: str) -> int:
    """Write down rounds that a programme brings along, in one transaction. Returns how many were new.

    Args:
        given: programma, key of a buurt and moment of closing.
        by: origin, which also tells what it brought before.
    """
    with translated(), engine.begin() as connection:
        _one_at_a_time(connection)
        mine = sa.select(ronde.c.buurt, ronde.c.gesloten_op).where(ronde.c.door == by)
        before = {tuple(row) for row in connection.execute(mine)}
        fresh = [one for one in given if one[1:] not in before]
        for programma, sleutel, moment in fresh:
            _add(connection, programma, sleutel, moment, by)
    return len(fresh)


def closings(connection: sa.Connection, nu: datetime) -> Closings:
    """Every closed round, for who looks at moment `nu`.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: the store does not answer.
    """
    found: dict[str, list[datetime]] = {}
    last = newest(connection)  # first: a round that is closed in between must count as later
    rows = connection.execute(sa.select(ronde.c.buurt, ronde.c.gesloten_op).order_by(ronde.c.gesloten_op))
    for sleutel, moment in rows:
        found.setdefault(sleutel, []).append(moment)
    return Closings(nu, found, last)


def is_due(connection: sa.Connection, nu: datetime) -> bool:
    """Whether something that waited may be published: its round was closed, or its two months are over."""
    now = closings(connection, nu)
    rows = connection.execute(sa.select(waiting.c.buurt, waiting.c.sinds))
    return any(since <= now.cutoff(sleutel) for sleutel, since in rows)


def newest(connection: sa.Connection) -> int:
    """Number of the round that was written down last, of any buurt; 0 when none ever was."""
    return int(connection.scalar(sa.select(sa.func.max(ronde.c.id))) or 0)


def _known(catalog: Catalog, sleutel: str) -> tuple[str, str]:
    """Programma and role of a buurt."""
    known = catalog.buurt(sleutel)
    if known is None:
        raise NotFound(f"Er is geen buurt '{sleutel}'.")
    return known[0].code, known[1].rol


def _last(connection: sa.Connection, sleutel: str) -> Ronde | None:
    query = sa.select(ronde.c.id, ronde.c.gesloten_op).where(ronde.c.buurt == sleutel)
    row = connection.execute(query.order_by(ronde.c.gesloten_op.desc(), ronde.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else Ronde(row.id, row.gesloten_op)


def _add(connection: sa.Connection, programma: str, sleutel: str, moment: datetime, by: str) -> Ronde:
    row = {"programma": programma, "buurt": sleutel, "gesloten_op": moment, "door": by}
    key = connection.execute(sa.insert(ronde).values(**row)).inserted_primary_key
    assert key is not None  # an insert of one row always has a key
    return Ronde(int(key[0]), moment, nieuw=True)


def _one_at_a_time(connection: sa.Connection) -> None:
    """On SQLite `begin()` already lets one writer in; PostgreSQL needs to be told."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("LOCK TABLE ronde IN SHARE ROW EXCLUSIVE MODE"))
