"""Any bytes, any name: a verdict, never an exception. `scripts/fuzz.py` does the same for longer."""

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from buurtbeeld.ingest.archive import unpack
from buurtbeeld.ingest.container import Kind
from buurtbeeld.ingest.inspection import inspect, to_json
from buurtbeeld.ingest.messages import MELDINGEN
from buurtbeeld.ingest.parser import judge
from tests.ingest.corpus import CASES, RULES, csv
from tests.ingest.made_workbooks import mutated, ods, ods_table, rezipped, xlsx

SEEDS = {"a.csv": csv(), "a.xlsx": xlsx(), "a.ods": ods(ods_table())}
ODD = st.sampled_from(
    [";", "\n", '"', "\r", "\0", "1", "é", "\ud7ff", "=", "2025", "goirle", "teller", "123456782", "1e9", "-", "\u202e"]
)


def has_verdict(data, name):
    found = inspect(data, name, RULES)
    assert {one.code for one in found.meldingen} <= set(MELDINGEN) - {"E_ONBEKEND"}
    assert to_json(found)["oordeel"] in ("aanvaard", "aanvaard_met_waarschuwing", "geweigerd")
    assert not (found.geweigerd and found.rows)


@given(st.binary(max_size=300), st.text(max_size=12))
@example(b"PK\x03\x04", "a.xlsx")
@example(b"PK\x05\x06" + b"\xff" * 18, "a.xlsx")
@example(b"\xff\xfe", "a.csv")
@settings(max_examples=25)
def test_any_bytes_get_a_verdict(data, name):
    has_verdict(data, name)


@given(st.sampled_from(sorted(SEEDS)), st.integers(0, 10**9))
@settings(max_examples=40)
def test_a_damaged_file_gets_a_verdict(name, seed):
    has_verdict(mutated(SEEDS[name], random.Random(seed)), name)


@given(st.sampled_from(["a.xlsx", "a.ods"]), st.integers(0, 10**9))
@settings(max_examples=60)
def test_a_workbook_with_a_damaged_part_gets_a_verdict(name, seed):
    """The zip itself is sound, so that the damage reaches the readers behind it."""
    chance = random.Random(seed)
    part = chance.choice(sorted(unpack(SEEDS[name])))
    has_verdict(rezipped(SEEDS[name], replace={part: lambda content: mutated(content, chance)}), name)


@given(st.lists(ODD | st.text(max_size=3), max_size=60).map("".join))
@settings(max_examples=300)
def test_any_text_is_judged(text):
    """In this process, so many more of them."""
    rows = judge(csv() + text.encode("utf-8", "replace"), Kind.CSV, RULES)
    assert {one.code for one in rows[3]} <= set(MELDINGEN) - {"E_ONBEKEND"}
    judge(text.encode("utf-8", "replace"), Kind.CSV, RULES)


@pytest.mark.parametrize("case", CASES[::7], ids=str)
def test_a_damaged_bad_file_is_judged(case):
    chance = random.Random(case.wat)
    for _ in range(20):
        judge(mutated(case.data[:20_000], chance), Kind.CSV, RULES)
