"""Many comparisons, and a figure beside its reference."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtbeeld.statistics.multiple import Correction, adjusted, chance_of_any, expected_by_chance
from buurtbeeld.statistics.reference import Status, compared, favourable, leave_one_out

NAN = np.nan
S = Status
P = st.lists(st.one_of(st.floats(0, 1), st.just(NAN)), min_size=1, max_size=30)


def test_corrections_by_hand():
    p = [0.01, 0.04, 0.03]
    assert adjusted(p, Correction.HOLM) == pytest.approx([0.03, 0.06, 0.06])
    assert adjusted(p, Correction.BH) == pytest.approx([0.03, 0.04, 0.04])
    assert adjusted(p, Correction.BY) == pytest.approx(np.array([0.03, 0.04, 0.04]) * (1 + 1 / 2 + 1 / 3))


def test_what_was_not_compared_does_not_count():
    assert adjusted([0.01, NAN, 0.04, 0.03], Correction.HOLM) == pytest.approx([0.03, NAN, 0.06, 0.06], nan_ok=True)
    assert np.isnan(adjusted([NAN, NAN], Correction.BH)).all()
    assert len(adjusted([], Correction.BH)) == 0


def test_every_family_is_corrected_by_itself():
    found = adjusted([0.01, 0.02, 0.04, 0.03], Correction.HOLM, family=["p1", "p2", "p1", "p2"])
    assert found == pytest.approx([0.02, 0.04, 0.04, 0.04])


@given(P, st.sampled_from(Correction))
def test_corrections_always(p, correction):
    found = adjusted(p, correction)
    known = np.isfinite(p)
    assert (np.isfinite(found) == known).all()
    assert (found[known] >= np.array(p)[known] - 1e-15).all()
    assert (found[known] <= 1).all()
    order = np.argsort(np.array(p)[known])
    assert (np.diff(found[known][order]) >= -1e-12).all()
    assert adjusted(p[::-1], correction)[::-1] == pytest.approx(found, nan_ok=True)


def test_what_chance_alone_brings():
    assert expected_by_chance(40) == 2
    assert expected_by_chance(120) == pytest.approx(6)
    assert chance_of_any(120) == pytest.approx(0.998, abs=5e-4)
    assert chance_of_any(120, alpha=0.002) == pytest.approx(0.21, abs=5e-3)
    assert expected_by_chance(2000, alpha=0.002) == pytest.approx(4)
    assert chance_of_any(0) == 0


@pytest.mark.parametrize(
    ("at95", "at998", "status"),
    [
        ((80, 90), (75, 95), S.CLEARLY_LOWER),
        ((85, 98), (80, 103), S.LOWER),
        ((95, 104), (90, 110), S.SIMILAR),
        ((102, 115), (98, 120), S.HIGHER),
        ((110, 120), (105, 125), S.CLEARLY_HIGHER),
        ((85, 115), (80, 120), S.SIMILAR),
        ((84, 115), (80, 120), S.UNCERTAIN),
        ((101, 190), (90, 230), S.HIGHER),  # wide, and yet all of it above
        ((100, 110), (95, 115), S.SIMILAR),  # a limit at the reference holds it
        ((80, 90), (NAN, NAN), S.LOWER),
        ((NAN, 90), (75, 95), S.UNKNOWN),
    ],
)
def test_status(at95, at998, status):
    assert compared(at95, at998, 100.0) == status


def test_status_of_many_with_a_reference_each():
    low, high = np.array([80.0, 95.0, 95.0]), np.array([90.0, 104.0, 104.0])
    found = compared((low, high), (low - 4, high + 4), [100.0, 100.0, NAN])
    assert found.tolist() == [S.CLEARLY_LOWER, S.SIMILAR, S.UNKNOWN]
    # 0 has no share of itself: the unit says how wide is too wide.
    points = ([-20.0, -40.0], [25.0, 40.0])
    assert compared(points, points, 0.0, widest=30.0).tolist() == [S.SIMILAR, S.UNCERTAIN]


def test_only_an_agreed_direction_makes_good_and_bad():
    every = [S.UNKNOWN, S.UNCERTAIN, S.CLEARLY_LOWER, S.LOWER, S.SIMILAR, S.HIGHER, S.CLEARLY_HIGHER]
    assert favourable(every, 1).tolist() == [0, 0, -1, -1, 0, 1, 1]
    assert favourable(every, -1).tolist() == [0, 0, 1, 1, 0, -1, -1]
    assert favourable(every, 0).tolist() == [0] * 7


def test_a_buurt_is_not_in_its_own_reference():
    found = leave_one_out([1.0, 2.0, 6.0, NAN], [10.0, 10.0, 20.0, 10.0])
    assert found.value == pytest.approx([8 / 30, 7 / 30, 3 / 20, 9 / 40])
    assert found.buurten.tolist() == [2, 2, 2, 3]
    grouped = leave_one_out([1.0, 2.0, 6.0], [10.0, 10.0, 20.0], group=["a", "b", "a"])
    assert grouped.value == pytest.approx([6 / 20, NAN, 1 / 10], nan_ok=True)
    assert grouped.buurten.tolist() == [1, 0, 1]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 90)), min_size=2, max_size=20), st.randoms())
def test_leave_one_out_always(rows, random):
    x, n = np.array(rows, dtype=float).T
    found = leave_one_out(x, n)
    for at in range(len(x)):
        assert found.value[at] == pytest.approx(np.delete(x, at).sum() / np.delete(n, at).sum(), abs=1e-9)
    order = np.array(random.sample(range(len(x)), len(x)))
    assert leave_one_out(x[order], n[order]).value == pytest.approx(found.value[order], abs=1e-12)
