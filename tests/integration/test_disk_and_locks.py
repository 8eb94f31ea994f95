"""Disk full, a database in use, a database that went away: one Dutch sentence, and nothing half stored."""

from __future__ import annotations

import sqlite3
import threading
import time
import traceback
from contextlib import contextmanager
from dataclasses import replace

import pytest
import sqlalchemy as sa

from buurtbeeld.errors import StorageError
from buurtbeeld.ingest import deliveries
from buurtbeeld.storage import engine as engine_module
from buurtbeeld.storage.bulk import insert_rows
from buurtbeeld.storage.engine import open_published, open_vault
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_published import figure, reason
from tests.integration.answers import answer, noise, settings_in

resource = pytest.importorskip("resource", reason="dit systeem kent geen grootste bestandsgrootte")
COLUMNS = ("part_id", "area_id", "indicator_id", "value", "status", "methode")


@contextmanager
def largest_file(size):
    """No file of this process grows beyond `size` bytes; a disk that is full says the same, a little later."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def write_figures(engine, count, part_id=1):
    with translated(), engine.begin() as connection:
        rows = ((part_id, number, 1, 0.5, 1, 1) for number in range(count))
        return insert_rows(connection, figure, COLUMNS, rows)


def count_figures(engine):
    with engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(figure))


def is_whole(engine):
    with engine.connect() as connection:
        return connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_full_disk_while_keeping_an_answer(sqlite_vault, sqlite_settings):
    with largest_file(1_000_000), pytest.raises(StorageError, match="schijf is vol") as caught:
        deliveries.accept(sqlite_vault, sqlite_settings.raw_dir, answer(noise(2_000_000)), by="test")
    assert caught.value.code == "E_OPSLAG_VOL"
    assert deliveries.current(sqlite_vault) == ([], 0)
    assert not [path for path in sqlite_settings.raw_dir.rglob("*") if path.is_file()]
    assert deliveries.accept(sqlite_vault, sqlite_settings.raw_dir, answer(noise(2_000_000)), by="test").new


def test_full_disk_while_writing_figures(sqlite_settings):
    """Reading goes on, what was there stays, and writing goes on once there is space, without a restart."""
    published = open_published(sqlite_settings)
    write_figures(published, 1_000)
    with largest_file(2_000_000):
        with pytest.raises(StorageError) as caught:
            write_figures(published, 200_000, part_id=2)
        assert count_figures(published) == 1_000
    assert caught.value.code == "E_OPSLAG_VOL"
    assert is_whole(published)
    assert write_figures(published, 200_000, part_id=2) == 200_000
    published.dispose()


def test_full_database_while_accepting(sqlite_vault, sqlite_settings):
    @sa.event.listens_for(sqlite_vault, "connect")
    def limit(connection, _record):
        connection.execute("PRAGMA max_page_count = 1")  # it never becomes less than there are

    large = answer(source_version="x" * 100_000)
    with pytest.raises(StorageError) as caught:
        deliveries.accept(sqlite_vault, sqlite_settings.raw_dir, large, by="test")
    assert caught.value.code == "E_OPSLAG_VOL"
    assert deliveries.current(sqlite_vault) == ([], 0)
    again = open_vault(sqlite_settings)
    assert deliveries.accept(again, sqlite_settings.raw_dir, large, by="test").new
    assert is_whole(again)
    again.dispose()


@contextmanager
def held(path, seconds):
    """Another program that has the database for itself for a while."""
    ready, stop = threading.Event(), threading.Event()

    def hold():
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        ready.set()
        stop.wait(seconds)
        other.execute("ROLLBACK")
        other.close()

    thread = threading.Thread(target=hold)
    thread.start()
    ready.wait()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@pytest.mark.parametrize("seconds", [0.6, pytest.param(3.0, marks=pytest.mark.uitgebreid)])
def test_database_in_use_for_a_while_is_waited_for(sqlite_settings, sqlite_vault, seconds):
    start = time.monotonic()
    with held(sqlite_settings.data_dir / "kluis.sqlite3", seconds):
        assert deliveries.accept(sqlite_vault, sqlite_settings.raw_dir, answer(), by="test").new
    assert time.monotonic() - start >= seconds - 0.05


@pytest.mark.parametrize("patience_ms", [300, pytest.param(5_000, marks=pytest.mark.uitgebreid)])
def test_database_in_use_for_long_is_said(sqlite_settings, monkeypatch, patience_ms):
    monkeypatch.setattr(engine_module, "BUSY_MS", patience_ms)
    vault = open_vault(sqlite_settings)
    deliveries.accept(vault, sqlite_settings.raw_dir, answer(b"[1]"), by="test")
    with held(sqlite_settings.data_dir / "kluis.sqlite3", 60):
        with pytest.raises(StorageError, match="bezet") as caught:
            deliveries.accept(vault, sqlite_settings.raw_dir, answer(), by="test")
        assert len(deliveries.current(vault)[0]) == 1, "lezen gaat door"
    assert caught.value.code == "E_BEZET"
    assert deliveries.accept(vault, sqlite_settings.raw_dir, answer(), by="test").new
    vault.dispose()


def test_patience_is_at_least_five_seconds(vault):
    assert engine_module.BUSY_MS >= 5_000
    with vault.connect() as connection:
        if vault.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == engine_module.BUSY_MS
        else:
            assert connection.exec_driver_sql("SHOW lock_timeout").scalar() == "5s"


@pytest.mark.postgres
def test_table_in_use_on_postgresql(postgres_settings, monkeypatch):
    settings = postgres_settings
    monkeypatch.setattr(engine_module, "BUSY_MS", 300)
    vault = open_vault(settings)
    with vault.connect() as other:
        other.exec_driver_sql("LOCK TABLE delivery_event IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(StorageError, match="bezet") as caught:
            deliveries.accept(vault, settings.raw_dir, answer(), by="test")
    assert caught.value.code == "E_BEZET"
    assert deliveries.accept(vault, settings.raw_dir, answer(), by="test").new
    vault.dispose()


@pytest.mark.postgres
def test_postgresql_that_drops_the_connection(postgres_settings):
    """In the middle of a transaction: a sentence. Between two: nobody notices."""
    settings = postgres_settings
    vault, published = open_vault(settings), open_published(settings)

    def drop():
        with published.connect() as other:
            mine = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            other.exec_driver_sql(f"{mine} AND pid <> pg_backend_pid()")

    def dropped_half_way():
        with translated(), vault.begin() as connection:
            connection.execute(sa.select(sa.literal(1)))
            drop()
            connection.execute(sa.select(sa.literal(1)))

    with pytest.raises(StorageError, match="niet bereikbaar") as caught:
        dropped_half_way()
    assert caught.value.code == "E_DATABASE"
    assert deliveries.accept(vault, settings.raw_dir, answer(), by="test").new
    drop()
    assert len(deliveries.current(vault)[0]) == 1
    vault.dispose()
    published.dispose()


def test_refused_row_is_translated(published):
    with pytest.raises(StorageError), translated(), published.begin() as connection:
        insert_rows(connection, reason, ("id", "zin"), [(1, "x"), (1, "y")])
    with published.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(reason)) == 0


def test_damaged_database_is_said(sqlite_settings):
    path = sqlite_settings.data_dir / "kluis.sqlite3"
    path.write_bytes(b"Dit is geen database." * 500)
    vault = open_vault(sqlite_settings)
    with pytest.raises(StorageError, match="beschadigd") as caught:
        deliveries.current(vault)
    assert caught.value.code == "E_DATABASE"
    vault.dispose()


def test_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "bestand").write_text("in de weg")
    with pytest.raises(StorageError) as caught:
        open_vault(settings_in(tmp_path / "bestand" / "data"))
    assert caught.value.code == "E_OPSLAG"


@pytest.mark.parametrize(
    "address", ["geen adres", "mysql://localhost/x", "postgresql+psycopg://u:{}@server:poort/x".format("geheim")]
)
def test_address_that_is_none_is_refused_without_showing_it(sqlite_settings, address):
    with pytest.raises(StorageError, match="DATABASE_URL") as caught:
        open_published(replace(sqlite_settings, database_url=address))
    shown = "".join(traceback.format_exception(caught.value))
    assert "geheim" not in shown


def test_readers_go_on_while_somebody_writes(sqlite_settings):
    published = open_published(sqlite_settings)
    with published.begin() as writer:
        insert_rows(writer, reason, ("id", "zin"), [(1, "x")])
        start = time.monotonic()
        assert count_figures(published) == 0
        assert time.monotonic() - start < 1
    published.dispose()


def test_transaction_that_reads_first_can_still_write(sqlite_settings):
    """Two that both read first: SQLite's own BEGIN would let the second fail at once."""
    published = open_published(sqlite_settings)
    done = []

    def add(text):
        with published.begin() as connection:
            known = connection.scalar(sa.select(sa.func.count()).select_from(reason))
            time.sleep(0.2)
            insert_rows(connection, reason, ("id", "zin"), [(known + 1, text)])
            done.append(text)

    threads = [threading.Thread(target=add, args=(text,)) for text in ("a", "b", "c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == ["a", "b", "c"]
    published.dispose()
