"""The invented programme on SQLite, made once per run; and both empty databases for what must be the same on both."""

from __future__ import annotations

import pytest

from buurtbeeld.catalog import load_catalog
from buurtbeeld.figures import Reader
from buurtbeeld.storage.engine import open_published, open_vault

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
from tests.stores import copied


@pytest.fixture
def startset(embedded_stores, tmp_path):
    """Settings of stores with the embedded default that a test may write in: real buurten with published figures."""
    return copied(embedded_stores, tmp_path / "eigen")


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
