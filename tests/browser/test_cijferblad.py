"""The Cijferblad in a real browser: its charts drawn, at a desk and on a telephone, and other buurten beside it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scripts import app_server
from tests.browser import visits
from tests.stores import copied

ANSWERS = Path(__file__).parent / "answers"
SHEET = "/cijferblad?buurt=lindekwartier&indicator=uren_wijkverpleging_per_client&thema="
BESIDE = "&met=vliegerbuurt,kralenbuurt,liniaalbuurt"
DRAWN = """() => [...document.querySelectorAll('[data-testid="stVegaLiteChart"]')].map(chart => {
    const box = chart.querySelector('svg, canvas').getBoundingClientRect();
    return [Math.round(box.width), [...chart.querySelectorAll('svg text')].map(text => text.textContent)] })"""
SMALL = """() => [...document.querySelectorAll('[data-testid="stMain"] button')]
    .filter(e => e.checkVisibility({visibilityProperty: true, opacityProperty: true}))
    .map(e => [e.getBoundingClientRect(), e.outerHTML.slice(0, 120)])
    .filter(([box]) => box.width > 0 && (box.width < 24 || box.height < 24)).map(([, html]) => html)"""

CUT = """() => [...document.querySelectorAll('.st-key-reeks [data-testid="stButtonGroup"] button')]
    .filter(e => e.querySelector('p').getBoundingClientRect().height + 6 > e.getBoundingClientRect().height)
    .map(e => e.textContent)"""
TOOLS = """() => [...document.querySelectorAll(
    '[data-testid="stElementToolbar"] button, .vega-embed summary, .vega-actions a, .vega-embed .vega-actions-wrapper')]
    .filter(e => e.checkVisibility({visibilityProperty: true})).map(e => e.outerHTML.slice(0, 160))"""


@pytest.fixture(scope="module")
def sheets(embedded_stores, tmp_path_factory, browser):
    """The app with invented answers for every Cijferblad; with a worker apart it does not make the stores itself."""
    folder = tmp_path_factory.mktemp("cijferblad")
    copied(embedded_stores, folder)
    path = os.pathsep.join(filter(None, (str(ANSWERS), os.environ.get("PYTHONPATH"))))
    more = {**app_server.NO_SOURCES, "PYTHONPATH": path, "BUURTBEELD_WERKER": "apart"}
    with app_server.running_app(folder, more) as running:
        yield running


@pytest.fixture
def seen(contexts, sheets):
    """Open a state at a width."""
    opened = []

    def seen(state, width, more=""):
        opened.append(visits.visit(contexts[width], sheets.url, f"{SHEET}{state}{more}"))
        return opened[-1]

    yield seen
    for visit in opened:
        visit.page.close()


def check(visit):
    """What holds for every state."""
    assert visit.axe() == []
    assert visit.errors == []
    assert visit.foreign == []
    assert visits.english(visit.text) == []
    assert {label: words for label in visit.labels if (words := visits.english(label))} == {}
    assert visit.page.locator("h1:visible").count() == 1
    assert visit.page.evaluate(SMALL) == []
    wide = visit.page.evaluate("""() => document.querySelector('[data-testid="stMain"]').scrollWidth""")
    assert wide <= visit.page.viewport_size["width"]


@pytest.mark.parametrize("width", [1280, 390])
def test_a_full_sheet_is_drawn_for_the_room_it_has(seen, width):
    visit = seen("compleet", width, BESIDE)
    check(visit)
    assert visit.page.evaluate(CUT) == []  # the text of a choice does not touch its border
    (wide, words), *panels = visit.page.evaluate(DRAWN)
    assert len(panels) == 4
    assert wide > 0.85 * min(width, 960)
    for chart in visit.page.locator('[data-testid="stVegaLiteChart"]').all():
        chart.hover()
        assert visit.page.evaluate(TOOLS) == []  # what Streamlit hands out itself is in no log
    text = " ".join(words)
    at_desk = width == 1280
    assert ("Samen ochtendroute (120 mensen)" in text) is at_desk
    assert ("afspraak 2027: 19,9" in text) is at_desk
    assert "Lindekwartier 20,3" in text
    assert "nulmeting 23,4" in text
    assert "geleverd" in text
    assert visit.page.get_by_role("heading", name="Wat deden wij?").count() == 1  # for a screen reader at a desk
    years = [year for year in ("2024", "2025", "2026", "2027") if year in words]
    assert years == (["2024", "2025", "2026", "2027"] if at_desk else ["2025", "2026"])


@pytest.mark.parametrize(("state", "width", "charts"), [("telling", 1280, 1), ("niets", 390, 0), ("een_punt", 390, 1)])
def test_a_sheet_with_little_says_what_is_so(seen, state, width, charts):
    visit = seen(state, width)
    check(visit)
    assert len(visit.page.evaluate(DRAWN)) == charts
    assert ("Nog geen cijfers om te tonen." in visit.main) is (charts == 0)
