"""Draws a chart as SVG: vector, in ink and grey, readable in grey print. Pure: dots in, text out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from xml.sax.saxutils import escape

from buurtbeeld.report.document import Grafiek
from buurtbeeld.review.parts import Punt

WIDTH, HEIGHT = 680, 260
LEFT, RIGHT, TOP, BOTTOM = 14, 150, 34, 44
INK, INK2, PETROL, BAND, LINE = "#1A2530", "#4B5863", "#16434F", "#DADFE2", "#C3CBD2"
FONT = 'font-family="Source Sans Pro, Source Sans 3, Source Sans, Noto Sans, DejaVu Sans, sans-serif"'
ROOM = 0.14
MOST_LABELS = 7
SHAPES = {  # word of a verdict -> shape in a square of 18, in ink: the word stands beside it
    "duidelijk gunstiger": '<path d="M9 1.5 17.2 16.2H.8Z" fill="#1A2530"/>',
    "duidelijk ongunstiger": '<path d="M9 16.5.8 1.8h16.4Z" fill="#1A2530"/>',
    "geen duidelijk verschil": '<circle cx="9" cy="9" r="6" fill="#6B7075"/>',
    "nog te vroeg": '<circle cx="9" cy="9" r="6.9" fill="#fff" stroke="#1A2530" stroke-width="1.7"/>'
    '<path d="M9 9V2.2A6.8 6.8 0 0 1 15.8 9Z" fill="#1A2530"/>',
    "te weinig gegevens": '<rect x="1.7" y="1.7" width="14.6" height="14.6" rx="1" fill="#fff" stroke="#1A2530" '
    'stroke-width="1.7"/><path d="m5.6 5.6 6.8 6.8m0-6.8-6.8 6.8" stroke="#1A2530" stroke-width="1.7" fill="none"/>',
    "verandert, geen richting afgesproken": '<path d="m9 .8 8.2 8.2L9 17.2.8 9Z" fill="#1A2530"/>',
}


def shape(word: str) -> str:
    """The shape of a verdict; an empty drawing for a word that has none."""
    size = 'viewBox="0 0 18 18" width="18" height="18"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{SHAPES.get(word, "")}</svg>'


def chart(one: Grafiek) -> str:
    """The chart; without a dot an empty frame."""
    scale = _Scale(one)
    own = (_bars if one.vanaf_nul else _line)(one.punten, scale)
    inside = [*_start(one, scale), *own, *_labels(one.punten, scale), *_hidden(one.punten, scale)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{HEIGHT - BOTTOM}" y2="{HEIGHT - BOTTOM}" stroke="{LINE}"/>'
        f"{''.join(inside)}</svg>"
    )


class _Scale:
    """From a dot to its place on the paper."""

    def __init__(self, one: Grafiek) -> None:
        drawn = [value for dot in one.punten for value in (dot.waarde, dot.onder, dot.boven) if value is not None]
        drawn += [one.nulmeting] if one.nulmeting is not None else []
        low, high = min(drawn, default=0.0), max(drawn, default=1.0)
        if one.vanaf_nul:
            low = min(low, 0.0)
        room = (high - low or abs(high) or 1.0) * ROOM
        self.low, self.high, self.count = low if one.vanaf_nul else low - room, high + room, len(one.punten)
        self.step = (WIDTH - RIGHT - LEFT) / max(self.count, 1)

    def x(self, at: int) -> float:
        return round(LEFT + self.step * (at + 0.5), 1)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP), 1)


def _start(one: Grafiek, scale: _Scale) -> Iterator[str]:
    if one.nulmeting is None:
        return
    y = scale.y(one.nulmeting)
    dashes = f'stroke="{INK2}" stroke-width="1.4" stroke-dasharray="7 4"'
    yield f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}" {dashes}/>'
    yield _text(WIDTH - RIGHT + 8, y + 5, f"nulmeting {one.nulmeting_tekst}", fill=INK2)


def _line(dots: Sequence[Punt], scale: _Scale) -> Iterator[str]:
    """The line with its band; both break where a figure is hidden."""
    runs = [list(run) for _, run in groupby(_shown(dots), lambda one: one[0] - one[1])]
    for run in runs:
        with_margin = [(at, dot) for at, _, dot, _ in run if dot.onder is not None and dot.boven is not None]
        if len(with_margin) > 1:
            upper = [f"{scale.x(at)},{scale.y(dot.boven or 0)}" for at, dot in with_margin]
            lower = [f"{scale.x(at)},{scale.y(dot.onder or 0)}" for at, dot in reversed(with_margin)]
            yield f'<polygon points="{" ".join([*upper, *lower])}" fill="{BAND}"/>'
    for run in runs:
        path = " ".join(f"{scale.x(at)},{scale.y(value)}" for at, _, _, value in run)
        yield f'<polyline points="{path}" fill="none" stroke="{PETROL}" stroke-width="3"/>'
    for at, _, dot, value in _shown(dots):
        fill = "#fff" if dot.voorlopig else PETROL
        yield (
            f'<circle cx="{scale.x(at)}" cy="{scale.y(value)}" r="5" fill="{fill}" stroke="{PETROL}" '
            'stroke-width="2.2"/>'
        )


def _shown(dots: Sequence[Punt]) -> Iterator[tuple[int, int, Punt, float]]:
    """(place, number among those that are shown, dot, value) of every dot that is shown."""
    number = 0
    for at, dot in enumerate(dots):
        if dot.waarde is not None:
            yield at, number, dot, dot.waarde
            number += 1


def _bars(dots: Sequence[Punt], scale: _Scale) -> Iterator[str]:
    base, width = scale.y(max(scale.low, 0.0)), round(scale.step * 0.55, 1)
    for at, _, dot, value in _shown(dots):
        top = scale.y(value)
        fill = "#fff" if dot.voorlopig else PETROL
        yield (
            f'<rect x="{round(scale.x(at) - width / 2, 1)}" y="{min(top, base)}" width="{width}" '
            f'height="{round(abs(base - top), 1)}" fill="{fill}" stroke="{PETROL}" stroke-width="1.6"/>'
        )


def _labels(dots: Sequence[Punt], scale: _Scale) -> Iterator[str]:
    """Values and periods: all of them when there is room, else the first and the last."""
    last = len(dots) - 1
    few = last < MOST_LABELS
    for at, dot in enumerate(dots):
        if few or at in (0, last):
            if dot.waarde is not None:
                yield _text(scale.x(at), scale.y(dot.waarde) - 12, dot.tekst, anchor="middle", weight=700)
            # A long period at either end would fall off the paper when it stood in the middle.
            place, anchor = (scale.x(at), "middle") if few else (LEFT, "start") if at == 0 else (WIDTH - RIGHT, "end")
            yield _text(place, HEIGHT - BOTTOM + 22, dot.periode, anchor=anchor, fill=INK2, size=15)


def _hidden(dots: Sequence[Punt], scale: _Scale) -> Iterator[str]:
    """A mark on the axis for every hidden figure, always at the same height, and what it means."""
    gone = [at for at, dot in enumerate(dots) if dot.waarde is None]
    for at in gone:
        yield _text(scale.x(at), HEIGHT - BOTTOM - 8, dots[at].tekst, anchor="middle", weight=700)
    if gone:
        yield _text(WIDTH - RIGHT + 8, HEIGHT - BOTTOM - 8, f"{dots[gone[0]].tekst} afgeschermd", fill=INK2)


def _text(
    x: float, y: float, text: str, *, anchor: str = "start", fill: str = INK, weight: int = 400, size: int = 17
) -> str:
    return (
        f'<text x="{x}" y="{y}" {FONT} font-size="{size}" font-weight="{weight}" fill="{fill}" '
        f'text-anchor="{anchor}">{escape(text)}</text>'
    )
