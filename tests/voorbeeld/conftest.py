"""A store with the embedded default and the invented programme, made once, and the app on top of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from buurtbeeld.catalog import load_catalog
from buurtbeeld.figures import Reader
from buurtbeeld.ingest import deliveries
from buurtbeeld.publication import quiet
from buurtbeeld.settings import Settings
from buurtbeeld.storage import migrate
from buurtbeeld.storage.engine import open_published
from data_sources.stores import Stores
from data_sources.voorbeeld import ORIGIN, baseline
from tests.conftest import app_environment

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def catalog():
    return load_catalog(ROOT / "config", verzonnen=True)


@pytest.fixture(scope="package")
def store(tmp_path_factory, catalog):
    """The published store with the embedded default and the invented baseline; no page starts a worker."""
    with app_environment(tmp_path_factory.mktemp("voorbeeld"), BUURTBEELD_WERKER="apart"):
        settings = Settings.from_environment()
        migrate.upgrade(settings)
        with Stores(settings) as stores:
            stores._catalog = catalog
            stores.accept_startset()
            for spec in catalog.bronnen.values():
                for answer in baseline.answers(spec) if spec.staat_voor else ():
                    deliveries.accept(stores.vault, settings.raw_dir, answer, by=ORIGIN)
            stores.publish(by=ORIGIN, report=quiet)
        yield settings


@pytest.fixture(scope="package")
def reader(store, catalog):
    engine = open_published(store)
    yield Reader(engine, catalog)
    engine.dispose()


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
