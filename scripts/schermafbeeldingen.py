"""Make the pictures of README and docs/handleiding from the real app, at a desk (1280) and on a telephone (390).

`make schermafbeeldingen` writes docs/beeld/<name>.png and docs/beeld/<name>_390.png. Nobody edits them by hand.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from scripts import app_server, verborgen_beelden
from scripts import browser as browsers

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "beeld"
DESK, TELEPHONE = "", "_390"
SIZES: Mapping[str, tuple[int, int]] = {DESK: (1280, 900), TELEPHONE: (390, 844)}
TALLEST: Mapping[str, int] = {DESK: 1550, TELEPHONE: 2600}  # pixels; what is below is not in the picture
HIDDEN = "afgeschermd"  # the pictures of verborgen_beelden
PATIENCE = 180_000  # milliseconds; the first start builds the stores
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
SAME_HEIGHT = """() => { const height = document.querySelector('[data-testid="stMain"]')?.scrollHeight ?? 0;
    const same = window.lastHeight === height && height > 0; window.lastHeight = height; return same }"""
HEIGHT = """() => document.querySelector('[data-testid="stMain"]').scrollHeight"""
HEADER = "buurtcode;periode;indicator;teller;noemer;waarde;toelichting"
GOOD = (
    "sterrenwijk;2026-T4;gestarte_interventies;3;;;",
    "sterrenwijk;2026-T4;geincludeerde_clienten;42;;;",
    "sterrenwijk;2026-T4;deelnemende_burgers;7;;;Buiten de zomerweken",
)
WRONG = (
    "sterrewijk;2026-T4;gestarte_interventies;3;;;",
    "sterrenwijk;2026-T9;geincludeerde_clienten;42;;;",
    "sterrenwijk;2026-T4;deelnemende_burgers;1.240;;;",
    "sterrenwijk;2026-T4;initiatieven;2;;;",
)


@dataclass(frozen=True)
class Picture:
    """One picture.

    Attributes:
        address: of the page.
        steps: what is done on the page before it is taken.
        part: CSS selector of what is in it; "" = the page, from the top.
        sizes: at a desk, on a telephone or both.
        share: of TALLEST, when less says enough.
    """

    address: str
    steps: Callable[[Page], None] = lambda _: None
    part: str = ""
    sizes: tuple[str, ...] = (DESK, TELEPHONE)
    share: float = 1.0


def _upload(*rows: str) -> Callable[[Page], None]:
    def give(page: Page) -> None:
        body = "\r\n".join((HEADER, *rows, "")).encode()
        page.set_input_files('input[type="file"]', {"name": "aantallen.csv", "mimeType": "text/csv", "buffer": body})
        page.locator(".bb-oordeel").wait_for(timeout=PATIENCE)
        _settle(page)

    return give


def _open_plan(page: Page) -> None:
    page.locator("#kaart-wijkverpleegkundige_pohouderen > summary").click()
    page.wait_for_timeout(300)


def _rows_again(page: Page) -> None:
    _upload(*GOOD)(page)
    _press(page, '[data-testid="stButton"] button:has-text("Bevestig deze levering")')
    page.get_by_text("De levering is bewaard").first.wait_for(timeout=PATIENCE)
    _settle(page)
    _press(page, 'summary:has-text("De rijen van uw eigen levering bekijken")')
    _press(page, '[data-testid="stButton"] button:has-text("Toon de rijen")')
    page.locator(".bb-eigenrijen").wait_for(timeout=PATIENCE)
    _settle(page)


def _press(page: Page, what: str) -> None:
    """Press with the keyboard: a click of the mouse is lost when the page draws anew between down and up."""
    page.locator(what).focus()
    page.keyboard.press("Enter")


SHEET = "/cijferblad?buurt=hoepelwijk&indicator=uren_wijkverpleging_per_client&thema=preventie&bron=alliantiepartners"
OUTCOMES = "/uitkomsten?buurt=hoepelwijk"
DELIVERING = "/aanleveren?buurt=sterrenwijk"
PICTURES: Mapping[str, Picture] = {
    "start": Picture("/"),
    "ons_buurtbeeld": Picture("/ons_buurtbeeld?buurt=sterrenwijk&jaar=2024"),
    "samengesteld": Picture("/ons_buurtbeeld?buurt=westwijk"),
    "gemeente": Picture("/ons_buurtbeeld?buurt=emmen"),
    "uitleg": Picture("/uitleg"),
    "leren": Picture("/leren?buurt=lindekwartier", share=0.85),
    "menukaart": Picture("/menukaart?buurt=lindekwartier&thema=eerstelijn", _open_plan, share=0.8),
    "afspraak": Picture("/afspraak?buurt=lindekwartier", share=0.95),
    "voortgang": Picture("/voortgang?als=transitieteam&programma=voorbeeld", share=0.85),
    "uitkomsten": Picture(OUTCOMES, share=0.7),
    "cijferblad": Picture(SHEET, share=0.72),
    "aanleveren": Picture(DELIVERING),
    "aanleveren_geweigerd": Picture(DELIVERING, _upload(*WRONG), share=0.7),
    "aanleveren_verandert": Picture(DELIVERING, _upload(*GOOD), sizes=(DESK,), share=0.62),
    "aanleveren_rijen": Picture(
        DELIVERING, _rows_again, part='[data-testid="stExpander"]:has(.bb-eigenrijen)', sizes=(DESK,)
    ),
}


def take(browser: Browser, url: str, picture: Picture, suffix: str, target: Path) -> None:
    """One picture. Streamlit scrolls inside the page, so the window grows instead."""
    width, height = SIZES[suffix]
    context = browser.new_context(locale="nl-NL", viewport={"width": width, "height": height})
    page = context.new_page()
    page.goto(url + picture.address)
    _settle(page)
    picture.steps(page)
    page.wait_for_timeout(1000)  # still for a moment is not the end of a page that is filled from the top
    _settle(page)
    whole = page.evaluate(HEIGHT)
    page.set_viewport_size({"width": width, "height": max(height, min(whole, 6000))})
    _settle(page)
    page.wait_for_timeout(1500)  # WebGL draws the map a moment after everything else stands still
    if picture.part:
        page.locator(picture.part).screenshot(path=str(target), animations="disabled")
    else:
        shown = min(max(height, whole), round(TALLEST[suffix] * picture.share))
        clip = {"x": 0.0, "y": 0.0, "width": float(width), "height": float(shown)}
        page.screenshot(path=str(target), animations="disabled", clip=clip)  # type: ignore[arg-type]
    context.close()


def _settle(page: Page) -> None:
    page.wait_for_selector(IDLE, timeout=PATIENCE)
    page.wait_for_function(SAME_HEIGHT, polling=400, timeout=PATIENCE)
    page.wait_for_selector(IDLE, timeout=PATIENCE)


def main(names: list[str]) -> None:
    """Make all pictures, or only those named; "afgeschermd" = those of figures that are hidden."""
    path = browsers.find()
    if path is None:
        sys.exit("Er is geen browser gevonden; draai `make browser`.")
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        _begin(data)
        _take_all(path, Path(data), names)


def _begin(data: str) -> None:
    """Make both stores and the invented programme first, so that no picture says that they are being made."""
    begin = [sys.executable, "-m", "buurtbeeld", "begin"]
    subprocess.run(begin, cwd=ROOT, env=os.environ | {"BUURTBEELD_DATA": data}, stdout=subprocess.DEVNULL, check=True)


def _take_all(path: Path, data: Path, names: list[str]) -> None:
    with app_server.running_app(data) as app, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(path), args=list(browsers.FLAGS))
        for name in names or PICTURES:
            for suffix in () if name == HIDDEN else PICTURES[name].sizes:
                take(browser, app.url, PICTURES[name], suffix, TARGET / f"{name}{suffix}.png")
        if not names or HIDDEN in names:
            verborgen_beelden.hide_one(data)
            verborgen_beelden.take(browser, app.url, data, TARGET, _settle)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
