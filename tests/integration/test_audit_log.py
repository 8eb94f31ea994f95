"""The audit log on both databases: only added to, never forked, never holding what a cell held."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from buurtbeeld import audit
from buurtbeeld.audit import Event, Uitkomst
from buurtbeeld.audit.log import LEFT_OUT
from buurtbeeld.errors import StorageError
from buurtbeeld.storage.engine import open_published
from buurtbeeld.storage.schema_audit import audit_event, audit_person
from tests.integration.test_rules_of_the_stores import refused, rows_of

BSN = "111222333"  # passes the test of eleven, and is nobody's


def verdict(engine, **given):
    with engine.connect() as connection:
        return audit.verify(connection, **given)


def force(engine, statement):
    """Do what the triggers refuse, as somebody who owns the database could."""
    with engine.begin() as connection:
        for verb in ("update", "delete"):
            on = "" if engine.dialect.name == "sqlite" else " ON audit_event"
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS audit_event_refuses_{verb}{on}")
        connection.execute(statement)


@pytest.fixture
def four(published):
    for number in range(4):
        audit.note(published, Event.UITVOER, wie="kartrekker", buurt="sterrenwijk", aantal=number)
    return published


def test_what_is_written_comes_back(published):
    audit.note(
        published, Event.UITVOER, wie="kartrekker", namens="huisartspraktijken", sessie="geheim", programma="voorbeeld",
        buurt="sterrenwijk", object="csv", aantal=12, sha256="a" * 64, details={"filter": "jaar 2024", "kolommen": 3},
    )  # fmt: skip
    (row,) = rows_of(published, audit_event)
    names = {one.pseudoniem: one.naam for one in rows_of(published, audit_person)}
    assert (names[row.wie], names[row.namens]) == ("kartrekker", "huisartspraktijken")
    assert (row.id, row.gebeurtenis, row.uitkomst, row.aantal) == (1, "uitvoer", "gelukt", 12)
    assert json.loads(row.details) == {"filter": "jaar 2024", "kolommen": 3}
    assert "geheim" not in str(row)


def test_every_event_and_every_outcome_can_be_written(published):
    for event in Event:
        for outcome in Uitkomst:
            audit.note(published, event, wie="beheerder", uitkomst=outcome)
    found = verdict(published)
    assert (found.aantal, found.fouten) == (len(Event) * len(Uitkomst), ())


def test_an_event_is_never_changed_or_removed(four):
    before = rows_of(four, audit_event)
    assert refused(four, sa.delete(audit_event))
    assert refused(four, sa.update(audit_event).values(wie="x"))
    assert four.dialect.name == "sqlite" or refused(four, sa.text("TRUNCATE audit_event"))
    assert rows_of(four, audit_event) == before


@pytest.mark.parametrize(
    "change",
    [
        sa.update(audit_event).where(audit_event.c.id == 2).values(aantal=99),
        sa.update(audit_event).where(audit_event.c.id == 2).values(uitkomst="geweigerd"),
        sa.update(audit_event).where(audit_event.c.id == 3).values(details='{"a":1}'),
        sa.delete(audit_event).where(audit_event.c.id == 2),
        sa.delete(audit_event).where(audit_event.c.id == 1),
        sa.update(audit_event).where(audit_event.c.id == 4).values(hash="f" * 64),
        sa.update(audit_person).values(naam="iemand anders"),
    ],
)
def test_check_finds_what_somebody_changed_behind_our_back(four, change):
    assert verdict(four).fouten == ()
    force(four, change)
    assert verdict(four).fouten


def test_check_finds_events_taken_off_the_end_with_a_number_kept_elsewhere(four):
    kept = verdict(four)
    force(four, sa.delete(audit_event).where(audit_event.c.id == 4))
    assert verdict(four).fouten == ()
    assert verdict(four, anker=(kept.laatste, kept.hash)).fouten


def test_two_successors_of_one_event_cannot_be(four):
    last = rows_of(four, audit_event)[-1]._asdict()
    assert refused(four, sa.insert(audit_event), last | {"id": 5, "hash": "e" * 64})
    assert refused(four, sa.insert(audit_event), last | {"hash": "e" * 64, "vorige": "d" * 64})


def test_writers_at_the_same_time_make_one_chain(settings):
    def write(writer):
        engine = open_published(settings)
        for number in range(10):
            audit.note(engine, Event.INGELOGD, wie=f"w{writer}", aantal=number)
        engine.dispose()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    engine = open_published(settings)
    found = verdict(engine)
    assert (found.aantal, found.laatste, found.fouten) == (40, 40, ())
    assert len(rows_of(engine, audit_person)) == 4
    engine.dispose()


def test_an_action_that_fails_leaves_no_event_and_the_chain_whole(four):
    with four.connect() as connection:
        connection.execution_options(buurtbeeld_writes=True)
        audit.record(connection, Event.GEPUBLICEERD, wie="werker")
        connection.rollback()
    audit.note(four, Event.GEPUBLICEERD, wie="werker")
    assert (verdict(four).laatste, verdict(four).fouten) == (5, ())


def test_an_event_that_cannot_be_written_stops_the_action(published):
    with published.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE audit_event RENAME TO audit_elders")
    with pytest.raises(StorageError):
        audit.note(published, Event.INGELOGD, wie="kartrekker")


@pytest.mark.parametrize(
    "text",
    [
        BSN,
        "bsn 111.222.333",
        "x111222333y",
        "11122233",
        "mevr. Jansen",
        "geboren 01-02-1950",
        "a@b.nl",
        "06 12 34 56 78",
    ],
)
def test_what_could_be_about_a_person_is_left_out(published, text):
    audit.note(published, Event.UITVOER, wie="kartrekker", object=text, details={"filter": text})
    row = rows_of(published, audit_event)[0]
    assert row.object == LEFT_OUT
    assert json.loads(row.details) == {"filter": LEFT_OUT}


@pytest.mark.parametrize("text", ["BU03440522", "sterrenwijk", "2026-T1", "2026-11-26", "publicatie 12", "WK034405"])
def test_what_is_about_no_person_is_kept(published, text):
    audit.note(published, Event.UITVOER, wie="jan@wijk.nl", object=text)
    assert rows_of(published, audit_event)[0].object == text
    assert rows_of(published, audit_person)[0].naam == "jan@wijk.nl"


def test_contents_are_refused(published):
    for wrong in ({"details": {"cel": 7919.5}}, {"object": b"bytes"}, {"details": {"rij": [1]}}, {"aantal": 1.5}):
        with pytest.raises(TypeError):
            audit.note(published, Event.UITVOER, wie="kartrekker", **wrong)
    with pytest.raises(ValueError, match="sha256"):
        audit.note(published, Event.UITVOER, wie="kartrekker", sha256="inhoud")
    assert rows_of(published, audit_event) == []


def test_a_long_text_is_cut_off_and_stands_on_one_line(published):
    audit.note(published, Event.UITVOER, wie="kartrekker", object="a\r\nb\x00\u202e" + "c" * 500)
    found = rows_of(published, audit_event)[0].object
    assert found.startswith("a b c")
    assert len(found) == 200
