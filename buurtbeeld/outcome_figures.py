"""From the rows of one programma and source to its figures: kinds, levels, margins, group and signals together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from buurtbeeld import delivered_figures, outcome_groups, outcome_keys, outcome_levels, outcome_signals
from buurtbeeld.catalog import Catalog
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.outcome_rows import Frame, period
from buurtbeeld.periods import PeriodeSoort
from buurtbeeld.statistics.two_way import dispersion

People = Mapping[tuple[str, int], float]  # (buurt, year) -> inhabitants of 65 and older, as published
HOURS, PER_65 = "uren_wijkverpleging_per_client", "uren_per_1000_65plus"
SPREADS = ("rate", "gemiddelde")  # kinds that scatter more than chance


def figures(rows: Frame, catalog: Catalog, programma: str, people: People) -> Frame:
    """Every figure that may be published of one source of a programma.

    Args:
        rows: as of `outcome_rows.delivered`.
        people: noemer of what is derived from hours.

    Returns:
        Columns buurt, periode, indicator, uitsplitsing, value, teller, noemer, lower, upper, lower_998, upper_998,
        methode, status, reden, signaal, voor, na, groep, levering, gecorrigeerd, jaar. Nothing in it is computed from
        a period after its own, save `groep` rows of the same period.
    """
    rows = outcome_levels.levelled(_with_derived(rows, catalog, people), catalog, programma)
    members = outcome_groups.compared_with(catalog, programma)
    starts = _starts(catalog, programma)
    made = [
        _of_indicator(catalog.indicatoren[str(code)], some.reset_index(drop=True), catalog, starts, members)
        for code, some in rows.groupby("indicator", sort=True)
    ]
    found = pd.concat(made, ignore_index=True)
    found["jaar"] = found["periode"].map({code: period(code).last_day.year for code in found["periode"].unique()})
    return found.drop(columns=["exact", "gewicht"])


def _of_indicator(
    indicator: Indicator, rows: Frame, catalog: Catalog, starts: Mapping[str, date | None], members: frozenset[str]
) -> Frame:
    rows["phi"] = _phi(indicator, rows) if indicator.soort in SPREADS else np.nan
    made = delivered_figures.published(indicator, rows, drempel=catalog.app.drempel).reset_index(drop=True)
    said = outcome_signals.signals(indicator, made, starts=starts, group=members)
    made = pd.concat([made, said], axis=1)
    group = outcome_groups.together(indicator, made, members)
    if len(group):
        made = pd.concat([made, group.assign(signaal=0, voor=0, na=0)], ignore_index=True)
    return made.assign(indicator=indicator.code)


def _starts(catalog: Catalog, programma: str) -> dict[str, date | None]:
    """First day per key that is judged; of a partner or the programma the first of its buurten."""
    found: dict[str, date | None] = {}
    for one in catalog.programmas[programma].buurten:
        if one.rol != "transitie":
            continue
        found[one.sleutel] = one.start
        for key in (outcome_keys.partner_key(one.partner) if one.partner else "", outcome_keys.PROGRAMMA):
            if key and one.start is not None:
                found[key] = min(filter(None, (found.get(key), one.start)))
    return found


def _with_derived(rows: Frame, catalog: Catalog, people: People) -> Frame:
    """Rows of what nobody delivers: hours per 1,000 inhabitants of 65 and older, from the hours and open figures."""
    if PER_65 not in catalog.indicatoren:
        return rows
    hours = rows[rows["indicator"].eq(HOURS) & rows["teller"].notna()]
    older = [people.get(key, np.nan) for key in zip(hours["buurt"], hours["jaar"], strict=True)]
    made = hours.assign(indicator=PER_65, noemer=older, waarde=np.nan, n=np.nan, som_kwadraten=np.nan)
    # As few clients as may not be shown are not shown by way of the inhabitants either.
    made = made[np.isfinite(made["noemer"]) & hours["noemer"].ge(2 * catalog.app.drempel)]
    return pd.concat([rows, made], ignore_index=True) if len(made) else rows


def _phi(indicator: Indicator, rows: Frame) -> np.ndarray:
    """Dispersion per row, over all buurten and periods up to the end of its year: an older year stays as it is."""
    counted = indicator.soort == "rate" and not delivered_figures.is_sum(indicator)
    weight = rows["teller"] if counted else rows["noemer"]
    frame = rows.assign(y=_log_ratio(rows), weight=weight)
    found = np.full(len(rows), np.nan)
    soort = rows["periode"].map({code: period(code).soort for code in rows["periode"].unique()})
    for (_, kind), some in frame.groupby(["uitsplitsing", soort], sort=True):
        for jaar in sorted(some["jaar"].unique()):
            known = _not_overlapping(some[some["jaar"].le(jaar)], PeriodeSoort(str(kind)))
            wide = [known.pivot(index="buurt", columns="periode", values=name).to_numpy() for name in ("y", "weight")]
            here = some.index[some["jaar"].eq(jaar)]
            found[here] = dispersion(*wide).phi
    return found


def _not_overlapping(rows: Frame, soort: PeriodeSoort) -> Frame:
    """Of twelve months that roll on, only those a year apart: the others say the same again."""
    if soort is not PeriodeSoort.TWAALFMAANDS:
        return rows
    last = max((period(code) for code in rows["periode"].unique()), default=None)
    month = None if last is None else last.eind.month
    return rows[[period(code).eind.month == month for code in rows["periode"]]]


def _log_ratio(rows: Frame) -> np.ndarray:
    teller, noemer = (rows[name].to_numpy(dtype=float) for name in ("teller", "noemer"))
    out = np.full(len(rows), np.nan)
    known = (teller > 0) & (noemer > 0)
    out[known] = np.log(teller[known] / noemer[known])
    return out
