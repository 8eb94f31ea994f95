"""Locks a nulmeting: figures and texts as they are at that moment, signed and dated. Nothing here changes a row."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from buurtbeeld.answers import Profile
from buurtbeeld.audit.log import Event, record
from buurtbeeld.errors import BuurtbeeldError, NotFound
from buurtbeeld.figures import ProfileQuestion, Reader, read
from buurtbeeld.model import Figure
from buurtbeeld.nulmeting.parts import (
    EIGEN,
    GEMEENTE,
    LAND,
    PLAATS,
    Cijfer,
    Concept,
    Ondertekening,
    Regel,
    Vastgezet,
)
from buurtbeeld.nulmeting.writing import concept_in, place_of
from buurtbeeld.periods import today
from buurtbeeld.roles import Action, User, check_may
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_meetings import nulmeting, nulmeting_cijfer, ondertekening
from buurtbeeld.writing import store
from buurtbeeld.writing.rules import Veld, checked

SIGNED, WITHDRAWN = "getekend", "ingetrokken"
SIGNER = {"naam": Veld("de naam", 120, wie=True, regels=False)}
REASON = {"reden": Veld("de reden", 300, regels=False)}


def lock(
    reader: Reader, user: User, sleutel: str, *, naam: str, reden: str = "", na: int = 0, op: datetime | None = None
) -> int:
    """Lock the nulmeting of a buurt with the figures as they are published now. Returns its number.

    Args:
        naam: who signs, as it will stand below it.
        reden: why there is another one; needed from the second on.
        na: version that stood on the screen when the user decided, 0 when there was none. When somebody else locked
            one since, nothing happens.
        op: moment, now unless given.

    Raises:
        PermissionDenied: this user locks no nulmeting of this buurt.
        NotFound: there is no such buurt.
        Ongeschikt: the name or the reason is empty, too long, or holds more than a name.
        BuurtbeeldError: E_NULMETING_LEEG, something is not written down yet; E_NULMETING_CONFLICT, somebody else
            locked one meanwhile.
        StorageError: it could not be stored.
    """
    check_may(user, Action.NULMETING_VASTZETTEN, buurt=sleutel)
    waar, year = place_of(reader.catalog, sleutel), today().year
    signer = checked({"naam": naam}, SIGNER, jaar=year)["naam"]
    why = checked({"reden": reden}, REASON, jaar=year)["reden"] if na else ""
    profile = read(user, ProfileQuestion(sleutel), reader=reader)
    figures = tuple(_figures(profile))
    with translated(), reader.engine.begin() as connection:
        store.one_at_a_time(connection)
        _refuse_conflict(connection, sleutel, na)
        texts = _texts(concept_in(connection, sleutel))
        moment = op or datetime.now(UTC)
        row: dict[str, Any] = {
            "programma": waar.programma, "buurt": sleutel, "versie": na + 1, "jaar": profile.jaar,
            "publicatie": profile.publicatie, "inhoud": [asdict(one) for one in texts], "naam": signer, "reden": why,
            "sha256": digest(texts, figures), "op": moment, "door": user.naam,
        }  # fmt: skip
        number = _inserted(connection, nulmeting, row)
        connection.execute(sa.insert(nulmeting_cijfer), [{**asdict(one), "nulmeting_id": number} for one in figures])
        _sign(connection, number, SIGNED, signer, op=moment, by=user.naam)
        record(
            connection, Event.NULMETING_VASTGEZET, wie=user.naam, programma=waar.programma, buurt=sleutel,
            object=str(number), aantal=len(figures), sha256=str(row["sha256"]), op=moment,
        )  # fmt: skip
        return number


def withdraw(reader: Reader, user: User, sleutel: str, nummer: int, *, naam: str, reden: str) -> None:
    """Take the signature below a nulmeting back, with a reason. The nulmeting stays as it was, and says so.

    Raises:
        PermissionDenied, NotFound, Ongeschikt, StorageError: as `lock`.
        BuurtbeeldError: E_NULMETING_CONFLICT, it was taken back already.
    """
    check_may(user, Action.NULMETING_VASTZETTEN, buurt=sleutel)
    given = checked({"naam": naam, "reden": reden}, {**SIGNER, **REASON}, jaar=today().year)
    with translated(), reader.engine.begin() as connection:
        store.one_at_a_time(connection)
        query = sa.select(nulmeting.c.id).where(nulmeting.c.id == nummer, nulmeting.c.buurt == sleutel)
        if connection.scalar(query) is None:
            raise NotFound("Deze nulmeting is er niet.")
        last = signatures(connection, nummer)[-1]
        if last.gebeurtenis == WITHDRAWN:
            raise BuurtbeeldError("Deze handtekening is al ingetrokken.", code="E_NULMETING_CONFLICT")
        _sign(connection, nummer, WITHDRAWN, given["naam"], op=datetime.now(UTC), by=user.naam, why=given["reden"])
        where = place_of(reader.catalog, sleutel).programma
        what = Event.NULMETING_INGETROKKEN
        record(connection, what, wie=user.naam, programma=where, buurt=sleutel, object=str(nummer))


def signatures(connection: sa.Connection, nummer: int) -> tuple[Ondertekening, ...]:
    """What happened to a nulmeting, the first in front."""
    query = sa.select(ondertekening).where(ondertekening.c.waarvan == PLAATS, ondertekening.c.nummer == nummer)
    rows = connection.execute(query.order_by(ondertekening.c.id)).mappings()
    return tuple(Ondertekening(row["gebeurtenis"], row["naam"], row["reden"], row["op"]) for row in rows)


def digest(regels: tuple[Regel, ...], cijfers: tuple[Cijfer, ...]) -> str:
    """Checksum of everything that is locked; the same for the same content, in whatever order it was read."""
    plain = [*map(asdict, regels), *map(asdict, cijfers)]
    lines = sorted(json.dumps(one, sort_keys=True, ensure_ascii=False) for one in plain)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def is_intact(one: Vastgezet) -> bool:
    """Whether a nulmeting still is what was signed."""
    return digest(one.regels, one.cijfers) == one.sha256


def figures_of(profile: Profile) -> dict[tuple[str, str], tuple[Cijfer, Figure]]:
    """Every figure of a profile by (indicator, whose), with the published figure it comes from."""
    found: dict[tuple[str, str], tuple[Cijfer, Figure]] = {}
    for row in profile.rows.values():
        whose = [(EIGEN, row.own), (GEMEENTE, row.gemeente), (LAND, row.land)]
        whose += [(part.gebied, part) for part in row.parts]
        found |= {(row.indicator, who): (_cijfer(who, one), one) for who, one in whose if one is not None}
    return found


def _figures(profile: Profile) -> Iterator[Cijfer]:
    return (cijfer for cijfer, _ in figures_of(profile).values())


def _cijfer(who: str, one: Figure) -> Cijfer:
    origin = one.origin
    return Cijfer(
        one.indicator, who, one.gebied_naam, one.jaar, one.value, one.status, one.reden,
        origin.bron if origin else "", origin.source_version if origin else "",
    )  # fmt: skip


def _texts(concept: Concept) -> tuple[Regel, ...]:
    if concept.mist:
        *rest, last = concept.mist
        needed = f"{', '.join(rest)} en {last}" if rest else last
        raise BuurtbeeldError(
            f"De nulmeting is nog niet klaar. Er mist nog: {needed}.",
            doe="Schrijf dat eerst samen op.",
            code="E_NULMETING_LEEG",
        )
    ordered = [*concept.krachten, *concept.uitdagingen, *(concept.vragen or {}).values(), *concept.regio]
    return tuple(
        Regel(one.soort, one.tekst, one.onderwerp, one.velden.get("geldt", ""), one.velden.get("want", ""))
        for one in ordered
    )


def _refuse_conflict(connection: sa.Connection, sleutel: str, na: int) -> None:
    newest = connection.scalar(sa.select(sa.func.max(nulmeting.c.versie)).where(nulmeting.c.buurt == sleutel)) or 0
    if newest != na:
        raise BuurtbeeldError(
            "Iemand anders zette de nulmeting al vast terwijl u bezig was. Er is niets dubbel bewaard.",
            doe="Bekijk de nulmeting hieronder.",
            code="E_NULMETING_CONFLICT",
        )


def _sign(connection: sa.Connection, number: int, what: str, who: str, *, op: datetime, by: str, why: str = "") -> None:
    row = {"waarvan": PLAATS, "nummer": number, "gebeurtenis": what, "naam": who, "reden": why}
    connection.execute(sa.insert(ondertekening).values(**row, op=op, door=by))


def _inserted(connection: sa.Connection, table: sa.Table, row: dict[str, Any]) -> int:
    key = connection.execute(sa.insert(table).values(**row)).inserted_primary_key
    assert key is not None  # an insert of one row always has a key
    return int(key[0])
