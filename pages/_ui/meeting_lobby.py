"""Before and after a meeting: opening one, going on with one, and reading those that are over."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from buurtbeeld.dutch import date_text
from buurtbeeld.model import Plek
from buurtbeeld.review import meetings
from buurtbeeld.review.parts import BESPREKING, INTERVISIE, Bijeenkomst
from buurtbeeld.roles import Action, User, may
from pages._ui import html, meeting_minutes, meeting_planned, menu, services, session, show
from pages._ui.meeting_head import WHICH, leave, told

EXPLAINED = (
    "Zet de app op het grote scherm. In vijf stappen praat u over de cijfers. Anderen doen mee op hun telefoon. "
    "Alles wordt vanzelf bewaard."
)


def takes_part(user: User, sleutel: str) -> bool:
    """Whether this buurt has meetings that this user may read."""
    known = services.catalog().buurt(sleutel)
    transitie = known is not None and known[1].rol == "transitie"
    return transitie and may(user, Action.BESPREKING_NA_AFLOOP, buurt=sleutel)


def without(plek: Plek | None) -> None:
    """The page of a plek without meetings, or of somebody else's buurt."""
    show.title("Onze bespreking")
    told.show()
    name = plek.naam if plek is not None else "deze buurt"
    show.sentence(f"U kunt de besprekingen van {name} niet zien. Kies links uw eigen buurt.")
    show.note("Een bespreking is van het buurtnetwerk. Vraag de kartrekker of de projectcoördinator om mee te doen.")


def opened(user: User, sleutel: str) -> Bijeenkomst | None:
    """The meeting in the address bar; None for the list."""
    asked = st.query_params.get(WHICH, "")
    if not asked:
        return None
    there = meetings.meetings(services.reader(), user, sleutel)
    return next((one for one in there if str(one.id) == asked), None)


def show_all(user: User, plek: Plek, chosen: Bijeenkomst | None) -> None:
    """The list, or the minutes of one that is over."""
    told.show()
    if chosen is not None:
        meeting_minutes.read(user, plek, chosen)
        st.button("Terug naar alle besprekingen", icon=":material/arrow_back:", on_click=_go, args=("",))
        return
    show.title("Onze bespreking", EXPLAINED)
    there = meetings.meetings(services.reader(), user, plek.sleutel)
    going = [one for one in there if one.gesloten is None]
    for one in going:
        show.sentence(f"{one.naam} is bezig sinds {date_text(one.op)}.")
        with st.container(key="hoofdknop" if one is going[0] else None, width="content"):
            label = f"Ga verder met {menu.plain(one.naam.lower())}"
            kind: Literal["primary", "secondary"] = "primary" if one is going[0] else "secondary"
            st.button(label, type=kind, icon=":material/groups:", key=f"verder{one.id}", on_click=_go,
                      args=(str(one.id),))  # fmt: skip
    if may(user, Action.BESPREKING_SCHRIJVEN, buurt=plek.sleutel):
        _open_buttons(plek, {one.soort for one in going})
    elif not going:
        show.note("Er is nu geen bespreking bezig. De kartrekker van uw buurt opent de volgende.")
    meeting_planned.section(user, plek)
    _closed([one for one in there if one.gesloten is not None])


def _open_buttons(plek: Plek, busy: set[str]) -> None:
    with st.container(horizontal=True):
        if BESPREKING not in busy:
            st.button("Open de bespreking", type="secondary" if busy else "primary", icon=":material/groups:",
                      key="open", on_click=_open, args=(plek, BESPREKING))  # fmt: skip
        if INTERVISIE not in busy:
            st.button("Open een intervisie", icon=":material/forum:", key="openintervisie", on_click=_open,
                      args=(plek, INTERVISIE))  # fmt: skip
    if INTERVISIE not in busy:
        show.note("Een intervisie is korter: drie stappen, en zij sluit de ronde niet.")


def _closed(over: list[Bijeenkomst]) -> None:
    html.show("kopje", niveau=2, tekst="Eerdere besprekingen", schatting=False, bij="")
    if not over:
        show.note("Er is nog geen bespreking afgesloten.")
    for one in over:
        label = f"{menu.plain(one.naam)}, {date_text(one.op)}"
        st.button(
            label, icon=":material/article:", key=f"lees{one.id}", type="tertiary", on_click=_go, args=(str(one.id),)
        )


def _open(plek: Plek, soort: str) -> None:
    told.attempt(lambda: _go(str(meetings.start(services.reader(), session.user_now(), plek.sleutel, soort))))


def _go(number: str) -> None:
    leave()
    if number:
        st.query_params[WHICH] = number
