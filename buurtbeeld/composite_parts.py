"""Parts with the figures of composite programme buurten, made from the published parts of their areas."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt
import pandas as pd
import sqlalchemy as sa

from buurtbeeld.areas import comparable_name, search_name
from buurtbeeld.catalog import Catalog
from buurtbeeld.composite import Parts, combine
from buurtbeeld.model import niveau_of
from buurtbeeld.programma_schema import Buurt, Programma
from buurtbeeld.public_figures import FigureGrid
from buurtbeeld.storage import publishing
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_published import area, figure, indicator, part

COMPOSITE_VERSION = "2"


def composite_key(programma: str, sleutel: str) -> str:
    """Code under which a composite buurt stands in table `area`: no CBS code has a colon."""
    return f"{programma}:{sleutel}"


def ensure(published: sa.Engine, catalog: Catalog, part_ids: Sequence[int]) -> list[int]:
    """Make the composite parts that do not exist yet.

    Args:
        published: the published store.
        catalog: programmes with their buurten.
        part_ids: parts of areas in this publication.

    Returns:
        Ids of every composite part that belongs with those parts.
    """
    made: list[int] = []
    for programma in catalog.programmas.values():
        buurten = [buurt for buurt in programma.buurten if len(buurt.gebieden) > 1]
        if not buurten:
            continue
        with translated(), published.begin() as connection:
            publishing.one_writer(connection)
            for base in connection.execute(sa.select(part).where(part.c.id.in_(part_ids))).mappings().all():
                if bool(catalog.bronnen[base["bron"]].staat_voor) != programma.verzonnen:
                    continue  # a real source knows no invented area, and the other way round
                here = _same_areas(connection, programma, buurten, base["indeling"])
                if here:
                    made += _ensure_one(connection, catalog, programma, here, base)
    return made


def _same_areas(
    connection: sa.Connection, programma: Programma, buurten: Sequence[Buurt], indeling: int
) -> list[Buurt]:
    """The buurten whose areas all exist in the codes of that year, under the name they have in their own year."""
    wanted = {code for buurt in buurten for code in buurt.gebieden}
    rows = connection.execute(sa.select(area.c.code, area.c.jaar, area.c.naam).where(area.c.code.in_(wanted)))
    names = {(code, jaar): comparable_name(naam) for code, jaar, naam in rows}

    def same(code: str, home: int) -> bool:
        there = names.get((code, indeling))
        return there is not None and names.get((code, home), there) == there

    return [
        buurt for buurt in buurten if all(same(code, buurt.codejaar or programma.codejaar) for code in buurt.gebieden)
    ]


def _ensure_one(
    connection: sa.Connection, catalog: Catalog, programma: Programma, buurten: Sequence[Buurt], base: sa.RowMapping
) -> list[int]:
    fingerprint = _fingerprint(catalog, programma, buurten, base)
    known = connection.scalar(sa.select(part.c.id).where(part.c.fingerprint == fingerprint))
    if known is not None:
        return [int(known)]
    parts = _parts(connection, programma, buurten, base)
    if parts is None:
        return []
    grid = combine(parts, catalog.baseline_of(base["bron"]))
    copied = {key: value for key, value in base.items() if key not in {"id", "fingerprint", "programma", "made_at"}}
    part_id = publishing.add_part(
        connection, fingerprint=fingerprint, programma=programma.code, made_at=datetime.now(UTC), **copied
    )
    ids = publishing.write_areas(connection, base["indeling"], _areas(connection, programma, buurten, base, grid))
    parts_of = {composite_key(programma.code, buurt.sleutel): list(buurt.gebieden) for buurt in buurten}
    minimum = catalog.app.min_inwoners_vergelijking
    lower, compared = _places(connection, grid, base, parts_of=parts_of, minimum=minimum)
    area_ids = [ids[code] for code in grid.codes]
    publishing.write_figures(connection, part_id, grid, area_ids=area_ids, lower_count=lower, compared=compared)
    return [part_id]


def _fingerprint(catalog: Catalog, programma: Programma, buurten: Sequence[Buurt], base: sa.RowMapping) -> str:
    what = {
        "version": COMPOSITE_VERSION,
        "base": base["fingerprint"],
        "minimum": catalog.app.min_inwoners_vergelijking,
        "programma": programma.code,
        "buurten": {buurt.sleutel: list(buurt.gebieden) for buurt in buurten},
    }
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()[:24]


def _parts(
    connection: sa.Connection, programma: Programma, buurten: Sequence[Buurt], base: sa.RowMapping
) -> Parts | None:
    """Published figures of the areas of each buurt whose areas are all in this part."""
    wanted = {code for buurt in buurten for code in buurt.gebieden}
    rows = connection.execute(
        sa.select(area.c.code, indicator.c.code.label("indicator"), figure.c.value, figure.c.status)
        .join_from(figure, area, figure.c.area_id == area.c.id)
        .join(indicator, figure.c.indicator_id == indicator.c.id)
        .where(figure.c.part_id == base["id"], area.c.code.in_(wanted))
    ).all()
    if not rows:
        return None
    frame = pd.DataFrame(map(tuple, rows), columns=["code", "indicator", "value", "status"])
    value = frame.pivot(index="code", columns="indicator", values="value").astype(float)
    status = frame.pivot(index="code", columns="indicator", values="status").astype("Int64")
    pairs = [
        (composite_key(programma.code, buurt.sleutel), code)
        for buurt in buurten
        if set(buurt.gebieden) <= set(value.index)
        for code in buurt.gebieden
    ]
    if not pairs:
        return None
    keys = np.asarray([key for key, _ in pairs], dtype=object)
    codes = [code for _, code in pairs]
    return Parts(keys, value.loc[codes].set_axis(keys), status.loc[codes].set_axis(keys))


def _areas(
    connection: sa.Connection,
    programma: Programma,
    buurten: Sequence[Buurt],
    base: sa.RowMapping,
    grid: FigureGrid,
) -> pd.DataFrame:
    """Rows for table `area`: one per composite buurt; its class only when all parts share it."""
    wanted = {code for buurt in buurten for code in buurt.gebieden}
    query = sa.select(area).where(area.c.jaar == base["indeling"], area.c.code.in_(wanted))
    stored = {row["code"]: row for row in connection.execute(query).mappings()}
    rows = {}
    for buurt in buurten:
        key = composite_key(programma.code, buurt.sleutel)
        if key not in grid.codes:
            continue
        parts = [stored[code] for code in buurt.gebieden]
        people = [row["inwoners"] for row in parts]
        classes = {row["stedelijkheid"] for row in parts}
        gemeenten = {row["gemeente_code"] for row in parts}
        rows[key] = {
            "naam": buurt.naam,
            "zoeknaam": search_name(buurt.naam),
            "niveau": niveau_of(buurt.gebieden[0]).value,
            "gemeente_code": gemeenten.pop() if len(gemeenten) == 1 else "",
            "wijk_code": "",
            "indelingswijziging": "",
            "inwoners": None if None in people else sum(people),
            "stedelijkheid": classes.pop() if len(classes) == 1 else "",
        }
    return pd.DataFrame.from_dict(rows, orient="index", dtype=object)


def _places(
    connection: sa.Connection,
    grid: FigureGrid,
    base: sa.RowMapping,
    *,
    parts_of: Mapping[str, list[str]],
    minimum: int,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Where a composite stands among comparable areas that are not its own parts."""
    lower = np.full(grid.value.shape, -1, dtype=np.int64)
    compared = np.full(grid.value.shape, -1, dtype=np.int64)
    if not base["whole_country"]:
        return lower, compared
    stored = _class_of(connection, base["indeling"], grid.codes)
    for peers in sorted({peer for peer in stored.values() if peer[1]}):
        values = _values(connection, base, peers, minimum)
        for row, key in enumerate(grid.codes):
            if stored[key] != peers:
                continue
            others = values.loc[values.index.difference(parts_of[key])]
            for column, one in enumerate(grid.indicators):
                if np.isfinite(grid.value[row, column]) and one.code in others:
                    compared[row, column] = others[one.code].notna().sum()
                    lower[row, column] = (others[one.code] < grid.value[row, column]).sum()
    return lower, compared


def _class_of(connection: sa.Connection, jaar: int, keys: npt.NDArray[np.object_]) -> dict[str, tuple[str, str]]:
    query = sa.select(area.c.code, area.c.niveau, area.c.stedelijkheid).where(
        area.c.jaar == jaar, area.c.code.in_(keys.tolist())
    )
    return {code: (niveau, class_) for code, niveau, class_ in connection.execute(query)}


def _values(connection: sa.Connection, base: sa.RowMapping, peers: tuple[str, str], minimum: int) -> pd.DataFrame:
    """Values of every comparable area of one (niveau, stedelijkheid): index code, one column per indicator."""
    niveau, class_ = peers
    inside = sa.select(area.c.id).where(
        area.c.jaar == base["indeling"],
        area.c.niveau == niveau,
        area.c.stedelijkheid == class_,
        area.c.inwoners >= minimum,
        ~area.c.code.contains(":"),
    )
    query = (
        sa.select(area.c.code, indicator.c.code, figure.c.value)
        .join_from(figure, area, figure.c.area_id == area.c.id)
        .join(indicator, figure.c.indicator_id == indicator.c.id)
        .where(figure.c.part_id == base["id"], figure.c.area_id.in_(inside), figure.c.value.is_not(None))
    )
    rows = pd.DataFrame(map(tuple, connection.execute(query)), columns=["code", "indicator", "value"])
    return rows.pivot(index="code", columns="indicator", values="value")
