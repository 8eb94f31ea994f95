"""De ronde on Onze uitkomsten: when the last one closed, what waits, and the button that closes this one."""

from __future__ import annotations

import streamlit as st

from buurtbeeld.deliveries import rounds
from buurtbeeld.deliveries.rounds import RoundState
from buurtbeeld.dutch import date_text, number
from buurtbeeld.model import Plek
from buurtbeeld.roles import Action, User, may
from pages._ui import html, services, show
from pages._ui.told import Told

told = Told("ronde", refused="")
EXPLAINED = (
    "Doe dit na de bespreking. Wat verbeterd of teruggetrokken is, verandert dan voor iedereen. "
    "Wat daarna binnenkomt, heet nieuw. U kunt het niet ongedaan maken."
)


def section(user: User, plek: Plek) -> None:
    """What there is to know of the round, and for who leads the buurt the button; nothing for one to compare with."""
    known = services.catalog().buurt(plek.sleutel)
    if known is None or known[1].rol != "transitie":
        return
    html.show("kopje", niveau=2, tekst="Deze ronde", schatting=False, bij="")
    with show.guard():
        told.show()
        state = rounds.state_of(services.reader().engine, services.catalog(), user, plek.sleutel)
        html.show("ronde", regels=[_closed(state), _waits(state)])
        if may(user, Action.RONDE_SLUITEN, buurt=plek.sleutel):
            _button(user, plek, state.laatste.nummer if state.laatste else 0)


def _closed(state: RoundState) -> str:
    if state.laatste is None:
        return "Er is nog geen ronde gesloten."
    return f"De vorige ronde sloot op {date_text(state.laatste.gesloten_op)}."


def _waits(state: RoundState) -> str:
    if state.wacht:
        first = date_text(state.uiterlijk) if state.uiterlijk else ""
        one = state.wacht == 1
        what = "1 verbetering wacht" if one else f"{number(state.wacht)} verbeteringen wachten"
        return f"{what} op het einde van deze ronde. De {'verbetering' if one else 'eerste'} komt uiterlijk op {first}."
    if state.onderweg:
        return "De verbeteringen van de vorige ronde worden nu gepubliceerd. Dat kan een paar minuten duren."
    return "Er wacht geen verbetering."


def _button(user: User, plek: Plek, last: int) -> None:
    """The button belongs to the round on the screen: a second click on it finds it gone, and closes nothing."""
    with st.expander("De ronde sluiten", icon=":material/event_available:", key=f"ronde{last}"):
        show.note(EXPLAINED)
        if st.button("Sluit deze ronde", icon=":material/check:", type="primary", key=f"sluit{plek.sleutel}{last}"):
            _close(user, plek, last)


def _close(user: User, plek: Plek, last: int) -> None:
    def close() -> None:
        closed = rounds.close(services.reader().engine, services.catalog(), user, plek.sleutel, na=last)
        services.publish_round(user, closed.nummer)
        what = "De ronde is gesloten." if closed.nieuw else "Iemand anders sloot deze ronde al."
        told.tell(f"{what} De cijfers worden bijgewerkt.")

    told.done(close)
