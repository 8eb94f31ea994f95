"""From the rows of one programma and source to its figures: kinds, levels, margins, group and signals together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from buurtbeeld.catalog import Catalog
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.outcomes import delivered_figures, disclosure, spread
from buurtbeeld.outcomes import groups as outcome_groups
from buurtbeeld.outcomes import keys as outcome_keys
from buurtbeeld.outcomes import levels as outcome_levels
from buurtbeeld.outcomes import signals as outcome_signals
from buurtbeeld.outcomes.disclosure_cells import Places
from buurtbeeld.outcomes.disclosure_kin import families
from buurtbeeld.outcomes.disclosure_near import Beside
from buurtbeeld.outcomes.earlier import Earlier
from buurtbeeld.outcomes.panels import TEXTS, Frame, by_word, category, from_codes, placed, stacked
from buurtbeeld.outcomes.periods import period, year
from buurtbeeld.outcomes.shown_before import Before
from buurtbeeld.privacy import rounding

People = Mapping[tuple[str, int], float]  # (buurt, year) -> inhabitants of 65 and older, as published
HOURS, PER_65 = "uren_wijkverpleging_per_client", "uren_per_1000_65plus"
COLUMNS = ("buurt", "periode", "indicator", "uitsplitsing", "value", "teller", "noemer", "lower", "upper", "lower_998",
           "upper_998", "methode", "status", "reden", "signaal", "voor", "na", "groep", "levering", "gecorrigeerd",
           "jaar")  # fmt: skip
FOR_COMPUTING = ("exact", "gewicht", "open")  # never to be stored
SPREADS = ("rate", "gemiddelde")  # kinds that scatter more than chance


@dataclass(frozen=True)
class _Around:
    """What figures of every indicator of a programma are made with.

    Attributes:
        starts: key -> first day of the transition, of every key that is judged; None = unknown.
        members: keys of the buurten to compare with.
        years: years of which figures are wanted; of the others only what these rest on is made.
        earlier: what years before left behind.
        places: how buurten hang together; `rows`: the delivered rows; `before`: what was said of figures before.
        kin: indicator -> those that count the same people.
    """

    drempel: int
    starts: Mapping[str, date | None]
    members: frozenset[str]
    years: frozenset[int]
    earlier: Earlier
    places: Places
    rows: Frame
    before: Before
    kin: Mapping[str, Sequence[Indicator]]


def figures(
    rows: Frame,
    catalog: Catalog,
    programma: str,
    people: People,
    years: Collection[int] | None = None,
    *,
    earlier: Earlier | None = None,
    before: Before | None = None,
) -> Frame:
    """Every figure of some years that may be published of one source of a programma.

    Args:
        rows: as of `outcome_rows.Source.rows`, also of the years before: all of them, or of what `earlier` knows only
            what `reach_back` says.
        people: noemer of what is derived from hours.
        years: in which the period of a figure ends; every year when None.
        earlier: panels of years before; it gets those of these years.
        before: what publications before said; it gets what these figures say.

    Returns:
        Columns buurt, periode, indicator, uitsplitsing, value, teller, noemer, lower, upper, lower_998, upper_998,
        methode, status, reden, signaal, voor, na, groep, levering, gecorrigeerd, jaar. Text is a category. Nothing in
        it is computed from a period after its own, save `groep` rows of the same period.
    """
    years = set(rows["jaar"].unique().tolist()) if years is None else years
    earlier = Earlier() if earlier is None else earlier
    soon = rows["jaar"].le(max(years)).to_numpy()
    rows = rows if soon.all() else rows[soon]
    rows = rows.astype({name: "category" for name in TEXTS if not isinstance(rows[name].dtype, pd.CategoricalDtype)})
    members = outcome_groups.compared_with(catalog, programma)
    around = _Around(
        catalog.app.drempel, _starts(catalog, programma), members, frozenset(years), earlier,
        disclosure.places_of(catalog, programma), rows, Before() if before is None else before,
        families(catalog.indicatoren[code] for code in placed(rows["indicator"])[1]),
    )  # fmt: skip
    levels = outcome_levels.levelled(_with_derived(rows, catalog, people), catalog, programma)
    found: dict[str, Frame] = {}
    for indicator, some in _derived_last(levels):
        one = _of_indicator(indicator, some, around, found.get(HOURS) if indicator.code == PER_65 else None)
        if len(one):
            found[indicator.code] = one
    made = [found[code] for code in sorted(found)]
    return stacked(made) if made else pd.DataFrame({name: pd.Series(dtype=float) for name in COLUMNS})


def reach_back(catalog: Catalog, indicatoren: Collection[str], periods: Collection[str]) -> bool:
    """Whether figures of a year need rows of the year before it: twelve months, and longer periods beside shorter.

    Args:
        indicatoren: of which there are rows.
        periods: codes of the periods of those rows.
    """
    return len({period(code).soort for code in periods}) > 1 or any(
        catalog.indicatoren[code].bundel for code in indicatoren
    )


def _derived_last(levels: Iterable[tuple[Indicator, Frame]]) -> Iterator[tuple[Indicator, Frame]]:
    """Indicators with their rows, the one that is made of another after it."""
    later = []
    for one in levels:
        if one[0].code == PER_65:
            later.append(one)
        else:
            yield one
    yield from later


def _of_indicator(indicator: Indicator, rows: Frame, around: _Around, of: Frame | None = None) -> Frame:
    """Figures of the wanted years; of what is made of other figures `of`, none where those are hidden."""
    since = around.earlier.since
    made = delivered_figures.published(indicator, rows, drempel=around.drempel).reset_index(drop=True)
    made = outcome_levels.without_totals_beside_hidden(made)
    made["jaar"] = by_word(made["periode"], {code: year(code) for code in made["periode"].unique()})
    if since is not None:
        made = made[made["jaar"].ge(since).to_numpy()].reset_index(drop=True)
    made = _without_what_gives_away(indicator, made, around)
    made = made if of is None else disclosure.hidden_where(made, of)
    if indicator.soort in SPREADS:
        made = delivered_figures.with_spread(indicator, made, spread.phi(indicator, made, around.years, around.earlier))
    said = outcome_signals.signals(
        indicator, made, starts=around.starts, group=around.members, years=around.years, earlier=around.earlier
    )
    wanted = made["jaar"].isin(around.years).to_numpy()
    made = _with(made, {str(name): said[name].array for name in said})
    made = made if wanted.all() else made[wanted]
    group = outcome_groups.together(indicator, made, around.members)
    made = _with(made, {}, without=FOR_COMPUTING)
    if len(group):
        nothing = np.zeros(len(group), dtype=np.int64)
        made = stacked([made, _with(group, dict.fromkeys(("signaal", "voor", "na"), nothing))[made.columns]])
    return _with(made, {"indicator": from_codes(np.zeros(len(made), dtype=np.int8), [indicator.code])})


def _with(frame: Frame, columns: dict[str, Any], *, without: Collection[str] = ()) -> Frame:
    """A frame with more columns and without some: pandas itself takes its time for each of them."""
    kept = {str(name): frame[name].array for name in frame.columns if name not in without}
    return pd.DataFrame(kept | columns, index=frame.index, copy=False)


def _without_what_gives_away(indicator: Indicator, made: Frame, around: _Around) -> Frame:
    """The figures of the wanted years with what would give a hidden one away hidden too; see `disclosure`."""
    now = np.flatnonzero(made["jaar"].isin(around.years).to_numpy())
    beside = [
        Beside(one, _rows_of(one, around), around.before.so_far(one.code)) for one in around.kin.get(indicator.code, ())
    ]
    found = disclosure.audited(
        indicator,
        _rows_of(indicator, around),
        made.iloc[now],
        around.places,
        drempel=around.drempel,
        before=around.before.of(indicator.code),
        beside=beside,
    )
    around.before.remember(indicator.code, max(around.years), found.said, found.violations)
    if not found.hidden:
        return made
    kept = made["jaar"].isin(around.years).to_numpy()
    return stacked([made[~kept], found.figures]) if (~kept).any() else found.figures.reset_index(drop=True)


def _rows_of(indicator: Indicator, around: _Around) -> Frame:
    return around.rows[around.rows["indicator"].eq(indicator.code).to_numpy()]


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
