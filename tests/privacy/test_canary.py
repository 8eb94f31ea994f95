"""Secret primes in raw cells stand in no byte that leaves: page, file, session, log, cache, published store."""

from __future__ import annotations

import sqlite3
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.privacy.canary_child import CROWD, FEW_HOURS, FEW_OF, HOURS_OF, OTHER, PLAIN, PRIMES, SECRET, SPENT


def forms(prime):
    """How a number can stand in bytes: plain, Dutch, English, with a space; as a double or a whole number."""
    text = str(prime)
    groups = f"{prime:,}"
    texts = {text, groups, *(groups.replace(",", sign) for sign in (".", " ", "\u00a0", "\u202f"))}
    packed = {struct.pack(how, prime) for how in (">d", "<d", ">q", "<q")} | {prime.to_bytes(6, "big")}
    return {one.encode() for one in texts} | {one.encode("latin-1", "ignore") for one in texts if one} | packed


def found_in(body, numbers=PRIMES):
    return sorted({number for number in numbers for form in forms(number) if form in body})


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kanarie")
    with (folder / "logboek.txt").open("wb") as log:
        done = subprocess.run(
            [sys.executable, "-m", "tests.privacy.canary_child", folder], cwd=ROOT, stdout=log, stderr=log, check=False,

        )  # fmt: skip
    assert done.returncode == 0, (folder / "logboek.txt").read_text(errors="replace")[-3000:]
    return folder


def test_the_primes_are_in_the_vault(everything):
    """Else nothing would have been looked for."""
    with sqlite3.connect(everything / "data" / "kluis.sqlite3") as vault:
        kept = {int(one) for row in vault.execute("SELECT teller, noemer FROM observation") for one in row}
    assert set(PRIMES) <= kept


def test_no_file_holds_one(everything):
    """Every file but those of the vault: stores with what they wrote beside it, downloads, pages, sessions, the log."""
    vault = {everything / "data" / f"kluis.sqlite3{end}" for end in ("", "-wal", "-shm")}
    files = [path for path in everything.rglob("*") if path.is_file() and path not in vault]
    kinds = {path.suffix for path in files}
    assert {".bytes", ".csv", ".xlsx", ".xml", ".sqlite3", ".txt"} <= kinds
    assert {path.name: found for path in files if (found := found_in(path.read_bytes()))} == {}


def test_no_cell_of_the_published_store_is_one(everything):
    """Also a value that SQLite packs in another way."""
    with sqlite3.connect(everything / "data" / "buurtbeeld.sqlite3") as store:
        tables = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        wrong = [
            (table, cell) for table in tables for row in store.execute(f'SELECT * FROM "{table}"') for cell in row
            if (isinstance(cell, int | float) and int(cell) in PRIMES) or found_in(str(cell).encode())
        ]  # fmt: skip
    assert tables
    assert wrong == []


def test_what_may_be_seen_was_seen(everything):
    """The figures did go through: rounded to five, and the hidden ones as such; else a blank page would pass."""
    pages = "\n".join(path.read_text("latin-1") for path in (everything / "gezien").glob("kartrekker_*.bytes"))
    files = "\n".join(path.read_text("utf-8-sig") for path in (everything / "gezien").glob("*.csv"))
    rounded = [(one + 2) // 5 * 5 for one in (PLAIN, CROWD)]
    assert all(str(one) in files for one in rounded), "de afgeronde aantallen horen in het bestand te staan"
    assert "afgeschermd" in files
    assert "Â·" in pages or "·" in pages


def test_the_search_finds_every_form(tmp_path):
    for prime in (PLAIN, CROWD, FEW_OF, SPENT, HOURS_OF, FEW_HOURS, SECRET, OTHER):
        for form in forms(prime):
            assert found_in(b"voor" + form + b"na") == [prime]
    assert found_in(b"1000000000040 1.000.000.000.040") == []
    store = tmp_path / "x.sqlite3"
    with sqlite3.connect(store) as one:
        one.execute("CREATE TABLE x (a REAL, b)")
        one.execute("INSERT INTO x VALUES (?, ?)", (float(PLAIN), SECRET / 7))
    assert found_in(Path(store).read_bytes()) == [PLAIN]
