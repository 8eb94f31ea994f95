"""The menukaart with what buurten make of it: who runs a plan, whom it reaches, what changed there. Only reads."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from buurtbeeld import intervention_list
from buurtbeeld.answers import PlekRef
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.learning.gepoold import pooled_beside
from buurtbeeld.learning.kaarten import Kaart
from buurtbeeld.learning.regels import REMAIN
from buurtbeeld.learning.rijen import Verandering, row_of
from buurtbeeld.learning.tegenover import WIDEST_POINTS
from buurtbeeld.outcomes.parts import Interventie
from buurtbeeld.outcomes.periods import period
from buurtbeeld.places import Look, programme_ref
from buurtbeeld.programma_schema import Buurt, Programma
from buurtbeeld.storage import reading_learning


@dataclass(frozen=True)
class Loopt:
    """A buurt that runs a plan, with the actie it is."""

    plek: PlekRef
    actie: Interventie


@dataclass(frozen=True)
class Effect:
    """What changed on one figure in the buurten that run a plan, beside buurten that do not take part.

    Attributes:
        verschil, onder, boven: mean and 95% margin, as a share of the value or in points.
        buurten: how many buurten it is the mean of.
    """

    indicator: str
    verschil: float
    onder: float
    boven: float
    buurten: int


@dataclass(frozen=True)
class Kaartstand:
    """One plan as it stands now.

    Attributes:
        maanden: before an effect may show; `eigen_termijn`: it is of the plan itself, not the usual one of its thema.
        lopen: buurten that started it, by name. gepland: how many plan it.
        bereik: people reached, of the buurten that counted it; bereik_van: how many those are.
        effecten: per figure; only of buurten with a figure of after its term, and of three others at least.
        te_vroeg: how many run it too short to say anything.
        bij_ons: the own buurt runs or plans it: its actie; None when not.
    """

    kaart: Kaart
    maanden: int
    eigen_termijn: bool
    lopen: tuple[Loopt, ...]
    gepland: int
    bereik: int | None
    bereik_van: int
    effecten: tuple[Effect, ...]
    te_vroeg: int
    bij_ons: Interventie | None = None


@dataclass(frozen=True)
class Menukaart:
    """Every plan, in the order of the themas.

    Attributes:
        programma: name; "" outside a programma.
        themas: themas the own buurt takes part in; empty outside a programma.
        verzonnen: the buurten behind the numbers do not exist.
    """

    kaarten: tuple[Kaartstand, ...]
    programma: str
    publicatie: int
    themas: tuple[str, ...] = ()
    verzonnen: bool = False


def of(look: Look, own: tuple[Programma, Buurt] | None, vandaag: date) -> Menukaart:
    """The menukaart as the network of a buurt sees it; without a buurt nothing flows back."""
    catalog = look.catalog
    now = _Now(look, (), {}, vandaag, "") if own is None else _now(look, *own, vandaag)
    standen = tuple(now.stand(one) for one in catalog.menukaart.values())
    if own is None:
        return Menukaart(standen, "", look.snapshot.publicatie)
    programma, buurt = own
    return Menukaart(standen, programma.naam, look.snapshot.publicatie, buurt.themas, programma.verzonnen)


def _now(look: Look, programma: Programma, buurt: Buurt, vandaag: date) -> _Now:
    joins = [one for one in programma.buurten if one.rol == "transitie"]
    acties = tuple(
        Loopt(programme_ref(programma, one), actie)
        for one in sorted(joins, key=lambda one: one.naam.casefold())
        for actie in intervention_list.of_buurt(look.connection, one.sleutel, vandaag=vandaag)
    )
    return _Now(look, acties, _rows(look, programma), vandaag, buurt.sleutel)


@dataclass(frozen=True)
class _Now:
    """What every plan is looked up in.

    Attributes:
        rows: (buurt, indicator) -> what it changed.
        own: key of the own buurt; "" without one.
    """

    look: Look
    acties: tuple[Loopt, ...]
    rows: Mapping[tuple[str, str], Verandering]
    vandaag: date
    own: str

    def stand(self, kaart: Kaart) -> Kaartstand:
        """One plan as it stands now."""
        catalog = self.look.catalog
        mine = [one for one in self.acties if kaart.is_actie(one.actie.titel)]
        begun = _once([one for one in mine if one.actie.status != "gepland"])
        planned = {one.plek.sleutel for one in mine} - {one.plek.sleutel for one in begun}
        maanden = catalog.themas[kaart.thema].effect_maanden if kaart.effect_maanden is None else kaart.effect_maanden
        ends = {one.plek.sleutel: intervention_list.months_later(one.actie.start, maanden) for one in begun}
        ripe = sum(day <= self.vandaag for day in ends.values())
        reached = [one.actie.bereik for one in begun if one.actie.bereik is not None]
        effects = (_effect(catalog.indicatoren[code], ends, self.rows) for code in kaart.cijfers)
        return Kaartstand(
            kaart, maanden, kaart.effect_maanden is not None, tuple(begun), len(planned),
            sum(reached) if reached else None, len(reached), tuple(one for one in effects if one is not None),
            len(begun) - ripe, next((one.actie for one in mine if one.plek.sleutel == self.own), None),
        )  # fmt: skip


def _once(begun: Sequence[Loopt]) -> list[Loopt]:
    """Of a buurt that did it more than once the first time."""
    first: dict[str, Loopt] = {}
    for one in sorted(begun, key=lambda one: one.actie.start):
        first.setdefault(one.plek.sleutel, one)
    return sorted(first.values(), key=lambda one: one.plek.naam.casefold())


def _effect(
    indicator: Indicator, ends: Mapping[str, date], rows: Mapping[tuple[str, str], Verandering]
) -> Effect | None:
    """Mean change of the buurten whose figure begins after its term ended; None of fewer than three besides whoever
    reads it.
    """
    found = [(rows.get((key, indicator.code)), day) for key, day in ends.items()]
    known = [row for row, day in found if row is not None and period(row.periode).start >= day]
    gaps = [(one.verschil, one.fout, one.groep) for one in known if one.verschil is not None and one.fout and one.groep]
    if len(gaps) < REMAIN + 1:
        return None
    limits = pooled_beside(*zip(*gaps, strict=True))
    points = indicator.soort in WIDEST_POINTS
    mean, low, high = (one if points else math.expm1(one) for one in limits)
    return Effect(indicator.code, mean, low, high, len(gaps))


def _rows(look: Look, programma: Programma) -> dict[tuple[str, str], Verandering]:
    """(buurt, indicator) -> what it changed; of two sources the one with the newest period."""
    number = reading_learning.results_of(look.connection, look.snapshot.publicatie, programma.code)
    found: dict[tuple[str, str], Verandering] = {}
    for row in reading_learning.changes_of(look.connection, number) if number else ():
        one = row_of(row)
        key = (one.buurt, one.indicator)
        if not one.grond and (key not in found or one.periode > found[key].periode):
            found[key] = one
    return found
