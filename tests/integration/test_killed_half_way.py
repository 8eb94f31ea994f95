"""kill -9 at any statement, any file operation and any moment, and two processes at once: all or nothing."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import subprocess
import sys

import pytest

from buurtbeeld.ingest import deliveries
from buurtbeeld.storage import raw
from buurtbeeld.storage.engine import open_vault
from buurtbeeld.storage.migrate import OPEN, is_current, upgrade
from tests.conftest import ROOT
from tests.integration.answers import answer, noise, settings_in

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="dit systeem kent geen fork en kill -9")


def child(**order):
    done = subprocess.run(
        [sys.executable, "-m", "tests.integration.child"],
        cwd=ROOT, input=json.dumps(order), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A folder with two empty SQLite stores, to copy."""
    folder = tmp_path_factory.mktemp("voorbeeld")
    upgrade(settings_in(folder))
    return str(folder)


def check_all_or_nothing(settings, number):
    """After a kill: 0 or 1 delivery, each whole; the next start cleans up; the same again succeeds."""
    upgrade(settings)
    for path in settings.raw_dir.rglob("*.*"):
        assert path.stem.endswith(hashlib.sha256(path.read_bytes()).hexdigest()[:12]), f"{path.name} is niet heel"
    vault = open_vault(settings)
    try:
        mine = [row for row in deliveries.current(vault)[0] if row.tabel == f"T{number}"]
        for row in mine:
            raw.load(settings.raw_dir, row)
        again = deliveries.accept(vault, settings.raw_dir, answer(noise(200_000), tabel=f"T{number}"), by="opnieuw")
        assert again.new == (not mine)
        after = [row for row in deliveries.current(vault)[0] if row.tabel == f"T{number}"]
        assert len(after) == 1
        assert raw.load(settings.raw_dir, after[0]).documents == answer(noise(200_000)).documents
    finally:
        vault.dispose()


def check_file_is_whole(path):
    store = sqlite3.connect(path)
    found = store.execute("pragma integrity_check").fetchall() + store.execute("pragma foreign_key_check").fetchall()
    store.close()
    assert found == [("ok",)]


@pytest.mark.parametrize("counted", ["statement", "file"])
def test_killed_while_accepting(counted, template, tmp_path):
    runs = child(command="sweep", folder=str(tmp_path), url="", action="accept", counted=counted, template=template)
    assert len(runs) > 6
    for number in runs:
        check_file_is_whole(tmp_path / str(number) / "kluis.sqlite3")
        check_all_or_nothing(settings_in(tmp_path / str(number)), number)


@pytest.mark.postgres
@pytest.mark.parametrize("counted", ["statement", pytest.param("file", marks=pytest.mark.uitgebreid)])
def test_killed_while_accepting_on_postgresql(counted, make_database, filled_database, tmp_path):
    url = make_database(like=filled_database)
    runs = child(command="sweep", folder=str(tmp_path), url=url, action="accept", counted=counted, template="")
    assert len(runs) > 6
    for number in runs:
        check_all_or_nothing(settings_in(tmp_path / str(number), url), number)


@pytest.mark.parametrize("step", [11, pytest.param(1, marks=pytest.mark.uitgebreid)])
def test_killed_while_making_the_stores(step, tmp_path):
    order = {"action": "upgrade", "counted": "statement", "template": "", "step": step}
    runs = child(command="sweep", folder=str(tmp_path), url="", **order)
    assert runs[-1] > 50
    for number in runs:
        settings = settings_in(tmp_path / str(number))
        for path in settings.data_dir.glob("*.sqlite3"):
            check_file_is_whole(path)
        upgrade(settings)
        check_stores_are_current(settings)


def check_stores_are_current(settings):
    for name, open_store in OPEN.items():
        engine = open_store(settings)
        assert is_current(engine, name)
        engine.dispose()


@pytest.mark.uitgebreid
def test_killed_at_any_moment(template, tmp_path):
    for number in child(command="moments", folder=str(tmp_path), url="", action="accept", rounds=50, template=template):
        check_file_is_whole(tmp_path / str(number) / "kluis.sqlite3")
        check_all_or_nothing(settings_in(tmp_path / str(number)), number)


def check_race(settings, numbers):
    vault = open_vault(settings)
    rows, mark = deliveries.current(vault)
    vault.dispose()
    assert sorted(row.tabel for row in rows) == sorted(f"T{number}" for number in numbers)
    assert mark == len(rows)  # one event each, not two
    assert len(list(settings.raw_dir.rglob("*"))) == 1 + len(rows)


@pytest.mark.parametrize("rounds", [4, pytest.param(20, marks=pytest.mark.uitgebreid)])
def test_same_answer_from_two_processes_at_once(rounds, template, tmp_path):
    child(command="race", folder=str(tmp_path), url="", action="accept", rounds=rounds, template=template)
    for number in range(1, rounds + 1):
        check_race(settings_in(tmp_path / str(number)), [number])


@pytest.mark.postgres
@pytest.mark.parametrize("rounds", [4, pytest.param(20, marks=pytest.mark.uitgebreid)])
def test_same_answer_from_two_processes_at_once_on_postgresql(rounds, make_database, filled_database, tmp_path):
    url = make_database(like=filled_database)
    child(command="race", folder=str(tmp_path), url=url, action="accept", rounds=rounds, template="")
    check_race(settings_in(tmp_path / "gedeeld", url), range(1, rounds + 1))


def test_two_processes_make_the_stores_at_once(tmp_path):
    for number in child(command="race", folder=str(tmp_path), url="", action="upgrade", rounds=8, template=""):
        check_stores_are_current(settings_in(tmp_path / str(number)))


@pytest.mark.postgres
def test_two_processes_make_the_stores_at_once_on_postgresql(make_database, tmp_path):
    url = make_database()
    child(command="race", folder=str(tmp_path), url=url, action="upgrade", rounds=1, template="")
    check_stores_are_current(settings_in(tmp_path, url))
