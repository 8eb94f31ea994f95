"""What was delivered: the log, the rows of an own delivery, two deliveries beside each other, and taking one back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from buurtbeeld.answers import Delivered
from buurtbeeld.dutch import date_text
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.roles import User
from pages._ui import cached, deliver_steps, deliver_tables, desk, html, show

ACCEPTED = "aanvaard"
TOLD = "terugtrekken_verteld"
EXPLAINED = (
    "De cijfers die daarvoor golden, gelden dan weer. Wat gepubliceerd is, verandert als de ronde van de buurt sluit, "
    "uiterlijk na twee maanden. De reden komt in het logboek: noem geen namen."
)


@dataclass(frozen=True)
class Told:
    """What became of taking back, said once and beside the log: the top of the page is far away on a telephone."""

    text: str
    done: bool = False


def log(user: User, sleutel: str) -> None:
    """Who delivered what for a buurt, and what somebody entitled may do with it."""
    html.show("kopje", niveau=2, tekst="Wat er geleverd is", schatting=False, bij="")
    if told := st.session_state.pop(TOLD, None):
        show.melding(told.text, kop="Gelukt." if told.done else "", icoon="check_circle" if told.done else "error")
    found = cached.deliveries(user, sleutel)
    deliver_tables.log(found)
    mine = {one.levering: one for one in found if desk.handles(user, one)}
    _rows(user, sleutel, {one.levering: one for one in found if desk.may_see_rows(user, one, sleutel)})
    _compare(user, mine)
    _take_back(user, {number: one for number, one in mine.items() if one.stand == ACCEPTED})


def _rows(user: User, sleutel: str, mine: Mapping[int, Delivered]) -> None:
    """The rows of an own delivery; shown once and kept nowhere."""
    if not mine:
        return
    with st.expander("De rijen van uw eigen levering bekijken", icon=":material/list_alt:"):
        show.note("Dat kan tot 30 dagen na het leveren. U ziet de getallen zoals u ze leverde.")
        with st.container(key="leverrijen"):
            number = st.selectbox(
                "Levering", list(mine), format_func=lambda one: _name(mine[one]), width=420, key=f"inzien{max(mine)}"
            )
            asked = st.button("Toon de rijen", icon=":material/list_alt:")
        if asked:
            _shown(user, int(number), sleutel)


def _shown(user: User, number: int, sleutel: str) -> None:
    try:
        with st.spinner("De rijen worden opgehaald…"):
            said = desk.rows(user, number, sleutel, deliver_steps.quiet)
    except BuurtbeeldError as error:
        show.melding(f"{error} ({error.code})")
    else:
        deliver_tables.own_rows(number, sleutel, said)


def _compare(user: User, mine: Mapping[int, Delivered]) -> None:
    """Two deliveries of one source beside each other; what differs is shown once and kept nowhere."""
    sources = [(one.programma, one.bron) for one in mine.values()]
    pairs = {number: one for number, one in mine.items() if sources.count((one.programma, one.bron)) > 1}
    if not pairs:
        return
    with st.expander("Twee leveringen vergelijken", icon=":material/compare_arrows:"), st.container(key="levernaast"):
        new = st.selectbox(
            "Levering", list(pairs), format_func=lambda one: _name(pairs[one]), key="vergelijk", width=420
        )
        chosen = pairs[new]
        others = [
            number
            for number, one in pairs.items()
            if number != new and (one.programma, one.bron) == (chosen.programma, chosen.bron)
        ]
        old = st.selectbox(
            "Vergelijken met", others, format_func=lambda one: _name(pairs[one]), key=f"vergelijk_{new}", width=420
        )
        if st.button("Vergelijk", icon=":material/compare_arrows:"):
            _differences(user, *sorted((int(old), int(new))))


def _differences(user: User, was: int, werd: int) -> None:
    try:
        with st.spinner("De leveringen worden vergeleken…"):
            said = desk.differences(user, was, werd, deliver_steps.quiet)
    except BuurtbeeldError as error:
        show.melding(f"{error} ({error.code})")
    else:
        deliver_tables.comparison(was, werd, said)


def _take_back(user: User, mine: Mapping[int, Delivered]) -> None:
    """Retract a delivery with a reason."""
    if not mine:
        return
    with (
        st.expander("Een levering terugtrekken", icon=":material/undo:"),
        st.form("terugtrekken", border=False, clear_on_submit=True),
        st.container(key="leverterug"),
    ):
        number = st.selectbox("Levering", list(mine), width=420, format_func=lambda one: _name(mine[one]))
        reason = st.text_input("Reden", max_chars=200, width=420, placeholder="Bijvoorbeeld: verkeerde maand")
        show.note(EXPLAINED)
        if st.form_submit_button("Trek deze levering terug", icon=":material/undo:"):
            _retracted(user, int(number), reason)


def _name(one: Delivered) -> str:
    return f"{one.levering}: {one.bestand}, {date_text(one.ontvangen)}"


def _retracted(user: User, number: int, reason: str) -> None:
    st.session_state[TOLD] = _take(user, number, reason)
    st.rerun()


def _take(user: User, number: int, reason: str) -> Told:
    if not reason.strip():
        return Told("Geef een reden op: die komt in het logboek te staan. (E_REDEN_ONTBREEKT)")
    try:
        with st.spinner("De levering wordt teruggetrokken…"):
            published = desk.retract(user, number, reason, deliver_steps.quiet)
    except BuurtbeeldError as error:
        return Told(f"{error} ({error.code})")
    st.session_state.pop(deliver_steps.DONE, None)  # what was kept before may be what is taken back now
    return Told(f"Levering {number} is teruggetrokken. {published}", done=True)
