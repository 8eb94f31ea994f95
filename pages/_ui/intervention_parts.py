"""Wat begonnen wij? on Onze uitkomsten: the acties of a buurt per thema, for everybody of the network."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from buurtbeeld import interventions
from buurtbeeld.dutch import date_text, listed, number
from buurtbeeld.model import Plek
from buurtbeeld.outcomes.answers import Interventie
from buurtbeeld.periods import MONTHS, today
from buurtbeeld.roles import Action, User, may
from pages._ui import html, intervention_form, services, show

NOTE = "Een actie komt als vlag in de grafieken. Tot het verwachte effect is het oordeel: nog te vroeg."


def section(user: User, plek: Plek) -> None:
    """The list, and for who may write also the forms; nothing for a buurt to compare with."""
    known = services.catalog().buurt(plek.sleutel)
    if known is None or known[1].rol != "transitie":
        return
    html.show("kopje", niveau=2, tekst="Wat begonnen wij?", schatting=False, bij="")
    with show.guard():
        found = interventions.list_of(services.reader().engine, services.catalog(), user, plek.sleutel)
        html.show("acties", themas=themas(found, known[1].themas, today()), noot=NOTE if found else "")
        intervention_form.told.show()
        if may(user, Action.INTERVENTIES, buurt=plek.sleutel):
            intervention_form.forms(user, plek.sleutel, found)


def themas(found: Sequence[Interventie], chosen: Sequence[str], day: date) -> list[dict[str, Any]]:
    """The acties per thema, as views; themas without one are named together in the last view.

    Args:
        chosen: themas the buurt takes part in.
        day: today; decides what is still waited for.
    """
    names = {code: one.naam for code, one in services.catalog().themas.items()}
    views = [
        {"naam": naam, "acties": [_view(one, day) for one in found if one.thema == code]}
        for code, naam in names.items()
        if any(one.thema == code for one in found)
    ]
    empty = [names[code] for code in names if code in chosen and not any(one.thema == code for one in found)]
    return [*views, *([{"naam": listed(empty), "acties": []}] if empty else [])]


def _view(one: Interventie, day: date) -> dict[str, str]:
    ended = f", tot en met {date_text(one.eind)}" if one.eind else ""
    begins = "Begint op" if one.status == "gepland" else "Sinds"
    month = f"{MONTHS[one.effect_vanaf.month - 1]} {one.effect_vanaf.year}"
    waits = one.effect_vanaf > day
    return {
        "titel": one.titel,
        "stand": "" if one.status == "loopt" else one.status,
        "wanneer": f"{begins} {date_text(one.start)}{ended}.",
        "effect": f"Effect verwacht vanaf {month}." if waits else f"Effect kon zichtbaar zijn vanaf {month}.",
        "bereik": f"Bereikt ongeveer {number(one.bereik)} mensen."
        if one.bereik is not None
        else "Bereik niet getoond.",
    }
