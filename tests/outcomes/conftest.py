"""A village on SQLite, empty; and on both databases for what must be the same on both."""

from __future__ import annotations

import pytest

from buurtbeeld.storage.engine import open_published, open_vault
from tests.outcomes.village import Village, catalog
from tests.stores import copied


@pytest.fixture
def village(empty_stores, tmp_path):
    settings = copied(empty_stores, tmp_path)
    vault, published = open_vault(settings), open_published(settings)
    yield Village(settings, vault, published, catalog())
    vault.dispose()
    published.dispose()
