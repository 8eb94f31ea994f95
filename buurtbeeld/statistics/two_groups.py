"""Margin of a difference between two groups of units, each its own cluster or several to one; with few also resampled.

CRV1 is the cluster-robust variance of the regression on a constant and the group, (G/(G-1)) ((N-1)/(N-2)), with
t(G-1) (Cameron, Gelbach & Miller 2008). Beside it the two groups with a variance of their own (Welch), of units and of
clusters; and the largest of these errors with what the treated alone can carry, t(treated clusters - 1). The widest
interval is the one that is told.

Weights differ, so a variance is made unbiased for a spread that all have in common (HC2, MacKinnon & White 1985), with
degrees of freedom to match. Simulated with buurten that differ a hundredfold in six partners (`make bench-statistiek`
and its tests): the margin holds the truth in 96 to 99%. Degrees of freedom to match for partners too would make it half
as wide again, and 99% or more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr, stdtrit

from buurtbeeld.statistics import few_clusters
from buurtbeeld.statistics.cluster_sample import Sample
from buurtbeeld.statistics.gaps import Scores

Table = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
FEW_TREATED, FEW_CLUSTERS = 20, 40
LEVEL, POWER = 0.95, 0.80


@dataclass(frozen=True)
class Margin:
    """An estimate on the working scale with its 95% margin.

    Attributes:
        se, df: of the widest t interval.
        methode: "t", "bootstrap" or "randomisatie": which gave the widest interval.
        p: two-sided chance of an estimate as far from zero when the truth is zero: the largest of all methods.
        df_treated: what the treated clusters alone can carry.
    """

    estimate: float
    lower: float
    upper: float
    se: float
    df: float
    methode: str
    p: float
    df_treated: float

    @property
    def half(self) -> float:
        """Half of the margin."""
        return (self.upper - self.lower) / 2


@dataclass(frozen=True)
class _Option:
    lower: float
    upper: float
    methode: str
    p: float
    se: float = 0.0
    df: float = 0.0


def margin(one: Scores, *, clusters: Numbers | None = None, resample: bool = True) -> Margin:
    """The widest of the intervals that fit the number of clusters.

    Args:
        clusters: (m + c,) cluster of each treated, then each comparison unit; every unit its own when None.
        resample: also the bootstrap and randomisation where there are few; without it only `se` and `df` are final.

    Returns:
        Margin; without comparison units of the treated alone. Limits may be infinite when so few clusters cannot
        exclude anything.
    """
    pairs = list(_errors(one, clusters))
    m = len(one.treated)
    least = freedom(one.weight, np.arange(m) if clusters is None else clusters[:m])
    pairs.append((max(se for se, _ in pairs), least))
    options = [_by_t(one.estimate, se, df) for se, df in pairs]
    usual = max(options, key=lambda option: option.upper - option.lower)
    lower, upper = min(option.lower for option in options), max(option.upper for option in options)
    if resample and np.isfinite(usual.se) and _few(one, clusters):
        options += _resampled(one, clusters, (lower, upper))
    lower, upper = min(option.lower for option in options), max(option.upper for option in options)
    widest = max(options, key=lambda option: option.upper - option.lower)  # the first of equals
    p = max(option.p for option in options)
    return Margin(one.estimate, lower, upper, usual.se, usual.df, widest.methode, p, least)


def _errors(one: Scores, clusters: Numbers | None) -> Iterator[tuple[float, float]]:
    yield welch(one)
    if clusters is not None:
        yield welch(one, clusters)
    if len(one.control):
        yield crv1(one, clusters)


def welch(one: Scores, clusters: Numbers | None = None) -> tuple[float, float]:
    """Standard error and degrees of freedom (Satterthwaite) of two groups with a variance each."""
    m, parts = len(one.treated), []
    for values, weight, names in (
        (one.treated, one.weight, None if clusters is None else clusters[:m]),
        (one.control, one.control_weight, None if clusters is None else clusters[m:]),
    ):
        if len(values):
            parts.append((float((influence(values, weight, names) ** 2).sum()), freedom(weight, names)))
    total = sum(part for part, _ in parts)
    below = sum(part**2 / df for part, df in parts)
    return float(np.sqrt(total)), float(total**2 / below) if 0 < below < np.inf else parts[0][1]


def influence(values: Table, weight: Table, clusters: Numbers | None = None) -> Table:
    """(k,) what each cluster adds to a weighted mean: the sum of squares is the variance of that mean.

    Infinite where there is only one cluster: nobody knows how much clusters differ.
    """
    names = np.arange(len(values)) if clusters is None else np.unique(clusters, return_inverse=True)[1]
    size = np.bincount(names, weight)
    if len(size) < 2:
        return np.full(len(size), np.inf)
    rest = np.bincount(names, weight * (values - weight @ values))
    left = 1 - 2 * size + (size**2).sum()
    found: Table = rest / np.sqrt(left)
    return found


def freedom(weight: Table, clusters: Numbers | None = None) -> float:
    """Degrees of freedom of the variance of a weighted mean: of clusters one less than there are, one at least.

    Of units with weights those of a sum of unequal squares (Bell & McCaffrey 2002), n - 1 with equal weights: twice the
    squared mean over the variance of sum(v e²), where e = x - mean is what every unit shares with the others. By hand:
    tr(B)² / tr(B²) with B = D - v w' - w v' + (sum of v) w w', D = diag(v).
    """
    if clusters is not None:
        return float(max(len(np.unique(clusters)) - 1, 1))
    if len(weight) < 2:
        return 1.0
    v = weight**2 / (1 - 2 * weight + (weight**2).sum())
    total, square, both, vv = v.sum(), weight @ weight, v @ weight, v @ v
    mean = total - 2 * both + total * square
    cross = -2 * (v**2 @ weight) + total * (v @ weight**2)
    low_rank = 2 * vv * square + (total * square) ** 2 + 2 * both**2 - 4 * total * both * square
    return max(float(mean**2 / (vv + 2 * cross + low_rank)), 1.0)


def crv1(one: Scores, clusters: Numbers | None = None) -> tuple[float, float]:
    """Standard error and degrees of freedom of the cluster-robust regression on the group; infinite of one cluster."""
    score = np.concatenate(
        [
            one.weight * (one.treated - one.weight @ one.treated),
            -one.control_weight * (one.control - one.control_weight @ one.control),
        ]
    )
    n = len(score)
    names = np.arange(n) if clusters is None else np.unique(clusters, return_inverse=True)[1]
    sums = np.bincount(names, weights=score)
    g = len(sums)
    if g < 2:
        return float(np.inf), 1.0
    factor = g / (g - 1) * (n - 1) / (n - 2)
    return float(np.sqrt(factor * (sums**2).sum())), float(g - 1)


def smallest_visible(one: Margin) -> float:
    """Smallest change (working scale) that would be seen in four of five times: 2.8 standard errors where many.

    Source: 2.8 = 1.96 + 0.84, the usual two-sided test at 5% with 80% power; with few the same quantiles of t.
    """
    return float(_t(one.df) + stdtrit(one.df, POWER)) * one.se


def _few(one: Scores, clusters: Numbers | None) -> bool:
    """Whether resampling is needed."""
    m = len(one.treated)
    names = np.arange(m + len(one.control)) if clusters is None else clusters
    treated, all_of = len(np.unique(names[:m])), len(np.unique(names))
    return treated < FEW_TREATED or (len(one.control) > 0 and all_of < FEW_CLUSTERS)


def _t(df: float) -> float:
    return float(stdtrit(df, (1 + LEVEL) / 2))


def _by_t(estimate: float, se: float, df: float) -> _Option:
    half = _t(df) * se
    p = float(2 * stdtr(df, -abs(estimate) / se)) if se > 0 else float(estimate == 0)
    return _Option(estimate - half, estimate + half, "t", p, se, df)


def _resampled(one: Scores, clusters: Numbers | None, least: tuple[float, float]) -> list[_Option]:
    """Those of the bootstrap are no narrower than `least`: how much narrower they would be is not looked for."""
    sample = Sample.of(one.treated, one.control, np.r_[one.weight, one.control_weight], clusters)
    limits = few_clusters.wild_interval(sample, level=LEVEL, least=least)
    made = [_Option(*limits, "bootstrap", few_clusters.wild_p(sample))]
    if sample.both:
        limits = few_clusters.randomisation_interval(sample, level=LEVEL)
        made.append(_Option(*limits, "randomisatie", few_clusters.randomisation_p(sample)))
    return made
