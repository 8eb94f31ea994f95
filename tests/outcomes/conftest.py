"""A village on SQLite, empty; and on both databases for what must be the same on both."""

from __future__ import annotations

import pytest

from buurtbeeld.storage import migrate
from buurtbeeld.storage.engine import open_published, open_vault
from tests.integration.answers import settings_in
from tests.outcomes.village import Village, catalog


@pytest.fixture(scope="session")
def empty_stores(tmp_path_factory):
    """Both stores without a row; copied per test, since migrating takes longer than copying."""
    settings = settings_in(tmp_path_factory.mktemp("leeg"))
    migrate.upgrade(settings)
    return settings


@pytest.fixture
def village(empty_stores, tmp_path):
    settings = settings_in(tmp_path)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    for path in empty_stores.data_dir.glob("*.sqlite3*"):
        (settings.data_dir / path.name).write_bytes(path.read_bytes())
    vault, published = open_vault(settings), open_published(settings)
    yield Village(settings, vault, published, catalog())
    vault.dispose()
    published.dispose()
