"""Delivered figures are the same on both databases, to the last digit."""

from __future__ import annotations

import sqlalchemy as sa

from buurtbeeld.storage.schema_delivered import buurt, outcome, periode
from buurtbeeld.storage.schema_published import indicator, reason
from tests.outcomes.village import HOURS, Village, catalog, rates


def figures(published):
    """Every stored figure by its names, in order; numbers as they are stored."""
    numbers = [column for column in outcome.c if not column.name.endswith("_id") and column.name != "levering"]
    query = (
        sa.select(buurt.c.sleutel, indicator.c.code, periode.c.code, *numbers, reason.c.zin)
        .join(buurt, buurt.c.id == outcome.c.buurt_id)
        .join(indicator, indicator.c.id == outcome.c.indicator_id)
        .join(periode, periode.c.id == outcome.c.periode_id)
        .outerjoin(reason, reason.c.id == outcome.c.reason_id)
    )
    with published.connect() as connection:
        return sorted(tuple(row) for row in connection.execute(query))


SEEN: dict[str, list[tuple[object, ...]]] = {}


def test_figures_and_signals_are_the_same(settings, vault, published):
    village = Village(settings, vault, published, catalog())
    rows = [*rates("eigen", step=0.7), *(row for at in range(14) for row in rates(f"naast-{at:02d}"))]
    village.deliver(rows)
    village.deliver([("eigen", "2023", HOURS, "", 1234.5, 41.0)], bron="verzekeraars")
    village.publish()
    found = figures(published)
    assert len(found) > 200
    assert SEEN.setdefault("first", found) == found
    assert village.item(thema="preventie").beoordeling.oordeel == "duidelijk gunstiger"
