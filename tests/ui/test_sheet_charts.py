"""The chart of a Cijferblad: what is published is drawn, what is not is a gap, and nothing hidden is anywhere in it."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import replace
from datetime import date

import altair as alt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buurtbeeld.charts import outcome_lanes, outcome_points, small_multiples
from buurtbeeld.charts.outcome_axis import AIM, EDGE, GREY, INK2, NARROW, PETROL
from buurtbeeld.charts.outcome_series import axis_start, series_chart
from buurtbeeld.model import Status
from buurtbeeld.periods import Periode
from pages._ui.sheet_address import Asked
from pages._ui.sheet_view import view_of
from tests.ui import sheet_factories as factories
from tests.ui.sheet_factories import OWN, SECRET

DRAWN = [name for name in factories.STATES if name not in ("niets", "afgeschermd")]


def subject(sheet):
    return view_of(sheet, Asked(sheet.indicator), factories.catalog()).subject


def chart(sheet=None):
    return series_chart(subject(sheet or factories.sheet()))


def one_series(**more):
    return factories.sheet(reeksen=(factories.series(**more),))


def marks(spec, kind, **look):
    found = [layer for layer in spec["layer"] if layer["mark"]["type"] == kind]
    return [layer for layer in found if all(layer["mark"].get(name) == value for name, value in look.items())]


def rows(layers):
    return [row for layer in layers for row in layer["data"]["values"]]


def numbers(spec):
    """Every number anywhere in a specification, those inside expressions and labels too."""
    return {float(found) for found in re.findall(r"-?\d+(?:\.\d+)?", json.dumps(spec).replace(",", " "))}


def domain(spec):
    return spec["encoding"]["y"]["scale"]["domain"]


@pytest.mark.parametrize("state", DRAWN)
def test_every_state_is_one_view_that_fills_its_room_and_asks_for_nothing(state):
    spec = chart(factories.STATES[state]())
    assert spec["width"] == "container"
    assert "tooltip" not in json.dumps(spec)
    assert "http" not in json.dumps(spec).replace(spec["$schema"], "")
    assert len(json.dumps(spec)) < 40_000


@pytest.mark.parametrize("state", ["euros", "telling", "een_punt"])
def test_the_specification_is_valid_vega_lite(state):
    """The larger ones have the same kinds of layers; checking those takes seconds each."""
    alt.LayerChart.from_dict(chart(replace(factories.STATES[state](), interventies=factories.interventions()[:1])))


@pytest.mark.parametrize("state", ["niets", "afgeschermd"])
def test_without_a_figure_nothing_is_drawn(state):
    assert chart(factories.STATES[state]()) is None
    assert axis_start(subject(factories.STATES[state]())) is None


def test_a_missing_period_is_a_gap_in_line_and_band_with_its_reason():
    spec = chart()
    line = marks(spec, "line", color=PETROL)
    places = [outcome_points.place(one.periode) for one in factories.series().figures]
    missing = places[OWN.index(None)]
    for _, piece in itertools.groupby(rows(line), key=lambda row: row["stuk"]):
        xs = [row["x"] for row in piece]
        assert not min(xs) < missing < max(xs)
    band = marks(spec, "area")[0]["data"]["values"]
    assert {row["stuk"] for row in band if row["x"] < missing}.isdisjoint(
        row["stuk"] for row in band if row["x"] > missing
    )
    stems = marks(spec, "rule", strokeDash=[1, 3])
    assert rows(stems) == [{"x": missing}]
    words = [row for row in rows(marks(spec, "text")) if row.get("tekst") == "niet\ngeleverd"]
    assert {row["x"] for row in words} == {missing}


def test_provisional_points_are_hollow_and_the_line_to_them_is_dashed():
    spec = chart()
    dots = marks(spec, "point", stroke=PETROL)[0]["data"]["values"]
    assert [row["vul"] for row in dots] == [PETROL] * 14 + ["white"] * 2
    dashed = rows(marks(spec, "line", color=PETROL, strokeDash=[5, 4]))
    assert [row["waarde"] for row in dashed] == [20.8, 20.5, 20.3]
    solid = [
        row for layer in marks(spec, "line", color=PETROL) if "strokeDash" not in layer["mark"] for row in rows([layer])
    ]
    assert {row["waarde"] for row in solid}.isdisjoint({20.5, 20.3})
    assert rows(marks(spec, "line", color=GREY, strokeDash=[5, 4]))


def test_the_aim_stands_in_its_own_year_and_its_course_is_dotted():
    spec = chart()
    plane = rows(marks(spec, "rect", color=AIM))
    assert plane == [{"x": 2027 * 12, "x2": 2028 * 12, "waarde": domain(spec)[0], "hoog": 19.9}]
    course = marks(spec, "line", strokeDash=[2, 5])[0]["data"]["values"]
    assert course[0]["waarde"] == 23.4
    assert (round(course[1]["x"] / 12, 1), course[1]["waarde"]) == (2028.0, 19.9)
    assert course[0]["x"] == outcome_points.place(factories.series().nulmeting.tot)


@pytest.mark.parametrize("op", [None, date(2031, 12, 31), date(2022, 12, 31)])
def test_an_aim_without_a_near_day_is_told_and_not_drawn(op):
    spec = chart(factories.sheet(doelen=(replace(factories.doel(), onder=3.3, boven=3.3, op=op),)))
    assert marks(spec, "rect", color=AIM) == []
    assert 3.3 not in numbers(spec)
    assert domain(spec)[0] > 3.3  # nor does it stretch the axis


def test_a_band_aimed_at_keeps_both_its_edges_when_more_is_favourable():
    band = replace(factories.doel(), onder=24.5, boven=25.0)
    made = series_chart(replace(subject(factories.sheet()), doel=band, richting="hoger"))
    plane = rows(marks(made, "rect", color=AIM))[0]
    assert (plane["waarde"], plane["hoog"]) == (24.5, domain(made)[1])


@pytest.mark.parametrize("status", [Status.AFGESCHERMD, Status.GEHEIM_BRON, Status.NIET_GELEVERD])
def test_a_hidden_figure_is_nowhere_and_the_axis_does_not_know_it(status):
    """A value that slipped in beside a hiding status stands for what must not leave; so do its margins."""
    reeks = factories.series()
    figures = list(reeks.figures)
    figures[3] = replace(figures[3], value=None, status=status, lower=None, upper=None)
    hidden = replace(reeks, figures=tuple(figures))
    spec = chart(factories.sheet(reeksen=(hidden,)))
    assert 23.1 not in {row.get("waarde") for row in rows(marks(spec, "point", stroke=PETROL))}
    far = replace(figures[3], teller=SECRET, noemer=SECRET, reden="Afgeschermd.")
    same = chart(factories.sheet(reeksen=(replace(reeks, figures=(*figures[:3], far, *figures[4:])),)))
    assert same == spec
    assert SECRET not in numbers(same)


def test_the_ladder_decides_points_whiskers_or_band():
    bare = {"provisional": 0, "nulmeting": None}
    drawn = {
        count: chart(one_series(values=(23.8, 22.9, 23.6, 23.1, 23.7, 23.3)[:count], **bare))
        for count in (1, 2, 3, 5, 6)
    }
    assert [bool(marks(spec, "line", color=PETROL)) for spec in drawn.values()] == [False, False, True, True, True]
    assert [bool(marks(spec, "area")) for spec in drawn.values()] == [False, False, False, False, True]
    assert [bool(marks(spec, "tick")) for spec in drawn.values()] == [True, True, False, False, False]
    assert all(marks(drawn[count], "rule", color=PETROL) for count in (1, 2, 3, 5))


def test_provisional_points_do_not_lift_a_series_up_the_ladder():
    spec = chart(one_series(values=OWN[:8], provisional=3))
    assert marks(spec, "area") == []
    assert marks(spec, "line", color=PETROL)


def test_a_new_tariff_is_marked_and_the_line_stops_there():
    euros = factories.euros()
    periods = [Periode.parse(str(year)) for year in range(2020, 2028)]
    figures = tuple(factories.figure(100.0 + at, one) for at, one in enumerate(periods))
    spec = chart(factories.sheet(reeksen=(replace(euros, figures=figures),), doelen=()))
    assert rows(marks(spec, "rule", strokeDash=[3, 3]))[0]["x"] == 2025 * 12
    pieces = {row["waarde"]: row["stuk"] for row in rows(marks(spec, "line", color=PETROL))}
    assert pieces[104.0] != pieces[105.0]


def test_counts_are_bars_from_zero_without_a_verdict_or_margin():
    spec = chart(factories.STATES["telling"]())
    assert domain(spec)[0] == 0
    bars = rows(marks(spec, "rect", color=PETROL)) + rows(marks(spec, "rect", stroke=PETROL))
    assert [(row["waarde"], row["nul"]) for row in bars] == [(value, 0) for value in (1.0, 2.0, 2.0, 4.0, 5.0)]
    assert marks(spec, "area") == []
    assert axis_start(subject(factories.STATES["telling"]())) is None


def test_what_cannot_be_below_zero_has_no_axis_below_zero():
    spec = chart(one_series(values=(0.2, 0.4, 0.1, 0.3, 0.5, 0.2), group=(), nulmeting=None, wide=0.1, provisional=0))
    assert domain(spec)[0] == 0
    assert domain(chart(factories.STATES["nps"]()))[0] < 0


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(0.01, 9e4).map(lambda value: float(f"{value:.3g}")), min_size=1, max_size=9), st.floats(0, 50)
)
def test_the_axis_holds_all_that_is_drawn_and_little_more(values, wide):
    spec = chart(
        factories.sheet(
            reeksen=(factories.series(tuple(values), group=(), provisional=0, nulmeting=None, wide=wide),),
            doelen=(),
            interventies=(),
        )
    )
    low, high = domain(spec)
    assert low <= min(values) - wide + 1e-6 or low == 0
    assert high >= max(values) + wide - 1e-6
    assert 2 <= len(spec["encoding"]["y"]["axis"]["values"]) <= 7


def test_each_actie_has_a_flag_stripes_until_its_effect_and_a_line_after_it():
    lanes = outcome_lanes.lanes(factories.interventions(), 2024 * 12.0, 2028 * 12.0)
    assert [lane.nummer for lane in lanes] == [3, 2, 1]  # the newest on top
    assert [lane.y for lane in lanes] == sorted(lane.y for lane in lanes)
    spec = chart()
    stripes = rows(marks(spec, "rule", strokeDash=[2, 4]))
    assert [(row["x"], row["x2"]) for row in stripes] == [(lane.begin, lane.effect) for lane in lanes]
    texts = [row.get("tekst", "") for row in rows(marks(spec, "text"))]
    assert "Samen ochtendroute (120 mensen)" in texts
    assert "vanaf mrt 2027" in texts
    assert [number for number in texts if number in "123"] == ["1", "2", "3"]
    at_desk = [layer for layer in spec["layer"] if layer.get("transform") == [{"filter": f"!({NARROW})"}]]
    assert all(row.get("tekst") not in ("1", "2", "3") for row in rows(at_desk))


@pytest.mark.parametrize(
    ("starts", "boards"),
    [
        (["2025-03-10", "2025-03-24", "2025-04-05", "2026-08-01"], ["1–3", "4"]),
        (["2025-03-10", "2025-12-01"], ["1", "2"]),
        (["2025-03-10", "2025-03-10"], ["1–2"]),
    ],
)
def test_flags_that_would_cover_each_other_on_a_telephone_are_one(starts, boards):
    one = factories.interventions()[0]
    acties = tuple(replace(one, nummer=at, start=date.fromisoformat(day)) for at, day in enumerate(starts))
    spec = chart(replace(factories.sheet(), interventies=acties))
    phone = [layer for layer in spec["layer"] if layer.get("transform") == [{"filter": NARROW}]]
    white = [layer for layer in phone if layer["mark"].get("color") == "white" and "stroke" not in layer["mark"]]
    assert [row["tekst"] for row in rows(white)] == boards


@pytest.mark.parametrize(("start", "align"), [("2026-10-15", "right"), ("2025-06-15", "left")])
def test_a_flag_at_the_right_edge_of_a_telephone_hangs_back(start, align):
    one = replace(factories.interventions()[0], start=date.fromisoformat(start))
    spec = chart(replace(factories.sheet(), interventies=(one,)))
    phone = [layer for layer in spec["layer"] if layer.get("transform") == [{"filter": NARROW}]]
    (number,) = [layer for layer in phone if layer["mark"].get("color") == "white" and "stroke" not in layer["mark"]]
    (board,) = [layer for layer in phone if str(layer["mark"].get("shape", "")).startswith("M0,-1")]
    assert number["mark"]["align"] == align
    assert ("L-" in board["mark"]["shape"].split(" L0,1")[0]) is (align == "right")


def test_the_word_of_a_gap_at_the_edge_is_not_cut():
    figures = list(factories.series().figures)
    hidden = {"value": None, "status": Status.AFGESCHERMD, "lower": None, "upper": None}
    for at in (0, -12):
        figures[at] = replace(figures[at], **hidden)
    spec = chart(factories.sheet(reeksen=(replace(factories.series(), figures=tuple(figures)),)))
    start, end = (side["expr"] for side in spec["encoding"]["x"]["scale"]["domain"])
    for where, sides in ((f"!({NARROW})", 1), (NARROW, 0)):
        first, last = (float(side.split(" ? ")[1].split(" : ")[sides]) for side in (start, end))
        words = [
            row
            for layer in spec["layer"]
            if layer.get("transform") == [{"filter": where}]
            for row in rows([layer])
            if row.get("tekst") == "afge-\nschermd"
        ]
        assert words
        assert all(first < row["x"] - 0.5 and row["x"] + 0.5 < last for row in words)


def test_bars_of_twelve_months_that_roll_on_stand_beside_each_other():
    one = factories.STATES["telling"]().reeksen[0]
    figures = tuple(
        replace(figure, periode=Periode.parse(f"2025-T{at}-12M")) for at, figure in enumerate(one.figures[-5:], 1)
    )
    sheet = factories.STATES["telling"]()
    spec = chart(replace(sheet, reeksen=(replace(one, figures=figures, soort=figures[0].periode.soort),)))
    bars = sorted((row["x"], row["x2"]) for row in rows(marks(spec, "rect", color=PETROL)) if "nul" in row)
    assert len(bars) > 2
    assert all(before[1] < after[0] for before, after in itertools.pairwise(bars))


def test_acties_from_before_and_after_what_is_drawn_are_not_in_the_way():
    early, late = factories.interventions()[0], factories.interventions()[2]
    early = replace(early, start=date(2022, 1, 1), eind=date(2023, 1, 1), effect_vanaf=date(2022, 6, 1))
    late = replace(late, start=date(2031, 1, 1), effect_vanaf=date(2032, 1, 1))
    assert outcome_lanes.lanes((early, late), 2024 * 12.0, 2028 * 12.0) == ()
    going = replace(early, eind=None)
    (lane,) = outcome_lanes.lanes((going,), 2024 * 12.0, 2028 * 12.0)
    assert (lane.flag, lane.begin) == (False, 2024 * 12.0)


def test_no_two_labels_at_the_end_of_lines_cover_each_other():
    spec = chart(factories.STATES["gelijk"]())
    low, high = domain(spec)
    ends = {row["waarde"] for row in rows(marks(spec, "text", fontSize=15)) if row.get("dik")}
    gaps = [after - before for before, after in itertools.pairwise(sorted(ends))]
    assert len(ends) == 3
    assert min(gaps) * 250 / (high - low) > 17


def test_a_telephone_sees_twelve_periods_and_the_years_under_them():
    spec = chart()
    start, end = spec["encoding"]["x"]["scale"]["domain"]
    first, last = factories.series().figures[-12].periode, factories.series().figures[-1].periode
    months = outcome_points.months
    assert start["expr"] == f"{NARROW} ? {months(first.start)} : {months(Periode.parse('2024-T1').start)}"
    assert end["expr"] == f"{NARROW} ? {months(last.eind)} : {2028 * 12.0}"


def test_twelve_months_stand_at_their_end_and_a_year_in_its_middle():
    assert outcome_points.place(Periode.parse("2026-T3-12M")) == 2026 * 12 + 6
    first, before = Periode.parse("2026-T3-12M"), Periode.parse("2026-T2-12M")
    assert outcome_points.place(before) < outcome_points.left(first) < outcome_points.place(first)
    assert outcome_points.left(Periode.parse("2026")) == 2026 * 12
    assert outcome_points.place(Periode.parse("2026")) == 2026 * 12 + 6
    assert outcome_points.place(Periode.parse("2026-T1")) == 2026 * 12 + 1


def test_buurten_side_by_side_share_one_scale_and_hide_what_is_hidden():
    comparison = factories.comparison(("vliegerbuurt", "kralenbuurt", "liniaalbuurt", "dobbelsteenbuurt"))
    series = [comparison.eigen.reeks, *(one.reeks for one in comparison.anderen)]
    scale = small_multiples.shared_scale(series)
    panels = [small_multiples.panel(reeks, scale) for reeks in series]
    assert [panel is None for panel in panels] == [False, False, False, False, True]
    for panel in panels[:4]:
        assert panel["encoding"]["y"]["scale"]["domain"] == [scale.ticks[0], scale.ticks[-1]]
        assert panel["encoding"]["x"] == panels[0]["encoding"]["x"]
        assert marks(panel, "area")
    low = min(one.lower for reeks in series for one in reeks.figures if one.lower is not None)
    assert scale.ticks[0] <= low
    assert small_multiples.shared_scale([factories.no_figures()]) is None


def test_the_bottom_line_is_not_taken_for_a_stripe():
    assert rows(marks(chart(), "rule", color=EDGE, strokeWidth=1)) == [{"waarde": domain(chart())[0]}]
    assert rows(marks(chart(), "rule", color=INK2, strokeDash=[7, 4])) == [{"waarde": 23.4}]


@pytest.mark.parametrize(("now", "dy"), [(24.0, 14), (22.0, -12)])
def test_on_a_telephone_the_word_of_the_start_stands_where_the_own_dot_is_not(now, dy):
    spec = chart(one_series(values=(23.4, now), group=(), provisional=0, nulmeting=23.4))
    phone = [layer for layer in spec["layer"] if layer.get("transform") == [{"filter": NARROW}]]
    words = [layer for layer in phone if any(row.get("tekst", "").startswith("nulmeting") for row in rows([layer]))]
    assert {layer["mark"]["dy"] for layer in words} == {dy}


def test_the_last_bar_of_twelve_months_is_not_cut():
    one = factories.STATES["telling"]().reeksen[0]
    figures = tuple(
        replace(figure, periode=Periode.parse(f"2025-T{at}-12M")) for at, figure in enumerate(one.figures[-6:], 1)
    )
    sheet = replace(factories.STATES["telling"](), interventies=())
    spec = chart(replace(sheet, reeksen=(replace(one, figures=figures, soort=figures[0].periode.soort),)))
    last = max(row["x2"] for row in rows(marks(spec, "rect", color=PETROL)) if "nul" in row)
    ends = [float(part) for part in re.findall(r"\d+(?:\.\d+)?", spec["encoding"]["x"]["scale"]["domain"][1]["expr"])]
    assert all(last < end for end in ends if end > 1000)
