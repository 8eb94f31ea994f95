"""Difference-in-differences with a start per unit: worked examples, properties, and coverage in small."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from buurtbeeld.statistics import few_clusters, gaps, index_numbers, two_groups
from buurtbeeld.statistics.cluster_sample import Sample
from buurtbeeld.statistics.event_study import before, events
from buurtbeeld.statistics.projection import Seen, Shape, Track, ahead, chance_below, curves, fitting, word
from buurtbeeld.statistics.two_way_regression import two_way

ROOT = Path(__file__).parents[2]
T = 18
TARGET = float(np.log(0.85))


def panel(seed=0, *, treated=20, control=60, sd=0.10, effect=0.0, missing=0.0, starts=(6, 10)):
    """(y_treated, y_control, starts) in log, with a linear effect to `effect` eighteen periods after the start."""
    rng = np.random.default_rng(seed)
    n = treated + control
    y = rng.normal(0, 0.3, (n, 1)) + rng.normal(0, 0.05, T) + rng.normal(0, 0.04, (n, T))
    first = rng.integers(*starts, treated)
    since = np.arange(T) - first[:, None]
    level = rng.normal(effect, sd, (treated, 1)) * np.clip((2 * since + 1) / 36, 0, None)
    y[:treated] += np.where(since >= 0, level, 0)
    y[treated:] += rng.normal(0, sd, (control, 1)) * np.clip(np.arange(T) - 8, 0, None) / 18
    y[rng.random(y.shape) < missing] = np.nan
    return y[:treated], y[treated:], first


def masks(first):
    since = np.arange(T) - np.asarray(first)[:, None]
    return (since < 0) & (since >= -6), since >= 0, since


def last_six(seed=0, **kwargs):
    treated, control, first = panel(seed, **kwargs)
    base, post, _ = masks(first)
    one = gaps.study(treated, control, base)
    late = post & (np.arange(T) >= T - 6)
    return gaps.scores(one, gaps.contrast(one, gaps.mean_of(late)))


def test_worked_example_of_two_starts():
    """By hand: unit 1 starts in period 2, unit 2 in period 3; both comparison units rise 1 per period."""
    control = np.array([[0.0, 1, 2, 3], [10, 11, 12, 13]])
    treated = np.array([[0.0, 1, 0, 1], [5, 6, 7, 9]])  # after the start 2 below, 1 above what was to be expected
    base = np.array([[True, True, False, False], [True, True, True, False]])
    one = gaps.study(treated, control, base)
    found = gaps.scores(one, gaps.contrast(one, gaps.mean_of(~base)))
    assert found.estimate == pytest.approx(-0.5)
    assert found.own == pytest.approx(((0.5 - 0.5) + (9 - 6)) / 2)
    np.testing.assert_allclose(gaps.gaps(one)[0], [0, 0, -2, -2], atol=1e-12)


def test_margin_by_hand():
    """CRV1 of a difference of means: factor 4/3 * 3/2, then the sums of squares over the squares of the counts."""
    one = gaps.Scores(np.array([1.0, 3.0]), np.array([0.0, 1.0]), np.full(2, 0.5), np.full(2, 0.5), 1.5, 2.0)
    se, df = two_groups.crv1(one)
    assert (se, df) == (pytest.approx(np.sqrt(4 / 3 * 3 / 2 * (2 / 4 + 0.5 / 4))), 3)
    welch = stats.ttest_ind(one.treated, one.control, equal_var=False)
    assert two_groups.welch(one)[0] == pytest.approx(1.5 / welch.statistic)
    assert two_groups.welch(one)[1] == pytest.approx(welch.df)


def test_a_comparison_unit_without_values_in_the_window_makes_no_margin_narrower():
    """Filled in, it would not have changed: the margin held the truth in 84% with four of eight, in 55% with six."""
    rng, inside = np.random.default_rng(0), 0
    for _ in range(300):
        y = rng.normal(0, 0.2, (28, 1)) + rng.normal(0, 0.03, (28, 36))
        y[:, 18:] += rng.normal(0, 0.1, (28, 1))
        y[20:24, 30:] = np.nan
        base, late = (np.tile((np.arange(36) >= first) & (np.arange(36) < last), (20, 1)) for first, last in (
            (12, 18), (30, 36)))  # fmt: skip
        one = gaps.study(y[:20], y[20:], base)
        found = gaps.scores(one, gaps.contrast(one, gaps.mean_of(late)))
        margin = two_groups.margin(found, resample=False)
        inside += margin.lower <= 0 <= margin.upper
    assert found.beside.tolist() == [False] * 4 + [True] * 4
    assert found.estimate == pytest.approx(found.weight @ found.treated - found.control_weight @ found.control)
    assert inside / 300 >= 0.93


def test_clusters_that_share_a_partner_have_fewer_degrees_of_freedom():
    one = last_six(3)
    shared = np.repeat(np.arange(20), 4)
    assert two_groups.crv1(one, shared)[1] == 19
    assert two_groups.crv1(one)[1] == 79


def test_one_start_is_the_two_way_regression():
    treated, control, _ = panel(2)
    base, post, _ = masks(np.full(20, 6))
    one = gaps.study(treated, control, base)
    found = gaps.scores(one, gaps.contrast(one, gaps.mean_of(post)))
    y, d = np.vstack([treated, control]), np.vstack([post, np.zeros_like(control, dtype=bool)])
    unit, time = np.repeat(np.arange(80), T), np.tile(np.arange(T), 80)
    other = two_way(y.ravel(), d.ravel().astype(float), unit, time)
    assert found.estimate == pytest.approx(other.estimate, abs=1e-10)
    assert two_groups.crv1(found)[0] == pytest.approx(other.se, rel=0.02)


@given(st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_a_copy_of_the_comparison_has_no_effect(seed):
    _, control, _ = panel(seed)
    base, post, _ = masks(np.full(60, 8))
    one = gaps.study(control, control, base)
    assert gaps.scores(one, gaps.contrast(one, gaps.mean_of(post))).estimate == pytest.approx(0, abs=1e-10)


@given(st.integers(0, 10_000), st.floats(0.01, 1000))
@settings(max_examples=20, deadline=None)
def test_scaling_all_hours_leaves_the_percentage_unchanged(seed, factor):
    treated, control, first = panel(seed, missing=0.05)
    base, post, _ = masks(first)
    found = []
    for times in (1.0, factor):
        one = gaps.study(treated + np.log(times), control + np.log(times), base)
        found.append(two_groups.margin(gaps.scores(one, gaps.contrast(one, gaps.mean_of(post)))))
    assert found[0].estimate == pytest.approx(found[1].estimate, abs=1e-9)
    assert found[0].lower == pytest.approx(found[1].lower, abs=1e-9)


@given(st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_the_margin_holds_the_estimate_and_the_order_of_units_does_not_matter(seed):
    treated, control, first = panel(seed, missing=0.05, treated=6, control=9)
    found = []
    for order in (np.arange(6), np.random.default_rng(seed).permutation(6)):
        base, post, _ = masks(first[order])
        one = gaps.study(treated[order], control[::-1], base)
        found.append(two_groups.margin(gaps.scores(one, gaps.contrast(one, gaps.mean_of(post)))))
    assert found[0].lower <= found[0].estimate <= found[0].upper
    assert found[0].estimate == pytest.approx(found[1].estimate, abs=1e-9)


def test_missing_cells_are_filled_with_unit_and_period():
    y = np.add.outer([0.0, 2.0, 5.0], [1.0, 3.0, 4.0, 8.0])
    holes = y.copy()
    holes[0, 1] = holes[2, 3] = np.nan
    np.testing.assert_allclose(gaps.additive_fill(holes), y, atol=1e-9)
    holes[:, 2] = np.nan
    assert np.isnan(gaps.additive_fill(holes)[:, 2]).all()


def test_a_unit_without_base_is_left_out_and_a_hole_in_the_comparison_is_no_zero():
    treated, control, first = panel(1, sd=0)
    base, post, _ = masks(first)
    treated[0, :] = np.where(base[0], np.nan, treated[0])
    control[:, 3] = np.nan
    one = gaps.study(treated, control, base)
    found = gaps.scores(one, gaps.contrast(one, gaps.mean_of(post)))
    assert len(found.treated) == 19
    assert abs(found.estimate) < 0.1


# Weights, and partners.


def scored(treated, control, weight=None, control_weight=None):
    share = [np.full(len(x), 1 / len(x)) if w is None else np.array(w) / sum(w)
             for x, w in ((treated, weight), (control, control_weight))]  # fmt: skip
    estimate = float(share[0] @ treated - share[1] @ control)
    return gaps.Scores(np.asarray(treated, float), np.asarray(control, float), *share, estimate, 0.0)


def test_the_variance_of_a_weighted_mean_by_hand():
    """Scores 1, 3, 6 with weights 2, 1, 1: mean 2.75, residuals -1.75, 0.25, 3.25; 1 - 2w + 6/16 per buurt."""
    share = np.array([0.5, 0.25, 0.25])
    made = two_groups.influence(np.array([1.0, 3.0, 6.0]), share)
    np.testing.assert_allclose(made**2, [0.875**2 / 0.375, 0.0625**2 / 0.875, 0.8125**2 / 0.875])


@pytest.mark.parametrize("share", [np.full(7, 1 / 7), np.array([0.9, 0.1]), np.array([0.5, 0.2, 0.2, 0.1])])
def test_degrees_of_freedom_are_those_of_the_quadratic_form(share):
    """Bell & McCaffrey, with the matrices written out: e = (I - 1 w') x, and the variance is the sum of v e²."""
    rest = np.eye(len(share)) - np.outer(np.ones(len(share)), share)
    form = rest.T @ np.diag(share**2 / (1 - 2 * share + (share**2).sum())) @ rest
    expected = np.trace(form) ** 2 / np.trace(form @ form)
    assert two_groups.freedom(share) == pytest.approx(expected)
    if np.ptp(share) == 0:
        assert expected == pytest.approx(len(share) - 1)


def test_partners_by_hand():
    """Two partners with half of the weight each: means 1 and 4, so the mean 2.5 has variance (3/2)^2 = 2.25, df 1."""
    values, share, partner = np.array([0.0, 2.0, 3.0, 5.0]), np.full(4, 0.25), np.array([7, 7, 9, 9])
    assert (two_groups.influence(values, share, partner) ** 2).sum() == pytest.approx(2.25)
    assert two_groups.freedom(share, partner) == pytest.approx(1)


def test_of_one_partner_nobody_knows_how_much_partners_differ():
    few = scored([1.0, 2.0, 3.0, 4.0], np.arange(10.0))
    found = two_groups.margin(few, clusters=np.array([0, 0, 0, 0, *range(1, 11)]))
    assert (found.lower, found.upper, found.p) == (-np.inf, np.inf, 1.0)


def test_the_weighted_variance_is_unbiased():
    """Simulated: weights that differ a hundredfold, and a spread that all have in common."""
    rng = np.random.default_rng(4)
    share = np.geomspace(1, 100, 8)
    share = share / share.sum()
    made = [(two_groups.influence(rng.normal(0, 1, 8), share) ** 2).sum() for _ in range(4000)]
    assert np.mean(made) == pytest.approx((share**2).sum(), rel=0.03)


def test_p_and_margin_say_the_same():
    rng = np.random.default_rng(3)
    for m, c in ((5, 9), (12, 20), (25, 60)):
        for shift in (-0.6, -0.3, 0.0):
            found = two_groups.margin(scored(rng.normal(shift, 0.4, m), rng.normal(0, 0.4, c), rng.uniform(1, 9, m)))
            assert (found.p < 0.05) == (not found.lower <= 0 <= found.upper)


# Few units.


def test_randomisation_by_brute_force():
    treated, control = np.array([0.1, -0.4, -0.6]), np.array([0.0, 0.2, 0.1, -0.1])
    every, observed = np.concatenate([treated, control]), treated.mean() - control.mean()
    far = []
    for chosen in combinations(range(7), 3):
        rest = [at for at in range(7) if at not in chosen]
        far.append(abs(every[list(chosen)].mean() - every[rest].mean()) >= abs(observed) - 1e-12)
    assert few_clusters.randomisation_p(Sample.of(treated, control)) == pytest.approx(np.mean(far))


def test_enumerated_wild_bootstrap_by_brute_force():
    """With twelve units every combination of signs; the regression is run again for each."""
    rng = np.random.default_rng(5)
    treated, control = rng.normal(-0.4, 0.3, 5), rng.normal(0, 0.3, 7)
    x, d = np.concatenate([treated, control]), np.repeat([1.0, 0.0], [5, 7])

    def t_of(values):
        a, b = values[d == 1], values[d == 0]
        spread = np.sqrt(((a - a.mean()) ** 2).sum() / 25 + ((b - b.mean()) ** 2).sum() / 49)
        return abs(a.mean() - b.mean()) / spread

    residual = x - x.mean()
    drawn = [t_of(residual * np.array(signs)) for signs in product((-1, 1), repeat=12)]
    assert few_clusters.wild_p(Sample.of(treated, control)) == pytest.approx(np.mean(np.array(drawn) >= t_of(x) - 1e-9))


SHARES = np.r_[np.array([3.0, 1, 1, 2]) / 7, np.array([1.0, 1, 2, 4, 1, 1]) / 10]
PARTNERS = np.array([0, 0, 1, 1, 2, 2, 3, 4, 4, 1])  # the last one works in both groups


def test_wild_bootstrap_with_weights_and_partners_by_brute_force():
    """Five partners: 32 combinations of signs. Each is a weighted regression with cluster-robust t, run again."""
    rng = np.random.default_rng(6)
    x, d, null = np.r_[rng.normal(-0.4, 0.3, 4), rng.normal(0, 0.3, 6)], np.r_[np.ones(4), np.zeros(6)], -0.1

    def parts(values):
        return [(SHARES * values * (d == group)).sum() for group in (1, 0)]

    def t_of(values, zero):
        mean = parts(values)
        away = SHARES * (values - np.where(d == 1, *mean)) * np.where(d == 1, 1, -1)
        return abs(mean[0] - mean[1] - zero) / np.sqrt((np.bincount(PARTNERS, away) ** 2).sum())

    without = x - null * d
    mean = parts(without)
    left = without - (4 * mean[0] + 6 * mean[1]) / 10
    draws = [np.array(signs)[PARTNERS] * left for signs in product((-1, 1), repeat=5)]
    webb = few_clusters._webb(5)[:, PARTNERS] * left  # the same draws, the regression by hand
    expected = max(np.mean([t_of(one, 0.0) >= t_of(x, null) - 1e-9 for one in some]) for some in (draws, webb))
    sample = Sample.of(x[:4], x[4:], SHARES, PARTNERS)
    assert few_clusters.wild_p(sample, null) == pytest.approx(expected, abs=2e-4)


def test_randomisation_deals_out_partners_as_a_whole():
    rng = np.random.default_rng(7)
    x, d = np.r_[rng.normal(-0.4, 0.3, 4), rng.normal(0, 0.3, 6)], np.r_[np.ones(4), np.zeros(6)]
    size = SHARES * np.where(d == 1, 4, 6)
    blocks = [np.flatnonzero((one == PARTNERS) & (d == group)) for group in (1, 0) for one in range(5)]
    blocks = [one for one in blocks if len(one)]
    assert len(blocks) == 6

    def difference(chosen):
        inside = np.isin(np.arange(10), np.concatenate(chosen))
        return np.average(x[inside], weights=size[inside]) - np.average(x[~inside], weights=size[~inside])

    observed = difference(blocks[:2])
    far = [abs(difference(chosen)) >= abs(observed) - 1e-12 for chosen in combinations(blocks, 2)]
    assert few_clusters.randomisation_p(Sample.of(x[:4], x[4:], SHARES, PARTNERS)) == pytest.approx(np.mean(far))


def test_one_group_of_few_has_an_interval_and_of_more_that_of_the_signs():
    rng = np.random.default_rng(9)
    nobody = np.zeros(0)
    for count in (4, 5, 6, 15):
        lower, upper = few_clusters.wild_interval(Sample.of(rng.normal(-0.3, 0.05, count), nobody), level=0.95)
        assert np.isfinite([lower, upper]).all()
        assert lower < -0.3 < upper
    assert few_clusters.wild_p(Sample.of(np.ones(6), nobody)) == pytest.approx(2 / 64, abs=0.01)


@pytest.mark.parametrize(("shares", "partners"), [(None, None), (SHARES, None), (SHARES, PARTNERS)])
def test_what_is_no_narrower_than_another_margin_is_looked_for_outside_it_only(shares, partners):
    rng = np.random.default_rng(10)
    sample = Sample.of(rng.normal(-0.4, 0.3, 4), rng.normal(0, 0.3, 6), shares, partners)
    whole = few_clusters.wild_interval(sample, level=0.8)
    inside = few_clusters.wild_interval(sample, level=0.8, least=(sample.estimate - 0.01, sample.estimate + 0.01))
    assert inside == pytest.approx(whole, abs=1e-4)
    outside = (sample.estimate - 9, sample.estimate + 9)
    assert few_clusters.wild_interval(sample, level=0.8, least=outside) == outside


@pytest.mark.parametrize("kind", ["wild", "randomisation"])
def test_an_interval_ends_where_the_test_begins_to_reject(kind):
    rng = np.random.default_rng(8)
    treated, control = rng.normal(-0.3, 0.1, 8), rng.normal(0, 0.1, 14)
    p = getattr(few_clusters, f"{kind}_p")
    sample = Sample.of(treated, control)
    lower, upper = getattr(few_clusters, f"{kind}_interval")(sample, level=0.95)
    assert lower < treated.mean() - control.mean() < upper
    for edge, way in ((lower, -1), (upper, 1)):
        assert p(sample, edge + way * 1e-3) < 0.05
        assert p(sample, edge - way * 1e-3) >= 0.05


def test_one_treated_unit_excludes_nothing():
    lower, upper = few_clusters.randomisation_interval(Sample.of(np.array([5.0]), np.arange(10.0)), level=0.95)
    assert (lower, upper) == (-np.inf, np.inf)


def test_few_units_have_the_widest_interval():
    few = last_six(4, treated=6, control=10)
    found = two_groups.margin(few)
    se, df = two_groups.crv1(few)
    assert found.upper - found.lower >= 2 * stats.t.ppf(0.975, df) * se
    assert two_groups.margin(last_six(4)).methode == "t"


# Effects by moment, and what is to come.


def event_parts(seed=0, **kwargs):
    treated, control, first = panel(seed, **kwargs)
    base, post, since = masks(first)
    one = gaps.study(treated, control, base)
    return one, post, since


def after(seed=0, fewest=5, **kwargs):
    one, post, since = event_parts(seed, **kwargs)
    return events(one, np.where(post, since, -999), 2.0 * since + 1, fewest=fewest)


def test_effects_by_moment_are_means_of_gaps():
    one, post, since = event_parts(1)
    found = events(one, np.where(post, since, -999), 2.0 * since + 1, fewest=1)
    for at, moment in enumerate(range(len(found.months))):
        assert found.months[at] == 2 * moment + 1
        assert found.effect[at] == pytest.approx(gaps.gaps(one)[(since == moment) & post].mean())
    np.testing.assert_allclose(found.covariance, found.covariance.T)
    assert (np.linalg.eigvalsh(found.covariance) > -1e-12).all()


def test_the_variance_at_one_moment_is_that_of_two_means():
    one, post, since = event_parts(1, starts=(6, 7))
    found = events(one, np.where(post, since, -999), 2.0 * since + 1, fewest=5)
    for at in range(len(found.months)):
        made = gaps.scores(one, gaps.contrast(one, ((since == at) & post).astype(float)))
        assert two_groups.welch(made)[0] == pytest.approx(np.sqrt(found.covariance[at, at]))
        assert made.estimate == pytest.approx(found.effect[at])


def seen_in(seed=0, **kwargs):
    one, post, since = event_parts(seed, **kwargs)
    return one, Seen.of(one, post, 2.0 * since + 1, 2.0)


def test_a_straight_line_is_projected_to_its_end():
    one, seen = seen_in(0, effect=-0.2, sd=1e-9)
    straight = ahead(one, seen, Shape.STRAIGHT)
    assert straight.estimate == pytest.approx(-0.2, abs=0.05)
    assert ahead(one, seen, Shape.LEVELLING).estimate > straight.estimate
    year_3 = ahead(one, seen, Shape.STRAIGHT, window=np.arange(24, 36) + 0.5)
    assert year_3.estimate == pytest.approx(straight.estimate * 30 / 36)


@pytest.mark.parametrize("shape", Shape)
def test_every_shape_ends_at_one(shape):
    for part in curves(shape, np.array([36.0])):
        assert part[0] in (pytest.approx(1), 0)
    for part in curves(shape, np.arange(37.0)):
        assert (np.diff(part) >= 0).all()


def exact(effect, first=(6, 7, 8, 9, 10, 11), length=2.0):
    """(study, seen) without any noise; effect(months since the start) per unit."""
    _, _, since = masks(first)
    months = 2.0 * since + 1
    treated = np.array([[effect(at, max(m, 0)) if m > 0 else 0.0 for m in line] for at, line in enumerate(months)])
    one = gaps.study(treated, np.zeros((8, T)), (since < 0) & (since >= -6))
    return one, Seen.of(one, since >= 0, months, length)


def test_what_is_complete_after_a_year_does_not_grow_on():
    one, seen = exact(lambda _, m: -0.10 * curves(Shape.BENT, np.array([m]), 2.0)[0][0])
    assert fitting(seen) is Shape.BENT
    found = ahead(one, seen, Shape.BENT)
    assert found.estimate == pytest.approx(-0.10)
    assert np.ptp(found.treated) < 1e-9
    assert ahead(one, seen, Shape.STRAIGHT).estimate < -0.13


def test_buurten_that_are_further_do_not_count_as_growth():
    """The first to begin have twice the effect; all of it was there after a year."""
    one, seen = exact(lambda at, m: (-0.2 if at < 3 else -0.1) * curves(Shape.BENT, np.array([m]), 2.0)[0][0])
    assert ahead(one, seen, Shape.BENT).estimate == pytest.approx(-0.15, abs=0.002)


def test_a_straight_line_is_also_seen_by_the_bent_one():
    one, seen = exact(lambda _, m: -0.2 * m / 36)
    assert ahead(one, seen, Shape.BENT).estimate == pytest.approx(-0.2, abs=0.002)


def test_the_bend_is_assumed_away_while_the_data_are_short():
    assert fitting(seen_in(0, starts=(13, 14))[1]) is Shape.STRAIGHT
    assert fitting(seen_in(0, starts=(6, 7))[1]) is Shape.BENT


@pytest.mark.parametrize("shape", [Shape.STRAIGHT, Shape.BENT])
def test_what_is_projected_covers_the_truth(shape):
    missed = 0
    for seed in range(200):
        one, seen = seen_in(seed, effect=-0.1)
        found = two_groups.margin(ahead(one, seen, shape))
        half = stats.t.ppf(0.975, len(seen.post) - 1) * found.se
        missed += not found.estimate - half <= -0.1 <= found.estimate + half
    assert 2 <= missed <= 22


def test_no_word_before_three_periods():
    assert word(0.99, periods=2) is Track.TOO_EARLY
    assert word(0.0, periods=0) is Track.TOO_EARLY
    assert word(0.99, periods=3) is Track.ON
    assert word(0.5, periods=3) is Track.UNSURE
    assert word(0.1, periods=3) is Track.OFF


def test_a_line_that_levels_off_short_of_the_target_is_not_on_track():
    assert word(0.95, periods=12, levelling=0.05) is Track.UNSURE
    assert word(0.95, periods=12, levelling=0.5) is Track.ON


def test_chance_by_the_t_distribution():
    assert chance_below(TARGET, TARGET, 0.1, 19) == pytest.approx(0.5)
    assert chance_below(TARGET, TARGET - 0.1, 0.1, 19) == pytest.approx(stats.t.cdf(1, 19))
    assert chance_below(TARGET, -0.2, 0, 19) == 1


def leads(seed, drift=0.0):
    treated, control, first = panel(seed, starts=(12, 15))
    treated = treated + drift * np.arange(T)
    base, post, since = masks(first)
    one = gaps.study(treated, control, base)
    return before(events(one, np.where(post, -999, since), 2.0 * since + 1, fewest=5))


def test_a_different_trend_before_the_start_is_seen():
    level = np.array([leads(seed).p for seed in range(60)])
    assert np.mean(level < 0.05) < 0.15
    found = leads(1, drift=0.02)
    assert found.p < 0.001
    assert found.slope == pytest.approx(0.01, abs=0.003)
    assert found.edge > 0.01 * 36


def test_too_few_leads_cannot_be_tested():
    one, post, since = event_parts(1, starts=(2, 3))
    found = before(events(one, np.where(post, -999, since), 2.0 * since + 1, fewest=5))
    assert np.isnan(found.p)
    assert np.isnan(found.edge)


# Index and smallest effect.


@given(st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_the_index_of_the_base_is_100(seed):
    rng = np.random.default_rng(seed)
    noemer = rng.integers(10, 100, (5, 12)).astype(float)
    teller = noemer * rng.uniform(50, 150, (5, 12))
    base = np.arange(12) < 6
    index = index_numbers.indexed(teller, noemer, base)
    whole = noemer.sum(axis=0)[base]
    assert (index[base] * whole).sum() / whole.sum() == pytest.approx(100)
    np.testing.assert_allclose(index_numbers.indexed(7 * teller, noemer, base), index)


def test_index_points_and_percent():
    own, other = np.log(0.80), np.log(0.95)
    assert index_numbers.index_points(own, other) == pytest.approx(-15)
    assert index_numbers.percent(own - other) == pytest.approx(100 * (0.80 / 0.95 - 1))


def test_a_moment_of_four_buurten_has_the_margin_of_four():
    one, post, since = event_parts(1)
    few = np.where(post, since, -999)
    few[4:, 10:] = -999
    found = events(one, few, 2.0 * since + 1, fewest=4)
    assert found.df[found.units == 4] == pytest.approx(3)
    assert found.df[found.units == 20] == pytest.approx(19)


def test_partners_widen_every_moment():
    one, post, since = event_parts(2)
    one = replace(one, treated=one.treated + np.repeat([0.0, 0.3, -0.2, 0.1], 5)[:, None] * post)
    partner = np.r_[np.repeat(np.arange(4), 5), 4 + np.arange(60) // 12]
    alone, theirs = (events(one, np.where(post, since, -999), 2.0 * since + 1, fewest=5, clusters=clusters)
                     for clusters in (None, partner))  # fmt: skip
    assert (np.diag(theirs.covariance) > 1.5 * np.diag(alone.covariance)).all()
    np.testing.assert_allclose(theirs.effect, alone.effect)
    assert (theirs.df < 4).all()
    assert (np.linalg.eigvalsh(theirs.covariance) > -1e-12).all()


def test_the_smallest_effect_that_can_be_seen_is_that_of_the_formula():
    """2.8 s sqrt(1/n + 1/n) where there are many; with twenty the quantiles of t(19) instead: 2.95."""
    for m, c, times in ((2000, 6000, 2.8), (20, 60, stats.t.ppf([0.975, 0.80], 19).sum())):
        found = two_groups.margin(scored(np.tile([0.1, -0.1], m // 2), np.tile([0.1, -0.1], c // 2)))
        assert two_groups.smallest_visible(found) == pytest.approx(
            times * 0.1 * np.sqrt(1 / (m - 1) + 1 / (c - 1)), rel=0.003
        )


# Truth in small; all of it in `make bench-statistiek`.


@pytest.mark.uitgebreid
@pytest.mark.parametrize("sizes", [1, 30])
def test_the_margin_of_a_few_partners_covers_the_truth(sizes):
    """Four partners beside five, half of the spread theirs; with weights that differ up to thirty times."""
    rng = np.random.default_rng(11)
    clusters = np.r_[np.arange(20) % 4, 4 + np.arange(60) % 5]
    covered = []
    for _ in range(300):
        x = 0.07 * rng.normal(0, 1, 9)[clusters] + 0.07 * rng.normal(0, 1, 80)
        weight = np.exp(rng.uniform(0, np.log(sizes) if sizes > 1 else 1e-9, 80))
        one = scored(x[:20], x[20:], weight[:20], weight[20:])
        found = two_groups.margin(one, clusters=clusters)
        covered.append(found.lower <= 0 <= found.upper)
    assert 0.93 < np.mean(covered) <= 1


@pytest.mark.uitgebreid
def test_a_margin_that_passes_over_the_partners_does_not():
    """What is mended: of the same buurten, each taken for its own."""
    rng = np.random.default_rng(11)
    clusters, covered = np.r_[np.arange(20) % 4, 4 + np.arange(60) % 5], []
    for _ in range(300):
        x = 0.07 * rng.normal(0, 1, 9)[clusters] + 0.07 * rng.normal(0, 1, 80)
        found = two_groups.margin(scored(x[:20], x[20:]))
        covered.append(found.lower <= 0 <= found.upper)
    assert np.mean(covered) < 0.85


def test_the_margin_covers_the_truth():
    found = [two_groups.margin(last_six(seed)) for seed in range(200)]
    covered = np.mean([one.lower <= 0 <= one.upper for one in found])
    assert 0.91 < covered < 0.985


def digest():
    treated, control, first = panel(5, treated=8, control=12, missing=0.1)
    base, post, since = masks(first)
    one = gaps.study(treated, control, base)
    found = two_groups.margin(gaps.scores(one, gaps.contrast(one, gaps.mean_of(post))))
    line = ahead(one, Seen.of(one, post, 2.0 * since + 1, 2.0), Shape.STRAIGHT)
    return hashlib.sha256(repr((found, line.estimate, line.treated.tolist())).encode()).hexdigest()


def test_the_same_in_every_process():
    code = "from tests.statistics.test_did import digest; print(digest())"
    found = {
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True,
                       env=os.environ | {"PYTHONHASHSEED": str(seed)}, capture_output=True, text=True).stdout
        for seed in range(3)
    }  # fmt: skip
    assert len(found) == 1


def test_scores_say_which_units_they_are_of():
    y = np.array([[0.0, 0.0, 1.0, 1.2], [0.1, 0.1, np.nan, np.nan], [0.0, 0.2, 0.9, 1.0]])
    base = np.tile([True, True, False, False], (3, 1))
    one = gaps.study(y, np.zeros((2, 4)), base)
    seen = Seen.of(one, ~base, np.tile([-3.0, -1.0, 1.0, 3.0], (3, 1)), 2.0)
    assert gaps.scores(one, gaps.contrast(one, gaps.mean_of(~base))).kept.tolist() == [True, False, True]
    assert ahead(one, seen, Shape.STRAIGHT).kept.tolist() == [True, False, True]


def _around_a_start(treated, control, seed=3):
    """Study with a base of six periods before the start in the nineteenth, moments before and after it, and months."""
    rng = np.random.default_rng(seed)
    y = rng.normal(0, 0.2, (treated + control, 1)) + rng.normal(0, 0.02, (treated + control, 24))
    y[:, 18:] += rng.normal(0, 0.1, (treated + control, 1))
    base = np.tile((np.arange(24) >= 12) & (np.arange(24) < 18), (treated, 1))
    moment = np.tile(np.arange(24) - 18, (treated, 1))
    return gaps.study(y[:treated], y[treated:], base), moment, moment * 2 + 1.0


def test_few_comparison_units_leave_a_month_few_degrees_of_freedom():
    one, moment, months = _around_a_start(20, 4)
    found = events(one, np.where(moment < 0, -999, moment), months, fewest=4)
    late = np.tile(np.arange(24) == 23, (20, 1))
    scores = gaps.scores(one, gaps.contrast(one, gaps.mean_of(late)))
    assert found.df[-1] == pytest.approx(min(two_groups.welch(scores)[1], 19))
    assert found.df[-1] < 6


def test_the_edge_of_what_ran_apart_before_the_start_is_that_of_few_clusters():
    one, moment, months = _around_a_start(12, 20)
    clusters = np.r_[np.arange(12) % 4, np.arange(20) + 4]
    found = before(events(one, np.where(moment < 0, moment, -999), months, fewest=4, clusters=clusters))
    far = abs(found.slope) + stats.t.ppf(0.975, 3) * found.slope_se
    assert found.edge == pytest.approx(far * (36 + 6))
