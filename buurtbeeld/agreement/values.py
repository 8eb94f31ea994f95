"""From a study to an effect with its margin, on the log scale: a window, month 36, year 3; relative, points or own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from buurtbeeld.agreement.answers import Maat, Venster
from buurtbeeld.agreement.design import Design
from buurtbeeld.statistics import gaps
from buurtbeeld.statistics.gaps import Scores
from buurtbeeld.statistics.index_numbers import percent
from buurtbeeld.statistics.projection import Shape, ahead, chance_below
from buurtbeeld.statistics.two_groups import Margin, influence, margin

Table = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
AIM = 0.85  # fifteen percent less
YEAR_3: Table = np.arange(24, 36, dtype=float) + 0.5  # months of the third year
ONE_SIDE = 0.975


@dataclass(frozen=True)
class Value:
    """An effect in percent, or in index points.

    Attributes:
        chance: that the truth reaches the aim.
        half: half of the margin on the log scale (points / 100): unlike percentages it does not depend on the estimate.
        methode: what the margin was made with.
    """

    estimate: float
    lower: float
    upper: float
    chance: float
    half: float
    methode: str
    n_treated: int
    n_control: int

    @property
    def holds(self) -> bool:
        """Whether it is a number that may be told."""
        return bool(np.isfinite([self.estimate, self.lower, self.upper]).all())


def window_scores(one: Design) -> Scores:
    """Scores of the last twelve months that count."""
    cells = one.last_year() & np.isfinite(one.study.treated)
    return gaps.scores(one.study, gaps.contrast(one.study, gaps.mean_of(cells)) + _none(cells))


def ahead_scores(one: Design, shape: Shape, venster: Venster) -> Scores | None:
    """Scores of what is projected to month 36 or the third year; None when nothing can be."""
    return ahead(one.study, one.seen(), shape, window=YEAR_3 if venster == "jaar_3" else None)


@dataclass(frozen=True)
class Effect:
    """One effect with the margins that all measures of it are made of.

    Attributes:
        beside: of the difference with the comparison.
        clusters: partner of each buurt with a score; None where every buurt is its own.
    """

    scores: Scores
    beside: Margin
    clusters: Numbers | None = None

    @cached_property
    def alone(self) -> Margin:
        """Of the own change."""
        if not len(self.scores.control):
            return self.beside
        scores, nobody = self.scores, np.zeros(0)
        own = scores.treated - scores.weight @ scores.treated + scores.own
        alone = Scores(own, nobody, scores.weight, nobody, scores.own, scores.own)
        return margin(alone, clusters=None if self.clusters is None else self.clusters[: len(own)])


def effect(one: Design, scores: Scores) -> Effect:
    """The margins of an effect."""
    clusters = _clusters(one, scores)
    return Effect(scores, margin(scores, clusters=clusters), clusters)


def value(one: Effect, maat: Maat) -> Value:
    """The effect under one measure.

    `relatief`: ratio of both indices. `indexpunten`: their difference. `inclusief_trend`: the own change, the trend of
    everybody included.
    """
    if maat == "indexpunten":
        return _points(one)
    found = one.alone if maat == "inclusief_trend" else one.beside
    counts = len(one.scores.treated), len(one.scores.control)
    chance = _chance(found, float(np.log(AIM)))
    limits = percent(found.lower), percent(found.upper)
    return Value(percent(found.estimate), *limits, chance, found.half, found.methode, *counts)


def _points(one: Effect) -> Value:
    """Points between both indices: 100 other (exp(effect) - 1), so a margin holds zero when that of the effect does.

    The index of the comparison is not known for sure either: by the delta method that adds its variance times the
    difference of both squared indices (it moves own and other together). An index multiplies the difference, so at a
    limit that variance goes with the square of how far the limit is from zero.
    """
    scores, found = one.scores, one.beside
    own, other = float(np.exp(scores.own)), float(np.exp(scores.own - scores.estimate))
    estimate, lower, upper = (100 * other * np.expm1(part) for part in (found.estimate, found.lower, found.upper))
    more = 0.0
    if len(scores.control) and other > own:
        beside = None if one.clusters is None else one.clusters[len(scores.treated) :]
        variance = float((influence(scores.control, scores.control_weight, beside) ** 2).sum())
        more = (100 * found.half / found.se) ** 2 * variance * (other**2 - own**2) if 0 < found.se < np.inf else 0.0
    below = estimate - np.sqrt((estimate - lower) ** 2 + more * _grown(lower, estimate))
    above = estimate + np.sqrt((upper - estimate) ** 2 + more * _grown(upper, estimate))
    lower, upper = below, above if upper >= 0 else min(above, upper / 2)  # further than half way to zero says nothing
    aim = 1 - (1 - AIM) / other  # as many points, as a share of what was to be expected
    chance = _chance(found, float(np.log(aim)) if aim > 0 else -np.inf)
    counts = len(scores.treated), len(scores.control)
    return Value(estimate, float(lower), float(upper), chance, float(upper - lower) / 200, found.methode, *counts)


def _grown(limit: float, estimate: float) -> float:
    """What a variance that goes with the square of the difference is at a limit of it."""
    return (limit / estimate) ** 2 if np.isfinite(limit) and estimate else 0.0


def _chance(found: Margin, aim: float) -> float:
    """Chance that the truth is at or below the aim, by the t of the treated clusters and as wide as the margin."""
    se = found.half / float(stdtrit(found.df_treated, ONE_SIDE))
    return chance_below(aim, found.estimate, se, found.df_treated) if np.isfinite(se) else float("nan")


def _clusters(one: Design, scores: Scores) -> Numbers | None:
    """Partner of each buurt that has a score."""
    if one.clusters is None or scores.kept is None:
        return one.clusters
    m = len(one.treated)
    beside = one.clusters[m:]
    return np.concatenate(
        [one.clusters[:m][scores.kept], beside if scores.beside is None else beside[scores.beside]]
    )  # fmt: skip


def _none(cells: npt.NDArray[np.bool_]) -> Table:
    """NaN on the rows without any cell: those buurten are left out."""
    return np.where(cells.any(axis=1, keepdims=True), 0.0, np.nan)
