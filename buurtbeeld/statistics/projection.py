"""Where an effect that has been seen for a while will be at month 36, if it builds up in a certain way.

z_im = a_i f(m) + b g(m): every unit has its own size a_i, so that units that began earlier and are further do not
count as growth. In their mean, as in b, a unit has the weight it has in the study; less where little of it was seen.
f and g are averaged over the length of a period. Straight: f = m/36. Levelling off: everything is there by month 24.
Late: nothing in the first six months. These have no g: how it builds up is an assumption, which is told with the
number. Bent: f = what is there by month 12, g = growth since then, by what units themselves did after their first
year; used once enough of them reach past it.

The answer is one weighted sum of gaps. Its margin comes from what each unit adds to it (its influence), so that all
covariance between the moments of a unit is in it; the comparison units have the same weights, on average.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr

from buurtbeeld.statistics.gaps import Scores, Study, from_base, gaps, one_of, scores

Table = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
HORIZON, LEVEL_BY, DELAY, BEND = 36.0, 24.0, 6.0, 12.0
BEND_FROM, BEND_MOMENTS = 18.0, 3  # how far, and at how many moments past the bend, a unit must be seen
BEND_SHARE = 0.5  # of the units
GRID = 24  # steps over which a period is averaged
NOISE = 0.15  # variance of one gap as a share of that between units: how much less a short series counts
FEWEST = 3  # complete periods after the start before anything is said
ON_TRACK, OFF_TRACK = 0.80, 0.20


class Shape(StrEnum):
    """How the effect builds up."""

    STRAIGHT = "lineair"
    LEVELLING = "afvlakkend"
    LATE = "vertraagd"
    BENT = "geknikt"


class Track(StrEnum):
    """The word for month 36."""

    TOO_EARLY = "te vroeg"
    ON = "op koers"
    UNSURE = "onzeker"
    OFF = "niet op koers"


@dataclass(frozen=True)
class Seen:
    """What was seen after the start.

    Attributes:
        post: (m, T) periods that count, with a gap.
        months: (m, T) months from the start to the middle of each period.
        length: months of a period.
    """

    post: Mask
    months: Table
    length: float

    @staticmethod
    def of(one: Study, post: Mask, months: Table, length: float) -> Seen:
        """Only where a unit has a gap."""
        return Seen(post & np.isfinite(gaps(one)), months, length)


def curves(shape: Shape, months: Table, length: float = 0.0) -> tuple[Table, Table]:
    """F and g after some months, averaged over periods of this length; g is 0 unless the shape is bent."""
    spread = (np.arange(GRID) + 0.5) / GRID - 0.5
    m = np.maximum(np.asarray(months, dtype=float)[..., None] + length * spread, 0.0)
    f = {
        Shape.STRAIGHT: m / HORIZON,
        Shape.LEVELLING: np.minimum(m / LEVEL_BY, 1.0),
        Shape.LATE: np.maximum(m - DELAY, 0) / (HORIZON - DELAY),
        Shape.BENT: np.minimum(m / BEND, 1.0),
    }[shape]
    g = np.maximum(m - BEND, 0) / (HORIZON - BEND) * (shape is Shape.BENT)
    return f.mean(axis=-1), g.mean(axis=-1)


def fitting(seen: Seen) -> Shape:
    """Bent once half of the units were seen before and well past their first year, else a straight line."""
    past = seen.post & (seen.months > BEND)
    early = (seen.post & (seen.months < BEND)).any(axis=1)
    far = np.where(seen.post, seen.months, 0).max(axis=1, initial=0) >= BEND_FROM
    enough = early & far & (past.sum(axis=1) >= BEND_MOMENTS)
    return Shape.BENT if enough.sum() >= BEND_SHARE * max(len(enough), 1) else Shape.STRAIGHT


def ahead(one: Study, seen: Seen, shape: Shape, *, window: Table | None = None) -> Scores | None:
    """The effect at month 36, or the mean over a window of months, as a difference of two groups.

    Args:
        window: months whose mean is asked; month 36 when None.

    Returns:
        Scores whose means differ by the estimate and whose spread is that of the influence of each unit; None when
        fewer than two units say anything under this shape.
    """
    f, g = (np.where(seen.post, part, 0.0) for part in curves(shape, seen.months, seen.length))
    inside = (f**2).sum(axis=1)
    chosen = inside > 0
    if chosen.sum() < 2:
        return None
    end = [float(part.mean()) for part in curves(shape, np.array([HORIZON]) if window is None else window)]
    part = one_of(one, chosen)
    return replace(_solved(part, f[chosen], g[chosen], end), kept=chosen)


def _solved(one: Study, f: Table, g: Table, end: Sequence[float]) -> Scores:
    """Weighted least squares with a size per unit and one growth; then what each unit adds.

    Source: partialling out (Frisch & Waugh 1933) of f per unit; influence of a sum of means and a pooled slope.
    """
    inside, m = (f**2).sum(axis=1), len(f)
    sized = m * one.weight
    share = sized * inside / (inside + NOISE)
    share, own, ratio = share / share.sum(), f / inside[:, None], (f * g).sum(axis=1) / inside
    rest = sized[:, None] * (g - ratio[:, None] * f)
    information = float((rest * g).sum())
    growth = rest / information if information > 0 else np.zeros_like(rest)
    push = end[1] - end[0] * float(share @ ratio) if information > 0 else 0.0
    weights = end[0] * share[:, None] * own + push * growth
    plain = scores(replace(one, weight=np.full(m, 1 / m)), from_base(one, m * weights))
    z = np.where(np.isfinite(gaps(one)), gaps(one), 0.0)
    b = float((growth * z).sum())
    a = (own * z).sum(axis=1) - ratio * b
    left = (growth * (z - a[:, None] * f - b * g)).sum(axis=1)
    influence = end[0] * share * (a - share @ a) + push * left
    return Scores(
        plain.own + influence / share, _centred(plain), share, plain.control_weight, plain.estimate, plain.own,
        beside=plain.beside,
    )  # fmt: skip


def _centred(plain: Scores) -> Table:
    """Scores of the comparison around their share of the estimate."""
    if not len(plain.control):
        return plain.control
    found: Table = plain.control - plain.control_weight @ plain.control + plain.own - plain.estimate
    return found


def chance_below(target: float, estimate: float, se: float, df: float) -> float:
    """Chance that the truth is at or below a target; 0 or 1 without a margin."""
    if se <= 0:
        return float(estimate <= target)
    return float(stdtr(df, (target - estimate) / se))


def word(chance: float, *, periods: int, levelling: float | None = None) -> Track:
    """The word for month 36.

    Args:
        chance: that the effect ends at or below the target.
        periods: complete periods after the start.
        levelling: the same chance when the effect levels off. When that says it will not be reached, growth that is
            still to come is no ground to say it will.
    """
    if periods < FEWEST:
        return Track.TOO_EARLY
    if chance >= ON_TRACK:
        return Track.UNSURE if levelling is not None and levelling < OFF_TRACK else Track.ON
    return Track.OFF if chance < OFF_TRACK else Track.UNSURE
