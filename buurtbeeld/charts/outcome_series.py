"""The chart of a Cijferblad: one figure through time, with all that is needed to read it. Pure: figures in, spec out.

How much is drawn follows the ladder of `statistics.ladder`: with one or two complete figures only points with their
margin, from three on a line with whiskers, from six on a line with a band. A hidden figure is nowhere in it, nor does
an axis know of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from buurtbeeld.charts import outcome_axis as axis
from buurtbeeld.charts import outcome_labels, outcome_lanes, outcome_points
from buurtbeeld.charts import outcome_marks as marks
from buurtbeeld.charts.outcome_axis import Frame, Spec
from buurtbeeld.charts.outcome_points import Point
from buurtbeeld.outcomes.answers import Doellijn, Interventie, OutcomeSeries
from buurtbeeld.periods import PeriodeSoort
from buurtbeeld.statistics import ladder
from buurtbeeld.statistics.ladder import Never, Show, Step

PLOT, RIGHT = 250, 160  # pixels
SHORT_PERIODS = 12  # on a telephone
FARTHEST = 36  # months ahead that an aim is still drawn; else it is only told


@dataclass(frozen=True)
class Subject:
    """What a chart is about.

    Attributes:
        naam: the own buurt, partner or programma, as its line is labelled.
        getal: writes a value without its unit.
        richting: "hoger", "lager" or "geen": what is favourable.
        vanaf_nul: bars from 0: for what is counted.
    """

    reeks: OutcomeSeries
    naam: str
    getal: Callable[[float], str]
    richting: str = "geen"
    doel: Doellijn | None = None
    interventies: tuple[Interventie, ...] = ()
    vanaf_nul: bool = False
    procent: bool = False

    @property
    def says_course(self) -> bool:
        """Whether there are enough complete figures to say anything about how they ran."""
        return Never.DIRECTION not in _rung(self.reeks).never

    @property
    def has_band(self) -> bool:
        """Whether its margins are drawn as a band, not as whiskers."""
        return _rung(self.reeks).step >= Step.RUN_CHART


def series_chart(subject: Subject) -> Spec | None:
    """Vega-Lite specification of one series.

    Returns:
        None when no figure has a value: there is nothing to draw.
    """
    own = outcome_points.points(subject.reeks.figures, (one.dag for one in subject.reeks.breuken))
    if not own:
        return None
    group = outcome_points.group_points(subject.reeks.groep, outcome_points.provisional(subject.reeks))
    aim = aim_drawn(subject.doel, own)
    frame, lanes = _frame(subject, own, group, aim)
    line = Show.LINE in _rung(subject.reeks).shows
    drawing = marks.Drawing(frame, own, group, band=subject.has_band, line=line)
    layers = [
        *(axis.at_desk(marks.aim(drawing, aim, subject.richting, _start(subject))) if aim else []),
        *(marks.bars(drawing, subject.reeks) if subject.vanaf_nul else [*marks.margin(drawing)]),
        *outcome_lanes.layers(lanes, frame),
        *([] if subject.vanaf_nul else marks.beside(drawing)),
        *(marks.baseline(drawing, subject.reeks.nulmeting) if subject.reeks.nulmeting else []),
        *([] if subject.vanaf_nul else marks.own(drawing)),
        *marks.gaps(drawing, outcome_points.gaps(subject.reeks.figures)),
        *marks.breaks(drawing, subject.reeks.breuken),
        *_labels(subject, drawing, aim),
    ]
    return axis.spec(frame, layers, percent=subject.procent)


def _labels(subject: Subject, drawing: marks.Drawing, aim: Doellijn | None) -> list[Spec]:
    if subject.vanaf_nul:
        return outcome_labels.on_bars(drawing, subject.getal)
    return outcome_labels.labels(drawing, subject.reeks, subject.naam, subject.getal, aim)


def _rung(reeks: OutcomeSeries) -> ladder.Rung:
    return ladder.rung(ladder.counted(one.status for one in reeks.figures))


def axis_start(subject: Subject) -> float | None:
    """Where the axis of the chart begins, to be told; None when it begins at 0 or there is no chart."""
    own = outcome_points.points(subject.reeks.figures)
    if not own:
        return None
    group = outcome_points.group_points(subject.reeks.groep, frozenset())
    first = _ticks(subject, own, group, aim_drawn(subject.doel, own))[0]
    return first or None


def leaves_out(subject: Subject) -> bool:
    """Whether some of the acties are not in the chart, so that the list must be shown beside it."""
    own = outcome_points.points(subject.reeks.figures)
    if not own:
        return bool(subject.interventies)
    _, lanes = _frame(subject, own, (), aim_drawn(subject.doel, own))
    return len(lanes) < len(subject.interventies)


def aim_drawn(doel: Doellijn | None, own: Sequence[Point]) -> Doellijn | None:
    """The aim when it has a day that is near enough to be drawn."""
    if doel is None or doel.op is None:
        return None
    at = outcome_points.months(doel.op)
    return doel if own[0].x <= at <= own[-1].x + FARTHEST else None


def _start(subject: Subject) -> tuple[float, float] | None:
    """(month, value) from which the course towards the aim runs."""
    zero = subject.reeks.nulmeting
    return (outcome_points.place(zero.tot), zero.value) if zero else None


def _frame(
    subject: Subject, own: Sequence[Point], group: Sequence[Point], aim: Doellijn | None
) -> tuple[Frame, tuple[outcome_lanes.Lane, ...]]:
    figures = subject.reeks.figures
    first, last = outcome_points.left(figures[0].periode), outcome_points.months(figures[-1].periode.eind)
    ends = [last, *([outcome_points.months(aim.op)] if aim and aim.op else [])]
    if subject.vanaf_nul and subject.reeks.soort is PeriodeSoort.TWAALFMAANDS:
        last += outcome_points.ROLLING  # the last bar stands at the end of its twelve months, and is not cut there
    end = max(-(-max(ends) // 12) * 12.0, last)
    short = outcome_points.left(figures[-min(SHORT_PERIODS, len(figures))].periode)
    lanes = outcome_lanes.lanes(subject.interventies, first, end)
    top = outcome_lanes.height(lanes)
    narrow_top = (outcome_lanes.NARROW_TOP if lanes else 0) + 8
    ticks = tuple(_ticks(subject, own, group, aim))
    return Frame(first, end, short, last, ticks, top + PLOT, top, narrow_top, RIGHT), lanes


def _ticks(subject: Subject, own: Sequence[Point], group: Sequence[Point], aim: Doellijn | None) -> list[float]:
    """The numbers of the axis, from what is drawn and nothing else."""
    drawn = [value for one in own for value in (one.value, one.lower, one.upper) if value is not None]
    if subject.vanaf_nul:
        drawn = [0.0, *(one.value for one in own)]
    else:
        drawn += [one.value for one in group]
    drawn += [subject.reeks.nulmeting.value] if subject.reeks.nulmeting else []
    drawn += [aim.onder, aim.boven] if aim else []
    low, high = min(drawn), max(drawn)
    found = outcome_points.ticks(low, high, whole=subject.vanaf_nul)
    return [one for one in found if one >= 0] if low >= 0 else found
