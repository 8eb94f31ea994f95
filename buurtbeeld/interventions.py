"""Acties of a buurt (interventies): what was begun in which thema, since when, and from when an effect may show.

Nothing is ever changed or thrown away: a change is a new version that names the one it comes instead of. So two
people who change the same version cannot both succeed; the second is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from buurtbeeld.catalog import Catalog
from buurtbeeld.errors import BuurtbeeldError, NotFound
from buurtbeeld.intervention_list import NEWEST, REMOVED, months_later, of_buurt, status_on
from buurtbeeld.intervention_rules import (
    MOST_LETTERS,
    MOST_MONTHS,
    MOST_PERSONS,
    Fout,
    Invoer,
    Onjuist,
    checked,
    day_in,
)
from buurtbeeld.outcomes.answers import Interventie
from buurtbeeld.periods import today
from buurtbeeld.programma_schema import Buurt, Programma
from buurtbeeld.roles import Action, User, check_may
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_plans import intervention

__all__ = [
    "MOST_LETTERS", "MOST_MONTHS", "MOST_PERSONS", "Conflict", "Fout", "Invoer", "Onjuist", "change", "day_in",
    "list_of", "months_later", "of_buurt", "register", "remove", "stop", "take_in",
]  # fmt: skip
_STORED = ("programma", "buurt", "thema", "titel", "start", "eind", "bereik", "maanden")


class Conflict(BuurtbeeldError):
    """Somebody else changed or removed the same actie meanwhile; nothing was stored."""

    code = "E_ACTIE_CONFLICT"

    def __init__(self) -> None:
        super().__init__(
            "Iemand anders veranderde deze actie terwijl u bezig was. Uw wijziging is niet bewaard.",
            doe="Bekijk hieronder hoe de actie nu is. Pas haar daarna opnieuw aan.",
        )


def list_of(engine: sa.Engine, catalog: Catalog, user: User, sleutel: str) -> tuple[Interventie, ...]:
    """As `of_buurt`, for somebody who asks.

    Raises:
        PermissionDenied: this role does not see outcomes.
        NotFound: there is no such buurt.
        StorageError: the store does not answer.
    """
    check_may(user, Action.UITKOMSTEN, buurt=sleutel)
    _known(catalog, sleutel)
    with translated(), engine.connect() as connection:
        return of_buurt(connection, sleutel)


def register(
    engine: sa.Engine, catalog: Catalog, user: User, sleutel: str, given: Invoer, *, op: datetime | None = None
) -> int:
    """Add an actie to a buurt. Returns its number.

    Args:
        op: moment of registering, now unless given.

    Raises:
        PermissionDenied: this user writes no acties of this buurt.
        NotFound: there is no such buurt.
        Onjuist: the input is wrong, or the same actie is there already; names every problem.
        StorageError: it could not be stored.
    """
    programma, buurt, moment = _writer(catalog, user, sleutel, op)
    day = today()
    right = checked(given, buurt, drempel=catalog.app.drempel, vandaag=day)
    with translated(), engine.begin() as connection:
        _one_at_a_time(connection)
        _refuse_double(connection, sleutel, right, None)
        return _add(connection, _row(programma, sleutel, right, day), None, moment, user.naam)


def change(
    engine: sa.Engine, catalog: Catalog, user: User, nummer: int, given: Invoer, *, op: datetime | None = None
) -> int:
    """Put a new version in place of version `nummer`. Returns the number of the new version.

    Raises:
        Conflict: version `nummer` is not the newest any more.
        NotFound: there is no actie with this number.
        PermissionDenied, Onjuist, StorageError: as `register`.
    """
    old = _version(engine, nummer)
    programma, buurt, moment = _writer(catalog, user, old["buurt"], op)
    day = today()
    right = checked(given, buurt, drempel=catalog.app.drempel, vandaag=day)
    row = _row(programma, buurt.sleutel, right, day)
    with translated(), engine.begin() as connection:
        _one_at_a_time(connection)
        _refuse_conflict(connection, nummer)
        _refuse_double(connection, buurt.sleutel, right, nummer)
        return _add(connection, row, nummer, moment, user.naam)


def stop(engine: sa.Engine, catalog: Catalog, user: User, nummer: int, eind: date) -> int:
    """Say that an actie ended: `eind` is its last day. Returns the number of the new version.

    Raises:
        As `change`.
    """
    old = _version(engine, nummer)
    given = Invoer(old["thema"], old["titel"], old["start"], old["maanden"], eind, old["bereik"])
    return change(engine, catalog, user, nummer, given)


def remove(engine: sa.Engine, catalog: Catalog, user: User, nummer: int) -> None:
    """Take away an actie that was registered by mistake; what it was stays in the store.

    Raises:
        Conflict, NotFound, PermissionDenied, StorageError: as `change`.
    """
    old = _version(engine, nummer)
    *_, moment = _writer(catalog, user, old["buurt"], None)
    kept = {name: old[name] for name in _STORED}
    with translated(), engine.begin() as connection:
        _one_at_a_time(connection)
        _refuse_conflict(connection, nummer)
        _add(connection, kept | {"status": REMOVED}, nummer, moment, user.naam)


def take_in(
    engine: sa.Engine, catalog: Catalog, given: Iterable[tuple[str, Invoer, datetime]], *, by: str, vandaag: date
) -> int:
    """Register what a programme brings along itself, in one transaction; what it brought before is passed over.

    Args:
        given: key of the buurt, the actie and the moment of registering.
        by: origin, which also tells what it brought before: also when somebody changed or removed that since.

    Returns:
        How many were new.

    Raises:
        NotFound, Onjuist, StorageError: as `register`.
    """
    with translated(), engine.begin() as connection:
        _one_at_a_time(connection)
        mine = sa.select(*(intervention.c[name] for name in ("buurt", "thema", "titel", "start")))
        before = {tuple(row) for row in connection.execute(mine.where(intervention.c.door == by))}
        count = 0
        for sleutel, one, moment in given:
            programma, buurt = _known(catalog, sleutel)
            right = checked(one, buurt, drempel=catalog.app.drempel, vandaag=vandaag)
            if (sleutel, right.thema, right.titel, right.start) not in before:
                _add(connection, _row(programma, sleutel, right, vandaag), None, moment, by)
                count += 1
    return count


def _known(catalog: Catalog, sleutel: str) -> tuple[Programma, Buurt]:
    known = catalog.buurt(sleutel)
    if known is None:
        raise NotFound(f"Er is geen buurt '{sleutel}'.")
    return known


def _writer(catalog: Catalog, user: User, sleutel: str, op: datetime | None) -> tuple[Programma, Buurt, datetime]:
    check_may(user, Action.INTERVENTIES, buurt=sleutel)
    return (*_known(catalog, sleutel), op or datetime.now(UTC))


def _version(engine: sa.Engine, nummer: int) -> Mapping[Any, Any]:
    with translated(), engine.connect() as connection:
        row = connection.execute(sa.select(intervention).where(intervention.c.id == nummer)).mappings().one_or_none()
    if row is None:
        raise NotFound(f"Er is geen actie met nummer {nummer}.")
    return row


def _row(programma: Programma, sleutel: str, right: Invoer, day: date) -> dict[str, Any]:
    assert right.start is not None  # it was checked
    row: dict[str, Any] = {name: getattr(right, name) for name in _STORED if name not in ("programma", "buurt")}
    status = status_on(right.start, right.eind, day)
    return row | {"programma": programma.code, "buurt": sleutel, "status": status}


def _add(connection: sa.Connection, row: Mapping[str, Any], replaces: int | None, moment: datetime, by: str) -> int:
    values = {**row, "vervangt": replaces, "op": moment, "door": by}
    try:
        key = connection.execute(sa.insert(intervention).values(**values)).inserted_primary_key
    except sa.exc.IntegrityError as error:  # the database keeps to one successor as well
        if replaces is None:
            raise
        raise Conflict from error
    assert key is not None  # an insert of one row always has a key
    return int(key[0])


def _refuse_conflict(connection: sa.Connection, nummer: int) -> None:
    row = sa.select(intervention.c.status).where(intervention.c.id == nummer, NEWEST)
    if connection.scalar(row) in {None, REMOVED}:
        raise Conflict


def _refuse_double(connection: sa.Connection, sleutel: str, right: Invoer, but: int | None) -> None:
    for one in of_buurt(connection, sleutel):
        same = (one.thema, one.titel.casefold(), one.start) == (right.thema, right.titel.casefold(), right.start)
        if same and one.nummer != but:
            wat = "Een actie met deze naam en deze eerste dag staat er al."
            raise Onjuist((Fout("E_ACTIE_BESTAAT", "titel", wat, "Pas die aan, of geef deze een andere naam."),))


def _one_at_a_time(connection: sa.Connection) -> None:
    """On SQLite `begin()` already lets one writer in; PostgreSQL needs to be told."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("LOCK TABLE intervention IN SHARE ROW EXCLUSIVE MODE"))
