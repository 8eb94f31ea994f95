"""kill -9 at any statement of the very first start: afterwards everything is there, or nothing, and again works."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys

import pytest

from scripts.app_server import NO_SOURCES
from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9 bestaat hier niet")
CHILD = """
import os, signal, sys
import sqlalchemy as sa
count, limit = 0, int(sys.argv[1])
@sa.event.listens_for(sa.engine.Engine, "before_cursor_execute")
def counted(*_):
    global count
    count += 1
    if count == limit:
        os.kill(os.getpid(), signal.SIGKILL)
from buurtbeeld.settings import Settings
from data_sources import refresh
refresh.begin(Settings.from_environment(), verzonnen=False)
print(count)
"""
FIGURES = """
select part.bron, part.tabel, part.jaar, area.code, area.jaar, indicator.code, figure.value, figure.lower,
       figure.upper, figure.status, reason.zin, figure.lager, figure.vergeleken
from figure join part on part.id = figure.part_id join area on area.id = figure.area_id
join indicator on indicator.id = figure.indicator_id left join reason on reason.id = figure.reason_id
where part.id in (select part_id from publication_part
                  where publication_id = (select max(id) from publication))
order by 1, 2, 3, 4, 5, 6
"""


def begin(data, *, kill_at=0):
    variables = os.environ | NO_SOURCES | {"BUURTBEELD_DATA": str(data)}
    command = [sys.executable, "-c", CHILD, str(kill_at)]
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)


def figures(data):
    """Every published figure of the newest publication, [] when there is none yet."""
    with sqlite3.connect(data / "buurtbeeld.sqlite3") as store:
        tables = {name for (name,) in store.execute("select name from sqlite_master")}
        rows = store.execute(FIGURES).fetchall() if "publication_part" in tables else []
    store.close()
    return rows


def is_whole(path):
    if not path.exists():
        return True
    store = sqlite3.connect(path)
    found = store.execute("pragma integrity_check").fetchall() + store.execute("pragma foreign_key_check").fetchall()
    store.close()
    return found == [("ok",)]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """Number of statements, figures and raw files of a start that nobody disturbs."""
    data = tmp_path_factory.mktemp("ongestoord")
    done = begin(data)
    assert done.returncode == 0, done.stderr
    return int(done.stdout), figures(data), raw_files(data)


def raw_files(data):
    return sorted(path.relative_to(data).as_posix() for path in (data / "ruw").rglob("*") if path.is_file())


def check_kill(share, undisturbed, data):
    statements, wanted, files = undisturbed
    killed = begin(data, kill_at=max(1, round(share * statements)))
    assert killed.returncode == -signal.SIGKILL
    assert all(is_whole(data / name) for name in ("buurtbeeld.sqlite3", "kluis.sqlite3"))
    if (data / "buurtbeeld.sqlite3").exists():
        assert figures(data) in ([], wanted), "er is een halve publicatie te zien"
    again = begin(data)
    assert again.returncode == 0, again.stderr
    assert figures(data) == wanted
    assert raw_files(data) == files


def test_a_start_publishes_figures(undisturbed):
    statements, wanted, _ = undisturbed
    assert statements > 20
    assert len(wanted) > 500


@pytest.mark.parametrize("share", [0.05, 0.35, 0.6, 0.8, 0.97])
def test_killed_start_leaves_nothing_half(share, undisturbed, tmp_path):
    check_kill(share, undisturbed, tmp_path)


@pytest.mark.uitgebreid
@pytest.mark.parametrize("share", [number / 60 for number in range(1, 61)])
def test_killed_start_leaves_nothing_half_anywhere(share, undisturbed, tmp_path):
    check_kill(share, undisturbed, tmp_path)
