"""Voortgang alle buurten as markup: buurten by name, what was started per thema, who may need help, what is late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.charts import miniatuur
from buurtbeeld.charts import trechter as trechter_chart
from buurtbeeld.charts.trechter import Plekpunt
from buurtbeeld.dutch import date_text, listed, number
from buurtbeeld.learning import woorden
from buurtbeeld.learning.rijen import Verandering
from buurtbeeld.learning.stand import Kandidaat, Reeks, Stand, Voortgang
from buurtbeeld.outcomes import wording as words
from buurtbeeld.outcomes.lines import bron_naam
from buurtbeeld.outcomes.oordeel import Oordeel
from buurtbeeld.periods import Periode
from pages._ui import html, services
from pages._ui.verdicts import mark

TINTS = 4


@dataclass(frozen=True)
class Parts:
    """The page as markup and chart; `over`, `ziet`: what the funnel is about, and what one sees in it."""

    samenvatting: str
    over: str
    ziet: str
    trechter: dict[str, Any] | None
    punten: str
    reeksen: str
    op_naam: str
    op_grootte: str
    hulp: str
    adoptie: str
    laat: str


def parts(found: Voortgang) -> Parts:
    """Everything that does not depend on who clicks where: made once, hundreds of buurten take long to write."""
    over, ziet = funnel_words(found)
    return Parts(
        summary(found), over, ziet, funnel(found), funnel_table(found), small_multiples(found),
        buurten(found, size=False), buurten(found, size=True), help_wanted(found), adoption(found), late(found),
    )  # fmt: skip


def buurten(found: Voortgang, *, size: bool) -> str:
    """Every buurt with its verdicts counted, its last round and what is late; by name or by size, never by value."""
    ordered = sorted(found.standen, key=lambda one: -(one.inwoners or 0)) if size else found.standen
    return html.render("voortgangbuurten", rijen=[_row(one) for one in ordered], op="grootte" if size else "naam")


def _row(one: Stand) -> dict[str, Any]:
    return {
        "naam": one.plek.naam,
        "adres": f"uitkomsten?buurt={one.plek.sleutel}",
        "start": f"gestopt op {date_text(one.eind)}" if one.eind else date_text(one.start) if one.start else "onbekend",
        "inwoners": number(one.inwoners) if one.inwoners else "onbekend",
        "oordelen": [{"merk": mark(word), "woord": word.value, "aantal": count} for word, count in one.oordelen],
        "ronde": date_text(one.ronde) if one.ronde else "nog geen",
        "laat": len(one.laat),
    }


def adoption(found: Voortgang) -> str:
    """Acties that began, per buurt and thema: a number in every cell, and a tint with it."""
    themas = services.catalog().themas
    most = max([count for one in found.standen for count in one.gestart.values()], default=0)
    rows = [
        {"naam": one.plek.naam, "gepland": one.gepland, "cellen": [_cell(one, code, most) for code in themas]}
        for one in found.standen
    ]
    return html.render("voortgangadoptie", themas=[one.naam for one in themas.values()], rijen=rows)


def _cell(one: Stand, thema: str, most: int) -> dict[str, Any]:
    count = one.gestart.get(thema)
    if count is None:
        return {"aantal": "niet gekozen", "tint": -1}
    return {"aantal": str(count), "tint": 0 if not count else -(-count * TINTS // max(most, 1))}


def help_wanted(found: Voortgang) -> str:
    """Buurten with a reason to ask whether they want help, by name."""
    rows = [{"naam": one.plek.naam, "redenen": list(one.hulp)} for one in found.standen if one.hulp]
    return html.render("voortganghulp", rijen=rows, rest=len(found.standen) - len(rows))


def late(found: Voortgang) -> str:
    """What is late, per source and period: how many buurten, and which."""
    groups: dict[tuple[str, str], list[tuple[str, Any]]] = {}
    for one in found.standen:
        for bron, periode, day in one.laat:
            groups.setdefault((bron, periode), []).append((one.plek.naam, day))
    catalog = services.catalog()
    ordered = sorted(groups.items(), key=lambda item: (min(day for _, day in item[1]), item[0]))
    rows = [
        {
            "bron": bron_naam(bron, catalog),
            "periode": Periode.parse(code).naam,
            "sinds": date_text(min(day for _, day in some)),
            "buurten": listed(sorted({naam for naam, _ in some})),
        }
        for (bron, code), some in ordered
    ]
    return html.render("voortganglaat", rijen=rows)


def funnel(found: Voortgang) -> dict[str, Any] | None:
    """The chosen funnel; None when there is none."""
    if found.trechter is None:
        return None
    indicator = services.catalog().indicatoren[found.trechter.indicator]
    points = [Plekpunt(plek.naam, rol == "transitie", punt) for plek, rol, punt in found.trechter.punten]
    people = indicator.noemer.naam if indicator.noemer is not None else "mensen"
    return trechter_chart.chart(
        points, people, lambda value: words.getal(value, indicator), kaal=not found.trechter.stabiel
    )


def funnel_words(found: Voortgang) -> tuple[str, str]:
    """What the funnel is about, and what one sees in it."""
    if found.trechter is None or not found.trechter.punten:
        return "", "Er is geen cijfer waarvan genoeg buurten iets leverden."
    indicator = services.catalog().indicatoren[found.trechter.indicator]
    first = found.trechter.punten[0][2]
    far = [plek.naam for plek, rol, punt in found.trechter.punten if rol == "transitie" and abs(punt.plaats) > 1]
    count = sum(rol == "transitie" for _, rol, _ in found.trechter.punten)
    told = f"{count} buurten die meedoen, naast {len(found.trechter.punten) - count} die niet meedoen."
    seen = (
        f"Opvallend: {listed(sorted(far))}. Zoek een uitleg; het is geen oordeel."
        if far else "Geen buurt die meedoet valt op. Kleine buurten verschillen vanzelf meer."
    )  # fmt: skip
    shaky = "" if found.trechter.stabiel else " Er zijn weinig buurten: de stippellijn is wat toeval alleen geeft."
    when = Periode.parse(first.periode)
    about = f"{words.eenheid(indicator, when.soort).capitalize()}. {words.wanneer(when)}."
    return about, f"{told} {seen}{shaky}"


def small_multiples(found: Voortgang) -> str:
    """The chosen figure of every buurt in a small chart of its own, by name, all on one scale."""
    if found.trechter is None or (schaal := miniatuur.scale(found.reeksen)) is None:
        return ""
    indicator = services.catalog().indicatoren[found.trechter.indicator]
    low, high = (words.getal(value, indicator) for value in (schaal.low, schaal.high))
    note = f"Elke grafiek loopt van {low} tot {high}. De stippellijn is de start, de lichte band de marge."
    rows = [
        {
            "naam": one.plek.naam,
            "adres": f"cijferblad?buurt={one.plek.sleutel}&indicator={indicator.code}&bron={found.trechter.bron}",
            "beeld": miniatuur.picture(one, schaal),
            "zin": _course(one, indicator),
        }
        for one in found.reeksen
    ]
    more = len(found.standen) - len(rows)
    told = f"{note} Van {more} buurten is er geen cijfer, of staan er te veel naast elkaar." if more else note
    return html.render("voortgangreeksen", reeksen=rows, noot=told)


def _course(one: Reeks, indicator: Indicator) -> str:
    shown = [(point.periode, point.value) for point in one.punten if point.value is not None]
    if not shown:
        return "Er is geen cijfer dat we mogen tonen."
    return ", ".join(
        f"{words.getal(value, indicator)} in {words.moment(periode)}" for periode, value in (shown[0], shown[-1])
    )


def funnel_table(found: Voortgang) -> str:
    """Every point by name, with what the buurt changed beside the others."""
    if found.trechter is None:
        return ""
    indicator = services.catalog().indicatoren[found.trechter.indicator]
    ordered = sorted(found.trechter.punten, key=lambda one: (one[1] != "transitie", one[0].naam.casefold()))
    rows = [
        {
            "naam": plek.naam if rol == "transitie" else f"{plek.naam} (doet niet mee)",
            "personen": number(punt.personen),
            "waarde": words.getal(punt.waarde, indicator),
            "grens": f"{words.getal(punt.onder998, indicator)} tot {words.getal(punt.boven998, indicator)}",
            "plaats": woorden.PLAATSEN[punt.plaats],
            "verandering": _changed(found.rijen.get(plek.sleutel), indicator.code),
        }
        for plek, rol, punt in ordered
    ]
    return html.render("voortgangtrechter", rijen=rows, naam=indicator.naam)


def _changed(row: Verandering | None, code: str) -> str:
    indicator = services.catalog().indicatoren[code]
    if row is None:
        return "–"
    if row.verschil is None or row.fout is None:
        return woorden.GRONDEN[row.grond].format(buurt="deze buurt")
    low, high = (woorden.shown(row.verschil + side * 1.96 * row.fout, indicator) for side in (-1, 1))
    return woorden.marge(low, high, indicator)


def candidate(one: Kandidaat) -> dict[str, Any]:
    """One candidate for the podium in words: why, how sure, what chance alone would do, what holds it back."""
    row = one.rij
    indicator = services.catalog().indicatoren[row.indicator]
    assert row.verschil is not None  # nominated
    assert row.fout is not None
    value = woorden.shown(row.verschil, indicator)
    low, high = (woorden.shown(row.verschil + side * 1.96 * row.fout, indicator) for side in (-1, 1))
    why = (
        f"{indicator.naam}: {woorden.verschil_zin(value, indicator)} dan in buurten die niet meedoen, naast de start. "
        f"Marge: {woorden.marge(low, high, indicator)}."
    )
    sure = f"Opgevallen in {words.moment(Periode.parse(row.voorgedragen))}."
    if row.bevestigd:
        sure += f" Bevestigd met latere cijfers, t/m {words.moment(Periode.parse(row.beslist))}."
    place = ""
    if row.rang_van is not None and row.rang_tot is not None and row.kwart is not None:
        place = (
            f"Kans om bij het gunstigste kwart te horen: {number(100 * row.kwart)}%. "
            f"Plaats {number(row.rang_van)} tot {number(row.rang_tot)} van {row.onder}: zo onzeker is een plaats."
        )
    return {
        "naam": one.plek.naam,
        "adres": f"cijferblad?buurt={one.plek.sleutel}&indicator={row.indicator}&bron={row.bron}",
        "waarom": why,
        "zeker": sure,
        "mensen": f"Het gaat om ongeveer {number(row.personen)} mensen per periode." if row.personen else "",
        "verwacht": woorden.verwacht_zin(row, indicator, naam="Deze buurt"),
        "plaats": place,
        "remmen": [woorden.REMMEN[name] for name in one.remmen],
        "stand": woorden.STANDEN.get(one.stand, ""),
        "toelichting": one.toelichting,
    }


def summary(found: Voortgang) -> str:
    """The answer above the page: how many go which way, who needs help, what is late; never who is first."""
    better = sum(any(word is Oordeel.GUNSTIGER for word, _ in one.oordelen) for one in found.standen)
    worse = sum(any(word is Oordeel.ONGUNSTIGER for word, _ in one.oordelen) for one in found.standen)
    asks = sum(bool(one.hulp) for one in found.standen)
    ready = sum(not (set(one.remmen) - {"geen_toestemming"}) for one in found.kandidaten)
    return (
        f"{len(found.standen)} buurten doen mee. In {better} is iets duidelijk gunstiger, in {worse} iets duidelijk "
        f"ongunstiger. Vraag {asks} buurten of zij hulp willen. {ready} goede voorbeelden zijn klaar om voor te dragen."
    )
