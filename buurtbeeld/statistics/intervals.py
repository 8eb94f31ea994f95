"""Confidence intervals of one figure, vectorised; NaN in, NaN out, and no interval of nobody.

Sources: Wilson 1927; Byar's approximation and the exact Poisson limits in Breslow & Day 1987, with the switch at ten
events of PHEindicatormethods; Student's t; Agresti & Min 2005 for a difference of proportions, here an NPS.
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
    return float(ndtri(1 - alpha / 2))


def wilson(count: npt.ArrayLike, total: npt.ArrayLike, *, alpha: float = 0.05) -> Limits:
    """Limits of a proportion count / total, 0..1.

    Args:
        count: (n,) how many of the total; not more than the total.
        total: (n,) how many in all; 0 gives NaN.
        alpha: chance outside the interval.
    """
    x, n = _floats(count, total)
    n = np.where(n > 0, n, np.nan)
    z = normal_quantile(alpha)
    middle, half = 2 * x + z**2, z * np.sqrt(z**2 + 4 * x * (1 - x / n))
    lower, upper = (middle - half) / (2 * (n + z**2)), (middle + half) / (2 * (n + z**2))
    return np.clip(lower, 0, 1), np.clip(upper, 0, 1)


def byar(count: npt.ArrayLike, total: npt.ArrayLike = 1.0, *, alpha: float = 0.05) -> Limits:
    """Byar's limits of a number of events divided by `total`; NaN where the lower one would be negative.

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
    bad = ~(lower >= 0)
    return np.where(bad, np.nan, lower), np.where(bad, np.nan, upper)


def exact_poisson(count: npt.ArrayLike, total: npt.ArrayLike = 1.0, *, alpha: float = 0.05) -> Limits:
    """Exact limits of a number of events divided by `total`; the lower one is 0 without events."""
    x, n = _floats(count, total)
    n = np.where(n > 0, n, np.nan)
    x = np.where(x >= 0, x, np.nan)
    some = np.where(x > 0, x, np.nan)
    lower = np.where(x == 0, 0.0, chdtri(2 * some, 1 - alpha / 2) / 2)
    return lower / n, chdtri(2 * x + 2, alpha / 2) / 2 / n


def rate(count: npt.ArrayLike, total: npt.ArrayLike, *, alpha: float = 0.05) -> Limits:
    """Limits of a rate: exact below ten events, Byar from there on."""
    x, n = np.broadcast_arrays(*_floats(count, total))
    lower, upper = byar(x, n, alpha=alpha)
    few = x < FROM_BYAR
    if few.any():
        lower, upper = lower.copy(), upper.copy()
        lower[few], upper[few] = exact_poisson(x[few], n[few], alpha=alpha)
    return lower, upper


def mean_t(mean: npt.ArrayLike, sd: npt.ArrayLike, n: npt.ArrayLike, *, alpha: float = 0.05) -> Limits:
    """Limits of a mean of n values with standard deviation sd (ddof 1): mean ± t s / √n; NaN below two values."""
    m, s, count = _floats(mean, sd, n)
    count = np.where(count >= 2, count, np.nan)
    kinds, where = np.unique(count, return_inverse=True)
    cut = stdtrit(kinds - 1, 1 - alpha / 2)[where].reshape(count.shape)
    half = cut * s / np.sqrt(count)
    return m - half, m + half


def ratio_of_sums(teller: npt.ArrayLike, noemer: npt.ArrayLike, *, alpha: float = 0.05) -> tuple[float, float, float]:
    """Ratio of the sums over clients, with its limits.

    Args:
        teller: (n,) per client, e.g. hours.
        noemer: (n,) per client, e.g. 1, or the periods in care.

    Returns:
        ratio, lower, upper; limits NaN below two clients, or when the clients have nothing in the noemer.
    """
    h, c = _floats(teller, noemer)
    n, whole = len(h), float(c.sum())
    if whole <= 0:
        return np.nan, np.nan, np.nan
    found = float(h.sum() / whole)
    error = float(np.sqrt(((h - found * c) ** 2).sum() / (n * (n - 1)))) / (whole / n) if n > 1 else np.nan
    half = float(stdtrit(n - 1, 1 - alpha / 2)) * error if n > 1 else np.nan
    return found, found - half, found + half


def nps(promotors: npt.ArrayLike, criticasters: npt.ArrayLike, n: npt.ArrayLike, *, alpha: float = 0.05) -> Limits:
    """Limits of an NPS in points: half a promotor, a passive one and half a criticaster are added, -100..100."""
    p, d, count = _floats(promotors, criticasters, n)
    count = np.where(count > 0, count, np.nan) + 2
    up, down = (p + 0.5) / count, (d + 0.5) / count
    score = up - down
    half = normal_quantile(alpha) * np.sqrt((up + down - score**2) / count)
    return np.clip(100 * (score - half), -100, 100), np.clip(100 * (score + half), -100, 100)


def _floats(*values: npt.ArrayLike) -> tuple[Numbers, ...]:
    return tuple(np.asarray(value, dtype=np.float64) for value in values)
