"""An empty village as for outcomes; and the invented programme with a few figures, with the app on top of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from buurtbeeld.catalog import load_catalog
from buurtbeeld.figures import Reader
from buurtbeeld.ingest import deliveries
from buurtbeeld.learning import uitrekenen
from buurtbeeld.publication import quiet
from buurtbeeld.settings import Settings
from buurtbeeld.storage.engine import open_published
from data_sources import invented
from data_sources.stores import Stores
from data_sources.voorbeeld import ORIGIN, baseline
from tests import app_pages
from tests.learning.wereld import rows
from tests.outcomes.conftest import village
from tests.outcomes.village import Village
from tests.stores import copied

__all__ = ["village"]
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def wereld(empty_stores, tmp_path_factory):
    """Folder with both stores: the invented buurten, their acties and rounds, and two figures of each."""
    folder = tmp_path_factory.mktemp("wereld")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BUURTBEELD_DATA", str(folder))
        settings = Settings.from_environment()
        copied(empty_stores, folder)
        with Stores(settings) as stores:
            for spec in stores.catalog.bronnen.values():
                for answer in baseline.answers(spec) if spec.staat_voor else ():
                    deliveries.accept(stores.vault, settings.raw_dir, answer, by=ORIGIN)
            invented._register(stores)
            builder = Village(settings, stores.vault, stores.published, stores.catalog)
            for bron, some in rows(stores.catalog).items():
                builder.deliver(some, bron=bron, programma="voorbeeld")
            number = stores.publish(by=ORIGIN, report=quiet)
            uitrekenen.ensure(stores.published, stores.catalog, number, report=quiet)
    return folder


@pytest.fixture
def reader(wereld, monkeypatch):
    """The published store of that programme, open."""
    monkeypatch.setenv("BUURTBEELD_DATA", str(wereld))
    engine = open_published(Settings.from_environment())
    yield Reader(engine, load_catalog(ROOT / "config", verzonnen=True))
    engine.dispose()


@pytest.fixture
def open_page(wereld, monkeypatch):
    """Open a page as a role; `address` fills the address bar."""
    monkeypatch.setenv("BUURTBEELD_DATA", str(wereld))
    os.environ["BUURTBEELD_WERKER"] = "apart"  # for good: a page asks for a worker seconds after it opened
    st.cache_resource.clear()

    def opened(page: str, *, role: str = "kartrekker", **address: str) -> AppTest:
        app = app_pages.opened(page, role=role, **address)
        told = [element.proto.body for element in app.get("html")]
        assert not [one for one in told if "Dit lukt nu niet" in one], "an error of ours, told to a user"
        return app

    yield opened
    st.cache_resource.clear()
