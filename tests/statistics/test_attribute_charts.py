"""P and U charts, which chart to draw, and run charts, worked by hand."""

from __future__ import annotations

from itertools import groupby
from math import log2, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtbeeld.statistics.attribute_charts import p_chart, p_prime, u_chart, u_prime
from buurtbeeld.statistics.runchart import run_chart
from buurtbeeld.statistics.spc import Chart, Figure, chart_for

NAN = np.nan
COUNTS = st.lists(st.tuples(st.integers(0, 60), st.integers(60, 400)), min_size=2, max_size=30)


def test_p_chart_by_hand():
    chart = p_chart([10, 20], [100, 100])
    assert chart.centre == pytest.approx(0.15)
    assert chart.upper.tolist() == pytest.approx([0.15 + 3 * sqrt(0.15 * 0.85 / 100)] * 2)
    assert chart.lower95.tolist() == pytest.approx([0.15 - 2 * sqrt(0.15 * 0.85 / 100)] * 2)
    assert chart.widened == 1


def test_u_chart_by_hand_and_its_floor():
    chart = u_chart([3, 9], [10, 30])
    assert chart.centre == pytest.approx(0.3)
    assert chart.upper.tolist() == pytest.approx([0.3 + 3 * sqrt(0.03), 0.3 + 3 * sqrt(0.01)])
    assert chart.lower.tolist() == [0, pytest.approx(0)]


def test_more_events_than_persons_is_possible_in_a_u_chart_only():
    assert u_chart([30, 36], [10, 12]).upper[0] > 1
    assert p_chart([99, 98], [100, 100]).upper.tolist() == [1, 1]


def test_sigma_z_by_hand():
    """Both points are 0.05 from the centre, on either side: z = ∓0.05 / sd, one range of twice that."""
    z = 0.05 / sqrt(0.15 * 0.85 / 100)
    chart = p_prime([10, 20], [100, 100])
    assert chart.sigma_z == pytest.approx(2 * z / 1.128)
    assert chart.upper[0] == pytest.approx(0.15 + 3 * sqrt(0.15 * 0.85 / 100) * 2 * z / 1.128)


def test_one_jump_does_not_widen_the_limits():
    """Seven ranges of 2 in 100, and one of 38, over 3.267 times their mean of 6.5."""
    chart = p_prime([50, 52, 50, 52, 50, 52, 50, 52, 90], [100] * 9)
    middle = 498 / 900
    assert chart.sigma_z == pytest.approx(0.02 / sqrt(middle * (1 - middle) / 100) / 1.128)


def test_limits_for_a_verdict_are_never_narrower_than_chance():
    calm = [50] * 8, [500] * 8
    assert p_prime(*calm).sigma_z == 0
    assert p_prime(*calm).widened == 1
    assert p_prime(*calm).upper.tolist() == p_chart(*calm).upper.tolist()
    assert p_prime(*calm, least=0).upper.tolist() == pytest.approx([0.1] * 8)


def test_baseline_and_missing_points():
    chart = p_chart([10, 20, NAN, 90, 5], [100, 100, 100, 100, 0], baseline=2)
    assert chart.centre == pytest.approx(0.15)
    assert chart.outside.tolist() == [False, False, False, True, False]
    assert np.isnan(chart.value[[2, 4]]).all()
    assert np.isnan(chart.upper[[2, 4]]).all()


@pytest.mark.parametrize(("x", "n"), [([0, 0, 0], [50, 60, 70]), ([50, 60, 70], [50, 60, 70]), ([0, 0], [0, 0])])
def test_a_series_without_any_spread_has_no_signal(x, n):
    for chart in (p_prime(x, n), p_prime(x, n, least=0), u_prime([0, 0], [9, 9]), p_chart(x, n)):
        assert not chart.outside.any()
        assert chart.widened == 1


@given(COUNTS)
def test_widening_never_narrows_and_rows_stand_alone(points):
    x, n = np.array(points).T
    plain, wide = u_chart(x, n), u_prime(x, n)
    assert (wide.upper >= plain.upper - 1e-15).all()
    assert (wide.lower <= plain.lower + 1e-15).all()
    both = p_prime(np.stack([x, x[::-1]]), np.stack([n, n[::-1]]))
    assert both.upper[0] == pytest.approx(p_prime(x, n).upper)
    assert both.sigma_z[0] == pytest.approx(both.sigma_z[1], nan_ok=True)


@given(COUNTS)
def test_larger_denominators_bring_the_limits_closer(points):
    x, n = np.array(points).T
    order = np.argsort(n)
    chart = p_chart(x, n)
    assert (np.diff((chart.upper - chart.lower)[order]) <= 1e-12).all()


@pytest.mark.parametrize(
    ("figure", "numerator", "denominator", "expected"),
    [
        (Figure.MEAN, [100, 101, 99, 102], None, Chart.XMR),
        (Figure.MEAN, [10, 20, 40, 5], None, Chart.XMR_LOG),
        (Figure.MEAN, [10, 20, 40, 0], None, Chart.XMR),  # a zero has no logarithm
        (Figure.MEAN, [5], None, Chart.XMR),
        (Figure.MEAN, [NAN, NAN], None, Chart.NONE),
        (Figure.SHARE, [33, 45, 34, 44] * 3, [100] * 12, Chart.P_PRIME),  # sigma_z 2.2
        (Figure.SHARE, [33, 39, 34, 37, 40] * 3, [100] * 15, Chart.P),  # sigma_z 0.8
        (Figure.SHARE, [340, 357] * 6, [1000] * 12, Chart.P_PRIME),  # sigma_z 1.0, but large denominators
        (Figure.SHARE, [35] * 12, [100] * 12, Chart.P_PRIME),  # sigma_z 0
        (Figure.EVENTS, [12, 18, 13, 15, 16] * 3, [400] * 15, Chart.U),
        (Figure.EVENTS, [12, 40, 13, 55, 6] * 3, [400] * 15, Chart.U_PRIME),
        (Figure.EVENTS, [0, 1, 2, 0, 3], [400] * 5, Chart.POOL),
        (Figure.EVENTS, [5, 6], [0, NAN], Chart.NONE),
    ],
)
def test_which_chart(figure, numerator, denominator, expected):
    assert chart_for(figure, numerator, denominator) is expected


def test_shares_need_a_denominator():
    with pytest.raises(ValueError, match="noemer"):
        chart_for(Figure.SHARE, [1, 2])


def test_run_chart_by_hand():
    """Twelve rising points: 6 below and 6 above; at most round(3.58) + 3 = 7 in a row, at least 3 crossings of 11."""
    chart = run_chart(np.arange(12.0))
    assert chart.centre == 5.5
    assert (chart.useful, chart.longest, chart.longest_max) == (12, 6, 7)
    assert (chart.crossings, chart.crossings_min) == (1, 3)
    assert (bool(chart.shift), bool(chart.few_crossings), bool(chart.signal)) == (False, True, True)


def test_fewest_crossings_of_so_many_points():
    """Of n - 1 chances even odds leave fewer only once in twenty times."""
    fewest = [int(run_chart([0.0, 1] * n, centre=0.5).crossings_min) for n in range(5, 11)]
    odd = [int(run_chart([0.0, *[1, 0] * n], centre=0.5).crossings_min) for n in range(5, 10)]
    assert fewest == [2, 3, 4, 4, 5, 6]
    assert odd == [2, 3, 4, 5, 6]


def test_a_run_passes_over_the_median_and_over_what_is_missing():
    chart = run_chart([1, 1, 5, NAN, 1, 9, 5, 9, 9, 5])
    assert chart.centre == 5
    assert (chart.useful, chart.longest, chart.crossings) == (6, 3, 1)


def test_fewer_than_ten_useful_points_say_nothing():
    assert not run_chart(np.arange(9.0), centre=-1.0).signal
    assert run_chart(np.arange(10.0), centre=-1.0).shift
    assert np.isnan(run_chart([NAN, NAN]).centre)
    assert run_chart([]).useful == 0


@given(st.lists(st.one_of(st.integers(0, 6).map(float), st.just(NAN)), min_size=1, max_size=40))
def test_runs_as_counted_one_by_one(y):
    chart = run_chart(y)
    known = [value for value in y if np.isfinite(value)]
    assert chart.centre == pytest.approx(np.median(known) if known else NAN, nan_ok=True)
    sides = [value > chart.centre for value in known if value != chart.centre]
    runs = [len(list(run)) for _, run in groupby(sides)]
    assert chart.useful == len(sides)
    assert chart.longest == max(runs, default=0)
    assert chart.crossings == max(len(runs) - 1, 0)
    assert chart.longest_max == (round(log2(len(sides))) + 3 if sides else 0)
    assert run_chart(y[::-1]).crossings == chart.crossings


def test_many_series_at_once():
    table = np.array([[1, 2, 3, 4, 5], [5, 1, 5, 1, 5], [NAN] * 5])
    assert run_chart(table).longest.tolist() == [2, 2, 0]
