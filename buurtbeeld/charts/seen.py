"""The chart of a figure in a meeting: what was seen, from the kept dots alone. Pure: dots in, spec out."""

from __future__ import annotations

from typing import Any

from buurtbeeld.charts.outcome_axis import INK2, PETROL
from buurtbeeld.charts.trend import CALM
from buurtbeeld.review.parts import Gezien

Spec = dict[str, Any]
HEIGHT, LETTERS = 290, 19  # for a big screen
ROOM = 0.12  # above and below what is drawn
MOST_LABELS = 6
GONE = "afge-\nschermd"


def seen_chart(one: Gezien) -> Spec | None:
    """Vega-Lite specification; None when there is nothing to draw.

    Every dot has its value when there are few; else the first and the last. A provisional dot is open. Where a figure
    is hidden the line breaks, and a word at the bottom says so.
    """
    if not one.punten:
        return None
    last = len(one.punten) - 1
    rows = [
        {
            "p": dot.periode, "i": at, "v": dot.waarde, "lo": dot.onder, "hi": dot.boven,
            "t": dot.tekst if dot.waarde is not None and (last < MOST_LABELS or at in (0, last)) else "",
            "f": "#fff" if dot.voorlopig else PETROL, "h": GONE if dot.waarde is None else "",
        }
        for at, dot in enumerate(one.punten)
    ]  # fmt: skip
    low, high = _domain(one)
    x = {"field": "p", "type": "ordinal", "sort": {"field": "i"}, "title": None}
    y = {"field": "v", "type": "quantitative", "scale": {"domain": [low, high], "nice": False, "zero": False}}
    config = {**CALM, "axis": {**CALM["axis"], "labelFontSize": LETTERS, "labelOverlap": True}}
    return {
        "data": {"values": rows},
        "height": HEIGHT,
        "width": "container",
        "encoding": {"x": {**x, "scale": {"padding": 0.5}}},
        "layer": [*_margin(one, y), *_start(one), *_own(one, y), *_hidden(one)],
        "config": config,
    }


def _domain(one: Gezien) -> tuple[float, float]:
    drawn = [value for dot in one.punten for value in (dot.waarde, dot.onder, dot.boven) if value is not None]
    drawn += [one.nulmeting] if one.nulmeting is not None else []
    low, high = (0.0 if one.vanaf_nul else min(drawn, default=0.0)), max(drawn, default=1.0)
    room = (high - low or abs(high) or 1.0) * ROOM
    return (low if one.vanaf_nul or low >= 0 > low - room else low - room), high + room


def _margin(one: Gezien, y: Spec) -> list[Spec]:
    if one.vanaf_nul or not any(dot.onder is not None for dot in one.punten):
        return []
    band = {"type": "area", "aria": False, "color": PETROL, "opacity": 0.13, "invalid": "break-paths-filter-domains"}
    return [{"mark": band, "encoding": {"y": {**y, "field": "lo"}, "y2": {"field": "hi"}}}]


def _start(one: Gezien) -> list[Spec]:
    """The nulmeting as a dashed line with its value at the left."""
    if one.nulmeting is None:
        return []
    at = {"datum": one.nulmeting}
    place = {"align": "right", "baseline": "bottom", "dx": -4, "dy": -4}
    label = {"type": "text", "aria": False, **place, "fontSize": LETTERS - 2, "color": INK2}
    return [
        {
            "mark": {"type": "rule", "aria": False, "strokeDash": [7, 4], "color": INK2, "strokeWidth": 1.4},
            "encoding": {"y": at, "x": {}},
        },
        {
            "data": {"values": [{"n": f"nulmeting {one.nulmeting_tekst}"}]},
            "mark": label,
            "encoding": {"y": at, "x": {"value": "width"}, "text": {"field": "n"}},
        },
    ]


def _own(one: Gezien, y: Spec) -> list[Spec]:
    text = {"type": "text", "dy": -16, "aria": False, "fontSize": LETTERS, "fontWeight": 700, "color": PETROL}
    label = {"mark": text, "encoding": {"y": y, "text": {"field": "t"}}}
    if one.vanaf_nul:
        bar = {"type": "bar", "aria": False, "color": PETROL, "width": {"band": 0.5}}
        return [{"mark": bar, "encoding": {"y": y}}, label]
    line = {"type": "line", "aria": False, "color": PETROL, "strokeWidth": 3, "invalid": "break-paths-filter-domains"}
    dot = {
        "type": "point",
        "aria": False,
        "filled": True,
        "opacity": 1,
        "size": 120,
        "stroke": PETROL,
        "strokeWidth": 2.2,
    }
    open_ones = {"field": "f", "type": "nominal", "scale": None}
    return [{"mark": line, "encoding": {"y": y}}, {"mark": dot, "encoding": {"y": y, "fill": open_ones}}, label]


def _hidden(one: Gezien) -> list[Spec]:
    """A word where a figure is hidden, always at the bottom."""
    if all(dot.waarde is not None for dot in one.punten):
        return []
    text = {"type": "text", "aria": False, "fontSize": LETTERS - 4, "color": INK2, "lineBreak": "\n", "dy": -26}
    return [{"mark": text, "encoding": {"y": {"value": "height"}, "text": {"field": "h"}}}]
