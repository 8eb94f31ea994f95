"""Difference between two periods or two places, second less first, with its limits.

Whether two intervals overlap is not the test: two that do can still differ. These limits are; a difference shows when
zero is outside. The two samples are held to be independent; where the same persons are in both, the truth is nearer.

Sources: Zou & Donner 2008 for limits of a difference from those of its two parts (for proportions with Wilson:
Newcombe 1998, method 10); Przyborowski & Wilenski 1940 and Clopper & Pearson 1934 for the conditional exact comparison
of rates; Welch 1947; Agresti & Min 2005.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, stdtrit

from buurtbeeld.statistics import intervals
from buurtbeeld.statistics.dispersion import widen
from buurtbeeld.statistics.intervals import Limits, Numbers


@dataclass(frozen=True)
class Difference:
    """Differences, second less first; every array is (n,), NaN = unknown."""

    value: Numbers
    lower: Numbers
    upper: Numbers

    @property
    def shows(self) -> npt.NDArray[np.bool_]:
        """Zero is outside the limits; never where something is unknown."""
        return (self.lower > 0) | (self.upper < 0)


def rates(
    first: tuple[npt.ArrayLike, npt.ArrayLike],
    second: tuple[npt.ArrayLike, npt.ArrayLike],
    *,
    per: float = 1.0,
    phi: npt.ArrayLike = 1.0,
    alpha: float = 0.05,
) -> Difference:
    """Difference of two rates.

    Limits come from those of both rates. Where these leave zero out but the exact comparison does not, the limit that
    is nearest zero becomes zero: the more careful of the two decides, and picture and word say the same.

    Args:
        first: events and noemer, each (n,); noemer 0 gives NaN.
        second: the same.
        per: unit of the rates, e.g. 1000.
        phi: dispersion of repeat events, at least 1; NaN = unknown, and held to be 1.
        alpha: chance outside the limits.
    """
    (x1, n1), (x2, n2) = _pair(first), _pair(second)
    values = x1 / n1, x2 / n2
    both = tuple(widen(at, intervals.rate(x, n, alpha=alpha), phi)
                 for at, x, n in ((values[0], x1, n1), (values[1], x2, n2)))  # fmt: skip
    found = _from_parts(values, (_not_below_zero(both[0]), _not_below_zero(both[1])))
    low, high = rate_ratio(first, second, phi=phi, alpha=alpha)[1:]
    equal = (low <= 1) & (high >= 1)
    lower = np.where(equal & (found.lower > 0), 0.0, found.lower)
    upper = np.where(equal & (found.upper < 0), 0.0, found.upper)
    return Difference(found.value * per, lower * per, upper * per)


def rate_ratio(
    first: tuple[npt.ArrayLike, npt.ArrayLike],
    second: tuple[npt.ArrayLike, npt.ArrayLike],
    *,
    phi: npt.ArrayLike = 1.0,
    alpha: float = 0.05,
) -> tuple[Numbers, Numbers, Numbers]:
    """Second rate divided by the first, with conditional exact limits; arguments as `rates`.

    Given all events together, those of the second are a binomial share of them. With dispersion the events count for
    1 / phi each.

    Returns:
        (n,) ratio, lower, upper. Without events in the first, ratio and upper limit are infinite; in neither: NaN.
    """
    (x1, n1), (x2, n2) = _pair(first), _pair(second)
    known = np.asarray(phi, np.float64)
    share = np.maximum(np.where(np.isfinite(known), known, 1.0), 1.0)
    e1, e2 = np.where(x1 + x2 > 0, x1, np.nan) / share, x2 / share
    low = np.where(e2 > 0, betaincinv(np.where(e2 > 0, e2, np.nan), e1 + 1, alpha / 2), 0.0 * e1)
    high = np.where(e1 > 0, betaincinv(e2 + 1, np.where(e1 > 0, e1, np.nan), 1 - alpha / 2), 1 + 0.0 * e1)
    scale = n1 / n2
    return _odds(e2 / (e1 + e2), scale), _odds(low, scale), _odds(high, scale)


def proportions(
    first: tuple[npt.ArrayLike, npt.ArrayLike], second: tuple[npt.ArrayLike, npt.ArrayLike], *, alpha: float = 0.05
) -> Difference:
    """Difference of two proportions (Newcombe), -1..1.

    Args:
        first: how many and of how many, each (n,); of nobody gives NaN.
        second: the same.
        alpha: chance outside the limits.
    """
    (x1, n1), (x2, n2) = _pair(first), _pair(second)
    limits = intervals.wilson(x1, n1, alpha=alpha), intervals.wilson(x2, n2, alpha=alpha)
    return _from_parts((x1 / n1, x2 / n2), limits)


def means(
    first: tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike],
    second: tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike],
    *,
    alpha: float = 0.05,
) -> Difference:
    """Difference of two means (Welch).

    Args:
        first: mean, standard deviation (ddof 1) and number of values, each (n,); below two values gives NaN.
        second: the same.
        alpha: chance outside the limits.
    """
    (m1, v1, f1), (m2, v2, f2) = _mean(*first), _mean(*second)
    variance = v1 + v2
    # Two samples without any spread: the formula divides 0 by 0, the limits are the difference itself.
    none = variance == 0
    freedom = np.where(none, 1.0, variance) ** 2 / np.where(none, 1.0, v1**2 / f1 + v2**2 / f2)
    half = stdtrit(freedom, 1 - alpha / 2) * np.sqrt(variance)
    value = m2 - m1
    return Difference(value, value - half, value + half)


def nps(
    first: tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike],
    second: tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike],
    *,
    alpha: float = 0.05,
) -> Difference:
    """Difference of two NPS in points, -200..200; its limits have two answers added to each, the value has not.

    Args:
        first: promotors, criticasters and all answers, each (n,); no answers gives NaN.
        second: the same.
        alpha: chance outside the limits.
    """
    (s1, e1), (s2, e2) = intervals.nps_adjusted(*first), intervals.nps_adjusted(*second)
    half = intervals.normal_quantile(alpha) * np.hypot(e1, e2)
    value = _score(*second) - _score(*first)
    return Difference(value, np.clip(s2 - s1 - half, -200, 200), np.clip(s2 - s1 + half, -200, 200))


def _pair(sample: tuple[npt.ArrayLike, npt.ArrayLike]) -> tuple[Numbers, Numbers]:
    x, n = (np.asarray(some, np.float64) for some in sample)
    return x, np.where(n > 0, n, np.nan)


def _mean(mean: npt.ArrayLike, sd: npt.ArrayLike, n: npt.ArrayLike) -> tuple[Numbers, Numbers, Numbers]:
    """Mean, its variance, and degrees of freedom."""
    m, s, count = (np.asarray(some, np.float64) for some in (mean, sd, n))
    count = np.where(count >= 2, count, np.nan)
    return m, s**2 / count, count - 1


def _score(promotors: npt.ArrayLike, criticasters: npt.ArrayLike, n: npt.ArrayLike) -> Numbers:
    p, d, count = (np.asarray(some, np.float64) for some in (promotors, criticasters, n))
    return 100 * (p - d) / np.where((count > 0) & (p + d <= count), count, np.nan)


def _from_parts(values: tuple[Numbers, Numbers], limits: tuple[Limits, Limits]) -> Difference:
    """Limits of second less first from the limits of each."""
    (v1, v2), ((l1, u1), (l2, u2)) = values, limits
    value = v2 - v1
    return Difference(value, value - np.hypot(v2 - l2, u1 - v1), value + np.hypot(u2 - v2, v1 - l1))


def _not_below_zero(limits: Limits) -> Limits:
    return np.maximum(limits[0], 0.0), limits[1]


def _odds(share: Numbers, scale: Numbers) -> Numbers:
    """Ratio of rates from the share of the second in all events; infinite where all are of the second."""
    whole = share >= 1
    return np.where(whole, np.inf, share / np.where(whole, 1.0, 1 - share) * scale)
