"""Shrinkage by hand, and ranks that say how sure they are."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from buurtbeeld.statistics.ranks import draws_of_estimates, draws_of_proportions, draws_of_rates, ranks
from buurtbeeld.statistics.shrinkage import estimates, pools, proportions, rates

NAN = np.nan
ROOT = Path(__file__).parents[2]
COUNTS = st.lists(st.tuples(st.integers(0, 60), st.integers(60, 900)), min_size=1, max_size=15)
# Forty buurten, share around 0.3, sd 0.08, of which some are small.
RANDOM = np.random.default_rng(7)
PERSONS = RANDOM.integers(20, 400, 40)
YES = RANDOM.binomial(PERSONS, RANDOM.beta(10, 23, 40))
CODES = [f"BU{number:03}" for number in range(40)]


def test_rates_by_hand():
    """10 and 30 of 100: common 0.2; spread 0.01 less 0.2 / 100 is 0.008; weight 0.008 / (0.008 + 0.002)."""
    found = rates([10, 30], [100, 100])
    assert (found.mean, found.between) == pytest.approx((0.2, 0.008))
    assert found.weight.tolist() == pytest.approx([0.8, 0.8])
    assert found.value.tolist() == pytest.approx([0.12, 0.28])


def test_rates_that_differ_less_than_chance_become_one():
    """Not clamped, A would be 0 - 0.2 / 100 and the weights -∞ or worse."""
    found = rates([20, 20, 21], [100, 100, 105])
    assert found.between == 0
    assert found.value.tolist() == pytest.approx([0.2] * 3)


def test_nothing_known_and_nothing_happened():
    assert rates([0, 0], [50, 70]).value.tolist() == [0, 0]
    assert np.isnan(rates([NAN, 3], [9, 0]).mean)
    found = rates([10, NAN, 30], [100, 100, 100])
    assert found.value.tolist() == pytest.approx([0.12, NAN, 0.28], nan_ok=True)
    for method in (proportions, estimates):
        assert np.isnan(method([NAN], [1]).value).all()


@given(COUNTS)
def test_a_shrunk_value_lies_between_its_own_and_the_common_one(points):
    count, size = np.array(points, float).T
    for method in (rates, proportions):
        found = method(count, size)
        own = count / size
        assert (found.value >= np.minimum(own, found.mean) - 1e-12).all()
        assert (found.value <= np.maximum(own, found.mean) + 1e-12).all()
        assert ((found.weight >= 0) & (found.weight <= 1)).all()
        order = np.argsort(size)
        assert (np.diff(found.weight[order]) >= -1e-12).all()


def test_no_other_beta_makes_the_proportions_likelier():
    found = proportions(YES, PERSONS)
    strength = found.mean * (1 - found.mean) / found.between - 1

    def likely(mean, at):
        return stats.betabinom.logpmf(YES, PERSONS, mean * at, (1 - mean) * at).sum()

    best = likely(found.mean, strength)
    for mean in np.linspace(0.15, 0.5, 15):
        for other in np.geomspace(2, 5000, 25):
            assert likely(mean, other) <= best + 1e-9
    assert 0.25 < found.mean < 0.36
    assert 10 < strength < 100
    assert found.weight.tolist() == pytest.approx((PERSONS / (PERSONS + strength)).tolist())


def test_proportions_at_the_edge():
    assert proportions([0, 0], [5, 9]).value.tolist() == [0, 0]
    assert proportions([5, 9], [5, 9]).value.tolist() == [1, 1]
    assert proportions([20] * 8, [100] * 8).value.tolist() == pytest.approx([0.2] * 8, abs=1e-6)


@pytest.mark.parametrize("iterate", [True, False])
def test_estimates_by_hand(iterate):
    """0, 1, 2 with error 0.5: Q = 8, so tau2 = (8 - 2) / (12 - 48 / 12) = 0.75; weight 0.75 / (0.75 + 0.25)."""
    found = estimates([0, 1, 2], [0.5] * 3, iterate=iterate)
    assert (found.mean, found.between) == pytest.approx((1, 0.75))
    assert found.value.tolist() == pytest.approx([0.25, 1, 1.75])
    assert estimates([1, 1.01], [0.5, 0.5], iterate=iterate).between == 0
    assert estimates([3], [0.5], iterate=iterate).value.tolist() == [3]


@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(0.05, 9)), min_size=2, max_size=12))
def test_paule_mandel_makes_the_scatter_what_chance_makes_it(points):
    y, error = np.array(points).T
    found = estimates(y, error)
    weight = 1 / (error**2 + found.between)
    scatter = (weight * (y - found.mean) ** 2).sum()
    assert scatter <= len(y) - 1 + 1e-6
    if found.between > 0:
        assert scatter == pytest.approx(len(y) - 1, rel=1e-6)


def test_peer_groups_of_a_hundred_stand_on_their_own():
    group = [0] * 99 + [1] * 100 + [2] * 101
    known = [True] * 299 + [False]
    assert set(pools(group, known)[:99]) == {-1}
    assert pools(group, known)[[99, 299]].tolist() == [1, 2]
    assert pools(group, [*[True] * 198, False, *known[199:]])[150] == -1
    assert pools([], []).tolist() == []


def test_ranks_of_what_is_certain_and_of_what_is_not():
    sure = rates([10, 20, 30, 40], [100] * 4)
    apart = ranks(np.tile([0.1, 0.2, 0.3, 0.4], (50, 1)), CODES[:4], high_is_best=False)
    assert apart.lower.tolist() == apart.upper.tolist() == [1, 2, 3, 4]
    assert apart.best_quarter.tolist() == [1, 0, 0, 0]
    turned = ranks(draws_of_rates(sure, [10, 20, 30, 40], [100] * 4, CODES[:4]), CODES[:4], high_is_best=True)
    assert turned.best_quarter.argmax() == 3
    assert turned.best_quarter.sum() == pytest.approx(1)
    alike = rates([20] * 8, [100] * 8)
    place = ranks(draws_of_rates(alike, [20] * 8, [100] * 8, CODES[:8]), CODES[:8], high_is_best=True)
    assert place.best_quarter.tolist() == pytest.approx([0.25] * 8, abs=0.03)
    assert (place.lower == 1).all()
    assert (place.upper == 8).all()


def test_draws_have_the_mean_and_the_spread_of_their_posterior():
    share, strength = proportions(YES, PERSONS), None
    drawn = draws_of_proportions(share, YES, PERSONS, CODES)
    assert drawn.mean(axis=0) == pytest.approx(share.value, abs=0.004)
    strength = share.mean * (1 - share.mean) / share.between - 1
    expected = stats.beta.std(YES + share.mean * strength, PERSONS - YES + (1 - share.mean) * strength)
    assert drawn.std(axis=0) == pytest.approx(expected, rel=0.06)
    rate = rates(YES, PERSONS)
    assert draws_of_rates(rate, YES, PERSONS, CODES).mean(axis=0) == pytest.approx(rate.value, abs=0.006)
    y, error = np.array([0.0, 1, 2]), np.full(3, 0.5)
    around = draws_of_estimates(estimates(y, error), y, error, CODES[:3])
    assert around.mean(axis=0) == pytest.approx([0.25, 1, 1.75], abs=0.03)
    # Own posterior 0.75 × 0.25, and a quarter of the common value, whose variance is 1 / 3.
    assert around.var(axis=0) == pytest.approx([0.75 * 0.25 + 0.25**2 / 3] * 3, rel=0.08)


def test_a_buurt_without_a_value_has_no_rank():
    y, error, keys = [1, NAN, 3], [0.1, 0.1, 0.1], ["a", "b", "c"]
    place = ranks(draws_of_estimates(estimates(y, error), y, error, keys), keys, high_is_best=False)
    assert place.among == 2
    assert place.lower.tolist() == pytest.approx([1, NAN, 2], nan_ok=True)
    nobody = ranks(draws_of_estimates(estimates([NAN], [1]), [NAN], [1], ["a"]), ["a"], high_is_best=True)
    assert nobody.among == 0
    with pytest.raises(ValueError, match="eigen code"):
        ranks(np.zeros((3, 2)), ["a", "a"], high_is_best=True)


def places(order):
    """Chances and intervals of the forty buurten, rows given in this order, put back in their own."""
    count, size, keys = YES[order], PERSONS[order], np.array(CODES)[order]
    drawn = draws_of_proportions(proportions(count, size), count, size, keys, draws=500)
    found = ranks(drawn, keys, high_is_best=True)
    back = np.argsort(order)
    return np.stack([found.best_quarter, found.lower, found.upper])[:, back]


def test_order_of_rows_and_process_do_not_matter():
    here = places(np.arange(40))
    assert (places(np.random.default_rng(1).permutation(40)) == here).all()
    code = (
        "import hashlib, numpy as np; from tests.statistics.test_shrinkage import places;"
        "print(hashlib.sha256(places(np.arange(40)).tobytes()).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "2"}
    other = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert other.stdout.strip() == hashlib.sha256(here.tobytes()).hexdigest()
