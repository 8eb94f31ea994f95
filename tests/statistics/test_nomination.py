"""Nominating and confirming: by hand, and what chance alone may bring about."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from buurtbeeld.statistics import nomination
from buurtbeeld.statistics.nomination import Rule
from buurtbeeld.statistics.shrinkage import estimates

NAN = np.nan
MARGIN = float(-np.log(0.95))
DF = 58.0


def test_chances_by_hand():
    """Two far apart: little is drawn in. Better = the posterior beyond the margin."""
    gap, se = np.array([-0.2, 0.2]), np.array([0.03, 0.03])
    found = nomination.chances(gap, se, DF, good=-1, margin=MARGIN)
    shrunk = estimates(gap, se)
    assert found.shrunk.tolist() == pytest.approx(shrunk.value.tolist())
    wanted = stats.t.cdf((-found.shrunk[0] - MARGIN) / found.sd[0], DF)
    assert found.better[0] == pytest.approx(wanted)
    assert found.p[0] == pytest.approx(2 * stats.t.sf(0.2 / 0.03, DF), rel=1e-6)  # the smaller of two, times two


def test_high_or_low_is_good():
    one = nomination.chances([-0.2, 0.0, 0.01], [0.03] * 3, DF, good=-1, margin=MARGIN)
    two = nomination.chances([0.2, 0.0, -0.01], [0.03] * 3, DF, good=1, margin=MARGIN)
    assert one.better.tolist() == two.better.tolist()
    assert one.shrunk.tolist() == (-two.shrunk).tolist()


def test_one_far_from_all_is_drawn_in_no_further_than_its_own_error():
    gap = np.array([-0.16, *np.linspace(-0.02, 0.02, 19)])
    found = nomination.chances(gap, np.full(20, 0.03), DF, good=-1, margin=MARGIN)
    assert estimates(gap, np.full(20, 0.03)).value[0] > -0.12  # all the way
    assert (found.shrunk[0], found.sd[0]) == (pytest.approx(-0.13), 0.03)
    assert found.nominated()[0]
    assert not found.nominated()[1:].any()


def test_buurten_that_differ_less_than_chance_are_one():
    found = nomination.chances([0.001, -0.001, 0.0], [0.05] * 3, DF, good=-1, margin=MARGIN)
    assert np.ptp(found.shrunk) == pytest.approx(0, abs=1e-9)
    assert (found.better < 0.1).all()


def test_nothing_known_nothing_said():
    found = nomination.chances([NAN, NAN], [NAN, 0.1], DF, good=-1, margin=MARGIN)
    assert np.isnan(found.better).all()
    assert not found.nominated().any()
    one = nomination.chances([-0.3, NAN], [0.05, NAN], DF, good=-1, margin=MARGIN)
    assert one.nominated().tolist() == [True, False]


def test_a_small_advantage_is_never_nominated_however_sure():
    assert not nomination.chances([-0.04, 0.0], [0.001, 0.001], DF, good=-1, margin=MARGIN).nominated().any()


def test_confirmed_by_itself():
    said = nomination.confirmed([-0.2, -0.06, NAN], [0.03, 0.03, 0.03], DF, good=-1, margin=MARGIN)
    assert said.tolist() == [True, False, False]


def flags(*columns):
    return np.array([[one] for one in columns])


def course(nominated, again, known=None, wait=2):
    known = flags(*([True] * len(nominated))) if known is None else flags(*known)
    asked = []

    def said(first, last):
        asked.append((first, last))
        return np.array([again])

    return nomination.courses(flags(*nominated), said, known, wait)[0], asked


def test_a_course_from_nomination_to_confirmation():
    found, asked = course([False, True, True, True, True], again=True)
    assert (found.nominated, found.decided, found.held) == (1, 3, True)
    assert asked == [(1, 3)]  # only the two figures after it


def test_until_enough_later_figures_are_there_nothing_is_decided():
    found, asked = course([False, True, True], again=True)
    assert (found.nominated, found.decided, found.held) == (1, -1, False)
    assert asked == []


def test_a_missing_figure_is_waited_for():
    found, _ = course([True, False, False, False], again=True, known=[True, False, True, True])
    assert found.decided == 3


def test_who_was_not_confirmed_may_come_again():
    found, asked = course([True] * 6, again=False)
    assert asked == [(0, 2), (3, 5)]
    assert (found.nominated, found.held) == (3, False)


def test_never():
    found, _ = course([False] * 4, again=True)
    assert (found.nominated, found.decided) == (-1, -1)


@pytest.mark.parametrize("seed", range(5))
def test_chance_alone_nominates_almost_nobody(seed):
    rng = np.random.default_rng(seed)
    count = sum(
        nomination.chances(rng.normal(0, 0.04, 20), np.full(20, 0.04), DF, good=-1, margin=MARGIN).nominated().sum()
        for _ in range(100)
    )
    assert count <= 2  # of 2,000


def test_a_stricter_rule_nominates_fewer():
    rng = np.random.default_rng(1)
    gap = rng.normal(-0.05, 0.1, 200)
    found = nomination.chances(gap, np.full(200, 0.04), DF, good=-1, margin=MARGIN)
    loose, strict = found.nominated(Rule(sure=0.7)), found.nominated(Rule(sure=0.99, rate=0.001))
    assert strict.sum() < loose.sum()
    assert not (strict & ~loose).any()
