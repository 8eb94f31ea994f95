"""Rates as they would be with the ages of a standard population, or set against what a reference would have had.

Source: Breslow & Day 1987 for both ways; Dobson et al. 1991 for the limits of a direct one; the rules for small numbers
and for events that one person has more than once are those of PHEindicatormethods.

Two indirectly standardised buurten are each comparable with the reference, not strictly with each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from buurtbeeld.statistics import intervals
from buurtbeeld.statistics.intervals import Numbers

FEWEST_DIRECT = 10  # events; of fewer no directly standardised rate is made


@dataclass(frozen=True)
class Standardised:
    """A standardised rate or ratio per place; every array is (...), NaN = none.

    Attributes:
        value, lower, upper: in the asked unit.
        events: observed.
        expected: events the reference would have had; NaN for a direct rate.
    """

    value: Numbers
    lower: Numbers
    upper: Numbers
    events: Numbers
    expected: Numbers


def direct(
    events: npt.ArrayLike,
    people: npt.ArrayLike,
    standard: npt.ArrayLike,
    *,
    by_times: npt.ArrayLike | None = None,
    per: float = 1.0,
    alpha: float = 0.05,
) -> Standardised:
    """Directly standardised rate.

    Args:
        events: (..., k) events per age band; NaN in a band makes the place NaN.
        people: (..., k) people per band; a band without people makes the place NaN: merge it with its neighbour.
        standard: (k,) or (..., k) people of the standard population per band.
        by_times: (..., k, m) persons with 1..m events in each band, for events that one person has more than once;
            without it events are held to be independent, and the limits of repeat events too narrow.
        per: unit of the rate, e.g. 1000.
        alpha: chance outside the interval.

    Returns:
        Standardised; all NaN below ten events.

    Raises:
        ValueError: when `by_times` does not add up to `events`.
    """
    x, n, w = (np.asarray(some, dtype=np.float64) for some in (events, people, standard))
    n = np.where(n > 0, n, np.nan)
    total, weight = x.sum(axis=-1), (w + 0 * x).sum(axis=-1)
    value = (w * x / n).sum(axis=-1) / weight
    variance = (w**2 * _variance(x, by_times) / n**2).sum(axis=-1) / weight**2
    enough = np.where(total >= FEWEST_DIRECT, total, np.nan)
    scale = np.sqrt(variance / enough)
    lower, upper = (value + scale * (limit - enough) for limit in intervals.byar(enough, alpha=alpha))
    shown = np.where(np.isfinite(enough), value, np.nan)
    return Standardised(shown * per, lower * per, upper * per, total, np.full_like(total, np.nan))


def _variance(events: Numbers, by_times: npt.ArrayLike | None) -> Numbers:
    """Variance of the events of every band: of a person with k events they come k at a time."""
    if by_times is None:
        return events
    persons = np.asarray(by_times, dtype=np.float64)
    times = np.arange(1, persons.shape[-1] + 1)
    together = (persons * times).sum(axis=-1)
    known = np.isfinite(events + together)
    if not np.allclose(together[known], events[known]):
        raise ValueError("by_times does not add up to events")
    variance: Numbers = (persons * times**2).sum(axis=-1)
    return variance


def expected(people: npt.ArrayLike, events_there: npt.ArrayLike, people_there: npt.ArrayLike) -> Numbers:
    """Events a place would have had with the rates of the reference.

    Args:
        people: (..., k) people per age band.
        events_there: (k,) events of the reference per band.
        people_there: (k,) people of the reference per band; nobody there makes every place with people in it NaN.

    Returns:
        (...) expected events.
    """
    n, x, m = (np.asarray(some, dtype=np.float64) for some in (people, events_there, people_there))
    rate = x / np.where(m > 0, m, np.nan)
    found: Numbers = np.where(n == 0, 0.0, n * rate).sum(axis=-1)
    return found


def ratio(events: npt.ArrayLike, foreseen: npt.ArrayLike, *, per: float = 1.0, alpha: float = 0.05) -> Standardised:
    """Indirectly standardised ratio: observed / expected, 1 (times `per`) = as the reference.

    Args:
        events: (...) observed events of every place.
        foreseen: (...) events `expected`; 0 gives NaN.
        per: 1, or 100 for a ratio that the reference has at 100.
        alpha: chance outside the interval; exact below ten events, Byar from there on.
    """
    observed, awaited = np.broadcast_arrays(np.asarray(events, np.float64), np.asarray(foreseen, np.float64))
    awaited = np.where(awaited > 0, awaited, np.nan)
    lower, upper = intervals.rate(observed, awaited, alpha=alpha)
    return Standardised(observed / awaited * per, lower * per, upper * per, observed, awaited)


def rate(
    events: npt.ArrayLike,
    foreseen: npt.ArrayLike,
    events_there: npt.ArrayLike,
    people_there: npt.ArrayLike,
    *,
    per: float = 1.0,
    alpha: float = 0.05,
) -> Standardised:
    """Indirectly standardised rate: the ratio times the crude rate of the reference.

    Arguments as those of `ratio` and `expected`.
    """
    x, m = np.asarray(events_there, np.float64).sum(), np.asarray(people_there, np.float64).sum()
    crude = x / m if m > 0 else np.nan
    return ratio(events, foreseen, per=per * crude, alpha=alpha)
