"""From the catalogue to what a delivered file is checked against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from buurtbeeld.catalog import Catalog
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.indicator_parts import Deel
from buurtbeeld.ingest.formats import format_rules
from buurtbeeld.ingest.keys import NPS_GROUPS
from buurtbeeld.ingest.parts import BuurtRule, IndicatorRule, Rules
from buurtbeeld.periods import LENGTH, PeriodeSoort
from buurtbeeld.programma_schema import Buurt, Programma

APP = "app"  # the source of what the app counts itself
SCORES = (*(str(score) for score in range(11)), *NPS_GROUPS)
MEASURES = frozenset({"uren", "euro", "dagen", "punten"})  # units that are measured, so not whole
OVER_TIME = ("gemiddeld", "verzekerden")  # people counted over a year: half a year is half a person
ANY_TIME = frozenset({"aantal", "kwalitatief", "nps", "schaal", "rate"})


def rules_for(
    catalog: Catalog,
    *,
    buurten_bronnen: Mapping[str, tuple[str, ...]],
    inwoners: Mapping[str, int],
    verouderd: frozenset[str],
    vandaag: date,
    programma: str = "",
    formaat: str = "",
    bron: str = "",
) -> Rules:
    """What a file of this asker is checked against.

    Args:
        buurten_bronnen: key of a buurt -> sources the asker may deliver there; a buurt that is not named: none.
        inwoners: key of a buurt -> newest published number of inhabitants.
        verouderd: CBS codes that exist in another year only.
        vandaag: today in the Netherlands.
        programma: chosen programme, "" = it follows from the rows.
        formaat: code of another shape of file, "" = our own template.
        bron: source that is meant when more than one could be, "" = by its rhythm.

    Raises:
        KeyError: there is no such programma.
        BuurtbeeldError: E_KEUZE, there is no such formaat.
    """
    codejaar = catalog.programmas[programma or catalog.app.programma].codejaar
    delivered = [one for one in catalog.indicatoren.values() if not _why_not(one)]
    return Rules(
        vandaag=vandaag.isoformat(),
        programma=programma,
        codejaar=codejaar,
        drempel=catalog.app.drempel,
        indicatoren={one.code: indicator_rule(one, catalog.app.uitsplitsingen) for one in delivered},
        buurten={
            buurt.sleutel: _buurt_rule(owner, buurt, buurten_bronnen, inwoners) for owner, buurt in catalog.buurten()
        },
        verouderd=verouderd,
        formaat=format_rules(formaat),
        niet_leverbaar={one.code: why for one in catalog.indicatoren.values() if (why := _why_not(one))},
        bron=bron,
    )


def indicator_rule(one: Indicator, uitsplitsingen: Mapping[str, Mapping[str, str]]) -> IndicatorRule:
    """What the checks need to know of one indicator."""
    parts = tuple(uitsplitsingen[one.uitsplitsing]) if one.uitsplitsing else ()
    ritmes = (one.leverritme or "jaar", *(other.leverritme for other in one.ook_van))
    teller = one.teller or Deel(naam=one.naam.lower(), eenheid=one.eenheid)
    return IndicatorRule(
        code=one.code,
        naam=one.naam,
        soort=one.soort,
        factor=one.factor,
        eenheid=one.eenheid,
        decimalen=one.decimalen,
        bronnen=(one.bron, *(other.bron for other in one.ook_van)),
        teller=teller.naam,
        noemer=one.noemer.naam if one.noemer else "",
        noemer_inwoners=one.noemer is not None and one.noemer.naam == "inwoners",
        telt_personen=(_counts_persons(teller) and one.soort != "nps", _counts_persons(one.noemer)),
        uitsplitsingen=(*parts, *SCORES) if one.soort == "nps" else parts,
        periodes=_periodes(one.soort, ritmes),
        ritmes=ritmes,
        heel=(_is_whole(teller), _is_whole(one.noemer)),
    )


def _why_not(one: Indicator) -> str:
    """Why nobody delivers this indicator, "" when somebody does."""
    if one.blok is not None:
        return "Dit cijfer komt uit open bronnen. Dat halen wij zelf op."
    if one.afgeleid_van:
        return "Dit cijfer rekenen wij zelf uit."
    return "Dit cijfer telt de app zelf." if one.bron == APP else ""


def _buurt_rule(
    owner: Programma, buurt: Buurt, bronnen: Mapping[str, tuple[str, ...]], inwoners: Mapping[str, int]
) -> BuurtRule:
    return BuurtRule(
        sleutel=buurt.sleutel,
        naam=buurt.naam,
        programma=owner.code,
        codes=buurt.gebieden,
        codejaar=buurt.codejaar or owner.codejaar,
        inwoners=inwoners.get(buurt.sleutel),
        bronnen=bronnen.get(buurt.sleutel, ()),
    )


def _counts_persons(deel: Deel | None) -> bool:
    return deel is not None and deel.eenheid == "personen"


def _is_whole(deel: Deel | None) -> bool:
    return deel is None or (deel.eenheid not in MEASURES and not any(word in deel.naam for word in OVER_TIME))


def _periodes(soort: str, ritmes: Iterable[str]) -> tuple[str, ...]:
    """Kinds of period it is meant for: the shortest rhythm first, and everything longer.

    A count, a rate and the answers to a list can be about any period; hours per client in a month cannot be
    compared with hours per client in a year.
    """
    rhythms = [LENGTH[kind] for kind in PeriodeSoort if kind in set(ritmes)]
    shortest = 0 if soort in ANY_TIME or not rhythms else min(rhythms)
    kinds = [kind.value for kind in PeriodeSoort if kind.months >= shortest]
    return tuple(sorted(kinds, key=lambda kind: kind not in set(ritmes)))
