"""P and U charts of shares and of events per person, plain and widened for what varies more than chance (Laney).

Sources: Montgomery, Introduction to Statistical Quality Control, for P and U; Laney 2002 for P' and U', with moving
ranges screened as the R package qicharts2 does; statistiek.md part 4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from buurtbeeld.statistics.spc_rules import Flags, Table
from buurtbeeld.statistics.xmr import mean_moving_range

RANGE = 1.128  # mean of the moving range of two points, in standard deviations


@dataclass(frozen=True, eq=False)
class AttributeChart:
    """A P or U chart of one or more series.

    Attributes:
        value: (..., T) numerator / denominator; NaN without a denominator above 0.
        centre: (...) sum of numerators / sum of denominators of the baseline.
        lower, upper: (..., T) three standard deviations; lower95, upper95: two. Within what is possible.
        sigma_z: (...) spread of the points beside that of chance, as measured; NaN when it cannot be.
        widened: (...) what the limits were multiplied by: 1 for a plain chart.
        outside: (..., T) beyond lower or upper.
    """

    value: Table
    centre: Table
    lower: Table
    upper: Table
    lower95: Table
    upper95: Table
    sigma_z: Table
    widened: Table
    outside: Flags


def p_chart(numerator: npt.ArrayLike, denominator: npt.ArrayLike, *, baseline: int | None = None) -> AttributeChart:
    """P chart: shares, with binomial limits.

    Args:
        numerator: (..., T) persons with the property, in order of time; NaN = missing.
        denominator: (..., T) persons.
        baseline: centre and limits from the first so many points; None = all.
    """
    return _chart(numerator, denominator, baseline, ceiling=1.0, least=None)


def u_chart(numerator: npt.ArrayLike, denominator: npt.ArrayLike, *, baseline: int | None = None) -> AttributeChart:
    """U chart: events per unit of the denominator, with Poisson limits. Arguments as `p_chart`."""
    return _chart(numerator, denominator, baseline, ceiling=np.inf, least=None)


def p_prime(
    numerator: npt.ArrayLike, denominator: npt.ArrayLike, *, baseline: int | None = None, least: float = 1.0
) -> AttributeChart:
    """Laney's P' chart: a P chart whose limits are multiplied by sigma_z.

    Args:
        numerator, denominator, baseline: as `p_chart`.
        least: smallest multiplier. 1 keeps limits from becoming narrower than chance, as every verdict needs; 0 is the
            chart as published.
    """
    return _chart(numerator, denominator, baseline, ceiling=1.0, least=least)


def u_prime(
    numerator: npt.ArrayLike, denominator: npt.ArrayLike, *, baseline: int | None = None, least: float = 1.0
) -> AttributeChart:
    """Laney's U' chart: a U chart whose limits are multiplied by sigma_z. Arguments as `p_prime`."""
    return _chart(numerator, denominator, baseline, ceiling=np.inf, least=least)


def _chart(
    numerator: npt.ArrayLike, denominator: npt.ArrayLike, baseline: int | None, *, ceiling: float, least: float | None
) -> AttributeChart:
    count, size = np.broadcast_arrays(np.asarray(numerator, dtype=float), np.asarray(denominator, dtype=float))
    known = np.isfinite(count) & (size > 0)
    count, size = np.where(known, count, np.nan), np.where(known, size, np.nan)
    value = count / size
    centre = _pooled(count[..., :baseline], size[..., :baseline])
    middle = centre[..., None]
    chance = np.sqrt(middle * ((1 - middle) if np.isfinite(ceiling) else 1.0) / size)
    sigma_z = _sigma_z(((value - middle) / np.where(chance > 0, chance, np.nan))[..., :baseline])
    # Without two neighbouring points nothing says that chance is not all there is.
    widened = np.ones_like(sigma_z) if least is None else np.maximum(least, np.where(sigma_z >= 0, sigma_z, 1.0))
    one = chance * widened[..., None]
    lower, upper, lower95, upper95 = (np.clip(middle + z * one, 0.0, ceiling) for z in (-3, 3, -2, 2))
    outside = (value > upper) | (value < lower)
    return AttributeChart(value, centre, lower, upper, lower95, upper95, sigma_z, widened, outside)


def _pooled(count: Table, size: Table) -> Table:
    total = np.nansum(size, axis=-1)
    pooled: Table = np.nansum(count, axis=-1) / np.where(total > 0, total, np.nan)
    return pooled


def _sigma_z(z: Table) -> Table:
    return mean_moving_range(z, screen=True) / RANGE
