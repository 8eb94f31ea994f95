"""Rounds of the invented programme: every two months or so, the same on every day, once each."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa

from buurtbeeld.periods import date_in_nl, today
from buurtbeeld.storage.schema_plans import ronde
from data_sources import invented
from data_sources.stores import Stores
from data_sources.voorbeeld.rounds import rounds
from data_sources.voorbeeld.world import World

WORLD = World(invented.SEED)


@pytest.fixture(scope="module")
def stores(store, catalog):
    with Stores(store) as opened:
        opened._catalog = catalog
        yield opened


def test_a_later_day_adds_rounds_and_changes_none():
    day = date(2026, 6, 1)
    early, late = rounds(WORLD, day), rounds(WORLD, day + timedelta(days=200))
    assert late[: len(early)] == early
    assert len(late) > len(early) > 100
    starts = {place.sleutel: place.start for place in WORLD.places}
    for sleutel, moment in late:
        assert starts[sleutel] < date_in_nl(moment) < day + timedelta(days=200)
        assert date_in_nl(moment).weekday() < 5
    often = Counter(sleutel for sleutel, moment in late if moment.year == 2025)
    known = [key for key, start in starts.items() if start is not None and start < date(2024, 12, 1)]
    assert known
    assert all(4 <= often[key] <= 7 for key in known)
    for sleutel in known:
        mine = [moment for key, moment in late if key == sleutel]
        assert all((two - one).days >= 30 for one, two in pairwise(mine))


def test_they_are_written_down_once(stores):
    def written():
        with stores.published.connect() as connection:
            mine = sa.select(ronde.c.buurt, ronde.c.gesloten_op).where(ronde.c.door == invented.ORIGIN)
            return sorted(map(tuple, connection.execute(mine)))

    invented._register(stores)
    first = written()
    invented._register(stores)
    assert written() == first == sorted(rounds(WORLD, today()))
