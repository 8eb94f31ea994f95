"""The figures of a meeting as they are seen, in words: made once from published figures, and kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from buurtbeeld.dutch import date_text
from buurtbeeld.figures import OutcomesQuestion, Reader, SheetQuestion, read
from buurtbeeld.model import Status
from buurtbeeld.outcomes import wording as words
from buurtbeeld.outcomes.answers import Item, Sheet
from buurtbeeld.outcomes.lines import line_of
from buurtbeeld.privacy.files import HIDDEN
from buurtbeeld.review import signals
from buurtbeeld.review.another import another
from buurtbeeld.review.parts import Ander, Bevroren, Gezien, Punt
from buurtbeeld.roles import User

SHORT = 12  # dots in a chart
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
        ander=another(reader, user, sleutel, chosen, vandaag),
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
    """The newest figures that are there, oldest first; of a hidden one only that it is."""
    indicator = reader.catalog.indicatoren[sheet.indicator]
    there = [one for one in sheet.reeksen[0].figures if one.value is not None or one.status is Status.AFGESCHERMD]
    return [
        Punt(words.kort(one.periode), None, HIDDEN)
        if one.value is None
        else Punt(
            words.kort(one.periode),
            one.value,
            words.getal(one.value, indicator),
            one.lower,
            one.upper,
            one.status is Status.VOORLOPIG,
        )
        for one in there[-SHORT:]
    ]
