"""Ons buurtbeeld as a person uses it: by keyboard, back and forth, two at a time, and with a bad address."""

from __future__ import annotations

from urllib.parse import parse_qs, quote, urlsplit

import pytest

ADDRESS = "/ons_buurtbeeld?buurt="
IN_PICKER = """() => { const own = document.activeElement;
    return own.matches('input') && !!own.closest('[data-testid="stSelectbox"]') }"""
ATTACKS = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "![x](http://198.51.100.1/x.png)",
    "[klik](javascript:alert(1))",
    "'; drop table figure; --",
    "../../etc/passwd",
    "A" * 3000,
    "\u202e\u0000\ufeff",
]


def test_keyboard_reaches_the_picker_and_chooses(open_page):
    page = (visit := open_page(ADDRESS + "sterrenwijk")).page
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(IN_PICKER):
            break
    assert page.evaluate(IN_PICKER), "na 60 keer Tab is er nog geen keuzelijst"
    page.keyboard.type("Westwijk")
    page.wait_for_selector('[role="option"]')
    page.keyboard.press("Enter")
    page.wait_for_function(
        """() => document.querySelector('[data-testid="stMain"]').innerText.includes('Westwijk')""", timeout=30_000
    )
    visit.settle()
    assert parse_qs(urlsplit(page.url).query)["buurt"] == ["westwijk"]


def test_every_focus_is_visible(open_page):
    """Whoever uses the keyboard sees where he is: the focused element differs from itself unfocused."""
    page = open_page(ADDRESS + "sterrenwijk").page
    page.add_style_tag(content="* { transition: none !important }")
    style = """() => { const s = getComputedStyle(document.activeElement);
        return [s.outlineStyle, s.outlineWidth, s.boxShadow, s.borderColor, s.backgroundColor].join('|') }"""
    for _ in range(12):
        page.keyboard.press("Tab")
        focused = page.evaluate(style)
        page.evaluate("() => { window.was = document.activeElement; window.was.blur() }")
        unfocused = page.evaluate(
            """() => { const s = getComputedStyle(window.was);
            return [s.outlineStyle, s.outlineWidth, s.boxShadow, s.borderColor, s.backgroundColor].join('|') }"""
        )
        page.evaluate("() => window.was.focus({focusVisible: true})")
        hidden = page.evaluate("() => getComputedStyle(document.activeElement).opacity === '0'")
        inner = page.evaluate(
            "() => document.activeElement.matches('input') || document.activeElement === document.body"
        )
        assert hidden or inner or focused != unfocused, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda text: text[:12].encode("ascii", "replace").decode())
def test_hostile_address_is_a_friendly_page(open_page, attack):
    visit = open_page(ADDRESS + quote(attack))
    assert visit.dialogs == []
    assert visit.foreign == []
    assert visit.page.locator('[data-testid="stException"]').count() == 0
    assert visit.page.locator('[data-testid="stMain"] img[src*="198.51"], a[href^="javascript"]').count() == 0
    assert "Traceback" not in visit.text
    assert visit.page.locator("h1").count() == 1


def test_back_button_returns_to_the_page_before(open_page):
    visit = open_page("/")
    visit.page.goto(visit.page.url.rstrip("/") + ADDRESS + "emmen")
    visit.settle()
    visit.page.go_back()
    visit.settle()
    assert "ons_buurtbeeld" not in visit.page.url


def test_two_visitors_do_not_see_each_others_choice(open_page):
    one, other = open_page(ADDRESS + "sterrenwijk", alone=True), open_page(ADDRESS + "emmen", alone=True)
    one.page.reload()
    one.settle()
    assert "Sterrenwijk, gemeente Utrecht" in one.main
    assert "Emmen" in other.main
    assert "Sterrenwijk" not in other.main
