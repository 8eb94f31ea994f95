"""Difference-in-differences against published results; a test id says case and tolerance (README of the files)."""

from __future__ import annotations

import csv
import warnings

import numpy as np
import pandas as pd
import pytest

from buurtbeeld.agreement import second_opinion
from buurtbeeld.statistics import gaps
from buurtbeeld.statistics.two_way_regression import two_way

FIRST_YEAR = 2003
PUBLISHED = 6e-5  # absolute: four decimals


@pytest.fixture(scope="module")
def rows(shared):
    folder = shared / "data" / "statistiek"
    if not folder.is_dir():
        pytest.skip("de map ../shared/data/statistiek met gepubliceerde uitkomsten staat hier niet")

    def read(file):
        with (folder / f"{file}.csv").open(encoding="utf-8", newline="") as lines:
            found = list(csv.DictReader(lines))
        assert found, file
        return found

    return read


@pytest.fixture(scope="module")
def mpdta(rows):
    """(y, first): log employment of 500 counties in five years, and the column in which each began."""
    frame = pd.DataFrame(rows("did_mpdta_input")).astype({"year": int, "first_treat": int, "lemp": float})
    y = frame.pivot_table(index="countyreal", columns="year", values="lemp").to_numpy()
    began = frame.groupby("countyreal")["first_treat"].first().to_numpy()
    assert y.shape == (500, 5)
    return y, np.where(began > 0, began - FIRST_YEAR, -1)


def case(name, tolerance):
    return pytest.mark.parametrize("case", [name], ids=lambda one: f"{one} {tolerance}")


@case("did_mpdta_attgt_expected", "abs 6e-5 published, se rel 1e-6")
def test_group_time_effects(rows, mpdta, case):
    found, expected = second_opinion.group_time(*mpdta), rows(case)
    assert len(expected) == 12
    for row in expected:
        cell = found[int(row["g"]) - FIRST_YEAR, int(row["t"]) - FIRST_YEAR]
        assert cell.effect == pytest.approx(float(row["att_published_4dp"]), abs=PUBLISHED)
        assert cell.effect == pytest.approx(float(row["att_exact"]), rel=1e-6)
        assert cell.se == pytest.approx(float(row["se_analytic"]), rel=1e-6)
        assert cell.se == pytest.approx(float(row["se_published_bootstrap"]), rel=0.11)


@case("did_mpdta_attgt_notyet_expected", "rel 1e-6")
def test_group_time_effects_beside_those_that_still_wait(rows, mpdta, case):
    found, expected = second_opinion.group_time(*mpdta, control="not_yet_treated"), rows(case)
    assert len(expected) == 12
    for row in expected:
        cell = found[int(row["g"]) - FIRST_YEAR, int(row["t"]) - FIRST_YEAR]
        assert cell.effect == pytest.approx(float(row["att_exact"]), rel=1e-6)


@pytest.mark.parametrize("kind", ["dynamic", "dynamic_overall", "group", "group_overall", "simple_overall"])
@case("did_mpdta_aggregate_expected", "abs 6e-5 published, exact rel 1e-6")
def test_aggregates(rows, mpdta, case, kind):
    expected = [row for row in rows(case) if row["kind"] == kind]
    assert expected
    for row in expected:
        found = _aggregate(mpdta, kind, row["g_or_e"])
        assert found == pytest.approx(float(row["att_exact"]), rel=1e-6)
        if row["att_published_4dp"]:
            assert found == pytest.approx(float(row["att_published_4dp"]), abs=PUBLISHED)


def _aggregate(mpdta, kind, which):
    opinion, cohorts = second_opinion.callaway_santanna(*mpdta), second_opinion.cohorts(*mpdta)
    size = {g: int((mpdta[1] == g).sum()) for g in cohorts}
    after = [effect for moment, effect in opinion.by_moment.items() if moment >= 0]
    return {
        "dynamic": lambda: opinion.by_moment[int(float(which))],
        "dynamic_overall": lambda: np.mean(after),
        "group": lambda: cohorts[int(float(which)) - FIRST_YEAR],
        "group_overall": lambda: np.average(list(cohorts.values()), weights=[size[g] for g in cohorts]),
        "simple_overall": lambda: opinion.overall,
    }[kind]()


@case("did_mpdta_attgt_expected", "rel 1e-9, our own gaps with one base year")
def test_own_gaps_are_the_group_time_effects(rows, mpdta, case):
    """The estimator of the agreement, with the year before the start as its base, gives the published ATT(g, t)."""
    y, first = mpdta
    checked = 0
    for row in rows(case):
        g, t = int(row["g"]) - FIRST_YEAR, int(row["t"]) - FIRST_YEAR
        if t < g:
            continue
        treated = y[first == g]
        base = np.zeros(treated.shape, dtype=bool)
        base[:, g - 1] = True
        one = gaps.study(treated, y[first < 0], base)
        asked = np.zeros(treated.shape)
        asked[:, t] = 1
        found = gaps.scores(one, gaps.contrast(one, asked))
        assert found.estimate == pytest.approx(float(row["att_exact"]), rel=1e-9)
        checked += 1
    assert checked == 7


@pytest.mark.parametrize("estimator", ["twfe", "bjs", "sun_abraham"])
@case("did_mpdta_other_estimators_expected", "rel 1e-6")
def test_other_estimators(rows, mpdta, case, estimator):
    expected = [row for row in rows(case) if row["estimator"].startswith(estimator)]
    assert len(expected) == {"twfe": 1, "bjs": 5, "sun_abraham": 7}[estimator]
    for row in expected:
        value, se = _other(mpdta, row["estimator"])
        assert value == pytest.approx(float(row["estimate"]), rel=1e-6)
        if row["se"] and se is not None:
            assert se == pytest.approx(float(row["se"]), rel=0.05)


def _other(mpdta, name):
    y, first = mpdta
    if name == "twfe_static":
        n, periods = y.shape
        d = (first[:, None] >= 0) & (np.arange(periods) >= first[:, None])
        unit, time = np.repeat(np.arange(n), periods), np.tile(np.arange(periods), n)
        found = two_way(y.ravel(), d.ravel().astype(float), unit, time)
        return found.estimate, found.se
    opinion = second_opinion.imputation(y, first) if name.startswith("bjs") else second_opinion.sun_abraham(y, first)
    if name.endswith("overall"):
        return opinion.overall, opinion.se
    return opinion.by_moment[int(name.rsplit("_e", maxsplit=1)[1])], None


@case("did_castle_expected", "coefficient rel 1e-5, se 5%")
def test_castle_doctrine(rows, case):
    frame = pd.DataFrame(rows("did_castle_input"))
    expected = rows(case)
    assert len(expected) == 4
    for row in expected:
        time = frame["year"] + (frame["region"] if "region" in row["formula"] else "")
        weight = frame[row["weights"]].astype(float).to_numpy() if row["weights"] else None
        y, d = (frame[name].astype(float).to_numpy() for name in row["formula"].split(" | ")[0].split(" ~ "))
        found = two_way(y, d, pd.factorize(frame["sid"])[0], pd.factorize(time)[0], weight)
        assert found.estimate == pytest.approx(float(row["estimate"]), rel=1e-5)
        assert found.se == pytest.approx(float(row["se_crv1_fixest_ssc"]), rel=0.05)


@pytest.fixture(scope="module")
def prop99(rows):
    frame = pd.DataFrame(rows("sc_prop99_input")).astype({"Year": int, "PacksPerCapita": float, "treated": int})
    frame["ever"] = frame.groupby("State")["treated"].transform("max")
    return frame


@pytest.mark.parametrize("estimator", ["did abs 1e-8", "sc abs 0.15", "sdid abs 0.02"])
@case("sc_prop99_expected", "")
def test_prop_99(rows, prop99, case, estimator):
    name, _, tolerance = estimator.partition(" abs ")
    expected = next(row for row in rows(case) if row["estimator"] == name)
    found = {"did": _prop99_did, "sc": _prop99_sc, "sdid": _prop99_sdid}[name](prop99)
    assert found == pytest.approx(float(expected["estimate"]), abs=float(tolerance))


def _prop99_did(frame):
    y = frame.pivot_table(index=["ever", "State"], columns="Year", values="PacksPerCapita")
    after = np.array([year >= 1989 for year in y.columns])
    treated, control = y.loc[1].to_numpy(), y.loc[0].to_numpy()
    one = gaps.study(treated, control, ~after[None, :])
    return gaps.scores(one, gaps.contrast(one, gaps.mean_of(after[None, :]))).estimate


def _prop99_sc(frame):
    return second_opinion.synthetic_control(*_states(frame))


def _prop99_sdid(frame):
    return second_opinion.synthetic_did(*_states(frame))


def _states(frame):
    y = frame.pivot_table(index="State", columns="Year", values="PacksPerCapita")
    ever = frame.groupby("State")["ever"].first().reindex(y.index).to_numpy()
    return y.to_numpy(), int(np.flatnonzero(ever)[0]), int((y.columns < 1989).sum())


def test_no_warning_escapes_from_the_other_estimators(mpdta):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        second_opinion.callaway_santanna(*mpdta)
