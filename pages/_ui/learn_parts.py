"""Leren van andere buurten as markup: cards, lists and tables, made of one answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.charts import twee_buurten
from buurtbeeld.charts.twee_buurten import Kant
from buurtbeeld.dutch import date_text, listed, number, value_text
from buurtbeeld.learning import acties, woorden
from buurtbeeld.learning.antwoorden import Buur, Leren
from buurtbeeld.learning.tegenover import Tegenover
from buurtbeeld.outcomes import wording as words
from buurtbeeld.outcomes.answers import Interventie, OutcomeSeries
from buurtbeeld.outcomes.lines import bron_naam
from pages._ui import html, learn_address, services
from pages._ui.learn_address import Gevraagd
from pages._ui.verdicts import mark

BLOCKS = 5
FILLED = {3: 5, 2: 4, 1: 3, 0: 1, -1: 0}
NO_FIGURE = "Van uw buurt is nog geen uitkomst geleverd. Daarom is er geen grafiek; wel wat beide buurten begonnen."
ORDERED = "Gesorteerd op gelijkenis bij de start. Het is geen ranglijst."


def indicator_of(leren: Leren) -> Indicator | None:
    """The figure that is looked at."""
    return services.catalog().indicatoren.get(leren.indicator)


def cards(leren: Leren, asked: Gevraagd) -> str:
    """One card per buurt, each a link to itself."""
    chosen = leren.gekozen.plek.sleutel if leren.gekozen is not None else ""
    what = Gevraagd("", leren.indicator, leren.bron, asked.zonder)
    views = [_card(one, leren.plek.sleutel, what, is_open=one.plek.sleutel == chosen) for one in leren.buren]
    return html.render("leerkaarten", kaarten=views, noot=ORDERED)


def _card(one: Buur, own: str, what: Gevraagd, *, is_open: bool) -> dict[str, Any]:
    contrast = one.tegenover
    alike, apart, missing = woorden.lijkt_door(one), woorden.verschilt_in(one), woorden.onbekend(one)
    return {
        "naam": one.plek.naam,
        "adres": learn_address.address(own, one.plek.sleutel, what),
        "open": is_open,
        "sterkte": woorden.STERKTE[one.sterkte],
        "blokken": [at < FILLED[one.sterkte] for at in range(BLOCKS)],
        "door": f"Door: {listed(alike)}." if alike else "",
        "verschilt": f"Verschilt in: {listed(apart)}." if apart else "",
        "onbekend": f"Niet van allebei bekend: {listed(missing)}." if missing else "",
        "merk": mark(contrast.oordeel) if contrast is not None else None,
        "woord": _verdict(contrast) if contrast is not None else "cijfer niet geleverd",
        "gestopt": woorden.gestopt_zin(one),
    }


def _verdict(contrast: Tegenover) -> str:
    behind = woorden.ACHTER.get(contrast.oordeel, "")
    return f"{contrast.oordeel.value} {behind}".strip()


def chart(leren: Leren) -> dict[str, Any] | None:
    """Both lines; None when there is nothing to draw."""
    both = _kanten(leren)
    indicator = indicator_of(leren)
    if both is None or indicator is None:
        return None
    return twee_buurten.chart(
        *both, lambda value: words.getal(value, indicator), procent=indicator.weergave == "procent"
    )


def alt(leren: Leren) -> str:
    """What a reader who does not see the chart hears."""
    indicator = indicator_of(leren)
    if indicator is None or leren.gekozen is None:
        return ""
    said = woorden.tegenover_zin(leren.gekozen, indicator, leren.plek.naam)
    return f"{leren.gekozen.plek.naam} naast {leren.plek.naam}: {said}"


def chart_head(leren: Leren) -> str:
    """Name of the figure, its unit, direction, source and where the axis begins."""
    indicator, both = indicator_of(leren), _kanten(leren)
    if indicator is None or both is None or leren.naast is None:
        return ""
    thema = next((code for code, row in indicator.themas.items() if row.richting != "geen"), "")
    told = [f"{words.eenheid(indicator, both[0].reeks.soort).capitalize()}."]
    told += [indicator.richting_zin(thema)] if thema else []
    start = twee_buurten.axis_start(*both)
    told += ["De lichte band is de marge."]
    told += [f"De as begint bij {words.getal(start, indicator)}."] if start else []
    told += [f"Bron: {bron_naam(leren.bron, services.catalog())}."]
    return html.render("leerkop", titel=indicator.naam, bij=" ".join(told))


def _kanten(leren: Leren) -> tuple[Kant, Kant] | None:
    indicator = indicator_of(leren)
    if indicator is None or leren.naast is None or leren.gekozen is None or not leren.naast.anderen:
        return None
    other = leren.naast.anderen[0]
    return (
        Kant(leren.naast.eigen.reeks, leren.plek.naam, acties.beside(indicator, leren.interventies)),
        Kant(other.reeks, leren.gekozen.plek.naam, acties.beside(indicator, leren.gekozen.interventies)),
    )


def below_chart(leren: Leren) -> str:
    """What one sees, the table of both, and what each began."""
    indicator, both = indicator_of(leren), _kanten(leren)
    assert leren.gekozen is not None  # the page has asked
    if indicator is None or both is None:
        return html.render(
            "leeronder", ziet=NO_FIGURE, zinnen=[], naam=leren.gekozen.plek.naam, rijen=[], eenheid="",
            wij=_acties(leren.interventies), zij=_acties(leren.gekozen.interventies), slot=woorden.GEEN_OORZAAK,
        )  # fmt: skip
    found = leren.gekozen.tegenover
    margin = ""
    if found is not None and found.onder is not None and found.boven is not None:
        margin = f"Marge: {woorden.marge(found.onder, found.boven, indicator)}."
    sees = woorden.tegenover_zin(leren.gekozen, indicator, leren.plek.naam)
    extra = [margin, woorden.verwacht_zin(leren.eigen, indicator) if leren.eigen is not None else ""]
    extra += [woorden.gemiddelde_zin(leren, indicator), woorden.gestopt_zin(leren.gekozen)]
    extra += [woorden.gedeeld_zin(leren)]
    return html.render(
        "leeronder",
        ziet=f"{sees[:1].upper()}{sees[1:]}",
        zinnen=[one for one in extra if one],
        naam=leren.gekozen.plek.naam,
        rijen=_rows(both, indicator),
        eenheid=words.eenheid(indicator, both[0].reeks.soort),
        wij=_acties(both[0].interventies),
        zij=_acties(both[1].interventies),
        slot=woorden.GEEN_OORZAAK,
    )


def _rows(both: tuple[Kant, Kant], indicator: Indicator) -> list[dict[str, str]]:
    periods = sorted({figure.periode for kant in both for figure in kant.reeks.figures}, reverse=True)
    own, other = (kant.reeks for kant in both)
    return [
        {"periode": words.kort(one), "wij": _cell(own, one, indicator), "zij": _cell(other, one, indicator)}
        for one in periods
    ]


def _cell(reeks: OutcomeSeries, periode: object, indicator: Indicator) -> str:
    figure = next((one for one in reeks.figures if one.periode == periode), None)
    if figure is None or figure.value is None:
        return words.waarde(figure, indicator)
    margin = words.marge(figure, indicator)
    return f"{words.getal(figure.value, indicator)}{f' ({margin})' if margin else ''}"


def _acties(begun: Sequence[Interventie]) -> list[dict[str, str]]:
    names = services.catalog().themas
    return [
        {
            "nummer": str(at),
            "titel": one.titel,
            "wanneer": f"{'begint' if one.status == 'gepland' else 'vanaf'} {date_text(one.start)}"
            f"{f', {number(one.bereik)} mensen' if one.bereik else ''}{', gestopt' if one.status == 'gestopt' else ''}",
            "thema": names[one.thema].naam if one.thema in names else "",
        }
        for at, one in enumerate(sorted(begun, key=lambda one: (one.start, one.nummer)), start=1)
    ]


def features(leren: Leren) -> str:
    """What the two were like at the start, in natural units, what makes them differ most first."""
    if leren.gekozen is None:
        return ""
    catalog = services.catalog()
    rows = []
    for one in leren.gekozen.kenmerken:
        if one.indicator not in leren.telt:
            continue
        indicator = catalog.indicatoren[one.indicator]
        own, other = (_value(value, indicator) for value in (one.eigen, one.ander))
        share = number(100 * one.aandeel)
        rows.append({"naam": indicator.naam, "eigen": own, "ander": other, "aandeel": f"{share}%", "later": one.later})
    return html.render("leerkenmerken", naam=leren.gekozen.plek.naam, eigen=leren.plek.naam, rijen=rows)


def _value(value: float | None, indicator: Indicator) -> str:
    return "niet gepubliceerd" if value is None else value_text(value, indicator)


def other_figures(leren: Leren, asked: Gevraagd) -> str:
    """Other figures on which the two went clearly different ways, each a link."""
    if leren.gekozen is None or not leren.gekozen.anders:
        return ""
    catalog = services.catalog()
    rows = []
    for one in leren.gekozen.anders:
        indicator = catalog.indicatoren[one.indicator]
        what = Gevraagd("", one.indicator, one.bron, asked.zonder)
        rows.append({
            "naam": indicator.naam,
            "adres": learn_address.address(leren.plek.sleutel, leren.gekozen.plek.sleutel, what),
            "merk": mark(one.oordeel),
            "woord": _verdict(one),
            "hoeveel": woorden.hoeveel(one, indicator),
            "bron": bron_naam(one.bron, catalog),
        })  # fmt: skip
    return html.render("leeranders", naam=leren.gekozen.plek.naam, rijen=rows)
