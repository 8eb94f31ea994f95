"""Funnel plot: how far from the common value a buurt of a given size may lie by chance, and which ones lie outside.

Outside the outer limits is a reason to look for an explanation, never a judgement.
Sources: Spiegelhalter 2005; limits and labels as Fingertips (OHID) publishes them; statistiek.md part 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt
from scipy import stats

from buurtbeeld.statistics import intervals
from buurtbeeld.statistics.spc_rules import Codes, Table

TAILS = (0.025, 0.001)  # one-sided, of the 95% and the 99.8% limits


class Significance(IntEnum):
    """Where a point lies; the sign is the side."""

    NONE = 0
    LOW = -1  # outside 95%
    HIGH = 1
    VERY_LOW = -2  # outside 99.8%
    VERY_HIGH = 2
    TOO_FEW = -9  # too few events to say


@dataclass(frozen=True, eq=False)
class Limits:
    """Limits of a funnel at 95% and 99.8%, all of one shape."""

    lower95: Table
    upper95: Table
    lower998: Table
    upper998: Table


def proportion_limits(denominator: npt.ArrayLike, average: float | Table) -> Limits:
    """Limits of a proportion: where the Wilson interval of a buurt just touches the average.

    Wilson's interval is the score test turned round, so turning it round again leaves the score test itself:
    average ± z sqrt(average (1 - average) / n), within 0 and 1.

    Args:
        denominator: (...) persons; 0 or NaN gives NaN.
        average: proportion of all buurten together, 0..1.
    """
    spread = np.sqrt(average * (1 - average) / _above_zero(denominator))
    edges = (np.clip(average + way * stats.norm.isf(tail) * spread, 0.0, 1.0) for tail in TAILS for way in (-1, 1))
    return Limits(*edges)


def ratio_limits(expected: npt.ArrayLike, target: float | Table = 1.0) -> Limits:
    """Exact Poisson limits of observed / expected.

    Args:
        expected: (...) expected events; 0 or NaN gives NaN.
        target: the common ratio.
    """
    events = _above_zero(expected)
    edges = (target * edge(events, tail) / events for tail in TAILS for edge in (_fewest, _most))
    return Limits(*edges)


def rate_limits(population: npt.ArrayLike, average: float | Table) -> Limits:
    """Exact Poisson limits of events / population; average: events per unit of population, all buurten together."""
    return ratio_limits(_above_zero(population) * average, average)


def expected_at_limits(observed: npt.ArrayLike) -> Limits:
    """Expected number of events at which so many observed ones just lie on a limit, to draw the funnel by its events.

    The height of the curve is observed / expected; the population it belongs to is expected / average rate.

    Args:
        observed: (...) whole events, 1 or more.

    Returns:
        For `lower95` the expected number that puts these events on the lower limit, and so on: lower is the larger.
    """
    events = np.asarray(observed, dtype=float)
    edges = (edge(events, tail) for tail in TAILS for edge in (_most, _fewest))
    return Limits(*edges)


def proportion_significance(numerator: npt.ArrayLike, denominator: npt.ArrayLike) -> Codes:
    """Where each proportion lies beside that of all together, by `proportion_limits`.

    Args:
        numerator, denominator: (n,) persons of all buurten; NaN = missing, and left out.

    Returns:
        (n,) codes of `Significance`; a missing one or one without persons is TOO_FEW.
    """
    count, size = np.asarray(numerator, dtype=float), _above_zero(denominator)
    known = np.isfinite(count / size)
    if not known.any():
        return np.full(count.shape, Significance.TOO_FEW, np.int8)
    limits = proportion_limits(size, count[known].sum() / size[known].sum())
    value = count / size
    low = (value < limits.lower95).astype(np.int8) + (value < limits.lower998)
    high = (value > limits.upper95).astype(np.int8) + (value > limits.upper998)
    return np.where(known, high - low, Significance.TOO_FEW).astype(np.int8)


def ratio_significance(observed: npt.ArrayLike, expected: npt.ArrayLike, target: float | Table = 1.0) -> Codes:
    """Where each observed / expected lies beside the target, by the interval of the observed events.

    Args:
        observed, expected: (n,) events; NaN = missing.
        target: ratio to lie beside.

    Returns:
        (n,) codes of `Significance`; TOO_FEW where a number is missing or nothing is expected.
    """
    count, aim = np.asarray(observed, dtype=float), _above_zero(expected) * target
    known = np.isfinite(count) & np.isfinite(aim)
    (lower95, upper95), (lower998, upper998) = (intervals.rate(count, 1.0, alpha=2 * tail) for tail in TAILS)
    high = (lower95 > aim).astype(np.int8) + (lower998 > aim)
    low = (upper95 < aim).astype(np.int8) + (upper998 < aim)
    return np.where(known, high - low, Significance.TOO_FEW).astype(np.int8)


def rate_significance(events: npt.ArrayLike, population: npt.ArrayLike, *, least: int = 0) -> Codes:
    """Where each rate lies beside that of all together.

    Args:
        events: (n,) events.
        population: (n,) population; for a standardised rate events / rate, and NaN where there are no events.
        least: fewer events than this say nothing: 10 for a directly standardised rate, 0 for a crude one.

    Returns:
        (n,) codes of `Significance`.
    """
    count, size = np.asarray(events, dtype=float), _above_zero(population)
    known = np.isfinite(count / size)
    if not known.any():
        return np.full(count.shape, Significance.TOO_FEW, np.int8)
    found = ratio_significance(count, size, count[known].sum() / size[known].sum())
    return np.where(count < least, Significance.TOO_FEW, found).astype(np.int8)


def _above_zero(size: npt.ArrayLike) -> Table:
    known = np.asarray(size, dtype=float)
    return np.where(known > 0, known, np.nan)


def _fewest(events: Table, tail: float) -> Table:
    """Smallest Poisson mean that does not make so many events too many."""
    edge: Table = np.where(events > 0, stats.chi2.ppf(tail, 2 * np.where(events > 0, events, 1)) / 2, 0.0)
    return edge


def _most(events: Table, tail: float) -> Table:
    """Largest Poisson mean that does not make so many events too few."""
    edge: Table = np.asarray(stats.chi2.isf(tail, 2 * events + 2) / 2)
    return edge
