"""On Start, for the network of a buurt: the meeting that goes on, and what was agreed and is not done yet."""

from __future__ import annotations

from datetime import date

from buurtbeeld.interventions import day_in
from buurtbeeld.model import Plek
from buurtbeeld.periods import today
from buurtbeeld.review import meetings, notes
from buurtbeeld.roles import Action, User, may
from buurtbeeld.writing.store import Tekst
from pages._ui import html, menu, services, show

MOST = 6


def section(user: User, plek: Plek) -> None:
    """The part; nothing for who is not of the network, or when there is nothing to say."""
    known = services.catalog().buurt(plek.sleutel)
    mine = may(user, Action.BESPREKING_LEZEN, buurt=plek.sleutel)
    if known is None or known[1].rol != "transitie" or not mine:
        return
    with show.guard():
        reader = services.reader()
        going = [one for one in meetings.meetings(reader, user, plek.sleutel) if one.gesloten is None]
        found = notes.still_open(reader, user, plek.sleutel)
        if not (going or found):
            return
        html.show("kopje", niveau=2, tekst="Wat spraken we af?", schatting=False, bij="")
        for one in going:
            show.sentence(f"{one.naam} is bezig.")
        if found:
            rows = [_line(one, today()) for one in found[:MOST]]
            html.show("startafspraken", regels=rows, meer=max(len(found) - MOST, 0))
        menu.link(menu.BESPREKING, user, label="Naar onze bespreking")


def _line(one: Tekst, day: date) -> dict[str, str]:
    fields = one.velden
    due = day_in(fields.get("wanneer", ""))
    late = (day - due).days if due is not None else 0
    return {
        "wat": fields["wat"],
        "wie": ", ".join(filter(None, (fields.get("wie"), fields.get("wanneer")))),
        "laat": f"{late} {'dag' if late == 1 else 'dagen'} te laat" if late > 0 else "",
    }
