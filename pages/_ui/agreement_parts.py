"""De afspraak as markup and chart: made once per publication, programma and choice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from buurtbeeld.agreement import sentences as words
from buurtbeeld.agreement import wording
from buurtbeeld.agreement.answers import Agreement
from buurtbeeld.agreement.store import Shown
from buurtbeeld.charts.agreement_line import index_chart
from buurtbeeld.dutch import date_text, number
from buurtbeeld.outcomes.lines import bron_naam
from buurtbeeld.periods import MONTHS, Periode, date_in_nl
from buurtbeeld.roles import User
from pages._ui import agreement_rows as rows
from pages._ui import cached, html, services
from pages._ui.verdicts import MARKS

BASE_YEAR = 2024
METHOD = (
    "Wij vergelijken hoe de uren veranderden in buurten die meedoen en in buurten die niet meedoen.",
    "De start is 2024. Begon een buurt in 2024 of eerder, dan zijn het de twaalf maanden ervoor.",
    "Een buurt met meer cliënten bij de start telt zwaarder. Dat gewicht blijft daarna gelijk.",
    "Hieronder staat ook wat er uitkomt als elke buurt even zwaar telt. Bij de bewaking en de andere doelen is dat zo.",
    "De marge is de breedste van de methoden die bij dit aantal buurten passen.",
    "De buurten zijn gekozen omdat ze graag wilden. Een deel van het verschil kan daardoor komen.",
)  # fmt: skip
PARTNERS = {
    True: "Werkt een partner in meer buurten? Dan tellen die voor de marge als één.",
    False: "Voor de marge telt elke buurt apart, ook als een partner in meer buurten werkt.",
}


@dataclass(frozen=True)
class Parts:
    """The page from top to bottom.

    Attributes:
        grafiek: specification of the chart; None when nothing can be drawn.
        ziet: what one sees in it, also its text for who cannot see it.
    """

    shown: Shown
    kop: str
    antwoord: str
    grafiek: dict[str, Any] | None
    ziet: str
    onder: str
    ontbinding: str
    lezingen: str
    bewaking: str
    meer: str


def parts(user: User, programma: str, definitie: str, vergelijking: str, kopie: int | None) -> Parts:
    """The agreement that is asked for.

    Raises:
        NotFound: unknown programma or copy.
        PermissionDenied: this user sees no agreement.
    """
    shown = cached.agreement(user, programma, kopie)
    key = (*cached.key(user), programma, definitie, vergelijking, kopie)
    made = cached.made("afspraak", key, lambda: _parts(shown, definitie, vergelijking))
    return replace(made, shown=shown)  # with the frozen copies of this moment


def _parts(shown: Shown, definitie: str, vergelijking: str) -> Parts:
    found = shown.agreement
    one = wording.kijk(found, definitie, vergelijking)
    chart, ziet = index_chart(found.lijn), wording.ziet(found)
    first, rest = rows.readings(found)
    return Parts(
        shown, _kop(shown),
        html.render(
            "afspraakantwoord", antwoord=wording.antwoord(found, one), verschil=MARKS[wording.verschil(one.nu)],
            marge=wording.marge(one.nu), koers=rows.track(one.vooruit.oordeel), koerszin=wording.koers(one),
        ),
        chart, ziet,
        html.render(
            "afspraakgrafiek", getekend=chart is not None, ziet=ziet, noten=_notes(found), regels=rows.points(found)
        ),
        html.render(
            "afspraakontbinding", rijen=rows.parts(found), meting=wording.meting(found),
            kleinste=f"{number(found.kleinste, 1)}%" if found.kleinste is not None else "",
        ),
        html.render(
            "afspraaklezingen", titel="Verandert het antwoord als we anders rekenen?", bij=wording.tel(found),
            eerst=first, rest=rest, alle=len(found.lezingen), doel=rows.at(wording.AIM), nul=rows.at(0.0),
        ),
        html.render(
            "afspraakkaarten", titel="Gaat het niet ten koste van iets anders?",
            bij="In de buurten die meedoen, laatste twaalf maanden.", rijen=rows.cards(found.bewaking),
        ),
        _more(shown),
    )  # fmt: skip


def _kop(shown: Shown) -> str:
    found = shown.agreement
    programma = services.catalog().programmas[found.programma]
    frozen = shown.bevroren
    at = f"Bevroren op {date_text(date_in_nl(frozen.op))}: {frozen.naam}" if frozen is not None else ""
    return html.render(
        "kop", waar=f"Alle buurten van {programma.naam}", cijfers=f"2024 t/m {_period(found)}" if found.tot else "",
        bijgewerkt=at or f"Publicatie {shown.publicatie}",
    )  # fmt: skip


def _more(shown: Shown) -> str:
    found = shown.agreement
    return html.render(
        "afspraakmeer", vooruit=rows.variants(found.vooruit), gevoeligheid=rows.variants(found.gevoeligheid),
        maanden=rows.months(found), balans=rows.balance(found), vooraf=found.vooraf, anders=found.anders,
        uitleg=(*METHOD, PARTNERS[found.per_partner is not False], *found.opmerkingen),
        doelen=rows.aims(found.bewaking), bron=_source(shown),
    )  # fmt: skip


def _source(shown: Shown) -> str:
    found, catalog = shown.agreement, services.catalog()
    if not found.bron:
        return f"Publicatie {shown.publicatie}."
    contract = found.contract
    counts = f"{contract.n_transitie} buurten die meedoen en {contract.n_vergelijking} die niet meedoen"
    made = " (verzonnen)" if catalog.programmas[found.programma].verzonnen else ""
    return (
        f"Bron: {bron_naam(found.bron, catalog)}{made}, {counts}. {_weight(found)} "
        f"Cijfers tot en met {_period(found)}. Publicatie {shown.publicatie}."
    )


def _weight(found: Agreement) -> str:
    if words.ALIKE in found.contract.methode:
        return "Gemiddeld over buurten: elke buurt telt even zwaar."
    return "Gewogen naar cliënten: een buurt met meer cliënten bij de start telt zwaarder."


def _notes(found: Agreement) -> list[str]:
    told = ["2024 is 100. De lichte band is de marge. De streeplijn is 15% onder de buurten die niet meedoen."]
    if found.lijn and Periode.parse(found.lijn[0].periode).soort.months == 12:
        told.append("Elk punt gaat over 12 maanden. De punten overlappen.")
    if any(one.voorlopig for one in found.lijn):
        told.append("Open punt = voorlopig.")
    if words.ONE_PARTNER in found.opmerkingen:
        told.append(words.ONE_PARTNER)
    starts = [one.start for one in services.catalog().programmas[found.programma].buurten if one.start is not None]
    if starts and min(starts).year <= BASE_YEAR:
        told.append(
            "Sommige buurten begonnen al in of voor 2024. Dan zit een deel van het verschil al in de 100. "
            "Het antwoord bovenaan telt vanaf de eigen start van elke buurt."
        )
    return told


def _period(found: Agreement) -> str:
    if not found.tot:
        return ""
    last = Periode.parse(found.tot).last_day
    return f"{MONTHS[last.month - 1]} {last.year}"
