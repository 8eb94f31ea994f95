"""What holds for every number we write."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from buurtbeeld import dutch
from buurtbeeld.catalog import load_catalog

INDICATOREN = load_catalog(Path(__file__).parents[2] / "config").baseline()
VALUES = st.floats(-1e9, 1e9, allow_nan=False).map(lambda x: round(x, 4))


def read_back(text):
    return float(text.replace(".", "").replace(",", ".").replace(dutch.MINUS, "-"))


@given(VALUES, st.integers(0, 3))
def test_a_number_reads_back_within_half_a_step(x, decimals):
    text = dutch.number(x, decimals)
    behind = f",[0-9]{{{decimals}}}" if decimals else ""
    assert re.fullmatch(rf"{dutch.MINUS}?\d{{1,3}}(\.\d{{3}})*{behind}", text)
    assert abs(read_back(text) - x) <= 0.5 * 10**-decimals + 1e-6
    assert not re.fullmatch(rf"{dutch.MINUS}[0,.]*", text)


@given(st.floats(1, 95))
def test_a_share_in_words_is_near_the_share(percent):
    words = dutch.one_in(percent)
    above, below = ("1", "2") if words.endswith("de helft") else (words.split()[1], words.split()[-1])
    said = 100 * int(above) / int(below)
    assert abs(said - percent) <= 5
    assert words.startswith("ruim") <= (said < percent)
    assert words.startswith("bijna") <= (said > percent)


@given(st.sampled_from(INDICATOREN), VALUES, VALUES)
def test_a_difference_points_the_right_way(indicator, own, other):
    forth = dutch.difference_text(own, other, indicator)
    back = dutch.difference_text(other, own, indicator)
    assert forth.startswith("↑") == back.startswith("↓")
    assert forth.startswith("↑") <= (own > other)
    if dutch.value_text(own, indicator) == dutch.value_text(other, indicator):
        assert forth in ("", "gelijk", "even ver")
