"""Accepting and retracting: what counts, in which order, and that nothing is stored twice."""

from __future__ import annotations

import threading
import time

import pytest
import sqlalchemy as sa

from buurtbeeld.errors import BuurtbeeldError, StorageError
from buurtbeeld.ingest import deliveries
from buurtbeeld.storage.schema_vault import delivery_event
from tests.integration.answers import FETCHED, answer

KEY = ("cbs_kerncijfers", "85984NED", 2024)


@pytest.fixture
def accept(vault, settings):
    def accept_one(content=b"[]", **overrides):
        return deliveries.accept(vault, settings.raw_dir, answer(content, **overrides), by="test")

    return accept_one


def ids(vault):
    return [row.id for row in deliveries.current(vault)[0]]


def events(vault):
    with vault.connect() as connection:
        query = sa.select(delivery_event.c.delivery_id, delivery_event.c.event).order_by(delivery_event.c.id)
        return [tuple(row) for row in connection.execute(query)]


def test_nothing_counts_in_an_empty_vault(vault):
    assert deliveries.current(vault) == ([], 0)
    assert deliveries.known_release(vault, *KEY) is None


def test_accepted_answer_counts_and_can_be_walked_back(vault, settings, accept):
    done = accept(b"[1]")
    rows, mark = deliveries.current(vault)
    assert (done.new, done.retracted, mark) == (True, False, 1)
    assert [(row.id, row.bron, row.tabel, row.jaar, row.received_by) for row in rows] == [
        (done.delivery_id, *KEY, "test")
    ]
    assert rows[0].received_at == FETCHED
    assert (settings.raw_dir / rows[0].raw_file).is_file()


def test_same_answer_again_changes_nothing(vault, accept):
    first, again = accept(), accept()
    assert (first.new, again.new) == (True, False)
    assert first.delivery_id == again.delivery_id
    assert events(vault) == [(first.delivery_id, "accepted")]


def test_same_answer_while_another_process_is_storing_it(vault, settings):
    """The second comes between the first one's insert and its commit, and waits."""
    inserted, done = threading.Event(), []

    @sa.event.listens_for(vault, "after_cursor_execute")
    def linger(_connection, _cursor, statement, *_):
        if statement.startswith("INSERT INTO delivery ") and not inserted.is_set():
            inserted.set()
            time.sleep(0.3)

    def accept_one():
        done.append(deliveries.accept(vault, settings.raw_dir, answer(), by="test"))

    first, second = threading.Thread(target=accept_one), threading.Thread(target=accept_one)
    first.start()
    assert inserted.wait(10)
    second.start()
    first.join()
    second.join()
    assert sorted(one.new for one in done) == [False, True]
    assert events(vault) == [(1, "accepted")]


def test_newer_answer_goes_before_the_older(vault, accept):
    accept(b"[1]")
    newer = accept(b"[2]", source_version="later")
    assert ids(vault) == [newer.delivery_id]
    assert deliveries.known_release(vault, *KEY) == "later"


def test_answer_that_the_source_gives_again_counts_again(vault, accept):
    older, newer = accept(b"[1]"), accept(b"[2]")
    assert accept(b"[1]") == deliveries.Accepted(older.delivery_id, new=False)
    assert ids(vault) == [older.delivery_id]
    assert newer.delivery_id != older.delivery_id
    assert deliveries.current(vault)[1] == 3


def test_each_table_and_year_counts_for_itself(vault, accept):
    done = [accept(), accept(jaar=2023), accept(tabel="83487NED"), accept(bron="cbs_ses")]
    assert ids(vault) == [one.delivery_id for one in done]


def test_embedded_default_stands_beside_what_was_fetched(vault, accept):
    fetched = accept(b"[1]", source_version="cbs")
    default = accept(b"[2]", source_version="startset", origin="startset")
    assert ids(vault) == [fetched.delivery_id, default.delivery_id]
    assert deliveries.known_release(vault, *KEY) == "cbs"
    newer_default = accept(b"[3]", source_version="startset 2", origin="startset")
    assert ids(vault) == [fetched.delivery_id, newer_default.delivery_id]


def test_embedded_default_alone_is_no_known_release(vault, accept):
    accept(origin="startset")
    assert deliveries.known_release(vault, *KEY) is None


def test_retracting_brings_the_one_before_back(vault, accept):
    older, newer = accept(b"[1]"), accept(b"[2]")
    deliveries.retract(vault, newer.delivery_id, by="test", reason="  verkeerde kolom ")
    assert ids(vault) == [older.delivery_id]
    assert events(vault)[-1] == (newer.delivery_id, "retracted")
    with vault.connect() as connection:
        reasons = connection.scalars(sa.select(delivery_event.c.reason).order_by(delivery_event.c.id)).all()
    assert reasons[-1] == "verkeerde kolom"


def test_retracted_answer_stays_retracted_when_it_is_fetched_again(vault, accept):
    done = accept()
    deliveries.retract(vault, done.delivery_id, by="test", reason="fout")
    again = accept()
    assert again == deliveries.Accepted(done.delivery_id, new=False, retracted=True)
    assert ids(vault) == []
    assert len(events(vault)) == 2


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_retracting_needs_a_reason(vault, accept, reason):
    done = accept()
    with pytest.raises(BuurtbeeldError, match="reden") as caught:
        deliveries.retract(vault, done.delivery_id, by="test", reason=reason)
    assert caught.value.code == "E_REDEN_ONTBREEKT"
    assert ids(vault) == [done.delivery_id]


def test_retracting_twice_or_something_unknown_is_refused(vault, accept):
    done = accept()
    deliveries.retract(vault, done.delivery_id, by="test", reason="fout")
    for number in (done.delivery_id, 99):
        with pytest.raises(BuurtbeeldError, match=f"Levering {number}"):
            deliveries.retract(vault, number, by="test", reason="fout")
    assert len(events(vault)) == 2


@pytest.mark.parametrize("tabel", ["../85984NED", "a/b", "", ".verborgen", "x y"])
def test_table_that_cannot_be_a_file_name_is_refused(vault, settings, accept, tabel):
    with pytest.raises(StorageError, match="bestandsnaam"):
        accept(tabel=tabel)
    assert not settings.raw_dir.exists()
    assert ids(vault) == []
