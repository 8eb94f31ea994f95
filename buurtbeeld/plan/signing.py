"""Signatures below a plan and its budget: who signed which version, for whom, on which day; and what changed since.

The signature itself stands on paper: the kartrekker writes down here that it is there. Rows are only added, so one that
is taken back stays to be seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from buurtbeeld.audit.log import Event, record
from buurtbeeld.errors import BuurtbeeldError, NotFound
from buurtbeeld.figures import Reader
from buurtbeeld.interventions import day_in
from buurtbeeld.periods import today
from buurtbeeld.plan import content
from buurtbeeld.plan.content import Regel
from buurtbeeld.plan.writing import plan_in, taking_part
from buurtbeeld.roles import Action, User, check_may
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_meetings import plan_handtekening, plan_versie
from buurtbeeld.writing.rules import Veld, checked
from buurtbeeld.writing.store import one_at_a_time

# Parties of the buurtnetwerk as the transition plan names them.
PARTIJEN = (
    "bewoners", "wijkverpleging", "huisartsen", "sociaal domein", "gemeente", "alliantiepartner", "een andere partij",
)  # fmt: skip
SIGNER = {"naam": Veld("de naam", 120, wie=True, regels=False)}
REASON = {"reden": Veld("de reden", 300, regels=False)}


@dataclass(frozen=True)
class Intrekking:
    """A signature that was taken back: by whom, why, and when."""

    naam: str
    reden: str
    op: datetime


@dataclass(frozen=True)
class Handtekening:
    """One signature. `dag`: the day on the paper; `ingetrokken`: None while it stands."""

    id: int
    naam: str
    namens: str
    dag: date
    ingetrokken: Intrekking | None = None


@dataclass(frozen=True)
class Versie:
    """A plan as it was signed; it never changes."""

    id: int
    versie: int
    regels: tuple[Regel, ...]
    sha256: str
    op: datetime
    handtekeningen: tuple[Handtekening, ...] = ()

    @property
    def geldig(self) -> int:
        """How many signatures stand."""
        return sum(one.ingetrokken is None for one in self.handtekeningen)


@dataclass(frozen=True)
class Ondertekend:
    """Where the signing of a plan is.

    Attributes:
        versies: those that were signed, the newest in front.
        veranderd: what is otherwise in the plan of now than in the newest version, in sentences; empty without one.
        nu: checksum of the plan of now.
    """

    versies: tuple[Versie, ...]
    veranderd: tuple[str, ...]
    nu: str

    @property
    def nummer(self) -> int:
        """The version that is signed next: the newest one again, unless the plan changed."""
        newest = self.versies[0].versie if self.versies else 0
        return newest + (1 if self.veranderd or not newest else 0)

    @property
    def staat(self) -> str:
        """The sentence that says how far it is."""
        if not self.versies:
            return "Nog niemand tekende dit plan."
        newest = self.versies[0]
        people = "1 handtekening" if newest.geldig == 1 else f"{newest.geldig} handtekeningen"
        if self.veranderd:
            return f"Het plan is veranderd na versie {newest.versie}. Vraag opnieuw om handtekeningen."
        return f"Onder versie {newest.versie} {'staat' if newest.geldig == 1 else 'staan'} {people}."


def signed(reader: Reader, user: User, sleutel: str) -> Ondertekend:
    """Who signed the plan of a buurt, for its network.

    Raises:
        PermissionDenied: this user is not of the network.
        NotFound: there is no such buurt, or it only serves to compare with.
        StorageError: the store does not answer.
    """
    check_may(user, Action.PLAN_LEZEN, buurt=sleutel)
    _, buurt = taking_part(reader.catalog, sleutel)
    with translated(), reader.engine.connect() as connection:
        return _signed(connection, sleutel, content.of_plan(plan_in(connection, reader.catalog, buurt)))


def sign(reader: Reader, user: User, sleutel: str, *, naam: str, namens: str, dag: str, gezien: str) -> int:
    """Write down that somebody signed the plan as it is now. Returns the number of the version.

    Args:
        naam: who signed; namens: one of PARTIJEN.
        dag: day on the paper, as "3 maart 2027".
        gezien: checksum of the plan on the screen: when it changed meanwhile nothing happens.

    Raises:
        PermissionDenied: this user writes down no signatures of this buurt.
        NotFound: there is no such buurt.
        Ongeschikt: the name is empty, or holds more than a name.
        BuurtbeeldError: E_PLAN_DAG; E_PLAN_LEEG, there is nothing to sign; E_PLAN_VERANDERD; E_PLAN_GETEKEND, this
            person signed this version already; E_TEKST, the party is not chosen.
        StorageError: it could not be stored.
    """
    check_may(user, Action.PLAN_TEKENEN, buurt=sleutel)
    programma, buurt = taking_part(reader.catalog, sleutel)
    who, day = checked({"naam": naam}, SIGNER, jaar=today().year)["naam"], _day(dag)
    if namens not in PARTIJEN:
        raise BuurtbeeldError("Kies namens wie dit is.", code="E_TEKST")
    with translated(), reader.engine.begin() as connection:
        one_at_a_time(connection)
        lines = content.of_plan(plan_in(connection, reader.catalog, buurt))
        now = _signed(connection, sleutel, lines)
        _refuse(lines, now, gezien, who, namens)
        moment = datetime.now(UTC)
        if now.veranderd or not now.versies:
            row = {"programma": programma.code, "buurt": sleutel, "versie": now.nummer, "sha256": now.nu}
            row |= {"inhoud": content.to_json(lines), "op": moment, "door": user.naam}
            key, signed_text = _inserted(connection, plan_versie, row), now.nu
        else:
            key, signed_text = now.versies[0].id, now.versies[0].sha256
        row = {"plan_versie_id": key, "van": None, "naam": who, "namens": namens, "dag": day, "reden": ""}
        _inserted(connection, plan_handtekening, row | {"op": moment, "door": user.naam})
        record(
            connection, Event.PLAN_GETEKEND, wie=user.naam, programma=programma.code, buurt=sleutel,
            object=str(now.nummer), sha256=signed_text,
        )  # fmt: skip
        return now.nummer


def withdraw(reader: Reader, user: User, sleutel: str, nummer: int, *, naam: str, reden: str) -> None:
    """Write down that a signature is taken back; it stays to be seen, with the reason.

    Args:
        nummer: of the signature; naam: who takes it back.

    Raises:
        PermissionDenied, Ongeschikt, StorageError: as `sign`.
        NotFound: this signature is not below the plan of this buurt.
        BuurtbeeldError: E_PLAN_GETEKEND, it was taken back already.
    """
    check_may(user, Action.PLAN_TEKENEN, buurt=sleutel)
    programma, _ = taking_part(reader.catalog, sleutel)
    given = checked({"naam": naam, "reden": reden}, {**SIGNER, **REASON}, jaar=today().year)
    with translated(), reader.engine.begin() as connection:
        one_at_a_time(connection)
        found = {one.id: (of, one) for of in _versions(connection, sleutel) for one in of.handtekeningen}
        if nummer not in found:
            raise NotFound("Deze handtekening is er niet.", doe="Ververs de pagina.")
        of, one = found[nummer]
        if one.ingetrokken is not None:
            raise BuurtbeeldError("Deze handtekening is al ingetrokken.", code="E_PLAN_GETEKEND")
        row = {"plan_versie_id": of.id, "van": nummer, "namens": one.namens, "dag": today(), **given}
        _inserted(connection, plan_handtekening, row | {"op": datetime.now(UTC), "door": user.naam})
        what = Event.PLAN_INGETROKKEN
        record(connection, what, wie=user.naam, programma=programma.code, buurt=sleutel, object=str(of.versie))


def _refuse(lines: tuple[Regel, ...], now: Ondertekend, seen: str, who: str, party: str) -> None:
    if not any(one.is_onderdeel for one in lines):
        raise BuurtbeeldError("Er staat nog niets in het plan.", doe="Schrijf eerst het plan.", code="E_PLAN_LEEG")
    if now.nu != seen:
        raise BuurtbeeldError(
            "Iemand anders veranderde net het plan. Er is niets getekend.", doe="Lees het na.", code="E_PLAN_VERANDERD"
        )
    if now.veranderd or not now.versies:
        return
    there = {(one.naam.casefold(), one.namens) for one in now.versies[0].handtekeningen if one.ingetrokken is None}
    if (who.casefold(), party) in there:
        raise BuurtbeeldError("Deze handtekening staat er al.", code="E_PLAN_GETEKEND")


def _day(text: str) -> date:
    found = day_in(text)
    if found is None:
        raise BuurtbeeldError("Deze dag is niet te lezen.", doe="Schrijf bijvoorbeeld 3 maart 2027.", code="E_PLAN_DAG")
    if found > today():
        raise BuurtbeeldError("Deze dag is nog niet geweest.", doe="Kies vandaag of eerder.", code="E_PLAN_DAG")
    return found


def _signed(connection: sa.Connection, sleutel: str, lines: tuple[Regel, ...]) -> Ondertekend:
    versions = _versions(connection, sleutel)
    changed = content.changes(versions[0].regels, lines) if versions else ()
    return Ondertekend(versions, changed, content.digest(lines))


def _versions(connection: sa.Connection, sleutel: str) -> tuple[Versie, ...]:
    """Every version that was signed, the newest in front."""
    query = sa.select(plan_versie).where(plan_versie.c.buurt == sleutel).order_by(plan_versie.c.versie.desc())
    below = (
        sa.select(plan_handtekening)
        .join(plan_versie, plan_versie.c.id == plan_handtekening.c.plan_versie_id)
        .where(plan_versie.c.buurt == sleutel)
    )
    signatures = connection.execute(below.order_by(plan_handtekening.c.id)).mappings().all()
    back = {row["van"]: Intrekking(row["naam"], row["reden"], row["op"]) for row in signatures if row["van"]}
    return tuple(_of_row(row, signatures, back) for row in connection.execute(query).mappings())


def _of_row(row: Mapping[Any, Any], signatures: Any, back: Mapping[int, Intrekking]) -> Versie:
    below = tuple(
        Handtekening(one["id"], one["naam"], one["namens"], one["dag"], back.get(one["id"]))
        for one in signatures
        if one["plan_versie_id"] == row["id"] and one["van"] is None
    )
    lines = content.of_json(row["inhoud"])
    return Versie(row["id"], row["versie"], lines, row["sha256"], row["op"], below)


def _inserted(connection: sa.Connection, table: sa.Table, row: Mapping[str, Any]) -> int:
    key = connection.execute(sa.insert(table).values(**row)).inserted_primary_key
    assert key is not None  # an insert of one row always has a key
    return int(key[0])
