"""Opens, steps through, pauses and closes a meeting, each as a row that is added. A bespreking closes its round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from buurtbeeld.audit.log import Event, record
from buurtbeeld.catalog import Catalog
from buurtbeeld.deliveries import rounds
from buurtbeeld.errors import BuurtbeeldError, NotFound
from buurtbeeld.figures import Reader, VersionQuestion, read
from buurtbeeld.periods import today
from buurtbeeld.review import freezing, notes
from buurtbeeld.review.parts import BESPREKING, STAPPEN, Bevroren, Bijeenkomst, Gebeurtenis
from buurtbeeld.roles import Action, User, check_may, may
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_meetings import bespreking, bespreking_gebeurtenis, gezien
from buurtbeeld.storage.schema_plans import ronde
from buurtbeeld.writing.store import one_at_a_time

STEP, PAUSE, GO_ON, FIGURES, CLOSED = "stap", "pauze", "verder", "cijfers", "gesloten"


def start(reader: Reader, user: User, sleutel: str, soort: str = BESPREKING, *, op: datetime | None = None) -> int:
    """Open a meeting with the figures of today. Returns its number in the store.

    When one of this kind is open already, that one is the answer: two people who press the button are in one meeting.

    Args:
        op: moment of opening, now unless given.

    Raises:
        PermissionDenied: this user opens no meeting of this buurt.
        NotFound: there is no such buurt, or it only serves to compare with.
        StorageError: it could not be stored.
    """
    check_may(user, Action.BESPREKING_SCHRIJVEN, buurt=sleutel)
    programma = taking_part(reader.catalog, sleutel)
    if soort not in STAPPEN:
        raise NotFound("Deze soort bijeenkomst is er niet.")
    kept = freezing.frozen(reader, user, sleutel, today())
    with translated(), reader.engine.begin() as connection:
        one_at_a_time(connection)
        there = _open_one(connection, sleutel, soort)
        if there is not None:
            return there
        mine = sa.select(sa.func.max(bespreking.c.nummer)).where(
            bespreking.c.buurt == sleutel, bespreking.c.soort == soort
        )
        number, moment = (connection.scalar(mine) or 0) + 1, op or datetime.now(UTC)
        row = {"programma": programma, "buurt": sleutel, "soort": soort, "nummer": number, "op": moment}
        row |= {"door": user.naam}
        key = connection.execute(sa.insert(bespreking).values(**row)).inserted_primary_key
        assert key is not None  # an insert of one row always has a key
        _keep(connection, key[0], 1, kept)
        _add(connection, key[0], STEP, 1, by=user.naam, op=moment)
        return int(key[0])


def meetings(reader: Reader, user: User, sleutel: str) -> tuple[Bijeenkomst, ...]:
    """Every meeting of a buurt that this user may read, the newest in front: who follows a buurt, the closed ones.

    Raises:
        PermissionDenied: this user reads no meeting of this buurt.
        NotFound: there is no such buurt.
        StorageError: the store does not answer.
    """
    check_may(user, Action.BESPREKING_NA_AFLOOP, buurt=sleutel)
    taking_part(reader.catalog, sleutel)
    network = may(user, Action.BESPREKING_LEZEN, buurt=sleutel)
    with translated(), reader.engine.connect() as connection:
        query = sa.select(bespreking).where(bespreking.c.buurt == sleutel)
        rows = connection.execute(query.order_by(bespreking.c.op.desc(), bespreking.c.id.desc())).mappings().all()
        found = _of_rows(connection, rows)
    return tuple(one for one in found if network or one.gesloten is not None)


def seen(reader: Reader, user: User, one: Bijeenkomst) -> Bevroren:
    """The figures of a meeting as they were seen.

    Raises:
        PermissionDenied, NotFound, StorageError: as `meetings`.
    """
    check_may(user, Action.BESPREKING_NA_AFLOOP, buurt=one.buurt)
    query = sa.select(gezien.c.inhoud).where(gezien.c.bespreking_id == one.id, gezien.c.bevriezing == one.bevriezing)
    with translated(), reader.engine.connect() as connection:
        kept = connection.scalar(query)
    if kept is None:
        raise NotFound("De cijfers van deze bespreking zijn er niet.")
    return freezing.of_json(kept)


def go_to(reader: Reader, user: User, one: Bijeenkomst, stap: int) -> None:
    """Take everybody to a step, counted from 1.

    Raises:
        PermissionDenied, NotFound, StorageError: as `start`.
        BuurtbeeldError: E_BESPREKING_DICHT, the meeting is over.
    """
    if not 1 <= stap <= len(one.stappen):
        raise NotFound(f"Deze bespreking heeft {len(one.stappen)} stappen.")
    _happens(reader, user, one, STEP, stap)


def pause(reader: Reader, user: User, one: Bijeenkomst) -> None:
    """Stop the clock; also for a meeting that goes on another day. Raises as `go_to`."""
    _happens(reader, user, one, PAUSE, 0)


def resume(reader: Reader, user: User, one: Bijeenkomst) -> None:
    """Let the clock run again. Raises as `go_to`."""
    _happens(reader, user, one, GO_ON, 0)


def has_newer_figures(reader: Reader, user: User, kept: Bevroren) -> bool:
    """Whether something was published since the meeting began."""
    return read(user, VersionQuestion(), reader=reader) > kept.publicatie


def take_newer_figures(reader: Reader, user: User, one: Bijeenkomst) -> None:
    """Go on with the figures as they are published now; the earlier ones stay in the store. Raises as `go_to`."""
    check_may(user, Action.BESPREKING_SCHRIJVEN, buurt=one.buurt)
    kept = freezing.frozen(reader, user, one.buurt, today())
    with translated(), reader.engine.begin() as connection:
        now = _still_open(connection, one)
        _keep(connection, one.id, now.bevriezing + 1, kept)
        _add(connection, one.id, FIGURES, now.bevriezing + 1, by=user.naam)


def end(reader: Reader, user: User, one: Bijeenkomst) -> int:
    """Close a meeting. A bespreking closes the round of its buurt, unless that was closed since it began.

    Returns:
        Number of the round that is closed, to publish what waited for it; 0 for an intervisie.

    Raises:
        PermissionDenied, NotFound, StorageError: as `start`.
        BuurtbeeldError: E_BESPREKING_DICHT, somebody else closed it; E_AFSPRAAK_LEEG, an agreement lacks its name or
            its day.
    """
    check_may(user, Action.BESPREKING_SCHRIJVEN, buurt=one.buurt)
    if half := notes.incomplete(notes.said(reader, user, one)):
        raise BuurtbeeldError(
            f"Bij {len(half)} {'afspraak' if len(half) == 1 else 'afspraken'} mist wie het doet of wanneer.",
            doe="Vul dat aan, of haal de afspraak weg.",
            code="E_AFSPRAAK_LEEG",
        )
    number = 0
    if one.soort == BESPREKING:
        closed = rounds.close(reader.engine, reader.catalog, user, one.buurt, na=_round_before(reader, one))
        number = closed.nummer
    with translated(), reader.engine.begin() as connection:
        _still_open(connection, one)
        _add(connection, one.id, CLOSED, number, by=user.naam)
        what, where = Event.BESPREKING_GESLOTEN, str(one.id)
        record(connection, what, wie=user.naam, programma=one.programma, buurt=one.buurt, object=where)
    return number


def taking_part(catalog: Catalog, sleutel: str) -> str:
    """Programma of a buurt that has meetings.

    Raises:
        NotFound: there is no such buurt, or it only serves to compare with.
    """
    known = catalog.buurt(sleutel)
    if known is None:
        raise NotFound(f"Er is geen buurt '{sleutel}'.", doe="Kies een buurt van het programma.")
    if known[1].rol != "transitie":
        raise NotFound(f"Met {known[1].naam} vergelijken we alleen. Er zijn geen besprekingen.")
    return known[0].code


def _round_before(reader: Reader, one: Bijeenkomst) -> int:
    """The round that was the last one when the meeting began; 0 when there was none."""
    query = sa.select(sa.func.max(ronde.c.id)).where(ronde.c.buurt == one.buurt, ronde.c.gesloten_op <= one.op)
    with translated(), reader.engine.connect() as connection:
        return int(connection.scalar(query) or 0)


def _happens(reader: Reader, user: User, one: Bijeenkomst, what: str, value: int) -> None:
    check_may(user, Action.BESPREKING_SCHRIJVEN, buurt=one.buurt)
    with translated(), reader.engine.begin() as connection:
        _still_open(connection, one)
        _add(connection, one.id, what, value, by=user.naam)


def _still_open(connection: sa.Connection, one: Bijeenkomst) -> Bijeenkomst:
    one_at_a_time(connection)
    query = sa.select(bespreking).where(bespreking.c.id == one.id, bespreking.c.buurt == one.buurt)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFound("Deze bespreking is er niet.")
    (now,) = _of_rows(connection, [row])
    if now.gesloten is not None:
        raise BuurtbeeldError(
            f"{now.naam} is al afgesloten door {now.gesloten.door}.",
            doe="Open het verslag, of begin een nieuwe bespreking.",
            code="E_BESPREKING_DICHT",
        )
    return now


def _open_one(connection: sa.Connection, sleutel: str, soort: str) -> int | None:
    over = sa.exists().where(
        bespreking_gebeurtenis.c.bespreking_id == bespreking.c.id, bespreking_gebeurtenis.c.soort == CLOSED
    )
    query = sa.select(bespreking.c.id).where(bespreking.c.buurt == sleutel, bespreking.c.soort == soort, ~over)
    found: int | None = connection.scalar(query.limit(1))
    return found


def _keep(connection: sa.Connection, key: int, number: int, kept: Bevroren) -> None:
    row = {"bespreking_id": key, "bevriezing": number, "publicatie": kept.publicatie}
    connection.execute(sa.insert(gezien).values(**row, inhoud=freezing.to_json(kept)))


def _add(
    connection: sa.Connection, key: int, what: str, value: int, *, by: str, op: datetime | None = None
) -> None:  # fmt: skip
    row = {"bespreking_id": key, "soort": what, "waarde": value, "op": op or datetime.now(UTC), "door": by}
    connection.execute(sa.insert(bespreking_gebeurtenis).values(**row))


def _of_rows(connection: sa.Connection, rows: Sequence[Mapping[Any, Any]]) -> tuple[Bijeenkomst, ...]:
    """Meetings with what happened in them, in two questions however many there are: a screen asks every few seconds."""
    events = bespreking_gebeurtenis
    mine = sa.select(events).where(events.c.bespreking_id.in_([row["id"] for row in rows])).order_by(events.c.id)
    happened: dict[int, list[Gebeurtenis]] = {}
    for one in connection.execute(mine).mappings():
        made = Gebeurtenis(one["soort"], one["waarde"], one["op"], one["door"])
        happened.setdefault(one["bespreking_id"], []).append(made)
    names = ("id", "programma", "buurt", "soort", "nummer", "op", "door")
    return tuple(
        Bijeenkomst(**{name: row[name] for name in names}, gebeurtenissen=tuple(happened.get(row["id"], ())))
        for row in rows
    )
