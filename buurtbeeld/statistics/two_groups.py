"""Margin of a difference between two groups of units, each unit one cluster; with few units also by resampling.

CRV1 is the cluster-robust variance of the regression on a constant and the group, (G/(G-1)) ((N-1)/(N-2)), with
t(G-1) (Cameron, Gelbach & Miller 2008). Beside it the two groups with a variance of their own (Welch). The widest
interval is the one that is told.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from buurtbeeld.statistics import few_clusters
from buurtbeeld.statistics.gaps import Scores

Table = npt.NDArray[np.float64]
FEW_TREATED, FEW_CLUSTERS = 20, 40
LEVEL, ALIKE = 0.95, 1e-9


@dataclass(frozen=True)
class Margin:
    """An estimate on the working scale with its 95% margin.

    Attributes:
        se, df: of the t distribution the margin comes from; of a resampled one, those of the widest t.
        methode: "t", "bootstrap" or "randomisatie": which gave the widest interval.
        var_treated, var_control: the two parts of the variance.
    """

    estimate: float
    lower: float
    upper: float
    se: float
    df: float
    methode: str
    var_treated: float
    var_control: float


def margin(one: Scores, *, clusters: npt.NDArray[np.int64] | None = None, resample: bool = True) -> Margin:
    """The widest of the intervals that fit the number of units.

    Args:
        clusters: (m + c,) cluster of each treated, then each comparison unit; every unit its own when None.
        resample: also the bootstrap and randomisation where there are few; without it only `se` and `df` are final.

    Returns:
        Margin; without comparison units of the treated alone, t(m-1). Limits may be infinite when so few units
        cannot exclude anything.
    """
    first, second = _variance(one.treated, one.weight), _variance(one.control, one.control_weight)
    options = [_interval(one.estimate, *welch(one), "t")]
    if len(one.control):
        options.append(_interval(one.estimate, *crv1(one, clusters), "t"))
        if resample and _few(one):
            options += [_interval_of(name, found) for name, found in _resampled(one)]
    lower, upper = min(one[0] for one in options), max(one[1] for one in options)
    widest = max(options, key=lambda one: one[1] - one[0])
    se, df = max((option[3:] for option in options if option[2] == "t"), key=lambda pair: pair[0])
    return Margin(one.estimate, lower, upper, se, df, widest[2], first, second)


def welch(one: Scores) -> tuple[float, float]:
    """Standard error and degrees of freedom (Satterthwaite) of two groups with a variance each."""
    parts = [(_variance(one.treated, one.weight), len(one.treated))]
    parts += [(_variance(one.control, one.control_weight), len(one.control))] if len(one.control) else []
    total = sum(part for part, _ in parts)
    below = sum(part**2 / (count - 1) for part, count in parts)
    return float(np.sqrt(total)), float(total**2 / below) if below > 0 else float(len(one.treated) - 1)


def crv1(one: Scores, clusters: npt.NDArray[np.int64] | None = None) -> tuple[float, float]:
    """Standard error and degrees of freedom of the cluster-robust regression on the group."""
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
    factor = g / (g - 1) * (n - 1) / (n - 2)
    return float(np.sqrt(factor * (sums**2).sum())), float(g - 1)


def smallest_visible(one: Scores) -> float:
    """Smallest change (working scale) that would be seen in four of five times: 2.8 standard errors.

    Source: 2.8 = 1.96 + 0.84, the usual two-sided test at 5% with 80% power.
    """
    return 2.8 * welch(one)[0]


def _few(one: Scores) -> bool:
    """Whether resampling is needed; it weighs every unit alike, so weighted means go without."""
    alike = np.ptp(one.weight) < ALIKE and np.ptp(one.control_weight) < ALIKE
    few = len(one.treated) < FEW_TREATED or len(one.treated) + len(one.control) < FEW_CLUSTERS
    return bool(alike and few)


def _variance(values: Table, weight: Table) -> float:
    """Variance of a weighted mean of independent units, n/(n-1) for its own mean."""
    n = len(values)
    if n < 2:
        return float("nan") if n else 0.0
    found: float = float(n / (n - 1) * ((weight * (values - weight @ values)) ** 2).sum())
    return found


def _interval(estimate: float, se: float, df: float, name: str) -> tuple[float, float, str, float, float]:
    half = float(stdtrit(df, (1 + LEVEL) / 2)) * se
    return estimate - half, estimate + half, name, se, df


def _interval_of(name: str, found: tuple[float, float]) -> tuple[float, float, str, float, float]:
    return (*found, name, 0.0, 0.0)


def _resampled(one: Scores) -> list[tuple[str, tuple[float, float]]]:
    values = (one.treated, one.control)
    return [
        ("bootstrap", few_clusters.wild_interval(*values, level=LEVEL)),
        ("randomisatie", few_clusters.randomisation_interval(*values, level=LEVEL)),
    ]
