"""A store with the embedded default, made once, and the app as Streamlit's own test runner opens it."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from buurtbeeld.settings import Settings
from tests import app_pages
from tests.conftest import app_environment
from tests.stores import copied


@pytest.fixture(scope="package")
def store(embedded_stores, tmp_path_factory):
    """The published store with the embedded default; no page starts a worker."""
    folder = tmp_path_factory.mktemp("ui")
    with app_environment(folder, BUURTBEELD_WERKER="apart"):
        copied(embedded_stores, folder)
        yield Settings.from_environment()


@pytest.fixture
def open_page(store):
    """Open a page as a role; `address` fills the address bar."""
    return app_pages.opened


def markup(app: AppTest) -> str:
    """Everything st.html showed on the page, the stylesheet and script left out."""
    bodies = [element.proto.body for element in app.get("html")]
    return "\n".join(body for body in bodies if not body.startswith(("<style>", "<script>")))


def messages(app: AppTest) -> list[str]:
    """Every message (melding) on the page."""
    return [body for body in markup(app).split("\n") if 'role="alert"' in body]
