"""From a study to an effect with its margin, on the log scale: a window, month 36, year 3; relative, points or own."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from buurtbeeld.agreement.answers import Maat, Venster
from buurtbeeld.agreement.design import Design
from buurtbeeld.statistics import gaps
from buurtbeeld.statistics.gaps import Scores
from buurtbeeld.statistics.index_numbers import percent
from buurtbeeld.statistics.projection import Shape, ahead, chance_below
from buurtbeeld.statistics.two_groups import Margin, margin

Table = npt.NDArray[np.float64]
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
        alone: of the own change.
        independent: transitiebuurten, or their partners where the margin is made by partner.
    """

    scores: Scores
    beside: Margin
    alone: Margin
    independent: int

    @property
    def df(self) -> float:
        """Degrees of freedom of what is said about the transitiebuurten."""
        return float(max(self.independent - 1, 1))


def effect(one: Design, scores: Scores, *, resample: bool = True) -> Effect:
    """The margins of an effect; `resample` False when only the chance is asked."""
    own = scores.treated - scores.weight @ scores.treated + scores.own
    alone = Scores(own, np.zeros(0), scores.weight, np.zeros(0), scores.own, scores.own)
    clusters, m = _clusters(one, scores), len(scores.treated)
    beside = margin(scores, clusters=clusters, resample=resample)
    independent = m if clusters is None else len(np.unique(clusters[:m]))
    return Effect(scores, beside, margin(alone), independent)


def value(one: Effect, maat: Maat) -> Value:
    """The effect under one measure.

    `relatief`: ratio of both indices. `indexpunten`: their difference. `inclusief_trend`: the own change, the trend of
    everybody included.
    """
    if maat == "indexpunten":
        return _points(one)
    wide = _at_least(one.alone if maat == "inclusief_trend" else one.beside, one.df)
    chance = chance_below(float(np.log(AIM)), wide.estimate, wide.se, one.df)
    counts = len(one.scores.treated), len(one.scores.control)
    half = (wide.upper - wide.lower) / 2
    return Value(percent(wide.estimate), percent(wide.lower), percent(wide.upper), chance, half, wide.methode, *counts)


def _points(one: Effect) -> Value:
    """Points between both indices (delta method; the groups are independent); as wide as the relative margin was."""
    found, scores = one.beside, one.scores
    own, other = np.exp(scores.own), np.exp(scores.own - scores.estimate)
    estimate = float(100 * (own - other))
    se = 100 * float(np.sqrt(own**2 * found.var_treated + other**2 * found.var_control))
    usual = float(stdtrit(found.df, ONE_SIDE)) * found.se
    wide = max(1.0, (found.upper - found.lower) / (2 * usual)) if usual > 0 else 1.0
    half = max(float(stdtrit(one.df, ONE_SIDE)), wide * float(stdtrit(found.df, ONE_SIDE))) * se
    chance = chance_below(100 * (AIM - 1), estimate, se, one.df)
    counts = len(scores.treated), len(scores.control)
    return Value(estimate, estimate - half, estimate + half, chance, half / 100, found.methode, *counts)


def _at_least(found: Margin, df: float) -> Margin:
    """No narrower than t with the transitiebuurten less one."""
    half = float(stdtrit(df, ONE_SIDE)) * found.se
    return replace(
        found, lower=min(found.lower, found.estimate - half), upper=max(found.upper, found.estimate + half)
    )  # fmt: skip


def _clusters(one: Design, scores: Scores) -> npt.NDArray[np.int64] | None:
    """Partner of each buurt that has a score."""
    if one.clusters is None or scores.kept is None:
        return one.clusters
    m = len(one.treated)
    return np.concatenate([one.clusters[:m][scores.kept], one.clusters[m:]])


def _none(cells: npt.NDArray[np.bool_]) -> Table:
    """NaN on the rows without any cell: those buurten are left out."""
    return np.where(cells.any(axis=1, keepdims=True), 0.0, np.nan)
