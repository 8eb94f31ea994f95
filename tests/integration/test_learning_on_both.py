"""Results of learning are the same on both databases, and made once when two publish at the same time."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from buurtbeeld.learning import gebeurtenissen, uitrekenen
from buurtbeeld.publication import quiet
from buurtbeeld.storage.schema_learning import adjusted, funnel_point, learning, learning_publication
from tests.learning.test_gebeurtenissen import page, user
from tests.learning.test_uitrekenen import deliver
from tests.outcomes.village import START, Village, buurt, catalog


@pytest.fixture
def village(settings, vault, published):
    found = Village(settings, vault, published, catalog(buurt("buren", start=START)))
    deliver(found, {"eigen": 0.8})
    return found


def stored(village, table=adjusted):
    with village.published.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.select(table).order_by(*table.primary_key.columns))]


SEEN: dict[str, list[tuple[object, ...]]] = {}


def test_the_same_numbers_on_both(village):
    number = village.publish()
    assert uitrekenen.ensure(village.published, village.catalog, number, report=quiet) == 1
    name = village.published.dialect.name
    SEEN[name] = [*stored(village), *stored(village, funnel_point)]
    assert len(SEEN[name]) == 2 + 16
    for other in SEEN.values():
        assert other == SEEN[name]


def test_two_who_work_out_at_once_make_one_result(village):
    number = village.publish()
    ready = threading.Barrier(2)

    def work(_):
        ready.wait()
        return uitrekenen.ensure(village.published, village.catalog, number, report=quiet)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    assert len(stored(village, learning)) == 1
    assert len(stored(village, learning_publication)) == 1
    assert len(stored(village)) == 2


def test_a_request_is_stored_and_read(village):
    number = village.publish()
    uitrekenen.ensure(village.published, village.catalog, number, report=quiet)
    asks = user("kartrekker", "buren")
    gebeurtenissen.ask_contact(village.published, village.catalog, asks, "buren", "eigen")
    assert [one.van.sleutel for one in page(village, "eigen").vragen] == ["buren"]


def test_what_is_killed_half_way_is_made_later(village, monkeypatch):
    number = village.publish()

    def fails(*_):
        raise RuntimeError("stroom weg")

    monkeypatch.setattr(uitrekenen, "_write", fails)
    with pytest.raises(RuntimeError):
        uitrekenen.ensure(village.published, village.catalog, number, report=quiet)
    assert stored(village, learning) == []
    assert not page(village, "eigen").klaar
    monkeypatch.undo()
    uitrekenen.ensure(village.published, village.catalog, number, report=quiet)
    assert page(village, "eigen").klaar
