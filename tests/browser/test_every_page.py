"""What holds for every page, at a desk and on a telephone, seen in a real browser."""

from __future__ import annotations

import re

import pytest

from tests.browser import visits

PAGES = {
    "start": "/",
    "ons_buurtbeeld": "/ons_buurtbeeld?buurt=sterrenwijk&jaar=2024",
    "samengesteld": "/ons_buurtbeeld?buurt=westwijk",
    "gemeente": "/ons_buurtbeeld?buurt=emmen",
    "onbekend": "/ons_buurtbeeld?buurt=bestaat-niet",
    "uitleg": "/uitleg",
    "aanleveren": "/aanleveren?buurt=sterrenwijk",
    "uitkomsten": "/uitkomsten?buurt=goirle",
    "cijferblad": "/cijferblad?buurt=sterrenwijk",
    "bespreking": "/bespreking?buurt=sterrenwijk",
    "bespreking_elders": "/bespreking?buurt=emmen",
    "buurtverslag": "/buurtverslag?buurt=sterrenwijk",
    "plan": "/plan?buurt=sterrenwijk",
    "ervaringen": "/ervaringen?buurt=sterrenwijk",
    "privacy": "/privacy?buurt=sterrenwijk",
    "logboek": "/logboek?als=beheerder",
    "afspraak": "/afspraak?buurt=sterrenwijk",
    "leren": "/leren?buurt=wijk-bij-duurstede",
    "menukaart": "/menukaart?buurt=sterrenwijk",
    "voortgang": "/voortgang?als=transitieteam&programma=ecosysteem",
}
NO_INCOME = r"(?i)inkomen.*(CBS (geeft|publiceert)|niet (gepubliceerd|bekend)|geheim|te weinig)"
SHOWN = {
    "ons_buurtbeeld": [r"Sterrenwijk, gemeente Utrecht", r"\b900\b", NO_INCOME],
    "samengesteld": [r"Westwijk, gemeente", r"\b18\.445\b", r"Bovenkerk.*\b3\.025\b"],
    "gemeente": [r"(?i)gemeente Emmen", r"\b109\.346\b"],
    "uitkomsten": [r"Voor Goirle zijn nog geen cijfers geleverd", r"Zorgverzekeraars"],
    "afspraak": [r"Van geen enkele transitiebuurt is de startdatum bekend", r"te weinig gegevens"],
    "privacy": [r"Minder dan 10 mensen", r"dat bent u", r"gewist account"],
    "logboek": [r"cijfers gepubliceerd", r"Niemand kan een regel veranderen"],
    "bespreking": [r"Onze bespreking", r"Er is nog geen bespreking afgesloten"],
    "ervaringen": [r"nog niet geleverd", r"De vragen op papier"],
    "plan": [r"Er staat nog niets in het plan", r"Iedere buurt doet hieraan mee"],
    "buurtverslag": [r"Van Sterrenwijk is nog geen buurtverslag vrijgegeven"],
    "leren": [r"lijkt op Wijk bij Duurstede", r"Vergeleken met 19 buurten"],
    "menukaart": [r"48 plannen", r"nog geen bewijs bekend"],
    "voortgang": [r"20 buurten doen mee", r"Op naam of op grootte, nooit op uitkomst"],
    "cijferblad": [r"Kies een cijfer", r"Uren wijkverpleging per cliënt"],
}


@pytest.fixture(scope="module", params=[(name, width) for name in PAGES for width in (1280, 390)], ids=str)
def seen(request, contexts, app):
    """One load of one page at one width, shared by all tests of this file."""
    name, width = request.param
    visit = visits.visit(contexts[width], app.url, PAGES[name])
    visit.shown = SHOWN.get(name, [])
    yield visit
    visit.page.close()


def test_link_opens_the_buurt_with_its_figures_and_what_is_absent(seen):
    text = seen.main
    assert [pattern for pattern in seen.shown if not re.search(pattern, text)] == []
    assert "NaN" not in text


def test_has_no_accessibility_violation(seen):
    assert seen.axe() == []


def test_sends_nothing_off_this_machine(seen):
    assert seen.requests
    assert seen.foreign == []


def test_logs_no_error(seen):
    assert seen.errors == []
    assert seen.page.locator('[data-testid="stException"]').count() == 0


def test_is_dutch_for_reader_and_screen_reader(seen):
    assert seen.page.evaluate("document.documentElement.lang") == "nl"
    assert visits.english(seen.text) == []
    assert {label: words for label in seen.labels if (words := visits.english(label))} == {}


def test_has_one_heading_of_the_first_level(seen):
    assert seen.page.locator("h1:visible").count() == 1
    assert seen.page.title().strip() not in {"", "Streamlit", "app"}


def test_does_not_scroll_sideways(seen):
    wide, room = seen.page.evaluate(
        """() => { const main = document.querySelector('[data-testid="stMain"]');
        return [Math.max(main.scrollWidth, document.documentElement.scrollWidth), window.innerWidth] }"""
    )
    assert wide <= room


def test_touch_targets_are_large_enough(seen):
    """WCAG 2.5.8: 24 by 24 css pixels for what one taps, links in running text excepted."""
    small = seen.page.evaluate(
        """() => [...document.querySelectorAll('[data-testid="stMain"] button, [data-testid="stMain"] [role="button"]')]
        .filter(e => e.checkVisibility({visibilityProperty: true, opacityProperty: true}))
        .map(e => [e.getBoundingClientRect(), e.outerHTML.slice(0, 120)])
        .filter(([box]) => box.width > 0 && (box.width < 24 || box.height < 24)).map(([, html]) => html)"""
    )
    assert small == []


def test_the_menu_of_a_telephone_closes_when_a_page_is_chosen(open_page):
    page = open_page("/?buurt=sterrenwijk", 390).page
    page.locator('[data-testid="stExpandSidebarButton"]').click()
    link = page.locator('[data-testid="stSidebar"] a', has_text="Onze uitkomsten")
    link.click()
    page.wait_for_url("**/uitkomsten*")
    inside = "() => document.querySelector('[data-testid=\"stSidebar\"]').getBoundingClientRect().right"
    page.wait_for_function(f"({inside})() <= 0")


def test_the_word_list_sees_english():
    assert visits.english("Choose an option, of kies de buurt") == ["choose"]
    assert visits.english("Kies een buurt; 12% van de inwoners, min of meer") == []


def test_a_violation_would_be_seen(open_page):
    visit = open_page("/")
    visit.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"\"><button></button>')")
    assert any("button-name" in line for line in visit.axe())
    assert any("image-alt" in line for line in visit.axe())
