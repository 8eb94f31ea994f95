"""XmR charts and their four rules, on series worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtbeeld.statistics.spc_rules import Kind, Signal, kind, signals, trend
from buurtbeeld.statistics.xmr import Assurance, assurance, xmr, xmr_log

NAN = np.nan
SERIES = st.lists(st.integers(-40, 40).map(float), min_size=2, max_size=40)


def rules(y, side, *, outside=(), close=()):
    flags = [np.isin(np.arange(len(y)), places) for places in (outside, close)]
    return signals(np.array(y, float), np.array(side, np.int8), outside=flags[0], close=flags[1]).tolist()


def test_limits_by_hand():
    """10, 12, 11, 13, 12, 14: mean 12; ranges 2, 1, 2, 1, 2, so 1.6; 2.66 × 1.6 = 4.256."""
    chart = xmr([10, 12, 11, 13, 12, 14])
    assert chart.mean.tolist() == [12] * 6
    assert chart.lower[0] == pytest.approx(12 - 4.256)
    assert chart.upper[5] == pytest.approx(12 + 4.256)
    assert chart.near_upper[0] == pytest.approx(12 + 4.256 * 2 / 3)


def test_one_jump_does_not_widen_the_limits():
    """Eight ranges of 1 and one of 50: mean 58 / 9, and 50 is over 3.267 times that."""
    y = [10, 11, 10, 11, 10, 11, 10, 11, 10, 60]
    assert xmr(y).upper[0] == pytest.approx(15.4 + 2.66)
    assert xmr(y, screen=False).upper[0] == pytest.approx(15.4 + 2.66 * 58 / 9)
    assert xmr(y).signal.tolist()[-1] == Signal.ABOVE_LIMITS


def test_every_phase_has_its_own_limits_and_signals():
    y = [1, 2, 1, 2, 1, 2, 9, 8, 9, 8, 9, 8]
    chart = xmr(y, phases=[6])
    assert chart.phase.tolist() == [0] * 6 + [1] * 6
    assert (chart.mean[0], chart.mean[6]) == (1.5, 8.5)
    assert not chart.signal.any()
    assert xmr(y).signal.any()


def test_limits_from_the_first_points_of_each_phase():
    chart = xmr([1, 3, 1, 9, 9, 10, 12, 10, 10, 30], phases=[5], fix_after=3)
    assert (chart.mean[0], chart.mean[9]) == pytest.approx((5 / 3, 32 / 3))
    assert chart.moving_range[[0, 9]].tolist() == [2, 2]
    assert chart.outside.tolist() == [False, False, False, True, True, False, False, False, False, True]


def test_nothing_to_compare_gives_no_limits_and_no_signal():
    for y in ([], [5.0], [5.0, NAN], [NAN, NAN, 3.0]):
        chart = xmr(y)
        assert not np.isfinite(chart.upper).any()
        assert not chart.outside.any()
        assert not chart.signal.any()


def test_equal_values_have_limits_on_the_mean_and_no_signal():
    chart = xmr([7.0] * 12)
    assert chart.upper.tolist() == chart.lower.tolist() == [7.0] * 12
    assert not chart.signal.any()


def test_a_missing_period_is_no_zero_and_no_neighbour():
    chart = xmr([10, 12, NAN, 20, 22])
    assert chart.mean[0] == 16
    assert chart.moving_range[0] == 2  # 12 and 20 are no neighbours
    assert chart.signal[2] == Signal.NONE


@pytest.mark.parametrize("wrong", [{"phases": [0]}, {"phases": [6]}, {"phases": [2, 2]}, {"fix_after": 0}])
def test_impossible_phases_are_refused(wrong):
    with pytest.raises(ValueError, match=r"fases|punt"):
        xmr([1, 2, 3, 4, 5, 6], **wrong)


def test_trend_takes_seven_and_flags_all_seven():
    assert trend(np.arange(6.0)).tolist() == [0] * 6
    assert trend(np.array([5, 0, 1, 2, 3, 4, 5, 6, 6.0])).tolist() == [0, 1, 1, 1, 1, 1, 1, 1, 0]
    assert trend(np.array([0, 1, 2, 3, 3, 4, 5, 6.0])).tolist() == [0] * 8  # equal is not rising
    assert trend(np.array([0, 1, 2, NAN, 4, 5, 6, 7.0])).tolist() == [0] * 8


def test_a_top_belongs_to_the_fall_and_a_bottom_to_the_rise():
    hill = np.array([*range(7), *range(5, -1, -1)], float)
    assert trend(hill).tolist() == [1] * 6 + [-1] * 7
    assert trend(-hill).tolist() == [-1] * 6 + [1] * 7


def test_two_of_three_near_a_limit():
    assert rules([0, 0, 0], [1, 1, 1], close=[0, 2]) == [3, 0, 3]
    assert rules([0, 0, 0], [-1, -1, -1], close=[1, 2]) == [0, -3, -3]
    assert rules([0, 0, 0], [1, -1, 1], close=[0, 2]) == [0, 0, 0]  # the middle one on the other side
    assert rules([0, 0, 0], [1, 0, 1], close=[0, 2]) == [0, 0, 0]  # or on the mean
    assert rules([0, 0, 0], [1, 1, 1], outside=[0], close=[2]) == [1, 0, 0]  # outside is not near
    assert rules([0, 0, 0, 0], [1, 1, 1, 1], close=[0, 3]) == [0, 0, 0, 0]
    assert rules([0, 0], [1, 1], close=[0, 1]) == [0, 0]


def test_seven_on_one_side():
    assert rules([0] * 8, [1] * 7 + [-1]) == [4] * 7 + [0]
    assert rules([0] * 7, [-1] * 7) == [-4] * 7
    assert rules([0] * 13, [1] * 6 + [0] + [1] * 6) == [0] * 13  # the mean itself breaks it


def test_the_first_rule_that_fires_has_the_say():
    y = [1, 2, 3, 4, 5, 6, 7]
    assert rules(y, [1] * 7, outside=[6], close=[4, 5]) == [2, 2, 2, 2, 2, 2, 1]
    assert rules([5] * 7, [1] * 7, close=[2, 3]) == [4, 4, 3, 3, 4, 4, 4]


def test_meaning_of_a_signal():
    codes = np.array([0, 1, -1, 2, -3], np.int8)
    assert kind(codes, 1).tolist() == [0, Kind.IMPROVEMENT, Kind.CONCERN, Kind.IMPROVEMENT, Kind.CONCERN]
    assert kind(codes, -1).tolist() == [0, Kind.CONCERN, Kind.IMPROVEMENT, Kind.CONCERN, Kind.IMPROVEMENT]
    assert kind(codes, 0).tolist() == [0, Kind.NEUTRAL_HIGH, Kind.NEUTRAL_LOW, Kind.NEUTRAL_HIGH, Kind.NEUTRAL_LOW]


def test_a_rise_below_the_mean_is_a_concern_when_lower_is_better():
    chart = xmr([1, 2, 3, 4, 5, 6, 7, 30, 2, 30, 2, 30])
    assert chart.signal[0] == Signal.RISING
    assert chart.mean[0] > 10
    assert kind(chart.signal, -1)[0] == Kind.CONCERN


@pytest.mark.parametrize(
    ("target", "improvement", "expected"),
    [
        (17, -1, Assurance.PASS),
        (17, 1, Assurance.FAIL),
        (7, -1, Assurance.FAIL),
        (7, 1, Assurance.PASS),
        (12, 1, Assurance.INCONSISTENT),
        (12 + 4.25, -1, Assurance.INCONSISTENT),
        (17, 0, Assurance.UNKNOWN),
        (NAN, 1, Assurance.UNKNOWN),
    ],
)
def test_assurance(target, improvement, expected):
    assert assurance(xmr([10, 12, 11, 13, 12, 14]), target, improvement) == expected


def test_assurance_looks_at_the_last_phase_and_at_each_series():
    charts = xmr([[1, 2, 1, 2, 9, 8, 9, 8], [5, 5, 5, 5, 5, 6, 5, 6], [NAN] * 8], phases=[4])
    assert assurance(charts, [4, 4, 4], [-1, 1, 1]).tolist() == [
        Assurance.FAIL,
        Assurance.INCONSISTENT,
        Assurance.UNKNOWN,
    ]


def test_log_scale():
    y = np.array([10, 40, 10, 40, 10, 40.0])
    chart = xmr_log(y)
    assert chart.mean[0] == pytest.approx(20)
    assert chart.upper[0] == pytest.approx(20 * 4**2.66)
    assert chart.lower[0] == pytest.approx(20 / 4**2.66)
    with pytest.raises(ValueError, match="logschaal"):
        xmr_log([1, 0, 2])


@given(SERIES)
def test_mirrored_series_has_mirrored_signals(y):
    there, back = xmr(y), xmr([-value for value in y])
    assert (there.signal == -back.signal).all()
    assert (there.upper == -back.lower).all()


@given(SERIES, st.sampled_from([0.25, 2.0, 1024.0]))
def test_the_unit_does_not_matter(y, unit):
    assert (xmr(y).signal == xmr([value * unit for value in y]).signal).all()


@given(SERIES)
def test_screening_never_widens_and_limits_hold_the_mean(y):
    tight, wide = xmr(y), xmr(y, screen=False)
    assert (tight.moving_range <= wide.moving_range + 1e-12).all()
    assert (tight.lower <= tight.mean).all()
    assert (tight.near_upper <= tight.upper).all()
    assert not (tight.outside & tight.close).any()


@given(st.lists(st.lists(st.integers(0, 9), min_size=12, max_size=12), min_size=1, max_size=4))
def test_many_series_are_each_their_own(table):
    together = xmr(table, phases=[5])
    for row, y in enumerate(table):
        alone = xmr(y, phases=[5])
        assert (together.signal[row] == alone.signal).all()
        assert (together.upper[row] == alone.upper).all()
