"""Differences worked by hand, and what must always hold. What packages say of them is in tests/oracle."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtbeeld.statistics import differences
from buurtbeeld.statistics.differences import means, nps, proportions, rate_ratio, rates

NAN = np.nan
ALPHAS = st.sampled_from([0.05, 0.002])
COUNTS = st.tuples(st.integers(0, 300), st.integers(1, 900))


def shares(draw):
    return min(draw), max(draw)


def test_proportions_by_hand():
    """Nobody of ten against all of ten: Wilson's limits reach 0.2775 from both ends."""
    found = proportions((0, 10), (10, 10))
    reach = 0.27753279
    assert (found.value, found.lower, found.upper) == pytest.approx((1, 1 - reach * np.sqrt(2), 1), abs=1e-7)
    assert found.shows


def test_two_intervals_that_overlap_can_still_differ():
    first, second = (100, 1000), (135, 1000)
    assert differences.intervals.wilson(*first)[1] > differences.intervals.wilson(*second)[0]
    assert proportions(first, second).shows


def test_rates_keep_to_the_more_careful_of_two():
    """3 of 200 against 9 of 150: the limits of both rates just leave zero out, the exact comparison does not."""
    found, (ratio, low, high) = rates((3, 200), (9, 150)), rate_ratio((3, 200), (9, 150))
    assert (found.value, ratio) == pytest.approx((0.045, 4))
    assert low < 1 < high
    assert found.lower == 0
    assert not found.shows
    assert rates((9, 150), (3, 200)).upper == 0
    assert rates((2, 200), (9, 150)).shows


def test_rate_ratio_by_hand():
    """No event against four: given four together, all are of the second with a chance of share⁴."""
    ratio, low, high = rate_ratio((0, 100), (4, 100))
    share = 0.025 ** (1 / 4)
    assert ratio == high == np.inf
    assert low == pytest.approx(share / (1 - share))
    assert np.isnan(rate_ratio((0, 100), (0, 100))).all()
    mirrored = rate_ratio((4, 100), (0, 100))
    assert mirrored[:2] == (0, 0)
    assert mirrored[2] == pytest.approx(1 / low)


def test_repeat_events_widen_a_difference():
    plain, wide = rates((300, 1000), (360, 1000)), rates((300, 1000), (360, 1000), phi=4)
    assert plain.shows
    assert not wide.shows
    assert (wide.upper - wide.value) / (plain.upper - plain.value) == pytest.approx(2)
    unknown = rates((300, 1000), (360, 1000), phi=NAN)
    assert (unknown.lower, unknown.upper) == (plain.lower, plain.upper)


def test_means_by_hand():
    """Equal spread and number: Welch is the pooled t, here with four degrees of freedom."""
    found = means((2, 1, 3), (5, 1, 3))
    half = 2.776445105 * np.sqrt(2 / 3)
    assert (found.value, found.lower, found.upper) == pytest.approx((3, 3 - half, 3 + half))
    still = means((2, 0, 3), (5, 0, 3))
    assert (still.lower, still.upper) == (3, 3)


def test_nps_by_hand():
    """Of ten: 5, 3, 2 against 2, 3, 5; two answers are added to each, the value does not move."""
    found = nps((5, 2, 10), (2, 5, 10))
    half = 100 * 1.959963984540054 * np.sqrt(2 * (8 / 12 - (3 / 12) ** 2) / 12)
    assert found.value == -60
    assert (found.lower, found.upper) == pytest.approx((-50 - half, -50 + half))


@pytest.mark.parametrize(
    ("method", "sample"),
    [(rates, (3.0, 10.0)), (proportions, (3.0, 10.0)), (means, (3.0, 1.0, 10.0)), (nps, (3.0, 1.0, 10.0))],
)
def test_unknown_is_never_a_difference(method, sample):
    size = len(sample)
    for place in range(size):
        broken = [np.array([NAN if place == here else value]) for here, value in enumerate(sample)]
        for pair in ((broken, sample), (sample, broken)):
            found = method(*pair)
            assert np.isnan([found.lower, found.upper]).all()
            assert not found.shows.any()
    nobody = (*sample[:-1], 0.0)
    assert np.isnan(method(sample, nobody).lower)


@given(COUNTS, COUNTS, ALPHAS)
def test_rates_always(first, second, alpha):
    found, back = rates(first, second, alpha=alpha), rates(second, first, alpha=alpha)
    assert found.lower <= found.value <= found.upper
    assert (found.lower, found.upper) == pytest.approx((-back.upper, -back.lower), abs=1e-12)
    assert not rates(first, first, alpha=alpha).shows
    if found.shows:
        _, low, high = rate_ratio(first, second, alpha=alpha)
        assert low > 1 or high < 1
    assert rates(first, second, per=1000, alpha=alpha).upper == pytest.approx(1000 * found.upper)


@given(COUNTS.map(shares), COUNTS.map(shares), ALPHAS)
def test_proportions_always(first, second, alpha):
    found = proportions(first, second, alpha=alpha)
    assert -1 - 1e-9 <= found.lower <= found.value + 1e-12
    assert found.value - 1e-12 <= found.upper <= 1 + 1e-9
    assert not proportions(first, first, alpha=alpha).shows
    larger = proportions([4 * some for some in first], [4 * some for some in second], alpha=alpha)
    assert larger.upper - larger.lower <= (found.upper - found.lower) * (1 + 1e-9)


@given(st.lists(st.integers(0, 200), min_size=6, max_size=6), ALPHAS)
def test_nps_always(counts, alpha):
    first, second = [(p, d, p + d + rest + 1) for p, d, rest in (counts[:3], counts[3:])]
    found, back = nps(first, second, alpha=alpha), nps(second, first, alpha=alpha)
    assert -200 <= found.lower <= found.upper <= 200
    assert (found.value, found.lower) == pytest.approx((-back.value, -back.upper))
    assert found.lower - 1e-9 <= found.value <= found.upper + 1e-9
    assert not nps(first, first, alpha=alpha).shows


def test_equal_rates_seldom_differ():
    """Exact: over every pair of counts, two equal rates show a difference in at most one of twenty."""
    from scipy.stats import poisson

    for mean in (3, 12):
        x1, x2 = (some.ravel().astype(float) for some in np.meshgrid(np.arange(60), np.arange(60)))
        chance = poisson.pmf(x1, mean) * poisson.pmf(x2, mean)
        assert 0.01 < chance[rates((x1, 1.0), (x2, 1.0)).shows].sum() <= 0.05
