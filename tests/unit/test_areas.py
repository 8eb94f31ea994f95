"""Codes and names of areas."""

from __future__ import annotations

import csv
import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtbeeld import areas
from buurtbeeld.model import Niveau, niveau_of

CODES = st.from_regex(areas.CODE, fullmatch=True)


@given(CODES, st.integers(0, 6))
def test_padding_and_case_do_not_matter(code, spaces):
    assert areas.clean_code(code.lower() + " " * spaces) == code
    assert areas.is_code(code)


@given(CODES)
def test_a_smaller_area_lies_in_a_larger_one(code):
    gemeente, wijk = areas.gemeente_of(code), areas.wijk_of(code)
    assert gemeente == "" or niveau_of(gemeente) is Niveau.GEMEENTE
    assert wijk == "" or areas.gemeente_of(wijk) == gemeente
    assert (gemeente == "") == (niveau_of(code) is Niveau.LAND)
    assert (wijk != "") == (niveau_of(code) is Niveau.BUURT)


def test_the_country_has_two_names_at_the_sources_and_one_here():
    assert areas.clean_code("NL01  ") == areas.clean_code("NL00      ") == areas.LAND


def test_letters_are_allowed_and_padding_is_not():
    assert areas.is_code("BU0363AF08")
    assert areas.wijk_of("BU0363AF08") == "WK0363AF"
    assert not any(map(areas.is_code, ("GM0363    ", "PV20", "BU036301", "", "GM036A")))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Wijk 05 Oost", "oost"), ("Kleverpark-zuid", "Kleverpark Zuid"), ("Súdwest-Fryslân", "sudwest fryslan")],
)
def test_spelling_is_not_a_difference(one, other):
    assert areas.comparable_name(one) == areas.comparable_name(other)


def test_the_same_code_is_not_proof_of_the_same_area():
    now = ("BU03440522", "Sterrenwijk")
    assert areas.same_area(now, now, ["1", "1"])
    assert not areas.same_area(("BU03440522", "Tolsteegsingel"), now, ["1"])
    assert not areas.same_area(now, now, ["1", "3"])
    assert not areas.same_area(("BU03440521", "Sterrenwijk"), now, ["1"])
    assert areas.same_area(("NL00", "Nederland"), ("NL00", "Nederland (totaal)"), [])


def test_every_real_code_is_a_code(shared):
    path = shared / "data/crosswalk/codes_namen_2017_2020_2024.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 20_000
    assert all(areas.is_code(row["code"]) for row in rows)
