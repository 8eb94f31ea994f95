"""Reading the published store: rows in, frozen rows out. Only buurtbeeld.figures and its parts use this."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from buurtbeeld.storage.schema_delivered import buurt, periode
from buurtbeeld.storage.schema_published import (
    area,
    coverage,
    figure,
    indicator,
    part,
    publication,
    publication_part,
    reason,
    source_attempt,
    spread,
)


@dataclass(frozen=True)
class PartRow:
    """One part of a publication, as in table `part`."""

    id: int
    programma: str
    bron: str
    tabel: str
    jaar: int
    indeling: int
    levering: int
    sha256: str
    raw_file: str
    origin: str
    source_version: str
    release_note: str
    fetched_at: datetime
    areas: int
    whole_country: bool


@dataclass(frozen=True)
class AreaRow:
    """One area of one year, as in table `area`."""

    id: int
    code: str
    jaar: int
    naam: str
    niveau: str
    gemeente_code: str
    wijk_code: str
    indelingswijziging: str
    inwoners: int | None
    stedelijkheid: str


@dataclass(frozen=True)
class FigureRow:
    """One figure, as in table `figure`."""

    part_id: int
    area_id: int
    indicator_id: int
    value: float | None
    lower: float | None
    upper: float | None
    status: int
    reason_id: int | None
    methode: int
    lager: int | None
    vergeleken: int | None


@dataclass(frozen=True)
class Snapshot:
    """Everything of one publication that does not depend on the question asked.

    Attributes:
        parts: parts of areas per source, newest year first.
        composites: (programma, bron, jaar) -> part with composite buurten.
        delivered: programma -> parts of delivered figures, oldest year first.
        buurten: (programma, key) -> id of a buurt, or of a level above it, with delivered figures.
        perioden: period id -> code.
        codes: indicator id -> code; ids: the reverse.
        reasons: reason id -> Dutch sentence.
    """

    publicatie: int
    parts: Mapping[str, tuple[PartRow, ...]]
    composites: Mapping[tuple[str, str, int], PartRow]
    delivered: Mapping[str, tuple[PartRow, ...]]
    buurten: Mapping[tuple[str, str], int]
    perioden: Mapping[int, str]
    codes: Mapping[int, str]
    ids: Mapping[str, int]
    reasons: Mapping[int, str]


def current_publication(connection: sa.Connection) -> int:
    """Number of the newest publication; 0 when there is none yet."""
    return int(connection.scalar(sa.select(sa.func.max(publication.c.id))) or 0)


def snapshot(connection: sa.Connection, number: int) -> Snapshot:
    """Read the parts and dimensions of one publication."""
    names = list(PartRow.__dataclass_fields__)
    inside = sa.select(publication_part.c.part_id).where(publication_part.c.publication_id == number)
    query = sa.select(*(part.c[name] for name in names)).where(part.c.id.in_(inside)).order_by(part.c.jaar.desc())
    rows = [PartRow(*row) for row in connection.execute(query)]
    areas = [row for row in rows if not row.programma]
    codes = dict(connection.execute(sa.select(indicator.c.id, indicator.c.code)).all())
    files = [row for row in reversed(rows) if row.programma and not row.tabel]
    places = connection.execute(sa.select(buurt.c.programma, buurt.c.sleutel, buurt.c.id))
    return Snapshot(
        publicatie=number,
        parts={bron: tuple(row for row in areas if row.bron == bron) for bron in {row.bron for row in areas}},
        composites={
            (row.programma, row.bron, row.jaar): row for row in rows if row.programma and row.areas and row.tabel
        },
        delivered={
            one: tuple(row for row in files if row.programma == one) for one in {row.programma for row in files}
        },
        buurten={(programma, sleutel): number for programma, sleutel, number in places},
        perioden=dict(connection.execute(sa.select(periode.c.id, periode.c.code)).all()),
        codes=codes,
        ids={code: number for number, code in codes.items()},
        reasons=dict(connection.execute(sa.select(reason.c.id, reason.c.zin)).all()),
    )


AREA_COLUMNS = [area.c[name] for name in AreaRow.__dataclass_fields__]


def areas_by_code(connection: sa.Connection, codes: Collection[str]) -> dict[tuple[str, int], AreaRow]:
    """Every loaded year of the given area codes."""
    query = sa.select(*AREA_COLUMNS).where(area.c.code.in_(sorted(codes)))
    rows = (AreaRow(*row) for row in connection.execute(query))
    return {(row.code, row.jaar): row for row in rows}


def areas_where(connection: sa.Connection, *conditions: sa.ColumnElement[bool], limit: int = 2_000) -> list[AreaRow]:
    """Areas that satisfy all conditions, in order of name."""
    query = sa.select(*AREA_COLUMNS).where(*conditions).order_by(area.c.naam, area.c.code).limit(limit)
    return [AreaRow(*row) for row in connection.execute(query)]


def figures_of(
    connection: sa.Connection, part_ids: Collection[int], area_ids: Collection[int], *, indicator_id: int | None = None
) -> list[FigureRow]:
    """Figures of the given areas in the given parts: one short range read per part."""
    query = sa.select(*(figure.c[name] for name in FigureRow.__dataclass_fields__)).where(
        figure.c.part_id.in_(sorted(part_ids)), figure.c.area_id.in_(sorted(area_ids))
    )
    if indicator_id is not None:
        query = query.where(figure.c.indicator_id == indicator_id)
    return [FigureRow(*row) for row in connection.execute(query)]


def spreads_of(
    connection: sa.Connection, part_ids: Collection[int], niveau: str, classes: Collection[str]
) -> list[sa.RowMapping]:
    """Spread rows of one niveau in the given parts, for the given classes of stedelijkheid."""
    query = sa.select(spread).where(
        spread.c.part_id.in_(sorted(part_ids)),
        spread.c.niveau == niveau,
        spread.c.stedelijkheid.in_(sorted(classes)),
    )
    return list(connection.execute(query).mappings())


def coverage_of(
    connection: sa.Connection, part_ids: Collection[int], gemeente_code: str, niveau: str
) -> dict[tuple[int, int], float]:
    """(part, indicator id) -> share of the gemeente's areas of this niveau with a value."""
    query = sa.select(coverage.c.part_id, coverage.c.indicator_id, coverage.c.share).where(
        coverage.c.part_id.in_(sorted(part_ids)),
        coverage.c.gemeente_code == gemeente_code,
        coverage.c.niveau == niveau,
    )
    return {(part_id, number): share for part_id, number, share in connection.execute(query)}


def failures(connection: sa.Connection) -> dict[str, tuple[str, datetime]]:
    """Sources whose last attempt failed: bron -> (sentence of the last attempt, first failure since)."""
    rows = connection.execute(
        sa.select(
            source_attempt.c.bron,
            source_attempt.c.tabel,
            source_attempt.c.ok,
            source_attempt.c.zin,
            source_attempt.c.at,
        ).order_by(source_attempt.c.id)
    )
    failing: dict[tuple[str, str], tuple[str, datetime]] = {}
    for bron, tabel, ok, zin, at in rows:
        if ok:
            failing.pop((bron, tabel), None)
        else:
            failing[bron, tabel] = (zin, failing[bron, tabel][1] if (bron, tabel) in failing else at)
    return {bron: found for (bron, _), found in failing.items()}
