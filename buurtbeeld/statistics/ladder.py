"""What may honestly be shown of a series with so many points: the ladder of statistiek.md part 4.

Loads nothing heavy: pages ask it too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from buurtbeeld.model import Status

LEAST_USEFUL = 10  # points not on the median, before its rules say anything


class Show(StrEnum):
    """Something a chart or a sentence can show of a series."""

    VALUE = "value"  # with its margin
    POSITION = "position"  # beside the reference and comparable buurten
    DIFFERENCE = "difference"  # of two points, with its margin: "verschil" or "geen aantoonbaar verschil"
    LINE = "line"  # with the margin of every point
    YEAR_BEFORE = "year before"  # the same period of last year, where there is one
    MEDIAN = "median"
    RUN_RULES = "run rules"
    PROVISIONAL_LIMITS = "provisional limits"
    LIMITS = "limits"
    PHASES = "phases"  # new limits from a point on, with the reason


class Never(StrEnum):
    """Something that a series of this length cannot carry."""

    DIRECTION = "direction"  # the words stijgt and daalt, an arrow
    SLOPE = "slope"
    FORECAST = "forecast"
    LIMITS = "limits"
    LIMITS_AS_VERDICT = "limits as verdict"
    FROZEN_LIMITS = "frozen limits"
    SILENT_REBASE = "silent rebase"


class Step(IntEnum):
    """Step of the ladder, by the fewest points it takes."""

    NOTHING = 0
    ONE = 1
    TWO = 2
    FEW = 3
    RUN_CHART = 6
    PROVISIONAL = 12
    FULL = 20


@dataclass(frozen=True)
class Rung:
    """What may be shown, and what may not.

    Attributes:
        step: the step.
        shows: what may be shown.
        never: what may not, whatever the chart.
    """

    step: Step
    shows: frozenset[Show]
    never: frozenset[Never]


_POINT = frozenset({Show.VALUE, Show.POSITION})
_SERIES = _POINT | {Show.LINE, Show.YEAR_BEFORE}
_RUNS = _SERIES | {Show.MEDIAN}
_SHOWS = {
    Step.NOTHING: frozenset[Show](),
    Step.ONE: _POINT,
    Step.TWO: _POINT | {Show.DIFFERENCE},
    Step.FEW: _SERIES,
    Step.RUN_CHART: _RUNS,
    Step.PROVISIONAL: _RUNS | {Show.PROVISIONAL_LIMITS},
    Step.FULL: _RUNS | {Show.LIMITS, Show.PHASES},
}
# No forecast at any length: a line drawn further is never a measurement. Signals never set a verdict (part 3a).
_ALWAYS = frozenset({Never.FORECAST, Never.LIMITS_AS_VERDICT, Never.SILENT_REBASE})
_NO_LIMITS = _ALWAYS | {Never.SLOPE, Never.LIMITS, Never.FROZEN_LIMITS}
_NEVER = {
    Step.NOTHING: _NO_LIMITS | {Never.DIRECTION},
    Step.ONE: _NO_LIMITS | {Never.DIRECTION},
    Step.TWO: _NO_LIMITS | {Never.DIRECTION},
    Step.FEW: _NO_LIMITS | {Never.DIRECTION},
    Step.RUN_CHART: _NO_LIMITS,
    Step.PROVISIONAL: _ALWAYS | {Never.FROZEN_LIMITS},
    Step.FULL: _ALWAYS,
}


def counted(statuses: Iterable[Status]) -> int:
    """How many points count: complete ones with a value of their own; provisional and estimated ones do not."""
    return sum(status is Status.OK for status in statuses)


def rung(points: int, useful: int = 0) -> Rung:
    """What a series may show.

    Args:
        points: number of complete, non-provisional points, see `counted`.
        useful: how many of them do not lie on the median; from ten its rules may speak.

    Raises:
        ValueError: a number below 0, or more useful points than points.
    """
    if not 0 <= useful <= points:
        raise ValueError(f"geen geldig aantal punten: {useful} van {points}")
    step = max(step for step in Step if step <= points)
    runs = {Show.RUN_RULES} if step >= Step.RUN_CHART and useful >= LEAST_USEFUL else set()
    return Rung(step, _SHOWS[step] | runs, _NEVER[step])
