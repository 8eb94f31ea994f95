"""The Cijferblad as data: everything of one indicator in one buurt; and the same of several buurten side by side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from buurtbeeld.answers import PlekRef
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.errors import NotFound
from buurtbeeld.outcomes import due as outcome_due
from buurtbeeld.outcomes import matrix as outcome_matrix
from buurtbeeld.outcomes import series as outcome_series
from buurtbeeld.outcomes import similar
from buurtbeeld.outcomes.answers import Beside, Comparison, Doellijn, Item, OutcomeSeries, Sheet
from buurtbeeld.outcomes.composition import composition
from buurtbeeld.outcomes.matrix import BEWAKING, Desk
from buurtbeeld.outcomes.oordeel import NIET_BEOORDEELD
from buurtbeeld.outcomes.targets import doellijnen
from buurtbeeld.places import Look, programme_ref, resolve

MOST = 6  # buurten beside the own one


def of(look: Look, sleutel: str, indicator: str, thema: str, vandaag: date) -> Sheet:
    """Everything of one indicator in one buurt.

    Args:
        thema: the thema it is looked at in; "" or one it is not in = the first it is in.

    Raises:
        NotFound: unknown buurt or indicator.
    """
    one = _outcome(look, indicator)
    mine = outcome_matrix.desk(look, sleutel, vandaag)
    thema, laag = _place(one, thema, mine.kept.buurt.themas)
    series = outcome_matrix.series_of(mine, one)
    moments = [figure.ontvangen for reeks in series for figure in reeks.figures if figure.ontvangen is not None]
    return Sheet(
        plek=resolve(look, sleutel).plek,
        indicator=one.code,
        thema=thema,
        laag=laag,
        reeksen=series,
        uitgesplitst=outcome_series.broken_down(mine.kept, one, series[0].bron),
        beoordelingen={reeks.bron: outcome_matrix.judged(mine, one, thema, laag, reeks) for reeks in series},
        onderdelen=_parts(mine, one),
        naast=_beside(mine, one, thema),
        interventies=tuple(actie for actie in mine.interventies if not thema or actie.thema == thema),
        doelen=_aims(mine, one, thema, series[0]),
        publicatie=look.snapshot.publicatie,
        bijgewerkt=max(moments, default=None),
        samenstelling=composition(mine.kept, one, series[0]),
    )


def _outcome(look: Look, code: str) -> Indicator:
    found = look.catalog.indicatoren.get(code)
    if found is None or found.blok is not None:
        raise NotFound(f"Er is geen cijfer '{code[:40]}' bij de uitkomsten.", doe="Kies een cijfer in Onze uitkomsten.")
    return found


def _place(one: Indicator, thema: str, chosen: Sequence[str]) -> tuple[str, str]:
    """The thema asked for when the indicator is in it; else the first the buurt takes part in."""
    if not one.themas:
        return "", BEWAKING
    known = (
        thema if thema in one.themas else next((code for code in one.themas if code in chosen), next(iter(one.themas)))
    )
    return known, one.themas[known].laag


def _parts(mine: Desk, one: Indicator) -> tuple[OutcomeSeries, ...]:
    """Series of what is derived from the same numbers."""
    derived = [other for other in mine.kept.look.catalog.outcomes() if one.code in other.afgeleid_van]
    made = [series for other in derived for series in outcome_matrix.series_of(mine, other)]
    return tuple(series for series in made if series.figures)


def _beside(mine: Desk, one: Indicator, thema: str) -> tuple[Item, ...]:
    """The figures the plan puts beside it; beside what must fall, those that are watched."""
    catalog = mine.kept.look.catalog
    row = one.themas.get(thema)
    codes = list(row.naast if row is not None else ())
    if row is not None and row.laag == "effectiviteit":
        codes += [other.code for other in catalog.outcomes() if other.bewaking and other.code != one.code]
    return tuple(_item(mine, catalog.indicatoren[code], thema) for code in dict.fromkeys(codes))


def _item(mine: Desk, one: Indicator, thema: str) -> Item:
    where, laag = _place(one, thema, mine.kept.buurt.themas)
    return outcome_matrix.item_of(mine, one, where, laag)


def _aims(mine: Desk, one: Indicator, thema: str, series: OutcomeSeries) -> tuple[Doellijn, ...]:
    row = one.themas.get(thema)
    return doellijnen(None if row is None else row.doel, one, series.nulmeting, mine.kept.start, _group_now(series))


def _group_now(series: OutcomeSeries) -> float | None:
    """The buurten to compare with over the last whole year; None when season would come between that and the start."""
    months = series.soort.months
    whole = series.nulmeting is not None and series.nulmeting.metingen * months % 12 == 0
    count = max(12 // months, 1)
    values = [group.value for group in series.groep if group.value is not None][-count:]
    return sum(values) / count if whole and len(values) == count else None


def compared(
    look: Look, sleutel: str, indicator: str, thema: str, *, met: Sequence[str], bron: str, vandaag: date
) -> Comparison:
    """One indicator of several buurten, in the order asked; of the same source, so that they mean the same.

    Args:
        met: keys of the other buurten, at most MOST; an unknown one is left out.
        bron: source of the series; "" = the first of the own buurt.

    Raises:
        NotFound: unknown buurt or indicator.
    """
    one = _outcome(look, indicator)
    programma, buurt = outcome_matrix.programme_buurt(look, sleutel)
    where, laag = _place(one, thema, buurt.themas)
    known_bron = bron if bron in outcome_due.sources_of(one) else ""
    own = _one(look, sleutel, one, (where, laag), bron=known_bron, vandaag=vandaag)
    known = {other.sleutel for other in programma.buurten} - {sleutel}
    wanted = [key for key in dict.fromkeys(met) if key in known][:MOST]
    others = tuple(_one(look, key, one, (where, laag), bron=own.reeks.bron, vandaag=vandaag) for key in wanted)
    alike = similar.most_alike(look, programma, buurt)
    return Comparison(one.code, where, own.reeks.bron, own, others, alike, look.snapshot.publicatie)


def _one(look: Look, sleutel: str, one: Indicator, place: tuple[str, str], *, bron: str, vandaag: date) -> Beside:
    mine = outcome_matrix.desk(look, sleutel, vandaag, indicator=one.code)
    series = outcome_matrix.series_of(mine, one)
    same = [reeks for reeks in series if reeks.bron == bron]
    chosen = series[0] if not bron else same[0] if same else outcome_series.empty(mine.kept, one, bron)
    judged = outcome_matrix.judged(mine, one, *place, chosen) if chosen.figures else NIET_BEOORDEELD
    return Beside(_ref(mine), chosen, judged, similar.inhabitants(look, mine.kept.buurt))


def _ref(mine: Desk) -> PlekRef:
    return programme_ref(mine.kept.programma, mine.kept.buurt)
