"""Keeps a buurtverslag in versions: drawn up, agreed by the representative of the residents, released, taken back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from buurtbeeld.audit.log import Event, record
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.figures import Reader
from buurtbeeld.periods import today
from buurtbeeld.report import buurtverslag, gathering
from buurtbeeld.report.buurtverslag import Inhoud
from buurtbeeld.review import meetings
from buurtbeeld.roles import Action, User, check_may
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_meetings import ondertekening, verslag
from buurtbeeld.writing.rules import Veld, checked
from buurtbeeld.writing.store import one_at_a_time

WAARVAN = gathering.WAARVAN
AKKOORD, VRIJGEGEVEN, INGETROKKEN = "akkoord", "vrijgegeven", "ingetrokken"
LOGGED = {
    AKKOORD: Event.VERSLAG_AKKOORD, VRIJGEGEVEN: Event.VERSLAG_VRIJGEGEVEN, INGETROKKEN: Event.VERSLAG_INGETROKKEN,
}  # fmt: skip
WORD = {"woord": Veld("het eigen woord", 1_500, mag_leeg=True)}
SIGNER = {
    "naam": Veld("de naam", 120, wie=True, regels=False),
    "reden": Veld("de reden", 300, mag_leeg=True, regels=False),
}


@dataclass(frozen=True)
class Gebeurtenis:
    """What happened to a version: agreed, released, or taken back with a reason."""

    gebeurtenis: str
    naam: str
    reden: str
    op: datetime


@dataclass(frozen=True)
class Verslag:
    """One version of a buurtverslag.

    Attributes:
        nummer: of this buurt, from 1; versie: of this verslag, from 1.
        gebeurtenissen: oldest first; of this version only: another version has to be agreed to again.
    """

    id: int
    buurt: str
    nummer: int
    versie: int
    inhoud: Inhoud
    sha256: str
    op: datetime
    gebeurtenissen: tuple[Gebeurtenis, ...] = ()

    @property
    def stand(self) -> str:
        """What it is now: concept, akkoord, vrijgegeven or ingetrokken."""
        return self.gebeurtenissen[-1].gebeurtenis if self.gebeurtenissen else "concept"


def gathered(reader: Reader, user: User, sleutel: str) -> Inhoud:
    """What a buurtverslag of today would hold: of the meetings that were closed since the last one was released.

    Raises:
        As `gathering.gathered`.
    """
    last = next(iter(released(reader, user, sleutel)), None)
    return gathering.gathered(reader, user, sleutel, sinds=None if last is None else last.op)


def draw_up(
    reader: Reader,
    user: User,
    sleutel: str,
    *,
    woord: str = "",
    weglaten: Sequence[str] = (),
    na: tuple[int, int] = (0, 0),
) -> int:
    """Keep a new version of the buurtverslag that is being made. Returns its number in the store.

    Args:
        woord: own words of the network, above everything.
        weglaten: keys of quotes that stay out.
        na: number and version that stood on the screen, (0, 0) when there was none. When somebody else kept another
            one since, nothing happens.

    Raises:
        PermissionDenied: this user writes no buurtverslag of this buurt.
        Ongeschikt: the own words are too long, or hold data about a person.
        BuurtbeeldError: E_VERSLAG_CONFLICT, somebody else kept another version meanwhile.
        StorageError: it could not be stored.
    """
    check_may(user, Action.BUURTVERSLAG_SCHRIJVEN, buurt=sleutel)
    words = checked({"woord": woord}, WORD, jaar=today().year)["woord"]
    found = gathered(reader, user, sleutel)
    made = replace(found, woord=words, stemmen=buurtverslag.without(found, weglaten))
    programma = meetings.taking_part(reader.catalog, sleutel)
    with translated(), reader.engine.begin() as connection:
        one_at_a_time(connection)
        last = _newest(connection, sleutel)
        if (last.nummer, last.versie) != na if last else na != (0, 0):
            raise BuurtbeeldError(
                "Iemand anders maakte net een nieuwe versie. Uw versie is niet bewaard.",
                doe="Bekijk die eerst.",
                code="E_VERSLAG_CONFLICT",
            )
        fresh = last is None or last.stand == VRIJGEGEVEN
        number = (last.nummer if last else 0) + 1 if fresh else na[0]
        row = {"programma": programma, "buurt": sleutel, "nummer": number, "versie": 1 if fresh else na[1] + 1}
        row |= {
            "inhoud": buurtverslag.to_json(made),
            "sha256": _digest(made),
            "op": datetime.now(UTC),
            "door": user.naam,
        }
        key = connection.execute(sa.insert(verslag).values(**row)).inserted_primary_key
        assert key is not None  # an insert of one row always has a key
        return int(key[0])


def agree(reader: Reader, user: User, one: Verslag, *, naam: str) -> None:
    """The representative of the residents agrees with a version. Raises as `release`."""
    check_may(user, Action.BUURTVERSLAG_VRIJGEVEN, buurt=one.buurt)
    _happens(reader, user, one, AKKOORD, ("concept", INGETROKKEN), naam=naam)


def release(reader: Reader, user: User, one: Verslag, *, naam: str) -> None:
    """Put an agreed version on the public page.

    Raises:
        PermissionDenied: this user does not represent the residents of this buurt.
        Ongeschikt: the name is empty, or holds more than a name.
        BuurtbeeldError: E_VERSLAG_STAND, it is in another state now; E_VERSLAG_CONFLICT, there is a newer version.
        StorageError: it could not be stored.
    """
    check_may(user, Action.BUURTVERSLAG_VRIJGEVEN, buurt=one.buurt)
    _happens(reader, user, one, VRIJGEGEVEN, (AKKOORD,), naam=naam)


def take_back(reader: Reader, user: User, one: Verslag, *, naam: str, reden: str) -> None:
    """Take agreement or release back, with a reason; it is not on the public page any more. Raises as `release`."""
    check_may(user, Action.BUURTVERSLAG_VRIJGEVEN, buurt=one.buurt)
    if not reden.strip():
        raise BuurtbeeldError("De reden is leeg.", doe="Schrijf op waarom.", code="E_TEKST")
    _happens(reader, user, one, INGETROKKEN, (AKKOORD, VRIJGEGEVEN), naam=naam, reden=reden)


def newest(reader: Reader, user: User, sleutel: str) -> Verslag | None:
    """The last version of the last buurtverslag, whatever its state; None when there is none.

    Raises:
        PermissionDenied: this user reads no drafts of this buurt.
        StorageError: the store does not answer.
    """
    check_may(user, Action.BUURTVERSLAG_CONCEPT, buurt=sleutel)
    with translated(), reader.engine.connect() as connection:
        return _newest(connection, sleutel)


def released(reader: Reader, user: User, sleutel: str) -> tuple[Verslag, ...]:
    """What stands on the public page, the newest in front; of every verslag the last version that was released.

    Raises:
        PermissionDenied: this role reads no buurtverslagen.
        StorageError: the store does not answer.
    """
    check_may(user, Action.BUURTVERSLAG_LEZEN)
    query = sa.select(verslag).where(verslag.c.buurt == sleutel)
    with translated(), reader.engine.connect() as connection:
        rows = connection.execute(query.order_by(verslag.c.nummer.desc(), verslag.c.versie.desc())).mappings().all()
        found: dict[int, Verslag] = {}
        for row in rows:
            one = _of_row(connection, row)
            if one.stand == VRIJGEGEVEN:
                found.setdefault(one.nummer, one)
    return tuple(found.values())


def _digest(one: Inhoud) -> str:
    return hashlib.sha256(json.dumps(buurtverslag.to_json(one), sort_keys=True).encode()).hexdigest()


def _happens(
    reader: Reader, user: User, one: Verslag, what: str, allowed: Sequence[str], *, naam: str, reden: str = ""
) -> None:
    given = checked({"naam": naam, "reden": reden}, SIGNER, jaar=today().year)
    with translated(), reader.engine.begin() as connection:
        one_at_a_time(connection)
        last = _newest(connection, one.buurt)
        if last is None or last.id != one.id:
            raise BuurtbeeldError("Er is een nieuwere versie.", doe="Bekijk die eerst.", code="E_VERSLAG_CONFLICT")
        if last.stand not in allowed:
            raise BuurtbeeldError(f"Dit verslag is nu: {last.stand}.", doe="Ververs de pagina.", code="E_VERSLAG_STAND")
        row = {
            "waarvan": WAARVAN,
            "nummer": one.id,
            "gebeurtenis": what,
            "naam": given["naam"],
            "reden": given["reden"],
        }
        connection.execute(sa.insert(ondertekening).values(**row, op=datetime.now(UTC), door=user.naam))
        programma = meetings.taking_part(reader.catalog, one.buurt)
        record(
            connection, LOGGED[what], wie=user.naam, programma=programma, buurt=one.buurt, object=str(one.id),
            sha256=one.sha256,
        )  # fmt: skip


def _newest(connection: sa.Connection, sleutel: str) -> Verslag | None:
    query = sa.select(verslag).where(verslag.c.buurt == sleutel)
    row = (
        connection.execute(query.order_by(verslag.c.nummer.desc(), verslag.c.versie.desc()).limit(1)).mappings().first()
    )
    return None if row is None else _of_row(connection, row)


def _of_row(connection: sa.Connection, row: Mapping[Any, Any]) -> Verslag:
    query = sa.select(ondertekening).where(ondertekening.c.waarvan == WAARVAN, ondertekening.c.nummer == row["id"])
    events = connection.execute(query.order_by(ondertekening.c.id)).mappings()
    happened = tuple(Gebeurtenis(one["gebeurtenis"], one["naam"], one["reden"], one["op"]) for one in events)
    names = ("id", "buurt", "nummer", "versie", "sha256", "op")
    content = buurtverslag.of_json(row["inhoud"])
    return Verslag(**{name: row[name] for name in names}, inhoud=content, gebeurtenissen=happened)
