"""Parts of the page Beheer: the table of who has what, inviting somebody, and changing or ending access."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from buurtbeeld.access.accounts import Given
from buurtbeeld.access.granting import NewAccount
from buurtbeeld.access.overview import Line
from buurtbeeld.dutch import date_text
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.roles import Role, User
from pages._ui import door, html, login_parts, menu, people, show

TURN = "uitnodiging_beurt"  # session state: how many were made in this tab
MADE = "uitnodiging_gemaakt"  # session state: whom the newest link is for, and its code


def answer(lines: tuple[Line, ...]) -> None:
    """How many there are, in a sentence."""
    active = [one for one in lines if one.account.actief]
    waiting = sum(1 for one in active if not one.account.ingericht)
    text = f"U gaat over de toegang van {len(active)} {'persoon' if len(active) == 1 else 'mensen'}."
    show.sentence(text if active else "Er is nog niemand die u toegang gaf.")
    if waiting:
        who = f"{waiting} van hen {'moet' if waiting == 1 else 'moeten'}" if len(active) > 1 else "Die moet"
        show.note(f"{who} de uitnodiging nog gebruiken.")
    if door.demonstration():
        show.note("Op deze computer zijn er proefaccounts. Wat u hier maakt, telt bij een echte installatie.")


def link_made() -> None:
    """The link that was just made, to copy: it is shown once and kept nowhere."""
    made: tuple[str, str] | None = st.session_state.get(MADE)
    if made is None:
        return
    with st.container(border=True, key="link"):
        show.sentence(f"Geef deze link aan {made[0]}. Hij werkt één keer, en een week lang.")
        st.code(f"{door.address()}/inloggen?{login_parts.INVITED}={made[1]}", language=None, wrap_lines=True)
        if st.button("Ik heb de link gekopieerd"):
            del st.session_state[MADE]
            st.rerun()


def invite(user: User) -> None:
    """Somebody new: a name, a role and what it is for."""
    known = people.roles(user)
    if not known:
        return
    html.show("kopje", niveau=2, tekst="Iemand uitnodigen", schatting=False, bij="")
    with st.container(key="uitnodigen", gap="small"):
        left, right = st.columns(2)
        turn = st.session_state.get(TURN, 0)  # empty fields after each invitation
        naam = left.text_input("Accountnaam (kleine letters, cijfers en . _ @ -)", key=f"nieuw_naam{turn}")
        weergave = right.text_input("Naam op het scherm", key=f"nieuw_weergave{turn}")
        email = st.text_input("E-mailadres bij de eigen organisatie (mag leeg)", key=f"nieuw_email{turn}")
        one = _choice(user, known, "nieuw")
        if st.button("Uitnodigen", icon=":material/person_add:", type="primary", disabled=one is None) and one:
            _done(partial(_invited, user, NewAccount(naam, weergave, email), one))


def _invited(user: User, new: NewAccount, one: Given) -> None:
    st.session_state[MADE] = (new.weergave or new.naam, people.invite(user, new, one))
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1


def _choice(user: User, known: tuple[tuple[Role, str], ...], where: str) -> Given | None:
    """A role and what it is for."""
    names = dict(known)
    left, right = st.columns(2)
    rol = left.selectbox("Rol", list(names), format_func=names.__getitem__, key=f"{where}_rol")
    places = dict(people.places(user, rol))
    if not places:
        right.markdown("Voor deze rol is er geen buurt waar u over gaat.")
        return None
    one: Given = right.selectbox("Waarvoor", list(places), format_func=places.__getitem__, key=f"{where}_{rol}_plek")
    sources = dict(people.sources(rol))
    if not sources:
        return one
    none = "" if rol is not Role.LEVERANCIER else None
    options = [*([none] if none is not None else []), *sources]
    bron: str = st.selectbox(
        "Levert deze bron", options, format_func=lambda code: sources.get(code, "geen"), key=f"{where}_{rol}_bron"
    )
    return Given(one.rol, one.programma, one.buurt, bron)


def table(lines: tuple[Line, ...]) -> None:
    """Who has what, when they were last here, and whether they are here now."""
    html.show("kopje", niveau=2, tekst="Wie mag wat?", schatting=False, bij="")
    html.show("gebruikers", rijen=[_row(one) for one in lines])


def _row(one: Line) -> dict[str, object]:
    last = date_text(one.account.laatst) if one.account.laatst else "nog nooit"
    if not one.account.actief:
        state = "gestopt"
    elif not one.account.ingericht:
        state = "uitgenodigd" if one.uitgenodigd else "uitnodiging verlopen"
    else:
        state = f"nu ingelogd ({one.sessies})" if one.sessies else "niet ingelogd"
    return {
        "weergave": one.account.weergave, "naam": one.account.naam, "rollen": [text for _, text in one.rollen],
        "laatst": last, "stand": state,
    }  # fmt: skip


def change(user: User, lines: tuple[Line, ...]) -> None:
    """Give or take a role, a new link, log somebody out, stop an account."""
    if not lines:
        return
    html.show("kopje", niveau=2, tekst="Iets veranderen", schatting=False, bij="")
    names = {one.account.naam: one for one in lines}
    naam = st.selectbox(
        "Voor wie", list(names), format_func=lambda code: f"{names[code].account.weergave} ({code})", key="wie"
    )
    one = names[naam]
    _buttons(user, one)
    for given, text in one.rollen:
        able = given in one.af_te_nemen
        if able and st.button(f"Neem af: {menu.plain(text)}", key=f"af_{naam}_{given}", icon=":material/remove:"):
            _done(partial(people.take, user, naam, given))
    with st.expander(f"Geef {menu.plain(one.account.weergave)} nog een rol"):
        chosen = _choice(user, people.roles(user), f"erbij_{naam}")
        if st.button("Geven", key=f"geven_{naam}", disabled=chosen is None) and chosen:
            _done(partial(people.give, user, naam, chosen))


def _buttons(user: User, one: Line) -> None:
    naam, active = one.account.naam, one.te_stoppen and one.account.actief
    with st.container(horizontal=True):
        if active and st.button("Nieuwe link", key=f"link_{naam}", icon=":material/link:"):
            _done(partial(_renewed, user, one))
        if one.te_stoppen and one.sessies and st.button("Log overal uit", key=f"uit_{naam}", icon=":material/logout:"):
            _done(partial(people.revoke, user, naam))
        if active and st.button("Stop account", key=f"stop_{naam}", icon=":material/block:"):
            _done(partial(people.stop, user, naam))
        stopped = one.te_stoppen and not one.account.actief
        if stopped and st.button("Weer toelaten", key=f"weer_{naam}", icon=":material/lock_open:"):
            _done(partial(people.start_again, user, naam))


def _renewed(user: User, one: Line) -> None:
    st.session_state[MADE] = (one.account.weergave, people.renew(user, one.account.naam))


def _done(act: Callable[[], object]) -> None:
    """Do something and show the page anew, or say why it was not done."""
    try:
        act()
    except BuurtbeeldError as error:
        show.melding(f"{error} ({error.code})", icoon="lock")
        return
    st.rerun()
