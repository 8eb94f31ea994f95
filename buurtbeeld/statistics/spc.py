"""Which control chart belongs to which kind of figure: statistiek.md part 4."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import numpy.typing as npt

from buurtbeeld.statistics.attribute_charts import p_chart, u_chart
from buurtbeeld.statistics.spc_rules import Table

LARGE = 500.0  # a denominator above which chance alone is too narrow
USUAL = (0.8, 1.25)  # sigma_z of a series that varies as chance has it
UNEVEN = 0.20  # a coefficient of variation above which the log scale is the fair one
RARE = 2.0  # events per period below which a chart would be one of zeros


class Figure(StrEnum):
    """What a figure is, as far as its chart is concerned."""

    MEAN = "mean"  # hours per client, length of stay, absence: one value per period
    SHARE = "share"  # persons of persons
    EVENTS = "events"  # consults, admissions: one person may have many


class Chart(StrEnum):
    """The chart to draw."""

    XMR = "XmR"
    XMR_LOG = "XmR, log scale"
    P = "P"
    P_PRIME = "P'"
    U = "U"
    U_PRIME = "U'"
    POOL = "12 months"  # no chart per period: put twelve months together
    NONE = "none"  # nothing known


def chart_for(figure: Figure, numerator: npt.ArrayLike, denominator: npt.ArrayLike | None = None) -> Chart:
    """The chart of one series.

    Args:
        figure: what it is.
        numerator: (T,) for a mean the values themselves, else the counts; NaN = missing.
        denominator: (T,) persons, or time at risk; not used for a mean.

    Raises:
        ValueError: shares or events without a denominator.
    """
    counts = np.asarray(numerator, dtype=float)
    if figure is Figure.MEAN:
        return _of_values(counts[np.isfinite(counts)])
    if denominator is None:
        raise ValueError("een percentage of een aantal per persoon heeft een noemer nodig")
    sizes = np.asarray(denominator, dtype=float)
    known = np.isfinite(counts) & (sizes > 0)
    counts, sizes = counts[known], sizes[known]
    if not counts.size:
        return Chart.NONE
    if counts.mean() < RARE:
        return Chart.POOL
    plain, wide, draw = (
        (Chart.P, Chart.P_PRIME, p_chart) if figure is Figure.SHARE else (Chart.U, Chart.U_PRIME, u_chart)
    )
    sigma_z = float(draw(counts, sizes).sigma_z)
    usual = not np.isfinite(sigma_z) or USUAL[0] <= sigma_z <= USUAL[1]
    return plain if usual and np.median(sizes) <= LARGE else wide


def _of_values(values: Table) -> Chart:
    if not values.size:
        return Chart.NONE
    uneven = values.size > 1 and values.min() > 0 and values.std(ddof=1) > UNEVEN * values.mean()
    return Chart.XMR_LOG if uneven else Chart.XMR
