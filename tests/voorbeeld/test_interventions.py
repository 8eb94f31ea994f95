"""The acties of the invented programme: registered once, as a network would have done, and never in production."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from buurtbeeld.intervention_list import of_buurt
from buurtbeeld.periods import today
from buurtbeeld.storage.schema_plans import intervention
from data_sources import invented
from data_sources.stores import Stores
from data_sources.voorbeeld.interventions import interventions
from data_sources.voorbeeld.world import World


@pytest.fixture(scope="module")
def stores(store, catalog):
    with Stores(store) as opened:
        opened._catalog = catalog
        yield opened


def counted(stores):
    with stores.published.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(intervention))


def test_registered_once_and_only_where_the_buurt_takes_part(stores, catalog):
    invented._register(stores)
    first = counted(stores)
    invented._register(stores)
    assert counted(stores) == first > 100
    with stores.published.connect() as connection:
        for _, buurt in catalog.buurten():
            found = of_buurt(connection, buurt.sleutel)
            assert bool(found) == (buurt.sleutel in {one.buurt for one in interventions(World(invented.SEED))})
            assert {one.thema for one in found} <= set(buurt.themas)
            for one in found:
                assert one.start <= today() + invented.PLANNED_AHEAD
                assert one.bereik is None or (one.bereik >= 10 and one.bereik % 5 == 0)


def test_never_in_production(stores):
    real = {code: one for code, one in stores.catalog.programmas.items() if not one.verzonnen}
    before, stores._catalog = counted(stores), replace(stores.catalog, programmas=real)
    try:
        assert invented.accept(stores, report=lambda *_: None) == 0
    finally:
        stores._catalog = None
    assert counted(stores) == before
