"""De afspraak: who sees it, what stands on it, what the address keeps, what goes out as a file."""

from __future__ import annotations

import io

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from buurtbeeld.agreement import sentences as words
from buurtbeeld.agreement.answers import DEFINITIES, MATEN, VENSTERS, VERGELIJKINGEN
from buurtbeeld.charts.agreement_line import index_chart
from buurtbeeld.privacy import agreement_exports
from buurtbeeld.privacy.files import as_csv, as_xlsx
from buurtbeeld.settings import ROOT
from pages._ui import agreement_rows as rows
from pages._ui import html
from tests.agreement.made import computed, others, starters
from tests.ui.conftest import markup, messages

SEES = ["netwerklid", "huisarts", "kartrekker", "coordinator", "transitieteam", "verzekeraar", "onderzoeker"]


@pytest.fixture(scope="module")
def found():
    return computed((*starters(), *others()), effect=-0.25, full=True)


@pytest.mark.parametrize("role", SEES)
def test_page_opens_for(open_page, role):
    app = open_page("afspraak", role=role, buurt="sterrenwijk")
    assert not app.exception
    assert messages(app) == []
    assert "De afspraak: 15% minder uren" in markup(app)


@pytest.mark.parametrize("role", ["bezoeker", "leverancier", "beheerder"])
def test_page_is_not_for(store, role):
    """By its own address, since it is not in the menu of these roles."""
    app = AppTest.from_file(ROOT / "pages" / "afspraak.py", default_timeout=60)
    app.session_state["rol"] = role
    app.run()
    assert not app.exception
    assert len(messages(app)) == 1
    assert "15% minder uren" not in markup(app)


def test_without_hours_it_says_why_and_shows_no_number(open_page):
    text = markup(open_page("afspraak", buurt="sterrenwijk"))
    assert "startdatum" in text
    assert "te weinig gegevens" in text
    assert "NaN" not in text
    assert "None" not in text


def test_an_area_outside_a_programma(open_page):
    app = open_page("afspraak", buurt="GM0344")
    assert not app.exception
    assert "gaat over buurten van een programma" in markup(app)


@pytest.mark.parametrize(("address", "chosen"), [
    ({}, ("per_client", "niet_transitie")),
    ({"definitie": "volume", "naast": "eigen_start"}, ("volume", "eigen_start")),
    ({"definitie": "x'; drop", "naast": "<b>"}, ("per_client", "niet_transitie")),
])  # fmt: skip
def test_the_choice_stands_in_the_address(open_page, address, chosen):
    app = open_page("afspraak", buurt="sterrenwijk", **address)
    assert not app.exception
    assert (app.session_state["definitiekeuze"], app.session_state["naastkeuze"]) == chosen


def test_a_choice_changes_the_address(open_page):
    app = open_page("afspraak", buurt="sterrenwijk")
    app.selectbox(key="naastkeuze").select("eigen_start").run()
    assert app.query_params["naast"] in ("eigen_start", ["eigen_start"])


def test_a_copy_that_is_not_there_is_a_sentence(open_page):
    app = open_page("afspraak", buurt="sterrenwijk", kopie="999")
    assert not app.exception
    assert "geen bevroren versie 999" in "".join(messages(app))


# What is drawn and written, from an agreement with numbers.


def test_every_reading_is_a_line_and_the_contract_is_marked_once(found):
    first, rest = rows.readings(found)
    assert len(first) + len(rest) == len(found.lezingen) + 1  # and the contract with every buurt alike
    assert [one.contract for one in (*first, *rest)].count(True) == 1
    assert first[0].contract
    for one in (*first, *rest):
        assert bool(one.getal) != bool(one.reden)
        assert one.breed >= 0
        assert not one.getal or one.van <= one.punt <= one.van + one.breed + 0.1


def test_every_buurt_alike_stands_right_below_the_contract(found):
    first, _ = rows.readings(found)
    even = next(one for one in found.gevoeligheid if one.naam == "Elke buurt telt even zwaar")
    assert first[1].bij.endswith("elke buurt telt even zwaar")
    assert first[1].getal == f"{words.signed(even.schatting)}%"
    assert not first[1].contract


def test_the_scale_keeps_within_its_ends():
    assert [rows.at(value) for value in (-90.0, -30.0, -10.0, 10.0, 300.0)] == [0, 0, 50, 100, 100]


def test_markup_of_numbers(found):
    first, rest = rows.readings(found)
    text = html.render("afspraaklezingen", titel="t", bij="b", eerst=first, rest=rest, alle=108, doel=37.5, nul=75.0)
    assert text.count("<tr") == 108 + 3
    assert "zo staat het in het contract" in text
    assert "NaN" not in text
    assert "None" not in text


def test_the_chart_draws_both_lines_and_the_aim_and_nothing_of_a_few(found):
    spec = index_chart(found.lijn)
    drawn = [layer["data"]["values"] for layer in spec["layer"]]
    assert any("transitie" in row for rows_ in drawn for row in rows_)
    assert any(str(row.get("tekst", "")).startswith("doel: −15%") for rows_ in drawn for row in rows_)
    few = computed((*starters(2), *others(2)), full=True)
    assert index_chart(few.lijn) is None


def test_the_workbook_has_every_reading_with_the_text_of_its_definition(found):
    table = agreement_exports.table(found, 7, [("Programma", "Dorp")])
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(table)))
    sheet, about = book.worksheets[:2]
    lines = [
        dict(zip(agreement_exports.HEADER, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)
    ]
    readings = [line for line in lines if line["onderdeel"] in ("afspraak (contract)", "andere lezing")]
    assert len(readings) == len(DEFINITIES) * len(VERGELIJKINGEN) * len(MATEN) * len(VENSTERS)
    assert readings[0]["schatting"] == found.contract.schatting_pct
    assert all(len(line["definitietekst"]) > 60 for line in readings)
    assert {line["publicatie"] for line in lines} == {7}
    empty = [line for line in readings if line["schatting"] is None]
    assert empty
    assert all(line["ondergrens_95"] is None and line["toelichting"] for line in empty)
    told = {row[0] for row in about.iter_rows(values_only=True)}
    assert {"Definitie: per_client", "Definitie: volume", "Definitie: per_1000_65plus", "Programma"} <= told


def test_the_same_words_in_csv(found):
    text = as_csv(agreement_exports.table(found, 7)).decode("utf-8-sig")
    assert text.splitlines()[0].count(";") == len(agreement_exports.HEADER) - 1
    assert found.contract.oordeel in text
