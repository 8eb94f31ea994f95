"""Funnel limits that allow for buurten differing by more than chance, without anything being wrong anywhere.

Sources: Spiegelhalter 2005 and 2012; the variants are those of the R package FunnelPlotR; statistiek.md part 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy import stats

from buurtbeeld.statistics.funnel import Limits
from buurtbeeld.statistics.spc_rules import Flags, Table

Z95, Z998 = 1.959964, 3.090232  # as the package rounds them
UNSTABLE = 20  # with fewer buurten phi is unstable: show both kinds of limits


class Variant(StrEnum):
    """Scale on which the points are compared."""

    SR = "SR"  # observed / expected, square root
    SHMI = "SHMI"  # observed / expected, logarithm; the extremes are left out instead of pulled in
    PR = "PR"  # proportion, arcsine of the square root
    RC = "RC"  # ratio of two counts, logarithm


@dataclass(frozen=True, eq=False)
class Transformed:
    """Points on the scale of their variant.

    Attributes:
        value: (n,) transformed ratio; NaN where missing or, on a log scale, without events.
        error: (n,) standard error there.
        target: the common value there.
        z: (n,) (value - target) / error.
    """

    value: Table
    error: Table
    target: float
    z: Table


@dataclass(frozen=True, eq=False)
class Dispersion:
    """How much buurten differ beside what chance explains.

    Attributes:
        z: (n,) the z-scores counted with: extremes pulled in, or NaN where left out.
        used: number of them.
        phi: mean of their squares; 1 = chance only. NaN without any.
        tau2: variance between buurten on the transformed scale; 0 = chance explains all, use the exact limits.
    """

    z: Table
    used: int
    phi: float
    tau2: float

    @property
    def stable(self) -> bool:
        """Whether there are enough buurten to trust phi; else show the exact limits beside these."""
        return self.used >= UNSTABLE


def transform(variant: Variant, numerator: npt.ArrayLike, denominator: npt.ArrayLike) -> Transformed:
    """Points on the scale on which chance makes them equally uncertain.

    Args:
        variant: the scale.
        numerator: (n,) observed events or persons; NaN = missing.
        denominator: (n,) expected events (SR, SHMI), persons (PR) or the other count (RC); above 0.
    """
    count, size = np.asarray(numerator, dtype=float), np.asarray(denominator, dtype=float)
    known = np.isfinite(count) & (size > 0)
    count, size = np.where(known, count, np.nan), np.where(known, size, np.nan)
    pooled = np.nansum(count) / np.nansum(size) if known.any() else np.nan
    if variant is Variant.SR:
        value, error, target = np.sqrt(count / size), 1 / (2 * np.sqrt(size)), 1.0
    elif variant is Variant.SHMI:
        value, error, target = _log(count / size), 1 / np.sqrt(size), 0.0
    elif variant is Variant.PR:
        value, error, target = np.arcsin(np.sqrt(count / size)), 1 / (2 * np.sqrt(size)), np.arcsin(np.sqrt(pooled))
    else:
        value = np.log((count + 0.5) / (size + 0.5))
        error = np.sqrt(count / (count + 0.5) ** 2 + size / (size + 0.5) ** 2)
        target = float(_log(np.asarray(pooled)))
    return Transformed(value, error, float(target), (value - target) / error)


def winsorise(z: Table, share: float = 0.1) -> Table:
    """Pull the share of lowest and of highest z-scores in to the quantile (type 7) there."""
    known = z[np.isfinite(z)]
    if not known.size:
        return z
    return np.clip(z, np.quantile(known, share), np.quantile(known, 1 - share))


def truncate(z: Table, share: float = 0.1) -> Table:
    """Leave out (NaN) the z-scores in the lowest and the highest part of 1 / share parts by rank."""
    known = np.isfinite(z)
    parts = 1 / share
    rank = np.full(z.shape, np.nan)
    rank[known] = stats.rankdata(z[known])
    part = np.floor(rank * parts / (known.sum() + 1))
    return np.where((part > 0) & (part < parts - 1), z, np.nan)


def dispersion(variant: Variant, points: Transformed, *, trim: float = 0.1) -> Dispersion:
    """Overdispersion of the points, extremes held back so that they do not hide themselves.

    Args:
        variant: SHMI leaves extremes out, the others pull them in.
        points: of all buurten, see `transform`.
        trim: share of the points at each end.
    """
    z = truncate(points.z, trim) if variant is Variant.SHMI else winsorise(points.z, trim)
    used: Flags = np.isfinite(z)
    number = int(used.sum())
    if not number:
        return Dispersion(z, 0, np.nan, 0.0)
    phi = float(np.mean(z[used] ** 2))
    weight = 1 / points.error[used] ** 2
    room = weight.sum() - (weight**2).sum() / weight.sum()
    above = number * phi - (number - 1)
    return Dispersion(z, number, phi, float(max(0.0, above / room)) if room > 0 else 0.0)


def transformed_limits(target: float, error: npt.ArrayLike, tau2: float) -> Limits:
    """Limits on the transformed scale: target ± z sqrt(error² + tau2)."""
    spread = np.sqrt(np.asarray(error, dtype=float) ** 2 + tau2)
    return Limits(*(target + z * spread for z in (-Z95, Z95, -Z998, Z998)))


def untransformed(variant: Variant, limits: Limits) -> Limits:
    """The same limits as a ratio or a proportion; an edge beyond what the scale can hold becomes its end."""
    edges = (limits.lower95, limits.upper95, limits.lower998, limits.upper998)
    return Limits(*(_BACK[variant](edge) for edge in edges))


def overdispersed_limits(variant: Variant, points: Transformed, found: Dispersion) -> Limits:
    """Limits of every buurt, as a ratio or a proportion, chance and overdispersion together.

    FunnelPlotR draws SR limits on the square root scale itself, and RC limits with the error 1 / (2 sqrt(denominator))
    of a proportion. Here a limit always has the scale of the ratio and the error its z-score was made with, so that a
    buurt lies outside exactly when its z-score says so.
    """
    return untransformed(variant, transformed_limits(points.target, points.error, found.tau2))


def _square(edge: Table) -> Table:
    return np.maximum(edge, 0.0) ** 2


def _sine_square(edge: Table) -> Table:
    return np.sin(np.clip(edge, 0.0, np.pi / 2)) ** 2


def _exp(edge: Table) -> Table:
    return np.exp(edge)


_BACK = {Variant.SR: _square, Variant.SHMI: _exp, Variant.PR: _sine_square, Variant.RC: _exp}


def _log(ratio: Table) -> Table:
    """Logarithm; NaN, without a warning, where the ratio is not above 0."""
    return np.log(np.where(ratio > 0, ratio, np.nan))
