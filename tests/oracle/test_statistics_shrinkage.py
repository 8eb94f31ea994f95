"""Shrinkage against published packages: esda on the SIDS data, statsmodels on its own road to the same number."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from statsmodels.stats.meta_analysis import combine_effects

from buurtbeeld.statistics.shrinkage import estimates, rates


@pytest.fixture(scope="module")
def sids(shared):
    path = shared / "data" / "statistiek" / "eb_marshall_sids_esda.csv"
    if not path.is_file():
        pytest.skip("de map ../shared/data/statistiek met gepubliceerde uitkomsten staat hier niet")
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("case", ["eb_marshall_sids_esda"], ids=lambda case: f"{case} rel 1e-8")
def test_marshall(sids, case):
    events, population, crude, expected = (
        np.array([float(row[column]) for row in sids]) for column in ("events", "population", "crude", "eb_marshall")
    )
    found = rates(events, population)
    assert len(expected) == 100
    assert found.between > 0
    np.testing.assert_allclose(events / population, crude, rtol=1e-12)
    np.testing.assert_allclose(found.value, expected, rtol=1e-8)


# Estimates and variances of our own; statsmodels solves them by iteration (Paule-Mandel) and in one step (chi2).
Y = np.array([-0.21, 0.05, -0.14, -0.33, 0.18, -0.09, -0.41, 0.02])
ERROR = np.array([0.08, 0.05, 0.12, 0.10, 0.09, 0.04, 0.15, 0.07])


@pytest.mark.parametrize(("method", "iterate"), [("iterated", True), ("chi2", False)], ids=["paule-mandel", "dl"])
def test_random_effects_agree_with_statsmodels(method, iterate):
    found = estimates(Y, ERROR, iterate=iterate)
    # Its iteration gives up, and answers 0, when it is asked to come closer than this.
    other = combine_effects(Y, ERROR**2, method_re=method, **({"atol": 1e-9} if iterate else {}))
    assert other.tau2 > 0.01
    assert found.between == pytest.approx(other.tau2, rel=1e-6)
    assert found.mean == pytest.approx(other.mean_effect_re, rel=1e-6)
