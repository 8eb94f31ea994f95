"""The two index lines of the agreement, 2024 = 100, with the margin of the transitiebuurten and what was agreed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from buurtbeeld.agreement.answers import Punt
from buurtbeeld.charts.trend import CALM, apart
from buurtbeeld.dutch import number
from buurtbeeld.periods import Periode

Spec = dict[str, Any]
HEIGHT = 300
OWN, OTHER, INK = "#16434F", "#5E6670", "#1A2530"
ROOM = 0.70  # at the right, for the labels
AIM = 0.85


def index_chart(points: Sequence[Punt]) -> Spec | None:
    """Vega-Lite specification; None when no line has two points.

    x is in years; a period is drawn at its middle, twelve months at a time at their end.
    """
    rows = [_row(one) for one in points]
    own, other = ([row for row in rows if name in row] for name in ("transitie", "vergelijking"))
    if len(own) < 2:
        return None
    values = [row[name] for row in rows for name in ("transitie", "vergelijking", "onder", "boven") if name in row]
    aim = AIM * other[-1]["vergelijking"] if other else None
    low, high = min([*values, aim] if aim is not None else values), max(values)
    room = (high - low) * 0.08
    x = {"field": "jaar", "type": "quantitative", "scale": _x_scale(rows), "axis": _x_axis(rows)}
    y = {"type": "quantitative", "scale": {"domain": [low - room, high + room], "nice": False, "zero": False},
         "axis": {"labelExpr": "format(datum.value, ',~r')"}}  # fmt: skip
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json", "config": CALM, "width": "container",
        "height": HEIGHT, "encoding": {"x": x},
        "layer": [
            _hundred(rows, y), _band(own, y), _line(other, "vergelijking", OTHER, 2, y),
            _line(own, "transitie", OWN, 3, y), *_open(own, y), *_aim(rows, aim, y),
            _labels(own, other, aim, high - low, y),
        ],
    }  # fmt: skip


def _row(one: Punt) -> Spec:
    period = Periode.parse(one.periode)
    end = period.eind.year + (period.eind.month - 1) / 12
    at = end if period.soort.months == 12 else end - period.soort.months / 24
    row: Spec = {"jaar": round(at, 3), "voorlopig": one.voorlopig}
    named = {"transitie": one.transitie, "vergelijking": one.vergelijking, "onder": one.onder, "boven": one.boven}
    return row | {name: value for name, value in named.items() if value is not None}


def _hundred(rows: Sequence[Spec], y: Spec) -> Spec:
    ends = [{"jaar": rows[at]["jaar"], "waarde": 100} for at in (0, -1)]
    return _layer(ends, {"type": "line", "color": "#7F8B96", "strokeWidth": 1}, y | {"field": "waarde"})


def _band(own: Sequence[Spec], y: Spec) -> Spec:
    known = [row for row in own if "onder" in row and "boven" in row]
    made = _layer(known, {"type": "area", "color": OWN, "opacity": 0.13}, y | {"field": "onder"})
    made["encoding"]["y2"] = {"field": "boven"}
    return made


def _line(rows: Sequence[Spec], name: str, color: str, width: float, y: Spec) -> Spec:
    return _layer(
        rows, {"type": "line", "color": color, "strokeWidth": width, "strokeCap": "round"}, y | {"field": name}
    )


def _open(own: Sequence[Spec], y: Spec) -> list[Spec]:
    late = [row for row in own if row["voorlopig"]]
    mark = {"type": "point", "color": OWN, "fill": "#fff", "size": 70, "opacity": 1, "strokeWidth": 2}
    return [_layer(late, mark, y | {"field": "transitie"})] if late else []


def _aim(rows: Sequence[Spec], aim: float | None, y: Spec) -> list[Spec]:
    if aim is None:
        return []
    ends = [{"jaar": at, "waarde": aim} for at in (rows[0]["jaar"], rows[-1]["jaar"])]
    mark = {"type": "line", "color": INK, "strokeWidth": 1.5, "strokeDash": [6, 4]}
    return [_layer(ends, mark, y | {"field": "waarde"})]


def _labels(own: Sequence[Spec], other: Sequence[Spec], aim: float | None, height: float, y: Spec) -> Spec:
    ends = [("meedoen", own[-1]["transitie"], OWN)]
    if other:
        ends.append(("niet meedoen", other[-1]["vergelijking"], OTHER))
    if aim is not None:
        ends.append(("doel: −15%", aim, INK))
    placed = apart([value for _, value, _ in ends], least=height * 0.09)
    rows = [
        {"jaar": own[-1]["jaar"], "waarde": at, "tekst": f"{name} {number(value, 1)}", "kleur": color}
        for (name, value, color), at in zip(ends, placed, strict=True)
    ]
    mark = {"type": "text", "align": "left", "dx": 10, "fontSize": 15, "fontWeight": 600, "limit": 190}
    made = _layer(rows, mark, y | {"field": "waarde"})
    made["encoding"] |= {"text": {"field": "tekst"}, "color": {"field": "kleur", "type": "nominal", "scale": None}}
    return made


def _layer(rows: Sequence[Spec], mark: Spec, y: Spec) -> Spec:
    # Marks are hidden from a screen reader: it has the sentence and the table.
    return {"data": {"values": list(rows)}, "mark": mark | {"aria": False}, "encoding": {"y": y}}


def _x_scale(rows: Sequence[Spec]) -> Spec:
    first, last = rows[0]["jaar"], rows[-1]["jaar"]
    span = max(last - first, 1.0)
    return {"domain": [first - span * 0.03, last + span * ROOM], "nice": False, "zero": False}


def _x_axis(rows: Sequence[Spec]) -> Spec:
    years = [year for year in range(int(rows[0]["jaar"]), int(rows[-1]["jaar"]) + 2)
             if rows[0]["jaar"] - 0.1 <= year <= rows[-1]["jaar"]]  # fmt: skip
    return {"values": years, "labelExpr": "toString(datum.value)"}
