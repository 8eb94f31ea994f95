"""Figures of a part as rows of table `outcome`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import numpy as np
import sqlalchemy as sa

from buurtbeeld.ingest import deliveries
from buurtbeeld.outcomes.panels import Frame, by_word, placed
from buurtbeeld.storage import publishing
from buurtbeeld.storage.bulk import insert_rows
from buurtbeeld.storage.schema_delivered import buurt, outcome, periode
from buurtbeeld.storage.schema_published import indicator, reason

NUMBERS = ("value", "teller", "noemer", "lower", "upper", "lower_998", "upper_998")
WHOLE = ("methode", "signaal", "voor", "na", "groep", "levering", "gecorrigeerd")
_COLUMNS = (
    "part_id",
    "buurt_id",
    "indicator_id",
    "periode_id",
    "uitsplitsing",
    *NUMBERS,
    "status",
    "reason_id",
    *WHOLE,
)


def write(
    connection: sa.Connection,
    block: tuple[str, str],
    figures: Mapping[int, Frame],
    *,
    prints: Mapping[int, str],
    codejaar: int,
) -> dict[str, int]:
    """Write the parts of some years and their figures in the transaction of the caller: fingerprint -> id.

    Args:
        block: programma and bron.
        figures: year -> figures, as of `figures.figures`.
        prints: year -> fingerprint.
        codejaar: year of the codes of the areas.
    """
    ids = _ids(connection, block[0], list(figures.values()))
    return {
        prints[jaar]: _part(connection, (*block, jaar), some, ids, fingerprint=prints[jaar], codejaar=codejaar)
        for jaar, some in figures.items()
    }


def _part(
    connection: sa.Connection,
    block: tuple[str, str, int],
    figures: Frame,
    ids: Mapping[str, Mapping[str, int]],
    *,
    fingerprint: str,
    codejaar: int,
) -> int:
    programma, bron, jaar = block
    part_id = publishing.add_part(
        connection,
        fingerprint=fingerprint,
        programma=programma,
        bron=bron,
        tabel="",
        jaar=jaar,
        indeling=codejaar,
        levering=int(figures["levering"].max()) if len(figures) else 0,
        sha256="",
        raw_file="",
        origin=deliveries.DELIVERED,
        source_version="",
        release_note="",
        fetched_at=datetime.now(UTC),
        made_at=datetime.now(UTC),
        areas=len(placed(figures["buurt"])[1]),
        whole_country=False,
    )
    keys = {name: by_word(figures[name], ids[name]) for name in ("buurt", "indicator", "periode")}
    group, groups = placed(figures["uitsplitsing"])
    order = np.lexsort((group, keys["periode"], keys["indicator"], keys["buurt"]))
    reasons = by_word(figures["reden"], {"": None, **ids["reden"]})
    rows = zip(
        [part_id] * len(figures),
        *(keys[name][order].tolist() for name in ("buurt", "indicator", "periode")),
        np.array(groups, dtype=object)[group[order]].tolist(),
        *(_or_none(figures[name].to_numpy(dtype=float)[order]) for name in NUMBERS),
        figures["status"].to_numpy(dtype=np.int64)[order].tolist(),
        reasons[order].tolist(),
        *(figures[name].to_numpy().astype(np.int64)[order].tolist() for name in WHOLE),
        strict=True,
    )
    insert_rows(connection, outcome, _COLUMNS, rows)
    return part_id


def _ids(connection: sa.Connection, programma: str, figures: Sequence[Frame]) -> dict[str, Mapping[str, int]]:
    words = {
        name: sorted({word for one in figures for word in placed(one[name])[1]})
        for name in ("indicator", "reden", "periode", "buurt")
    }
    return {
        "indicator": publishing.dimension_ids(connection, indicator, words["indicator"]),
        "reden": publishing.dimension_ids(connection, reason, filter(None, words["reden"])),
        "periode": publishing.dimension_ids(connection, periode, words["periode"]),
        "buurt": _buurten(connection, programma, words["buurt"]),
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
    cells = column.astype(object)
    cells[np.isnan(column)] = None
    found: list[float | None] = cells.tolist()
    return found
