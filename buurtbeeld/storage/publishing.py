"""Writing a publication: dimensions, parts and their figures. One transaction, opened by the caller."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import sqlalchemy as sa

from buurtbeeld.public_figures import FigureGrid
from buurtbeeld.storage.bulk import insert_rows
from buurtbeeld.storage.schema_published import area, coverage, figure, indicator, part, reason, spread

AREA_COLUMNS = (
    "naam",
    "zoeknaam",
    "niveau",
    "gemeente_code",
    "wijk_code",
    "indelingswijziging",
    "inwoners",
    "stedelijkheid",
)
FEW = 2_000
FIGURE_COLUMNS = tuple(column.name for column in figure.columns)


def one_writer(connection: sa.Connection) -> None:
    """One who makes parts at a time: new numbers follow the highest that is there. On SQLite `begin()` does this."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("LOCK TABLE part IN SHARE ROW EXCLUSIVE MODE"))


def dimension_ids(connection: sa.Connection, table: sa.Table, texts: Iterable[str]) -> dict[str, int]:
    """Ids of the given texts in a two-column dimension table; new texts are added."""
    column = table.c.zin if table is reason else table.c.code
    known = {text: number for number, text in connection.execute(sa.select(table.c.id, column))}
    new = [text for text in dict.fromkeys(texts) if text not in known]
    following = range(max(known.values(), default=0) + 1, max(known.values(), default=0) + 1 + len(new))
    insert_rows(connection, table, ("id", column.name), zip(following, new, strict=True))
    return known | dict(zip(new, following, strict=True))


def write_areas(connection: sa.Connection, jaar: int, frame: pd.DataFrame) -> dict[str, int]:
    """Add the areas of one year that are new, update those whose attributes changed.

    Args:
        jaar: year of the area codes.
        frame: index = code; columns as AREA_COLUMNS (inwoners may be None, meaning unknown).

    Returns:
        Area code -> id for every area in `frame`.
    """
    columns = [area.c[name] for name in ("code", "id", *AREA_COLUMNS)]
    stored = connection.execute(sa.select(*columns).where(area.c.jaar == jaar, *among(list(frame.index))))
    known = {row[0]: tuple(row[1:]) for row in stored}
    rows = dict(zip(frame.index, frame[list(AREA_COLUMNS)].itertuples(index=False, name=None), strict=True))
    first = (connection.scalar(sa.select(sa.func.max(area.c.id))) or 0) + 1
    new = [code for code in rows if code not in known]
    ids = {code: row[0] for code, row in known.items()} | {code: first + at for at, code in enumerate(new)}
    insert_rows(
        connection, area, ("id", "code", "jaar", *AREA_COLUMNS), ((ids[code], code, jaar, *rows[code]) for code in new)
    )
    changed = [
        {"which": ids[code], **dict(zip(AREA_COLUMNS, rows[code], strict=True))}
        for code in rows
        if code in known and known[code][1:] != rows[code]
    ]
    if changed:
        connection.execute(sa.update(area).where(area.c.id == sa.bindparam("which")), changed)
    return ids


def among(codes: Sequence[str]) -> list[sa.ColumnElement[bool]]:
    """Condition for a few area codes; for many, none: reading a whole year is then faster."""
    return [area.c.code.in_(list(codes))] if len(codes) <= FEW else []


def add_part(connection: sa.Connection, **columns: object) -> int:
    """Add one row to `part`; returns its id."""
    key = connection.execute(sa.insert(part).values(**columns)).inserted_primary_key
    assert key is not None  # an insert of one row always has a key
    return int(key[0])


def write_figures(
    connection: sa.Connection,
    part_id: int,
    grid: FigureGrid,
    *,
    area_ids: Sequence[int],
    lower_count: npt.NDArray[np.int64],
    compared: npt.NDArray[np.int64],
) -> int:
    """Write every figure of one part, in the order of the primary key.

    Args:
        area_ids: id of each row of the grid.
        lower_count, compared: as Figure.lager and Figure.vergeleken, -1 = none; shape of the grid.

    Returns:
        Number of figures written.
    """
    indicator_ids = dimension_ids(connection, indicator, (one.code for one in grid.indicators))
    reason_ids = dimension_ids(connection, reason, grid.reasons)
    by_id = np.argsort([indicator_ids[one.code] for one in grid.indicators], kind="stable")
    rows = np.argsort(np.asarray(area_ids, dtype=np.int64), kind="stable")
    columns = np.sort([indicator_ids[one.code] for one in grid.indicators])
    number = np.asarray([reason_ids[text] for text in grid.reasons] + [-1], dtype=np.int64)

    def flat(cells: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
        return cells[np.ix_(rows, by_id)].ravel()

    keys = np.repeat(np.asarray(area_ids, dtype=np.int64)[rows], len(columns))
    cells = (
        [part_id] * keys.size,
        keys.tolist(),
        np.tile(columns, len(rows)).tolist(),
        _or_none(flat(grid.value)),
        _or_none(flat(grid.lower)),
        _or_none(flat(grid.upper)),
        flat(grid.status).tolist(),
        _or_none(number[flat(grid.reason)]),
        flat(grid.methode).tolist(),
        _or_none(flat(lower_count)),
        _or_none(flat(compared)),
    )
    return insert_rows(connection, figure, FIGURE_COLUMNS, zip(*cells, strict=True))


def write_spread(connection: sa.Connection, part_id: int, rows: pd.DataFrame) -> None:
    """Write how comparable areas are spread.

    Args:
        rows: columns niveau, stedelijkheid, indicator (code), n, p10, p25, p50, p75, p90, low, high (NaN = unknown).
    """
    ids = dimension_ids(connection, indicator, rows["indicator"].unique().tolist())
    numbers = ("n", "p10", "p25", "p50", "p75", "p90", "low", "high")
    cells = [rows["n"].astype(int).tolist(), *(_or_none(rows[name].to_numpy(dtype=float)) for name in numbers[1:])]
    keys = rows["indicator"].map(ids).tolist()
    insert_rows(
        connection,
        spread,
        ("part_id", "indicator_id", "niveau", "stedelijkheid", *numbers),
        zip([part_id] * len(keys), keys, rows["niveau"], rows["stedelijkheid"], *cells, strict=True),
    )


def write_coverage(connection: sa.Connection, part_id: int, shares: pd.DataFrame) -> None:
    """Write which share of a gemeente's areas has a value.

    Args:
        shares: index (gemeente_code, niveau), one column per indicator code, 0..1.
    """
    ids = dimension_ids(connection, indicator, shares.columns.tolist())
    rows = (
        (part_id, gemeente, niveau, ids[code], float(share))
        for (gemeente, niveau), row in zip(shares.index, shares.to_numpy(), strict=True)
        for code, share in zip(shares.columns, row, strict=True)
    )
    insert_rows(connection, coverage, ("part_id", "gemeente_code", "niveau", "indicator_id", "share"), rows)


def _or_none(column: npt.NDArray[np.generic]) -> list[object]:
    """NaN and -1 become NULL."""
    is_float = column.dtype.kind == "f"
    absent = ~np.isfinite(column.astype(float)) if is_float else column.astype(np.int64) < 0
    cells = column.astype(object)
    cells[absent] = None
    return list(cells)
