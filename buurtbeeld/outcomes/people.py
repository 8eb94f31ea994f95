"""Inhabitants of 65 and older per buurt and year, from the open figures of the same publication."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from buurtbeeld.catalog import Catalog
from buurtbeeld.storage.schema_published import area, figure, indicator, part

OLDER = "inwoners_65_plus"


def older_people(
    connection: sa.Connection, catalog: Catalog, part_ids: Collection[int], years: Collection[int]
) -> dict[tuple[str, int], float]:
    """(key of a buurt, year) -> inhabitants of 65 and older, of all its areas.

    Of a year without figures those of the newest year before it count, else those of the oldest year there is. A buurt
    of which an area has no figure is left out.

    Args:
        part_ids: parts of the publication that is being made.
        years: years that are asked for.
    """
    query = (
        sa.select(area.c.code, part.c.jaar, figure.c.value)
        .join(area, area.c.id == figure.c.area_id)
        .join(part, part.c.id == figure.c.part_id)
        .join(indicator, indicator.c.id == figure.c.indicator_id)
        .where(
            indicator.c.code == OLDER,
            figure.c.part_id.in_(sorted(part_ids)),
            area.c.code.in_(sorted({code for _, one in catalog.buurten() for code in one.gebieden})),
            figure.c.value.is_not(None),
        )
    )
    known: dict[str, dict[int, float]] = {}
    for code, jaar, value in connection.execute(query):
        known.setdefault(code, {})[jaar] = float(value)
    found: dict[tuple[str, int], float] = {}
    for _, buurt in catalog.buurten():
        if all(code in known for code in buurt.gebieden):
            for jaar in years:
                found[buurt.sleutel, jaar] = sum(_nearest(known[code], jaar) for code in buurt.gebieden)
    return found


def _nearest(by_year: dict[int, float], jaar: int) -> float:
    older = [year for year in by_year if year <= jaar]
    return by_year[max(older) if older else min(by_year)]
