"""Control charts and run charts against published packages, on real NHS series; tolerances as the files' README."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from buurtbeeld.statistics.attribute_charts import p_chart, p_prime, u_chart, u_prime
from buurtbeeld.statistics.runchart import run_chart
from buurtbeeld.statistics.spc_rules import Kind, Signal, kind
from buurtbeeld.statistics.xmr import Assurance, assurance, xmr

XMR = [f"ae_{trust}_{what}" for trust in ("RJZ", "RAS", "RR1", "RJC") for what in ("breaches", "breachpct_rebase13")]
HAI = [f"hai_{hospital}_{infection}" for hospital in ("AHH", "BFH", "BOH") for infection in ("BAC", "CDI")]
ATTRIBUTE = [
    ("nhs_accidents_within4h", "p"), ("nhs_accidents_within4h", "pp"), ("cdi_n", "c"),
    *[(name, chart) for name in HAI for chart in ("u", "up")],
]  # fmt: skip
LABEL = {
    Signal.NONE: "Common Cause",
    Signal.ABOVE_LIMITS: "Above UCL",
    Signal.BELOW_LIMITS: "Below LCL",
    Signal.RISING: "7 Point Trend (Increasing)",
    Signal.FALLING: "7 Point Trend (Decreasing)",
    Signal.TWO_OF_THREE_ABOVE: "2 in 3 Above CL",
    Signal.TWO_OF_THREE_BELOW: "2 in 3 Below CL",
    Signal.SEVEN_ABOVE: "7 Points Above CL",
    Signal.SEVEN_BELOW: "7 Points Below CL",
}
KIND = {0: "common_cause", Kind.IMPROVEMENT: "special_cause_improvement", Kind.CONCERN: "special_cause_concern"}
ASSURED = {Assurance.PASS: "consistent_pass", Assurance.FAIL: "consistent_fail", 0: "inconsistent"}
DRAW = {
    "p": p_chart,
    "u": u_chart,
    "pp": lambda x, n, **settings: p_prime(x, n, least=0, **settings),
    "up": lambda x, n, **settings: u_prime(x, n, least=0, **settings),
    "c": lambda x, _, **settings: u_chart(x, np.ones_like(x), **settings),
}


def ids(file, tolerance):
    return lambda case: f"{file}:{case if isinstance(case, str) else '-'.join(case)} {tolerance}"


def same(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=0)


def numbers(rows, column):
    return np.array([float(row[column]) if row[column] else np.nan for row in rows])


@pytest.fixture(scope="module")
def series(shared):
    """(file, series, chart) -> its rows; the chart of an XmR file is ""."""

    def read(file):
        found = {}
        with (shared / "data" / "statistiek" / f"{file}.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                found.setdefault((row["series"], row.get("chart", "")), []).append(row)
        return found

    if not (shared / "data" / "statistiek").is_dir():
        pytest.skip("de map ../shared/data/statistiek met gepubliceerde uitkomsten staat hier niet")
    return {file: read(file) for file in ("spc_xmr_nhsr", "spc_pu_laney_qicharts2")}


def test_every_published_case_is_asked_for(series):
    assert set(series["spc_xmr_nhsr"]) == {(name, "") for name in XMR}
    assert set(series["spc_pu_laney_qicharts2"]) == {*ATTRIBUTE, ("cdi_n", "i"), ("cdi_n", "run")}


@pytest.mark.parametrize("name", XMR, ids=ids("spc_xmr_nhsr", "rel 1e-9, labels exact"))
def test_xmr_rules_and_assurance(series, name):
    rows = series["spc_xmr_nhsr"][(name, "")]
    first = rows[0]
    phases = [int(first["rebase_at"]) - 1] if first["rebase_at"] else []
    fix_after = int(first["fix_after_n"]) if first["fix_after_n"] else None
    way = int(first["improvement_direction"])
    chart = xmr(numbers(rows, "y"), phases=phases, fix_after=fix_after, screen=first["screen_outliers"] == "TRUE")
    assert [str(number) for number in chart.phase] == [row["rebase_group"] for row in rows]
    for line, column in (("mean", "mean"), ("lower", "lpl"), ("upper", "upl")):
        same(getattr(chart, line), numbers(rows, column))
    assert [str(flag).upper() for flag in chart.outside] == [row["outside"] for row in rows]
    assert [str(flag).upper() for flag in chart.close] == [row["close"] for row in rows]
    assert [LABEL[code] for code in chart.signal] == [row["special_cause_type"] for row in rows]
    assert [KIND[code] for code in kind(chart.signal, way)] == [row["point_type"] for row in rows]
    assert {ASSURED[int(assurance(chart, float(first["target"]), way))]} == {row["assurance"] for row in rows}


@pytest.mark.parametrize("case", ATTRIBUTE, ids=ids("spc_pu_laney_qicharts2", "rel 1e-9, flags exact"))
def test_attribute_charts(series, case):
    rows = series["spc_pu_laney_qicharts2"][case]
    chart = DRAW[case[1]](numbers(rows, "numerator"), numbers(rows, "denominator"), baseline=int(rows[0]["freeze"]))
    same(chart.value, numbers(rows, "y"))
    same(np.broadcast_to(chart.centre, chart.value.shape), numbers(rows, "cl"))
    for line, column in (("lower", "lcl"), ("upper", "ucl"), ("lower95", "lcl95"), ("upper95", "ucl95")):
        same(getattr(chart, line), numbers(rows, column))
    assert [str(flag).upper() for flag in chart.outside] == [row["sigma_signal"] for row in rows]


@pytest.mark.parametrize("case", [("cdi_n", "i")], ids=ids("spc_pu_laney_qicharts2", "rel 1e-9"))
def test_individuals_chart(series, case):
    """This package keeps 3 / 1.128 where XmR rounds to 2.66: the moving range behind it is what must agree."""
    rows = series["spc_pu_laney_qicharts2"][case]
    chart = xmr(numbers(rows, "y"))
    same(chart.mean, numbers(rows, "cl"))
    same(chart.mean + 3 / 1.128 * chart.moving_range, numbers(rows, "ucl"))
    same(chart.mean - 3 / 1.128 * chart.moving_range, numbers(rows, "lcl"))


RUNS = [*ATTRIBUTE, ("cdi_n", "i"), ("cdi_n", "run")]


@pytest.mark.parametrize("case", RUNS, ids=ids("spc_pu_laney_qicharts2", "runs exact"))
def test_runs_around_the_centre_line(series, case):
    rows = series["spc_pu_laney_qicharts2"][case]
    first, y = rows[0], numbers(rows, "y")
    chart = run_chart(y) if case[1] == "run" else run_chart(y, centre=float(first["cl"]))
    assert chart.centre == float(first["cl"])
    columns = ("n_useful", "longest_run", "longest_run_max", "n_crossings", "n_crossings_min")
    fields = (chart.useful, chart.longest, chart.longest_max, chart.crossings, chart.crossings_min)
    assert [int(field) for field in fields] == [int(first[column]) for column in columns]
    assert str(chart.signal).upper() == first["runs_signal"]
