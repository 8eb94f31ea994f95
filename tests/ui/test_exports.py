"""Files to take away: right for a Dutch spreadsheet, and harmless in it."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from buurtbeeld.model import Status
from buurtbeeld.privacy import exports, files
from tests.ui import factories

ABOUT = [
    ("Buurt", "Sterrenwijk"),
    ("Bron", "=cmd()"),
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
    content = files.as_csv(exports.table(lines()))
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
    header, *rows = read_csv(files.as_csv(exports.table(lines())))
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
    content = files.as_xlsx(exports.table(lines(), ABOUT))
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = book.get_sheet_by_name("Cijfers").to_python()
    assert tuple(rows[0]) == exports.HEADER
    from_csv = read_csv(files.as_csv(exports.table(lines())))
    assert len(rows) == len(from_csv)
    at = exports.HEADER.index("waarde")
    for row, text in zip(rows[1:], from_csv[1:], strict=True):
        assert row[at] == (float(text[at].replace(",", ".")) if text[at] else "")
    about = book.get_sheet_by_name("Over dit bestand").to_python()
    assert ["Buurt", "Sterrenwijk"] in about


def test_xlsx_has_no_formula_and_no_link():
    nasty = [exports.Named(text, 0, replace(lines()[0].figure, gebied_naam=f"=HYPERLINK({text})")) for text in RISKY]
    with zipfile.ZipFile(io.BytesIO(files.as_xlsx(exports.table(nasty, ABOUT)))) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not any("<f>" in sheet or "hyperlink" in sheet for sheet in sheets)


@pytest.mark.parametrize("text", RISKY)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert files.neutral(text).startswith("'")


@pytest.mark.parametrize("text", ["%", "Sterrenwijk", "x 1000 euro", "klasse 1-5", "'s-Hertogenbosch", "1-1", ""])
def test_what_is_harmless_stays_as_it_is(text):
    assert files.neutral(text) == text


@given(st.text(max_size=30))
def test_no_cell_ever_starts_like_a_formula(text):
    shown = files.neutral(text)
    assert not shown.lstrip(files.SKIPPED).startswith(files.FORMULA_STARTS)
    assert not set(shown) & set("\t\r\n\0")


@given(st.text(max_size=30), st.floats(-1e9, 1e9))
def test_a_csv_reads_back_as_it_was_written(name, value):
    line = exports.Named(name, 3, replace(lines()[0].figure, value=value))
    _, row = read_csv(files.as_csv(exports.table([line])))
    assert row[1] == files.neutral(name)
    assert float(row[exports.HEADER.index("waarde")].replace(",", ".")) == pytest.approx(value, abs=0.0005)


def test_values_are_as_precise_as_the_catalogue_says():
    figure = replace(lines()[0].figure, value=22.850001)
    _, row = read_csv(files.as_csv(exports.table([exports.Named("65 jaar en ouder", 1, figure)])))
    assert row[exports.HEADER.index("waarde")] == "22,9"


def test_a_hidden_figure_is_a_dot_in_every_column_of_figures():
    """Also when whoever made the line left a number in it."""
    figure = replace(lines()[0].figure, value=7.0, lower=5.0, upper=9.0, status=Status.AFGESCHERMD, reden="te weinig")
    made = exports.table([exports.Named("Wmo", 0, figure), lines()[0]])
    header, hidden, shown = read_csv(files.as_csv(made))
    at = [header.index(name) for name in ("waarde", "ondergrens", "bovengrens")]
    assert [hidden[one] for one in at] == ["·", "·", "·"]
    assert shown[at[0]] not in {"", "·"}
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(files.as_xlsx(made))).get_sheet_by_name("Cijfers").to_python()
    assert [sheet[1][one] for one in at] == ["·", "·", "·"]
