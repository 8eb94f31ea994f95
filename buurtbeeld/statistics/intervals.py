"""Confidence intervals of one figure, vectorised; NaN in, NaN out, and no interval of nobody.

Sources: Wilson 1927; Byar's approximation and the exact Poisson limits in Breslow & Day 1987, with the switch at ten
events of PHEindicatormethods; Student's t; Agresti & Min 2005 for a difference of proportions, here an NPS.
statsmodels has the first and the third too; importing it takes seconds, and it works out a quantile per element where
a million figures share ten counts. Tests hold both to the same numbers.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import chdtri, ndtri, stdtrit

Numbers = npt.NDArray[np.float64]
Limits = tuple[Numbers, Numbers]
FROM_BYAR = 10  # events; below it Byar's approximation is too wide of the mark


def normal_quantile(alpha: float) -> float:
    """Two-sided cut-off of the normal distribution: 1.96 for alpha 0.05."""
    return float(-ndtri(alpha / 2))


def wilson(count: npt.ArrayLike, total: npt.ArrayLike, *, alpha: float = 0.05) -> Limits:
    """Limits of a proportion count / total, 0..1.

    Args:
        count: (n,) how many of the total; outside 0..total gives NaN.
        total: (n,) how many in all; 0 gives NaN.
        alpha: chance outside the interval.
    """
    x, n = _floats(count, total)
    n = np.where((n > 0) & (x >= 0) & (x <= n), n, np.nan)
    z = normal_quantile(alpha)
    middle, half = 2 * x + z**2, z * np.sqrt(z**2 + 4 * x * (1 - x / n))
    lower, upper = (middle - half) / (2 * (n + z**2)), (middle + half) / (2 * (n + z**2))
    # At nobody and at everybody a rounding error must not leave the estimate outside.
    return np.where(x == 0, 0.0 * lower, np.clip(lower, 0, 1)), np.where(x == n, 1 + 0.0 * upper, np.clip(upper, 0, 1))


def byar(count: npt.ArrayLike, total: npt.ArrayLike = 1.0, *, alpha: float = 0.05) -> Limits:
    """Byar's limits of a number of events divided by `total`; the lower one is NaN where it would be negative.

    Args:
        count: (n,) events.
        total: (n,) what they are divided by; 0 gives NaN.
        alpha: chance outside the interval.
    """
    x, n = _floats(count, total)
    n = np.where(n > 0, n, np.nan)
    z = normal_quantile(alpha)
    some = np.where(x > 0, x, np.nan)
    lower = some * (1 - 1 / (9 * some) - z / (3 * np.sqrt(some))) ** 3 / n
    more = np.where(x >= 0, x, np.nan) + 1
    upper = more * (1 - 1 / (9 * more) + z / (3 * np.sqrt(more))) ** 3 / n
    return np.where(lower >= 0, lower, np.nan), upper


def exact_poisson(count: npt.ArrayLike, total: npt.ArrayLike = 1.0, *, alpha: float = 0.05) -> Limits:
    """Exact limits of a number of events divided by `total`; the lower one is 0 without events."""
    x, n = _floats(count, total)
    n = np.where(n > 0, n, np.nan)
    x = np.where(x >= 0, x, np.nan)
    kinds, where = np.unique(x, return_inverse=True)
    some = np.where(kinds > 0, kinds, np.nan)
    lower = np.where(kinds == 0, 0.0, chdtri(2 * some, 1 - alpha / 2) / 2)
    upper = chdtri(2 * kinds + 2, alpha / 2) / 2
    return lower[where].reshape(x.shape) / n, upper[where].reshape(x.shape) / n


def rate(count: npt.ArrayLike, total: npt.ArrayLike, *, alpha: float = 0.05) -> Limits:
    """Limits of a rate: exact below ten events, Byar from there on."""
    x, n = np.broadcast_arrays(*_floats(count, total))
    lower, upper = (np.array(limit) for limit in byar(x, n, alpha=alpha))
    few = x < FROM_BYAR
    if few.any():
        lower[few], upper[few] = exact_poisson(x[few], n[few], alpha=alpha)
    return lower, upper


def mean_t(mean: npt.ArrayLike, sd: npt.ArrayLike, n: npt.ArrayLike, *, alpha: float = 0.05) -> Limits:
    """Limits of a mean: mean ± t s / √n.

    Args:
        mean: (n,) means.
        sd: (n,) standard deviations (ddof 1).
        n: (n,) values behind each; below two gives NaN.
        alpha: chance outside the interval. Values far from a normal distribution need many more than ten.
    """
    m, s, count = _floats(mean, sd, n)
    count = np.where(count >= 2, count, np.nan)
    kinds, where = np.unique(count, return_inverse=True)
    cut = stdtrit(kinds - 1, 1 - alpha / 2)[where].reshape(count.shape)
    half = cut * s / np.sqrt(count)
    return m - half, m + half


def ratio_of_sums(
    teller: npt.ArrayLike, noemer: npt.ArrayLike = 1.0, *, alpha: float = 0.05
) -> tuple[Numbers, Numbers, Numbers]:
    """Ratio of two sums over clients, with its limits.

    Args:
        teller: (..., n) per client, e.g. hours; one unknown client makes the whole unknown.
        noemer: (..., n) per client, e.g. 1, or the periods in care.
        alpha: chance outside the interval.

    Returns:
        (...) ratio, lower, upper; limits NaN below two clients, all NaN when the noemer sums to nothing.
    """
    h, c = np.broadcast_arrays(*_floats(teller, noemer))
    n, whole = h.shape[-1], c.sum(axis=-1)
    found = h.sum(axis=-1) / np.where(whole > 0, whole, np.nan)
    squares = ((h - found[..., None] * c) ** 2).sum(axis=-1)
    freedom = n - 1 if n > 1 else np.nan
    half = stdtrit(freedom, 1 - alpha / 2) * np.sqrt(n * squares / freedom) / np.where(whole > 0, whole, np.nan)
    return found, found - half, found + half


def nps(promotors: npt.ArrayLike, criticasters: npt.ArrayLike, n: npt.ArrayLike, *, alpha: float = 0.05) -> Limits:
    """Limits of an NPS in points: half a promotor, a passive one and half a criticaster are added, -100..100.

    Args:
        promotors: (n,) how many of the answers.
        criticasters: (n,) how many of the answers; with promotors not more than all, else NaN.
        n: (n,) answers; 0 gives NaN.
        alpha: chance outside the interval.
    """
    score, error = nps_adjusted(promotors, criticasters, n)
    half = normal_quantile(alpha) * error
    return np.clip(score - half, -100, 100), np.clip(score + half, -100, 100)


def nps_adjusted(promotors: npt.ArrayLike, criticasters: npt.ArrayLike, n: npt.ArrayLike) -> Limits:
    """Middle and standard error of the interval of an NPS, in points, two answers added; never shown as the NPS."""
    p, d, count = _floats(promotors, criticasters, n)
    count = np.where((count > 0) & (p >= 0) & (d >= 0) & (p + d <= count), count, np.nan) + 2
    up, down = (p + 0.5) / count, (d + 0.5) / count
    score = up - down
    return 100 * score, 100 * np.sqrt((up + down - score**2) / count)


def _floats(*values: npt.ArrayLike) -> tuple[Numbers, ...]:
    return tuple(np.asarray(value, dtype=np.float64) for value in values)
