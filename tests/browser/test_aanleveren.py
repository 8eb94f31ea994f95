"""Delivering as somebody does it: template, fill in, be refused, mend, look, confirm, correct, retract."""

from __future__ import annotations

import io

import openpyxl
import pytest

from tests.browser import visits

ADDRESS = "/aanleveren?buurt=sterrenwijk"
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def upload(visit, name, body, heading, mime="text/csv", *, says=""):
    """Give the page a file; wait for the verdict that begins with `heading`.

    Args:
        says: words that only this verdict has; needed when the page still shows one with the same heading.
    """
    visit.page.set_input_files('input[type="file"]', {"name": name, "mimeType": mime, "buffer": body})
    visit.page.locator(".bb-oordeel h2", has_text=heading).wait_for(timeout=visits.PATIENCE)
    if says:
        visit.page.get_by_text(says).first.wait_for(timeout=visits.PATIENCE)
    visit.settle()


def press(visit, name, sentence):
    """Press a button with the keyboard; wait for what the page then says."""
    button = visit.page.get_by_role("button", name=name)
    button.focus()
    visit.page.keyboard.press("Enter")
    visit.page.get_by_text(sentence).first.wait_for(timeout=visits.PATIENCE)
    visit.settle()


def unfold(visit, name):
    """Open a part with the keyboard: a click of the mouse is lost when the page draws anew between down and up."""
    visit.page.locator("summary", has_text=name).focus()
    visit.page.keyboard.press("Enter")
    visit.page.locator("details[open]", has_text=name).wait_for(timeout=visits.PATIENCE)


def filled(template, values, *, spoiled=()):
    """The template with `values` per indicator for its last period, `spoiled` cells as (indicator, column, text)."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    sheet = book["Gegevens"]
    names = {cell.value: cell.column for cell in sheet[1]}
    rows = {sheet.cell(row, names["indicator"]).value: row for row in range(2, sheet.max_row + 1)
            if sheet.cell(row, names["buurtcode"]).value == "sterrenwijk"}  # fmt: skip
    for indicator, value in values.items():
        sheet.cell(rows[indicator], names["teller"]).value = value
    for indicator, column, text in spoiled:
        sheet.cell(rows[indicator], names[column]).value = text
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def desk(open_page):
    return open_page(ADDRESS, alone=True)


def test_the_whole_journey(desk):
    with desk.page.expect_download(timeout=visits.PATIENCE) as waiting:
        desk.page.get_by_role("button", name="Sjabloon als Excel").focus()
        desk.page.keyboard.press("Enter")
    template = waiting.value.path().read_bytes()
    good = {"gestarte_interventies": 3, "geincludeerde_clienten": 42, "deelnemende_burgers": 7}
    wrong = [
        ("gestarte_interventies", "teller", "drie"),
        ("geincludeerde_clienten", "periode", "2026-T9"),
        ("deelnemende_burgers", "buurtcode", "bestaat-niet"),
    ]
    upload(desk, "aantallen.xlsx", filled(template, good, spoiled=wrong), "Er zijn 3 fouten", MIME)
    lines = desk.page.locator(".bb-fouten tbody tr")
    assert lines.count() == 3
    assert {code for code in ("E_GETAL", "E_PERIODE", "E_BUURT_ONBEKEND") if code in desk.main} == {
        "E_GETAL", "E_PERIODE", "E_BUURT_ONBEKEND",
    }  # fmt: skip
    assert desk.page.get_by_role("button", name="Bevestig deze levering").count() == 0

    upload(desk, "aantallen.xlsx", filled(template, good), "Het bestand klopt", MIME, says="3 nieuwe cijfers")
    assert "niet getoond" in desk.main  # seven people are too few to show
    press(desk, "Bevestig deze levering", "De levering is bewaard")
    assert "aantallen.xlsx" in desk.main

    upload(desk, "aantallen.xlsx", filled(template, good), "Het bestand klopt", MIME, says="W_REEDS_INGELEZEN")
    assert "W_REEDS_INGELEZEN" in desk.main
    assert desk.page.get_by_role("button", name="Bevestig deze levering").count() == 0

    mended = filled(template, good | {"geincludeerde_clienten": 61})
    upload(desk, "hersteld.xlsx", mended, "Het bestand klopt", MIME, says="1 gewijzigd")
    assert "1 gewijzigd cijfer" in desk.main
    press(desk, "Bevestig deze levering", "De levering is bewaard")

    unfold(desk, "De rijen van uw eigen levering bekijken")
    press(desk, "Toon de rijen", "Alleen u ziet deze rijen.")
    cells = desk.page.locator(".bb-eigenrijen tbody tr", has_text="Cliënten die meedoen").locator("td")
    assert cells.first.inner_text() == "61", "niet afgerond: het zijn de eigen rijen"

    unfold(desk, "Een levering terugtrekken")
    desk.page.get_by_label("Reden").fill("verkeerde maand")
    press(desk, "Trek deze levering terug", "tot de ronde van de buurt sluit")
    assert "verkeerde maand" in desk.main
    assert desk.errors == []
    assert desk.foreign == []


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("rekenblad.xlsx", b"MZ\x90\x00" + b"\0" * 200, "E_BESTANDSTYPE"),
        ("leeg.csv", b"", "E_LEEG"),
        ("personen.csv", b"naam;bsn\nJansen;123456782\nPeters;111222333\nBakker;123456782\n", "E_PERSOONSGEGEVENS"),
    ],
)
def test_what_must_stay_out_is_refused_in_dutch(desk, name, body, code):
    upload(desk, name, body, "Het bestand is niet opgeslagen")
    assert code in desk.main or (code == "E_PERSOONSGEGEVENS" and "E_BSN" in desk.main)
    assert "Jansen" not in desk.main
    assert "123456782" not in desk.main
    assert desk.errors == []
    assert desk.page.locator('[data-testid="stException"]').count() == 0


def test_on_a_telephone_a_refusal_is_readable(open_page):
    visit = open_page(ADDRESS, 390, alone=True)
    upload(visit, "fout.csv", b"buurtcode;periode\nsterrenwijk;2026-T1\n", "Het bestand is niet opgeslagen")
    wide = visit.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert wide <= 390
    assert visit.axe() == []
