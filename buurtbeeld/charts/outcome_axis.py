"""The frame of an outcome chart: the months along the bottom, the years, the numbers at the left, and its layers.

One view holds all, so that it fills the room it gets: a concatenation in Vega-Lite cannot. What differs between a desk
and a telephone is decided in the browser, by the width of the chart itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from buurtbeeld.charts.trend import CALM

Spec = dict[str, Any]
NARROW = "width < 480"  # of the drawing, in the browser
PETROL, GREY, GREY_TEXT, INK, INK2 = "#16434F", "#767676", "#5E6670", "#1A2530", "#4B5863"
PLANE, GRID, AIM, EDGE = "#F7F9FA", "#E3E8EC", "#E3EAED", "#7F8B96"
YEAR = 12
DESK, PHONE = 760, 280  # pixels of the plot, about
STRIPES = {"strokeDash": [2, 4], "strokeCap": "butt", "color": EDGE}


@dataclass(frozen=True)
class Frame:
    """Sizes of a chart; x in months, y in the unit, the rest in pixels.

    Attributes:
        short, short_last: first and last month on a narrow screen.
        top, narrow_top: room above the plot for the lanes, at a desk and on a telephone.
        right: room beside the plot for labels, at a desk.
    """

    first: float
    last: float
    short: float
    short_last: float
    ticks: tuple[float, ...]
    height: int
    top: int
    narrow_top: int
    right: int

    @property
    def low(self) -> float:
        """Lowest value of the axis."""
        return self.ticks[0]

    @property
    def high(self) -> float:
        """Highest value of the axis."""
        return self.ticks[-1]

    @property
    def top_expr(self) -> Spec:
        """The upper edge of the plot."""
        return {"expr": f"{NARROW} ? {self.narrow_top} : {self.top}"}

    @property
    def right_expr(self) -> Spec:
        """The right edge of the plot."""
        return {"expr": f"{NARROW} ? width - 6 : width - {self.right}"}

    def value_of(self, pixels: float) -> float:
        """So many pixels as a difference on the axis, at a desk."""
        return pixels * (self.high - self.low) / (self.height - self.top)

    def on_phone(self, months: float) -> float:
        """So many months in pixels on a telephone, about."""
        return months * PHONE / (self.short_last - self.short)

    def share(self, x: float) -> float:
        """Where a month stands at a desk, 0 = left and 1 = right."""
        return (x - self.first) / (self.last - self.first)


def at_desk(layers: Sequence[Spec]) -> list[Spec]:
    """The same layers, at a desk only: their rows are left out elsewhere, so that they take no room there either."""
    return [one | {"transform": [{"filter": f"!({NARROW})"}]} for one in layers]


def on_phone(layers: Sequence[Spec]) -> list[Spec]:
    """The same layers, on a narrow screen only."""
    return [one | {"transform": [{"filter": NARROW}]} for one in layers]


def layer(rows: Sequence[Spec], mark: Spec, **encoding: Spec) -> Spec:
    """A layer with its own rows: a named or top-level table would be turned into Arrow on every run of a page.

    A screen reader hears the sentence of the chart and reads the table; its marks, in English, are kept from it.
    """
    return {"data": {"values": list(rows)}, "mark": mark | {"aria": False}, "encoding": encoding}


def field(name: str) -> Spec:
    """A column of numbers."""
    return {"field": name, "type": "quantitative"}


def level(pixels: float | Spec) -> Spec:
    """A fixed height in the drawing, in pixels from the top; or what an expression gives."""
    return {"value": pixels}


def text(rows: Sequence[Spec], *, halo: bool = True, **mark: Any) -> list[Spec]:
    """Labels at (x, waarde) or at a fixed height, with a white edge so that a line behind it does not cross it out."""
    encoding: Spec = {"text": {"field": "tekst"}}
    if "y" in mark:
        encoding["y"] = level(mark.pop("y"))
    if "x" in mark:
        encoding["x"] = level(mark.pop("x"))
    base: Spec = {"type": "text", "lineBreak": "\n", "lineHeight": 16, "fontSize": 14, "color": INK2, **mark}
    edge = {**base, "stroke": "white", "strokeWidth": 4, "strokeJoin": "round", "color": "white"}
    return [layer(rows, one, **encoding) for one in ([edge, base] if halo else [base])]


def spec(frame: Frame, layers: Sequence[Spec], *, percent: bool) -> Spec:
    """The whole chart.

    Args:
        percent: the numbers at the left are percentages.
    """
    x: Spec = field("x") | {"scale": _x_scale(frame), "axis": _x_axis(frame)}
    y: Spec = field("waarde") | {"scale": _y_scale(frame), "axis": _y_axis(frame, percent=percent)}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "config": CALM,
        "width": "container",
        "height": frame.height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "encoding": {"x": x, "y": y},
        "layer": [*_background(frame), *layers, *_bottom(frame)],
    }


def _x_scale(frame: Frame) -> Spec:
    start = {"expr": f"{NARROW} ? {frame.short} : {frame.first}"}
    end = {"expr": f"{NARROW} ? {frame.short_last} : {frame.last}"}
    return {"domain": [start, end], "range": [0, frame.right_expr], "nice": False, "zero": False}


def _y_scale(frame: Frame) -> Spec:
    high = {"expr": "height"}
    return {"domain": [frame.low, frame.high], "range": [high, frame.top_expr], "nice": False, "zero": False}


def _x_axis(frame: Frame) -> Spec:
    desk, phone = _year_middles(frame.first, frame.last), _year_middles(frame.short, frame.short_last)
    return {
        "values": {"expr": f"{NARROW} ? {phone} : {desk}"},
        "labelExpr": f"toString(floor(datum.value / {YEAR}))",
        "labelOverlap": True,
        "grid": False,
    }


def _year_middles(begin: float, end: float) -> list[float]:
    """The middle of what is seen of each year; a year of which less than four months are seen has no label."""
    years = range(int(begin // YEAR), int(-(-end // YEAR)))
    seen = [(max(year * YEAR, begin), min((year + 1) * YEAR, end)) for year in years]
    return [round((left + right) / 2, 3) for left, right in seen if right - left >= 4]


def _y_axis(frame: Frame, *, percent: bool) -> Spec:
    number = "format(datum.value, ',~r')"
    label = f"{number} + '%'" if percent else number
    return {"values": list(frame.ticks), "grid": False, "labelOverlap": False, "tickCount": 20, "labelExpr": label}


def _background(frame: Frame) -> list[Spec]:
    """A light plane every second year, and the lines across."""
    years = range(int(frame.first // YEAR), int(-(-frame.last // YEAR)))
    planes = [
        {"x": max(year * YEAR, frame.first), "x2": min((year + 1) * YEAR, frame.last)} for year in years if year % 2
    ]
    plane = {"type": "rect", "color": PLANE, "clip": True}
    bottom = {"expr": "height"}
    lines = [{"waarde": tick} for tick in frame.ticks[1:]]
    line = {"type": "rule", "color": GRID, "strokeWidth": 1}
    return [
        layer(planes, plane, x=field("x"), x2={"field": "x2"}, y=level(frame.top_expr), y2=level(bottom)),
        layer(lines, line, x=level(0), x2=level(frame.right_expr), y=field("waarde")),
    ]


def _bottom(frame: Frame) -> list[Spec]:
    mark = {"type": "rule", "color": EDGE, "strokeWidth": 1}
    return [layer([{"waarde": frame.low}], mark, x=level(0), x2=level(frame.right_expr), y=field("waarde"))]
