"""Make the pictures of README and docs/handleiding from the real app, at a desk (1280) and on a telephone (390).

`make schermafbeeldingen` writes docs/beeld/<name>.png and docs/beeld/<name>_390.png. Nobody edits them by hand.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from scripts import app_server
from scripts import browser as browsers

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "beeld"
SIZES = {"": (1280, 900), "_390": (390, 844)}
PICTURES = {
    "start": "/",
    "ons_buurtbeeld": "/ons_buurtbeeld?buurt=sterrenwijk&jaar=2024",
    "samengesteld": "/ons_buurtbeeld?buurt=westwijk",
    "gemeente": "/ons_buurtbeeld?buurt=emmen",
    "uitleg": "/uitleg",
}
PATIENCE = 120_000  # milliseconds; the first start builds the stores
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
SAME_HEIGHT = """() => { const height = document.querySelector('[data-testid="stMain"]')?.scrollHeight ?? 0;
    const same = window.lastHeight === height && height > 0; window.lastHeight = height; return same }"""
HEIGHT = """() => document.querySelector('[data-testid="stMain"]').scrollHeight"""


def picture(browser: Browser, url: str, size: tuple[int, int], target: Path) -> None:
    """One page from top to bottom: Streamlit scrolls inside the page, so the window grows instead."""
    context = browser.new_context(locale="nl-NL", viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    page.goto(url)
    _settle(page)
    page.set_viewport_size({"width": size[0], "height": max(size[1], min(page.evaluate(HEIGHT), 6000))})
    _settle(page)
    page.wait_for_timeout(1500)  # WebGL draws the map a moment after everything else stands still
    page.screenshot(path=str(target), animations="disabled")
    context.close()


def _settle(page: Page) -> None:
    page.wait_for_selector(IDLE, timeout=PATIENCE)
    page.wait_for_function(SAME_HEIGHT, polling=400, timeout=PATIENCE)
    page.wait_for_selector(IDLE, timeout=PATIENCE)


def main(names: list[str]) -> None:
    """Make all pictures, or only those named."""
    path = browsers.find()
    if path is None:
        sys.exit("Er is geen browser gevonden; draai `make browser`.")
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, app_server.running_app(Path(data)) as app, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(path), args=list(browsers.FLAGS))
        for name in names or PICTURES:
            for suffix, size in SIZES.items():
                picture(browser, app.url + PICTURES[name], size, TARGET / f"{name}{suffix}.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
