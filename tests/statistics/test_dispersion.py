"""Dispersion of counts against a GLM of statsmodels, and what widening does."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from buurtbeeld.statistics.dispersion import dispersion, widen

NAN = np.nan


def panel(*, seed=3, scatter=3.0, shape=(12, 8)):
    """Counts with buurt and period effects, scattered `scatter` times as much as chance."""
    chance = np.random.default_rng(seed)
    noemer = chance.integers(300, 2500, shape).astype(float)
    mean = noemer * 0.05 * np.exp(chance.normal(0, 0.3, (shape[0], 1)) + chance.normal(0, 0.2, shape[1]))
    count = scatter * chance.poisson(mean / scatter)
    return count.astype(float), noemer


def with_glm(count, noemer):
    """Phi and degrees of freedom of a quasi-Poisson GLM with a column per buurt and per period."""
    seen = np.isfinite(count) & (noemer > 0)
    row, column = np.nonzero(seen)
    design = np.column_stack([row[:, None] == np.arange(len(count)), column[:, None] == np.arange(1, count.shape[1])])
    model = sm.GLM(count[seen], design.astype(float), family=sm.families.Poisson(), offset=np.log(noemer[seen]))
    fitted = model.fit(scale="X2", tol=1e-12, maxiter=200)
    return fitted.scale, fitted.df_resid


@pytest.mark.parametrize("holes", [0, 15])
def test_the_same_as_a_glm(holes):
    count, noemer = panel()
    count.flat[np.random.default_rng(5).permutation(count.size)[:holes]] = NAN
    found = dispersion(count, noemer)
    phi, df = with_glm(count, noemer)
    assert found.phi == pytest.approx(phi, rel=1e-6)
    assert found.df == df == (77 - holes)


@pytest.mark.parametrize("scatter", [1.0, 4.0])
def test_finds_the_scatter_that_was_put_in(scatter):
    count, noemer = panel(scatter=scatter, shape=(200, 18))
    found = dispersion(count, noemer)
    assert found.phi == pytest.approx(scatter, rel=5 * np.sqrt(2 / found.df))


def test_buurten_without_events_and_lone_values_say_nothing():
    count, noemer = panel()
    bare = dispersion(count, noemer)
    empty, lone = np.zeros((1, 8)), np.full((1, 8), NAN)
    lone[0, 2] = 40.0
    more = dispersion(np.vstack([count, empty, lone]), np.vstack([noemer, np.full((2, 8), 900.0)]))
    assert (more.phi, more.df) == pytest.approx((bare.phi, bare.df))


def test_two_groups_that_share_no_period_are_two_panels():
    (one, n1), (two, n2) = panel(seed=1), panel(seed=2)
    nothing = np.full_like(one, NAN)
    together = dispersion(np.block([[one, nothing], [nothing, two]]), np.block([[n1, n1], [n2, n2]]))
    apart = [dispersion(one, n1), dispersion(two, n2)]
    assert together.df == sum(part.df for part in apart)
    assert together.phi == pytest.approx(sum(part.phi * part.df for part in apart) / together.df)


def test_too_little_says_nothing():
    count, noemer = panel(shape=(3, 3))
    assert np.isnan(dispersion(count, noemer).phi)
    assert dispersion(count, noemer).df == 4
    assert np.isnan(dispersion(np.full((9, 9), NAN), np.ones((9, 9))).phi)


def test_order_of_buurten_and_unit_of_the_noemer_do_not_matter():
    count, noemer = panel()
    order = np.random.default_rng(0).permutation(len(count))
    assert dispersion(count[order], noemer[order] / 1000).phi == pytest.approx(dispersion(count, noemer).phi)


def test_limits_widen_by_the_root_and_never_narrow():
    lower, upper = widen([10.0] * 4, (np.full(4, 8.0), np.full(4, 13.0)), [4.0, 1.0, 0.25, NAN])
    assert lower.tolist() == [6, 8, 8, 8]
    assert upper.tolist() == [16, 13, 13, 13]
