"""De afspraak in a real browser: with every part filled in, at a desk and on a telephone."""

from __future__ import annotations

import pytest

from pages._ui import agreement_rows as rows
from pages._ui import html
from tests.agreement.made import computed, others, starters
from tests.browser import visits

PLACE = """markup => { const box = document.createElement('div'); box.innerHTML = markup;
    document.querySelector('.bb-lezingen').closest('[data-testid="stHtml"]').replaceChildren(box) }"""
WIDER = """() => [...document.querySelectorAll('.bb-lezingen *, .bb-wachten *')]
    .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1
        && getComputedStyle(e).position !== 'absolute').map(e => e.outerHTML.slice(0, 90))"""


@pytest.fixture(scope="module")
def markup():
    found = computed((*starters(), *others()), effect=-0.25, full=True)
    first, rest = rows.readings(found)
    table = html.render("afspraaklezingen", titel="Verandert het antwoord?", bij="In alle manieren.",
                        eerst=first, rest=rest, alle=108, doel=rows.at(-15.0), nul=rows.at(0.0))  # fmt: skip
    cards = html.render("afspraakkaarten", titel="Gaat het niet ten koste van iets anders?", bij="Naast de start.",
                        rijen=rows.cards(found.bewaking))  # fmt: skip
    return table + cards


@pytest.mark.parametrize("width", [1280, 390])
def test_the_readings_are_accessible_and_fit(open_page, markup, width):
    visit = open_page("/afspraak?buurt=sterrenwijk", width)
    visit.page.evaluate(PLACE, markup)
    assert visit.axe() == []
    assert visit.page.evaluate(WIDER) == []
    folded = visit.page.locator(".bb-meer").first
    folded.locator("summary").focus()
    visit.page.keyboard.press("Enter")
    assert folded.get_by_role("rowheader", name="Totaal aantal uren").first.is_visible()
    assert visit.axe() == []
    assert visits.english(visit.text) == []


def test_the_choice_is_made_with_the_keyboard_and_stands_in_the_address(open_page):
    visit = open_page("/afspraak?buurt=sterrenwijk", alone=True)
    visit.page.get_by_role("radio", name="Totaal aantal uren").focus()
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url("**definitie=volume**")
    visit.settle()
    assert visit.page.locator("h1:visible").count() == 1
    assert visit.errors == []
