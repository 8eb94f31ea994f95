"""The small trend: one line per area over the years, with margins, gaps and labels at the line."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from buurtbeeld.answers import Series, SeriesPoint
from buurtbeeld.model import Figure

HEIGHT = 210
LABEL_WIDTH = 0.5  # room at the right for the labels, as a share of the years drawn
Spec = dict[str, Any]
# Written out as Vega-Lite: building the same with Altair validates every part and takes 100 ms.
CALM: Spec = {
    "background": "transparent",
    "font": "Source Sans, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": "#4B5863",
        "labelFontSize": 15,
        "gridColor": "#E3E8EC",
        "domain": False,
        "ticks": False,
        "labelPadding": 8,
        "aria": False,  # Vega describes an axis in English; the table below says it in Dutch
        "title": None,
    },
    "axisX": {"grid": False, "labelAngle": 0},
    "axisY": {"tickCount": 4, "minExtent": 36},
    "legend": {"disable": True},
    "text": {"color": "#1A2530", "fontSize": 15},
    "locale": {"number": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["€ ", ""]}},
}


@dataclass(frozen=True)
class Line:
    """One line of the trend: who it is about and how it looks.

    Attributes:
        dash: [] for a drawn line.
        dots: whether each year gets a dot (only the own line).
    """

    naam: str
    points: tuple[SeriesPoint, ...]
    color: str
    width: float
    dash: tuple[int, ...] = ()
    dots: bool = False


def lines(series: Series, own: str, gemeente: str, land: str = "Nederland") -> tuple[Line, ...]:
    """The lines of a trend, comparison first so that the own line lies on top."""
    return (
        Line(land, series.land, "#767676", 2, dash=(4, 3)),
        Line(gemeente, series.gemeente, "#767676", 2),
        Line(own, series.own, "#16434F", 3, dots=True),
    )


def trend(drawn: Sequence[Line], text: Callable[[Figure], str]) -> Spec | None:
    """Vega-Lite specification of a trend.

    A year without a value, and a year in which the area is not the same one, leave a gap.

    Args:
        drawn: the lines, drawn in this order.
        text: writes a figure in Dutch, for the labels at the end of the lines.

    Returns:
        None when no line has two years with a value: then there is no trend to draw.
    """
    shown = [line for line in drawn if len(_with_value(line.points)) > 1]
    if not shown:
        return None
    years = sorted({point.jaar for line in shown for point in line.points})
    values = [value for line in shown for point in line.points for value in _extent(point.figure)]
    low, high = _domain(min(values), max(values))
    x = {"field": "jaar", "type": "quantitative", "scale": _x_scale(years), "axis": _x_axis(years)}
    y = {"field": "waarde", "type": "quantitative", "scale": _scale(low, high), "axis": _y_axis(shown)}
    layers = [mark for line in shown for mark in _marks(line)]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "config": CALM,
        "width": "container",
        "height": HEIGHT,
        "encoding": {"x": x, "y": y},
        "layer": [*layers, _labels(shown, high - low, text)],
    }


def _marks(line: Line) -> list[Spec]:
    rows = _rows(line.points)
    drawn: Spec = {"type": "line", "color": line.color, "strokeWidth": line.width, "strokeCap": "round"}
    if line.dash:
        drawn["strokeDash"] = list(line.dash)
    marks = [_layer(rows, drawn, detail={"field": "stuk"})]
    if not line.dots:
        return marks
    band = {"type": "area", "color": line.color, "opacity": 0.13}
    margins = [row for row in rows if "laag" in row]
    y = {"field": "laag", "type": "quantitative"}
    around = [_layer(margins, band, y=y, y2={"field": "hoog"}, detail={"field": "stuk"})] if margins else []
    dot = {"type": "point", "color": line.color, "filled": True, "size": 62, "opacity": 1}
    return [*around, *marks, _layer(rows, dot)]


def _labels(shown: Sequence[Line], height: float, text: Callable[[Figure], str]) -> Spec:
    """Name and last value at the end of each line, moved apart where they would overlap."""
    ends = [(line, _with_value(line.points)[-1]) for line in shown]
    placed = apart([point.figure.value or 0.0 for _, point in ends], least=height * 0.105)
    rows: list[Spec] = [
        {"jaar": point.jaar, "waarde": at, "tekst": f"{line.naam} {text(point.figure)}", "kleur": _ink(line)}
        for (line, point), at in zip(ends, placed, strict=True)
    ]
    mark = {"type": "text", "align": "left", "dx": 10, "fontSize": 15, "fontWeight": 600, "limit": 180}
    return _layer(rows, mark, text={"field": "tekst"}, color={"field": "kleur", "type": "nominal", "scale": None})


def _layer(rows: Sequence[Spec], mark: Spec, **encoding: Spec) -> Spec:
    # Rows stand inside their layer: a named or top-level table would be turned into Arrow on every run of a page.
    return {"data": {"values": list(rows)}, "mark": mark, "encoding": encoding}


def _ink(line: Line) -> str:
    # #767676 is fine as a mark; as text the darker grey is needed.
    return line.color if line.dots else "#5E6670"


def apart(values: Sequence[float], *, least: float) -> list[float]:
    """The same values, in the same order, moved up until every two differ by at least `least`."""
    order = sorted(range(len(values)), key=lambda index: values[index])
    placed = list(values)
    for below, above in itertools.pairwise(order):
        placed[above] = max(placed[above], placed[below] + least)
    return placed


def _rows(points: Sequence[SeriesPoint]) -> list[Spec]:
    rows: list[Spec] = []
    piece = 0
    for before, point in zip((None, *points), points, strict=False):
        broken = before is not None and (before.figure.value is None or not point.verbonden)
        piece += broken
        if point.figure.value is None:
            continue
        row: Spec = {"jaar": point.jaar, "waarde": point.figure.value, "stuk": piece}
        if point.figure.lower is not None and point.figure.upper is not None:
            row |= {"laag": point.figure.lower, "hoog": point.figure.upper}
        rows.append(row)
    return rows


def _with_value(points: Sequence[SeriesPoint]) -> list[SeriesPoint]:
    return [point for point in points if point.figure.value is not None]


def _extent(figure: Figure) -> list[float]:
    return [value for value in (figure.value, figure.lower, figure.upper) if value is not None]


def _domain(low: float, high: float) -> tuple[float, float]:
    room = (high - low or abs(high) or 1.0) * 0.12
    start = low - room
    # Counts and shares never go below nothing; an axis that does would suggest they can.
    return (max(start, 0.0) if low >= 0 else start), high + room


def _scale(low: float, high: float) -> Spec:
    return {"domain": [low, high], "nice": False, "zero": False}


def _x_scale(years: Sequence[int]) -> Spec:
    span = max(years[-1] - years[0], 1)
    return _scale(years[0] - span * 0.03, years[-1] + span * LABEL_WIDTH)


def _x_axis(years: Sequence[int]) -> Spec:
    """Every year with a figure; a year close to the one before is written short, as '22."""
    span = max(years[-1] - years[0], 1)
    close = [year for before, year in itertools.pairwise(years[:-1]) if (year - before) / span < 0.2]
    short = " || ".join(f"datum.value == {year}" for year in close) or "false"
    full = "toString(datum.value)"
    return {"values": list(years), "labelExpr": f"({short}) ? '’' + substring({full}, 2) : {full}"}


def _y_axis(shown: Sequence[Line]) -> Spec:
    percent = any(point.figure.eenheid == "%" for line in shown for point in line.points)
    return {"labelExpr": "format(datum.value, ',~r') + '%'" if percent else "format(datum.value, ',~r')"}
