"""Secret numbers, and whether one stands in something that leaves: however a program or a reader writes it."""

from __future__ import annotations

import math
import re
import sqlite3
import struct

FIRST, STEP = 1_000_003, 7_333
GROUPED = re.compile(
    r"(?<=\d)(?:[.,' \u00a0\u202f\u2009]|\\u00a0|\\u202f|&nbsp;|%2E|%2C)(?=\d{3}(?!\d))", re.IGNORECASE
)
DIGITS = re.compile(r"\d+")


def primes(count):
    """So many primes of seven digits, each far from the others: no date, place or number of a row looks like them."""
    found, at = [], FIRST
    while len(found) < count:
        while not _is_prime(at):
            at += 2
        found.append(at)
        at += STEP - STEP % 2
    return found


def _is_prime(number):
    return number % 2 == 1 and all(number % by for by in range(3, int(number**0.5) + 1, 2))


def in_text(text, marks):
    """Marks that stand in a text: plain, with Dutch, English or French groups, before a comma or point."""
    return {int(one) for one in DIGITS.findall(GROUPED.sub("", text)) if 6 < len(one) < 9} & marks


def in_bytes(body, marks):
    """The same of bytes, and as a number that a program packed."""
    packed = {one for one in marks for how in ("<d", ">d", "<q", ">q") if struct.pack(how, one) in body}
    return packed | in_text(body.decode("latin-1"), marks)


def in_store(path, marks):
    """Marks in a cell of an SQLite store, which packs whole numbers in its own way: table -> marks."""
    found = {}
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as store:
        for (table,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in store.execute(f'SELECT * FROM "{table}"'):
                for cell in row:
                    if hits := _in_cell(cell, marks):
                        found.setdefault(table, set()).update(hits)
    return found


def _in_cell(cell, marks):
    if isinstance(cell, int | float):
        return {int(cell)} & marks if math.isfinite(cell) else set()
    if isinstance(cell, bytes):
        return in_bytes(cell, marks)
    return in_text(cell, marks) if isinstance(cell, str) else set()
