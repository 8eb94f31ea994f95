"""Funnel plots against published packages; tolerances as the files' README."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from buurtbeeld.statistics.funnel import (
    Significance,
    expected_at_limits,
    proportion_limits,
    proportion_significance,
    rate_significance,
    ratio_limits,
    ratio_significance,
)
from buurtbeeld.statistics.overdispersion import (
    Variant,
    dispersion,
    overdispersed_limits,
    transform,
    transformed_limits,
    untransformed,
)

LABEL = {
    Significance.NONE: "Not significant",
    Significance.LOW: "Low (0.025)",
    Significance.HIGH: "High (0.025)",
    Significance.VERY_LOW: "Low (0.001)",
    Significance.VERY_HIGH: "High (0.001)",
    Significance.TOO_FEW: "Not applicable for events less than 10 for dsrs",
}
SIDES = [("lower_2s", "lower95"), ("upper_2s", "upper95"), ("lower_3s", "lower998"), ("upper_3s", "upper998")]
EDGES = [("ll95", "lower95"), ("ul95", "upper95"), ("ll998", "lower998"), ("ul998", "upper998")]


@pytest.fixture(scope="module")
def rows(shared):
    folder = shared / "data" / "statistiek"
    if not folder.is_dir():
        pytest.skip("de map ../shared/data/statistiek met gepubliceerde uitkomsten staat hier niet")

    def read(file):
        with (folder / f"{file}.csv").open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    return read


def numbers(found, column):
    return np.array([float(row[column]) if row[column] else np.nan for row in found])


def labels(codes):
    return [LABEL[code] for code in codes]


@pytest.mark.parametrize("file", ["phe_funnel_prop_significance"], ids=lambda file: f"{file} labels exact")
def test_significance_of_proportions(rows, file):
    found = rows(file)
    codes = proportion_significance(numbers(found, "numerator"), numbers(found, "denominator"))
    assert labels(codes) == [row["significance"] for row in found]


@pytest.mark.parametrize("file", ["phe_funnel_ratio_significance"], ids=lambda file: f"{file} labels exact")
def test_significance_of_ratios(rows, file):
    found = rows(file)
    codes = ratio_significance(numbers(found, "obs"), numbers(found, "expected"))
    assert labels(codes) == [row["significance"] for row in found]


RATES = [
    (kind, unit, zero) for kind in ("dsr", "crude") for unit in ("100000", "100") for zero in ("with_0", "without_0")
]


@pytest.mark.parametrize("case", RATES, ids=lambda case: f"phe_funnel_rate_significance:{'-'.join(case)} labels exact")
def test_significance_of_rates(rows, case):
    """Without a population, the row without events has no rate: the package calls that not significant, we too few."""
    kind, unit, zero = case
    found = rows("phe_funnel_rate_significance")
    events, known = numbers(found, "count"), numbers(found, "pop")
    rate = numbers(found, "rate_dsr" if kind == "dsr" else f"rate_crude_per_{unit}")
    least, scale = (10, 100_000) if kind == "dsr" else (0, float(unit))
    at_zero = known if (kind, zero) == ("crude", "with_0") else np.nan
    population = np.where(events > 0, scale * events / np.where(events > 0, rate, 1), at_zero)
    expected = [row[f"{kind}_per_{unit}_{zero}"] for row in found]
    assert (events == 0).sum() == 1
    if zero == "without_0":
        assert expected[-1] == LABEL[Significance.NONE]
        expected[-1] = LABEL[Significance.TOO_FEW]
    assert labels(rate_significance(events, population, least=least)) == expected


@pytest.mark.parametrize("file", ["phe_funnel_prop_limits"], ids=lambda file: f"{file} abs 1e-5")
def test_limits_of_proportions(rows, file):
    found = rows(file)
    limits = proportion_limits(numbers(found, "Population"), numbers(found, "Baseline") / 100)
    columns = ("Lower2s0025limit", "Upper2s0025limit", "Lower3s0001limit", "Upper3s0001limit")
    for column, (_, edge) in zip(columns, SIDES, strict=True):
        np.testing.assert_allclose(100 * getattr(limits, edge), numbers(found, column), rtol=0, atol=1e-5)


@pytest.mark.parametrize("file", ["phe_funnel_ratio_limits"], ids=lambda file: f"{file} abs 2e-4, rel 5e-5")
def test_limits_of_ratios(rows, file):
    found = rows(file)
    observed = numbers(found, "Observed_events")
    limits = expected_at_limits(observed)
    for side, edge in SIDES:
        expected = getattr(limits, edge)
        np.testing.assert_allclose(expected, numbers(found, f"{side}_exp_events"), rtol=0, atol=2e-4)
        np.testing.assert_allclose(100 * observed / expected, numbers(found, f"{side}_isr"), rtol=5e-5)
        np.testing.assert_allclose(observed / expected, 1 + numbers(found, f"{side}_count"), rtol=5e-5)


@pytest.mark.parametrize("file", ["phe_funnel_rate_limits"], ids=lambda file: f"{file} rel 5e-5")
def test_limits_of_rates(rows, file):
    found = rows(file)
    per, years = 100_000, 3
    events, average = numbers(found, "Events"), numbers(found, "baseline") / per
    limits = expected_at_limits(events)
    for side, edge in SIDES:
        population = getattr(limits, edge) / average
        np.testing.assert_allclose(population / years, numbers(found, f"{side}_population_1_year"), rtol=5e-5)
        np.testing.assert_allclose(per * events / population, numbers(found, f"{side}_limit"), rtol=5e-5)


@pytest.mark.parametrize("file", ["phe_funnel_rate_limits"], ids=lambda file: f"{file} rel 1e-9")
def test_average_rate_is_that_of_the_input(rows, file):
    points = rows("phe_funnel_rate_limits_input")
    average = numbers(points, "ev").sum() / (numbers(points, "ev") / numbers(points, "rate")).sum()
    assert average == pytest.approx(float(rows(file)[0]["baseline"]), rel=1e-9)


CASES = [
    ("pkg_test_SR_SHMI", Variant.SHMI, 0.1),
    ("pkg_test_SR_CQC", Variant.SR, 0.05),
    ("pkg_test_RC", Variant.RC, 0.1),
]
PUBLISHED = [pytest.param(*case, id=f"funnel_overdispersion_funnelplotr:{case[0]} rel 1e-8") for case in CASES]


@pytest.mark.parametrize(("case", "variant", "trim"), PUBLISHED)
def test_overdispersion(rows, case, variant, trim):
    found = [row for row in rows("funnel_overdispersion_funnelplotr") if row["case"] == case]
    count, size = numbers(found, "numerator"), numbers(found, "denominator")
    points = transform(variant, count, size)
    result = dispersion(variant, points, trim=trim)
    close = {"rtol": 1e-8, "atol": 1e-12}
    for name, value in (("Y", points.value), ("s", points.error), ("zscore", points.z), ("wzscore", result.z)):
        np.testing.assert_allclose(value, numbers(found, name), **close)
    for name, value in (("n_used", result.used), ("phi", result.phi), ("tau2", result.tau2)):
        np.testing.assert_allclose(np.full(len(found), value), numbers(found, name), **close)
    # The error the package draws ratios of counts with is that of a proportion, see `overdispersed_limits`.
    error = 1 / (2 * np.sqrt(size)) if variant is Variant.RC else points.error
    limits = transformed_limits(points.target, error, result.tau2)
    if variant is not Variant.SR:  # it leaves these on the scale of the square root
        limits = untransformed(variant, limits)
    exact = untransformed(variant, transformed_limits(points.target, error, 0.0))
    if variant is not Variant.RC:
        exact = ratio_limits(size)
    for column, edge in EDGES:
        np.testing.assert_allclose(getattr(limits, edge), numbers(found, f"od{column}"), **close)
        np.testing.assert_allclose(getattr(exact, edge), numbers(found, column), **close)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_own_limits_agree_with_the_published_z_scores(rows, case):
    """Outside the limits we draw exactly when |z| of the package, widened by its tau2, is over 1.96."""
    found = [row for row in rows("funnel_overdispersion_funnelplotr") if row["case"] == case[0]]
    points = transform(case[1], numbers(found, "numerator"), numbers(found, "denominator"))
    result = dispersion(case[1], points, trim=case[2])
    limits = overdispersed_limits(case[1], points, result)
    error = numbers(found, "s")
    z = numbers(found, "zscore") * error / np.sqrt(error**2 + numbers(found, "tau2"))
    value = np.exp(points.value) if case[1] is not Variant.SR else points.value**2
    outside = (value < limits.lower95) | (value > limits.upper95)
    assert outside.tolist() == (np.abs(z) > 1.959964).tolist()
