"""Spread of one short series, with what other buurten of its size have to say about it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.special import digamma, polygamma

Table = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
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
        y: (n, T) values in order of time, season removed, or (C, n, T) of C panels; NaN = missing. Only neighbours make
            a range.

    Returns:
        (n,) variances and (n,) degrees of freedom, 0.62 per moving range, or (C, n); a row without a range has NaN, 0.
        With a lag-1 autocorrelation r the variance found is (1 - r) times that of the points.

    Source: statistiek.md part 4; the degrees of freedom of a mean moving range are those of control chart practice.
    """
    ranges = np.abs(np.diff(y, axis=-1))
    seen = np.isfinite(ranges)
    count = seen.sum(axis=-1)
    mean = np.where(seen, ranges, 0.0).sum(axis=-1) / np.where(count > 0, count, np.nan)
    freedom = FREEDOM * count
    return (mean / RANGE) ** 2 / (1 + 0.5 / np.where(count > 0, freedom, np.nan)), freedom


def size_curve(variance: Table, size: Table, at: Table, *, extreme: float = EXTREME) -> tuple[Table, Table]:
    """Variance to expect of a series of a given size: a + b / size, with a and b zero or more.

    Weighted by the fit itself (a gamma model), so that small buurten with large variances do not decide alone; one far
    above the curve is held back.

    Args:
        variance: (n,) variances found, or (W, n) for W curves at once; NaN = none.
        size: (n,) mean noemer, or (W, n) of every curve its own.
        at: (k,) sizes to give the curve for, or (W, k).
        extreme: a variance so many times the curve counts as this much.

    Returns:
        (k,) or (W, k) variances, and how many series stand behind each; NaN and 0 without any.
    """
    curve, behind = _curves(np.atleast_2d(variance), size, at, extreme)
    return (curve, behind) if variance.ndim > 1 else (curve[0], behind[0])


def _curves(variance: Table, size: Table, at: Table, extreme: float) -> tuple[Table, Table]:
    known = np.isfinite(variance)
    count = known.sum(axis=1)
    found = np.where(known, variance, 0.0)
    mean = found.sum(axis=1) / np.maximum(count, 1)
    usual = _usual(known, size)
    base, here = _inverse(size, usual), _inverse(at, usual)
    line = _Line.start(base, known, (count >= 5) & _differs(base, known))
    fitted = np.repeat(mean[:, None], variance.shape[1], axis=1)
    fitted[mean <= 0] = 1.0  # nothing varies: such a curve is put down as zero below
    for _ in range(ROUNDS):
        line = line.fit(np.minimum(found, extreme * fitted), fitted)
        fitted = np.maximum(line.at(base), 1e-12 * np.where(mean > 0, mean, 1.0)[:, None])
    curve, leverage = line.at(here), line.leverage(here)
    behind = np.where(leverage > 0, curve**2 / np.where(leverage > 0, leverage, 1), 0.0)
    nothing = (mean <= 0)[:, None]
    curve, behind = np.where(nothing, 0.0, curve), np.where(nothing, count[:, None], behind)
    some = (count > 0)[:, None]
    return np.where(some, curve, np.nan), np.where(some, behind, 0.0)


@dataclass(frozen=True)
class _Line:
    """W straight lines through (base, found) whose two coefficients may not be negative, by weighted least squares.

    Attributes:
        base: (W, n) places.
        known: (W, n) which of them count.
        sloped: (W,) which lines may have a slope.
        level, slope: (W,) coefficients.
        total, centre, width: (W,) sum of the weights, weighted mean of the places, and sum of squares around it.
    """

    base: Table
    known: Mask
    sloped: Mask
    level: Table
    slope: Table
    total: Table
    centre: Table
    width: Table

    @staticmethod
    def start(base: Table, known: Mask, sloped: Mask) -> _Line:
        """No line yet."""
        nothing = np.zeros(len(base))
        return _Line(base, known, sloped, nothing, nothing, nothing, nothing, nothing)

    def fit(self, found: Table, fitted: Table) -> _Line:
        """The line through values whose variance goes with the square of the fit so far."""
        weight = np.where(self.known, 1 / fitted**2, 0.0)
        heavy = weight * self.base
        total, heavily = _positive(weight.sum(axis=1)), heavy.sum(axis=1)
        centre = heavily / total
        away = self.base - centre[:, None]
        width = (weight * away**2).sum(axis=1)
        right, steep = (weight * found).sum(axis=1), (heavy * found).sum(axis=1)
        slope = np.where(self.sloped, (weight * away * found).sum(axis=1) / _positive(width), 0.0)
        level = right / total - slope * centre
        # Where one would be negative, the better of the two that remain: the one that explains more.
        negative = self.sloped & ((level < 0) | (slope < 0))
        alone = steep / _positive((heavy * self.base).sum(axis=1))
        flat = right * (right / total) >= steep * alone
        level = np.where(negative, np.where(flat, right / total, 0.0), level)
        slope = np.where(negative, np.where(flat, 0.0, alone), slope)
        return replace(self, level=level, slope=slope, total=total, centre=centre, width=width)

    def at(self, places: Table) -> Table:
        """(W, k) values."""
        return self.level[:, None] + self.slope[:, None] * places

    def leverage(self, places: Table) -> Table:
        """(W, k) variance of the line there, in the weights of the last fit."""
        sloping = np.where(self.sloped, 1 / _positive(self.width), 0.0)[:, None]
        return 1 / self.total[:, None] + (places - self.centre[:, None]) ** 2 * sloping


def prior_freedom(own: Table, freedom: Table, curve: Table, *, guess: float, worth: float) -> Table:
    """How much the curve counts for, in degrees of freedom: more when series of one size are as noisy as each other.

    The logarithms of own variances scatter around the curve by chance, which is known, and by how different the
    series really are. Few series say little about that, so the guess counts as `worth` series.

    Args:
        own: (n,) own variances, or (C, n) of C panels; NaN = none.
        freedom: the same shape, their degrees of freedom.
        curve: the same shape, variance to expect.
        guess: degrees of freedom to lean to.
        worth: number of series that counts for.

    Returns:
        One number, or (C,).

    Source: Smyth 2004, section 6.2, with a guess beside it.
    """
    use = (own > 0) & (curve > 0) & (freedom > 0)
    count = use.sum(axis=-1)
    half = np.where(use, freedom / 2, 1.0)
    scale, ratio = _of_half(half), np.where(use, own, 1.0) / np.where(use, curve, 1.0)
    away = np.where(use, np.log(ratio) - scale[0], 0.0)
    mean = away.sum(axis=-1) / np.maximum(count, 1)
    really = np.where(use, (away - mean[..., None]) ** 2 - scale[1], 0.0).sum(axis=-1)
    scatter = (really + worth * float(polygamma(1, guess / 2))) / (count + worth)
    found: Table = np.where(count > 0, 2 * np.interp(-scatter, -_SCATTER, _HALF), guess)[()]
    return found


def _of_half(half: Table) -> tuple[Table, Table]:
    """Mean and variance of the log of a variance with so many half degrees of freedom; few different ones occur."""
    kinds, where = np.unique(half, return_inverse=True)
    mean, scatter = digamma(kinds) - np.log(kinds), polygamma(1, kinds)
    return mean[where].reshape(half.shape), scatter[where].reshape(half.shape)


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


def _usual(known: Mask, size: Table) -> Table:
    """(W,) middle of the sizes behind each curve: what an unknown one is taken for."""
    sized = known & np.isfinite(size) & (size > 0)
    count = sized.sum(axis=1)
    ordered = np.sort(np.where(sized, size, np.inf), axis=1)
    at = np.arange(len(known))
    low, high = ordered[at, np.maximum(count - 1, 0) // 2], ordered[at, np.minimum(count // 2, known.shape[1] - 1)]
    some = count > 0
    return np.where(some, (np.where(some, low, 1.0) + np.where(some, high, 1.0)) / 2, 1.0)


def _inverse(size: Table, usual: Table) -> Table:
    """(W, n) usual size divided by each size."""
    known = np.isfinite(size) & (size > 0)
    return np.where(known, usual[:, None] / np.where(known, size, 1.0), 1.0)


def _differs(base: Table, known: Mask) -> Mask:
    """(W,) whether the sizes differ enough to draw a line through."""
    low, high = np.where(known, base, np.inf).min(axis=1), np.where(known, base, -np.inf).max(axis=1)
    found: Mask = np.where(known.any(axis=1), high - low, 0.0) > 1e-9 * np.abs(high)
    return found


def _positive(value: Table) -> Table:
    return np.where(value > 0, value, 1.0)
