"""The buurten to compare with, together: one figure per indicator and period."""

from __future__ import annotations

import numpy as np
import pandas as pd

from buurtbeeld.catalog import Catalog
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.model import STATUS_ID, WITH_VALUE, Status
from buurtbeeld.outcome_keys import FEWEST, GROEP
from buurtbeeld.outcome_margins import none
from buurtbeeld.outcome_panels import Frame
from buurtbeeld.privacy import rounding

TOO_FEW = "Er zijn te weinig buurten om mee te vergelijken."
SHOWN = [STATUS_ID[status] for status in WITH_VALUE]
_PLACE = ["periode", "uitsplitsing"]


def compared_with(catalog: Catalog, programma: str) -> frozenset[str]:
    """Keys of the buurten to compare with."""
    return frozenset(one.sleutel for one in catalog.programmas[programma].buurten if one.rol == "vergelijking")


def together(indicator: Indicator, figures: Frame, members: frozenset[str]) -> Frame:
    """Figures of the group: the mean of its buurten, weighted by the persons behind each (so the ratio of the sums).

    Only figures that are shown take part, so that nothing about a hidden one can be worked out.

    Args:
        figures: as of `delivered_figures.published`, of this indicator.
        members: keys of the buurten of the group.

    Returns:
        Lines of the same columns with buurt = GROEP and `groep` = how many buurten they are made of; none of fewer
        than FEWEST buurten, and none for a count, which follows the size of a buurt.
    """
    wanted = figures["buurt"].isin(members) & figures["status"].isin(SHOWN)
    some = figures[wanted & np.isfinite(figures["gewicht"].to_numpy(dtype=float))]
    if indicator.soort in ("aantal", "kwalitatief") or some.empty:
        return figures.iloc[:0]
    if indicator.soort == "nps":
        some = some[some["uitsplitsing"].eq("")]
    late = some["status"].eq(STATUS_ID[Status.VOORLOPIG])
    some = some.assign(sum=some["exact"] * some["gewicht"], late=late)
    made = some.groupby(_PLACE, sort=True, observed=True).agg(
        sum=("sum", "sum"),
        gewicht=("gewicht", "sum"),
        groep=("buurt", "size"),
        late=("late", "mean"),
        jaar=("jaar", "max"),
    )
    made = made[made["groep"].ge(FEWEST) & made["gewicht"].gt(0)].reset_index()
    exact = (made["sum"] / made["gewicht"]).to_numpy(dtype=float)
    # Some buurten are always late: the group is provisional when most of it is.
    status = np.where(made["late"] > 0.5, STATUS_ID[Status.VOORLOPIG], STATUS_ID[Status.OK])
    nothing = np.full(len(made), np.nan)
    return pd.DataFrame({
        "buurt": GROEP, "periode": made["periode"], "uitsplitsing": made["uitsplitsing"], "levering": 0,
        "gecorrigeerd": False, "value": _shown(indicator, exact), "teller": nothing, "noemer": nothing,
        **none(len(made)).columns(), "exact": nothing, "gewicht": nothing, "status": status, "reden": "",
        "groep": made["groep"], "jaar": made["jaar"],
    })  # fmt: skip


def _shown(indicator: Indicator, exact: np.ndarray) -> np.ndarray:
    if indicator.soort == "gemiddelde":
        return rounding.significant(exact)
    return np.round(exact, 0 if indicator.soort == "nps" else 1)
