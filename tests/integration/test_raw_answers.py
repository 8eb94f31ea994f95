"""Kept answers: byte for byte, the same file for the same answer, and never a damaged one."""

from __future__ import annotations

import os
import zipfile
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtbeeld.errors import StorageError
from buurtbeeld.storage import raw
from buurtbeeld.storage.schema_vault import DeliveryRow
from tests.integration.answers import FETCHED, answer, noise

NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,20}\.(json|csv)", fullmatch=True)


def row_of(kept, of):
    name, sha256 = kept
    return DeliveryRow(
        id=1, bron=of.bron, tabel=of.tabel, jaar=of.jaar, received_at=of.fetched_at, received_by="test",
        origin=of.origin, sha256=sha256, raw_file=name, source_version=of.source_version,
    )  # fmt: skip


@given(documents=st.dictionaries(NAMES, st.binary(max_size=500), max_size=5))
def test_what_is_kept_comes_back_byte_for_byte(tmp_path_factory, documents):
    folder = tmp_path_factory.mktemp("ruw")
    given_answer = answer(documents=documents)
    back = raw.load(folder, row_of(raw.keep(folder, given_answer), given_answer))
    assert back == given_answer
    assert list(back.documents) == list(documents)


def test_same_answer_gives_the_same_file_on_another_day(tmp_path):
    kept = [
        raw.keep(tmp_path / when, answer(fetched_at=datetime(int(when), 1, 1, tzinfo=UTC))) for when in ("2025", "2026")
    ]
    assert kept[0] == kept[1]
    assert [(tmp_path / when / kept[0][0]).read_bytes() for when in ("2025", "2026")].count(
        (tmp_path / "2025" / kept[0][0]).read_bytes()
    ) == 2


def test_file_is_named_after_source_table_year_and_checksum(tmp_path):
    name, sha256 = raw.keep(tmp_path, answer())
    assert name == f"cbs_kerncijfers/85984NED_2024_{sha256[:12]}.zip"
    with zipfile.ZipFile(tmp_path / name) as archive:  # anybody can open it without us
        assert archive.namelist() == ["TableInfos.json", "TypedDataSet.0.json"]


def test_compresses(tmp_path):
    name, _ = raw.keep(tmp_path, answer(b'{"a": 1}' * 100_000))
    assert (tmp_path / name).stat().st_size < 20_000


@pytest.mark.parametrize("damage", ["flip", "truncate", "extend", "empty", "gone", "folder"])
def test_damaged_file_is_refused(tmp_path, damage):
    given_answer = answer(noise(10_000))
    row = row_of(raw.keep(tmp_path, given_answer), given_answer)
    path = tmp_path / row.raw_file
    body = path.read_bytes()
    path.unlink()
    if damage == "folder":
        path.mkdir()
    elif damage != "gone":
        flipped = body[:5000] + bytes([body[5000] ^ 1]) + body[5001:]
        path.write_bytes({"flip": flipped, "truncate": body[:-9], "extend": body + b"x", "empty": b""}[damage])
    with pytest.raises(StorageError, match="cbs_kerncijfers") as caught:
        raw.load(tmp_path, row)
    assert caught.value.code == "E_RUW_BESCHADIGD"
    assert row.raw_file in caught.value.waar
    assert "python -m data_sources haal cbs_kerncijfers 2024" in caught.value.doe


def test_keeping_again_repairs_a_damaged_file(tmp_path):
    given_answer = answer(noise(10_000))
    row = row_of(raw.keep(tmp_path, given_answer), given_answer)
    (tmp_path / row.raw_file).write_bytes(b"half")
    raw.keep(tmp_path, given_answer)
    assert raw.load(tmp_path, row) == given_answer


def test_keeping_again_does_not_write(tmp_path):
    name, _ = raw.keep(tmp_path, answer())
    os.utime(tmp_path / name, (1, 1))
    raw.keep(tmp_path, answer())
    assert (tmp_path / name).stat().st_mtime == 1


def test_sweep_leaves_a_file_that_is_being_written(tmp_path, monkeypatch):
    """Another process may start, and sweep, while this one writes."""
    fsync, swept = os.fsync, []

    def sweep_first(file):
        swept.append(raw.sweep(tmp_path))
        fsync(file)

    monkeypatch.setattr(os, "fsync", sweep_first)
    name, _ = raw.keep(tmp_path, answer())
    assert swept[0] == 0
    assert (tmp_path / name).is_file()


def test_failed_write_leaves_nothing(tmp_path, monkeypatch):
    def fail(_file):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(StorageError) as caught:
        raw.keep(tmp_path, answer())
    assert caught.value.code == "E_OPSLAG_VOL"
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_moment_of_fetching_comes_back(tmp_path):
    assert raw.load(tmp_path, row_of(raw.keep(tmp_path, answer()), answer())).fetched_at == FETCHED
