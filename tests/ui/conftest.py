"""A store with the embedded default, made once, and the app as Streamlit's own test runner opens it."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from buurtbeeld.settings import Settings
from data_sources import refresh
from tests.conftest import app_environment

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="package")
def store(tmp_path_factory):
    """The published store with the embedded default; no page starts a worker."""
    with app_environment(tmp_path_factory.mktemp("ui"), BUURTBEELD_WERKER="apart"):
        settings = Settings.from_environment()
        refresh.begin(settings, verzonnen=False)
        yield settings


@pytest.fixture
def open_page(store):
    """Open a page as a role; `address` fills the address bar."""

    def opened(page: str = "", *, role: str = "kartrekker", **address: str) -> AppTest:
        app = AppTest.from_file(ROOT / "app.py", default_timeout=60)
        app.session_state["rol"] = role
        for name, value in address.items():
            app.query_params[name] = value
        app.run()
        return app.switch_page(f"pages/{page}.py").run() if page else app

    return opened


def markup(app: AppTest) -> str:
    """Everything st.html showed on the page, the stylesheet and script left out."""
    bodies = [element.proto.body for element in app.get("html")]
    return "\n".join(body for body in bodies if not body.startswith(("<style>", "<script>")))


def messages(app: AppTest) -> list[str]:
    """Every message (melding) on the page."""
    return [body for body in markup(app).split("\n") if 'role="alert"' in body]
