"""Intervals, standardised rates and many comparisons against published results; tolerances as the files' README.

The name of every test says case and tolerance. statsmodels and scipy are the second opinion on what has no file.
"""

from __future__ import annotations

import csv

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats import proportion, rates, weightstats

from buurtbeeld.statistics import differences, intervals, standardisation
from buurtbeeld.statistics.multiple import Correction, adjusted

REL = 1e-6
ALPHA = {"95%": 0.05, "99.8%": 0.002}
EDGES = {0.05: ("lower95_0cl", "upper95_0cl"), 0.002: ("lower99_8cl", "upper99_8cl")}
BOTH = pytest.mark.parametrize("alpha", [0.05, 0.002], ids=["95%", "99.8%"])


def case(*names, tolerance="rel 1e-6"):
    return pytest.mark.parametrize("case", names, ids=lambda name: f"{name} {tolerance}")


@pytest.fixture(scope="module")
def rows(shared):
    folder = shared / "data" / "statistiek"
    if not folder.is_dir():
        pytest.skip("de map ../shared/data/statistiek met gepubliceerde uitkomsten staat hier niet")

    def read(file, **wanted):
        with (folder / f"{file}.csv").open(encoding="utf-8", newline="") as lines:
            found = [row for row in csv.DictReader(lines) if all(row[name] == is_ for name, is_ in wanted.items())]
        assert found, (file, wanted)
        return found

    return read


def numbers(found, column):
    return np.array([float(row[column]) if row[column] else np.nan for row in found])


def same(found, expected, *, rtol=REL):
    """Equal within the tolerance, and unknown exactly where the published value is."""
    np.testing.assert_allclose(found, expected, rtol=rtol)


@pytest.mark.parametrize(("confidence", "alpha"), ALPHA.items(), ids=ALPHA)
@pytest.mark.parametrize("method", ["Byars", "Wilson"])
@case("phe_byars_wilson")
def test_byar_and_wilson(rows, case, method, confidence, alpha):
    found = rows(case, confidence=confidence, method=method)
    assert len(found) == {("Byars", 0.002): 4}.get((method, alpha), 3)
    x, n = numbers(found, "x"), numbers(found, "n")
    limits = intervals.byar(x, alpha=alpha) if method == "Byars" else intervals.wilson(x, n, alpha=alpha)
    same(limits[0], numbers(found, "lowercl"))
    same(limits[1], numbers(found, "uppercl"))


@BOTH
@case("phe_proportion")
def test_proportions(rows, case, alpha):
    found = rows(case)
    x, n, times = (numbers(found, name) for name in ("Numerator", "Denominator", "multiplier"))
    same(x / n * times, numbers(found, "value"))
    for limit, name in zip(intervals.wilson(x, n, alpha=alpha), EDGES[alpha], strict=True):
        same(limit * times, numbers(found, name))


@BOTH
@case("phe_rate")
def test_rates(rows, case, alpha):
    found = rows(case)
    x, n, times = (numbers(found, name) for name in ("Numerator", "Denominator", "multiplier"))
    same(x / n * times, numbers(found, "value"))
    for limit, name in zip(intervals.rate(x, n, alpha=alpha), EDGES[alpha], strict=True):
        same(limit * times, numbers(found, name))


@case("phe_proportion_grouped", "phe_rate_grouped")
def test_grouped(rows, case):
    """The sums over each area come out of the ungrouped file: every area is in it twice."""
    found, method = rows(case), intervals.rate if "rate" in case else intervals.wilson
    times = numbers(found, "multiplier")
    parts = rows(case.removesuffix("_grouped"))
    for row in found:
        own = [part for part in parts if part["Area"] == row["Area"]]
        if len(own) > 1:
            assert numbers(own, "Numerator").sum() == float(row["Numerator"])
    x, n = numbers(found, "Numerator"), numbers(found, "Denominator")
    assert {row["confidence"] for row in found} == {"95%"}
    same(x / n * times, numbers(found, "value"))
    for limit, name in zip(method(x, n), ("lowercl", "uppercl"), strict=True):
        same(limit * times, numbers(found, name))


@BOTH
@case("phe_mean")
def test_means(rows, case, alpha):
    given, lower, upper = rows(f"{case}_input"), *EDGES[alpha]
    for row in rows(f"{case}_expected"):
        own = numbers([one for one in given if row["area"] in (one["area"], "No grouping")], "values")
        same(own.mean(), float(row["value"]))
        same(own.std(ddof=1), float(row["stdev"]))
        same(
            intervals.mean_t(own.mean(), own.std(ddof=1), len(own), alpha=alpha), (float(row[lower]), float(row[upper]))
        )
        same(intervals.ratio_of_sums(own, alpha=alpha), [float(row[name]) for name in ("value", lower, upper)])


DIRECT = ["big", "small", "tiny", "1976", "nonind_big", "nonind_dummy", "nonind_small", "nonind_tiny"]


def bands(rows, area):
    """Events, people, standard population and persons by number of events, of one area."""
    if area == "1976":
        found, standard = rows("phe_dsr_1976_input"), "esp1976"
    else:
        file = "nonindependent" if "nonind" in area else "multiarea"
        found, standard = rows(f"phe_dsr_{file}_input", area=f"testdata_{area}"), "esp2013"
    # A band that the source leaves empty has no events.
    by_times = [np.nan_to_num(numbers(found, name)) for name in ("f1", "f2", "f3", "f4")] if "nonind" in area else None
    events = np.nan_to_num(numbers(found, "count"))
    return events, numbers(found, "pop"), numbers(found, standard), by_times and np.stack(by_times, axis=-1)


@BOTH
@pytest.mark.parametrize("area", DIRECT)
@case("phe_dsr")
def test_directly_standardised(rows, case, area, alpha):
    events, people, standard, by_times = bands(rows, area)
    for row in rows("phe_dsr_expected", area=f"testdata_{area}"):
        per = float(row["statistic"].split()[-1]) if row["value"] else 1000
        found = standardisation.direct(events, people, standard, by_times=by_times, per=per, alpha=alpha)
        assert found.events == float(row["total_count"])
        same(found.value, numbers([row], "value")[0])
        for limit, name in zip((found.lower, found.upper), EDGES[alpha], strict=True):
            # The 99.8% cells of 1976 are a factor ten off in the source: our own limits must then be a tenth.
            wrong = 10 if (area, alpha) == ("1976", 0.002) else 1
            same(limit * wrong, numbers([row], name)[0])


@BOTH
@case("phe_isr")
def test_indirectly_standardised(rows, case, alpha):
    there = [numbers(rows("phe_isr_reference"), name) for name in ("refcount", "refpop")]
    checked = 0
    for row in rows("phe_isr_expected"):
        if not row[EDGES[alpha][0]]:
            continue
        own = rows(
            "phe_isr_input", area={"Area1": "testdata_big", "Area2": "testdata_small"}.get(row["area"], row["area"])
        )
        people = numbers(own, "pop")
        if row["area"] == "Area1":
            # In that case of the source the people of the second band are missing, and count for none.
            people[1] = 0
        events = np.nansum(numbers(own, "count"))
        # The band that one area lacks has no events in the reference, so nothing is expected there either way.
        foreseen = standardisation.expected(np.nan_to_num(people), *there)
        same(foreseen, float(row["expected"]))
        kind, per = row["statistic"].rsplit(maxsplit=1)
        found = (
            standardisation.rate(events, foreseen, *there, per=float(per), alpha=alpha)
            if "rate per" in kind
            else standardisation.ratio(events, foreseen, per=float(per), alpha=alpha)
        )
        limits = [float(row[name]) for name in EDGES[alpha]]
        same(
            (found.events, found.value, found.lower, found.upper),
            (float(row["observed"]), float(row["value"]), *limits),
        )
        checked += 1
    assert checked == (16 if alpha == 0.05 else 12)


@pytest.mark.parametrize(
    ("column", "correction"), [("bh", Correction.BH), ("holm", Correction.HOLM), ("by", Correction.BY)]
)
@case("multiple_testing_r", tolerance="rel 1e-9")
def test_many_comparisons(rows, case, column, correction):
    found = rows(case)
    assert len(found) == 15
    same(adjusted(numbers(found, "p"), correction), numbers(found, column), rtol=1e-9)


# What no file has: statsmodels and scipy, on numbers of our own.


@BOTH
@case("statsmodels wilson, exact-c", tolerance="rel 1e-9")
def test_single_intervals_agree_with_statsmodels(case, alpha):
    x, n = np.array([0, 1, 3, 12, 40, 41]), np.array([41] * 6)
    same(intervals.wilson(x, n, alpha=alpha), proportion.proportion_confint(x, n, alpha, method="wilson"), rtol=1e-9)
    same(
        intervals.exact_poisson(x, n, alpha=alpha),
        rates.confint_poisson(x, n, method="exact-c", alpha=alpha),
        rtol=1e-9,
    )


@BOTH
@case("statsmodels newcomb", tolerance="rel 1e-9")
def test_difference_of_proportions(case, alpha):
    first, second = (
        (np.array([56, 9, 0, 3]), np.array([70, 10, 10, 40])),
        (np.array([48, 3, 0, 30]), np.array([80, 10, 20, 45])),
    )
    found = differences.proportions(first, second, alpha=alpha)
    other = [
        proportion.confint_proportions_2indep(x2, n2, x1, n1, method="newcomb", alpha=alpha)
        for x1, n1, x2, n2 in zip(*first, *second, strict=True)
    ]
    same(np.column_stack([found.lower, found.upper]), np.array(other), rtol=1e-9)


@BOTH
@case("statsmodels Welch", tolerance="rel 1e-9")
def test_difference_of_means(case, alpha):
    chance = np.random.default_rng(7)
    one, two = chance.normal(20, 4, 12), chance.normal(23, 9, 30)
    given = [(some.mean(), some.std(ddof=1), len(some)) for some in (one, two)]
    found = differences.means(*given, alpha=alpha)
    other = weightstats.CompareMeans.from_data(two, one).tconfint_diff(alpha, usevar="unequal")
    same((found.lower, found.upper), other, rtol=1e-9)


@BOTH
@case("statsmodels mover, scipy binomtest", tolerance="rel 1e-9")
def test_difference_of_rates(case, alpha):
    (x1, n1), (x2, n2) = (2, 200.0), (9, 150.0)
    found = differences.rates((x1, n1), (x2, n2), alpha=alpha)
    other = rates.confint_poisson_2indep(
        x2, n2, x1, n1, method="mover", method_mover="exact-c", compare="diff", alpha=alpha
    )
    same((found.lower, found.upper), other, rtol=1e-9)
    ratio, low, high = differences.rate_ratio((x1, n1), (x2, n2), alpha=alpha)
    assert ratio == pytest.approx(x2 / n2 / (x1 / n1))
    for limit, side in ((low, "greater"), (high, "less")):
        share = limit * n2 / (limit * n2 + n1)
        assert stats.binomtest(x2, x1 + x2, float(share), alternative=side).pvalue == pytest.approx(alpha / 2, rel=1e-9)
