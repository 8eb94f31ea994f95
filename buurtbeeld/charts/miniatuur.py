"""A figure of one buurt as a small picture of its own, on a scale it shares with others. Pure: points in, SVG out.

An image and no live chart: sixty of them beside each other are as light as a table, and print sharp. Whoever does not
see it has the sentence and the table.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from buurtbeeld.charts.outcome_points import months, place
from buurtbeeld.learning.stand import Punt, Reeks
from buurtbeeld.model import Status

WIDTH, HEIGHT, EDGE = 220, 96, 6
PETROL, GREY = "#16434F", "#7F8B96"


@dataclass(frozen=True)
class Schaal:
    """What the pictures share: months from left to right, the lowest and highest of all that is shown."""

    first: float
    last: float
    low: float
    high: float

    def x(self, month: float) -> float:
        """Pixels from the left."""
        return EDGE + (month - self.first) / max(self.last - self.first, 1) * (WIDTH - 2 * EDGE)

    def y(self, value: float) -> float:
        """Pixels from the top."""
        return HEIGHT - EDGE - (value - self.low) / ((self.high - self.low) or 1) * (HEIGHT - 2 * EDGE)


def scale(series: Sequence[Reeks]) -> Schaal | None:
    """The scale on which every series fits, margins included; None when nothing is shown."""
    shown = [one for reeks in series for one in reeks.punten if one.value is not None]
    values = [value for one in shown for value in (one.value, one.lower, one.upper) if value is not None]
    if not values:
        return None
    at = [place(one.periode) for one in shown]
    return Schaal(min(at), max(at), min(values), max(values))


def picture(reeks: Reeks, schaal: Schaal) -> str:
    """The picture as a data URI; "" when nothing of this buurt is shown."""
    if all(one.value is None for one in reeks.punten):
        return ""
    parts = [f'<path d="M{EDGE} {HEIGHT - EDGE}H{WIDTH - EDGE}" stroke="{GREY}"/>', *_start(reeks.start, schaal)]
    for piece in _pieces(reeks.punten):
        parts += [_band(piece, schaal), _line(piece, schaal)]
    parts += [_dot(one, schaal) for one in reeks.punten if one.value is not None]
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">{"".join(parts)}</svg>'
    return f"data:image/svg+xml;base64,{b64encode(drawn.encode()).decode()}"


def _start(day: date | None, schaal: Schaal) -> list[str]:
    if day is None or not schaal.first <= months(day) <= schaal.last:
        return []
    x = schaal.x(months(day))
    return [f'<path d="M{x:.1f} {EDGE}V{HEIGHT - EDGE}" stroke="{GREY}" stroke-dasharray="3 3"/>']


def _pieces(points: Sequence[Punt]) -> list[list[Punt]]:
    """Stretches without a gap: a hidden or missing figure cuts the line."""
    found: list[list[Punt]] = [[]]
    for one in points:
        if one.value is None:
            found.append([])
        else:
            found[-1].append(one)
    return [piece for piece in found if piece]


def _band(piece: Sequence[Punt], schaal: Schaal) -> str:
    known = [one for one in piece if one.lower is not None and one.upper is not None]
    if len(known) < 2:
        return ""
    over = [f"{schaal.x(place(one.periode)):.1f},{schaal.y(one.upper or 0.0):.1f}" for one in known]
    back = [f"{schaal.x(place(one.periode)):.1f},{schaal.y(one.lower or 0.0):.1f}" for one in reversed(known)]
    return f'<polygon points="{" ".join([*over, *back])}" fill="{PETROL}" opacity=".13"/>'


def _line(piece: Sequence[Punt], schaal: Schaal) -> str:
    at = " ".join(f"{schaal.x(place(one.periode)):.1f},{schaal.y(one.value or 0.0):.1f}" for one in piece)
    return f'<polyline points="{at}" fill="none" stroke="{PETROL}" stroke-width="2"/>'


def _dot(one: Punt, schaal: Schaal) -> str:
    fill = "#fff" if one.status is Status.VOORLOPIG else PETROL
    x, y = schaal.x(place(one.periode)), schaal.y(one.value or 0.0)
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2" fill="{fill}" stroke="{PETROL}"/>'
