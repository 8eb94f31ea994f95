"""Baseline figures of the invented areas, from the generator to what a page gets."""

from __future__ import annotations

import numpy as np
import pytest

from buurtbeeld.errors import NotFound, SourceError
from buurtbeeld.figures import NeighboursQuestion, PlekQuestion, ProfileQuestion, SearchQuestion, SeriesQuestion, read
from buurtbeeld.model import Status
from buurtbeeld.roles import Role, User
from data_sources.voorbeeld import baseline

USER = User("proef", Role.KARTREKKER)
SOURCES = (baseline.KERNCIJFERS, baseline.SES, baseline.GEZONDHEID)


@pytest.fixture(scope="module")
def tables(catalog):
    return {
        (table.bron, table.jaar): table
        for code in SOURCES
        for answer in baseline.answers(catalog.bronnen[code])
        for table in baseline.read(catalog.bronnen[code], answer)
    }


@pytest.mark.parametrize("code", SOURCES)
def test_the_same_bytes_every_time(catalog, code):
    once, twice = (list(baseline.answers(catalog.bronnen[code])) for _ in range(2))
    assert once == twice
    assert [dict(answer.documents) for answer in once] == [dict(answer.documents) for answer in twice]


def test_only_invented_sources_have_answers(catalog):
    with pytest.raises(SourceError):
        list(baseline.answers(catalog.bronnen["cbs_kerncijfers"]))


def test_every_year_of_the_real_series_is_there(tables):
    assert {jaar for bron, jaar in tables if bron == baseline.KERNCIJFERS} == set(range(2019, 2027))
    assert {jaar for bron, jaar in tables if bron == baseline.GEZONDHEID} == {2012, 2016, 2020, 2022, 2024}


def test_counts_add_up_from_gebied_to_gemeente_but_for_rounding(tables):
    table = tables[baseline.KERNCIJFERS, 2024]
    people, areas = table.values["aantal_inwoners"], table.areas
    inside = areas["gemeente_code"].eq("VBG01") & areas["niveau"].eq("buurt")
    assert people["VBG01"] == pytest.approx(people[inside].sum(), abs=2.5 * inside.sum())
    assert people["VBL00"] == people[areas["niveau"] == "gemeente"].sum()
    ages = table.values.filter(regex="^inwoners_").sum(axis=1)
    np.testing.assert_allclose(ages, people, atol=15)
    assert (people[areas["niveau"].isin(["buurt", "wijk"])] % 5 == 0).all()


def test_percentages_and_margins_are_possible(tables):
    table = tables[baseline.GEZONDHEID, 2024]
    assert table.values.to_numpy().min() >= 0
    assert table.values.to_numpy().max() <= 100
    assert (table.lower <= table.values).all(axis=None)
    assert (table.values <= table.upper).all(axis=None)
    assert table.status is Status.GESCHAT


def test_every_baseline_indicator_has_a_value_in_a_large_buurt(reader, catalog):
    profile = read(USER, ProfileQuestion("nergenshuizen"), reader=reader)
    assert [code for code, row in profile.rows.items() if row.own.value is None] == []
    assert len(profile.rows) == len(catalog.baseline())


def test_a_buurt_stands_beside_its_gemeente_and_the_invented_whole_only(reader):
    profile = read(USER, ProfileQuestion("lindekwartier"), reader=reader)
    row = profile.rows["percentage_koopwoningen"]
    assert (row.gemeente.gebied, row.land.gebied) == ("VBG01", "VBL00")
    assert row.own.origin.bron == baseline.KERNCIJFERS
    assert row.own.vergeleken < 120
    assert profile.plek.verzonnen
    assert profile.plek.land_naam == row.land.gebied_naam == "Voorbeeldland"


def test_a_withheld_figure_says_why(reader):
    income = read(USER, ProfileQuestion("vliegerbuurt"), reader=reader).rows["gemiddeld_inkomen_per_inwoner"].own
    assert income.status is Status.GEHEIM_BRON
    assert "2.500" in income.reden


def test_a_real_buurt_stays_beside_the_real_country(reader):
    profile = read(USER, ProfileQuestion("sterrenwijk"), reader=reader)
    assert profile.rows["percentage_koopwoningen"].land.gebied == "NL00"
    assert {row.own.origin.bron for row in profile.rows.values() if row.own.origin} <= {
        "cbs_kerncijfers", "cbs_ses", "rivm_gezondheid",
    }  # fmt: skip
    assert not profile.plek.verzonnen
    assert profile.jaren == (2024,)


def test_a_composite_is_made_from_its_two_gebieden(reader):
    profile = read(USER, ProfileQuestion("potloodbuurt-en-vouwbladbuurt"), reader=reader)
    parts = [read(USER, ProfileQuestion(code), reader=reader) for code in ("VBB010102", "VBB010103")]
    people = [one.rows["aantal_inwoners"].own.value for one in (profile, *parts)]
    assert people[0] == people[1] + people[2]


def test_a_trend_is_one_line_over_every_year(reader):
    series = read(USER, SeriesQuestion("lindekwartier", "aantal_inwoners"), reader=reader)
    assert [point.jaar for point in series.own] == list(range(2019, 2027))
    assert all(point.verbonden for point in series.own[1:])
    assert len(series.land) == 8


def test_a_comparison_buurt_is_found_by_search_and_marked(reader):
    found = read(USER, SearchQuestion("knikkerbuurt"), reader=reader)
    assert found[0].sleutel == "knikkerbuurt"
    assert all("verzonnen" in one.omschrijving for one in found)


def test_the_invented_whole_consists_of_invented_gemeenten(reader):
    found = read(USER, NeighboursQuestion("VBL00"), reader=reader)
    assert [one.sleutel for one in found] == [f"VBG0{at}" for at in range(1, 7)]
    real = read(USER, NeighboursQuestion("NL00"), reader=reader)
    assert real
    assert not any(one.sleutel.startswith("VB") for one in real)


@pytest.mark.parametrize("code", ["VBB999999", "VBG99", "VBX01", "VB"])
def test_an_invented_code_that_is_no_area_is_not_found(reader, code):
    with pytest.raises(NotFound):
        read(USER, PlekQuestion(code), reader=reader)
