"""Delivered figures about care in the base year of a buurt, for Ons buurtbeeld: where it started, before what changed.

The same series, periods and nulmeting as on the Cijferblad, so that start and outcome are one line of figures.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from buurtbeeld.answers import Spread
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.model import Niveau, Status
from buurtbeeld.outcomes import series as outcome_series
from buurtbeeld.outcomes.answers import CareFigure, CareUse, OutcomeFigure, OutcomeSeries
from buurtbeeld.outcomes.keys import FEWEST
from buurtbeeld.outcomes.matrix import programme_buurt
from buurtbeeld.outcomes.series import Shelf
from buurtbeeld.periods import add_months
from buurtbeeld.places import Look, resolve
from buurtbeeld.storage import reading_care

NOTHING_BEFORE = "Er is geen cijfer van voor de start."
NO_YEAR = "Er is nog geen heel jaar geleverd."
GROUP_OF = "vergelijking"


@dataclass(frozen=True)
class _Beside:
    """What stands beside the own figures.

    Attributes:
        gemeente: key of the buurt that is the whole gemeente, "" when there is none.
        group: keys of the buurten to compare with, without the two above.
    """

    kept: Shelf
    niveau: Niveau
    gemeente: str
    group: tuple[str, ...]


def of(look: Look, sleutel: str, vandaag: date, *, sees: Callable[[str], bool]) -> CareUse:
    """Every figure about care of one buurt in its base year.

    The base year is the nulmeting; of a buurt without a start the newest complete year.

    Args:
        sees: whether who asks may see outcomes of another buurt, by its key.

    Raises:
        NotFound: unknown key, or no buurt of a programma.
    """
    programma, buurt = programme_buurt(look, sleutel)
    resolved = resolve(look, sleutel)
    kept = outcome_series.shelf(look, programma, buurt, vandaag)
    whole = (resolved.gemeente_code,)
    gemeente = next((one.sleutel for one in programma.buurten if one.gebieden == whole and sees(one.sleutel)), "")
    others = [one.sleutel for one in programma.buurten if one.rol == GROUP_OF and one.gebieden != whole]
    group = tuple(key for key in others if key != sleutel)
    beside = _Beside(kept, resolved.plek.niveau, gemeente if gemeente != sleutel else "", group)
    codes = look.catalog.app.zorggebruik
    figures = tuple(one for code in codes for one in _figures(beside, look.catalog.indicatoren[code]))
    return CareUse(resolved.plek, kept.start, figures, look.snapshot.publicatie)


def _figures(beside: _Beside, indicator: Indicator) -> Iterator[CareFigure]:
    for series in outcome_series.of_indicator(beside.kept, indicator):
        yield _figure(beside, indicator, series)


def _figure(beside: _Beside, indicator: Indicator, series: OutcomeSeries) -> CareFigure:
    start = beside.kept.start
    chosen = _before(series) if start is not None else _newest_year(series)
    means = _means(beside, indicator, series, chosen) if chosen and series.niveau == "buurt" else {}
    group = [means[key] for key in beside.group if key in means]
    why = _why_none(series, start) if not chosen else None
    moments = [one.ontvangen for one in chosen if one.ontvangen is not None]
    return CareFigure(
        indicator=indicator.code,
        bron=series.bron,
        bron_naam=series.bron_naam,
        meting=series.meting,
        soort=series.soort,
        value=None if why is not None else _value(series, chosen, start),
        status=Status.OK if why is None else why[0],
        reden="" if why is None else why[1],
        nulmeting=start is not None,
        van=chosen[0].periode if chosen else None,
        tot=chosen[-1].periode if chosen else None,
        metingen=len(chosen),
        gemeente=means.get(beside.gemeente),
        groep=_group(series, chosen),
        spread=_spread(group, beside.niveau) if len(group) >= FEWEST else None,
        niveau=series.niveau,
        naam=series.naam,
        verwacht=series.volgende,
        ontvangen=max(moments, default=None),
    )


def _before(series: OutcomeSeries) -> list[OutcomeFigure]:
    """The figures the nulmeting is made of."""
    zero = series.nulmeting
    if zero is None:
        return []
    complete = _complete(series)
    return [one for one in complete if zero.van.start <= one.periode.start and one.periode.eind <= zero.tot.eind]


def _newest_year(series: OutcomeSeries) -> list[OutcomeFigure]:
    """The complete figures of the newest twelve months of which none is missing."""
    complete, wanted = _complete(series), max(1, 12 // series.soort.months)
    for last in range(len(complete), wanted - 1, -1):
        year = complete[last - wanted : last]
        if year[0].periode.start == add_months(year[-1].periode.eind, -12):
            return year
    return []


def _complete(series: OutcomeSeries) -> list[OutcomeFigure]:
    return [one for one in series.figures if one.status is Status.OK and one.value is not None]


def _value(series: OutcomeSeries, chosen: Sequence[OutcomeFigure], start: date | None) -> float:
    if start is not None and series.nulmeting is not None:
        return series.nulmeting.value
    return _mean([one.value for one in chosen if one.value is not None])


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 6)


def _why_none(series: OutcomeSeries, start: date | None) -> tuple[Status, str]:
    """Why there is no base year: what hides the last figure it could have been made of, else that there is none."""
    there = [one for one in series.figures if one.levering and (start is None or one.periode.eind <= start)]
    hidden = [one for one in there if one.value is None]
    if hidden:
        return hidden[-1].status, hidden[-1].reden
    if not any(one.levering for one in series.figures):
        return Status.NIET_GELEVERD, outcome_series.NOT_DELIVERED
    return Status.NIET_GELEVERD, NO_YEAR if start is None else NOTHING_BEFORE


def _group(series: OutcomeSeries, chosen: Sequence[OutcomeFigure]) -> float | None:
    """The published figure of the buurten to compare with, over the same periods."""
    periods = {one.periode for one in chosen}
    found = [one.value for one in series.groep if one.periode in periods and one.value is not None]
    return _mean(found) if found and 2 * len(found) > len(periods) else None


def _means(
    beside: _Beside, indicator: Indicator, series: OutcomeSeries, chosen: Sequence[OutcomeFigure]
) -> Mapping[str, float]:
    """Key of each buurt to compare with, and of each gemeente -> its mean over the same periods."""
    kept = beside.kept
    look, programma = kept.look, kept.programma
    asked = f"{programma.code}/{indicator.code}/{series.bron}/{chosen[0].periode.code}/{chosen[-1].periode.code}"
    known: Mapping[str, float] | None = look.remembered("care", asked)
    return look.remember("care", asked, _read(beside, indicator, series, chosen)) if known is None else known


def _read(
    beside: _Beside, indicator: Indicator, series: OutcomeSeries, chosen: Sequence[OutcomeFigure]
) -> Mapping[str, float]:
    kept, snapshot = beside.kept, beside.kept.look.snapshot
    wanted = [one.sleutel for one in kept.programma.buurten if one.rol == GROUP_OF or one.niveau is Niveau.GEMEENTE]
    numbers = {snapshot.buurten.get((kept.programma.code, key)): key for key in wanted}
    codes = {one.periode.code for one in chosen}
    means = reading_care.means_of(
        kept.look.connection,
        [part.id for part in snapshot.delivered.get(kept.programma.code, ()) if part.bron == series.bron],
        [number for number in numbers if number is not None],
        indicator_id=snapshot.ids[indicator.code],
        periode_ids=[number for number, code in snapshot.perioden.items() if code in codes],
    )
    return {numbers[number]: mean for number, mean in means.items()}


def _spread(values: Sequence[float], niveau: Niveau) -> Spread:
    """Percentiles, as far as one can see no single buurt in them."""
    at = statistics.quantiles(values, n=20, method="inclusive")
    p10, p25, p50, p75, p90 = (round(at[place], 6) for place in (1, 4, 9, 14, 17))
    return Spread(niveau, "alle", len(values), p10, p25, p50, p75, p90)
