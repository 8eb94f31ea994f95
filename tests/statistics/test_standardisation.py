"""Standardised rates worked by hand, and what must always hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtbeeld.statistics import intervals
from buurtbeeld.statistics.standardisation import direct, expected, rate, ratio

EVENTS, PEOPLE, STANDARD = np.array([10.0, 30.0]), np.array([100.0, 100.0]), np.array([3.0, 1.0])
BANDS = st.lists(st.tuples(st.integers(2, 200), st.integers(200, 5000), st.integers(1, 9000)), min_size=5, max_size=12)


def test_direct_by_hand():
    """0.10 and 0.30 in two ages, the first counting three times: 0.15; variance (9 * 10 + 30) / 100² / 4²."""
    found = direct(EVENTS, PEOPLE, STANDARD, per=1000)
    assert found.value == pytest.approx(150)
    scale = np.sqrt((9 * 10 + 30) / 100**2 / 16 / 40)
    low, high = intervals.byar(40.0)
    assert (found.lower, found.upper) == pytest.approx(
        (150 + 1000 * scale * (low - 40), 150 + 1000 * scale * (high - 40))
    )
    assert found.events == 40


def test_repeat_events_widen_by_hand():
    """Ten events of five persons with two each: variance 5 * 4 in place of 10."""
    once = np.array([[10.0, 0.0], [30.0, 0.0]])
    twice = np.array([[0.0, 5.0], [0.0, 15.0]])
    plain, same, wider = (direct(EVENTS, PEOPLE, STANDARD, by_times=some) for some in (None, once, twice))
    assert (same.lower, same.upper) == (plain.lower, plain.upper)
    assert wider.value == plain.value
    assert (wider.upper - wider.value) / (plain.upper - plain.value) == pytest.approx(np.sqrt(2))
    with pytest.raises(ValueError, match="does not add up"):
        direct(EVENTS, PEOPLE, STANDARD, by_times=once * 2)


def test_of_nine_events_nothing_is_made():
    found = direct([[4.0, 5.0], [4.0, 6.0]], PEOPLE, STANDARD)
    assert np.isnan([found.value[0], found.lower[0], found.upper[0]]).all()
    assert np.isfinite([found.value[1], found.lower[1], found.upper[1]]).all()


def test_a_band_without_people_or_a_hidden_one_leaves_no_rate():
    assert np.isnan(direct(EVENTS, [0.0, 100.0], STANDARD).value)
    assert np.isnan(direct([np.nan, 30.0], PEOPLE, STANDARD).value)
    assert np.isnan(direct(EVENTS, PEOPLE, STANDARD, by_times=[[np.nan, 0.0], [30.0, 0.0]]).upper)
    assert np.isnan(expected([100.0, np.nan], [1.0, 2.0], [10.0, 10.0]))


def test_indirect_by_hand():
    """Reference 5% and 20%: five and twenty expected of a hundred each; 40 observed is 1.6 times as many."""
    foreseen = expected(PEOPLE, [50.0, 40.0], [1000.0, 200.0])
    assert foreseen == 25
    found = ratio(40.0, foreseen)
    assert (found.value, found.lower, found.upper) == pytest.approx(
        (1.6, *(limit / 25 for limit in intervals.byar(40.0)))
    )
    crude = rate(40.0, foreseen, [50.0, 40.0], [1000.0, 200.0], per=100)
    assert crude.value == pytest.approx(1.6 * 90 / 1200 * 100)
    few = ratio([5.0, 0.0, 3.0, np.nan], [10.0, 10.0, 0.0, 10.0])
    assert few.upper[:2] == pytest.approx([limit / 10 for limit in intervals.exact_poisson([5.0, 0.0])[1]])
    assert few.lower[1] == 0
    assert np.isnan(few.value).tolist() == [False, False, True, True]


def test_ages_nobody_has_here_may_be_empty_in_the_reference_too():
    assert expected([100.0, 0.0], [5.0, 0.0], [100.0, 0.0]) == 5
    assert np.isnan(expected([100.0, 1.0], [5.0, 0.0], [100.0, 0.0]))


@given(BANDS, st.sampled_from([0.05, 0.002]))
def test_what_always_holds(bands, alpha):
    events, people, standard = np.array(bands, dtype=float).T
    found = direct(events, people, standard, alpha=alpha)
    assert found.lower < found.value < found.upper
    assert (events / people).min() - 1e-12 <= found.value <= (events / people).max() + 1e-12
    # Ten times the standard is the same standard; with the own population as the standard it is the crude rate.
    assert direct(events, people, 10 * standard, alpha=alpha).value == pytest.approx(float(found.value))
    crude = direct(events, people, people, alpha=alpha)
    assert crude.value == pytest.approx(events.sum() / people.sum())
    assert crude.upper == pytest.approx(intervals.byar(events.sum(), people.sum(), alpha=alpha)[1])
    # The reference beside itself is 1.
    assert ratio(events.sum(), expected(people, events, people)).value == pytest.approx(1)
