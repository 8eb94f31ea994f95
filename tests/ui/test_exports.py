"""Files to take away: right for a Dutch spreadsheet, and harmless in it."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from buurtbeeld.privacy import exports
from tests.ui import factories

ABOUT = [
    ("Buurt", "Sterrenwijk"),
    ("Bron", "=cmd()"),
    ("Gemaakt op (UTC)", exports.made_at(datetime(2026, 7, 19, tzinfo=UTC))),
]
RISKY = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "\u00a0=1",
    "\uff1d1",
    "\uff0b1",
    "\uff0d1",
    "\uff20x",
    "\u200b=1",
    "\0=1",
    "−1",
]


def lines():
    return exports.figures_of(factories.profile(), factories.catalog().baseline())


def read_csv(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_csv_is_utf8_with_bom_semicolons_and_a_decimal_comma():
    content = exports.to_csv(lines())
    assert content.startswith(b"\xef\xbb\xbf")
    header, *rows = read_csv(content)
    assert tuple(header) == exports.HEADER
    found = {(row[0], row[2]): dict(zip(header, row, strict=True)) for row in rows}
    own = found["gemiddelde_huishoudensgrootte", "BU03440522"]
    assert own["waarde"] == "2,1"
    assert own["jaar"] == "2024"
    assert own["bron"] == "Kerncijfers wijken en buurten"
    assert own["opgehaald"] == "2026-07-19"
    assert found["aantal_inwoners", "NL00"]["waarde"] == "17942942"


def test_a_missing_value_is_empty_with_its_reason_never_zero():
    header, *rows = read_csv(exports.to_csv(lines()))
    rows = [dict(zip(header, row, strict=True)) for row in rows]
    income = next(
        row for row in rows if row["indicator"] == "gemiddeld_inkomen_per_inwoner" and row["gebied"] == "BU03440522"
    )
    assert income["waarde"] == ""
    assert income["reden"]
    assert all(bool(row["waarde"]) != bool(row["reden"]) for row in rows)


def test_every_figure_of_the_page_is_in_the_file():
    profile = factories.profile()
    figures = [one for row in profile.rows.values() for one in (row.own, row.gemeente, row.land) if one is not None]
    assert [line.figure for line in lines()] == figures


def test_xlsx_holds_the_same_figures_as_numbers_and_says_where_they_come_from():
    content = exports.to_xlsx(lines(), ABOUT)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = book.get_sheet_by_name("Cijfers").to_python()
    assert tuple(rows[0]) == exports.HEADER
    from_csv = read_csv(exports.to_csv(lines()))
    assert len(rows) == len(from_csv)
    at = exports.HEADER.index("waarde")
    for row, text in zip(rows[1:], from_csv[1:], strict=True):
        assert row[at] == (float(text[at].replace(",", ".")) if text[at] else "")
    about = book.get_sheet_by_name("Over dit bestand").to_python()
    assert ["Gemaakt op (UTC)", "2026-07-19T00:00:00+00:00"] in about


def test_xlsx_has_no_formula_and_no_link():
    nasty = [exports.Named(text, 0, replace(lines()[0].figure, gebied_naam=f"=HYPERLINK({text})")) for text in RISKY]
    with zipfile.ZipFile(io.BytesIO(exports.to_xlsx(nasty, ABOUT))) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not any("<f>" in sheet or "hyperlink" in sheet for sheet in sheets)


@pytest.mark.parametrize("text", RISKY)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert exports.neutral(text).startswith("'")


@pytest.mark.parametrize("text", ["%", "Sterrenwijk", "x 1000 euro", "klasse 1-5", "'s-Hertogenbosch", "1-1", ""])
def test_what_is_harmless_stays_as_it_is(text):
    assert exports.neutral(text) == text


@given(st.text(max_size=30))
def test_no_cell_ever_starts_like_a_formula(text):
    shown = exports.neutral(text)
    assert not shown.lstrip(exports.SKIPPED).startswith(exports.FORMULA_STARTS)
    assert not set(shown) & set("\t\r\n\0")


@given(st.text(max_size=30), st.floats(-1e9, 1e9))
def test_a_csv_reads_back_as_it_was_written(name, value):
    line = exports.Named(name, 3, replace(lines()[0].figure, value=value))
    _, row = read_csv(exports.to_csv([line]))
    assert row[1] == exports.neutral(name)
    assert float(row[exports.HEADER.index("waarde")].replace(",", ".")) == pytest.approx(value, abs=0.0005)


def test_values_are_as_precise_as_the_catalogue_says():
    figure = replace(lines()[0].figure, value=22.850001)
    _, row = read_csv(exports.to_csv([exports.Named("65 jaar en ouder", 1, figure)]))
    assert row[exports.HEADER.index("waarde")] == "22,9"
