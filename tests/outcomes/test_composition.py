"""Of which buurten a figure of a partner is made, and what the sheet says when that changes."""

from __future__ import annotations

from datetime import date
from itertools import chain

import pytest

from buurtbeeld.outcomes.parts import Samenstelling
from buurtbeeld.outcomes.whom import samenstelling_zin, wisseling_zin
from tests.outcomes.village import CONSULTS, buurt, catalog, quarters, rates

TURNOVER, PARTNER = "verloop_wijkverpleging", "alliantiepartners"


def turnover(sleutel, first, last):
    return [(sleutel, one.code, TURNOVER, "", 12.0, 100.0) for one in quarters(first, last)]


@pytest.fixture
def three(village):
    """Three buurten of one partner that began in July 2024, and one of another."""
    more = {"start": date(2024, 7, 1), "partner": "Zorg"}
    elsewhere = buurt("elders", **more | {"partner": "Anders"})
    village.catalog = catalog(buurt("bos", **more), buurt("dal", **more), elsewhere)
    return village


def published(village, **periods):
    rows = chain.from_iterable(turnover(key, *years) for key, years in periods.items())
    village.deliver(rows, bron=PARTNER)
    village.publish()
    return village.sheet(TURNOVER).samenstelling


def test_a_total_of_the_same_buurten_has_no_warning(three):
    found = published(three, eigen=(2023, 2026), bos=(2023, 2026), dal=(2023, 2026), elders=(2023, 2026))
    assert found == Samenstelling(3, ("Bos", "Dal", "Eigen"))
    assert wisseling_zin(found) == ""
    assert samenstelling_zin(found) == "Daarin tellen 3 buurten mee: Bos, Dal en Eigen."


def test_a_buurt_that_stops_and_one_that_begins_are_named(three):
    found = published(three, eigen=(2023, 2026), bos=(2023, 2024), dal=(2025, 2026))
    assert found == Samenstelling(3, ("Dal", "Eigen"), erbij=("Dal",), eraf=("Bos",))
    assert wisseling_zin(found) == (
        "Let op: sinds de start kwam Dal erbij. Bos telt niet meer mee. Ook dat verandert het cijfer."
    )
    assert samenstelling_zin(found) == "Daarin tellen 2 van de 3 buurten mee: Dal en Eigen."


def test_what_was_taken_back_is_not_in_it(three):
    number = three.deliver(turnover("bos", 2023, 2026), bron=PARTNER)
    three.retract(number)
    assert published(three, eigen=(2023, 2026)).nu == ("Eigen",)


def test_a_figure_of_the_buurt_itself_is_made_of_nothing_else(village):
    village.deliver(rates("eigen"))
    village.publish()
    assert village.sheet(CONSULTS).samenstelling is None


@pytest.mark.parametrize(
    ("found", "zin"),
    [
        (Samenstelling(1, ("Noord",)), "Daarin telt 1 buurt mee: Noord."),
        (Samenstelling(20, tuple("abcdefgh")), "Daarin tellen 8 van de 20 buurten mee."),
        (Samenstelling(4, ("Noord",)), "Daarin telt 1 van de 4 buurten mee: Noord."),
    ],
)
def test_names_are_given_when_they_are_few(found, zin):
    assert samenstelling_zin(found) == zin


def test_many_that_left_are_counted():
    found = Samenstelling(9, ("Noord",), eraf=tuple("abcdef"))
    assert wisseling_zin(found) == "Let op: 6 buurten tellen niet meer mee. Ook dat verandert het cijfer."
