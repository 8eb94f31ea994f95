"""Charts of learning: what is drawn is what is shown, nothing hidden is anywhere, and nothing ranks."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from datetime import date

import pytest

from buurtbeeld.answers import PlekRef
from buurtbeeld.charts import miniatuur, trechter, twee_buurten
from buurtbeeld.charts.trechter import Plekpunt
from buurtbeeld.charts.twee_buurten import Kant
from buurtbeeld.learning.rijen import Trechterpunt
from buurtbeeld.learning.stand import Punt, Reeks
from buurtbeeld.model import Niveau, Status
from buurtbeeld.outcomes.parts import Interventie, OutcomeFigure, OutcomeSeries
from buurtbeeld.periods import Periode, PeriodeSoort


def series(values, naam="Eigen"):
    figures = tuple(
        OutcomeFigure(
            "x", "b", Periode.parse(f"{2022 + at // 6}-T{at % 6 + 1}"), value,
            Status.OK if value is not None else Status.AFGESCHERMD, reden="" if value is not None else "Afgeschermd.",
            lower=None if value is None else value - 1, upper=None if value is None else value + 1, levering=1,
        )
        for at, value in enumerate(values)
    )  # fmt: skip
    return OutcomeSeries("x", "b", "B", "", PeriodeSoort.TWEEMAAND, "buurt", naam, figures)


def actie(number, start):
    return Interventie(number, "x", "preventie", f"Actie {number}", start, None, 40, 6, "loopt", start)


def kant(values, naam="Eigen", *starts):
    return Kant(series(values, naam), naam, tuple(actie(at, day) for at, day in enumerate(starts, start=1)))


def drawn(spec):
    return json.dumps(spec)


OWN, OTHER = [20.0 + at for at in range(14)], [22.0 - at / 2 for at in range(14)]


def test_both_lines_margins_and_names_are_there():
    text = drawn(twee_buurten.chart(kant(OWN), kant(OTHER, "Hoepelwijk"), lambda value: f"{value:.1f}"))
    assert "Hoepelwijk\\n15.5" in text
    assert "Wij 33.0" in text
    assert text.count('"type": "area"') == 2
    assert '"shape": "square"' in text  # told apart without colour


def test_a_hidden_figure_leaves_a_gap_and_nothing_else():
    hidden = [*OWN[:6], None, *OWN[7:]]
    spec = twee_buurten.chart(kant(hidden), kant(OTHER, "Ander"), str)
    dots = next(one["data"]["values"] for one in spec["layer"] if "vul" in drawn(one))
    assert [row["waarde"] for row in dots] == [one for one in hidden if one is not None]
    lines = [one["data"]["values"] for one in spec["layer"] if one["mark"].get("color") == "#16434F" and
             one["mark"]["type"] == "line"]  # fmt: skip
    assert len({row["stuk"] for row in lines[0]}) == 2  # cut in two, never across


def test_nothing_shown_nothing_drawn():
    assert twee_buurten.chart(kant([None, None]), kant([None], "Ander"), str) is None
    assert twee_buurten.axis_start(kant([None]), kant([None], "Ander")) is None


def test_one_of_the_two_may_have_nothing():
    assert twee_buurten.chart(kant(OWN), kant([None], "Ander"), str) is not None


def test_acties_of_both_stand_on_one_axis_with_the_numbers_of_the_lists():
    text = drawn(twee_buurten.chart(
        kant(OWN, "Eigen", date(2022, 3, 1), date(2022, 3, 5)), kant(OTHER, "Ander", date(2023, 1, 1)), str
    ))  # fmt: skip
    boards = re.findall(r'"x": ([\d.]+), "tekst": "(\d)"', text)
    assert {number for _, number in boards} == {"1", "2"}
    places = sorted({float(x) for x, _ in boards})
    assert places[0] < places[-1]


def test_flags_that_would_cover_each_other_stand_beside_each_other():
    text = drawn(twee_buurten.chart(kant(OWN, "Eigen", date(2022, 3, 1), date(2022, 3, 2)), kant(OTHER), str))
    at = {number: float(x) for x, number in re.findall(r'"x": ([\d.]+), "tekst": "(\d)"', text)}
    assert at["2"] - at["1"] > 0.5  # months


def point(naam, size, value, where=0, *, joins=True):
    numbers = (size, 100.0, 80.0, 120.0, 70.0, 130.0, 90.0, 110.0, where, 30)
    return Plekpunt(naam, joins, Trechterpunt("x", "b", naam, "2026", value, *numbers))


def test_a_funnel_names_only_what_stands_out_and_takes_part():
    text = drawn(trechter.chart(
        [point("Gewoon", 50, 101), point("Opvallend", 80, 140, 2), point("Elders", 90, 145, 2, joins=False)],
        "mensen", lambda value: f"{value:.0f}", kaal=False,
    ))  # fmt: skip
    assert "Opvallend" in text
    assert "Gewoon" not in text
    assert "Elders" not in text
    assert "alle buurten samen 100" in text


def test_with_few_buurten_the_limits_of_chance_are_drawn_too():
    some = [point("A", 50, 101), point("B", 80, 99)]
    plain, both = (drawn(trechter.chart(some, "mensen", str, kaal=kaal)) for kaal in (False, True))
    assert both.count('"type": "line"') == plain.count('"type": "line"') + 2


def test_a_funnel_of_nothing():
    assert trechter.chart([], "mensen", str, kaal=False) is None


@pytest.mark.parametrize(("low", "high"), [(10.0, 100.0), (0.5, 0.9), (-30.0, 40.0), (49.0, 168.0), (50.0, 200.0)])
def test_every_point_fits_on_the_axis(low, high):
    """With room for the whole dot: one on the edge would be cut in half."""
    ticks = trechter._ticks(low, high)
    room = 0.02 * (high - low)
    assert ticks[0] <= low - room
    assert ticks[-1] >= high + room
    assert low < 0 or ticks[0] >= 0


def test_the_axis_never_goes_below_nothing():
    assert trechter._ticks(0.0, 8.0)[0] == 0


def small(values, start=date(2023, 1, 1)):
    points = tuple(
        Punt(Periode.parse(f"{2022 + at}"), value, None if value is None else value - 1,
             None if value is None else value + 1, Status.OK if value is not None else Status.AFGESCHERMD)
        for at, value in enumerate(values)
    )  # fmt: skip
    return Reeks(PlekRef("x", "X", Niveau.BUURT, "", "p", None), start, points)


def svg(uri):
    return b64decode(uri.removeprefix("data:image/svg+xml;base64,")).decode()


def test_small_charts_share_a_scale():
    one, two = small([10.0, 12.0, 14.0]), small([100.0, 90.0, 80.0])
    found = miniatuur.scale([one, two])
    assert (found.low, found.high) == (9.0, 101.0)
    low, high = (svg(miniatuur.picture(reeks, found)) for reeks in (one, two))
    assert low.count("<circle") == high.count("<circle") == 3
    assert low.count("<polygon") == 1
    assert 'stroke-dasharray="3 3"' in low  # the start


def test_a_small_chart_never_bridges_a_hidden_figure():
    picture = svg(miniatuur.picture(small([10.0, None, 14.0]), miniatuur.scale([small([10.0, 12.0, 14.0])])))
    assert picture.count("<polyline") == 2
    assert picture.count("<circle") == 2


def test_a_buurt_of_which_nothing_is_shown_has_no_picture():
    hidden = small([None, None])
    assert miniatuur.scale([hidden]) is None
    assert miniatuur.picture(hidden, miniatuur.scale([small([1.0, 2.0])])) == ""
