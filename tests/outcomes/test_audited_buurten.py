"""The audit looks only where something can be hidden: what is left out would have changed nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from buurtbeeld.outcomes import disclosure_near
from tests.integration.incremental import told
from tests.outcomes.test_disclosure import members, turnover
from tests.outcomes.test_shared_noemer import rows
from tests.outcomes.village import CONSULTS, START, VISITS, buurt, catalog

LATER = datetime(2026, 11, 3, tzinfo=UTC)


def everything(every, figures, some, places, *, drempel):
    del figures, drempel
    there = {buurt for one in every for buurt in one.rows["buurt"].astype(str)}
    levels = {key for key in ("programma", *places.partners.values()) if key}
    return frozenset({*there, *levels, *places.partners} if some is None else some)


@pytest.fixture
def mixed(village):
    """Partners with small and with large numbers, a buurt with others in it, and buurten to compare with."""
    small = {f"k{at}": f"BU9999000{at}" for at in range(1, 5)}
    inside = [buurt(name, start=START, gebieden=(code,)) for name, code in small.items()]
    whole = buurt("groot", start=START, gebieden=(*small.values(), "BU99990009"))
    village.catalog = catalog(*members("b", "c"), *members("d", "e", partner="Groot"), whole, *inside)
    village.deliver([*rows(CONSULTS), *rows(VISITS)])
    counts = {"eigen": 2, "b": 3, "c": 4, "d": 40, "e": 50, "naast-01": 3, "naast-02": 30}
    village.deliver(list(turnover(counts, staff=300.0)), bron="alliantiepartners")
    return village


def test_what_is_left_out_of_the_audit_changes_nothing(mixed, monkeypatch):
    found = []
    for audited in (disclosure_near.audited, everything):
        monkeypatch.setattr(disclosure_near, "audited", audited)
        monkeypatch.setattr("buurtbeeld.outcomes.delivered_parts.METHOD_VERSION", f"{len(found)}")
        mixed.publish()
        found.append([line.partition(",")[2] for line in told(mixed.published)[0]])
    assert found[0]
    assert sorted(found[0]) == sorted(found[1])


def test_nor_when_there_is_a_memory(mixed, monkeypatch):
    mixed.publish()
    mixed.deliver(list(turnover({"c": 5, "d": 41}, staff=300.0)), bron="alliantiepartners", at=LATER)
    for key in ("c", "d"):
        mixed.close(key)
    test_what_is_left_out_of_the_audit_changes_nothing(mixed, monkeypatch)
