"""Onze uitkomsten in a real browser: the matrix in every state with the stylesheet and script of the app.

The app of these tests has no deliveries, so the matrix of invented answers is put in its page, made by its templates.
"""

from __future__ import annotations

import pytest

from buurtbeeld.outcomes import lines as outcome_lines
from pages._ui import html, outcome_views
from tests.browser import visits
from tests.ui import outcome_factories as factories

PLACE = """markup => { document.querySelector('.bb-komt').closest('[data-testid="stHtml"]').innerHTML = markup }"""
WIDER = """() => [...document.querySelectorAll('[data-testid="stMain"] *')].filter(e => e.checkVisibility())
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 90))"""


def matrix():
    outcomes, catalog = factories.outcomes("kralenbuurt"), factories.catalog()
    view = outcome_views.matrix(
        outcomes, catalog, lambda item: outcome_lines.line_of(item, catalog, factories.TODAY), lambda _: True,
        filtered=False,
    )  # fmt: skip
    lagen = list(outcome_views.LAGEN.values())
    return html.render("uitkomsten", m=view, naam="Kralenbuurt", lagen=lagen, noten=["Een noot."])


@pytest.fixture
def filled(open_page):
    """The page at a width, with the matrix in it."""

    def opened(width, **more):
        visit = open_page("/uitkomsten?buurt=goirle", width, **more)
        visit.page.evaluate(PLACE, matrix())
        return visit

    return opened


@pytest.mark.parametrize("width", [1280, 390])
def test_the_matrix_is_accessible_and_fits(filled, width):
    visit = filled(width)
    assert visit.axe() == []
    assert visit.page.evaluate(WIDER) == []
    assert visit.page.locator(".bb-matrix").evaluate("e => getComputedStyle(e).display") == (
        "table" if width == 1280 else "block"
    )
    assert visit.page.get_by_role("rowheader", name="Preventie als mindset").is_visible()  # also when it is stacked
    folded = visit.page.locator(".bb-matrix details").first
    folded.locator("summary").focus()
    visit.page.keyboard.press("Enter")
    assert folded.locator("li").first.is_visible()
    assert visits.english(visit.text) == []


def test_a_figure_opens_its_cijferblad_in_the_same_session_and_the_way_back_holds(filled):
    visit = filled(1280, alone=True)
    page = visit.page
    page.evaluate("window.same = true")
    link = page.locator(".bb-matrix a.bb-app").first
    address = link.get_attribute("href")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{address}")
    visit.settle()
    assert page.evaluate("window.same")
    assert page.locator("h1:visible").count() == 1
    page.go_back()
    visit.settle()
    page.get_by_role("heading", name="Onze uitkomsten").wait_for()
    assert visit.errors == []
