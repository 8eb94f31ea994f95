"""Texts in versions: what there is now, and how a new version is written without losing one of somebody else."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from buurtbeeld.errors import NotFound
from buurtbeeld.storage.schema_meetings import geschreven
from buurtbeeld.writing.merging import merged


@dataclass(frozen=True)
class Plaats:
    """Where a text stands: a document of a buurt."""

    programma: str
    buurt: str
    plaats: str


@dataclass(frozen=True)
class Tekst:
    """The newest version of one text.

    Attributes:
        velden: name of a field -> text.
        begonnen: moment of its first version; orders the texts of a document.
        op, door: of this version.
    """

    sleutel: str
    versie: int
    buurt: str
    plaats: str
    soort: str
    onderwerp: str
    velden: Mapping[str, str]
    begonnen: datetime
    op: datetime
    door: str
    weg: bool = False

    @property
    def tekst(self) -> str:
        """What stands in the field `tekst`; "" when it has none."""
        return self.velden.get("tekst", "")


@dataclass(frozen=True)
class Bewaard:
    """What came of writing.

    Attributes:
        ander: who wrote in between, "" when nobody did.
        onder_elkaar: both changed the same words, and both stand there now.
    """

    tekst: Tekst
    ander: str = ""
    onder_elkaar: bool = False


def texts(
    connection: sa.Connection, buurt: str, plaats: str, soort: str = "", *, tot: datetime | None = None
) -> tuple[Tekst, ...]:
    """Every text of a document that is not taken away, in the order in which they were begun.

    Args:
        soort: only of this kind.
        tot: as it was at this moment; now when None.
    """
    query = sa.select(geschreven).where(geschreven.c.buurt == buurt, geschreven.c.plaats == plaats)
    if soort:
        query = query.where(geschreven.c.soort == soort)
    if tot is not None:
        query = query.where(geschreven.c.op <= tot)
    newest: dict[str, Mapping[Any, Any]] = {}
    for row in connection.execute(query.order_by(geschreven.c.id)).mappings():
        first = newest.get(row["sleutel"], {"begonnen": row["op"]})
        newest[row["sleutel"]] = {**row, "begonnen": first["begonnen"]}
    return tuple(_of_row(row) for row in newest.values() if not row["weg"])


def one(connection: sa.Connection, sleutel: str) -> Tekst:
    """The newest version of a text, also when it was taken away.

    Raises:
        NotFound: there is no such text.
    """
    return _of_row(_rows(connection, sleutel)[-1])


def add(
    connection: sa.Connection,
    waar: Plaats,
    soort: str,
    velden: Mapping[str, str],
    *,
    door: str,
    onderwerp: str = "",
    op: datetime | None = None,
) -> Tekst:
    """Begin a new text. `velden` are checked already."""
    key = secrets.token_hex(8)
    row = {
        "sleutel": key, "versie": 1, "programma": waar.programma, "buurt": waar.buurt, "plaats": waar.plaats,
        "soort": soort, "onderwerp": onderwerp, "velden": dict(velden), "weg": False,
        "op": op or datetime.now(UTC), "door": door,
    }  # fmt: skip
    connection.execute(sa.insert(geschreven).values(**row))
    return one(connection, key)


def write(
    connection: sa.Connection,
    sleutel: str,
    gezien: int,
    velden: Mapping[str, str],
    *,
    door: str,
    samen: frozenset[str] = frozenset(),
    weg: bool = False,
) -> Bewaard:
    """Write a new version of a text, in a writing transaction.

    When somebody wrote since version `gezien`, both are put together: field by field, and word by word in running
    text. A field of `samen` holds one thing, as a date: there the first one stays and the second is told in the field
    `opmerking`, so that nothing is lost and everybody sees it. Taking away never wins from a text that was changed.

    Args:
        gezien: version the writer started from.
        velden: the fields, checked already.

    Raises:
        NotFound: there is no such text, or no such version.
    """
    one_at_a_time(connection)
    rows = _rows(connection, sleutel)
    if not 1 <= gezien <= len(rows):
        raise NotFound("Deze tekst is er niet meer.", doe="Ververs de pagina.")
    base, now = rows[gezien - 1]["velden"], rows[-1]
    between = [str(row["door"]) for row in rows[gezien:]]
    both_kept = False
    if between and not weg:
        velden, both_kept = _together(base, now["velden"], velden, samen)
    if weg and between:
        return Bewaard(_of_row(now), between[-1])
    if dict(velden) == now["velden"] and weg == now["weg"]:
        return Bewaard(_of_row(now), between[-1] if between else "", onder_elkaar=both_kept)
    fresh = {name: now[name] for name in ("programma", "buurt", "plaats", "soort", "onderwerp")}
    fresh |= {"sleutel": sleutel, "versie": len(rows) + 1, "velden": dict(velden), "weg": weg}
    connection.execute(sa.insert(geschreven).values(**fresh, op=datetime.now(UTC), door=door))
    return Bewaard(one(connection, sleutel), between[-1] if between else "", onder_elkaar=both_kept)


def _together(
    base: Mapping[str, str], theirs: Mapping[str, str], ours: Mapping[str, str], single: frozenset[str]
) -> tuple[dict[str, str], bool]:
    """The fields of both; and whether in some field both are kept side by side."""
    found, told, both_kept = dict(theirs), list[str](), False
    for name in ours:
        was, first, second = base.get(name, ""), theirs.get(name, ""), ours[name]
        if name not in single:
            found[name], below = merged(was, first, second)
            both_kept |= below
        elif second not in (was, first):
            if first == was:
                found[name] = second
            else:
                told.append(f"{name}: {second}")
    if told:
        line = f"Iemand anders vulde tegelijk in: {', '.join(told)}."
        found["opmerking"] = "\n".join(filter(None, (found.get("opmerking", ""), line)))
    return found, both_kept or bool(told)


def _rows(connection: sa.Connection, sleutel: str) -> list[Mapping[Any, Any]]:
    """Every version of a text, the first in front."""
    query = sa.select(geschreven).where(geschreven.c.sleutel == sleutel).order_by(geschreven.c.versie)
    rows: list[Mapping[Any, Any]] = list(connection.execute(query).mappings())
    if not rows:
        raise NotFound("Deze tekst is er niet.", doe="Ververs de pagina.")
    return [{**row, "begonnen": rows[0]["op"]} for row in rows]


def _of_row(row: Mapping[Any, Any]) -> Tekst:
    names = ("sleutel", "versie", "buurt", "plaats", "soort", "onderwerp", "velden", "begonnen", "op", "door")
    return Tekst(**{name: row[name] for name in names}, weg=bool(row["weg"]))


def stands_in(connection: sa.Connection, sleutel: str, buurt: str, plaats: str) -> bool:
    """Whether a text belongs to this document of this buurt."""
    query = sa.select(geschreven.c.id).where(
        geschreven.c.sleutel == sleutel, geschreven.c.buurt == buurt, geschreven.c.plaats == plaats
    )
    return connection.scalar(query.limit(1)) is not None


def one_at_a_time(connection: sa.Connection) -> None:
    """Let one writer in at a time: on SQLite `begin()` already does, PostgreSQL needs to be told."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("LOCK TABLE geschreven IN SHARE ROW EXCLUSIVE MODE"))
