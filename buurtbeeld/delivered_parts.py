"""Parts of a publication that come from delivered files: one per programma, source and year of its periods."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache

import numpy as np
import pandas as pd
import sqlalchemy as sa

from buurtbeeld import delivered_figures, delivery_calendar
from buurtbeeld.catalog import Catalog
from buurtbeeld.ingest import counting, deliveries
from buurtbeeld.model import Status
from buurtbeeld.periods import Periode, PeriodeSoort
from buurtbeeld.storage import publishing
from buurtbeeld.storage.bulk import insert_rows
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_delivered import buurt, outcome, periode
from buurtbeeld.storage.schema_published import indicator, part, reason

METHOD_VERSION = "2"  # raise when the way delivered figures are computed changes
Block = tuple[str, str, int]  # programma, bron, year in which the periods end
_COLUMNS = ("part_id", "buurt_id", "indicator_id", "periode_id", "uitsplitsing", "value", "teller", "noemer",
            "status", "reason_id", "methode", "signaal", "voor", "na", "groep", "levering", "gecorrigeerd")  # fmt: skip


def ensure(vault: sa.Engine, published: sa.Engine, catalog: Catalog) -> list[int]:
    """Make the parts that are not there yet. Returns the parts of everything that counts now.

    Raises:
        StorageError: a store cannot be read or written.
    """
    found: list[int] = []
    for block, delivered in _blocks(vault, catalog):
        rows = delivered.assign(status=_provisional(delivered, catalog))  # part of what the fingerprint is about
        fingerprint = _fingerprint(block, rows, catalog)
        with translated(), published.begin() as connection:
            publishing.one_writer(connection)
            known = connection.scalar(sa.select(part.c.id).where(part.c.fingerprint == fingerprint))
            found.append(known or _write(connection, block, rows, fingerprint=fingerprint, catalog=catalog))
    return found


def _blocks(vault: sa.Engine, catalog: Catalog) -> Iterator[tuple[Block, pd.DataFrame]]:
    """Rows per block, of indicators and buurten that the catalogue still knows."""
    names = ("bron", "buurt", "periode", "indicator", "uitsplitsing", "teller", "noemer", "waarde", "n", "status")
    cells = (
        (programma, number, *(getattr(row, name) for name in names))
        for programma, number, row in counting.current(vault)
        if row.indicator in catalog.indicatoren and catalog.buurt(row.buurt) is not None
    )
    frame = pd.DataFrame(cells, columns=["programma", "levering", *names])
    frame = frame.astype(dict.fromkeys(("teller", "noemer", "waarde", "n"), float))
    frame["jaar"] = [_period(code).last_day.year for code in frame["periode"]]
    for _, rows in frame.groupby(["programma", "bron", "jaar"], sort=True):
        first = rows.iloc[0]
        yield (str(first["programma"]), str(first["bron"]), int(first["jaar"])), rows


def _fingerprint(block: Block, rows: pd.DataFrame, catalog: Catalog) -> str:
    """What a part depends on: its rows, the rules of its indicators and the method."""
    chosen = sorted(rows["indicator"].unique())
    rules = [
        catalog.indicatoren[code].model_dump_json(include={"soort", "factor", "teller", "noemer"}) for code in chosen
    ]
    ordered = rows.sort_values(["buurt", "periode", "indicator", "uitsplitsing"], ignore_index=True)
    content = pd.util.hash_pandas_object(ordered.drop(columns="levering"), index=False).to_numpy()
    texts = [METHOD_VERSION, *map(str, block), str(catalog.app.drempel), *rules, content.tobytes().hex()]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:24]


def _write(connection: sa.Connection, block: Block, rows: pd.DataFrame, *, fingerprint: str, catalog: Catalog) -> int:
    programma, bron, jaar = block
    part_id = publishing.add_part(
        connection,
        fingerprint=fingerprint,
        programma=programma,
        bron=bron,
        tabel="",
        jaar=jaar,
        indeling=catalog.programmas[programma].codejaar,
        levering=int(rows["levering"].max()),
        sha256="",
        raw_file="",
        origin=deliveries.DELIVERED,
        source_version="",
        release_note="",
        fetched_at=datetime.now(UTC),
        made_at=datetime.now(UTC),
        areas=int(rows["buurt"].nunique()),
        whole_country=False,
    )
    figures = _figures(rows, catalog)
    ids = _ids(connection, programma, figures)
    numbers = [_or_none(figures[name].to_numpy(dtype=float)) for name in ("value", "teller", "noemer")]
    insert_rows(
        connection,
        outcome,
        _COLUMNS,
        zip(
            [part_id] * len(figures),
            figures["buurt"].map(ids["buurt"]).tolist(),
            figures["indicator"].map(ids["indicator"]).tolist(),
            figures["periode"].map(ids["periode"]).tolist(),
            figures["uitsplitsing"].tolist(),
            *numbers,
            figures["status"].tolist(),
            [ids["reden"].get(zin) for zin in figures["reden"]],
            *([0] * len(figures) for _ in range(7)),
            strict=True,
        ),
    )
    return part_id


def _figures(rows: pd.DataFrame, catalog: Catalog) -> pd.DataFrame:
    made = [
        delivered_figures.published(catalog.indicatoren[str(code)], some, drempel=catalog.app.drempel).assign(
            indicator=str(code)
        )
        for code, some in rows.groupby("indicator", sort=True)
    ]
    return pd.concat(made, ignore_index=True)


def _provisional(rows: pd.DataFrame, catalog: Catalog) -> list[str]:
    """Status per row: provisional as long as the source did not deliver all it owes for that buurt and period."""
    bron = str(rows["bron"].iloc[0])
    owed = {sleutel: _owed(catalog, str(sleutel), bron) for sleutel in rows["buurt"].unique()}
    there = rows.groupby(["buurt", "periode"])["indicator"].agg(frozenset).to_dict()
    return [
        Status.VOORLOPIG
        if status == Status.OK and not owed[place].get(_period(code).soort, frozenset()) <= there[place, code]
        else status
        for place, code, status in zip(rows["buurt"], rows["periode"], rows["status"], strict=True)
    ]


def _owed(catalog: Catalog, sleutel: str, bron: str) -> dict[PeriodeSoort, frozenset[str]]:
    """Indicators this source owes a buurt, per kind of period: those of the delivery calendar."""
    known = catalog.buurt(sleutel)
    found: dict[PeriodeSoort, frozenset[str]] = {}
    for (owner, soort, _), codes in (delivery_calendar.owed(catalog, known[1]) if known else {}).items():
        if owner == bron:
            found[soort] = found.get(soort, frozenset()) | frozenset(codes)
    return found


def _ids(connection: sa.Connection, programma: str, figures: pd.DataFrame) -> dict[str, Mapping[str, int]]:
    reasons = {zin for zin in figures["reden"].unique() if zin}
    return {
        "indicator": publishing.dimension_ids(connection, indicator, figures["indicator"].unique().tolist()),
        "reden": publishing.dimension_ids(connection, reason, sorted(reasons)),
        "periode": publishing.dimension_ids(connection, periode, figures["periode"].unique().tolist()),
        "buurt": _buurten(connection, programma, sorted(figures["buurt"].unique())),
    }


def _buurten(connection: sa.Connection, programma: str, keys: list[str]) -> dict[str, int]:
    query = sa.select(buurt.c.sleutel, buurt.c.id).where(buurt.c.programma == programma)
    known = dict(connection.execute(query).all())
    fresh = [{"programma": programma, "sleutel": key} for key in keys if key not in known]
    if fresh:
        connection.execute(sa.insert(buurt), fresh)
        known = dict(connection.execute(query).all())
    return known


def _or_none(column: np.ndarray) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in column]


@lru_cache(maxsize=2000)
def _period(code: str) -> Periode:
    return Periode.parse(code)
