"""How sure a place among other buurten is: draws of what the true values may be, and the ranks they give.

There is no table of bare ranks: a place comes with the chance that it is in the best quarter and with its interval.
Source: statistiek.md part 6; Goldstein & Spiegelhalter 1996 for ranks with their uncertainty.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from buurtbeeld.statistics.shrinkage import Shrunk
from buurtbeeld.statistics.spc_rules import Flags, Table

DRAWS = 4000
SEED = 20_240_901  # fixed: the same figures give the same ranks in every process
INSIDE = 0.90


@dataclass(frozen=True, eq=False)
class Ranks:
    """Place of each buurt among those with a value; 1 is best.

    Attributes:
        best_quarter: (n,) chance to be in the best quarter; NaN where nothing is known.
        lower, upper: (n,) 90% interval of the rank; NaN where nothing is known.
        among: number of buurten ranked.
    """

    best_quarter: Table
    lower: Table
    upper: Table
    among: int


def draws_of_rates(
    shrunk: Shrunk, events: npt.ArrayLike, population: npt.ArrayLike, keys: npt.ArrayLike, *, draws: int = DRAWS
) -> Table:
    """Draws of the true rates, (draws, n), from the gamma posterior whose mean is the shrunk rate.

    Args:
        shrunk: of `shrinkage.rates`, with these events and population.
        events, population: (n,) as there.
        keys: (n,) codes of the buurten, each its own: chance goes by code, not by the order of the rows.
        draws: how many.
    """
    count, size = np.asarray(events, dtype=float), np.asarray(population, dtype=float)
    if not shrunk.between > 0 or not shrunk.mean > 0:
        return _all_alike(shrunk, draws)
    prior = shrunk.mean / shrunk.between  # population that the common rate counts for
    at = _places(np.isfinite(shrunk.value), keys)
    shape, scale = count[at] + shrunk.mean * prior, 1 / (size[at] + prior)
    return _placed(at, len(count), _generator().gamma(shape, scale, size=(draws, len(at))))


def draws_of_proportions(
    shrunk: Shrunk, numerator: npt.ArrayLike, denominator: npt.ArrayLike, keys: npt.ArrayLike, *, draws: int = DRAWS
) -> Table:
    """Draws of the true proportions, (draws, n), from the beta posterior; arguments as `draws_of_rates`."""
    count, size = np.asarray(numerator, dtype=float), np.asarray(denominator, dtype=float)
    if not shrunk.between > 0:
        return _all_alike(shrunk, draws)
    strength = shrunk.mean * (1 - shrunk.mean) / shrunk.between - 1
    at = _places(np.isfinite(shrunk.value), keys)
    alpha = count[at] + shrunk.mean * strength
    beta = size[at] - count[at] + (1 - shrunk.mean) * strength
    return _placed(at, len(count), _generator().beta(alpha, beta, size=(draws, len(at))))


def draws_of_estimates(
    shrunk: Shrunk, y: npt.ArrayLike, error: npt.ArrayLike, keys: npt.ArrayLike, *, draws: int = DRAWS
) -> Table:
    """Draws of the true values, (draws, n), from the normal posterior; the common value is uncertain too.

    Args:
        shrunk: of `shrinkage.estimates`, with these estimates and errors.
        y, error: (n,) as there.
        keys, draws: as `draws_of_rates`.
    """
    value, own = np.asarray(y, dtype=float), np.asarray(error, dtype=float) ** 2
    at, generator = _places(np.isfinite(shrunk.value), keys), _generator()
    if not len(at):
        return _all_alike(shrunk, draws)
    weight = shrunk.weight[at]
    sure = np.sqrt(1 / (1 / (own[at] + shrunk.between)).sum())
    centre = shrunk.mean + sure * generator.standard_normal((draws, 1))
    noise = np.sqrt(weight * own[at]) * generator.standard_normal((draws, len(at)))
    return _placed(at, len(value), weight * value[at] + (1 - weight) * centre + noise)


def ranks(draws: Table, keys: npt.ArrayLike, *, high_is_best: bool) -> Ranks:
    """Chance of the best quarter, and the 90% interval of the rank.

    Args:
        draws: (draws, n) true values that may be; a column of NaN is not ranked. Equal ones are put in a random order:
            where nothing tells buurten apart, every rank is as likely.
        keys: (n,) codes of the buurten, as for the draws.
        high_is_best: whether the highest value is rank 1.

    Returns:
        The best quarter holds a quarter of the ranked buurten, rounded down, and at least one.
    """
    at = _places(np.logical_and.reduce(np.isfinite(draws), axis=0), keys)
    among = len(at)
    if not among:
        nothing = np.full(draws.shape[1], np.nan)
        return Ranks(nothing, nothing, nothing, 0)
    own = -draws[:, at] if high_is_best else draws[:, at]
    order = np.lexsort((_generator().random(own.shape), own), axis=1)
    place = np.empty_like(order)
    np.put_along_axis(place, order, np.arange(1, among + 1)[None, :], axis=1)
    tail = (1 - INSIDE) / 2
    lower, upper = np.quantile(place, [tail, 1 - tail], axis=0, method="inverted_cdf")
    best = (place <= max(1, among // 4)).mean(axis=0)
    found = _placed(at, draws.shape[1], np.stack([best, lower, upper]))
    return Ranks(found[0], found[1], found[2], among)


def _generator() -> np.random.Generator:
    return np.random.default_rng(SEED)


def _places(known: Flags, keys: npt.ArrayLike) -> npt.NDArray[np.intp]:
    """Places of what is known, in the order of their keys.

    Raises:
        ValueError: there are not as many keys as buurten, or two are the same.
    """
    codes = np.asarray(keys)
    if codes.shape != known.shape or len(np.unique(codes)) != len(codes):
        raise ValueError("elke buurt heeft een eigen code nodig")
    at = np.flatnonzero(known)
    return at[np.argsort(codes[at])]


def _all_alike(shrunk: Shrunk, draws: int) -> Table:
    """Without any variance between buurten their true values are one."""
    return np.repeat(shrunk.value[None, :], draws, axis=0)


def _placed(at: npt.NDArray[np.intp], width: int, columns: Table) -> Table:
    """The columns in their places, NaN in the others."""
    placed = np.full((columns.shape[0], width), np.nan)
    placed[:, at] = columns
    return placed
