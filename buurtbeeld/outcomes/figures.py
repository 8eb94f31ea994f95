"""From the rows of one programma and source to its figures: kinds, levels, margins, group and signals together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from buurtbeeld.catalog import Catalog
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.outcomes import delivered_figures
from buurtbeeld.outcomes import groups as outcome_groups
from buurtbeeld.outcomes import keys as outcome_keys
from buurtbeeld.outcomes import levels as outcome_levels
from buurtbeeld.outcomes import signals as outcome_signals
from buurtbeeld.outcomes.panels import TEXTS, Frame, Numbers, Panel, by_word, category, placed, stacked
from buurtbeeld.outcomes.periods import period, year
from buurtbeeld.periods import PeriodeSoort
from buurtbeeld.privacy import rounding
from buurtbeeld.statistics.two_way import dispersion

People = Mapping[tuple[str, int], float]  # (buurt, year) -> inhabitants of 65 and older, as published
HOURS, PER_65 = "uren_wijkverpleging_per_client", "uren_per_1000_65plus"
COLUMNS = ("buurt", "periode", "indicator", "uitsplitsing", "value", "teller", "noemer", "lower", "upper", "lower_998",
           "upper_998", "methode", "status", "reden", "signaal", "voor", "na", "groep", "levering", "gecorrigeerd",
           "jaar")  # fmt: skip
SPREADS = ("rate", "gemiddelde")  # kinds that scatter more than chance


@dataclass(frozen=True)
class _Around:
    """What figures of every indicator of a programma are made with.

    Attributes:
        starts: key -> first day of the transition, of every key that is judged; None = unknown.
        members: keys of the buurten to compare with.
        years: years of which figures are wanted; of the others only what these rest on is made.
    """

    drempel: int
    starts: Mapping[str, date | None]
    members: frozenset[str]
    years: frozenset[int]


def figures(
    rows: Frame, catalog: Catalog, programma: str, people: People, years: Collection[int] | None = None
) -> Frame:
    """Every figure of some years that may be published of one source of a programma.

    Args:
        rows: as of `outcome_rows.delivered`, also of the years before.
        people: noemer of what is derived from hours.
        years: in which the period of a figure ends; every year when None.

    Returns:
        Columns buurt, periode, indicator, uitsplitsing, value, teller, noemer, lower, upper, lower_998, upper_998,
        methode, status, reden, signaal, voor, na, groep, levering, gecorrigeerd, jaar. Text is a category. Nothing in
        it is computed from a period after its own, save `groep` rows of the same period.
    """
    years = set(rows["jaar"].unique().tolist()) if years is None else years
    rows = rows[rows["jaar"].le(max(years)).to_numpy()].astype(dict.fromkeys(TEXTS, "category"))
    members = outcome_groups.compared_with(catalog, programma)
    around = _Around(catalog.app.drempel, _starts(catalog, programma), members, frozenset(years))
    levels = outcome_levels.levelled(_with_derived(rows, catalog, people), catalog, programma)
    made = [_of_indicator(indicator, some, around) for indicator, some in levels]
    return stacked(made) if made else pd.DataFrame({name: pd.Series(dtype=float) for name in COLUMNS})


def _of_indicator(indicator: Indicator, rows: Frame, around: _Around) -> Frame:
    rows["phi"] = _phi(indicator, rows, around.years) if indicator.soort in SPREADS else np.nan
    made = delivered_figures.published(indicator, rows, drempel=around.drempel).reset_index(drop=True)
    made = outcome_levels.without_totals_beside_hidden(made)
    made["jaar"] = by_word(made["periode"], {code: year(code) for code in made["periode"].unique()})
    said = outcome_signals.signals(indicator, made, starts=around.starts, group=around.members, years=around.years)
    wanted = made["jaar"].isin(around.years).to_numpy()
    made = pd.concat([made, said], axis=1)[wanted]
    group = outcome_groups.together(indicator, made, around.members)
    if len(group):
        made = stacked([made, group.assign(signaal=0, voor=0, na=0, open=False)[made.columns]])
    made["indicator"] = category([indicator.code] * len(made))
    return made.drop(columns=["exact", "gewicht", "open"])


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
    made = hours.assign(
        indicator=category([PER_65] * len(hours)), noemer=older, waarde=np.nan, n=np.nan, som_kwadraten=np.nan
    )
    # As few clients as may not be shown are not shown by way of the inhabitants either.
    seen = np.isfinite(made["noemer"]) & hours["noemer"].ge(2 * catalog.app.drempel)
    # From what is shown of the hours only: with the exact sum one could work out how many clients there are.
    clients = hours["noemer"].to_numpy(dtype=float)
    mean = hours["teller"].to_numpy(dtype=float) / np.where(clients > 0, clients, np.nan)
    made["teller"] = rounding.significant(mean) * rounding.to_five(clients)
    made = made[seen]
    return stacked([rows, made]) if len(made) else rows


def _phi(indicator: Indicator, rows: Frame, years: Collection[int]) -> Numbers:
    """Dispersion per row, over all buurten and periods up to the end of its year: an older year stays as it is."""
    counted = indicator.soort == "rate" and not delivered_figures.is_sum(indicator)
    weight = rows["teller" if counted else "noemer"].to_numpy(dtype=float)
    y, found = _log_ratio(rows), np.full(len(rows), np.nan)
    kinds = by_word(rows["periode"], {code: period(code).soort.value for code in rows["periode"].unique()})
    jaar = rows["jaar"].to_numpy()
    group, _ = placed(rows["uitsplitsing"])
    for pair in sorted(set(zip(group.tolist(), kinds.tolist(), strict=True))):
        at = np.flatnonzero((group == pair[0]) & (kinds == pair[1]))
        panel = Panel.of(rows.iloc[at], y[at], weight[at])
        for one in sorted(years):
            here = at[jaar[at] == one]
            if len(here):
                known = _up_to(one, panel.codes, PeriodeSoort(pair[1]))
                found[here] = dispersion(panel.first[:, known], panel.second[:, known]).phi
    return found


def _up_to(jaar: int, codes: Sequence[str], soort: PeriodeSoort) -> list[int]:
    """Columns of periods that end in this year or before.

    Of twelve months that roll on, only those a year apart: the others say the same again.
    """
    known = [at for at, code in enumerate(codes) if year(code) <= jaar]
    if soort is not PeriodeSoort.TWAALFMAANDS:
        return known
    return [at for at in known if period(codes[at]).eind.month == period(codes[known[-1]]).eind.month]


def _log_ratio(rows: Frame) -> Numbers:
    teller, noemer = (rows[name].to_numpy(dtype=float) for name in ("teller", "noemer"))
    out = np.full(len(rows), np.nan)
    known = (teller > 0) & (noemer > 0)
    out[known] = np.log(teller[known] / noemer[known])
    return out
