"""The buurten to compare with, together: one figure per indicator and period."""

from __future__ import annotations

import numpy as np
import pandas as pd

from buurtbeeld.catalog import Catalog
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.model import STATUS_ID, WITH_VALUE, Status
from buurtbeeld.outcomes.keys import FEWEST, GROEP
from buurtbeeld.outcomes.margins import none
from buurtbeeld.outcomes.panels import Frame, placed
from buurtbeeld.outcomes.periods import year
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
    if indicator.soort in ("verhouding", "rate") and some["teller"].notna().all():
        # As each of them is shown: from rounded counts.
        some = some.assign(exact=some["teller"] * indicator.factor / some["noemer"], gewicht=some["noemer"])
    made = _sums(some)
    made = made[made["groep"].ge(FEWEST) & made["gewicht"].gt(0)].reset_index(drop=True)
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


def _sums(rows: Frame) -> Frame:
    """Per period and breakdown: sum, gewicht, groep (how many buurten), late (share that is provisional), jaar."""
    (at, _), (when, codes), (group, groups) = (placed(rows[name]) for name in ("buurt", *_PLACE))
    order = np.lexsort((at, group, when))  # sums do not depend on the order of the rows
    cell = (when * len(groups) + group)[order]
    exact, gewicht = (rows[name].to_numpy(dtype=float)[order] for name in ("exact", "gewicht"))
    late = rows["status"].eq(STATUS_ID[Status.VOORLOPIG]).to_numpy()[order]
    there, place, count = np.unique(cell, return_inverse=True, return_counts=True)
    return pd.DataFrame({
        "periode": [codes[one // len(groups)] for one in there],
        "uitsplitsing": [groups[one % len(groups)] for one in there],
        "sum": np.bincount(place, exact * gewicht), "gewicht": np.bincount(place, gewicht), "groep": count,
        "late": np.bincount(place, late) / count, "jaar": [year(codes[one // len(groups)]) for one in there],
    })  # fmt: skip


def _shown(indicator: Indicator, exact: np.ndarray) -> np.ndarray:
    if indicator.soort == "gemiddelde":
        return rounding.significant(exact)
    return np.round(exact, 0 if indicator.soort == "nps" else 1)
