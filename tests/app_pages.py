"""The app as Streamlit's own test runner opens it."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.conftest import ROOT


def opened(page: str = "", *, role: str = "kartrekker", **address: str) -> AppTest:
    """A page as a role, straight away: not by way of the first page. `address` fills the address bar."""
    app = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    app.session_state["rol"] = role
    for name, value in address.items():
        app.query_params[name] = value
    return app.switch_page(f"pages/{page}.py").run() if page else app.run()
