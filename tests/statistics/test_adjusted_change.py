"""What a buurt changed beside its start and the others: by hand, and on series of which the truth is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.regression.linear_model import OLS

from buurtbeeld.statistics.adjusted_change import adjusted
from buurtbeeld.statistics.cohort_gaps import Panel, Windows, gaps, later

NAN = np.nan


def others(slope, common=0.0, n=12):
    """So many buurten exactly on a line, started at -1 .. 1."""
    first = np.linspace(-1, 1, n)
    return first, slope * first + common


def test_by_hand():
    """It starts 0.4 above the others, so at a slope of 0.5 a fall of 0.2 is expected; all fell 0.1. It fell 0.5."""
    first, last = others(0.5, -0.1)
    found = adjusted([*first, 0.4], [*last, -0.1], [100] * 13, [True] * 12 + [False])
    assert (found.slope, found.common, found.others) == (pytest.approx(0.5), pytest.approx(-0.1), 12)
    assert found.change[-1] == pytest.approx(-0.5)
    assert found.expected[-1] == pytest.approx(-0.2)
    assert found.gap[-1] == pytest.approx(-0.2)
    assert found.gap[:-1] == pytest.approx(np.zeros(12))


def test_slope_and_gap_are_those_of_regression():
    rng = np.random.default_rng(2)
    first = rng.normal(size=41)
    last = 0.6 * first + rng.normal(0, 0.2, 41)
    group = np.arange(41) < 40
    found = adjusted(first, last, np.full(41, 50.0), group)
    line = OLS(last[group], np.column_stack([np.ones(40), first[group]])).fit()
    assert found.slope == pytest.approx(line.params[1])
    assert found.gap[-1] == pytest.approx(last[-1] - line.predict([[1, first[-1]]])[0])


def test_error_is_the_one_of_a_prediction_when_all_are_equally_large():
    rng = np.random.default_rng(3)
    first = rng.normal(size=61)
    last = 0.5 * first + rng.normal(0, 0.1, 61)
    group = np.arange(61) < 60
    line = OLS(last[group], np.column_stack([np.ones(60), first[group]])).fit()
    wanted = line.get_prediction([[1, first[-1]]]).se_obs[0]
    found = adjusted(first, last, np.full(61, 80.0), group)
    assert found.se[-1] == pytest.approx(wanted, rel=1e-6)


@pytest.mark.parametrize(("slope", "kept"), [(1.4, 1.0), (-0.3, 0.0)])
def test_a_line_steeper_than_sense_is_chance(slope, kept):
    first, last = others(slope)
    assert adjusted(first, last, [50] * 12, [True] * 12).slope == kept


def test_all_others_the_same_start_says_nothing():
    found = adjusted([0.0] * 12 + [1.0], [0.1] * 12 + [1.0], [50] * 13, [True] * 12 + [False])
    assert (found.slope, found.gap[-1]) == (1.0, pytest.approx(-0.1))


def test_small_buurten_have_wider_margins():
    rng = np.random.default_rng(6)
    size = np.geomspace(20, 2000, 80)
    last = rng.normal(0, 1 / np.sqrt(size))
    found = adjusted(rng.normal(size=82), [*last, 0, 0], [*size, 20, 2000], [True] * 80 + [False] * 2)
    assert found.se[-2] > 2 * found.se[-1] > 0


def test_an_unknown_size_is_taken_as_usual():
    first, last = others(0.5)
    found = adjusted([*first, 0, 0], [*last + 0.01 * np.sin(range(12)), 0, 0], [50] * 12 + [NAN, 50],
                     [True] * 12 + [False] * 2)  # fmt: skip
    assert found.se[-2] == found.se[-1]


def test_too_few_others_gives_no_number():
    first, last = others(0.5, n=9)
    found = adjusted([*first, 0.4], [*last, 0.0], [50] * 10, [True] * 9 + [False])
    assert found.others == 9
    assert np.isnan([found.gap[-1], found.se[-1], found.expected[-1], found.slope]).all()
    assert found.change[-1] == pytest.approx(-0.4)  # what it changed is known, what of it is its own is not


def test_what_is_missing_stays_missing():
    first, last = others(0.5)
    found = adjusted([*first, NAN, 0.1], [*last, 0.1, NAN], [50] * 14, [True] * 12 + [False] * 2)
    assert np.isnan(found.gap[-2:]).all()
    assert np.isnan(found.change[-2:]).all()


@given(st.integers(0, 1000), st.floats(-2, 2))
def test_a_shift_of_everybody_changes_nothing(seed, shift):
    rng = np.random.default_rng(seed)
    first, last, group = rng.normal(size=30), rng.normal(size=30), np.arange(30) < 25
    one = adjusted(first, last, np.full(30, 9.0), group)
    two = adjusted(first + shift, last + shift, np.full(30, 9.0), group)
    assert one.gap == pytest.approx(two.gap, abs=1e-9)


def panel(step=0.0, *, seed=1, n=60, mine=20, periods=30, start=15, cv=0.06):
    """`mine` buurten that start together and change by `step`, and n others; all share season and trend."""
    rng = np.random.default_rng(seed)
    level = rng.normal(0, 0.2, mine + n)
    y = (
        level[:, None]
        + rng.normal(0, cv, (mine + n, periods))
        + 0.1 * np.sin(np.arange(periods))
        - 0.02 * np.arange(periods)
    )
    y[:mine, start:] += step
    started = np.full(mine + n, periods + 1)
    started[:mine] = start
    return Panel(y, np.full(mine + n, 100.0), np.arange(mine + n) >= mine, started, started)


def test_a_step_is_found_and_season_and_trend_are_not():
    found = gaps(panel(np.log(0.85)), Windows())
    assert found.gap[-1, :20].mean() == pytest.approx(np.log(0.85), abs=0.02)
    assert np.isnan(found.gap[:, 20:]).all()
    assert np.isnan(found.gap[:17]).all()  # three figures after the start at least
    assert np.isfinite(found.gap[17:, :20]).all()
    assert found.points[20, :20].tolist() == [6] * 20


def test_margins_hold_the_truth():
    inside = [
        np.abs(found.gap[-1, :20] - np.log(0.9)) < 1.96 * found.se[-1, :20]
        for found in (gaps(panel(np.log(0.9), seed=seed), Windows()) for seed in range(40))
    ]
    assert np.mean(inside) == pytest.approx(0.95, abs=0.02)


def test_a_moment_knows_nothing_later():
    whole, short = panel(), panel()
    cut = Panel(short.y[:, :24], short.size, short.group, short.started, short.whole)
    assert gaps(whole, Windows()).gap[:24] == pytest.approx(gaps(cut, Windows()).gap, nan_ok=True)


def test_a_high_start_comes_down_and_that_is_no_gap():
    """Half of the spread at the start is chance of one period: without the line the highest looks like a success."""
    rng = np.random.default_rng(8)
    true = rng.normal(0, 0.1, 400)
    y = true[:, None] + rng.normal(0, 0.1, (400, 2))
    started = np.where(np.arange(400) < 100, 1, 9)
    found = gaps(Panel(y, np.full(400, 50.0), started == 9, started, started), Windows(least_before=1, least_after=1))
    high = np.argsort(y[:100, 0])[-20:]
    assert found.change[1, high].mean() < -0.05
    assert found.gap[1, high].mean() == pytest.approx(0, abs=0.04)
    assert found.expected[1, high].mean() == pytest.approx(found.change[1, high].mean(), abs=0.04)


def test_a_missing_period_does_not_bring_season_in():
    one = panel(0.0, cv=0.0001)
    one.y[0, [15, 17, 19]] = NAN
    assert gaps(one, Windows()).gap[20, 0] == pytest.approx(0, abs=0.01)


def test_a_buurt_without_a_past_or_not_yet_started_has_no_gap():
    one = panel()
    one.started[0], one.started[1] = 0, 99
    found = gaps(one, Windows())
    assert np.isnan(found.gap[:, :2]).all()


def test_without_a_group_there_is_no_gap():
    one = panel(n=9)
    assert np.isnan(gaps(one, Windows()).gap).all()


def test_later_looks_at_later_periods_only():
    one = panel(np.log(0.85))
    one.y[:20, 25:] -= np.log(0.85)  # it did not last
    first, _ = later(one, Windows(least_after=1), 15, 24)
    second, _ = later(one, Windows(least_after=1), 24, 29)
    assert first[:20].mean() == pytest.approx(np.log(0.85), abs=0.02)
    assert second[:20].mean() == pytest.approx(0, abs=0.02)


def test_a_period_that_is_half_before_the_start_counts_on_neither_side():
    one = panel(np.log(0.85))
    half = Panel(one.y.copy(), one.size, one.group, one.started - 1, one.started)
    half.y[:20, 14] = 99.0  # the period in between
    found = gaps(half, Windows())
    assert found.gap[-1, :20] == pytest.approx(np.full(20, np.log(0.85)), abs=0.15)
    assert np.isnan(found.gap[14]).all()
