"""The delivery calendar: which source owes which period, by when, and what of it is in.

Pure: the catalogue, what was delivered and a date in; lines of a calendar out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from buurtbeeld.catalog import Catalog
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.periods import Periode, PeriodeSoort
from buurtbeeld.programma_schema import Buurt

PERIODS_BACK = 2  # closed periods of each rhythm that are still asked for
APP = "app"  # counted by the app itself: nobody delivers it
NETWORK = "buurtnetwerk"  # a buurt to compare with has none
TRANSITIE, ADOPTIE = "transitie", "adoptie"


class Stand(StrEnum):
    """Where a line of the calendar stands; what asks for attention first."""

    TE_LAAT = "te laat"
    DEELS = "deels binnen"
    NU = "kan nu"
    NOG_NIET = "nog niet nodig"
    BINNEN = "binnen"


@dataclass(frozen=True)
class Due:
    """One line: a source owes a period for a buurt.

    Attributes:
        indicatoren: codes that are owed, in catalogue order.
        geleverd: how many of them are in.
        uiterlijk: last day of delivering.
        dagen: days until `uiterlijk`; negative = days late.
        voorlopig_ritme: the rhythm is our choice, the plan leaves it open.
        actiehouders: parties that see to it, as codes of app.yaml.
    """

    programma: str
    buurt: str
    bron: str
    periode: Periode
    indicatoren: tuple[str, ...]
    geleverd: int
    uiterlijk: date
    dagen: int
    stand: Stand
    voorlopig_ritme: bool
    actiehouders: tuple[str, ...]


@dataclass(frozen=True)
class Total:
    """The same delivery for all of somebody's buurten in one programma together.

    Attributes:
        te_laat, deels: keys of the buurten that are late, and of those of which a part is in and that are not late.
        binnen: how many buurten delivered all of it.
        buurten: how many buurten owe it.
        lines: the lines it was made of.
    """

    programma: str
    bron: str
    periode: Periode
    uiterlijk: date
    dagen: int
    te_laat: tuple[str, ...]
    deels: tuple[str, ...]
    binnen: int
    buurten: int
    lines: tuple[Due, ...]


def totals(found: Iterable[Due]) -> tuple[Total, ...]:
    """Lines about the same source, period and last day together: those that most buurten are late with first."""
    groups: dict[tuple[str, str, str, date], list[Due]] = {}
    for due in found:
        groups.setdefault((due.programma, due.bron, due.periode.code, due.uiterlijk), []).append(due)
    made = [_total(some) for some in groups.values()]
    return tuple(sorted(made, key=lambda one: (not one.te_laat, one.dagen if not one.te_laat else -len(one.te_laat),
                                               one.uiterlijk, one.bron)))  # fmt: skip


def _total(some: list[Due]) -> Total:
    one = some[0]
    return Total(
        one.programma,
        one.bron,
        one.periode,
        one.uiterlijk,
        one.dagen,
        tuple(due.buurt for due in some if due.stand is Stand.TE_LAAT),
        tuple(due.buurt for due in some if due.stand is Stand.DEELS),
        sum(due.stand is Stand.BINNEN for due in some),
        len(some),
        tuple(some),
    )


def lines(
    catalog: Catalog,
    buurten: Iterable[str],
    delivered: Mapping[tuple[str, str, str], Collection[str]],
    vandaag: date,
) -> tuple[Due, ...]:
    """The calendar of some buurten: the late ones first, then by last day.

    Args:
        buurten: keys of programme buurten.
        delivered: (bron, buurt, code of the period) -> indicators that are in.
        vandaag: today in the Netherlands.
    """
    found = [due for buurt in buurten for due in _of_buurt(catalog, buurt, delivered, vandaag)]
    return tuple(sorted(found, key=lambda due: (list(Stand).index(due.stand), due.uiterlijk, due.buurt, due.bron)))


def _of_buurt(
    catalog: Catalog, sleutel: str, delivered: Mapping[tuple[str, str, str], Collection[str]], vandaag: date
) -> Iterator[Due]:
    known = catalog.buurt(sleutel)
    if known is None:
        return
    programma, buurt = known
    for (bron, ritme, termijn), codes in owed(catalog, buurt).items():
        for periode in asked_for(ritme, buurt.start, vandaag):
            there = delivered.get((bron, sleutel, periode.code), ())
            done = sum(code in there for code in codes)
            last = periode.last_day + timedelta(days=termijn)
            rows = [row for code in codes for row in catalog.indicatoren[code].themas.values()]
            yield Due(
                programma.code,
                sleutel,
                bron,
                periode,
                codes,
                done,
                last,
                (last - vandaag).days,
                _stand(done, len(codes), periode, last, vandaag),
                any(catalog.indicatoren[code].ritme_voorlopig for code in codes),
                tuple(dict.fromkeys(holder for row in rows for holder in row.actiehouder)),
            )


def owed(catalog: Catalog, buurt: Buurt) -> dict[tuple[str, PeriodeSoort, int], tuple[str, ...]]:
    """What is owed for a buurt: (bron, rhythm, days) -> indicators.

    Those of the themas it takes part in and the guardrails; of a buurt to compare with only what happens there, not
    what the programme does.
    """
    found: dict[tuple[str, PeriodeSoort, int], list[str]] = {}
    for one in catalog.outcomes():
        if one.afgeleid_van or not _concerns(one, buurt):
            continue
        rhythms = [(one.bron, one.leverritme, one.levertermijn_dagen)]
        rhythms += [(other.bron, other.leverritme, other.levertermijn_dagen) for other in one.ook_van]
        for bron, ritme, days in rhythms:
            if ritme in set(PeriodeSoort) and days is not None and _delivers(bron, buurt):
                found.setdefault((bron, PeriodeSoort(str(ritme)), days), []).append(one.code)
    return {key: tuple(codes) for key, codes in found.items()}


def _concerns(one: Indicator, buurt: Buurt) -> bool:
    rows = [row for thema, row in one.themas.items() if thema in buurt.themas]
    if buurt.rol != TRANSITIE:
        rows = [row for row in rows if row.laag != ADOPTIE]
    return bool(one.bewaking or rows)


def _delivers(bron: str, buurt: Buurt) -> bool:
    return bron != APP and (bron != NETWORK or buurt.rol == TRANSITIE)


def asked_for(soort: PeriodeSoort, start: date | None, vandaag: date) -> Iterator[Periode]:
    """The last closed periods and the running one, oldest first; nothing that ended before the buurt started."""
    running = Periode.containing(vandaag, soort)
    for back in range(PERIODS_BACK, -1, -1):
        periode = running.shifted(-back)
        if start is None or periode.eind > start:
            yield periode


def _stand(done: int, owed: int, periode: Periode, last: date, vandaag: date) -> Stand:
    if done == owed:
        return Stand.BINNEN
    if vandaag > last:
        return Stand.TE_LAAT
    if done:
        return Stand.DEELS
    return Stand.NU if vandaag >= periode.eind else Stand.NOG_NIET


def periods_of(catalog: Catalog, bron: str, vandaag: date) -> tuple[Periode, ...]:
    """Closed periods a template of this source asks for: the last ones of each of its rhythms, oldest first."""
    every = {soort for one in catalog.programmas.values() for buurt in one.buurten
             for owner, soort, _ in owed(catalog, buurt) if owner == bron}  # fmt: skip
    chosen = every or {PeriodeSoort.HALFJAAR}  # a questionnaire without a rhythm of its own
    found = {Periode.containing(vandaag, soort).shifted(-back) for soort in chosen for back in (1, 2)}
    return tuple(sorted(found))
