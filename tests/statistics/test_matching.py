"""Buurten that look alike: by hand, against scipy, and what never changes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from buurtbeeld.statistics import matching
from buurtbeeld.statistics.matching import Strength

NAN = np.nan
PLAIN = (False, False)
THREE = [[0.0, 10.0], [3.0, 10.0], [0.0, 50.0]]  # spread 1.7320508 and 23.0940108
NUMBERS = st.floats(-100, 100).map(lambda one: round(one, 3))
TABLES = st.integers(4, 14).flatmap(
    lambda n: st.lists(st.lists(NUMBERS, min_size=3, max_size=3), min_size=n, max_size=n)
)


def test_distance_and_shares_by_hand():
    """Both differences are √3 spreads: 3 / 1.7320508 and 40 / 23.0940108."""
    points = matching.space(THREE, PLAIN)
    apart = matching.distances(points)
    assert apart[0].tolist() == pytest.approx([0, 3**0.5, 3**0.5])
    assert apart[1, 2] == pytest.approx(6**0.5)
    assert matching.shares(points, 1, [2, 0]).tolist() == [pytest.approx([0.5, 0.5]), pytest.approx([1, 0])]
    assert matching.shares(points, 0, [0]).tolist() == [[0, 0]]  # no distance has no parts


@given(TABLES)
def test_distances_are_those_of_scipy(table):
    points = matching.space(table, (False,) * 3)
    assert matching.distances(points) == pytest.approx(cdist(points.z, points.z), abs=1e-9)


@given(TABLES)
def test_shares_add_up_and_distances_are_distances(table):
    points = matching.space(table, (False,) * 3)
    apart = matching.distances(points)
    assert (apart == apart.T).all()
    assert (np.diag(apart) == 0).all()
    everybody = np.arange(len(table))
    whole = matching.shares(points, 0, everybody).sum(axis=1)
    assert whole == pytest.approx(np.where(apart[0] > 0, 1.0, 0.0))


@given(TABLES, st.floats(0.01, 100))
def test_the_unit_of_a_feature_does_not_matter(table, factor):
    other = np.array(table) * [factor, 1, 1]
    one, two = (matching.distances(matching.space(x, (False,) * 3)) for x in (table, other))
    assert one == pytest.approx(two, abs=1e-6)


def test_standardised_with_the_spread_over_the_buurten_that_have_it():
    z = matching.space([[1.0], [2.0], [3.0], [NAN]], (False,)).z
    assert z[:, 0].tolist() == pytest.approx([-1, 0, 1, 0])  # the middle value where missing


def test_a_missing_feature_is_flagged():
    points = matching.space([[1.0], [2.0], [3.0], [NAN], [NAN]], (False,))
    apart = matching.distances(points)
    assert apart[3, 1] == pytest.approx(1.0)  # the same middle value, and one of the two unknown
    assert apart[3, 4] == 0.0  # both unknown: alike as far as anybody knows


def test_of_a_skewed_feature_the_logarithm_counts():
    z = matching.space([[10.0], [100.0], [1000.0], [0.0]], (True,))
    assert z.z[:3, 0].tolist() == pytest.approx([-1, 0, 1])
    assert z.missing[:, 0].tolist() == [False, False, False, True]  # 0 has no logarithm


@pytest.mark.parametrize("column", [[5.0] * 4, [1.0, 2.0, NAN, NAN], [NAN] * 4])
def test_a_feature_that_says_nothing_is_left_out(column):
    points = matching.space([[one, at] for at, one in enumerate(column)], PLAIN)
    assert points.weight.tolist() == [0, 1]
    assert matching.shares(points, 0, [1])[0].tolist() == [0, 1]


def test_a_feature_that_somebody_leaves_out_changes_the_order():
    both = matching.distances(matching.space([*THREE, [9.0, 9.0]], PLAIN))
    one = matching.distances(matching.space([*THREE, [9.0, 9.0]], PLAIN, weight=[1, 0]))
    assert both[0, 2] > 0
    assert one[0, 2] == 0


def test_more_than_ten_features_are_refused():
    with pytest.raises(ValueError, match="hooguit 10 kenmerken, hier 11"):
        matching.space(np.zeros((3, 11)), (False,) * 11)
    with pytest.raises(ValueError, match="gewicht"):
        matching.space(THREE, PLAIN, weight=[1, -1])


def test_ties_go_by_the_key():
    away = np.array([0.0, 2.0, 1.0, 2.0 + 1e-12, 1.0])
    allowed = np.array([False, True, True, True, True])
    assert matching.nearest(away, list("abcde"), allowed, 3).tolist() == [2, 4, 1]
    assert matching.nearest(away, list("aecdb"), allowed, 3).tolist() == [4, 2, 3]


@pytest.mark.parametrize(("distance", "found"), [
    (0, Strength.STRONG), (2.0, Strength.STRONG), (2.01, Strength.FAIR), (2.5, Strength.FAIR), (2.6, Strength.WEAK),
    (3.0, Strength.WEAK), (3.01, Strength.NONE),
])  # fmt: skip
def test_strength_beside_the_closest_pairs(distance, found):
    assert matching.strength([distance], 2.0)[0] == found


def test_with_few_buurten_nobody_knows_how_strong():
    apart = matching.distances(matching.space(np.arange(9.0)[:, None], (False,)))
    assert np.isnan(matching.close(apart))
    assert matching.strength([0.1], matching.close(apart))[0] == Strength.UNKNOWN


def test_close_is_what_one_in_twenty_pairs_is_within():
    apart = matching.distances(matching.space(np.random.default_rng(3).normal(size=(60, 5)), (False,) * 5))
    pairs = apart[np.triu_indices(60, 1)]
    assert (pairs <= matching.close(apart)).mean() == pytest.approx(0.05, abs=0.001)


def test_where_many_are_the_same_only_the_same_is_alike():
    assert matching.strength([0, 0.1], 0.0).tolist() == [Strength.STRONG, Strength.NONE]
    assert matching.close(np.zeros((12, 12))) == 0


def test_row_order_changes_nothing():
    table = np.random.default_rng(4).normal(size=(20, 4))
    order = np.random.default_rng(5).permutation(20)
    one, two = (matching.distances(matching.space(x, (False,) * 4)) for x in (table, table[order]))
    assert one[np.ix_(order, order)] == pytest.approx(two)
