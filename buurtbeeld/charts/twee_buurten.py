"""One figure of two buurten on one plot, with what each began on the same axis of time. Pure: figures in, spec out.

The own buurt is petrol with dots, the other ink with open squares; both have their margin and their name at the end.
Above the plot every buurt has a row of numbered flags; the numbers are those of the lists below the chart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from buurtbeeld.charts import outcome_axis as axis
from buurtbeeld.charts import outcome_marks as marks
from buurtbeeld.charts import outcome_points
from buurtbeeld.charts.outcome_axis import INK2, PETROL, Frame, Spec, field, layer, level
from buurtbeeld.charts.outcome_lanes import BOARD, numbered
from buurtbeeld.charts.outcome_points import Point, months
from buurtbeeld.charts.trend import apart
from buurtbeeld.outcomes.answers import Interventie, OutcomeSeries
from buurtbeeld.statistics import ladder
from buurtbeeld.statistics.ladder import Show, Step

PLOT, ROW, RIGHT, SHORT = 250, 30, 150, 12
LABEL = 17  # pixels a label needs
FLAG, DRAWN = 21, 380  # pixels of a flag, and of the plot at a desk, about
ONE_LINE = 8  # letters of a name that fits on one line with its value
US, OTHER = "Wij", "Zij"


@dataclass(frozen=True)
class Kant:
    """One of the two: its series, what it began, and how its line is called."""

    reeks: OutcomeSeries
    naam: str
    interventies: tuple[Interventie, ...]


@dataclass(frozen=True)
class _Drawn:
    kant: Kant
    points: tuple[Point, ...]
    own: bool

    @property
    def color(self) -> str:
        return PETROL if self.own else INK2


def chart(eigen: Kant, ander: Kant, getal: Callable[[float], str], *, procent: bool = False) -> Spec | None:
    """Vega-Lite specification.

    Args:
        getal: writes a value without its unit.
        procent: the numbers at the left are percentages.

    Returns:
        None when neither has a figure that is shown.
    """
    both = [_Drawn(kant, _points(kant.reeks), own) for kant, own in ((ander, False), (eigen, True))]
    if not any(one.points for one in both):
        return None
    frame = _frame(both)
    layers = [layer for one in both for layer in _band(one)]
    layers += [layer for at, one in enumerate(reversed(both)) for layer in _flags(one, frame, at)]
    layers += [layer for one in both for layer in _line(one, frame)]
    return axis.spec(frame, [*layers, *_labels(both, frame, getal)], percent=procent)


def axis_start(eigen: Kant, ander: Kant) -> float | None:
    """Where the axis begins, to be told; None when it begins at 0 or there is nothing to draw."""
    both = [_Drawn(kant, _points(kant.reeks), own) for kant, own in ((ander, False), (eigen, True))]
    return (_frame(both).low or None) if any(one.points for one in both) else None


def _points(reeks: OutcomeSeries) -> tuple[Point, ...]:
    return outcome_points.points(reeks.figures, (one.dag for one in reeks.breuken))


def _frame(both: Sequence[_Drawn]) -> Frame:
    figures = [figure for one in both for figure in one.kant.reeks.figures]
    values = [v for one in both for p in one.points for v in (p.value, p.lower, p.upper) if v is not None]
    ticks = outcome_points.ticks(min(values), max(values))
    ticks = [one for one in ticks if one >= 0] if min(values) >= 0 else ticks
    periods = sorted({one.periode for one in figures})
    first, last = outcome_points.left(periods[0]), months(periods[-1].eind)
    short = outcome_points.left(periods[-min(SHORT, len(periods))])
    top = 2 * ROW + 10
    return Frame(first, last, short, last, tuple(ticks), top + PLOT, top, top, RIGHT)


def _band(one: _Drawn) -> list[Spec]:
    shown = _rung(one)
    rows = [
        {"x": p.x, "laag": p.lower, "hoog": p.upper, "stuk": p.stuk}
        for p in one.points
        if p.lower is not None and p.upper is not None
    ]
    if not rows:
        return []
    between: dict[str, Spec] = {"y": field("laag"), "y2": {"field": "hoog"}}
    if shown.step < Step.RUN_CHART:
        return [layer(rows, {"type": "rule", "color": one.color, "strokeWidth": 1.6, "clip": True}, **between)]
    band = {"type": "area", "color": one.color, "opacity": 0.13 if one.own else 0.1, "clip": True}
    return [layer(rows, band, detail={"field": "stuk"}, **between)]


def _line(one: _Drawn, frame: Frame) -> list[Spec]:
    if not one.points:
        return []
    drawing = marks.Drawing(frame, one.points, (), band=False, line=Show.LINE in _rung(one).shows)
    if one.own:
        return marks.own(drawing)
    rows = [{"x": p.x, "waarde": p.value} for p in one.points]
    square = {"type": "point", "shape": "square", "size": 70, "filled": True, "fill": "white", "stroke": INK2,
              "strokeWidth": 2.2, "opacity": 1, "clip": True}  # fmt: skip
    return [*(marks.stretches(one.points, INK2, 3) if drawing.line else []), layer(rows, square)]


def _rung(one: _Drawn) -> ladder.Rung:
    return ladder.rung(ladder.counted(figure.status for figure in one.kant.reeks.figures))


def _flags(one: _Drawn, frame: Frame, row: int) -> list[Spec]:
    """A row of numbered flags: the own buurt in the upper one; each with a stem down through the plot."""
    y = 14 + row * ROW
    seen = [
        (months(actie.start), str(number))
        for number, actie in numbered(one.kant.interventies)
        if frame.first <= months(actie.start) < frame.last
    ]
    rows: list[Spec] = [{"x": at, "tekst": number} for at, number in seen]
    name: dict[str, Any] = {"align": "left", "fontWeight": 600, "color": one.color, "baseline": "middle"}
    word = [{"tekst": US if one.own else OTHER}]
    made = axis.at_desk(axis.text(word, halo=False, x={"expr": f"width - {RIGHT - 12}"}, y=y, **name))
    if not rows:
        return made
    stem = {"type": "rule", "color": one.color, "strokeWidth": 1, "opacity": 0.45, "clip": True}
    if not one.own:
        stem |= {"strokeDash": [3, 3]}
    board = {
        "type": "point",
        "shape": BOARD,
        "size": 520,
        "filled": True,
        "color": one.color,
        "opacity": 1,
        "clip": True,
    }
    number: dict[str, Any] = {"align": "left", "dx": 3, "baseline": "middle", "color": "white", "fontWeight": 700}
    # Stems stand on their day; boards that would cover each other stand beside each other.
    places = apart([at for at, _ in seen], least=FLAG * (frame.last - frame.first) / DRAWN)
    beside = [row | {"x": at} for row, at in zip(rows, places, strict=True)]
    return [
        *made,
        layer(rows, stem, x=field("x"), y=level(y), y2=level({"expr": "height"})),
        layer(beside, board, x=field("x"), y=level(y)),
        *axis.text(beside, halo=False, y=y, fontSize=13, clip=True, **number),
    ]


def _labels(both: Sequence[_Drawn], frame: Frame, getal: Callable[[float], str]) -> list[Spec]:
    """The name of each line with its newest value, at its end; on a telephone inside the plot."""
    there = [one for one in both if one.points]
    ends = [one.points[-1] for one in there]
    placed = apart([end.value for end in ends], least=frame.value_of(LABEL * 2.2))
    made: list[Spec] = []
    for one, end, at in zip(there, ends, placed, strict=True):
        look: dict[str, Any] = {"color": one.color, "fontWeight": 700, "baseline": "middle"}
        name = US if one.own else one.kant.naam
        between = "\n" if len(name) > ONE_LINE else " "
        row = {"x": end.x, "waarde": at, "tekst": f"{name}{between}{getal(end.value)}"}
        made += axis.at_desk(axis.text([row], align="left", dx=12, fontSize=15, **look))
        short = [{"waarde": at, "tekst": f"{US if one.own else OTHER} {getal(end.value)}"}]
        made += axis.on_phone(axis.text(short, x={"expr": "width - 8"}, align="right", dy=-16, **look))
    return made
