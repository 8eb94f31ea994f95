"""Results of a publication: worked out once per programma and set of parts, after the publication is there.

A publication without them yet is answered with "wordt nog uitgerekend"; whoever asks again makes what is missing, so a
crash in between loses nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from buurtbeeld.catalog import Catalog
from buurtbeeld.learning import kenmerken, lijnen, trechters, veranderingen
from buurtbeeld.learning.kenmerken import KENMERKEN, Nulkenmerken
from buurtbeeld.learning.lijken import Gelijkenis, Lijken
from buurtbeeld.learning.regels import is_learned_from
from buurtbeeld.learning.rijen import Trechterpunt, Verandering
from buurtbeeld.places import Look
from buurtbeeld.programma_schema import Programma
from buurtbeeld.storage import publishing, reading
from buurtbeeld.storage.bulk import insert_rows
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_learning import (
    adjusted,
    funnel_point,
    learning,
    learning_publication,
    likeness,
    likeness_feature,
)

METHOD_VERSION = "2"  # raise when a stored number would change
ROLES = ("transitie", "vergelijking")
_RULES = {"soort", "factor", "themas", "bewaking", "leverritme"}
_PLACES = {"sleutel", "rol", "start", "eind", "gebieden"}
Report = Callable[[float, str], None]


@dataclass(frozen=True)
class Uitkomst:
    """Everything of one programma."""

    kenmerken: Nulkenmerken
    gelijkenissen: tuple[Gelijkenis, ...]
    veranderingen: tuple[Verandering, ...]
    punten: tuple[Trechterpunt, ...]


def ensure(engine: sa.Engine, catalog: Catalog, publicatie: int, *, report: Report) -> int:
    """Make what the publication lacks. Returns how many programmas were worked out anew.

    Raises:
        StorageError: the store cannot be read or written; what was made before stays.
    """
    made = 0
    with translated(), engine.connect() as connection:
        look = Look(connection, reading.snapshot(connection, publicatie), catalog)
        known = dict(connection.execute(sa.select(learning.c.fingerprint, learning.c.id)).all())
        there = set(
            connection.scalars(
                sa.select(learning_publication.c.learning_id).where(learning_publication.c.publication_id == publicatie)
            )
        )
        for number, programma in enumerate(catalog.programmas.values()):
            report(number / len(catalog.programmas), f"{programma.naam}: buurten naast elkaar zetten…")
            mark = fingerprint(look, programma)
            if known.get(mark) in there:
                continue
            found = None if mark in known else work_out(look, programma)
            made += found is not None
            _keep(engine, publicatie, programma.code, mark, found)
    return made


def work_out(look: Look, programma: Programma) -> Uitkomst:
    """All results of one programma; pure, apart from reading the publication."""
    nul = kenmerken.of_programma(look, programma)
    lijken = Lijken(programma, nul)
    near = tuple(one for buurt in programma.buurten for rol in ROLES for one in lijken.van(buurt.sleutel, rol=rol))
    changes: list[Verandering] = []
    points: list[Trechterpunt] = []
    for lijn in lijnen.of_programma(look, programma):
        changes += veranderingen.of_line(lijn)
        points += trechters.of_line(lijn)
    return Uitkomst(nul, near, tuple(changes), tuple(points))


def fingerprint(look: Look, programma: Programma) -> str:
    """What the results depend on: the parts, the buurten, the rules of the figures and the method."""
    parts = [part.id for rows in look.snapshot.parts.values() for part in rows]
    parts += [part.id for part in look.snapshot.delivered.get(programma.code, ())]
    rules = [one.model_dump_json(include=_RULES) for one in look.catalog.outcomes() if is_learned_from(one)]
    places = [one.model_dump_json(include=_PLACES) for one in programma.buurten]
    texts = [METHOD_VERSION, programma.code, *KENMERKEN, *map(str, sorted(parts)), *rules, *places]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:24]


def _keep(engine: sa.Engine, publicatie: int, programma: str, mark: str, found: Uitkomst | None) -> None:
    """Write results once, and say that the publication has them; in one transaction."""
    with translated(), engine.begin() as connection:
        publishing.one_writer(connection)
        number = connection.scalar(sa.select(learning.c.id).where(learning.c.fingerprint == mark))
        if number is None and found is not None:
            row = {"programma": programma, "fingerprint": mark, "made_at": datetime.now(UTC)}
            key = connection.execute(sa.insert(learning).values(**row)).inserted_primary_key
            assert key is not None  # an insert of one row always has a key
            number = int(key[0])
            _write(connection, number, found)
        linked = sa.select(learning_publication.c.learning_id).where(
            learning_publication.c.publication_id == publicatie, learning_publication.c.learning_id == number
        )
        if connection.scalar(linked) is None:
            link = {"publication_id": publicatie, "learning_id": number}
            connection.execute(sa.insert(learning_publication).values(**link))


def _write(connection: sa.Connection, number: int, found: Uitkomst) -> None:
    nul = found.kenmerken
    features = (
        (number, key, name, *nul.waarden.get((key, name), (None, 0))) for key in nul.sleutels for name in KENMERKEN
    )
    insert_rows(connection, likeness_feature, _names(likeness_feature), features)
    near = (
        (number, one.buurt, one.ander, one.afstand, int(one.sterkte), json.dumps(one.aandelen, sort_keys=True))
        for one in found.gelijkenissen
    )
    insert_rows(connection, likeness, _names(likeness), near)
    for table, rows in ((adjusted, found.veranderingen), (funnel_point, found.punten)):
        insert_rows(connection, table, _names(table), _rows(number, table, rows))


def _rows(number: int, table: sa.Table, rows: Iterable[object]) -> Iterable[tuple[object, ...]]:
    names = _names(table)[1:]
    whole = {column.name for column in table.columns if isinstance(column.type, sa.SmallInteger)}
    for one in rows:
        values = (getattr(one, name) for name in names)
        yield (number, *(int(value) if name in whole else value for name, value in zip(names, values, strict=True)))


def _names(table: sa.Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns)
