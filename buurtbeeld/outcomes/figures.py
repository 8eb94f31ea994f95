"""From the rows of one programma and source to its figures: kinds, levels, margins, group and signals together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from buurtbeeld.catalog import Catalog
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.outcomes import delivered_figures, disclosure
from buurtbeeld.outcomes import groups as outcome_groups
from buurtbeeld.outcomes import keys as outcome_keys
from buurtbeeld.outcomes import levels as outcome_levels
from buurtbeeld.outcomes import signals as outcome_signals
from buurtbeeld.outcomes.disclosure_cells import Places
from buurtbeeld.outcomes.disclosure_kin import families
from buurtbeeld.outcomes.disclosure_near import Beside
from buurtbeeld.outcomes.earlier import Earlier
from buurtbeeld.outcomes.panels import TEXTS, Frame, Numbers, by_word, category, from_codes, placed, stacked
from buurtbeeld.outcomes.periods import period, year
from buurtbeeld.outcomes.shown_before import Before
from buurtbeeld.periods import PeriodeSoort
from buurtbeeld.privacy import rounding
from buurtbeeld.statistics.two_way import dispersion

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
    made = [one for one in (_of_indicator(indicator, some, around) for indicator, some in levels) if len(one)]
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


def _of_indicator(indicator: Indicator, rows: Frame, around: _Around) -> Frame:
    since = around.earlier.since
    rows["phi"] = _phi(indicator, rows, around) if indicator.soort in SPREADS else np.nan
    made = delivered_figures.published(indicator, rows, drempel=around.drempel).reset_index(drop=True)
    made = outcome_levels.without_totals_beside_hidden(made)
    made["jaar"] = by_word(made["periode"], {code: year(code) for code in made["periode"].unique()})
    if since is not None:
        made = made[made["jaar"].ge(since).to_numpy()].reset_index(drop=True)
    made = _without_what_gives_away(indicator, made, around)
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


def _phi(indicator: Indicator, rows: Frame, around: _Around) -> Numbers:
    """Dispersion per row, over all buurten and periods up to the end of its year: an older year stays as it is.

    A hidden figure is not in it, or the margins of others would say how far it lies from them.
    """
    counted = indicator.soort == "rate" and not delivered_figures.is_sum(indicator)
    weight = rows["teller" if counted else "noemer"].to_numpy(dtype=float)
    y, found = _log_ratio(rows), np.full(len(rows), np.nan)
    y[delivered_figures.too_few(indicator, rows, around.drempel)] = np.nan
    kinds = by_word(rows["periode"], {code: period(code).soort.value for code in rows["periode"].unique()})
    jaar = rows["jaar"].to_numpy()
    group, words = placed(rows["uitsplitsing"])
    new = np.ones(len(rows), dtype=bool) if around.earlier.since is None else jaar >= around.earlier.since
    for one, kind in sorted(set(zip(group[new].tolist(), kinds[new].tolist(), strict=True))):
        at = np.flatnonzero((group == one) & (kinds == kind) & new)
        line = ("spreiding", indicator.code, words[one], kind)
        panel = around.earlier.whole(line, rows.iloc[at], y[at], weight[at])
        for wanted in sorted(around.years):
            here = at[jaar[at] == wanted]
            if len(here):
                known = _up_to(wanted, panel.codes, PeriodeSoort(kind))
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
