"""A series of outcomes as points on a chart: where they stand, what hangs together, and where there is a gap.

Only what is published is looked at: a hidden or missing figure gives a gap with its word, never a number or a place.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

from buurtbeeld.model import Status
from buurtbeeld.outcomes.answers import GroupFigure, OutcomeFigure, OutcomeSeries
from buurtbeeld.periods import Periode, PeriodeSoort

# Words in a narrow gap; the table has the whole sentence.
GAP_WORDS = {
    Status.NIET_GELEVERD: "niet\ngeleverd",
    Status.AFGESCHERMD: "afge-\nschermd",
    Status.GEHEIM_BRON: "niet\ngedeeld",
    Status.NVT: "niet van\ntoepassing",
}
TICKS = 4
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
UNEVEN = 2.5  # no step for whole numbers
# Months beside a figure of twelve months: more than half a bar, and so few that the one before it, of a source that
# delivers every tweemaand, is not seen by half.
ROLLING = 1.2
EDGE = 0.03  # of what is drawn, kept free above and below


@dataclass(frozen=True)
class Point:
    """One figure that is shown.

    Attributes:
        x: months since the year 0; half-way the period, at the end of a year that runs on.
        open: provisional: hollow, and the line to it is dashed.
        stuk: points with the same number hang together.
    """

    x: float
    value: float
    lower: float | None
    upper: float | None
    open: bool
    stuk: int


@dataclass(frozen=True)
class Gap:
    """Periods in a row without a figure, for the same reason; x in months."""

    begin: float
    end: float
    woord: str

    @property
    def middle(self) -> float:
        """Where its stem stands."""
        return (self.begin + self.end) / 2


def months(day: date) -> float:
    """A day as months since the year 0: a plain number, so that no time zone can move it."""
    return day.year * 12 + day.month - 1 + (day.day - 1) / 31


def place(periode: Periode) -> float:
    """Where the figure of a period stands."""
    begin, end = months(periode.start), months(periode.eind)
    return end if periode.soort is PeriodeSoort.TWAALFMAANDS else (begin + end) / 2


def left(periode: Periode) -> float:
    """Where a chart begins whose first figure is of this period; of twelve months only their end takes room."""
    room = ROLLING if periode.soort is PeriodeSoort.TWAALFMAANDS else periode.soort.months
    return months(periode.eind) - room


def points(figures: Sequence[OutcomeFigure], breaks: Iterable[date] = ()) -> tuple[Point, ...]:
    """The figures with a value, oldest first; a gap or a break in how they are made ends a piece.

    Args:
        breaks: days from which figures are made differently.
    """
    cuts = [months(day) for day in breaks]
    found: list[Point] = []
    stuk, before = 0, None
    for figure in figures:
        x = place(figure.periode)
        if figure.value is None:
            stuk += 1
            continue
        stuk += before is not None and any(before < cut <= x for cut in cuts)
        provisional = figure.status is Status.VOORLOPIG
        found.append(Point(x, figure.value, figure.lower, figure.upper, open=provisional, stuk=stuk))
        before = x
    return tuple(found)


def group_points(group: Sequence[GroupFigure], provisional: frozenset[Periode]) -> tuple[Point, ...]:
    """The buurten to compare with, open where the own figure is provisional."""
    found: list[Point] = []
    stuk = 0
    for one in group:
        stuk += one.value is None
        if one.value is not None:
            is_open = one.periode in provisional
            found.append(Point(place(one.periode), one.value, None, None, open=is_open, stuk=stuk))
    return tuple(found)


def pieces(found: Sequence[Point]) -> Iterator[tuple[bool, tuple[Point, ...]]]:
    """Stretches of line: (dashed, points). A stretch to or from a provisional point is dashed; none crosses a gap."""
    pairs = [(a, b) for a, b in pairwise(found) if a.stuk == b.stuk]
    for _, some in groupby(enumerate(pairs), key=lambda one: _stretch(one[0], pairs)):
        stretch = [pair for _, pair in some]
        yield stretch[0][0].open or stretch[0][1].open, (stretch[0][0], *(after for _, after in stretch))


def _stretch(at: int, pairs: Sequence[tuple[Point, Point]]) -> tuple[int, bool]:
    before, after = pairs[at]
    return after.stuk, before.open or after.open


def gaps(figures: Sequence[OutcomeFigure]) -> tuple[Gap, ...]:
    """Periods without a figure after the first one that has a figure or a reason of its own, put together."""
    found = []
    for woord, some in groupby(figures, key=_gap_word):
        empty = list(some)
        if woord:
            found.append(Gap(months(empty[0].periode.start), months(empty[-1].periode.eind), woord))
    return tuple(found)


def _gap_word(figure: OutcomeFigure) -> str:
    return "" if figure.value is not None else GAP_WORDS.get(figure.status, "geen\ncijfer")


def provisional(reeks: OutcomeSeries) -> frozenset[Periode]:
    """Periods of which the own figure is provisional."""
    return frozenset(one.periode for one in reeks.figures if one.status is Status.VOORLOPIG)


def ticks(low: float, high: float, *, whole: bool = False) -> list[float]:
    """About four round numbers around everything drawn; the first and the last are the ends of the axis.

    What can only be 0 or more never gets an axis below 0.

    Args:
        whole: only whole numbers: for what is counted.
    """
    span = (high - low) or abs(high) or 1.0
    if not whole:  # a dot on the edge would be cut in half
        low, high = (low - EDGE * span if low < 0 or low > EDGE * span else low), high + EDGE * span
    rough = span / (TICKS - 1)
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * one for one in STEPS if size * one >= rough * 0.999 and not (whole and one == UNEVEN))
    step = max(step, 1.0) if whole else step
    first, last = math.floor(low / step), math.ceil(high / step)
    if first == last:
        last += 1
    return [round(number * step, 9) for number in range(first, last + 1)]
