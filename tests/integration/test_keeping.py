"""Keeping a file when something is in the way: somebody else, a full disk, a vault in use; and what that leaves."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from buurtbeeld.errors import StorageError
from buurtbeeld.ingest import counting, leftovers, submissions
from buurtbeeld.storage import engine as engine_module
from buurtbeeld.storage import raw
from buurtbeeld.storage.engine import open_vault
from buurtbeeld.storage.schema_vault import delivery, observation
from tests.integration.answers import noise
from tests.integration.files import inspection, row
from tests.integration.test_disk_and_locks import held, is_whole, largest_file

A = (row(), row(periode="2026-T2", teller=5.0, waarde=5.0))
B = (row(teller=4.0, waarde=4.0),)
ELSEWHERE = (row(buurt="oude-dorp", teller=8.0, waarde=8.0),)


@pytest.fixture
def keep(vault, settings):
    return keeper(vault, settings)


def keeper(vault, settings):
    def kept(*rows, data=b"een", basis=None):
        found = inspection(*rows)
        return submissions.keep(vault, settings.raw_dir, found, data, codejaar=2024, by="test", basis=basis)

    return kept


def counted(vault):
    return {row.sleutel: row.teller for _, _, row in counting.current(vault)}


def count(vault, table=delivery):
    with vault.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table))


def files(settings):
    return [path for path in settings.raw_dir.rglob("*") if path.is_file()]


def test_what_somebody_took_back_meanwhile_is_told(keep, vault):
    """What the preview said was corrected would now be new."""
    first = keep(*A)
    basis = submissions.compare(vault, inspection(*B))[0].basis
    submissions.retract(vault, first.leveringen[0], by="ander", reason="verkeerde maand")
    with pytest.raises(submissions.Conflict):
        keep(*B, data=b"twee", basis=basis)
    assert counted(vault) == {}


def test_two_who_deliver_the_same_new_figure_are_told(keep, vault):
    basis = submissions.compare(vault, inspection(*B))[0].basis
    keep(*A, basis=basis)
    with pytest.raises(submissions.Conflict):
        keep(*B, data=b"twee", basis=basis)


def test_what_happens_to_other_figures_is_no_conflict(keep, vault):
    keep(*A)
    basis = submissions.compare(vault, inspection(*B))[0].basis
    keep(*ELSEWHERE, data=b"elders", basis=basis)
    keep(row(bron="nps_vragenlijst", indicator="nps_burgers"), data=b"andere bron", basis=basis)
    assert keep(*B, data=b"twee", basis=basis).leveringen
    assert counted(vault)[B[0].sleutel] == 4.0


def test_same_bytes_read_in_another_way_are_another_delivery(keep, vault):
    """A mapping of columns was mended: the same file now says something else."""
    keep(*A)
    again = keep(row(indicator="initiatieven"))
    assert again.change.nieuw == 1
    assert len(counted(vault)) == 3
    assert count(vault) == 2


def test_full_disk_while_writing_the_file(sqlite_vault, sqlite_settings):
    keep = keeper(sqlite_vault, sqlite_settings)
    with largest_file(1_000_000), pytest.raises(StorageError, match="schijf is vol") as caught:
        keep(*A, data=noise(2_000_000))
    assert caught.value.code == "E_OPSLAG_VOL"
    assert (count(sqlite_vault), files(sqlite_settings)) == (0, [])
    assert keep(*A, data=noise(2_000_000)).leveringen


def test_full_disk_while_writing_the_figures(sqlite_vault, sqlite_settings):
    """The file was written already: it goes too, and what there was can still be read."""
    keep = keeper(sqlite_vault, sqlite_settings)
    keep(*A)
    many = [row(buurt=f"b{number}") for number in range(20_000)]
    with largest_file(1_000_000):
        with pytest.raises(StorageError) as caught:
            keep(*many, data=b"veel")
        assert len(counted(sqlite_vault)) == len(A)
    assert caught.value.code == "E_OPSLAG_VOL"
    assert (count(sqlite_vault), len(files(sqlite_settings))) == (1, 1)
    assert is_whole(sqlite_vault)
    assert keep(*many, data=b"veel").leveringen
    assert count(sqlite_vault, observation) == len(A) + len(many)


def test_of_two_sources_of_which_one_is_refused_nothing_stays(keep, vault, settings):
    with pytest.raises(StorageError):
        keep(*A, row(bron="nps_vragenlijst", toelichting="x" * 201))
    assert (count(vault), files(settings)) == (0, [])


def test_vault_in_use_for_long_is_said_and_leaves_nothing(sqlite_settings, monkeypatch):
    monkeypatch.setattr(engine_module, "BUSY_MS", 200)
    vault = open_vault(sqlite_settings)
    keep = keeper(vault, sqlite_settings)
    with held(sqlite_settings.data_dir / "kluis.sqlite3", 60):
        with pytest.raises(StorageError, match="bezet") as caught:
            keep(*A)
        assert counted(vault) == {}, "lezen gaat door"
    assert caught.value.code == "E_BEZET"
    assert files(sqlite_settings) == []
    assert keep(*A).leveringen
    vault.dispose()


@pytest.mark.parametrize("seconds", [0.4, pytest.param(3.0, marks=pytest.mark.uitgebreid)])
def test_vault_in_use_for_a_while_is_waited_for(sqlite_settings, sqlite_vault, seconds):
    with held(sqlite_settings.data_dir / "kluis.sqlite3", seconds):
        assert keeper(sqlite_vault, sqlite_settings)(*A).leveringen


@pytest.mark.postgres
def test_vault_in_use_on_postgresql(postgres_settings, monkeypatch):
    monkeypatch.setattr(engine_module, "BUSY_MS", 200)
    vault = open_vault(postgres_settings)
    keep = keeper(vault, postgres_settings)
    with vault.connect() as other:
        other.exec_driver_sql("LOCK TABLE delivery_event IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(StorageError, match="bezet") as caught:
            keep(*A)
    assert caught.value.code == "E_BEZET"
    assert files(postgres_settings) == []
    assert keep(*A).leveringen
    vault.dispose()


def test_sweep_removes_only_old_files_that_no_delivery_needs(keep, vault, settings):
    keep(*A)
    needed = set(files(settings))
    left = submissions._answer(inspection(*B), "buurtnetwerk", b"halverwege", codejaar=2024, at=None)
    raw.keep(settings.raw_dir, left)
    assert leftovers.sweep(vault, settings.raw_dir) == 0, "misschien is iemand er nog mee bezig"
    assert leftovers.sweep(vault, settings.raw_dir, older_than=-1) == 1
    assert set(files(settings)) == needed
    assert leftovers.sweep(vault, settings.raw_dir / "bestaat niet") == 0
