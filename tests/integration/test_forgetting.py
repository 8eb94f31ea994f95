"""Retention of the log, and forgetting an account: on both databases, and again after a restore."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from buurtbeeld import audit
from buurtbeeld.audit import Event, retention
from buurtbeeld.errors import NotFound
from buurtbeeld.ingest import deliveries
from buurtbeeld.privacy import forgetting
from buurtbeeld.privacy.terms import Bewaren
from buurtbeeld.storage import persons, schema_published, schema_vault
from buurtbeeld.storage.engine import open_published, open_vault
from buurtbeeld.storage.schema_access import session
from buurtbeeld.storage.schema_audit import audit_event
from buurtbeeld.storage.schema_meetings import ondertekening
from buurtbeeld.storage.schema_plans import intervention, ronde
from buurtbeeld.storage.schema_published import account, job, role_grant
from tests.integration.answers import answer
from tests.integration.test_audit_log import verdict
from tests.integration.test_rules_of_the_stores import refused, rows_of

NAME, FULL = "anneke@wijk.nl", "Anneke Echt"
TERMS = Bewaren(logboek_maanden=24, opdrachten_dagen=30, backups_dagen=30)
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.fixture
def lived_in(vault, published, settings):
    """Both stores after somebody worked with them."""
    deliveries.accept(vault, settings.raw_dir, answer(), by=NAME)
    with published.begin() as connection:
        values = {"naam": NAME, "demonstration": False, "active": True, "volledige_naam": FULL, "email": NAME}
        values |= {"issuer": "https://inloggen.wijk.nl", "subject": "anneke-17", "password_hash": "argon2-van-anneke"}
        number = connection.execute(sa.insert(account).values(values)).inserted_primary_key[0]
        seen = {"id": "s1", "account_id": number, "way": "lokaal", "second_factor": True}
        connection.execute(sa.insert(session).values(seen | {"started_at": NOW, "seen_at": NOW}))
        grant = {"account_id": number, "rol": "kartrekker", "programma": "p", "buurt": "b", "bron": ""}
        connection.execute(sa.insert(role_grant).values(grant))
        connection.execute(
            sa.insert(intervention).values(
                programma="p", buurt="b", thema="t", titel="Wandelen", start=date(2026, 1, 1), maanden=6,
                status="loopt", op=NOW, door=NAME,
            )
        )  # fmt: skip
        connection.execute(sa.insert(ronde).values(programma="p", buurt="b", gesloten_op=NOW, door=NAME))
        connection.execute(sa.insert(job).values(kind="ververs", args={}, asked_by=NAME, asked_at=NOW, state="klaar"))
        signed = {"waarvan": "verslag", "nummer": 1, "gebeurtenis": "getekend", "naam": FULL, "reden": "", "op": NOW}
        connection.execute(sa.insert(ondertekening).values(signed | {"door": NAME}))
        audit.record(connection, Event.RONDE_GESLOTEN, wie=NAME, buurt="b")
    return published


def everything(*engines):
    """Every cell of every table, as one text."""
    told = []
    for engine in engines:
        names = sa.inspect(engine).get_table_names()
        with engine.connect() as connection:
            for name in names:
                told += [str(row) for row in connection.execute(sa.select(sa.text("*")).select_from(sa.table(name)))]
    return "\n".join(told)


def test_a_forgotten_name_stands_nowhere_and_the_log_still_holds(lived_in, vault, settings):
    assert NAME in everything(lived_in, vault)
    done = forgetting.forget(lived_in, vault, NAME, settings.data_dir, wie="opdrachtregel")
    left = everything(lived_in, vault)
    assert not [one for one in (NAME, FULL, "anneke-17", "argon2-van-anneke", "inloggen.wijk.nl") if one in left]
    assert rows_of(lived_in, session) == []
    assert done.naam in everything(lived_in)
    assert NAME not in (settings.data_dir / forgetting.LIST).read_text("utf-8")
    assert rows_of(lived_in, role_grant) == []
    assert [row.active for row in rows_of(lived_in, account)] == [0]
    assert verdict(lived_in).fouten == ()
    assert rows_of(lived_in, intervention)[0].titel == "Wandelen"


def test_the_vault_refuses_changes_again_afterwards(lived_in, vault, settings):
    forgetting.forget(lived_in, vault, NAME, settings.data_dir, wie="opdrachtregel")
    assert refused(vault, sa.update(schema_vault.delivery).values(received_by="x"))
    assert refused(vault, sa.delete(schema_vault.delivery_event))
    assert refused(lived_in, sa.delete(audit_event))


def test_a_name_that_is_nobodys_is_refused(lived_in, vault, settings):
    for name in ("niemand", "opdrachtregel", "startset"):
        with pytest.raises(NotFound):
            forgetting.forget(lived_in, vault, name, settings.data_dir, wie="opdrachtregel")
    assert not (settings.data_dir / forgetting.LIST).exists()


def test_a_restored_backup_forgets_again(sqlite_settings, tmp_path):
    vault, published = open_vault(sqlite_settings), open_published(sqlite_settings)
    deliveries.accept(vault, sqlite_settings.raw_dir, answer(), by=NAME)
    audit.note(published, Event.LEVERING_BEVESTIGD, wie=NAME)
    for engine in (vault, published):
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()
    backup = tmp_path / "reserve"
    stores = list(sqlite_settings.data_dir.rglob("*.sqlite3"))
    backup.mkdir()
    for path in stores:
        shutil.copy(path, backup)
    forgetting.forget(published, vault, NAME, sqlite_settings.data_dir, wie="opdrachtregel")
    vault.dispose()
    published.dispose()
    for path in stores:
        for rest in path.parent.glob(f"{path.name}-*"):
            rest.unlink()
        shutil.copy(backup / path.name, path)
    vault, published = open_vault(sqlite_settings), open_published(sqlite_settings)
    assert NAME in everything(vault, published)
    assert forgetting.replay(published, vault, sqlite_settings.data_dir, wie="opdrachtregel") == 1
    assert NAME not in everything(vault, published)
    assert forgetting.replay(published, vault, sqlite_settings.data_dir, wie="opdrachtregel") == 0
    assert verdict(published).fouten == ()
    vault.dispose()
    published.dispose()


def test_every_column_that_holds_a_name_is_known():
    """The convention finds what is there, in both stores."""
    tables = [persons.columns(one.metadata).items() for one in (schema_published, schema_vault)]
    found = {(table.name, name) for some in tables for table, names in some for name in names}
    known = {
        ("delivery", "received_by"), ("delivery_event", "by"), ("publication", "made_by"), ("job", "asked_by"),
        ("delivery_log", "door"), ("delivery_log", "stand_door"), ("intervention", "door"), ("ronde", "door"),
    }  # fmt: skip
    assert known <= found


def old_and_new(published):
    for days in (900, 800, 10, 0):
        audit.note(published, Event.UITVOER, wie=f"w{days}", op=NOW - timedelta(days=days))
    with published.begin() as connection:
        for days in (40, 10):
            row = {"kind": "ververs", "args": {}, "asked_by": "x", "state": "klaar"}
            connection.execute(sa.insert(job).values(row | {"asked_at": NOW - timedelta(days=days)}))


def test_what_is_kept_too_long_goes_and_the_chain_stays_whole(published):
    old_and_new(published)
    kept = verdict(published)
    assert retention.clear(published, TERMS, wie="werker", nu=NOW) == (2, 1)
    rows = rows_of(published, audit_event)
    assert [row.id for row in rows] == [3, 4, 5]
    assert rows[-1].gebeurtenis == "logboek_opgeschoond"
    assert verdict(published, anker=(kept.laatste, kept.hash)).fouten == ()
    # Of an anchor from before the clearing nothing can be proved, and that is said.
    assert "niets te bewijzen" in verdict(published, anker=(1, "a" * 64)).fouten[0].zin
    assert refused(published, sa.delete(audit_event))
    assert retention.clear(published, TERMS, wie="werker", nu=NOW) == (0, 0)


def test_when_everything_is_old_the_clearing_itself_stays(published):
    audit.note(published, Event.INGELOGD, wie="x", op=NOW - timedelta(days=1000))
    assert retention.clear(published, TERMS, wie="werker", nu=NOW)[0] == 1
    assert [row.gebeurtenis for row in rows_of(published, audit_event)] == ["logboek_opgeschoond"]
    assert verdict(published).fouten == ()
    assert json.loads(rows_of(published, audit_event)[0].details) == {}
