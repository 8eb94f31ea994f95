"""Writes the template as a workbook: what is typed is checked by Excel itself, and headers cannot be changed."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import xlsxwriter

from buurtbeeld.ingest.headers import AMOUNTS
from buurtbeeld.ingest.keys import file_code

if TYPE_CHECKING:
    from buurtbeeld.ingest.template import Form

GEGEVENS, UITLEG = "Gegevens", "Uitleg"
SPARE = 200  # empty rows below the last one that may be filled in too
MOST = 1e12
SIGNED = ("teller", "waarde")  # of an NPS these may be below zero
_WIDTH = {"buurtcode": 24, "periode": 14, "indicator": 36, "toelichting": 50, "uitsplitsing": 16}
# How a file is filled in. Short sentences: they are read beside the cells.
STEPS = (
    "Vul alleen de witte kolommen met getallen in op het blad Gegevens.",
    "Eén rij is één cijfer. Laat een rij leeg als u het cijfer niet hebt. Vul dan geen nul in.",
    "Lever alleen aantallen per buurt. Nooit iets over één persoon.",
    "teller en noemer: wat er geteld is en waarvan. Hieronder staat het per cijfer.",
    "waarde: mag leeg blijven als teller en noemer er staan. Dan rekenen wij hem uit.",
    "Geeft de bron een getal niet? Typ dan een sterretje: *",
    "toelichting: hooguit 200 tekens, en geen namen.",
    "uitsplitsing: voor wie het cijfer geldt. Leeg is iedereen. Bij een NPS is het de score, van 0 tot en met 10.",
    "n: hoeveel mensen de lijst invulden. som_kwadraten: alle scores in het kwadraat, opgeteld.",
    "n_bronnen: van hoeveel organisaties het cijfer komt.",
    "grootste_aandeel: het deel van de grootste organisatie, bijvoorbeeld 0,6.",
    "Een periode schrijft u zo: 2026 (jaar), 2026-H1 (halfjaar), 2026-K2 (kwartaal), 2026-T3 (mei en juni).",
    "Een maand is 2026-05. Twaalf maanden tot en met juni is 2026-T3-12M.",
)


def write_workbook(form: Form) -> bytes:
    """The bytes of the workbook; texts stay texts, so nothing in it is a formula."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": "Sjabloon", "author": "", "company": "", "comments": ""})
        data, words = book.add_worksheet(GEGEVENS), book.add_worksheet(UITLEG)
        lists = _write_words(book, words, form)
        _write_data(book, data, form, lists)
    return target.getvalue()


def _write_data(book: Any, sheet: Any, form: Form, lists: Mapping[str, str]) -> None:
    head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "bottom": 1, "locked": True})
    text = book.add_format({"num_format": "@", "locked": False})
    number = book.add_format({"num_format": "General", "locked": False})
    for place, column in enumerate(form.columns):
        sheet.set_column(place, place, _WIDTH.get(column, 13), number if column in AMOUNTS else text)
        sheet.write_string(0, place, column, head)
    for line, row in enumerate(form.rows, start=1):
        for place, cell in enumerate(row):
            if cell:
                sheet.write_string(line, place, cell, text)
    last = len(form.rows) + SPARE
    negative = any(one.soort == "nps" for one in form.indicatoren)
    for place, column in enumerate(form.columns):
        sheet.data_validation(1, place, last, place, _validation(column, lists, negative=negative))
    sheet.freeze_panes(1, 3)
    allowed = ("insert_rows", "delete_rows", "sort", "autofilter", "format_cells", "format_columns", "format_rows")
    sheet.protect("", dict.fromkeys(allowed, True))


def _validation(column: str, lists: Mapping[str, str], *, negative: bool) -> dict[str, object]:
    """What Excel lets somebody type in a column; a number may also be "*", so it only warns."""
    if column in lists:
        message = "Kies een code uit de lijst op het blad Uitleg."
        return {
            "validate": "list",
            "source": f"={lists[column]}",
            "error_title": "Onbekende code",
            "error_message": message,
        }
    if column in AMOUNTS:
        return {
            "validate": "decimal", "criteria": "between", "minimum": -MOST if negative and column in SIGNED else 0,
            "maximum": 1 if column == "grootste_aandeel" else MOST, "error_type": "warning",
            "error_title": "Geen getal",
            "error_message": "Hier hoort een getal. Typ een sterretje als de bron het getal niet geeft.",
        }  # fmt: skip
    message = "De toelichting mag hooguit 200 tekens zijn."
    return {"validate": "length", "criteria": "<=", "value": 200, "error_title": "Te lang", "error_message": message}


def _write_words(book: Any, sheet: Any, form: Form) -> dict[str, str]:
    """The explanation; gives the range of codes of every column that has a list."""
    head, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 5, 30, wrap)
    for line, step in enumerate(STEPS):
        sheet.write_string(line, 0, step)
    at = len(STEPS) + 1
    lists = {}
    for column, titles, rows in _tables(form):
        for place, title in enumerate(titles):
            sheet.write_string(at, place, title, head)
        for line, row in enumerate(rows, start=at + 1):
            for place, cell in enumerate(row):
                sheet.write_string(line, place, cell)
        if rows:
            lists[column] = f"{UITLEG}!$A${at + 2}:$A${at + 1 + len(rows)}"
        at += len(rows) + 2
    sheet.protect()
    return lists


def _tables(form: Form) -> list[tuple[str, Sequence[str], list[tuple[str, ...]]]]:
    """Column, titles and rows of every list of codes."""
    figures: list[tuple[str, ...]] = [
        (one.code, one.naam, one.teller, one.noemer or "geen", one.eenheid) for one in form.indicatoren
    ]
    parts = sorted({part for one in form.indicatoren for part in one.uitsplitsingen}, key=_by_number)
    return [
        ("indicator", ("Codes van cijfers", "Betekenis", "Teller", "Noemer", "Eenheid"), figures),
        ("buurtcode", ("Codes van buurten", "Buurt"), [(one.sleutel, one.naam) for one in form.buurten]),
        ("periode", ("Codes van periodes", "Betekenis"), [(file_code(one), one.naam) for one in form.periodes]),
        ("uitsplitsing", ("Codes van uitsplitsingen",), [(part,) for part in parts]),
    ]


def _by_number(part: str) -> tuple[int, str]:
    return (int(part), "") if part.isdigit() else (99, part)
