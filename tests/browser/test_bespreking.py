"""Two browsers in one meeting, from opening to minutes: a big screen and a telephone."""

from __future__ import annotations

import os

import pytest

from scripts import app_server
from tests.browser import meetings, visits
from tests.stores import copied

BUURT = "lindekwartier"
FITS = "[...document.querySelectorAll('.bb-nieuwlijst div')].every(one => one.scrollWidth <= one.clientWidth)"
ADDRESS = f"/bespreking?buurt={BUURT}"


@pytest.fixture(scope="module")
def own_app(whole_stores, tmp_path_factory, browser):
    folder = tmp_path_factory.mktemp("bespreking")
    copied(whole_stores, folder)
    with app_server.running_app(folder, {**app_server.NO_SOURCES, "BUURTBEELD_WERKER": "apart"}) as running:
        yield running


@pytest.fixture
def screen(browser, own_app):
    """The big screen of the kartrekker."""
    context = browser.new_context(locale="nl-NL", viewport={"width": 1600, "height": 900})
    yield visits.visit(context, own_app.url, ADDRESS)
    context.close()


@pytest.fixture
def phone(browser, own_app):
    """The telephone of somebody of the network."""
    context = browser.new_context(locale="nl-NL", viewport={"width": 390, "height": 844})
    yield visits.visit(context, own_app.url, f"{ADDRESS}&als=netwerklid")
    context.close()


def picture(name, *seen):
    """For whoever wants to look: only when a folder for pictures is named."""
    if folder := os.environ.get("BUURTBEELD_KIEKJES"):
        for visit in seen:
            width = visit.page.viewport_size["width"]
            visit.page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=width < 1000)


def sound(*seen):
    """Nothing wrong for a screen reader, no English, no sideways scrolling, no error."""
    for visit in seen:
        assert visit.axe() == []
        assert visits.english(visit.text) == []
        assert visit.errors == []
        wide = visit.page.evaluate("document.querySelector('[data-testid=\"stMain\"]').scrollWidth")
        assert wide <= visit.page.viewport_size["width"]


def press(visit, name):
    visit.page.get_by_role("button", name=name).locator("visible=true").first.click()
    visit.page.wait_for_timeout(400)
    visit.settle()


def seen_by(visit, text):
    """Wait until somebody else's words are there."""
    visit.page.get_by_text(text).first.wait_for(timeout=30_000)


def test_from_opening_to_minutes_with_two_browsers(screen, phone):
    press(screen, "Open de bespreking")
    picture("stap1", screen)
    sound(screen)
    phone.page.reload()
    phone.settle()
    press(phone, "Ga verder met bespreking 1")
    picture("stap1", phone)
    assert phone.page.evaluate(FITS)
    sound(phone)

    press(screen, "Wat valt op?")
    seen_by(phone, "De bespreking is bij stap 2.")
    press(phone, "Ga mee")
    phone.page.get_by_label("Wat valt u op?").locator("visible=true").first.fill("Mensen bellen vaker. 👍 *echt*")
    seen_by(phone, "Opgeslagen om")  # nobody left the box: it keeps itself
    seen_by(screen, "Mensen bellen vaker. 👍 *echt*")
    picture("stap2", screen, phone)
    sound(screen, phone)

    while screen.page.get_by_role("button", name="Volgend cijfer").locator("visible=true").count():
        press(screen, "Volgend cijfer")
    press(screen, "Herkennen we dit?")
    seen_by(phone, "De bespreking is bij stap 3.")
    press(phone, "Ga mee")
    assert phone.page.get_by_label("Onze verklaring").count() == 0
    meetings.write_in(phone, "Want …", "Ik bel ook vaker.")
    seen_by(phone, "Onze verklaring")
    seen_by(screen, "Ik bel ook vaker.")
    picture("stap3", screen, phone)
    sound(screen, phone)

    phone.page.reload()  # the browser closes in step 3
    phone.settle()
    seen_by(phone, "Ik bel ook vaker.")
    while screen.page.get_by_role("button", name="Volgend cijfer").locator("visible=true").count():
        press(screen, "Volgend cijfer")
    press(screen, "Wat leren we?")
    seen_by(phone, "De bespreking is bij stap 4.")
    press(phone, "Ga mee")
    picture("stap4", screen, phone)
    sound(screen, phone)
    press(screen, "Wat spreken we af?")
    seen_by(phone, "De bespreking is bij stap 5.")
    press(phone, "Ga mee")
    meetings.write_in(screen, "1. Wat doen we?", "Twee mantelzorgers bellen")
    seen_by(phone, "veranderde een afspraak")
    press(phone, "Toon")
    meetings.write_in(phone, "Wie?", "Anna")
    meetings.write_in(screen, "Wanneer klaar?", "3 maart 2027")
    seen_by(screen, "deze afspraak aan. Wat u allebei schreef")
    picture("stap5", screen, phone)
    sound(screen, phone)

    meetings.unfold(screen, "De bespreking afsluiten")
    press(screen, "Sluit af en maak het verslag")
    minutes = screen.main
    for words in (
        "Bespreking 1 van Lindekwartier",
        "Twee mantelzorgers bellen",
        "Anna",
        "3 maart 2027",
        "Ik bel ook vaker.",
    ):
        assert words in minutes
    seen_by(phone, "sloot deze bespreking af")
    picture("verslag", screen)
    sound(screen)
    press(screen, "Terug naar alle besprekingen")
    press(screen, "Open de bespreking")
    assert "Twee mantelzorgers bellen" in screen.main
    picture("volgende", screen)
    sound(screen)
