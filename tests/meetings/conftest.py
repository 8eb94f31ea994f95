"""The invented programme on SQLite, made once per run; and both empty databases for what must be the same on both."""

from __future__ import annotations

import shutil

import pytest

from buurtbeeld.catalog import load_catalog
from buurtbeeld.figures import Reader
from buurtbeeld.storage.engine import open_published, open_vault
from data_sources import refresh
from tests.integration.answers import settings_in

# Fixtures of the two databases; a name that is imported is a fixture here too.
from tests.integration.conftest import (  # noqa: F401
    filled_database,
    make_database,
    postgres_settings,
    postgres_url,
    published,
    settings,
    sqlite_settings,
    vault,
)


@pytest.fixture(scope="session")
def open_figures(tmp_path_factory):
    """Settings of two stores with the embedded default: real buurten with published figures."""
    made = settings_in(tmp_path_factory.mktemp("openbaar"))
    refresh.begin(made, verzonnen=False)
    return made


@pytest.fixture
def startset(open_figures, tmp_path):
    """A copy of those stores that a test may write in."""
    mine = settings_in(tmp_path / "eigen")
    shutil.copytree(open_figures.data_dir, mine.data_dir)
    return mine


@pytest.fixture
def reader(startset):
    engine = open_published(startset)
    yield Reader(engine, load_catalog(startset.config_dir, startset.programmas_dir, verzonnen=startset.verzonnen))
    engine.dispose()


@pytest.fixture
def startset_vault(startset):
    engine = open_vault(startset)
    yield engine
    engine.dispose()
