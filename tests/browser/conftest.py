"""One browser and one running app for all browser tests; without a browser they skip, in CI they fail."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import sync_playwright

from scripts import app_server
from scripts import browser as browsers
from tests.browser import visits


@pytest.fixture(scope="session")
def browser():
    path = browsers.find()
    if path is None:
        message = "geen Chromium, Chrome of Edge gevonden; draai `make browser` of zet BUURTBEELD_BROWSER"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=str(path), headless=True, args=list(browsers.FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def app(tmp_path_factory, browser):
    """The app on the embedded default, with every source refused."""
    with app_server.running_app(tmp_path_factory.mktemp("browser")) as running:
        yield running


@pytest.fixture(scope="session")
def contexts(browser):
    """One browser profile per width, at a desk and on a telephone."""
    return {width: visits.context_at(browser, width) for width in visits.HEIGHTS}


@pytest.fixture
def open_page(browser, app, contexts):
    """Open an address of the app at a width; returns a Visit. `alone`: as somebody on another machine."""
    opened = []

    def open_at(address, width=1280, *, alone=False):
        context = visits.context_at(browser, width) if alone else contexts[width]
        opened.append((visits.visit(context, app.url, address), alone))
        return opened[-1][0]

    yield open_at
    for visit, alone in opened:
        (visit.page.context if alone else visit.page).close()
