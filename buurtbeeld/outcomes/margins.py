"""Margins of delivered figures at 95% and 99.8%, from what is shown and never narrower than it.

A margin gives away what it is made of: those of shares and rates come from the rounded counts, all are rounded
outwards, and a hidden figure has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from buurtbeeld.outcomes.keys import METHODS
from buurtbeeld.statistics import intervals

Numbers = npt.NDArray[np.float64]
ALPHAS = (0.05, 0.002)
NAMES = (("lower", "upper"), ("lower_998", "upper_998"))
NONE, WILSON, BYAR, BYAR_WIDE, T, BETWEEN, NPS = range(len(METHODS))


@dataclass(frozen=True)
class Margins:
    """Limits of n figures, NaN = none; `methode`: index of METHODS per figure."""

    lower: Numbers
    upper: Numbers
    lower_998: Numbers
    upper_998: Numbers
    methode: npt.NDArray[np.int64]

    def columns(self) -> dict[str, npt.NDArray[np.generic]]:
        """As columns of a frame."""
        return {name: getattr(self, name) for name in ("lower", "upper", "lower_998", "upper_998", "methode")}


def none(count: int) -> Margins:
    """No margin: a count that is complete."""
    nothing = np.full(count, np.nan)
    return Margins(nothing, nothing, nothing, nothing, np.zeros(count, dtype=np.int64))


def share(teller: Numbers, noemer: Numbers, factor: float) -> Margins:
    """Of a share of persons, from rounded counts: Wilson."""
    found = [intervals.wilson(np.minimum(teller, noemer), noemer, alpha=alpha) for alpha in ALPHAS]
    return _made(found, WILSON, factor=factor)


def rate(teller: Numbers, noemer: Numbers, factor: float, phi: Numbers) -> Margins:
    """Of a rate with repeat events, from rounded counts: Byar, widened by the dispersion.

    Args:
        phi: per figure; NaN = unknown, and then not widened.
    """
    value = teller / np.where(noemer > 0, noemer, np.nan)
    wide = np.sqrt(np.maximum(np.where(np.isfinite(phi), phi, 1.0), 1.0))
    found = []
    for alpha in ALPHAS:
        lower, upper = intervals.byar(teller, noemer, alpha=alpha)
        found.append((np.maximum(value - (value - lower) * wide, 0), value + (upper - value) * wide))
    made = _made(found, BYAR, factor=factor)
    return Margins(made.lower, made.upper, made.lower_998, made.upper_998,
                   np.where((made.methode > 0) & np.isfinite(phi) & (phi > 1), BYAR_WIDE, made.methode))  # fmt: skip


def mean(value: Numbers, noemer: Numbers, phi: Numbers) -> Margins:
    """Of a ratio of sums of which only the sums are known: by how much such means scatter between periods."""
    error = np.sqrt(phi / np.where(noemer > 0, noemer, np.nan))
    found = []
    for alpha in ALPHAS:
        step = np.exp(intervals.normal_quantile(alpha) * error)
        found.append((value / step, value * step))
    return _made(found, BETWEEN)


def sampled(value: Numbers, n: Numbers, squares: Numbers) -> Margins:
    """Of a mean of which number and sum of squares were delivered: t."""
    spread = np.sqrt(np.maximum(squares - n * value**2, 0) / np.where(n > 1, n - 1, np.nan))
    found = [intervals.mean_t(value, spread, n, alpha=alpha) for alpha in ALPHAS]
    return _made(found, T)


def nps(promotors: Numbers, criticasters: Numbers, n: Numbers) -> Margins:
    """Of an NPS from its counts."""
    found = [intervals.nps(promotors, criticasters, n, alpha=alpha) for alpha in ALPHAS]
    return _made(found, NPS)


def only_where(shown: npt.NDArray[np.bool_], margins: Margins) -> Margins:
    """The margins of some figures; of the others none."""

    def kept(limit: Numbers) -> Numbers:
        return np.where(shown, limit, np.nan)

    methode = np.where(shown, margins.methode, NONE)
    return Margins(kept(margins.lower), kept(margins.upper), kept(margins.lower_998), kept(margins.upper_998), methode)


def first_known(first: Margins, second: Margins) -> Margins:
    """Per figure the first of two margins that is there."""
    known = first.methode > 0
    return Margins(*(np.where(known, getattr(first, name), getattr(second, name))
                     for name in ("lower", "upper", "lower_998", "upper_998", "methode")))  # fmt: skip


def _made(found: Sequence[tuple[Numbers, Numbers]], method: int, factor: float = 1.0) -> Margins:
    (lower, upper), (lower_998, upper_998) = ((low * factor, high * factor) for low, high in found)
    known = np.isfinite(lower) & np.isfinite(upper)
    lower, upper = np.where(known, lower, np.nan), np.where(known, upper, np.nan)
    return Margins(lower, upper, lower_998, upper_998, np.where(known, method, NONE))
