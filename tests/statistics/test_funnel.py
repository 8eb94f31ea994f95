"""Funnel limits, significance and overdispersion, worked by hand or asked of the distribution itself."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from buurtbeeld.statistics.funnel import (
    Significance,
    expected_at_limits,
    proportion_limits,
    proportion_significance,
    rate_limits,
    rate_significance,
    ratio_limits,
    ratio_significance,
)
from buurtbeeld.statistics.overdispersion import (
    Variant,
    dispersion,
    overdispersed_limits,
    transform,
    truncate,
    winsorise,
)

NAN = np.nan
LARGE = st.floats(1, 1e5)


def edges(limits):
    return [limits.lower998, limits.lower95, limits.upper95, limits.upper998]


def test_limits_of_a_proportion_by_hand():
    limits = proportion_limits([100, 4, 0, NAN], 0.2)
    assert limits.upper95[0] == pytest.approx(0.2 + 1.959963985 * 0.04, abs=1e-8)
    assert limits.lower998[0] == pytest.approx(0.2 - 3.090232306 * 0.04, abs=1e-8)
    assert limits.lower95[1] == 0
    assert np.isnan(limits.upper95[2:]).all()


@given(st.integers(1, 500), st.integers(0, 500), st.floats(0.02, 0.98))
def test_outside_the_funnel_is_when_the_wilson_interval_excludes_the_average(size, count, average):
    count = min(count, size)
    lower, upper = proportion_confint(count, size, alpha=0.05, method="wilson")
    limits = proportion_limits(size, average)
    if min(abs(lower - average), abs(upper - average)) > 1e-9:
        assert bool(lower > average) == bool(count / size > limits.upper95)
        assert bool(upper < average) == bool(count / size < limits.lower95)


def test_limits_by_events_are_where_poisson_says():
    limits = expected_at_limits([5, 40])
    assert stats.poisson.cdf([5, 40], limits.lower95) == pytest.approx([0.025] * 2)
    assert stats.poisson.sf([4, 39], limits.upper998) == pytest.approx([0.001] * 2)


def test_limits_of_a_ratio_and_of_a_rate():
    """No event at all is below the 95% limit from 3.69 expected: exp(-3.69) = 0.025."""
    assert stats.chi2.cdf(2 * 50 * ratio_limits(50).lower95, 2 * 50) == pytest.approx(0.025)
    assert stats.poisson.cdf(0, expected_at_limits(0).lower95) == pytest.approx(0.025)
    assert rate_limits(1000, 0.05).upper95 == pytest.approx(0.05 * ratio_limits(50).upper95)
    assert ratio_limits(50, 1.2).lower998 == pytest.approx(1.2 * ratio_limits(50).lower998)
    assert np.isnan(ratio_limits([0, NAN]).upper95).all()


@given(LARGE, LARGE)
def test_funnels_narrow_with_size_and_hold_their_target(one, other):
    small, large = sorted((one, other))
    for narrow, wide, target in (
        (edges(ratio_limits(large)), edges(ratio_limits(small)), 1.0),
        (edges(proportion_limits(large, 0.3)), edges(proportion_limits(small, 0.3)), 0.3),
    ):
        assert (np.diff(np.ravel(narrow)) >= 0).all()
        assert narrow[1] < target < narrow[2]
        for place, sign in enumerate((-1, -1, 1, 1)):
            assert sign * (wide[place] - narrow[place]) >= -1e-12


def test_significance_by_hand():
    """10 expected: the 95% interval of 18 events starts at 10.7, of 4 ends at 10.2; 99.8% of 25 starts at 12.0."""
    assert ratio_significance([18, 4, 25, 10, 0], [10, 10, 10, 10, 7]).tolist() == [1, 0, 2, 0, -2]
    assert ratio_significance([NAN, 5, 0], [10, 0, 3.6]).tolist() == [-9, -9, 0]
    assert proportion_significance([40, 20, 12, NAN, 0], [100, 100, 100, 100, 0]).tolist() == [2, 0, -1, -9, -9]
    assert rate_significance([30, 10, 9, 11], [100] * 4, least=10).tolist() == [2, 0, -9, 0]
    for nothing in (rate_significance, proportion_significance):
        assert nothing([NAN], [0]).tolist() == [Significance.TOO_FEW]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(50, 90)), min_size=2, max_size=12), st.randoms())
def test_significance_does_not_depend_on_the_order_of_rows(points, random):
    shuffled = random.sample(points, len(points))
    codes = dict(zip(shuffled, proportion_significance(*zip(*shuffled, strict=True)), strict=True))
    assert [codes[point] for point in points] == proportion_significance(*zip(*points, strict=True)).tolist()


def test_overdispersion_by_hand():
    """sqrt(O/E) is 0.9, 1 and 1.1 with error 0.05, so z is -2, 0, 2: phi 8/3.

    tau2 = (8 - 2) / (1200 - 480000 / 1200) = 0.0075, which with 0.05² makes an error of 0.1.
    """
    points = transform(Variant.SR, [81, 100, 121], [100] * 3)
    found = dispersion(Variant.SR, points, trim=0)
    assert points.z.tolist() == pytest.approx([-2, 0, 2])
    assert (found.phi, found.tau2) == pytest.approx((8 / 3, 0.0075))
    assert not found.stable
    limits = overdispersed_limits(Variant.SR, points, found)
    assert limits.upper95[0] == pytest.approx(1.1959964**2)
    assert limits.lower998[0] == pytest.approx((1 - 0.3090232) ** 2)


def test_variants_by_hand():
    shmi = transform(Variant.SHMI, [4, 0, NAN], [1, 4, 4])
    assert shmi.value[0] == pytest.approx(np.log(4))
    assert np.isnan(shmi.z[1:]).all()  # no logarithm of nothing
    share = transform(Variant.PR, [25, 75], [100, 100])
    assert share.value.tolist() == pytest.approx([np.pi / 6, np.pi / 3])
    assert share.target == pytest.approx(np.pi / 4)
    ratio = transform(Variant.RC, [4.5, 9.5], [9.5, 4.5])
    assert ratio.value[0] == pytest.approx(np.log(0.5))
    assert ratio.error[0] == pytest.approx(sqrt(4.5 / 25 + 9.5 / 100))


def test_extremes_are_pulled_in_or_left_out():
    z = np.arange(11.0)
    assert winsorise(z, 0.1).tolist() == [1, *range(1, 10), 9]
    # Rank r of 19 lies in part r / 2 of ten: the first is left out, and the last two.
    assert np.flatnonzero(np.isnan(truncate(np.arange(19.0), 0.1))).tolist() == [0, 17, 18]
    assert winsorise(np.array([NAN])).tolist() == pytest.approx([NAN], nan_ok=True)


def test_one_outlier_does_not_hide_itself():
    ratio = [100 + wave for wave in (-9, 8, -7, 6, -5, 4, -3, 2, -1, 0)] + [400]
    points = transform(Variant.SR, ratio, [100] * 11)
    assert dispersion(Variant.SR, points).phi < dispersion(Variant.SR, points, trim=0).phi / 10
    limits = overdispersed_limits(Variant.SR, points, dispersion(Variant.SR, points))
    assert limits.upper998[-1] < 4


@pytest.mark.parametrize("variant", Variant)
def test_without_more_than_chance_nothing_is_added(variant):
    points = transform(variant, [50, 50, 50, 50], [100] * 4 if variant in {"PR", "RC"} else [50] * 4)
    found = dispersion(variant, points, trim=0.1)
    assert found.tau2 == 0
    limits = overdispersed_limits(variant, points, found)
    assert (limits.lower95 < (0.5 if variant in {"PR", "RC"} else 1)).all()
    nothing = dispersion(variant, transform(variant, [NAN], [0]))
    assert (nothing.used, nothing.tau2) == (0, 0)


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(1, 90)), min_size=3, max_size=15), st.sampled_from(Variant))
def test_limits_stay_on_their_scale_and_widen(points, variant):
    count, size = np.array(points, float).T
    count = np.minimum(count, size) if variant is Variant.PR else count
    there = transform(variant, count, size)
    found = dispersion(variant, there)
    if not np.isfinite(there.target):
        return
    limits = overdispersed_limits(variant, there, found)
    bare = overdispersed_limits(variant, there, dispersion(variant, transform(variant, [NAN], [0])))
    assert found.tau2 >= 0
    assert (limits.lower998 >= 0).all()
    assert (limits.lower95 <= bare.lower95 + 1e-12).all()
    assert (limits.upper998 >= bare.upper998 - 1e-12).all()
    if variant is Variant.PR:
        assert (limits.upper998 <= 1).all()
