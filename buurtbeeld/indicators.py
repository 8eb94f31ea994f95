"""One pure function per kind of indicator: the variabelen of one table in, a column of values out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.indicator_parts import Deel

Values = npt.NDArray[np.float64]
DECIMALS = 6  # of computed figures; what is shown is rounded once, on the screen or in the file


def gepubliceerd(indicator: Indicator, values: pd.DataFrame) -> Values:
    """The figure as the source publishes it, in the source's own unit."""
    return values[indicator.variabele].to_numpy(dtype=float)


def verhouding(indicator: Indicator, values: pd.DataFrame) -> Values:
    """Teller divided by noemer times the factor, in DECIMALS: 20,49% shown whole is 20%, by way of 20,5% it is 21%.

    Missing where either is missing or the noemer is zero: a share of nobody is no number.
    """
    above, below = _added(indicator.teller, values), _added(indicator.noemer, values)
    share = np.full(above.shape, np.nan)
    np.divide(above * indicator.factor, below, out=share, where=below > 0)
    return np.round(share, DECIMALS)


KINDS: Mapping[str, Callable[[Indicator, pd.DataFrame], Values]] = {
    "gepubliceerd": gepubliceerd,
    "verhouding": verhouding,
}


def variabelen(indicator: Indicator) -> tuple[str, ...]:
    """The source variabelen an indicator is computed from; empty when it is not made from open data."""
    if indicator.variabele:
        return (indicator.variabele,)
    return (*_names(indicator.teller), *_names(indicator.noemer))


def _names(part: Deel | None) -> tuple[str, ...]:
    return (part.variabele, *part.plus) if part is not None and part.variabele else ()


def _added(part: Deel | None, values: pd.DataFrame) -> Values:
    """The columns of teller or noemer added up; missing as soon as one is."""
    total: Values = values[list(_names(part))].to_numpy(dtype=float).sum(axis=1)
    return total


def compute(indicator: Indicator, values: pd.DataFrame) -> Values | None:
    """Values of one indicator for every row of `values` (columns: variabelen, float, NaN = missing).

    Returns:
        One float per row in the indicator's unit, NaN where it cannot be made; None when the table
        lacks a variabele it needs.
    """
    needed = variabelen(indicator)
    if indicator.soort not in KINDS or not needed or not set(needed) <= set(values.columns):
        return None
    return KINDS[indicator.soort](indicator, values)
