"""Small buurten borrow from all buurten before they are put beside each other: empirical Bayes.

Sources: Marshall 1991, as the Python package esda computes it, with the variance between kept at zero or more;
DerSimonian & Laird 1986; Paule & Mandel 1982; statistiek.md part 6.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

from buurtbeeld.statistics.spc_rules import Flags, Table

PEERS = 100  # buurten in a peer group before it is large enough to shrink to
EVEN = 1e6  # sum of the beta parameters from which buurten differ by chance only


@dataclass(frozen=True, eq=False)
class Shrunk:
    """Values drawn in to the common one, the more so the less they rest on.

    Attributes:
        value: (n,) shrunk values; NaN where nothing was known.
        weight: (n,) share of the own value, 0..1.
        mean: the common value.
        between: variance between buurten beside chance, 0 or more.
    """

    value: Table
    weight: Table
    mean: float
    between: float


def rates(events: npt.ArrayLike, population: npt.ArrayLike) -> Shrunk:
    """Global empirical Bayes of rates (Marshall).

    Args:
        events: (n,) events; NaN = missing.
        population: (n,) population, above 0; else missing.
    """
    count, size, known = _known(events, population)
    if not known.any():
        return _nothing(known)
    total = size[known].sum()
    mean = count[known].sum() / total
    rate = count / size
    spread = (size[known] * (rate[known] - mean) ** 2).sum() / total
    # Below zero: buurten differ less than chance makes them. Nothing of their own is then left.
    between = max(0.0, spread - mean / size[known].mean())
    return _drawn_in(rate, mean, between, mean / size)


def proportions(numerator: npt.ArrayLike, denominator: npt.ArrayLike) -> Shrunk:
    """Empirical Bayes of proportions: beta-binomial, its two parameters by maximum likelihood.

    Args:
        numerator: (n,) persons with the property; NaN = missing.
        denominator: (n,) persons, above 0; else missing.

    Returns:
        `mean` is the mean of the fitted beta distribution, `between` its variance; weight n / (n + alpha + beta).
    """
    count, size, known = _known(numerator, denominator)
    if not known.any():
        return _nothing(known)
    mean, strength = _beta(count[known], size[known])
    between = 0.0 if strength >= EVEN else mean * (1 - mean) / (strength + 1)
    weight = np.where(known, 0.0 if between == 0 else size / (size + strength), np.nan)
    return Shrunk(weight * count / size + (1 - weight) * mean, weight, mean, between)


def estimates(y: npt.ArrayLike, error: npt.ArrayLike, *, iterate: bool = True) -> Shrunk:
    """Empirical Bayes of means or changes that come with a standard error (random effects).

    Args:
        y: (n,) estimates; NaN = missing.
        error: (n,) standard errors, above 0; else missing.
        iterate: variance between buurten by Paule-Mandel; else by DerSimonian-Laird, in one step.
    """
    value, spread, known = _known(y, error)
    if not known.any():
        return _nothing(known)
    own = spread**2
    between = paule_mandel(value[known], own[known]) if iterate else dersimonian_laird(value[known], own[known])
    mean = _weighted(value[known], 1 / (own[known] + between))
    return _drawn_in(value, mean, between, own)


def dersimonian_laird(y: Table, variance: Table) -> float:
    """Variance between estimates, by the method of moments; (n,) estimates and their variances, nothing missing."""
    weight = 1 / variance
    room = weight.sum() - (weight**2).sum() / weight.sum()
    left = _scatter(y, variance, 0.0) - (len(y) - 1)
    return max(0.0, float(left / room)) if len(y) > 1 else 0.0


def paule_mandel(y: Table, variance: Table) -> float:
    """Variance between estimates that makes their weighted scatter what chance makes it; arguments as above."""
    aim = len(y) - 1
    if aim < 1 or _scatter(y, variance, 0.0) <= aim:
        return 0.0
    high = float(np.ptp(y) ** 2)  # more than half of the largest scatter there can be
    while _scatter(y, variance, high) > aim:
        high *= 2
    return float(
        optimize.brentq(lambda between: _scatter(y, variance, between) - aim, 0.0, high, xtol=1e-300, rtol=1e-14)
    )


def pools(group: npt.ArrayLike, known: npt.ArrayLike) -> npt.NDArray[np.intp]:
    """What each buurt shrinks to: its own group of comparable buurten when that has 100 or more, else all together.

    Args:
        group: (n,) label of the group, 0 or more.
        known: (n,) whether the buurt has a value.

    Returns:
        (n,) the label of its own group, or -1 for all buurten.
    """
    labels, counts = np.asarray(group, dtype=np.intp), np.asarray(known, dtype=bool)
    size = np.bincount(labels[counts], minlength=int(labels.max(initial=-1)) + 1)
    return np.where(size[labels] >= PEERS, labels, -1)


def _known(value: npt.ArrayLike, size: npt.ArrayLike) -> tuple[Table, Table, Flags]:
    first, second = np.asarray(value, dtype=float), np.asarray(size, dtype=float)
    known: Flags = np.isfinite(first) & np.isfinite(second) & (second > 0)
    return np.where(known, first, np.nan), np.where(known, second, np.nan), known


def _nothing(known: Flags) -> Shrunk:
    return Shrunk(np.full(known.shape, np.nan), np.full(known.shape, np.nan), np.nan, 0.0)


def _drawn_in(value: Table, mean: float, between: float, own: Table) -> Shrunk:
    """Weight of every own value: variance between, beside that and its own. Nobody with an event anywhere: 0 of 0."""
    total = between + own
    weight = np.where(total > 0, between / np.where(total > 0, total, 1.0), np.where(np.isnan(total), np.nan, 0.0))
    return Shrunk(weight * value + (1 - weight) * mean, weight, float(mean), float(between))


def _weighted(y: Table, weight: Table) -> float:
    return float((weight * y).sum() / weight.sum())


def _scatter(y: Table, variance: Table, between: float) -> float:
    weight = 1 / (variance + between)
    return float((weight * (y - _weighted(y, weight)) ** 2).sum())


def _beta(count: Table, size: Table) -> tuple[float, float]:
    """Mean and alpha + beta of the beta distribution that makes these counts likeliest."""
    if not 0 < count.sum() < size.sum():
        return float(count.sum() / size.sum()), EVEN
    centre = float(special.logit(count.sum() / size.sum()))

    def unlikely(at: Table) -> tuple[float, Table]:
        mean, strength = special.expit(at[0]), np.exp(at[1])
        alpha, beta = mean * strength, (1 - mean) * strength
        value = (special.betaln(count + alpha, size - count + beta) - special.betaln(alpha, beta)).sum()
        both = special.digamma(strength) - special.digamma(size + strength)
        to_alpha = (special.digamma(count + alpha) - special.digamma(alpha) + both).sum()
        to_beta = (special.digamma(size - count + beta) - special.digamma(beta) + both).sum()
        slope = [mean * (1 - mean) * strength * (to_alpha - to_beta), alpha * to_alpha + beta * to_beta]
        return -float(value), -np.asarray(slope)

    bounds = [(centre - 5, centre + 5), (np.log(0.01), np.log(EVEN))]
    tries = (
        optimize.minimize(unlikely, [centre, np.log(strength)], jac=True, method="L-BFGS-B", bounds=bounds)
        for strength in (5.0, 500.0)
    )
    best = min(tries, key=lambda found: float(found.fun)).x
    if best[1] >= bounds[1][1] - 1e-6:  # at the border no more than chance is left, and one proportion fits them all
        return float(count.sum() / size.sum()), EVEN
    return float(special.expit(best[0])), float(np.exp(best[1]))
