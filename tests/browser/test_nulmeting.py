"""The nulmeting of Sterrenwijk in a real browser: written, signed, and then its source is corrected."""

from __future__ import annotations

import os

import pytest

from scripts import app_server
from tests.browser import meetings, visits
from tests.stores import copied

ADDRESS = "/ons_buurtbeeld?buurt=sterrenwijk"
NASTY = "Buren 👍 *vet* <b>dik</b> #let x"


@pytest.fixture(scope="module")
def own_app(embedded_stores, tmp_path_factory, browser):
    folder = tmp_path_factory.mktemp("nulmeting")
    copied(embedded_stores, folder)
    with app_server.running_app(folder, {**app_server.NO_SOURCES, "BUURTBEELD_WERKER": "apart"}) as running:
        yield running, meetings.settings_of(folder)


def picture(visit, name):
    """For whoever wants to look: only when a folder for pictures is named."""
    if folder := os.environ.get("BUURTBEELD_KIEKJES"):
        visit.page.screenshot(path=f"{folder}/{name}.png", full_page=True)
        part = visit.page.locator("text=Krachten en uitdagingen").first
        part.scroll_into_view_if_needed()
        visit.page.screenshot(path=f"{folder}/{name}-deel.png")


def test_the_lock_holds_when_the_source_is_corrected(own_app, contexts):
    app, settings = own_app
    visit = visits.visit(contexts[1280], app.url, ADDRESS)
    assert "Nulmeting nog niet vastgezet" in visit.main
    meetings.unfold(visit, "Een kracht of uitdaging toevoegen")
    meetings.write_in(visit, "Een kracht van onze buurt", NASTY)
    meetings.press(visit, "Zet dit erbij")
    assert NASTY in visit.main
    meetings.unfold(visit, "Een kracht of uitdaging toevoegen")
    visit.page.get_by_label("Wat schrijft u op?").click()
    visit.page.get_by_role("option", name="Een uitdaging van onze buurt").click()
    visit.settle()
    meetings.write_in(visit, "Een uitdaging van onze buurt", "Veel mensen wonen alleen.")
    meetings.press(visit, "Zet dit erbij")
    meetings.unfold(visit, "De drie vragen beantwoorden")
    for label in ("Welke belangrijke uitdagingen zien we in onze buurt?", "Waarom zijn deze uitdagingen belangrijk?",
                  "Wat gebeurt er in onze buurt als we deze uitdagingen aanpakken?"):  # fmt: skip
        meetings.write_in(visit, label, "Wij zien dat mensen elkaar minder treffen.")
    meetings.unfold(visit, "Nulmeting vastzetten")
    meetings.write_in(visit, "Wie tekent?", "Anna Bakker, kartrekker")
    meetings.press(visit, "Zet de nulmeting vast")
    assert "Getekend door Anna Bakker, kartrekker" in visit.main
    meetings.corrected(settings)
    again = visits.visit(contexts[1280], app.url, ADDRESS)
    assert "935" in again.main
    told = again.page.get_by_role("region", name="Wat de bron daarna veranderde").inner_text()
    assert [word in told for word in ("900", "935", "De bron is aangepast op 18 augustus 2026")] == [True] * 3
    picture(again, "nulmeting-1280")
    assert again.axe() == []
    assert visits.english(again.text) == []
    phone = visits.visit(contexts[390], app.url, ADDRESS)
    picture(phone, "nulmeting-390")
    assert phone.axe() == []
    wide = phone.page.evaluate("document.querySelector('[data-testid=\"stMain\"]').scrollWidth")
    assert wide <= 390
    assert [seen.errors for seen in (visit, again, phone)] == [[], [], []]
