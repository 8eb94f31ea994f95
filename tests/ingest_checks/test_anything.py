"""Whatever stands in the cells: there are rows or messages, never an exception, and the rows keep the rules."""

import dataclasses
import math
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from buurtbeeld.ingest import wire
from buurtbeeld.ingest.checks import check
from buurtbeeld.ingest.headers import FIELDS, TEMPLATE
from buurtbeeld.ingest.parts import Sheet
from buurtbeeld.ingest.plausibility import odd
from tests.ingest_checks.made import ACTIES, NPS, RULES, SCORE, SEH, UREN, VERLOOP, codes, rules

PLAIN = rules(inwoners=dict.fromkeys(RULES.buurten, 5000))
FORMATS = [PLAIN, *(rules(formaat=code) for code in ("vektis_gemeente", "personeelssysteem", "verzekeraar_uittreksel"))]
likely = st.sampled_from([
    "goirle", "GM0785", "lochem", "WK019350", "2025", "2026-T3", "2026-05", "2026-T3-12M", "202605", SEH, UREN, NPS,
    SCORE, ACTIES, VERLOOP, "0", "9", "12,5", "-3", "*", "<10", "420", "4000", "", " ", None, "promotor", "copd", "seh",
    0.0, 12.0, 1e300, float("nan"), float("-inf"), True, date(2026, 5, 1), "#N/A", "=1", "\x00", "9" * 400,
])  # fmt: skip
cells = likely | st.text(max_size=12) | st.integers() | st.floats() | st.booleans() | st.dates() | st.none()
names = st.sampled_from([*FIELDS, "gemeentenaam", "jaar", "kosten_a", "aantal_verzekerdejaren", "maat", "Buurt"])
headers = st.just(list(TEMPLATE)) | st.lists(names | st.text(max_size=8), max_size=16)


@st.composite
def sheets(draw):
    header = draw(headers)
    rows = draw(st.lists(st.tuples(*[cells] * len(header)), max_size=6))
    return Sheet(tuple(header), tuple(rows), tuple(range(2, len(rows) + 2)))


@given(sheets(), st.sampled_from(FORMATS))
def test_any_sheet_gets_a_verdict(sheet, by):
    rows, meldingen, programma = check(sheet, by)
    assert rows or meldingen
    assert programma in ("", "ecosysteem")
    for row in rows:
        numbers = (row.teller, row.noemer, row.waarde, row.n, row.som_kwadraten, row.n_bronnen, row.grootste_aandeel)
        assert all(number is None or math.isfinite(number) for number in numbers)
        assert row.indicator in by.indicatoren
        assert row.bron in by.indicatoren[row.indicator].bronnen
        assert row.status != "geheim_bron" or (row.teller, row.waarde) == (None, None)
    assert len({row.sleutel for row in rows}) == len(rows)
    assert wire.rows_from_json(wire.rows_to_json(rows)) == rows
    assert wire.meldingen_from_json(wire.meldingen_to_json(meldingen)) == meldingen
    assert all(one.code.startswith("W_") for one in odd(rows, {}, by))


def _two_programmas(**more):
    """The shipped rules with a second programme that has the same area as Goirle and one of its own."""
    twin = dataclasses.replace(RULES.buurten["goirle"], sleutel="tweeling", programma="ander", **more)
    other = dataclasses.replace(twin, sleutel="elders", codes=("GM9999",), bronnen=RULES.buurten["goirle"].bronnen)
    return dataclasses.replace(RULES, buurten={**RULES.buurten, "tweeling": twin, "elders": other})


def test_area_of_two_programmas():
    row = ("GM0785", "2025", SEH, 420, 4000)
    both = _two_programmas()
    assert codes(row, by=both) == [("E_PROGRAMMA_KIEZEN", 2, "buurtcode")]
    assert codes(row, by=dataclasses.replace(both, programma="ander")) == []
    assert codes(row, by=_two_programmas(bronnen=())) == []


def test_rows_of_two_programmas():
    rows = [("elders", "2025", SEH, 420, 4000), ("goirle", "2025", SEH, 420, 4000), ("lochem", "2025", SEH, 420, 4000)]
    mixed = [("E_PROGRAMMA_GEMENGD", 3, "buurtcode"), ("E_PROGRAMMA_GEMENGD", 4, "buurtcode")]
    assert codes(*rows, by=_two_programmas()) == mixed
    chosen = dataclasses.replace(_two_programmas(), programma="ecosysteem")
    assert codes(*rows[:1], by=chosen) == [("E_PROGRAMMA_GEMENGD", 2, "buurtcode")]
