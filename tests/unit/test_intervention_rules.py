"""What may stand in an actie: every problem at once, each with its code, and never what was written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from buurtbeeld.catalog import load_catalog
from buurtbeeld.intervention_rules import Invoer, Onjuist, checked, day_in

CATALOG = load_catalog(Path(__file__).parents[2] / "config", verzonnen=True)
TODAY = date(2026, 11, 20)
RIGHT = Invoer("preventie", "Wandelgroep", date(2025, 3, 3), 12, date(2026, 1, 1), 40)


def check(given, buurt="lindekwartier"):
    found = CATALOG.buurt(buurt)
    return checked(given, found[1], drempel=10, vandaag=TODAY)


def codes(given, buurt="lindekwartier"):
    with pytest.raises(Onjuist) as told:
        check(given, buurt)
    return [(one.veld, one.code) for one in told.value.fouten], str(told.value)


def test_right():
    assert check(RIGHT) == RIGHT
    assert check(replace(RIGHT, titel="  Samen\u200b  koken\t")).titel == "Samen koken"
    assert check(replace(RIGHT, titel="Beweegtuin Parkweg 12", eind=None, bereik=None)).bereik is None


@pytest.mark.parametrize(
    ("change", "veld", "code"),
    [
        ({"thema": "onbekend"}, "thema", "E_ACTIE_THEMA"),
        ({"titel": " \u200b "}, "titel", "E_ACTIE_TITEL"),
        ({"titel": "a" * 81}, "titel", "E_ACTIE_TITEL"),
        ({"titel": "Bezoek aan mevrouw Jansen"}, "titel", "E_ACTIE_PERSOON"),
        ({"titel": "Traject 111222333"}, "titel", "E_ACTIE_PERSOON"),
        ({"titel": "Traject 111\u200b222\u200b333"}, "titel", "E_ACTIE_PERSOON"),
        ({"titel": "Meer bij piet@example.org"}, "titel", "E_ACTIE_PERSOON"),
        ({"titel": "Bel 06 12345678 voor thee"}, "titel", "E_ACTIE_PERSOON"),
        ({"titel": "Fatima Bakker helpt"}, "titel", "E_ACTIE_PERSOON"),
        ({"start": None}, "start", "E_ACTIE_START"),
        ({"start": None, "onleesbaar": frozenset({"start"})}, "start", "E_ACTIE_START"),
        ({"eind": None, "onleesbaar": frozenset({"eind"})}, "eind", "E_ACTIE_EIND"),
        ({"start": date(2014, 12, 31)}, "start", "E_ACTIE_START"),
        ({"start": date(2032, 1, 1), "eind": None}, "start", "E_ACTIE_START"),
        ({"eind": date(2025, 3, 2)}, "eind", "E_ACTIE_EIND"),
        ({"eind": date(2037, 1, 1)}, "eind", "E_ACTIE_EIND"),
        ({"maanden": None}, "maanden", "E_ACTIE_TERMIJN"),
        ({"maanden": 61}, "maanden", "E_ACTIE_TERMIJN"),
        ({"bereik": -1}, "bereik", "E_ACTIE_BEREIK"),
        ({"bereik": 10**9}, "bereik", "E_ACTIE_BEREIK"),
    ],
)
def test_one_problem(change, veld, code):
    found, said = codes(replace(RIGHT, **change))
    assert found == [(veld, code)]
    assert not any(word in said for word in ("Jansen", "111222333", "piet", "12345678", "Fatima"))


def test_every_problem_at_once():
    found, said = codes(Invoer("x", "", None, None, None, -3))
    assert [code for _, code in found] == [
        "E_ACTIE_THEMA", "E_ACTIE_TITEL", "E_ACTIE_START", "E_ACTIE_TERMIJN", "E_ACTIE_BEREIK",
    ]  # fmt: skip
    assert said.count(".") >= 10


def test_a_thema_that_was_left_out_and_a_buurt_to_compare_with():
    assert codes(replace(RIGHT, thema="eerstelijn"), "kralenbuurt")[0] == [("thema", "E_ACTIE_THEMA")]
    assert codes(RIGHT, "knikkerbuurt")[0] == [("thema", "E_ACTIE_BUURT")]


@pytest.mark.parametrize(
    "text",
    ["3 maart 2026", " 3 Maart 2026 ", "3 mrt 2026", "3 mrt. 2026", "3-3-2026", "03/03/2026", "3.3.2026", "2026-03-03"],
)
def test_a_day_as_people_write_it(text):
    assert day_in(text) == date(2026, 3, 3)


def test_a_month_is_its_first_day_and_the_rest_is_no_day():
    assert day_in("sep 2025") == date(2025, 9, 1)
    for text in ("", "morgen", "31 februari 2026", "3 ma 2026", "3 mar 26", "2026", "3-2026", "3 m 2026", "2026-13-01"):
        assert day_in(text) is None, text
