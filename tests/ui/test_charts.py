"""Positions of marks, age bars and the trend: what is drawn is what was published, and gaps stay gaps."""

from __future__ import annotations

import itertools
from dataclasses import replace

import altair as alt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtbeeld.charts.ages import age_bars
from buurtbeeld.charts.spine import INSET, spine
from buurtbeeld.charts.trend import lines, trend
from buurtbeeld.model import Niveau
from tests.ui import factories

VALUES = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))


def row(**values):
    base = factories.profile().rows["percentage_koopwoningen"]
    figures = {name: replace(getattr(base, name), value=value) for name, value in values.items() if name != "spread"}
    return replace(base, **figures, spread=values.get("spread", base.spread))


@given(VALUES, VALUES, VALUES, st.lists(VALUES, min_size=4, max_size=4, unique=True).map(sorted))
def test_every_mark_lies_inside_the_drawing_in_the_order_of_its_value(own, gemeente, land, edges):
    p10, p25, p75, p90 = edges
    spread = replace(row().spread, p10=p10, p25=p25, p75=p75, p90=p90)
    drawn = spine(row(own=own, gemeente=gemeente, land=land, spread=spread))
    assert drawn is not None
    marks = {"own": (own, drawn.own), "gemeente": (gemeente, drawn.gemeente), "land": (land, drawn.land)}
    places = [place for _, place in marks.values()] + [drawn.tail[0], sum(drawn.tail), drawn.middle[0]]
    assert all(INSET - 0.02 <= place <= 100 - INSET + 0.02 for place in places)
    by_value = sorted(marks.values())
    assert [place for _, place in by_value] == sorted(place for _, place in by_value)


def test_without_a_value_of_its_own_nothing_is_drawn():
    assert spine(factories.profile().rows["gemiddeld_inkomen_per_inwoner"]) is None


def test_when_all_is_equal_there_is_nothing_to_compare():
    assert spine(row(own=5.0, gemeente=5.0, land=5.0, spread=None)) is None


def test_without_a_spread_the_marks_are_still_placed():
    drawn = spine(row(own=5.0, gemeente=10.0, land=15.0, spread=None))
    assert (drawn.own, drawn.gemeente, drawn.land) == (INSET, 50.0, 100 - INSET)
    assert drawn.tail is drawn.middle is None


def test_ages_of_sterrenwijk_beside_utrecht_and_the_country():
    bars = age_bars(factories.profile())
    assert [bar.naam for bar in bars] == ["Sterrenwijk", "Utrecht", "Nederland"]
    assert [round(one.share) for one in bars[0].shares] == [18, 65, 17]
    assert [one.count for one in bars[0].shares] == [160, 585, 155]


@pytest.mark.parametrize("code", factories.codes())
def test_ages_add_up_but_for_rounding(code):
    for bar in age_bars(factories.profile(code)):
        assert sum(one.share for one in bar.shares) == pytest.approx(100, abs=1.5)


def test_a_missing_age_group_gives_no_bar_but_no_zero_either():
    profile = factories.profile()
    old = profile.rows["inwoners_65_plus"]
    broken = {**profile.rows, "inwoners_65_plus": replace(old, own=replace(old.own, value=None))}
    own, *beside = age_bars(replace(profile, rows=broken))
    assert own.shares == ()
    assert all(bar.shares for bar in beside)


def spec(series, own="Sterrenwijk", gemeente="Utrecht"):
    return trend(lines(series, own, gemeente), lambda figure: f"{figure.value:.0f}%")


def marks(made, kind):
    return [layer for layer in made["layer"] if layer["mark"]["type"] == kind]


def test_a_trend_is_valid_vega_lite_with_three_labelled_lines():
    made = spec(factories.series())
    alt.LayerChart.from_dict(made)
    assert len(marks(made, "line")) == 3
    labels = [value["tekst"] for value in marks(made, "text")[0]["data"]["values"]]
    assert labels == ["Nederland 73%", "Utrecht 76%", "Sterrenwijk 64%"]
    assert "http" not in str(made).replace(made["$schema"], "")


def test_a_missing_year_and_a_moved_border_leave_a_gap():
    series = factories.series()
    own = list(series.own)
    own[2] = replace(own[2], figure=replace(own[2].figure, value=None))
    own[4] = replace(own[4], verbonden=False)
    line = marks(spec(replace(series, own=tuple(own))), "line")[-1]
    rows = line["data"]["values"]
    assert [value["jaar"] for value in rows] == [2012, 2016, 2022, 2024]
    assert len({value["stuk"] for value in rows}) == 3  # 2012-2016, 2022, 2024: three pieces, two gaps


def test_margins_are_a_band_and_only_when_they_are_known():
    series = factories.series()
    assert marks(spec(series), "area") == []
    points = [
        replace(one, figure=replace(one.figure, lower=one.figure.value - 4, upper=one.figure.value + 4))
        for one in series.own
    ]
    band = marks(spec(replace(series, own=tuple(points))), "area")
    assert len(band) == 1
    assert all(value["laag"] < value["waarde"] < value["hoog"] for value in band[0]["data"]["values"])


def test_one_year_is_no_trend():
    series = factories.series()
    assert spec(replace(series, own=series.own[:1], gemeente=(), land=())) is None


def test_labels_of_lines_that_end_together_are_moved_apart():
    series = factories.series()
    same = tuple(replace(one, figure=replace(one.figure, value=70.0 + one.jaar % 3)) for one in series.own)
    made = spec(replace(series, own=same, gemeente=same, land=same))
    low, high = made["encoding"]["y"]["scale"]["domain"]
    at = sorted(value["waarde"] for value in marks(made, "text")[0]["data"]["values"])
    assert min(after - before for before, after in itertools.pairwise(at)) > 0.1 * (high - low)


def test_no_bar_for_a_gemeente_that_is_the_plek_itself():
    assert [bar.naam for bar in age_bars(factories.profile("GM0114"))] == ["Emmen", "Nederland"]
    assert factories.profile("GM0114").plek.niveau is Niveau.GEMEENTE
