"""Where one thing ends and the next begins: days, persons, roundings."""

from dataclasses import replace
from datetime import date

import pytest

from buurtbeeld.ingest.template import form_for
from buurtbeeld.periods import Periode
from tests.ingest_checks.made import ACTIES, INSTROOM, NPS, RULES, SEH, checked, codes, rules


@pytest.mark.parametrize(("day", "periode", "found"), [
    (date(2026, 10, 31), "2026-T5", ["W_PERIODE_LOOPT"]),
    (date(2026, 11, 1), "2026-T5", []),
    (date(2026, 10, 31), "2026-T6", ["E_PERIODE_TOEKOMST"]),
    (date(2026, 11, 1), "2026-T6", ["W_PERIODE_LOOPT"]),
    (date(2027, 1, 1), "2026-T6", []),
])  # fmt: skip
def test_first_and_last_day_of_a_period(day, periode, found):
    assert [one[0] for one in codes(("goirle", periode, ACTIES, 40), by=rules(vandaag=day))] == found


@pytest.mark.parametrize(("teller", "found"), [
    (0, []), (1, ["W_KLEIN_AANTAL"]), (9, ["W_KLEIN_AANTAL"]), (10, []),
])  # fmt: skip
def test_few_persons(teller, found):
    assert [one[0] for one in codes(("goirle", "2025", INSTROOM, teller, 100))] == found


def test_promotors_less_critics_are_no_number_of_persons():
    assert codes(("goirle", "2026-H1", NPS, 5, 40)) == []
    assert codes(("goirle", "2026-H1", NPS, 5, 9)) == [("W_KLEIN_AANTAL", 2, "noemer")]


@pytest.mark.parametrize(("waarde", "right"), [
    ("105,45", True), ("105,4", True), ("105,5", True), ("105", True), ("105,0", True), (105.45, True),
    ("105,44", False), ("105,56", False), ("106", False), ("104", False), ("105,39", False),
])  # fmt: skip
def test_rounding_is_no_difference(waarde, right):
    """2.109 of 20.000 is 105,45 per 1.000."""
    assert (codes(("goirle", "2025", SEH, 2109, 20000, waarde)) == []) is right


def test_a_difference_just_over_half_the_last_decimal_counts():
    assert codes(("goirle", "2025", SEH, 10555, 100000, "105")) == [("E_WAARDE_KLOPT_NIET", 2, "waarde")]


def test_a_value_that_is_withheld_takes_its_teller_along():
    rows, _ = checked(("goirle", "2025", SEH, 420, 4000, "*"))
    assert (rows[0].teller, rows[0].noemer, rows[0].status) == (None, 4000, "geheim_bron")


def test_template_of_one_programma():
    other = replace(RULES.buurten["goirle"], sleutel="elders", programma="ander")
    by = replace(RULES, programma="ander", buurten={**RULES.buurten, "elders": other})
    assert [one.sleutel for one in form_for(by, "gemeente", [Periode.parse("2025")]).buurten] == ["elders"]
