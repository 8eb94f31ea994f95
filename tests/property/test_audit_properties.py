"""What the audit log keeps of any text: one short line, and never a number or sign of a person."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from buurtbeeld.audit.chain import BEGIN, TIED, breaks, link, pseudonym
from buurtbeeld.audit.log import LEFT_OUT, LONGEST, harmless

DIGITS = st.text("0123456789", min_size=8, max_size=12)
SEPARATORS = st.sampled_from(["", ".", "-", " "])


@given(st.text(max_size=400))
def test_any_text_becomes_one_short_line_and_stays_so(text):
    kept = harmless(text)
    assert len(kept) <= LONGEST
    assert kept == kept.strip()
    assert kept.isprintable()
    assert harmless(kept) == kept or kept == LEFT_OUT


@given(st.text("abc XYZ:", max_size=20), DIGITS, SEPARATORS, st.text("abc XYZ:", max_size=20))
def test_a_long_number_is_never_kept_however_it_is_written(before, digits, sign, after):
    assert harmless(f"{before} {sign.join(digits)} {after}") == LEFT_OUT


@given(st.text("abc", min_size=1, max_size=5), st.text("0123456789", min_size=9, max_size=9))
def test_a_number_glued_to_letters_is_never_kept(word, digits):
    assert harmless(f"{word}{digits}{word}") == LEFT_OUT


def row(number, text, amount):
    made = dict.fromkeys(TIED, "") | {"id": number, "op": datetime(2026, 1, 1, tzinfo=UTC), "aantal": amount}
    return made | {"object": text}


@given(st.lists(st.tuples(st.text(max_size=20), st.none() | st.integers(0, 10**9)), min_size=2, max_size=8), st.data())
def test_a_chain_holds_until_one_value_of_it_changes(given_rows, data):
    rows, previous = [], BEGIN
    for number, (text, amount) in enumerate(given_rows, start=1):
        made = row(number, text, amount) | {"vorige": previous}
        made["hash"] = previous = link(previous, made)
        rows.append(made)
    assert breaks(rows)[0] == []
    changed = data.draw(st.sampled_from(rows))
    other = data.draw(st.text(max_size=20).filter(lambda text: text != changed["object"]))
    broken = [one | {"object": other} if one is changed else one for one in rows]
    assert breaks(broken)[0]
    if changed is not rows[0] and changed is not rows[-1]:
        assert breaks([one for one in rows if one is not changed])[0]


@given(st.text(max_size=30), st.text(max_size=30))
def test_another_name_never_fits_a_pseudonym(name, other):
    assert (pseudonym(name, "zout") == pseudonym(other, "zout")) == (name == other)
