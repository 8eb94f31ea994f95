"""On Start, for the network of a buurt: the next meeting, what was agreed and is not done yet, and a voice."""

from __future__ import annotations

from datetime import date

import streamlit as st

from buurtbeeld.dutch import date_text, day_text
from buurtbeeld.experiences import quotes
from buurtbeeld.interventions import day_in
from buurtbeeld.model import Plek
from buurtbeeld.periods import today
from buurtbeeld.review import meetings, notes
from buurtbeeld.review.parts import BESPREKING, Bijeenkomst
from buurtbeeld.review.planned import Volgende, planned
from buurtbeeld.roles import Action, User, may
from buurtbeeld.writing.store import Tekst
from pages._ui import html, menu, services, show

MOST = 4
NO_DAY = "Nog geen dag gekozen"


def section(user: User, plek: Plek) -> None:
    """The part; nothing for who is not of the network."""
    known = services.catalog().buurt(plek.sleutel)
    if known is None or known[1].rol != "transitie" or not may(user, Action.BESPREKING_LEZEN, buurt=plek.sleutel):
        return
    with show.guard():
        reader = services.reader()
        held = meetings.meetings(reader, user, plek.sleutel)
        next_one = planned(reader, user, plek.sleutel)
        found = notes.still_open(reader, user, plek.sleutel)
        voice = _voice(user, plek)
        left, right = st.columns(2, gap="medium")
        with left:
            with st.container(key="startbespreking"):
                html.show("startbespreking", **_next(held, next_one))
                menu.link(menu.BESPREKING, user, label="Naar onze bespreking")
            if voice is not None:
                html.show("citaat", tekst=voice.tekst, wie=f"{voice.velden['wie'].capitalize()}, {date_text(voice.op)}")
        with right:
            rows = [_line(one, today()) for one in found[:MOST]]
            html.show("startafspraken", regels=rows, meer=max(len(found) - MOST, 0))


def _next(held: tuple[Bijeenkomst, ...], chosen: Volgende | None) -> dict[str, str]:
    going = next((one for one in held if one.gesloten is None), None)
    if going is not None:
        return {"kop": "Nu bezig", "wanneer": going.naam, "bij": f"Begonnen op {date_text(going.op)}."}
    last = next((one for one in held if one.soort == BESPREKING), None)
    before = f"De vorige was op {date_text(last.op)}." if last is not None else ""
    if chosen is None:
        return {"kop": "Volgende bespreking", "wanneer": NO_DAY, "bij": before}
    hour = f", {chosen.tijd:%H.%M} uur" if chosen.tijd is not None else ""
    where = f"{chosen.waar}." if chosen.waar else before
    return {"kop": "Volgende bespreking", "wanneer": f"{day_text(chosen.dag)}{hour}", "bij": where}


def _voice(user: User, plek: Plek) -> Tekst | None:
    """The newest quote that may be shown."""
    if not may(user, Action.ERVARINGEN_LEZEN, buurt=plek.sleutel):
        return None
    return next(reversed(quotes.approved(services.reader(), user, plek.sleutel)), None)


def _line(one: Tekst, day: date) -> dict[str, str]:
    fields = one.velden
    due = day_in(fields.get("wanneer", ""))
    late = (day - due).days if due is not None else 0
    return {
        "wat": fields["wat"],
        "wie": ", ".join(filter(None, (fields.get("wie"), fields.get("wanneer")))),
        "laat": f"{late} {'dag' if late == 1 else 'dagen'} te laat" if late > 0 else "",
    }
