"""A funnel: every buurt by its size, with how far from the common value it may lie. Pure: points in, spec out.

Buurten that take part are petrol dots, the others small grey ones; names stand beside what lies outside the outer
limits. Nothing is ranked: the horizontal place is the size.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from buurtbeeld.charts import outcome_axis as axis
from buurtbeeld.charts import outcome_points
from buurtbeeld.charts.outcome_axis import EDGE, GREY, INK, INK2, PETROL, Spec, field, layer
from buurtbeeld.charts.trend import CALM
from buurtbeeld.learning.rijen import Trechterpunt

HEIGHT = 340
OUTSIDE = 2  # of Trechterpunt.plaats
STEPS = (1, 2, 5)
MOST_NAMES = 8


@dataclass(frozen=True)
class Plekpunt:
    """One buurt in the funnel: its name, whether it takes part, and its numbers."""

    naam: str
    doet_mee: bool
    punt: Trechterpunt


def chart(points: Sequence[Plekpunt], personen: str, getal: Callable[[float], str], *, kaal: bool) -> Spec | None:
    """Vega-Lite specification; None without points.

    Args:
        personen: what the size counts, e.g. "cliënten".
        getal: writes a value without its unit.
        kaal: also draw the limits of chance alone: with few buurten nobody knows how much they usually differ.
    """
    if not points:
        return None
    ordered = sorted(points, key=lambda one: (one.punt.personen, one.naam))
    rows = [_limits(one.punt) for one in ordered]
    values = [v for row in rows for name, v in row.items() if name != "x"] + [one.punt.waarde for one in ordered]
    ticks = _ticks(min(values), max(values))
    middle = ordered[0].punt.midden
    layers = [
        *(_line(rows, name, INK2, [2, 4]) for name in (("kaal_onder", "kaal_boven") if kaal else ())),
        *(_line(rows, name, EDGE, [5, 4]) for name in ("onder95", "boven95")),
        *(_line(rows, name, INK2, []) for name in ("onder998", "boven998")),
        _middle(rows, middle),
        _dots([one for one in ordered if not one.doet_mee], GREY, 26),
        _dots([one for one in ordered if one.doet_mee], PETROL, 74),
        *_names(ordered, ticks),
        *_words(rows[-1], middle, getal(middle)),
    ]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "config": CALM, "width": "container", "height": HEIGHT,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "encoding": {"x": _x(ordered, personen), "y": _y(ticks)},
        "layer": layers,
    }  # fmt: skip


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers around everything; a half step nearer where that leaves less of the height empty.

    A dot on the edge would be cut in half, so the ends keep their distance. What cannot be negative stays at 0.
    """
    found = outcome_points.ticks(low, high)
    room = outcome_points.EDGE * (high - low)
    low, high = (low - room if low < 0 else max(0.0, low - room)), high + room
    step = (found[1] - found[0]) / 2
    fine = [found[0] + at * step for at in range(2 * len(found) - 1)]
    first = max((one for one in fine if one <= low and (one >= 0 or low < 0)), default=found[0])
    last = min((one for one in fine if one >= high), default=found[-1])
    return [one for one in fine if first <= one <= last]


def _limits(one: Trechterpunt) -> dict[str, float]:
    return {
        "x": one.personen, "onder95": one.onder95, "boven95": one.boven95, "onder998": one.onder998,
        "boven998": one.boven998, "kaal_onder": one.kaal_onder998, "kaal_boven": one.kaal_boven998,
    }  # fmt: skip


def _x(points: Sequence[Plekpunt], personen: str) -> Spec:
    low, high = points[0].punt.personen, points[-1].punt.personen
    sizes = [float(step * 10**power) for power in range(7) for step in STEPS if low <= step * 10**power <= high]
    scale = {"type": "log", "nice": False, "domain": [low * 0.92, high * 1.6]}
    number = {"values": sizes or [low], "labelExpr": "format(datum.value, ',~r')", "title": personen, "grid": False,
              "titleColor": INK2, "titleFontSize": 14, "titleFontWeight": "normal", "labelOverlap": True}  # fmt: skip
    return field("x") | {"scale": scale, "axis": number}


def _y(ticks: Sequence[float]) -> Spec:
    scale = {"domain": [ticks[0], ticks[-1]], "nice": False, "zero": False}
    marks = {"values": list(ticks), "labelExpr": "format(datum.value, ',~r')"}
    return field("waarde") | {"scale": scale, "axis": marks}


def _line(rows: Sequence[Spec], name: str, color: str, dash: list[int]) -> Spec:
    look: Spec = {"type": "line", "color": color, "strokeWidth": 1.4, "clip": True, "strokeDash": dash or [1, 0]}
    return layer([{"x": row["x"], "waarde": row[name]} for row in rows], look)


def _middle(rows: Sequence[Spec], middle: float) -> Spec:
    ends = [{"x": row["x"], "waarde": middle} for row in (rows[0], rows[-1])]
    return layer(ends, {"type": "line", "color": INK, "strokeWidth": 1.6})


def _dots(points: Sequence[Plekpunt], color: str, size: int) -> Spec:
    rows = [{"x": one.punt.personen, "waarde": one.punt.waarde} for one in points]
    return layer(rows, {"type": "point", "filled": True, "size": size, "color": color, "opacity": 1, "clip": True})


def _names(points: Sequence[Plekpunt], ticks: Sequence[float]) -> list[Spec]:
    """Names of what lies outside the outer limits: of those that take part, and at most so many that they are read."""
    far = [one for one in points if abs(one.punt.plaats) >= OUTSIDE and one.doet_mee][:MOST_NAMES]
    rows = [
        {"x": one.punt.personen, "waarde": one.punt.waarde, "tekst": one.naam}
        for one in far
        if ticks[0] <= one.punt.waarde <= ticks[-1]
    ]
    look: dict[str, Any] = {"align": "right", "dx": -9, "fontSize": 14, "color": INK, "baseline": "middle"}
    return axis.at_desk(axis.text(rows, **look)) if rows else []


def _words(last: Spec, middle: float, shown: str) -> list[Spec]:
    """What each line is, at its end."""
    found = [("boven998", "buiten deze lijn: opvallend"), ("boven95", "bijna alle buurten")]
    rows = [{"x": last["x"], "waarde": last[name], "tekst": word} for name, word in found]
    ends: list[Spec] = []
    rows.append({"x": last["x"], "waarde": middle, "tekst": f"alle buurten samen {shown}"})
    for row, dy in zip(rows, (-9, 0, 0), strict=True):
        ends += axis.at_desk(axis.text([row], align="left", dx=6, dy=dy, fontSize=13, color=INK2, baseline="middle"))
    return ends
