"""The vault cannot be opened from the web process: by environment, by path, by SQL, or by another role."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
import sqlalchemy as sa

from buurtbeeld import audit, worker
from buurtbeeld.__main__ import main
from buurtbeeld.deliveries import rounds
from buurtbeeld.errors import ConfigError, StorageError
from buurtbeeld.ingest import deliveries
from buurtbeeld.roles import account
from buurtbeeld.settings import Settings
from buurtbeeld.storage import web_role
from buurtbeeld.storage.engine import open_published, open_vault
from buurtbeeld.storage.migrate import upgrade
from buurtbeeld.storage.schema_published import figure, publication
from buurtbeeld.storage.schema_vault import delivery, observation
from scripts.run import web_environment
from tests.conftest import ROOT
from tests.integration import delivered
from tests.integration.answers import answer

# A page that tries everything; what it says is read from the page that Streamlit made of it.
PAGE = """
import os, shutil, sqlite3
import sqlalchemy as sa
import streamlit as st
from pages._ui import services
from buurtbeeld.settings import Settings
from buurtbeeld.storage.engine import open_published, open_vault

own = services.settings()
data = own.data_dir
kluis, ruw = data / "kluis.sqlite3", data / "ruw"

def published():
    return open_published(own).connect()

def by_link():
    link = data / "onschuldig.txt"
    link.unlink(missing_ok=True)
    os.symlink(kluis, link)
    return open(link, "rb").read(16)

WAYS = {
    "omgeving": lambda: os.environ["VAULT_URL"],
    "instellingen": lambda: open_vault(own),
    "zelf bedacht": lambda: open_vault(Settings.from_environment({"BUURTBEELD_DATA": str(data)})).connect(),
    "sqlite": lambda: sqlite3.connect(kluis).execute("select * from delivery").fetchall(),
    "sqlite uri": lambda: sqlite3.connect(f"file:{kluis}?mode=ro", uri=True).execute("select 1 from delivery"),
    "sqlite uri met een staart": lambda: sqlite3.connect(f"file:{kluis}?mode=ro&x=.py", uri=True).execute(
        "select 1 from delivery"
    ),
    "vanuit een open map": lambda: os.open("kluis.sqlite3", os.O_RDONLY, dir_fd=os.open(data, os.O_RDONLY)),
    "pad": lambda: open(kluis, "rb").read(16),
    "pad als bytes": lambda: open(os.fsencode(kluis), "rb").read(16),
    "wal": lambda: open(f"{kluis}-wal", "rb").read(16),
    "omweg": lambda: open(ruw / ".." / "kluis.sqlite3", "rb").read(16),
    "lage open": lambda: os.open(kluis, os.O_RDONLY),
    "koppeling": by_link,
    "kopie": lambda: shutil.copy(kluis, data / "kopie"),
    "hernoemen": lambda: os.rename(kluis, data / "anders"),
    "ruwe map": lambda: os.listdir(ruw),
    "ruw bestand": lambda: next(ruw.rglob("*.zip")).read_bytes(),
    "sql attach": lambda: published().exec_driver_sql(f"ATTACH DATABASE '{kluis}' AS k"),
    "sql tabel": lambda: published().exec_driver_sql("SELECT * FROM observation").all(),
}
for name, way in WAYS.items():
    try:
        found = way()
    except Exception as error:
        st.write(f"dicht: {name}: {type(error).__name__}")
    else:
        st.write(f"OPEN: {name}: {found!r}")
with published() as connection:
    st.write(f"werkt: {connection.scalar(sa.text('select count(*) from publication'))}")
"""
CHILD = """
import sys
from streamlit.testing.v1 import AppTest
from buurtbeeld.settings import Settings
from buurtbeeld.storage import closed
if "open" not in sys.argv:
    closed.shut(Settings.for_pages().shut)
run = AppTest.from_file(sys.argv[1], default_timeout=60).run()
assert not run.exception, run.exception
print("\\n".join(one.value for one in run.markdown))
"""


@pytest.fixture
def filled(sqlite_settings):
    """Both stores with something in them."""
    vault = open_vault(sqlite_settings)
    deliveries.accept(vault, sqlite_settings.raw_dir, answer(), by="test")
    vault.dispose()
    return sqlite_settings


def tried(settings, tmp_path, *arguments):
    page = tmp_path / "pagina.py"
    page.write_text(PAGE, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", CHILD, page, *arguments], cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "BUURTBEELD_DATA": str(settings.data_dir)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_page_gets_nowhere_near_the_vault(filled, tmp_path):
    said = tried(filled, tmp_path)
    assert [line for line in said if line.startswith("OPEN")] == []
    assert sum(line.startswith("dicht") for line in said) == 19
    assert said[-1] == "werkt: 0"


def test_the_same_page_gets_in_where_the_vault_is_not_shut(filled, tmp_path):
    """Else the test above would be worth nothing."""
    said = tried(filled, tmp_path, "open")
    found = {line.split(": ")[1] for line in said if line.startswith("OPEN")}
    assert {"zelf bedacht", "sqlite", "pad", "koppeling", "ruwe map", "ruw bestand"} <= found
    assert "sql attach" not in found
    assert "instellingen" not in found


def test_the_file_of_the_vault_is_for_one_account_of_the_system_only(filled):
    assert (filled.data_dir / "kluis.sqlite3").stat().st_mode & 0o777 == 0o600
    assert filled.raw_dir.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o077 for path in filled.raw_dir.rglob("*.zip")} == {0}


def test_a_file_of_an_earlier_version_is_closed_to_others(filled):
    path = filled.data_dir / "kluis.sqlite3"
    path.chmod(0o644)
    open_vault(filled).dispose()
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_web_process_refuses_the_address_of_the_vault():
    given = {"VAULT_URL": "postgresql://jan:geheim@server/kluis"}
    with pytest.raises(ConfigError) as refused:
        Settings.for_pages(given)
    assert refused.value.code == "E_KLUIS_IN_WEB"
    assert "geheim" not in str(refused.value)
    shut = Settings.for_pages({})
    assert shut.vault_url == ""
    with pytest.raises(StorageError) as closed:
        open_vault(shut)
    assert closed.value.code == "E_KLUIS_DICHT"


def test_make_run_gives_the_web_process_an_environment_without_the_vault():
    given = {"VAULT_URL": "a", "DATABASE_URL": "b", "WEB_DATABASE_URL": "c", "BUURTBEELD_WEBROL": "web", "PATH": "/bin"}
    assert web_environment(given) == {"DATABASE_URL": "c", "PATH": "/bin", "BUURTBEELD_WERKER": "apart"}
    assert web_environment({"PATH": "/bin"}) == {"PATH": "/bin"}


def test_the_web_server_shuts_the_vault_before_the_first_page():
    """`shut` is called as the server starts, not by a page."""
    text = (ROOT / "pages" / "_ui" / "opening.py").read_text("utf-8")
    assert "closed.shut(" in text


# Roles of PostgreSQL.


@pytest.fixture
def web(postgres_settings):
    """A vault with something in it, and the published store as the web process sees it."""
    owner = open_published(postgres_settings)
    role = f"web_{os.urandom(4).hex()}"
    with owner.begin() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {role} LOGIN")
    web_role.give(owner, role)
    vault = open_vault(postgres_settings)
    deliveries.accept(vault, postgres_settings.raw_dir, answer(), by="test")
    vault.dispose()
    url = sa.make_url(postgres_settings.database_url).set(username=role)
    engine = sa.create_engine(url)
    yield engine
    engine.dispose()
    owner.dispose()


def denied(engine, statement):
    with pytest.raises(sa.exc.ProgrammingError, match=r"permission denied|must be owner"), engine.begin() as connection:
        connection.execute(statement)
    return True


@pytest.mark.postgres
def test_the_role_of_the_web_process_gets_nothing_of_the_vault(web):
    for table in (delivery, observation):
        assert denied(web, sa.select(table))
        assert denied(web, sa.delete(table))
    assert denied(web, sa.text("SELECT * FROM alembic_version_vault"))
    assert denied(web, sa.text("ALTER TABLE audit_event DISABLE TRIGGER USER"))


@pytest.mark.postgres
def test_the_role_of_the_web_process_changes_no_figure_and_no_event(web):
    audit.note(web, audit.Event.INGELOGD, wie="kartrekker")
    for table in (figure, publication):
        assert denied(web, sa.delete(table))
    assert denied(web, sa.text("UPDATE audit_event SET wie = 'x'"))
    assert denied(web, sa.text("DELETE FROM audit_event"))
    assert denied(web, sa.text("DELETE FROM audit_person"))


@pytest.mark.postgres
def test_the_role_of_the_web_process_can_do_its_work(web):
    with web.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(figure)) == 0
    assert worker.state_of(web, worker.ask(web, "ververs", {}, "kartrekker")).state == "wacht"
    assert not worker.is_there(web)
    who = account("kartrekker")
    assert rounds.close(web, delivered.catalog(), who, "sterrenwijk").nummer == 1
    with web.connect() as connection:
        assert audit.verify(connection).fouten == ()


@pytest.mark.postgres
def test_rights_come_with_the_tables(postgres_settings):
    """A role that is named gets its rights again at every change of the tables, also on what is new."""
    from dataclasses import replace

    owner = open_published(postgres_settings)
    role = f"web_{os.urandom(4).hex()}"
    with owner.begin() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {role} LOGIN")
    upgrade(replace(postgres_settings, web_rol=role))
    engine = sa.create_engine(sa.make_url(postgres_settings.database_url).set(username=role))
    with engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(figure)) == 0
    assert denied(engine, sa.select(delivery))
    engine.dispose()
    owner.dispose()


@pytest.mark.parametrize("name", ["Web", "a b", "a;drop table figure", "", "1a", "x" * 64])
def test_only_a_plain_name_is_a_role(name):
    with pytest.raises(ConfigError):
        web_role.grants(name)


def test_every_table_of_the_published_store_has_rights():
    from buurtbeeld.storage.schema_published import metadata

    assert web_role.MADE_BY_WORKER - {"alembic_version_published"} <= set(metadata.tables)
    given = "\n".join(web_role.grants("web", ["delivery_id_seq", "job_id_seq"]))
    assert "job_id_seq" in given
    assert "delivery_id_seq" not in given
    assert all(f" ON {table} TO web" in given for table in metadata.tables)
    assert "ON observation TO" not in given


def test_command_shows_or_says_that_there_are_no_roles(sqlite_settings, monkeypatch, capsys):
    monkeypatch.setenv("BUURTBEELD_DATA", str(sqlite_settings.data_dir))
    assert main(["webrol", "buurtbeeld_web", "--toon"]) == 0
    assert "GRANT SELECT ON figure TO buurtbeeld_web;" in capsys.readouterr().out
    assert main(["webrol", "buurtbeeld_web"]) == 0
    assert "kent geen rollen" in capsys.readouterr().out


def test_the_server_does_not_start_with_the_address_of_the_vault(tmp_path):
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port=0", "--server.headless=true"]
    given = {"BUURTBEELD_DATA": str(tmp_path), "VAULT_URL": "postgresql://jan:geheim@server/kluis"}
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120, env={**os.environ, **given}
    )
    assert done.returncode == 2, done.stderr
    assert "E_KLUIS_IN_WEB" in done.stderr
    assert "geheim" not in done.stdout + done.stderr
