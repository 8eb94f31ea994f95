"""What a buurt did, above the plot of an outcome: one lane each, and on a telephone a numbered flag.

A lane has a flag at the start, stripes until the effect may show, and a line as long as it goes on. Its stem runs down
into the plot. The newest lane is on top, so that no stem crosses a name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from buurtbeeld.charts import outcome_axis as axis
from buurtbeeld.charts.outcome_axis import INK, INK2, Frame, Spec, field, layer, level
from buurtbeeld.charts.outcome_points import months
from buurtbeeld.outcomes.answers import Interventie
from buurtbeeld.periods import MONTHS

MOST = 4  # lanes; the list below has them all
HEAD, LANE, TWO_LINES = 32, 27, 44  # pixels
NARROW_TOP = 30
LETTER = 6.7  # pixels of one letter, about
FLAG = "M0,-1 L1.1,-1 L.75,-.5 L1.1,0 L0,0 L0,1 Z"
BOARD = "M0,-1 L1.5,-1 L1.1,0 L1.5,1 L0,1 Z"  # for one number
BOARD_WIDTH = 22  # pixels; of one with more numbers twice as wide


@dataclass(frozen=True)
class Lane:
    """One intervention in the drawing; x in months, y in pixels.

    Attributes:
        nummer: its number in the list, oldest first.
        begin, effect, end: start, first month in which it may show, and where its line stops.
        flag: it starts inside the drawing.
        fits: its name fits at the left of the flag; else it stands above the bar.
    """

    nummer: int
    naam: str
    vanaf: str
    begin: float
    effect: float
    end: float
    flag: bool
    fits: bool
    y: float


def numbered(interventies: Sequence[Interventie]) -> tuple[tuple[int, Interventie], ...]:
    """Every intervention that started or will, oldest first, with the number it has in chart and list."""
    ordered = sorted(interventies, key=lambda one: (one.start, one.nummer))
    return tuple(enumerate(ordered, start=1))


def lanes(interventies: Sequence[Interventie], first: float, last: float) -> tuple[Lane, ...]:
    """The newest interventions that are seen between two months, newest on top."""
    seen = [
        (number, one)
        for number, one in reversed(numbered(interventies))
        if months(one.start) < last and (one.eind is None or months(one.eind) > first)
    ]
    found, y = [], float(HEAD)
    for number, one in seen[:MOST]:
        found.append(_lane(number, one, first, last, y))
        y += LANE if found[-1].fits else TWO_LINES
    return tuple(found)


def height(found: Sequence[Lane]) -> int:
    """Room the lanes take at a desk."""
    return sum(LANE if lane.fits else TWO_LINES for lane in found) + HEAD + 14 if found else 12


def layers(found: Sequence[Lane], frame: Frame) -> list[Spec]:
    """The lanes at a desk, and the numbered flags on a telephone."""
    if not found:
        return []
    title = [{"tekst": "Wat deden wij, en vanaf wanneer verwachten wij effect?"}]
    head: dict[str, Any] = {"align": "left", "fontWeight": 600, "fontSize": 14, "color": INK}
    return [
        *_stems(found),
        *axis.at_desk(axis.text(title, halo=False, x=0, y=9, **head)),
        *axis.at_desk([one for lane in found for one in _lane_layers(lane, frame)]),
        *axis.on_phone(_boards(found, frame)),
    ]


def _lane(number: int, one: Interventie, first: float, last: float, y: float) -> Lane:
    begin, effect = months(one.start), months(one.effect_vanaf)
    reach = f" ({one.bereik} mensen)" if one.bereik else ""
    naam = f"{one.titel}{reach}"
    room = (begin - first) / (last - first) * axis.DESK
    fits = begin >= first and len(naam) * LETTER + 12 < room
    return Lane(
        number, naam, f"vanaf {_month(one.effect_vanaf)}",
        max(begin, first), min(max(effect, first), last), min(months(one.eind), last) if one.eind else last,
        flag=begin >= first, fits=fits, y=y + (0 if fits else TWO_LINES - LANE),
    )  # fmt: skip


def _month(day: date) -> str:
    return f"{'mrt' if day.month == 3 else MONTHS[day.month - 1][:3]} {day.year}"


def _stems(found: Sequence[Lane]) -> list[Spec]:
    """Down through the plot; on a telephone only from the flag."""
    bottom = level({"expr": "height"})
    return [
        layer(
            [{"x": lane.begin}],
            {"type": "rule", "color": INK2, "strokeWidth": 1.2, "clip": True},
            x=field("x"), y=level({"expr": f"{axis.NARROW} ? {NARROW_TOP - 22} : {lane.y - 10:g}"}), y2=bottom,
        )
        for lane in found if lane.flag
    ]  # fmt: skip


def _lane_layers(lane: Lane, frame: Frame) -> list[Spec]:
    mark: dict[str, Any] = {"type": "rule", "clip": True}
    at = level(lane.y)
    waiting = [{"x": lane.begin, "x2": min(lane.effect, lane.end)}]
    going = [{"x": min(lane.effect, lane.end), "x2": lane.end}]
    striped = mark | axis.STRIPES | {"strokeWidth": 14}
    made = [
        layer(waiting, striped, x=field("x"), x2={"field": "x2"}, y=at),
        layer(going, mark | {"color": INK, "strokeWidth": 2}, x=field("x"), x2={"field": "x2"}, y=at),
        *_names(lane, frame),
    ]
    if lane.flag:
        flag = {"type": "point", "shape": FLAG, "size": 420, "filled": True, "color": INK}
        made.append(layer([{"x": lane.begin}], flag, x=field("x"), y=at))
    return made


def _names(lane: Lane, frame: Frame) -> list[Spec]:
    rows = [{"x": lane.begin, "tekst": lane.naam}]
    style: dict[str, Any] = {"baseline": "middle", "halo": False}
    if lane.fits:
        name = axis.text(rows, y=lane.y, align="right", dx=-8, color=INK, **style)
    else:
        name = axis.text(rows, y=lane.y - 17, align="left", dx=0 if not lane.flag else 2, color=INK, **style)
    when = [{"tekst": lane.vanaf}]
    return [*name, *axis.text(when, x={"expr": f"width - {frame.right - 10}"}, y=lane.y, align="left", **style)]


def _boards(found: Sequence[Lane], frame: Frame) -> list[Spec]:
    seen = [lane for lane in found if lane.flag and frame.short <= lane.begin < frame.short_last]
    kinds: dict[tuple[bool, bool], list[Spec]] = {}
    for some in _together(seen, frame):
        many = len(some) > 1
        back = frame.on_phone(frame.short_last - some[0].begin) < (2 if many else 1) * BOARD_WIDTH
        kinds.setdefault((many, back), []).append({"x": some[0].begin, "tekst": _numbers(some)})
    return [one for (many, back), rows in kinds.items() for one in _board(rows, many=many, back=back)]


def _board(rows: Sequence[Spec], *, many: bool, back: bool) -> list[Spec]:
    """Boards with one number, or wide ones; at the right edge they hang back over the plot."""
    y, side = NARROW_TOP - 14, -1 if back else 1
    shape = BOARD.replace("1.5", "3").replace("1.1", "2.6") if many else BOARD
    shape = shape.replace("L1", "L-1").replace("L3", "L-3").replace("L2", "L-2") if back else shape
    board = {"type": "point", "shape": shape, "size": 560, "filled": True, "color": INK}
    number: dict[str, Any] = {"align": "right" if back else "left", "dx": 3 * side, "baseline": "middle"}
    look: dict[str, Any] = {"color": "white", "fontWeight": 700, "fontSize": 13}
    return [layer(rows, board, x=field("x"), y=level(y)), *axis.text(rows, halo=False, y=y, **number, **look)]


def _together(seen: Sequence[Lane], frame: Frame) -> list[list[Lane]]:
    """Lanes, oldest first, whose numbered flags would cover each other on a telephone."""
    groups: list[list[Lane]] = []
    for lane in sorted(seen, key=lambda one: one.nummer):
        near = bool(groups) and frame.on_phone(lane.begin - groups[-1][0].begin) < BOARD_WIDTH
        if near:
            groups[-1].append(lane)
        else:
            groups.append([lane])
    return groups


def _numbers(some: Sequence[Lane]) -> str:
    """Their numbers: "2", "2–4"; they follow each other, because both are in order of time."""
    first, last = some[0].nummer, some[-1].nummer
    return str(first) if first == last else f"{first}–{last}"
