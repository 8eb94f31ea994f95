"""Comparable areas: who counts, where one stands, how they are spread."""

import numpy as np
import pandas as pd
import pytest

from buurtbeeld import comparison
from buurtbeeld.comparison import ALLE, Group

AREAS = pd.DataFrame(
    {
        "niveau": ["buurt", "buurt", "buurt", "buurt", "wijk", "gemeente", "land"],
        "stedelijkheid": ["1", "1", "1", "2", "1", "1", "1"],
        "inwoners": [500.0, 199.0, 200.0, 900.0, 900.0, 9_000.0, 1e6],
        "gemeente_code": ["GM1", "GM1", "GM1", "GM2", "GM1", "GM1", ""],
    }
)


def group(niveau: str, stedelijkheid: str) -> Group:
    found = [one for one in comparison.groups(AREAS, 200) if (one.niveau, one.stedelijkheid) == (niveau, stedelijkheid)]
    assert len(found) == 1
    return found[0]


def test_areas_of_one_level_and_class_with_enough_people_are_comparable():
    assert group("buurt", "1").members.tolist() == [0, 2]
    assert group("buurt", ALLE).members.tolist() == [0, 2, 3]
    assert group("wijk", "1").members.tolist() == [4]


def test_the_country_is_compared_with_nothing():
    everyone = {row for one in comparison.groups(AREAS, 200) for row in one.members.tolist()}
    assert 6 not in everyone


def test_an_area_of_unknown_size_does_not_count():
    unknown = AREAS.assign(inwoners=np.nan)
    assert all(one.members.size == 0 for one in comparison.groups(unknown, 200))


def test_rank_counts_strictly_lower_values_and_leaves_itself_out():
    values = np.array([10.0, 20.0, 20.0, 30.0, np.nan])
    lower, others = comparison.ranks(values, Group("buurt", "1", np.arange(5)))
    assert lower.tolist() == [0, 1, 1, 3, -1]
    assert others == 3


def test_spread_of_a_worked_example():
    values = np.array([4.0, 1.0, 3.0, 2.0, np.nan])
    found = comparison.spread(values, Group("buurt", "1", np.arange(5)))
    # Linear between the two nearest: p25 of 1 2 3 4 is 1 + 0.25 * 3.
    assert found == pytest.approx(
        {"n": 4, "p10": 1.3, "p25": 1.75, "p50": 2.5, "p75": 3.25, "p90": 3.7, "low": 1, "high": 4}
    )


def test_a_group_without_values_has_no_spread():
    assert comparison.spread(np.array([np.nan]), Group("buurt", "1", np.arange(1))) is None


def test_coverage_is_a_share_per_gemeente_and_level():
    values = np.array([[1.0], [np.nan], [np.nan], [2.0], [3.0], [4.0], [5.0]])
    shares = comparison.coverage(values, AREAS, 50)
    assert shares.loc[("GM1", "buurt"), 0] == pytest.approx(1 / 3)
    assert shares.loc[("GM2", "buurt"), 0] == 1
    assert ("GM1", "gemeente") not in shares.index
