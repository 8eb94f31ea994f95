"""Outcomes as a file: the words of the screen, numbers as numbers, and nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from python_calamine import CalamineWorkbook

from buurtbeeld.outcomes import lines as outcome_lines
from buurtbeeld.outcomes import wording as outcome_wording
from buurtbeeld.privacy import files, outcome_exports
from pages._ui import outcome_filter, outcome_views
from tests.ui import outcome_factories as factories

CATALOG = factories.catalog()


def lines(outcomes):
    return outcome_lines.lines_of(outcomes, CATALOG, factories.TODAY)


def read(outcomes):
    text = files.as_csv(outcome_exports.table(outcomes, lines(outcomes))).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def test_screen_and_file_say_the_same_of_every_figure():
    outcomes = factories.outcomes()

    def line(item):
        return outcome_lines.line_of(item, CATALOG, factories.TODAY)

    shown = outcome_views.matrix(outcomes, CATALOG, line, lambda item: outcome_filter.wanted(item, ()), filtered=False)
    views = {one.adres: one for row in shown.rijen for cell in row.cellen for one in (*cell.eerst, *cell.rest)}
    views |= {one.adres: one for one in shown.bewaking}
    rows = read(outcomes)
    assert len(rows) == len(views) == len(outcomes.items) + len(outcomes.bewaking)
    for row, item in zip(rows, (*outcomes.items, *outcomes.bewaking), strict=True):
        view = views[outcome_views.address("lindekwartier", item.indicator, item.thema)]
        assert row["oordeel"] == (view.merk.woord if view.merk else "geen oordeel")
        assert row["naam"] == view.naam
        assert (row["nieuw"] == "nieuw") is view.nieuw
        assert not row["reden_oordeel"] or any(fact.startswith(row["reden_oordeel"]) for fact in view.bij)
        number = "" if row["waarde"] == files.HIDDEN else row["waarde"].replace(",", ".")
        assert not number or outcome_wording.getal(float(number), CATALOG.indicatoren[item.indicator]) in view.cijfer
        assert bool(number) is bool(view.cijfer)
        assert bool(number) or (row["reden_oordeel"] and row["ondergrens_95"] in {"", files.HIDDEN})


def test_csv_is_for_a_dutch_spreadsheet_and_says_what_is_invented():
    outcomes = factories.outcomes()
    assert files.as_csv(outcome_exports.table(outcomes, lines(outcomes))).startswith(b"\xef\xbb\xbf")
    row = next(row for row in read(outcomes) if row["indicator"] == "uren_wijkverpleging_per_client")
    assert (row["waarde"], row["bij_de_start"], row["ondergrens_95"]) == ("20,8", "23,4", "19,6")
    assert (row["meting"], row["bron"], row["geleverd_op"]) == ("gemeten", "Alliantiepartners", "2026-10-31")
    assert row["andere_bron"] == "volgens zorgverzekeraars (afgeleid uit euro’s): nog te vroeg"
    assert (row["publicatie"], row["verzonnen"], row["volgende_levering_uiterlijk"]) == (
        "14",
        "verzonnen",
        "2027-01-15",
    )
    assert {row["verzonnen"] for row in read(factories.not_delivered())} == {""}


def test_xlsx_has_the_rows_of_the_csv_with_numbers_and_no_formula():
    outcomes = factories.outcomes()
    hostile = replace(outcomes, plek=replace(outcomes.plek, naam="=HYPERLINK(1)"))
    about = [("Buurt", "=1+1")]
    body = files.as_xlsx(outcome_exports.table(hostile, lines(hostile), about))
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    header, *rows = book.get_sheet_by_name("Uitkomsten").to_python()
    assert tuple(header) == outcome_exports.HEADER
    assert {row[0] for row in rows} == {"'=HYPERLINK(1)"}
    assert book.get_sheet_by_name("Over dit bestand").to_python() == [["Buurt", "'=1+1"]]
    at = header.index("waarde")
    from_csv = [row["waarde"].replace(",", ".") for row in read(outcomes)]
    assert [row[at] for row in rows] == [float(text) if text[:1].isdigit() else text for text in from_csv]
    assert files.neutral("=1") == "'=1"
