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


def draws_of_rates(shrunk: Shrunk, events: npt.ArrayLike, population: npt.ArrayLike, *, draws: int = DRAWS) -> Table:
    """Draws of the true rates, (draws, n), from the gamma posterior whose mean is the shrunk rate.

    Args:
        shrunk: of `shrinkage.rates`, with these events and population.
        events, population: (n,) as there.
        draws: how many.
    """
    count, size = np.asarray(events, dtype=float), np.asarray(population, dtype=float)
    if not shrunk.between > 0 or not shrunk.mean > 0:
        return _all_alike(shrunk, draws)
    prior = shrunk.mean / shrunk.between  # population that the common rate counts for
    known = np.isfinite(shrunk.value)
    shape, scale = count[known] + shrunk.mean * prior, 1 / (size[known] + prior)
    return _spread_out(known, _generator().gamma(shape, scale, size=(draws, int(known.sum()))))


def draws_of_proportions(
    shrunk: Shrunk, numerator: npt.ArrayLike, denominator: npt.ArrayLike, *, draws: int = DRAWS
) -> Table:
    """Draws of the true proportions, (draws, n), from the beta posterior; arguments as `draws_of_rates`."""
    count, size = np.asarray(numerator, dtype=float), np.asarray(denominator, dtype=float)
    if not shrunk.between > 0:
        return _all_alike(shrunk, draws)
    strength = shrunk.mean * (1 - shrunk.mean) / shrunk.between - 1
    known = np.isfinite(shrunk.value)
    alpha = count[known] + shrunk.mean * strength
    beta = (size - count)[known] + (1 - shrunk.mean) * strength
    return _spread_out(known, _generator().beta(alpha, beta, size=(draws, int(known.sum()))))


def draws_of_estimates(shrunk: Shrunk, y: npt.ArrayLike, error: npt.ArrayLike, *, draws: int = DRAWS) -> Table:
    """Draws of the true values, (draws, n), from the normal posterior; the common value is uncertain too.

    Args:
        shrunk: of `shrinkage.estimates`, with these estimates and errors.
        y, error: (n,) as there.
        draws: how many.
    """
    value, own = np.asarray(y, dtype=float), np.asarray(error, dtype=float) ** 2
    known = np.isfinite(shrunk.value)
    if not known.any():
        return np.full((draws, known.size), np.nan)
    generator, weight = _generator(), shrunk.weight[known]
    sure = np.sqrt(1 / (1 / (own[known] + shrunk.between)).sum())
    centre = shrunk.mean + sure * generator.standard_normal((draws, 1))
    noise = np.sqrt(weight * own[known]) * generator.standard_normal((draws, int(known.sum())))
    return _spread_out(known, weight * value[known] + (1 - weight) * centre + noise)


def ranks(draws: Table, *, high_is_best: bool) -> Ranks:
    """Chance of the best quarter, and the 90% interval of the rank.

    Args:
        draws: (draws, n) true values that may be; a column of NaN is not ranked. Equal ones are put in a random order:
            where nothing tells buurten apart, every rank is as likely.
        high_is_best: whether the highest value is rank 1.

    Returns:
        The best quarter holds a quarter of the ranked buurten, rounded down, and at least one.
    """
    known: Flags = np.logical_and.reduce(np.isfinite(draws), axis=0)
    among = int(known.sum())
    empty = np.full(known.shape, np.nan)
    if not among:
        return Ranks(empty, empty.copy(), empty.copy(), 0)
    own = -draws[:, known] if high_is_best else draws[:, known]
    order = np.lexsort((_generator().random(own.shape), own), axis=1)
    place = np.empty_like(order)
    np.put_along_axis(place, order, np.arange(1, among + 1)[None, :], axis=1)
    tail = (1 - INSIDE) / 2
    lower, upper = np.quantile(place, [tail, 1 - tail], axis=0, method="inverted_cdf")
    best = (place <= max(1, among // 4)).mean(axis=0)
    found = _spread_out(known, np.stack([best, lower, upper]))
    return Ranks(found[0], found[1], found[2], among)


def _generator() -> np.random.Generator:
    return np.random.default_rng(SEED)


def _all_alike(shrunk: Shrunk, draws: int) -> Table:
    """Without any variance between buurten their true values are one."""
    return np.repeat(shrunk.value[None, :], draws, axis=0)


def _spread_out(known: Flags, columns: npt.NDArray[np.generic]) -> Table:
    """The columns of what is known in their places, NaN in the others."""
    placed = np.full((columns.shape[0], known.size), np.nan)
    placed[:, known] = columns
    return placed
