"""Figures that say something only together: over twelve months, per partner, or for the whole programma.

Where nothing would ever be visible the figure goes up a level instead of dark (see `toon_vanaf` and `bundel`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import numpy as np
import pandas as pd

from buurtbeeld.catalog import Catalog
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.model import STATUS_ID, Status
from buurtbeeld.outcomes import delivered_nps
from buurtbeeld.outcomes.keys import HIDDEN, PROGRAMMA, YEARLY, partner_key
from buurtbeeld.outcomes.panels import Cells, Frame, category, from_codes, placed, stacked
from buurtbeeld.outcomes.periods import period
from buurtbeeld.periods import Periode, PeriodeSoort, add_months

ADDED = ["teller", "noemer", "n", "som_kwadraten"]
PRACTICES, DAYS = "praktijken", "dagen"
_PLACE = ["buurt", "periode", "indicator", "uitsplitsing"]
_NEWEST = ("levering", "gecorrigeerd", "jaar", "grootste_aandeel")
_STATUSES = [Status.OK.value, Status.VOORLOPIG.value, Status.GEHEIM_BRON.value]


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
    when, known = placed(rows["periode"])
    at, keys = placed(rows["buurt"])
    there = np.zeros((len(keys), len(known)), dtype=bool)
    there[at, when] = True
    number = {code: place for place, code in enumerate(known)}
    lines, twelve, parts = [], [], []
    for code, delen in _windows(codes).items():
        taken = np.zeros(len(keys), dtype=bool)
        # A source may change its rhythm: whole within one rhythm, and of two whole ones the shorter periods count.
        for inside in sorted(delen, key=len, reverse=True):
            columns = [number[one] for one in inside]
            whole = there[:, columns].all(axis=1) & ~taken
            taken |= whole
            mine = np.flatnonzero(np.isin(when, columns) & whole[at])
            lines.append(mine)
            twelve += [code] * len(mine)
            parts.append(np.full(len(mine), float(len(inside))))
    every = rows.iloc[np.concatenate([np.zeros(0, dtype=np.int64), *lines])].assign(periode=category(twelve))
    if is_stock(indicator):
        every["noemer"] = every["noemer"] / np.concatenate([np.zeros(0), *parts])
    made = _together(indicator, every, withheld="any")
    return stacked([made, years]) if len(years) else made


def _without_parts(rows: Frame, shorter: list[str]) -> Iterator[str]:
    """Years and twelve months of which no part is among the shorter periods."""
    parts = [period(code) for code in shorter]
    for code in map(str, rows["periode"].unique()):
        whole = period(code)
        if whole.soort in YEARLY and not any(whole.overlaps(part) for part in parts):
            yield code


def _windows(codes: list[str]) -> dict[str, list[list[str]]]:
    """Twelve months that may be whole -> the periods inside them, in every rhythm that was delivered."""
    there = set(codes)
    found: dict[str, list[list[str]]] = {}
    for code in codes:
        last = period(code)
        parts = [last.shifted(-back).code for back in range(12 // last.soort.months)]
        if there.issuperset(parts):
            twelve = Periode.starting(add_months(last.eind, -12), PeriodeSoort.TWAALFMAANDS).code
            found.setdefault(twelve, []).append(parts)
    return found


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
    secret = rows["status"].eq(Status.GEHEIM_BRON).to_numpy()
    gone = secret
    if secret.any():
        place = Cells.of(rows, _PLACE).place
        count, many = np.bincount(place, secret), np.bincount(place)
        gone = (count > 0 if withheld == "any" else count == many)[place]
    kept = gone | ~secret
    if not kept.all():
        rows, gone = rows[kept], gone[kept]
    cells = Cells.of(rows, _PLACE)
    grouped = rows[ADDED].groupby(cells.place, sort=True)
    counted = indicator.soort == "aantal" and indicator.toon_vanaf == "programma"
    sums = grouped.max() if counted else grouped.sum(min_count=1)
    geheim, nothing = cells.most(gone), np.full(len(cells.first), np.nan)
    late = cells.most(rows["status"].eq(Status.VOORLOPIG).to_numpy())
    columns: dict[str, Any] = {name: rows[name].array[cells.first] for name in _PLACE}
    columns |= {name: np.where(geheim, np.nan, sums[name].to_numpy(dtype=float)) for name in ADDED}
    columns |= {name: cells.most(rows[name].to_numpy()) for name in _NEWEST}
    columns["n_bronnen"] = cells.least(rows["n_bronnen"].to_numpy(dtype=float))
    columns["status"] = from_codes(np.where(geheim, 2, np.where(late, 1, 0)), _STATUSES)
    return pd.DataFrame({name: columns.get(name, nothing) for name in rows.columns}, copy=False)


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
