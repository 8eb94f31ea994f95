"""The marks of an outcome chart: own line, margin, comparison, start, aim, gaps and breaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from buurtbeeld.charts import outcome_axis as axis
from buurtbeeld.charts.outcome_axis import AIM, GREY, INK, INK2, PETROL, Frame, Spec, field, layer, level
from buurtbeeld.charts.outcome_points import Gap, Point, months, pieces
from buurtbeeld.outcomes.answers import Breuk, Doellijn, Nulmeting, OutcomeSeries

WORD_WIDTH = 60  # pixels of the words in a gap
DOT = {"type": "point", "size": 78, "opacity": 1, "strokeWidth": 2.4, "clip": True}


@dataclass(frozen=True)
class Drawing:
    """What is drawn, and how much of it the number of points allows."""

    frame: Frame
    own: tuple[Point, ...]
    group: tuple[Point, ...]
    band: bool
    line: bool


def own(drawing: Drawing, *, small: bool = False) -> list[Spec]:
    """The own line with its dots; a provisional one is hollow."""
    dots = [{"x": one.x, "waarde": one.value, "vul": "white" if one.open else PETROL} for one in drawing.own]
    fill = {"field": "vul", "type": "nominal", "scale": None}
    line = stretches(drawing.own, PETROL, 2 if small else 3) if drawing.line else []
    look = DOT | {"stroke": PETROL} | ({"size": 30, "strokeWidth": 1.6} if small else {})
    return [*line, layer(dots, look, fill=fill)]


def margin(drawing: Drawing) -> list[Spec]:
    """The margin: a band, or with few points a whisker at each."""
    rows = [
        {"x": one.x, "laag": one.lower, "hoog": one.upper, "stuk": one.stuk}
        for one in drawing.own
        if one.lower is not None and one.upper is not None
    ]
    if not rows:
        return []
    between: dict[str, Spec] = {"y": field("laag"), "y2": {"field": "hoog"}}
    if not drawing.band:
        return [layer(rows, {"type": "rule", "color": PETROL, "strokeWidth": 1.6, "clip": True}, **between)]
    band = {"type": "area", "color": PETROL, "opacity": 0.13, "clip": True}
    counts = [row["stuk"] for row in rows]
    alone = [row for row in rows if counts.count(row["stuk"]) == 1]  # an area of one point is invisible
    whisker = {"type": "rule", "color": PETROL, "strokeWidth": 10, "opacity": 0.13, "clip": True}
    return [
        layer(rows, band, detail={"field": "stuk"}, **between),
        *([layer(alone, whisker, **between)] if alone else []),
    ]


def beside(drawing: Drawing) -> list[Spec]:
    """The buurten to compare with: a thin grey line without dots; as few points as the own line have a dash each."""
    if drawing.line:
        return stretches(drawing.group, GREY, 2)
    dash = {"type": "tick", "color": GREY, "thickness": 2, "size": 22, "orient": "horizontal", "clip": True}
    return [layer([{"x": one.x, "waarde": one.value} for one in drawing.group], dash)] if drawing.group else []


def baseline(drawing: Drawing, nulmeting: Nulmeting) -> list[Spec]:
    """What it was before the start, dashed across."""
    mark = {"type": "rule", "color": INK2, "strokeWidth": 1.3, "strokeDash": [7, 4]}
    right = level(drawing.frame.right_expr)
    return [layer([{"waarde": nulmeting.value}], mark, x=level(0), x2=right, y=field("waarde"))]


def aim(drawing: Drawing, doel: Doellijn, richting: str, start: tuple[float, float] | None) -> list[Spec]:
    """What was aimed at, in the year it holds for and no other; a fine dotted course leads to it."""
    assert doel.op is not None  # else it is not drawn
    frame, year = drawing.frame, doel.op.year * 12
    edge = doel.onder if richting == "hoger" else doel.boven
    low = frame.low if richting == "lager" else doel.onder
    high = frame.high if richting == "hoger" else doel.boven
    plane = [{"x": max(year, frame.first), "x2": min(year + 12, frame.last), "waarde": low, "hoog": high}]
    line = [{**plane[0], "waarde": edge}]
    wide = {"x": field("x"), "x2": {"field": "x2"}}
    made = [
        layer(plane, {"type": "rect", "color": AIM, "clip": True}, y=field("waarde"), y2={"field": "hoog"}, **wide),
        layer(line, {"type": "rule", "color": INK2, "strokeWidth": 1.6, "clip": True}, y=field("waarde"), **wide),
    ]
    if start is not None:
        course = [{"x": start[0], "waarde": start[1]}, {"x": months(doel.op), "waarde": edge}]
        dotted = {"type": "line", "color": INK2, "strokeWidth": 1.6, "strokeDash": [2, 5], "clip": True}
        made.append(layer(course, dotted))
    return made


def bars(drawing: Drawing, reeks: OutcomeSeries) -> list[Spec]:
    """Counts: one bar per period, from 0; provisional is hollow and dashed."""
    # Twelve months that roll on come more often than once a year.
    width = min([after.x - before.x for before, after in pairwise(drawing.own)], default=float(reeks.soort.months))
    width = min(width, float(reeks.soort.months))
    made = []
    for is_open in (False, True):
        rows = [
            {"x": one.x - width * 0.36, "x2": one.x + width * 0.36, "waarde": one.value, "nul": 0}
            for one in drawing.own
            if one.open is is_open
        ]
        look: Spec = {"type": "rect", "clip": True, "color": PETROL}
        if is_open:
            look |= {"color": "white", "stroke": PETROL, "strokeWidth": 2, "strokeDash": [5, 4]}
        if rows:
            over: dict[str, Spec] = {"x": field("x"), "x2": {"field": "x2"}, "y2": {"field": "nul"}}
            made.append(layer(rows, look, y=field("waarde"), **over))
    return made


def gaps(drawing: Drawing, found: Sequence[Gap]) -> list[Spec]:
    """A dotted stem with the reason where a figure is missing; the line is never drawn across."""
    if not found:
        return []
    rows = [{"x": gap.middle} for gap in found]
    frame = drawing.frame
    top = {"expr": f"({drawing.frame.top_expr['expr']}) + 40"}
    stem = {"type": "rule", "color": INK2, "strokeWidth": 1.2, "strokeDash": [1, 3], "clip": True}
    words: dict[str, Any] = {"align": "center", "baseline": "bottom", "fontSize": 13, "lineHeight": 14, "clip": True}
    place = {"expr": f"({drawing.frame.top_expr['expr']}) + 21"}
    return [
        layer(rows, stem, x=field("x"), y=level(top), y2=level({"expr": "height"})),
        *axis.at_desk(axis.text(_gap_words(found, frame.first, frame.last, axis.DESK), y=place, **words)),
        *axis.on_phone(axis.text(_gap_words(found, frame.short, frame.short_last, axis.PHONE), y=place, **words)),
    ]


def _gap_words(found: Sequence[Gap], first: float, last: float, width: float) -> list[Spec]:
    """Words of the gaps whose stem is seen, far enough from both edges not to be cut."""
    half = WORD_WIDTH / 2 * (last - first) / width
    return [
        {"x": min(max(gap.middle, first + half), last - half), "tekst": gap.woord}
        for gap in found
        if first <= gap.middle <= last
    ]


def breaks(drawing: Drawing, found: Sequence[Breuk]) -> list[Spec]:
    """Where figures are made differently from then on: a dashed upright line with its words at the foot."""
    inside = [one for one in found if drawing.frame.first < months(one.dag) < drawing.frame.last]
    if not inside:
        return []
    rows = [{"x": months(one.dag), "tekst": "anders\nberekend"} for one in inside]
    mark = {"type": "rule", "color": INK, "strokeWidth": 1.6, "strokeDash": [3, 3], "clip": True}
    words: dict[str, Any] = {"align": "left", "baseline": "bottom", "dx": 5, "fontSize": 13, "lineHeight": 14}
    bottom = {"expr": "height"}
    return [
        layer(rows, mark, x=field("x"), y=level(drawing.frame.top_expr), y2=level(bottom)),
        *axis.text(rows, y={"expr": "height - 22"}, clip=True, **words),
    ]


def stretches(found: Sequence[Point], color: str, width: float) -> list[Spec]:
    """A line in pieces: dashed to and from what is provisional, and never across a gap."""
    made = []
    for is_open in (False, True):
        rows = [
            {"x": one.x, "waarde": one.value, "stuk": number}
            for number, (dashed, stretch) in enumerate(pieces(found))
            for one in stretch
            if dashed is is_open
        ]
        look: Spec = {"type": "line", "color": color, "strokeWidth": width, "strokeCap": "round", "clip": True}
        if is_open:
            look |= {"strokeDash": [5, 4], "strokeCap": "butt"}
        if rows:
            made.append(layer(rows, look, detail={"field": "stuk"}))
    return made
