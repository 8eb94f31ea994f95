"""Figures that say something only together: over twelve months, per partner, or for the whole programma.

Where nothing would ever be visible the figure goes up a level instead of dark (see `toon_vanaf` and `bundel`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
import pandas as pd

from buurtbeeld.catalog import Catalog
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.model import STATUS_ID, Status
from buurtbeeld.outcomes import delivered_nps
from buurtbeeld.outcomes.keys import HIDDEN, PROGRAMMA, YEARLY, partner_key
from buurtbeeld.outcomes.panels import Frame, category, stacked
from buurtbeeld.outcomes.periods import period
from buurtbeeld.periods import Periode, PeriodeSoort, add_months

ADDED = ["teller", "noemer", "n", "som_kwadraten"]
PRACTICES, DAYS = "praktijken", "dagen"
_PLACE = ["buurt", "periode", "indicator", "uitsplitsing"]


def goes_up(indicator: Indicator) -> bool:
    """Whether the figure is also made for the whole programma, for buurten in which it is too small to show."""
    practices = indicator.teller is not None and indicator.teller.eenheid == PRACTICES
    return bool(indicator.bundel) or indicator.toon_vanaf == "programma" or practices


def levelled(rows: Frame, catalog: Catalog, programma: str) -> Iterator[tuple[Indicator, Frame]]:
    """Per indicator its rows, with those of twelve months, of a partner or of the programma instead or besides.

    Args:
        rows: as of `outcome_rows.Source.rows`, of one programma and source.

    Yields:
        An indicator and a frame of the same columns. A row that is made of several has the newest of their deliveries,
        is provisional when one of them is, and has no number that cannot be added.
    """
    members = {one.sleutel: one for one in catalog.programmas[programma].buurten if one.rol == "transitie"}
    partners = {key: partner_key(one.partner) for key, one in members.items() if one.partner}
    for code, some in rows.groupby("indicator", sort=True, observed=True):
        indicator = catalog.indicatoren[str(code)]
        whole = delivered_nps.whole_answers(some) if indicator.soort == "nps" else some
        made = list(_of_indicator(indicator, whole, partners, frozenset(members)))
        if any(len(one) for one in made):
            yield indicator, stacked(made)


def _of_indicator(
    indicator: Indicator, rows: Frame, partners: dict[str, str], members: frozenset[str]
) -> Iterator[Frame]:
    if indicator.bundel:
        rows = _twelve_months(indicator, rows)
    if rows.empty:
        return
    if indicator.toon_vanaf == "buurt":
        yield rows
    elif indicator.toon_vanaf == "partner":
        theirs = rows["buurt"].astype(object).map(partners)
        yield _together(indicator, rows.assign(buurt=theirs).dropna(subset=["buurt"]))
    if goes_up(indicator):
        yield _together(indicator, rows[rows["buurt"].isin(sorted(members))].assign(buurt=PROGRAMMA))


def _twelve_months(indicator: Indicator, rows: Frame) -> Frame:
    """Per buurt and period the twelve months that end with it, when every period of them is there.

    Years that were delivered as such stay what they are, unless shorter periods inside them were delivered too. What
    becomes of a year hangs on the periods inside it only: no later period changes an earlier one.
    """
    codes = [str(code) for code in rows["periode"].unique() if period(str(code)).soort not in YEARLY]
    if not codes:
        return rows
    years = rows[rows["periode"].isin(list(_without_parts(rows, codes)))]
    windows = pd.DataFrame(_windows(codes), columns=["periode", "twaalf", "delen"])
    every = rows.astype({"periode": object}).merge(windows.astype({"periode": object}), on="periode")
    # A source may change its rhythm: whole within one rhythm, and of two whole ones the shorter periods count.
    whole = (
        every.groupby(["buurt", "twaalf", "delen"], observed=True)["periode"].transform("nunique").eq(every["delen"])
    )
    every = every[whole]
    every = every[every["delen"].eq(every.groupby(["buurt", "twaalf"], observed=True)["delen"].transform("max"))]
    every = every.assign(periode=category(every["twaalf"].tolist()))
    if is_stock(indicator):
        every["noemer"] = every["noemer"] / every["delen"]
    made = _together(indicator, every[list(rows.columns)], withheld="any")
    return stacked([made, years]) if len(years) else made


def _without_parts(rows: Frame, shorter: list[str]) -> Iterator[str]:
    """Years and twelve months of which no part is among the shorter periods."""
    parts = [period(code) for code in shorter]
    for code in map(str, rows["periode"].unique()):
        whole = period(code)
        if whole.soort in YEARLY and not any(whole.overlaps(part) for part in parts):
            yield code


def _windows(codes: list[str]) -> Iterator[tuple[str, str, int]]:
    """(period, twelve months it is part of, how many parts those have) of every twelve months that may be whole."""
    there = set(codes)
    for code in codes:
        last = period(code)
        count = 12 // last.soort.months
        parts = [last.shifted(-back).code for back in range(count)]
        if there.issuperset(parts):
            twelve = Periode.starting(add_months(last.eind, -12), PeriodeSoort.TWAALFMAANDS).code
            yield from ((part, twelve, count) for part in parts)


def is_stock(indicator: Indicator) -> bool:
    """Whether the noemer is a group that is there all the time, as staff: over a year its mean, not its sum."""
    return indicator.soort in ("verhouding", "rate") and (
        indicator.noemer is not None and indicator.noemer.eenheid != DAYS
    )


def _together(indicator: Indicator, rows: Frame, *, withheld: Literal["any", "all"] = "all") -> Frame:
    """Rows of the same place, period and breakdown added up. A number that is the same everywhere stays what it is.

    Args:
        withheld: what a source withholds makes the whole withheld when it is any of the parts, or only when it is all.
    """
    if rows.empty:
        return rows
    secret = rows["status"].eq(Status.GEHEIM_BRON)
    gone = secret
    if secret.any():
        gone = secret.groupby([rows[name] for name in _PLACE], observed=True).transform(withheld)
    rows = rows[gone | ~secret].assign(geheim=gone.astype(np.int8))
    how = "max" if indicator.soort == "aantal" and indicator.toon_vanaf == "programma" else "sum"
    rows = rows.assign(laat=rows["status"].eq(Status.VOORLOPIG).astype(np.int8))
    grouped = rows.groupby(_PLACE, sort=True, observed=True)
    sums = grouped[ADDED].agg(how, **({"min_count": 1} if how == "sum" else {}))
    last = grouped[["laat", "geheim", "levering", "gecorrigeerd", "jaar", "grootste_aandeel"]].max()
    made = pd.concat([sums, last, grouped[["n_bronnen"]].min()], axis=1).reset_index()
    open_word = np.where(made["laat"].gt(0), Status.VOORLOPIG.value, Status.OK.value)
    made["status"] = np.where(made["geheim"].gt(0), Status.GEHEIM_BRON.value, open_word)
    made.loc[made["geheim"].gt(0), ADDED] = np.nan
    made["waarde"] = np.nan
    if "phi" in rows:
        made["phi"] = np.nan
    return made[[name for name in rows.columns if name not in ("laat", "geheim")]]


def without_totals_beside_hidden(figures: Frame) -> Frame:
    """The figures of one indicator, the programma hidden where a part of it is hidden and another is shown.

    Else the hidden part would follow by taking the shown ones off the whole.

    Args:
        figures: as of `delivered_figures.published`.
    """
    whole = figures["buurt"].eq(PROGRAMMA).to_numpy()
    if not whole.any() or whole.all():
        return figures
    place = pd.MultiIndex.from_arrays([figures[name].astype(str) for name in ("periode", "uitsplitsing")])
    shown = np.isfinite(figures["value"].to_numpy(dtype=float))
    hidden = figures["status"].eq(STATUS_ID[Status.AFGESCHERMD]).to_numpy()
    both = place.isin(place[~whole & shown]) & place.isin(place[~whole & hidden])
    gone = whole & both & shown
    if not gone.any():
        return figures
    out = figures.copy()
    numbers = ["value", "teller", "noemer", "lower", "upper", "lower_998", "upper_998", "exact", "gewicht"]
    out.loc[gone, numbers] = np.nan
    out.loc[gone, "methode"] = 0
    out.loc[gone, "status"] = STATUS_ID[Status.AFGESCHERMD]
    out["reden"] = out["reden"].astype(object)
    out.loc[gone, "reden"] = HIDDEN
    return out
