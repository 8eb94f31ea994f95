"""Spread of one short series, with what other buurten of its size have to say about it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import digamma, polygamma

Table = npt.NDArray[np.float64]
RANGE = 1.128  # mean of the moving range of two points, in standard deviations
FREEDOM = 0.62  # degrees of freedom that one moving range brings
EXTREME = 4.0  # a spread so many times what its size tells counts as this much
ROUNDS = 6
_HALF = np.geomspace(1.5, 30.0, 60)  # half the degrees of freedom: between 3 and 60
_SCATTER = polygamma(1, _HALF)


def moving_range_spread(y: Table) -> tuple[Table, Table]:
    """Variance of every row from its moving ranges, and its degrees of freedom.

    The square of a mean is a little too large; that is taken off, so that rows with few points are not held noisier.

    Args:
        y: (n, T) values in order of time, season removed; NaN = missing. Only neighbours make a range.

    Returns:
        (n,) variances and (n,) degrees of freedom, 0.62 per moving range; a row without a range has NaN and 0.
        With a lag-1 autocorrelation r the variance found is (1 - r) times that of the points.

    Source: statistiek.md part 4; the degrees of freedom of a mean moving range are those of control chart practice.
    """
    ranges = np.abs(np.diff(y, axis=1))
    seen = np.isfinite(ranges)
    count = seen.sum(axis=1)
    mean = np.where(seen, ranges, 0.0).sum(axis=1) / np.where(count > 0, count, np.nan)
    freedom = FREEDOM * count
    return (mean / RANGE) ** 2 / (1 + 0.5 / np.where(count > 0, freedom, np.nan)), freedom


def size_curve(variance: Table, size: Table, at: Table, *, extreme: float = EXTREME) -> tuple[Table, Table]:
    """Variance to expect of a series of a given size: a + b / size, with a and b zero or more.

    Weighted by the fit itself (a gamma model), so that small buurten with large variances do not decide alone; one far
    above the curve is held back.

    Args:
        variance: (n,) variances found; NaN = none.
        size: (n,) mean noemer.
        at: (k,) sizes to give the curve for.
        extreme: a variance so many times the curve counts as this much.

    Returns:
        (k,) variances, and (k,) how many series stand behind each; NaN and 0 without any.
    """
    known = np.isfinite(variance)
    if not known.any():
        return np.full(len(at), np.nan), np.zeros(len(at))
    found, usual = variance[known], _usual(size[known])
    base, here = _design(size[known], usual), _design(at, usual)
    if len(found) < 5 or np.ptp(base[:, 1]) <= 1e-9 * base[:, 1].max():
        base, here = base[:, :1], here[:, :1]
    fitted = np.full(len(found), found.mean())
    if not fitted[0] > 0:
        return np.zeros(len(at)), np.full(len(at), float(len(found)))
    weight, coefficients = fitted, np.zeros(base.shape[1])
    for _ in range(ROUNDS):
        weight = 1 / fitted**2
        coefficients = _not_negative(base, np.minimum(found, extreme * fitted), weight)
        fitted = np.maximum(base @ coefficients, 1e-12 * found.mean())
    information = (base * weight[:, None]).T @ base
    curve = here @ coefficients
    leverage = np.einsum("ij,jk,ik->i", here, np.linalg.pinv(information, hermitian=True), here)
    return curve, np.where(leverage > 0, curve**2 / np.where(leverage > 0, leverage, 1), 0.0)


def prior_freedom(own: Table, freedom: Table, curve: Table, *, guess: float, worth: float) -> float:
    """How much the curve counts for, in degrees of freedom: more when series of one size are as noisy as each other.

    The logarithms of own variances scatter around the curve by chance, which is known, and by how different the
    series really are. Few series say little about that, so the guess counts as `worth` series.

    Args:
        own: (n,) own variances, NaN = none.
        freedom: (n,) their degrees of freedom.
        curve: (n,) variance to expect.
        guess: degrees of freedom to lean to.
        worth: number of series that counts for.

    Source: Smyth 2004, section 6.2, with a guess beside it.
    """
    use = (own > 0) & (curve > 0) & (freedom > 0)
    if not use.any():
        return guess
    half = freedom[use] / 2
    away = np.log(own[use] / curve[use]) - digamma(half) + np.log(half)
    really = float(((away - away.mean()) ** 2 - polygamma(1, half)).sum())
    scatter = (really + worth * float(polygamma(1, guess / 2))) / (len(half) + worth)
    return float(2 * np.interp(-scatter, -_SCATTER, _HALF))


def shrink(own: Table, freedom: Table, curve: Table, prior: Table) -> tuple[Table, Table]:
    """Own variance and that of the curve together, weighted by their degrees of freedom.

    Args:
        own: (n,) own variances, NaN = none.
        freedom: (n,) their degrees of freedom.
        curve: (n,) variance to expect.
        prior: (n,) degrees of freedom it counts for.

    Returns:
        (n,) variances and (n,) degrees of freedom. NaN where neither is known.

    Source: statistiek.md part 4; Smyth 2004 for the form.
    """
    mine = np.where(np.isfinite(own), freedom, 0.0)
    theirs = np.where(np.isfinite(curve), prior, 0.0)
    total = mine + theirs
    both = mine * np.nan_to_num(own) + theirs * np.nan_to_num(curve)
    return both / np.where(total > 0, total, np.nan), total


def _usual(size: Table) -> float:
    """Middle of the known sizes: what an unknown one is taken for."""
    known = np.isfinite(size) & (size > 0)
    return float(np.median(size[known])) if known.any() else 1.0


def _design(size: Table, usual: float) -> Table:
    known = np.isfinite(size) & (size > 0)
    return np.column_stack([np.ones(len(size)), usual / np.where(known, size, usual)])


def _not_negative(base: Table, found: Table, weight: Table) -> Table:
    """Weighted least squares with one or two coefficients that may not be negative."""
    heavy = base * weight[:, None]
    system, right = heavy.T @ base, heavy.T @ found
    if len(right) == 2:
        both: Table = np.linalg.lstsq(system, right, rcond=None)[0].astype(float)
        if (both >= 0).all():
            return both
        alone = right / np.diag(system)
        # The better of the two that remain: the one that explains more.
        best = int(np.argmax(right * alone))
        return np.where(np.arange(2) == best, alone, 0.0)
    only: Table = right / np.diag(system)
    return only
