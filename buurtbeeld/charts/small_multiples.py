"""One figure of several buurten side by side: a small chart each, on the same scale, in the order asked. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from buurtbeeld.charts import outcome_axis as axis
from buurtbeeld.charts import outcome_marks as marks
from buurtbeeld.charts import outcome_points
from buurtbeeld.charts.outcome_axis import Frame, Spec
from buurtbeeld.charts.outcome_points import Point
from buurtbeeld.outcomes.answers import OutcomeSeries
from buurtbeeld.statistics import ladder
from buurtbeeld.statistics.ladder import Show, Step

HEIGHT, TOP = 150, 8


@dataclass(frozen=True)
class Scale:
    """What the charts share: months from left to right, numbers from the lowest to the highest of all that is shown."""

    first: float
    last: float
    ticks: tuple[float, ...]


def shared_scale(series: Sequence[OutcomeSeries], *, vanaf_nul: bool = False) -> Scale | None:
    """The scale on which every series fits, margins included.

    Returns:
        None when nothing is shown of any of them.
    """
    drawn = [point for reeks in series for point in _points(reeks)]
    if not drawn:
        return None
    values = [value for one in drawn for value in (one.value, one.lower, one.upper) if value is not None]
    values += [0.0] if vanaf_nul else []
    found = outcome_points.ticks(min(values), max(values), whole=vanaf_nul)
    ticks = [one for one in found if one >= 0] if min(values) >= 0 else found
    periods = [one.periode for reeks in series for one in reeks.figures]
    first = min(outcome_points.left(one) for one in periods)
    return Scale(first, max(outcome_points.months(one.eind) for one in periods), tuple(ticks))


def panel(reeks: OutcomeSeries, scale: Scale, *, procent: bool = False, vanaf_nul: bool = False) -> Spec | None:
    """Vega-Lite specification of one buurt; None when it has no figure that is shown."""
    own = _points(reeks)
    if not own:
        return None
    frame = Frame(scale.first, scale.last, scale.first, scale.last, scale.ticks, HEIGHT + TOP, TOP, TOP, 8)
    shown = ladder.rung(ladder.counted(one.status for one in reeks.figures))
    drawing = marks.Drawing(frame, own, (), band=shown.step >= Step.RUN_CHART, line=Show.LINE in shown.shows)
    layers = marks.bars(drawing, reeks) if vanaf_nul else [*marks.margin(drawing), *marks.own(drawing, small=True)]
    zero = marks.baseline(drawing, reeks.nulmeting) if reeks.nulmeting and not vanaf_nul else []
    return axis.spec(frame, [*zero, *layers], percent=procent)


def _points(reeks: OutcomeSeries) -> tuple[Point, ...]:
    return outcome_points.points(reeks.figures, (one.dag for one in reeks.breuken))
