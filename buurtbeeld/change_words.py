"""What differs between two publications, in words: for Uitleg and for the command line. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from buurtbeeld.catalog import Catalog
from buurtbeeld.change_answers import Publicatie, Soort, Verandering, Veranderingen
from buurtbeeld.dutch import date_text, listed, number, status_word
from buurtbeeld.model import Status
from buurtbeeld.outcomes.values import met_eenheid

GONE, TAKEN_BACK = "er was een cijfer", "een ander cijfer"
OPEN = {Soort.VERSCHENEN: "nieuw", Soort.VERDWENEN: "weg", Soort.VERANDERD: "vervangen"}


@dataclass(frozen=True)
class Regel:
    """One line: which figure, what was there and what is there, and why."""

    waar: str
    cijfer: str
    periode: str
    bron: str
    was: str
    werd: str
    soort: str
    oorzaak: str


def kop(found: Veranderingen) -> str:
    """Which two publications, and how much differs between them."""
    between = f"Publicatie {_called(found.nieuw)} naast publicatie {_called(found.oud)}:"
    if not found.aantal:
        return f"{between} geen enkel geleverd cijfer is anders."
    what = "geleverd cijfer is" if found.aantal == 1 else "geleverde cijfers zijn"
    return f"{between} {number(found.aantal)} {what} anders."


def oorzaken(found: Veranderingen) -> list[str]:
    """Per reason how many of the listed figures, most first: "Verbeterde levering: 3 veranderd en 1 verdwenen"."""
    counts: dict[str, Counter[str]] = {}
    for one in found.regels:
        counts.setdefault(one.oorzaak.value, Counter())[one.soort.value] += 1
    ordered = sorted(counts.items(), key=lambda item: (-item[1].total(), item[0]))
    return [f"{reason[:1].upper()}{reason[1:]}: {_kinds(some)}" for reason, some in ordered]


def openbaar(found: Veranderingen, catalog: Catalog) -> list[str]:
    """Per edition of an open source what happened to it: "CBS Kerncijfers 2025: nieuw"."""
    names = {code: one.naam for code, one in catalog.bronnen.items()}
    return [f"{names.get(one.bron, one.bron)} {one.jaar}: {OPEN[one.soort]}" for one in found.openbaar]


def regel(one: Verandering, catalog: Catalog) -> Regel:
    """One figure in words; of what is gone or was taken back the value is not repeated."""
    known = catalog.indicatoren.get(one.indicator)
    parts = {code: naam for some in catalog.app.uitsplitsingen.values() for code, naam in some.items()}
    naam = known.naam if known is not None else one.indicator
    bron = catalog.bronnen.get(one.bron)
    return Regel(
        waar=one.naam,
        cijfer=f"{naam}, {parts.get(one.uitsplitsing, one.uitsplitsing)}" if one.uitsplitsing else naam,
        periode=one.periode.naam,
        bron=bron.naam if bron is not None else one.bron,
        was=_before(one, catalog),
        werd=_value(one.werd, one.werd_status, one, catalog),
        soort=one.soort.value,
        oorzaak=one.oorzaak.value,
    )


def _kinds(counts: Counter[str]) -> str:
    return listed([f"{number(counts[kind.value])} {kind.value}" for kind in Soort if counts[kind.value]])


def _called(one: Publicatie) -> str:
    return f"{one.nummer} ({date_text(one.gemaakt)})"


def _before(one: Verandering, catalog: Catalog) -> str:
    if one.soort is Soort.VERDWENEN:
        return GONE
    if one.soort is Soort.VERANDERD and one.was is None:
        return TAKEN_BACK
    return _value(one.was, one.was_status, one, catalog)


def _value(value: float | None, status: Status, one: Verandering, catalog: Catalog) -> str:
    if value is None:
        return "geen cijfer" if status is Status.NIET_GELEVERD else status_word(status)
    known = catalog.indicatoren.get(one.indicator)
    return met_eenheid(value, known) if known is not None else number(value, 1)
