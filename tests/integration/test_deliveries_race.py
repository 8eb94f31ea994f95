"""Two processes that deliver at the same moment: the same figures are one version, two corrections never mix."""

from __future__ import annotations

import os

import pytest
import sqlalchemy as sa

from buurtbeeld.deliveries import carrying
from buurtbeeld.ingest import counting
from buurtbeeld.storage.engine import open_published, open_vault
from buurtbeeld.storage.migrate import upgrade
from buurtbeeld.storage.schema_delivered import delivery_log
from buurtbeeld.storage.schema_published import publication
from buurtbeeld.storage.schema_vault import delivery, delivery_event, observation
from tests.integration import delivered
from tests.integration.answers import settings_in
from tests.integration.conftest import BOTH

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="dit systeem kent geen fork")
SHORT = 4
ROUNDS = [SHORT, pytest.param(20, marks=pytest.mark.uitgebreid)]


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """A folder with two empty SQLite stores, to copy."""
    folder = tmp_path_factory.mktemp("leeg")
    upgrade(settings_in(folder))
    return str(folder)


@pytest.fixture(params=BOTH)
def race(request, forks, empty, tmp_path):
    """Runs two actions at the same moment, in stores of their own; returns the settings of those."""
    numbers = iter(range(1_000))

    def run(action, other, before=()):
        folder, url = tmp_path / str(next(numbers)), ""
        if request.param == "postgresql":
            make, like = (request.getfixturevalue(name) for name in ("make_database", "filled_database"))
            url = make(like=like)
        order = {"command": "race", "folder": str(folder), "url": url, "rounds": 1, "template": "" if url else empty}
        settings = settings_in(folder / ("gedeeld" if url else "1"), url)
        for one in before:
            prepare(settings, empty, one)
        forks(action=action, other=other, **order)
        return settings

    return run


def prepare(settings, empty, data):
    if not settings.data_dir.exists():
        import shutil

        shutil.copytree(empty, settings.data_dir)
    delivered.keep(settings, data)


def said(settings):
    """What became of each, by name."""
    return {path.stem: path.read_text() for path in settings.data_dir.glob("*.uitkomst")}


def check_one_version(settings, counts=None):
    vault, published = open_vault(settings), open_published(settings)
    try:
        with vault.connect() as connection:
            tables = (delivery, delivery_event, observation)
            found = [connection.scalar(sa.select(sa.func.count()).select_from(table)) for table in tables]
        assert found == (counts or [delivered.SOURCES, delivered.SOURCES, len(delivered.ROWS)])
        carrying.carry(vault, published)
        with published.connect() as connection:
            assert connection.scalar(sa.select(sa.func.count()).select_from(delivery_log)) == found[0]
        return {row.sleutel: row.teller for _, _, row in counting.current(vault)}
    finally:
        vault.dispose()
        published.dispose()


@pytest.mark.parametrize("rounds", ROUNDS)
def test_same_file_twice_at_once_is_one_version(race, rounds):
    for number in range(rounds):
        settings = race("een", "twee" if number % 2 else "anders")
        assert sorted(said(settings).values()) == ["bewaard", "gelijk"]
        assert len(check_one_version(settings)) == len(delivered.ROWS)
        assert len([path for path in settings.raw_dir.rglob("*") if path.is_file()]) == delivered.SOURCES


@pytest.mark.parametrize("rounds", ROUNDS)
def test_of_two_corrections_at_once_one_wins_and_the_other_is_told(race, rounds):
    for _ in range(rounds):
        settings = race("verbetering", "andere_verbetering", before=[delivered.FIRST])
        became = said(settings)
        assert sorted(became.values()) == ["E_CONFLICT", "bewaard"]
        counts = check_one_version(settings, [delivered.SOURCES + 1, delivered.SOURCES + 1, len(delivered.ROWS) + 1])
        won = 66.0 if became["verbetering"] == "bewaard" else 74.0
        assert sorted(counts.values()) == sorted([3.0, won, 61.0, 4.0, 43.0])


@pytest.mark.parametrize("rounds", [3, pytest.param(20, marks=pytest.mark.uitgebreid)])
def test_two_who_deliver_and_publish_at_once_both_succeed(race, rounds):
    for _ in range(rounds):
        settings = race("lever_in", "verbeter")
        number = delivered.publish(settings)
        published = open_published(settings)
        with published.connect() as connection:
            newest = connection.scalar(sa.select(sa.func.max(publication.c.id)))
        published.dispose()
        assert newest == number, "de nieuwste publicatie heeft alles al"
