"""The figures of a meeting as they are seen, in words: made once from published figures, and kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from buurtbeeld import interventions
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.dutch import date_text
from buurtbeeld.errors import NotFound, PermissionDenied
from buurtbeeld.figures import ComparisonQuestion, OutcomesQuestion, Reader, SheetQuestion, read
from buurtbeeld.model import Status
from buurtbeeld.outcomes import wording as words
from buurtbeeld.outcomes.answers import Beside, Comparison, Item, Sheet
from buurtbeeld.outcomes.lines import line_of
from buurtbeeld.review import signals
from buurtbeeld.review.parts import Ander, Bevroren, Gezien, Punt
from buurtbeeld.roles import User

SHORT = 12  # dots in a chart
MOST_DEEDS = 4
COUNTED = ("aantal", "kwalitatief")


def frozen(reader: Reader, user: User, sleutel: str, vandaag: date) -> Bevroren:
    """What a meeting of a buurt looks at today.

    Raises:
        PermissionDenied: this role sees no outcomes.
        NotFound: it is no buurt of a programma.
    """
    outcomes = read(user, OutcomesQuestion(sleutel, vandaag), reader=reader)
    chosen = signals.signals(outcomes)
    shown = tuple(_signal(reader, user, sleutel, one, vandaag) for one in chosen)
    return Bevroren(
        publicatie=outcomes.publicatie,
        bekeken=signals.looked_at(outcomes),
        signalen=shown,
        nieuw=tuple(_plain(reader, one, vandaag) for one in signals.new(outcomes)),
        rest=signals.others(outcomes, chosen),
        ander=_other(reader, user, sleutel, chosen, vandaag),
        bijgewerkt=date_text(outcomes.bijgewerkt) if outcomes.bijgewerkt else "",
    )


def to_json(one: Bevroren) -> dict[str, Any]:
    """As it is stored."""
    return asdict(one)


def of_json(kept: dict[str, Any]) -> Bevroren:
    """What was stored."""
    other = kept["ander"]
    return Bevroren(
        **{
            **kept,
            "signalen": tuple(map(seen_of, kept["signalen"])),
            "nieuw": tuple(map(seen_of, kept["nieuw"])),
            "rest": tuple((word, count) for word, count in kept["rest"]),
            "ander": Ander(**{**other, "acties": tuple(other["acties"])}) if other else None,
        }
    )


def seen_of(kept: Mapping[str, Any]) -> Gezien:
    """One figure as it was stored."""
    return Gezien(**{**kept, "punten": tuple(Punt(**one) for one in kept["punten"])})


def _plain(reader: Reader, item: Item, vandaag: date) -> Gezien:
    """A figure in one line, without a chart."""
    line = line_of(item, reader.catalog, vandaag)
    word = item.beoordeling.oordeel
    return Gezien(
        indicator=item.indicator,
        thema=item.thema,
        naam=line.indicator.naam,
        oordeel=word.value if word is not None else "",
        zin="",
        uitleg=line.zin,
        richting=words.richting_zin(line.indicator, item.thema),
        cijfer=line.cijfer,
        marge=words.marge(item.nu, line.indicator),
        eenheid=line.eenheid,
        periode=line.periode,
        bron=line.bron,
        nieuw=item.nieuw,
        gecorrigeerd=item.nu is not None and item.nu.gecorrigeerd,
    )


def _signal(reader: Reader, user: User, sleutel: str, item: Item, vandaag: date) -> Gezien:
    """A figure with its sentence and the dots of its chart."""
    sheet = read(user, SheetQuestion(sleutel, item.indicator, item.thema, vandaag), reader=reader)
    indicator, zero = reader.catalog.indicatoren[item.indicator], sheet.reeksen[0].nulmeting
    return replace(
        _plain(reader, item, vandaag),
        zin=words.plain(words.antwoord(sheet, reader.catalog)),
        nulmeting=None if zero is None else zero.value,
        nulmeting_tekst="" if zero is None else words.getal(zero.value, indicator),
        vanaf_nul=indicator.soort in COUNTED,
        punten=tuple(_dots(reader, sheet)),
    )


def _dots(reader: Reader, sheet: Sheet) -> list[Punt]:
    """The newest figures with a value, oldest first; a hidden one leaves no trace."""
    indicator = reader.catalog.indicatoren[sheet.indicator]
    there = [one for one in sheet.reeksen[0].figures if one.value is not None]
    return [
        Punt(
            words.kort(one.periode),
            one.value,
            words.getal(one.value, indicator),
            one.lower,
            one.upper,
            one.status is Status.VOORLOPIG,
        )
        for one in there[-SHORT:]
        if one.value is not None
    ]


def _other(reader: Reader, user: User, sleutel: str, chosen: tuple[Item, ...], vandaag: date) -> Ander | None:
    """The buurt most alike at the start whose figure differs from ours, for the first signal that has one."""
    for item in chosen:
        found = _beside(reader, user, sleutel, item, vandaag)
        if found is not None:
            return found
    return None


def _beside(reader: Reader, user: User, sleutel: str, item: Item, vandaag: date) -> Ander | None:
    ask = ComparisonQuestion(sleutel, item.indicator, item.thema, (), "", vandaag)
    try:
        near = read(user, ask, reader=reader)
        keys = [one.sleutel for one in near.meest_gelijk if _takes_part(reader, one.sleutel)]
        if not keys:
            return None
        beside = read(user, replace(ask, met=tuple(keys[:6]), bron=near.bron), reader=reader)
    except (NotFound, PermissionDenied):
        return None
    own = beside.eigen.beoordeling.oordeel
    other = next((one for one in beside.anderen if one.beoordeling.oordeel not in (own, None) and _has(one)), None)
    return None if other is None else _ander(reader, user, beside, other)


def _has(one: Beside) -> bool:
    return one.reeks.nieuwste is not None


def _takes_part(reader: Reader, sleutel: str) -> bool:
    known = reader.catalog.buurt(sleutel)
    return known is not None and known[1].rol == "transitie"


def _ander(reader: Reader, user: User, beside: Comparison, other: Beside) -> Ander:
    indicator = reader.catalog.indicatoren[beside.indicator]
    deeds = interventions.list_of(reader.engine, reader.catalog, user, other.plek.sleutel)
    there = [one for one in deeds if one.thema == beside.thema] or list(deeds)
    verdict = other.beoordeling.oordeel
    return Ander(
        sleutel=other.plek.sleutel,
        naam=other.plek.naam,
        waarom="Deze buurt leek bij de start op onze buurt. Waarin, staat bij Leren van andere buurten.",
        indicator=indicator.naam,
        eigen=_now(beside.eigen, indicator),
        zin=f"{_now(other, indicator)} Het oordeel daar: {verdict.value}." if verdict else _now(other, indicator),
        acties=tuple(f"{one.titel}, sinds {date_text(one.start)}" for one in there[:MOST_DEEDS]),
    )


def _now(one: Beside, indicator: Indicator) -> str:
    """The newest figure of one buurt, and what it was at the start."""
    newest, zero = one.reeks.nieuwste, one.reeks.nulmeting
    if newest is None or newest.value is None:
        return f"{one.plek.naam}: nog geen cijfer."
    told = f"{one.plek.naam}: {words.met_eenheid(newest.value, indicator)} in {words.moment(newest.periode)}."
    return told if zero is None else f"{told} Bij de start was dat {words.getal(zero.value, indicator)}."
