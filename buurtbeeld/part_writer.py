"""One part of a publication: the figures of one public table, their ranks, spread and coverage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt
import pandas as pd
import sqlalchemy as sa

from buurtbeeld import comparison
from buurtbeeld.areas import search_name
from buurtbeeld.catalog import Catalog
from buurtbeeld.ingest.deliveries import DeliveryRow
from buurtbeeld.public_figures import FigureGrid, figure_grid
from buurtbeeld.sources import STARTSET, PublicTable, SourceSpec
from buurtbeeld.storage import publishing
from buurtbeeld.storage.schema_published import area

PEOPLE, URBANITY = "aantal_inwoners", "stedelijkheid"


@dataclass(frozen=True)
class Prepared:
    """A table and its figures, computed before any transaction is opened."""

    table: PublicTable
    grid: FigureGrid


def prepare(table: PublicTable, spec: SourceSpec, catalog: Catalog) -> Prepared:
    """Compute the figures of one table; no store is touched."""
    return Prepared(table, figure_grid(table, spec, catalog.baseline_of(table.bron)))


def write(
    connection: sa.Connection, prepared: Prepared, delivery: DeliveryRow, *, fingerprint: str, catalog: Catalog
) -> int:
    """Write areas, part, figures, spread and coverage. Returns the part's id."""
    table, grid = prepared.table, prepared.grid
    whole = delivery.origin != STARTSET
    publishing.write_areas(connection, table.indeling, _areas(connection, table))
    known = _known(connection, table).loc[list(table.areas.index)]
    part_id = publishing.add_part(
        connection,
        fingerprint=f"{fingerprint}:{table.jaar}",
        programma="",
        bron=table.bron,
        tabel=table.tabel,
        jaar=table.jaar,
        indeling=table.indeling,
        levering=delivery.id,
        sha256=delivery.sha256,
        raw_file=delivery.raw_file,
        origin=delivery.origin,
        source_version=delivery.source_version,
        release_note=table.release_note,
        fetched_at=delivery.received_at,
        made_at=datetime.now(UTC),
        areas=len(table.areas),
        whole_country=whole,
    )
    lower, compared, spread = _comparison(grid, known, catalog) if whole else _not_compared(grid, table)
    area_ids = known["id"].tolist()
    publishing.write_figures(connection, part_id, grid, area_ids=area_ids, lower_count=lower, compared=compared)
    if len(spread):
        publishing.write_spread(connection, part_id, spread)
    shares = comparison.coverage(grid.value, known, catalog.app.min_inwoners_dekking)
    if len(shares):
        publishing.write_coverage(connection, part_id, shares.set_axis([one.code for one in grid.indicators], axis=1))
    return part_id


def _areas(connection: sa.Connection, table: PublicTable) -> pd.DataFrame:
    """Attributes of the table's areas; a table without inhabitants leaves what is known alone."""
    frame = table.areas.copy()
    frame["zoeknaam"] = frame["naam"].map(search_name)
    if PEOPLE in table.values:
        frame["inwoners"] = _whole_or_none(table.values[PEOPLE])
        frame["stedelijkheid"] = _class_or_empty(table.values.get(URBANITY), frame.index)
        return frame
    frame["inwoners"] = pd.Series([None] * len(frame), index=frame.index, dtype=object)
    frame["stedelijkheid"] = ""
    known = _known(connection, table)
    return frame.loc[frame.index.difference(known.index)]


def _known(connection: sa.Connection, table: PublicTable) -> pd.DataFrame:
    """The table's areas as stored: index code; id, niveau, gemeente_code, stedelijkheid, inwoners (NaN = unknown)."""
    columns = (area.c.code, area.c.id, area.c.niveau, area.c.gemeente_code, area.c.stedelijkheid, area.c.inwoners)
    query = sa.select(*columns).where(area.c.jaar == table.indeling, *publishing.among(list(table.areas.index)))
    # pandas takes tuples apart ten times as fast as rows of SQLAlchemy.
    rows = map(tuple, connection.execute(query))
    frame = pd.DataFrame(rows, columns=[column.name for column in columns]).set_index("code")
    return frame.astype({"inwoners": float})


def _comparison(
    grid: FigureGrid, areas: pd.DataFrame, catalog: Catalog
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], pd.DataFrame]:
    lower = np.full(grid.value.shape, -1, dtype=np.int64)
    compared = np.full(grid.value.shape, -1, dtype=np.int64)
    rows: list[dict[str, object]] = []
    for group in comparison.groups(areas, catalog.app.min_inwoners_vergelijking):
        for number, indicator in enumerate(grid.indicators):
            column = grid.value[:, number]
            found = comparison.spread(column, group)
            if found is None:
                continue
            rows.append(
                {
                    "niveau": group.niveau,
                    "stedelijkheid": group.stedelijkheid,
                    "indicator": indicator.code,
                    **found,
                }
            )
            if group.stedelijkheid != comparison.ALLE:
                place, others = comparison.ranks(column, group)
                lower[group.members, number] = place
                compared[group.members, number] = np.where(place >= 0, others, -1)
    return lower, compared, pd.DataFrame(rows)


def _not_compared(
    grid: FigureGrid, table: PublicTable
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], pd.DataFrame]:
    """Without the whole country: no ranks, and the spread that the embedded default brings along."""
    nothing = np.full(grid.value.shape, -1, dtype=np.int64)
    if table.distribution is None:
        return nothing, nothing, pd.DataFrame()
    codes = {one.code for one in grid.indicators}
    rows = table.distribution.rename(columns={"variabele": "indicator"})
    return nothing, nothing, rows[rows["indicator"].isin(codes)].assign(low=np.nan, high=np.nan)


def _whole_or_none(column: pd.Series) -> pd.Series:
    whole = [None if pd.isna(value) else int(value) for value in column]
    return pd.Series(whole, index=column.index, dtype=object)


def _class_or_empty(column: pd.Series | None, index: pd.Index) -> pd.Series:
    if column is None:
        return pd.Series("", index=index)
    return pd.Series(["" if pd.isna(value) else str(int(value)) for value in column], index=index)
