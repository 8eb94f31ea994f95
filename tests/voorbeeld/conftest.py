"""A store with the embedded default and the invented programme, made once, and the app on top of it."""

from __future__ import annotations

import pytest

from buurtbeeld.catalog import load_catalog
from buurtbeeld.figures import Reader
from buurtbeeld.ingest import deliveries
from buurtbeeld.publication import quiet
from buurtbeeld.settings import Settings
from buurtbeeld.storage.engine import open_published
from data_sources.stores import Stores
from data_sources.voorbeeld import ORIGIN, baseline
from tests import app_pages
from tests.conftest import ROOT, app_environment
from tests.stores import copied


@pytest.fixture(scope="session")
def catalog():
    return load_catalog(ROOT / "config", verzonnen=True)


@pytest.fixture(scope="package")
def store(embedded_stores, tmp_path_factory, catalog):
    """The published store with the embedded default and the invented baseline; no page starts a worker."""
    folder = tmp_path_factory.mktemp("voorbeeld")
    with app_environment(folder, BUURTBEELD_WERKER="apart"):
        copied(embedded_stores, folder)
        settings = Settings.from_environment()
        with Stores(settings) as stores:
            stores._catalog = catalog
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
    return app_pages.opened
