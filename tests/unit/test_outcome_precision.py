"""Percentages are written with the decimals they are published with, and nowhere with more or fewer."""

from __future__ import annotations

from datetime import date

import pytest

from buurtbeeld.model import Status
from buurtbeeld.outcomes import wording
from buurtbeeld.outcomes.baseline import baseline
from buurtbeeld.outcomes.keys import SMALL_GROUP
from buurtbeeld.periods import PeriodeSoort
from buurtbeeld.privacy import rounding
from tests.unit.test_outcome_wording import CATALOG, figure, series, sheet, start, text

FIRST_DAY = date(2024, 7, 1)
ABSENCE, INFLOW = CATALOG.indicatoren["verzuim_wijkverpleging"], CATALOG.indicatoren["instroom_wijkverpleging"]


def test_both_ways_of_rounding_agree_about_what_a_small_group_is():
    assert SMALL_GROUP == rounding.SMALL_GROUP


@pytest.mark.parametrize(
    ("value", "noemer", "expected"),
    [(33.0, 195, "33%"), (33.0, 200, "33,0%"), (33.4, 200, "33,4%"), (8.0, None, "8,0%"), (8.3, None, "8,3%")],
)
def test_a_percentage_of_few_is_whole_and_of_many_has_one_decimal(value, noemer, expected):
    assert wording.cijfer(figure(value, noemer=noemer), INFLOW) == expected
    assert wording.waarde(figure(value, noemer=noemer), INFLOW) == expected


def test_the_margin_is_as_precise_as_the_figure():
    few = figure(33.0, noemer=90, lower=24.0, upper=44.0)
    many = figure(33.0, noemer=900, lower=30.0, upper=36.2)
    assert wording.marge(few, INFLOW) == "24% tot 44%"
    assert wording.marge(many, INFLOW) == "30,0% tot 36,2%"


@pytest.mark.parametrize(("noemers", "expected"), [((190, 205), 42.0), ((205, 210), 41.7), ((None, None), 41.7)])
def test_the_nulmeting_says_no_more_than_the_figures_it_is_made_of(noemers, expected):
    figures = [figure(41.4, "2022-K1", noemer=noemers[0]), figure(42.0, "2022-K2", noemer=noemers[1])]
    found = baseline(figures, (), FIRST_DAY, PeriodeSoort.KWARTAAL, percent=True)
    assert found.value == expected


def test_no_sentence_calls_equal_what_it_also_calls_lower():
    """8,4% at the start and 8,2% now are both about 8%, and still differ."""
    reeks = series([8.4, 8.4, 8.4, 8.3, 8.3, 8.3, 8.2, 8.2], nulmeting=start(8.4))
    told = text(wording.wat_ziet_u(reeks, ABSENCE))
    assert "De cijfers liggen tussen 8,2% en 8,4%." in told
    assert "Van de laatste 5 cijfers zijn er 5 lager dan de 8,4% van de start." in told
    assert "8,2%" in text(wording.antwoord(sheet(ABSENCE, reeks), CATALOG))


def test_what_reads_the_same_as_the_start_is_not_below_it():
    hours = CATALOG.indicatoren["uren_wijkverpleging_per_client"]
    reeks = series([20.0, 20.0, 20.0, 20.01, 20.02, 19.99, 20.03], nulmeting=start(20.0))
    assert "van de start" not in text(wording.wat_ziet_u(reeks, hours))


def test_figures_on_both_sides_are_both_named():
    nps = CATALOG.indicatoren["nps_professionals"]
    reeks = series([-25, -25, -25, -33, -34, -23, -6], nulmeting=start(-25))
    told = text(wording.wat_ziet_u(reeks, nps)).replace("\u00a0", " ")
    assert "Van de laatste 4 cijfers zijn er 2 lager en 2 hoger dan de −25 punten van de start." in told


@pytest.mark.parametrize(
    ("own", "other", "expected"),
    [(33.0, 40.3, "↓ 7,3 punten lager"), (8.8, 8.3, "↑ 0,5 punten hoger"), (9.0, 8.0, "↑ 1 punt hoger"),
     (8.3, 8.3, "gelijk")],
)  # fmt: skip
def test_a_difference_is_that_of_what_is_shown(own, other, expected):
    assert wording.verschil(own, other, INFLOW).replace("\u00a0", " ") == expected


def test_a_hidden_figure_has_no_precision():
    assert wording.waarde(figure(None, status=Status.AFGESCHERMD), INFLOW) == "afgeschermd (kleine aantallen)"
