"""The buurten to compare with, together: one figure per indicator and period."""

from __future__ import annotations

import numpy as np
import pandas as pd

from buurtbeeld.catalog import Catalog
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.model import STATUS_ID, WITH_VALUE, Status
from buurtbeeld.outcomes.keys import FEWEST, GROEP
from buurtbeeld.outcomes.margins import none
from buurtbeeld.outcomes.panels import Frame, Numbers, Places, category, from_codes, placed
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
    if indicator.soort in ("aantal", "kwalitatief"):
        return figures.iloc[:0]
    at, keys = placed(figures["buurt"])
    status, gewicht = figures["status"].to_numpy(), figures["gewicht"].to_numpy(dtype=float)
    mine = np.array([key in members for key in keys], dtype=bool)[at]
    wanted = mine & np.isin(status, SHOWN) & np.isfinite(gewicht)
    if indicator.soort == "nps":
        wanted &= figures["uitsplitsing"].eq("").to_numpy()
    rows = np.flatnonzero(wanted)
    if not len(rows):
        return figures.iloc[:0]
    exact, weight = figures["exact"].to_numpy(dtype=float)[rows], gewicht[rows]
    teller, noemer = (figures[name].to_numpy(dtype=float)[rows] for name in ("teller", "noemer"))
    if indicator.soort in ("verhouding", "rate") and not np.isnan(teller).any():
        # As each of them is shown: from rounded counts.
        exact, weight = teller * indicator.factor / noemer, noemer
    return _lines(indicator, figures, rows, at=at[rows], exact=exact, weight=weight)


def _lines(indicator: Indicator, figures: Frame, rows: Places, *, at: Places, exact: Numbers, weight: Numbers) -> Frame:
    """A line per period and breakdown, of the figures in some rows.

    Args:
        at: number of the buurt of each of those rows.
        exact, weight: value and weight of each of those rows.
    """
    (when, codes), (group, groups) = (placed(figures[name]) for name in _PLACE)
    order = np.lexsort((at, group[rows], when[rows]))  # sums do not depend on the order of the rows
    cell = (when[rows] * len(groups) + group[rows])[order]
    late = (figures["status"].to_numpy()[rows] == STATUS_ID[Status.VOORLOPIG])[order]
    there, place, count = np.unique(cell, return_inverse=True, return_counts=True)
    weight = weight[order]
    total, heavy = np.bincount(place, exact[order] * weight), np.bincount(place, weight)
    kept = np.flatnonzero((count >= FEWEST) & (heavy > 0))
    # Some buurten are always late: the group is provisional when most of it is.
    mostly = (np.bincount(place, late) / count)[kept] > 0.5
    periods, nothing = [codes[one // len(groups)] for one in there[kept]], np.full(len(kept), np.nan)
    return pd.DataFrame({
        "buurt": from_codes(np.zeros(len(kept), dtype=np.int8), [GROEP]), "periode": category(periods),
        "uitsplitsing": category([groups[one % len(groups)] for one in there[kept]]), "levering": 0,
        "gecorrigeerd": False, "value": _shown(indicator, total[kept] / heavy[kept]), "teller": nothing,
        "noemer": nothing, **none(len(kept)).columns(), "exact": nothing, "gewicht": nothing,
        "status": np.where(mostly, STATUS_ID[Status.VOORLOPIG], STATUS_ID[Status.OK]),
        "reden": from_codes(np.zeros(len(kept), dtype=np.int8), [""]), "groep": count[kept],
        "jaar": [year(code) for code in periods],
    })  # fmt: skip


def _shown(indicator: Indicator, exact: np.ndarray) -> np.ndarray:
    if indicator.soort == "gemiddelde":
        return rounding.significant(exact)
    return np.round(exact, 0 if indicator.soort == "nps" else 1)
