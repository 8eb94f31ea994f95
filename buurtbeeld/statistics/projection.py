"""Where an effect that has been seen for a while will be at month 36, if it builds up in a certain way.

b_m = gamma * f(m), with f(36) = 1: gamma by weighted least squares with weights 1/v_m, its variance from the full V.
Straight: f = m/36. Levelling off: everything is there by month 24. Late: nothing in the first six months.
That an effect builds up in a straight line is an assumption, and is told with the number.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr, stdtrit

from buurtbeeld.statistics.event_study import Events

Table = npt.NDArray[np.float64]
HORIZON, LEVEL_BY, DELAY = 36.0, 24.0, 6.0
FEWEST = 3  # complete periods after the start before anything is said
ON_TRACK, OFF_TRACK = 0.80, 0.20


class Shape(StrEnum):
    """How the effect builds up."""

    STRAIGHT = "lineair"
    LEVELLING = "afvlakkend"
    LATE = "vertraagd"


class Track(StrEnum):
    """The word for month 36."""

    TOO_EARLY = "te vroeg"
    ON = "op koers"
    UNSURE = "onzeker"
    OFF = "niet op koers"


@dataclass(frozen=True)
class Projection:
    """An effect at month 36 on the log scale.

    Attributes:
        weights: (E,) of the effects in it, for other inference on the same number.
        chance: that the truth is at or below the target, by the t distribution.
    """

    shape: Shape
    estimate: float
    se: float
    df: float
    lower: float
    upper: float
    chance: float
    weights: Table


def curve(shape: Shape, months: Table) -> Table:
    """Share of the effect of month 36 that is there after some months."""
    late = np.maximum(months - DELAY, 0) / (HORIZON - DELAY)
    found = {
        Shape.STRAIGHT: months / HORIZON,
        Shape.LEVELLING: np.minimum(months / LEVEL_BY, 1.0),
        Shape.LATE: late,
    }[shape]
    return np.asarray(found, dtype=float)


def projected(found: Events, shape: Shape, *, target: float, window: Table | None = None) -> Projection | None:
    """Project the effects to month 36, or to the mean over a window of months.

    Args:
        found: effects after the start.
        target: log of what must be reached, e.g. ln 0.85.
        window: months whose mean is asked; month 36 when None.

    Returns:
        None when no effect has a variance, or none can be there yet under this shape.
    """
    f, v = curve(shape, found.months), np.diag(found.covariance)
    usable = (v > 0) & (f > 0)
    if not usable.any():
        return None
    pull = np.where(usable, f / np.where(usable, v, 1.0), 0.0)
    asked = 1.0 if window is None else float(curve(shape, window).mean())
    weights = asked * pull / float(pull @ f)
    estimate, se = float(weights @ found.effect), float(np.sqrt(weights @ found.covariance @ weights))
    df = float(max(len(found.treated) - 1, 1))
    half = float(stdtrit(df, 0.975)) * se
    return Projection(
        shape, estimate, se, df, estimate - half, estimate + half, chance_below(target, estimate, se, df), weights
    )


def chance_below(target: float, estimate: float, se: float, df: float) -> float:
    """Chance that the truth is at or below a target; 0 or 1 without a margin."""
    if se <= 0:
        return float(estimate <= target)
    return float(stdtr(df, (target - estimate) / se))


def word(chance: float, *, periods: int, levelling: float | None = None) -> Track:
    """The word for month 36.

    Args:
        chance: that the straight line ends at or below the target.
        periods: complete periods after the start.
        levelling: the same chance when the effect levels off. When that says it will not be reached, the straight
            line alone is no ground to say it will.
    """
    if periods < FEWEST:
        return Track.TOO_EARLY
    if chance >= ON_TRACK:
        return Track.UNSURE if levelling is not None and levelling < OFF_TRACK else Track.ON
    return Track.OFF if chance < OFF_TRACK else Track.UNSURE
