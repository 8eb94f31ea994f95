"""Leren, Menukaart and Voortgang in a real browser, on invented buurten with figures of which the truth is known."""

from __future__ import annotations

import pytest

from scripts import app_server
from tests.browser import visits
from tests.learning.conftest import wereld
from tests.learning.wereld import CONSULTS

__all__ = ["wereld"]
PAGES = {
    "leren": "/leren?buurt=lindekwartier",
    "menukaart": "/menukaart?buurt=lindekwartier&thema=eerstelijn",
    "voortgang": f"/voortgang?als=transitieteam&programma=voorbeeld&cijfer={CONSULTS}",
}
WIDER = """() => [...document.querySelectorAll('[data-testid="stMain"] *')].filter(e => e.checkVisibility())
    .filter(e => !e.closest('.bb-rol') && e.getBoundingClientRect().right > innerWidth + 1)
    .map(e => e.outerHTML.slice(0, 90))"""
CHART_TEXTS = """() => [...document.querySelectorAll('[data-testid="stVegaLiteChart"] svg text')]
    .map(text => text.textContent)"""


@pytest.fixture(scope="module")
def filled(wereld, browser):
    """The app on that store, with a worker apart: it makes nothing itself."""
    more = {**app_server.NO_SOURCES, "BUURTBEELD_WERKER": "apart"}
    with app_server.running_app(wereld, more) as running:
        yield running


@pytest.fixture
def opened(contexts, filled):
    seen = []

    def at(address, width=1280):
        seen.append(visits.visit(contexts[width], filled.url, address))
        return seen[-1]

    yield at
    for visit in seen:
        visit.page.close()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("page", PAGES)
def test_accessible_dutch_quiet_and_within_its_width(opened, page, width):
    visit = opened(PAGES[page], width)
    assert visit.axe() == []
    assert visit.errors == []
    assert visit.foreign == []
    assert visits.english(visit.text) == []
    assert visit.page.evaluate(WIDER) == []
    assert visit.page.locator("h1:visible").count() == 1


@pytest.mark.parametrize("width", [1280, 390])
def test_who_looks_like_us_does_better_and_what_did_they_do(opened, width):
    """The question of a network, from one page without a click."""
    visit = opened(PAGES["leren"], width)
    said = visit.main
    assert "lijken op Lindekwartier" in said
    assert "Hoepelwijk: bij consulten bij de huisarts kwam het cijfer daar ongeveer" in said
    assert "duidelijk gunstiger dan bij ons" in said
    assert "Wat deed Hoepelwijk?" in said
    texts = visit.page.evaluate(CHART_TEXTS)
    assert any(text.startswith("Wij") for text in texts)
    assert "1" in texts  # a numbered flag on the axis of time
    assert visit.page.get_by_role("button", name="Vraag contact met Hoepelwijk").is_visible()


def test_another_card_is_opened_with_the_keyboard_in_the_same_session(opened):
    visit = opened(PAGES["leren"])
    page = visit.page
    page.evaluate("window.same = true")
    link = page.locator(".bb-leerkaarten a", has_text="Inktpotwijk")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**met=inktpotwijk**")
    visit.settle()
    page.get_by_role("heading", name="Wat deed Inktpotwijk?").wait_for()
    assert page.evaluate("window.same")
    page.go_back()
    visit.settle()
    page.get_by_role("heading", name="Wat deed Hoepelwijk?").wait_for()


def test_a_plan_opens_with_the_keyboard(opened):
    visit = opened(PAGES["menukaart"])
    summary = visit.page.locator("#kaart-driehoek > summary")
    summary.focus()
    visit.page.keyboard.press("Enter")
    assert visit.page.locator("#kaart-driehoek dl").is_visible()
    assert "Genoemd in" in visit.page.locator("#kaart-driehoek").inner_text()


def test_small_charts_are_pictures_with_words(opened):
    visit = opened(PAGES["voortgang"])
    visit.page.locator(".bb-miniaturen > summary").click()
    images = visit.page.locator(".bb-miniaturen img")
    assert images.count() == 20
    assert all(images.nth(at).get_attribute("alt") for at in range(20))
    assert images.first.evaluate("e => e.complete && e.naturalWidth > 0")
