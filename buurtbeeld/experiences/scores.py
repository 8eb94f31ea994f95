"""What was scored, in words: each figure with its margin, and how the answers were spread where that is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from buurtbeeld.catalog import Catalog
from buurtbeeld.dutch import number, status_word
from buurtbeeld.figures import Reader, SheetQuestion, read
from buurtbeeld.outcomes import wording as words
from buurtbeeld.outcomes.answers import OutcomeFigure, Sheet
from buurtbeeld.outcomes.oordeel import NIET_BEOORDEELD, Oordeel
from buurtbeeld.roles import User

SCORED = ("nps", "schaal")
KLASSEN: Mapping[str, str] = {
    "criticaster": "0 tot en met 6",
    "passief": "7 of 8",
    "promotor": "9 of 10",
}


@dataclass(frozen=True)
class Klasse:
    """Answers of one kind.

    Attributes:
        aantal: how many, to the nearest five, or the word that says why it is not shown.
        aandeel: percentage of the answers; None unless every class is shown.
    """

    naam: str
    aantal: str
    aandeel: float | None


@dataclass(frozen=True)
class Ervaring:
    """One scored figure.

    Attributes:
        zin: the answer in words; uitleg: what the verdict means.
        marge, antwoorden: its margin, and on how many answers it rests; "" when not shown.
        let_op: a warning, as that there are few answers; "" without.
        klassen: of an NPS, in the same period; empty for a scale, or when there is no figure.
    """

    indicator: str
    naam: str
    zin: str
    oordeel: Oordeel | None
    uitleg: str
    marge: str
    antwoorden: str
    let_op: str
    periode: str
    bron: str
    klassen: tuple[Klasse, ...] = ()


def of_buurt(reader: Reader, user: User, sleutel: str, vandaag: date) -> tuple[Ervaring, ...]:
    """Everything that is scored in a buurt: the one fixed question first, then the scales, in catalogue order.

    Raises:
        PermissionDenied: this role sees no outcomes.
        NotFound: it is no buurt of a programma.
    """
    scored = [one for kind in SCORED for one in reader.catalog.outcomes() if one.soort == kind]
    sheets = (read(user, SheetQuestion(sleutel, one.code, "", vandaag), reader=reader) for one in scored)
    return tuple(_of_sheet(one, reader.catalog) for one in sheets)


def _of_sheet(sheet: Sheet, catalog: Catalog) -> Ervaring:
    indicator, series = catalog.indicatoren[sheet.indicator], sheet.reeksen[0]
    found, newest = sheet.beoordelingen.get(series.bron, NIET_BEOORDEELD), series.nieuwste
    count = newest.noemer if newest is not None else None
    return Ervaring(
        indicator=indicator.code,
        naam=indicator.naam,
        zin=words.plain(words.antwoord(sheet, catalog)),
        oordeel=found.oordeel,
        uitleg=words.oordeel_zin(found, indicator, sheet.thema),
        marge=words.marge(newest, indicator),
        antwoorden=f"ongeveer {number(count)} antwoorden" if count is not None else "",
        let_op=words.indicatief(newest, indicator),
        periode=newest.periode.naam if newest is not None else "",
        bron=series.bron_naam,
        klassen=_classes(sheet, newest) if indicator.soort == "nps" and newest is not None else (),
    )


def _classes(sheet: Sheet, newest: OutcomeFigure) -> tuple[Klasse, ...]:
    """The classes in the period of the figure itself; one hidden class hides every share."""
    there = {
        one.uitsplitsing: figure
        for one in sheet.uitgesplitst
        for figure in one.figures
        if figure.periode == newest.periode
    }
    counts = {code: there[code].value for code in KLASSEN if code in there and there[code].value is not None}
    total = sum(value for value in counts.values() if value is not None) if len(counts) == len(KLASSEN) else 0.0
    return tuple(
        Klasse(naam, _count(there.get(code)), 100 * (counts[code] or 0.0) / total if total else None)
        for code, naam in KLASSEN.items()
    )


def _count(figure: OutcomeFigure | None) -> str:
    if figure is None:
        return "niet geleverd"
    return number(figure.value) if figure.value is not None else status_word(figure.status)
