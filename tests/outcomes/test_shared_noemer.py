"""Indicators that count the same people: what one shows is known beside what another hides."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from buurtbeeld.deliveries.round_term import Closings
from tests.integration.incremental import anew, told
from tests.outcomes.test_disclosure import again, published
from tests.outcomes.village import CONSULTS, NOW, START, VISITS, buurt, catalog
from tests.privacy.attacker import Attacker, violations

SMALL = ("k1", "k2", "k3", "k4")
AT, LATER = datetime(2026, 11, 2, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC)
TELLERS = {
    CONSULTS: {"k1": 300.0, "k2": 400.0, "k3": 500.0, "k4": 600.0, "groot": 1900.0},
    VISITS: {"k1": 160.0, "k2": 130.0, "k3": 110.0, "k4": 90.0, "groot": 550.0},
}


@pytest.fixture
def around(village):
    """Four buurten of a thousand patients, in one of four thousand: nobody lives outside the four."""
    codes = {name: f"BU9999000{at}" for at, name in enumerate(SMALL, 1)}
    places = [buurt(name, start=START, gebieden=(code,)) for name, code in codes.items()]
    village.catalog = catalog(buurt("groot", start=START, gebieden=(*codes.values(), "BU99990009")), *places)
    return village


def rows(indicator, code="2026-K3", only=(*SMALL, "groot"), extra=0.0):
    noemer = {"groot": 4000.0 + extra} | dict.fromkeys(SMALL, 1000.0)
    return [(key, code, indicator, "", TELLERS[indicator][key], noemer[key]) for key in only]


def known_too_well(village, code="2026-K3", publications=(None,), extra=0.0):
    """What each network can say of who lives outside the four, with the noemers of every figure ever shown."""
    found = {}
    for own in ("", *SMALL, "groot"):
        attacker = Attacker()
        attacker.sums("groot", [*SMALL, "buiten"])
        if own:
            attacker.knows(own, 4000.0 + extra if own == "groot" else 1000.0)
        for number in publications:
            for (key, period, _), (_, _, noemer) in published(village, number).items():
                if period == code and key in (*SMALL, "groot") and noemer is not None:
                    attacker.sees(key, noemer)
        if wrong := violations(attacker, ["buiten"]):
            found[own] = wrong
    return found


def hidden(village, indicator, code="2026-K3"):
    return {key for (key, period, name), (value, _, _) in published(village).items()
            if name == indicator and period == code and value is None}  # fmt: skip


def test_what_one_indicator_hides_does_not_follow_from_the_noemer_of_another(around):
    around.deliver([*rows(CONSULTS), *rows(VISITS)])
    around.publish()
    assert known_too_well(around) == {}
    assert hidden(around, CONSULTS)
    assert len(hidden(around, CONSULTS)) + len(hidden(around, VISITS)) < 5
    assert again(around, Closings(NOW, {})) == []


@pytest.mark.parametrize("first", [CONSULTS, VISITS])
def test_nor_when_the_other_is_delivered_later(around, first):
    second = VISITS if first == CONSULTS else CONSULTS
    around.deliver(rows(first), at=AT)
    numbers = [around.publish()]
    assert hidden(around, first)
    around.deliver(rows(second), at=LATER)
    numbers.append(around.publish())
    assert known_too_well(around, publications=numbers) == {}
    assert again(around, Closings(NOW, {})) == []


def test_nor_when_each_delivers_only_some_of_the_places(around):
    """The one says what the whole is, the other what its parts are: only together are they a sum."""
    around.deliver([*rows(CONSULTS, only=("groot",)), *rows(VISITS, only=SMALL)])
    around.publish()
    assert known_too_well(around) == {}


def test_nor_when_one_of_them_is_delivered_again(around):
    around.deliver([*rows(CONSULTS), *rows(VISITS)], at=AT)
    numbers = [around.publish()]
    changed = [(key, code, name, "", teller + 5, noemer) for key, code, name, _, teller, noemer in rows(VISITS)]
    around.deliver(changed, at=LATER)
    for key in (*SMALL, "groot"):
        around.close(key)
    numbers.append(around.publish())
    assert known_too_well(around, publications=numbers) == {}


def test_period_after_period_is_everything_from_nothing(around):
    for at, code in enumerate(("2025-K4", "2026-K1", "2026-K2")):
        around.deliver([*rows(CONSULTS, code, extra=at), *rows(VISITS, code, extra=at)], at=AT)
        around.publish()
        assert known_too_well(around, code, extra=at) == {}
    assert told(around.published) == anew(around.vault, around.published, around.catalog, NOW)
    assert any(hidden(around, CONSULTS, code) for code in ("2025-K4", "2026-K1", "2026-K2"))
