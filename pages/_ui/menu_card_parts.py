"""Menukaart as markup: per thema its plans, each with what it asks, what is known, and what the buurten make of it."""

from __future__ import annotations

from typing import Any

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.dutch import date_text, listed, number
from buurtbeeld.learning import woorden
from buurtbeeld.learning.kaarten import DOCUMENTEN
from buurtbeeld.learning.menukaart import Effect, Kaartstand, Menukaart
from pages._ui import html, services

KOSTEN = {
    "laag": "€ laag (tot € 5.000 per jaar)", "midden": "€€ midden (€ 5.000 tot € 50.000 per jaar)",
    "hoog": "€€€ hoog (meer dan € 50.000 per jaar)", "onbekend": "kosten niet bekend",
}  # fmt: skip
STERREN = {"onbekend": "nog geen bewijs bekend", "ervaring": "★ ervaring", "onderzoek": "★★ onderzocht"}
GELEERD = "cijfers van buurten"
MOST_NAMES = 6


def cards(found: Menukaart, chosen: list[Kaartstand]) -> str:
    """The chosen plans, per thema."""
    themas = services.catalog().themas
    groups = [
        {"naam": thema.naam, "vraag": thema.vraag, "kaarten": [view(one) for one in chosen if one.kaart.thema == code]}
        for code, thema in themas.items()
        if any(one.kaart.thema == code for one in chosen)
    ]
    return html.render("menukaart", groepen=groups, verzonnen=found.verzonnen)


def view(one: Kaartstand) -> dict[str, Any]:
    """One plan for its template."""
    kaart, thema = one.kaart, services.catalog().themas[one.kaart.thema]
    own = "" if one.bij_ons is None else f"Bij ons: {one.bij_ons.status}, sinds {date_text(one.bij_ons.start)}"
    return {
        "code": kaart.code,
        "naam": kaart.naam,
        "doel": kaart.doel,
        "doelgroep": kaart.doelgroep,
        "stappen": kaart.stappen,
        "inzet": kaart.inzet,
        "kosten": KOSTEN[kaart.kosten],
        "kosten_bron": kaart.kosten_bron,
        "termijn": f"na ongeveer {one.maanden} maanden" if not thema.zonder_effect else "hier meten we geen effect",
        "termijn_bron": "" if one.eigen_termijn or thema.zonder_effect else "gewone termijn van dit thema, onze keuze",
        "bewijs": evidence(one),
        "bewijs_zin": kaart.bewijs.zin,
        "bewijs_bron": kaart.bewijs.bron,
        "wie": kaart.wie,
        "genoemd": listed([DOCUMENTEN[code] for code in kaart.genoemd_in]),
        "lopen": running(one),
        "bereik": reach(one),
        "effecten": [effect(part) for part in one.effecten],
        "geen_effect": no_effect(one),
        "bij_ons": own,
    }


def evidence(one: Kaartstand) -> str:
    """How strong the evidence is, in words; figures of the buurten stand beside it, and are no evidence themselves."""
    word = STERREN[one.kaart.bewijs.sterkte]
    if not one.effecten:
        return word
    return f"{word}, {'wel' if one.kaart.bewijs.sterkte == 'onbekend' else 'en'} {GELEERD}"


def running(one: Kaartstand) -> str:
    """Which buurten do it: all of them, or the first few and how many more."""
    names = [loopt.plek.naam for loopt in one.lopen]
    if not names:
        return "Nog geen buurt doet dit, voor zover in deze app staat."
    shown = names if len(names) <= MOST_NAMES + 1 else [*names[:MOST_NAMES], f"nog {len(names) - MOST_NAMES} andere"]
    count = "1 buurt doet dit" if len(names) == 1 else f"{len(names)} buurten doen dit"
    planned = (
        f" {one.gepland} {'buurt heeft' if one.gepland == 1 else 'buurten hebben'} het gepland." if one.gepland else ""
    )
    return f"{count}: {listed(shown)}.{planned}"


def reach(one: Kaartstand) -> str:
    """How many people it reaches, of the buurten that counted it."""
    if not one.lopen:
        return ""
    if one.bereik is None:
        return "Geen van deze buurten vertelt hoeveel mensen het bereikt."
    of = "1 buurt" if one.bereik_van == 1 else f"{one.bereik_van} van de {len(one.lopen)} buurten"
    return f"Bereikt ongeveer {number(one.bereik)} mensen, geteld in {of}."


def effect(part: Effect) -> str:
    """What changed on one figure, with its margin."""
    indicator: Indicator = services.catalog().indicatoren[part.indicator]
    margin = woorden.marge(part.onder, part.boven, indicator)
    if part.onder < 0 < part.boven:
        return (
            f"{indicator.naam}: geen duidelijk verschil met buurten die niet meedoen, in {part.buurten} buurten samen "
            f"({margin})."
        )
    found = woorden.verschil_zin(part.verschil, indicator)
    return f"{indicator.naam}: {found} dan in buurten die niet meedoen, in {part.buurten} buurten samen ({margin})."


def no_effect(one: Kaartstand) -> str:
    """Why nothing flows back yet; "" when something does."""
    if one.effecten or not one.lopen:
        return ""
    if not one.kaart.cijfers:
        return "Wat het oplevert, meten we niet in cijfers. Vraag het deze buurten."
    if one.te_vroeg == len(one.lopen):
        return "Het is nog te vroeg om te zien wat het oplevert."
    return "Van te weinig van deze buurten is te zien wat er veranderde. Vanaf vier buurten staat het hier."
