"""Somebody's own account: who one is here, logging out, and a second step on a telephone."""

from __future__ import annotations

import streamlit as st

from buurtbeeld.access.presence import Presence
from buurtbeeld.errors import BuurtbeeldError
from pages._ui import door, html, people, services, show

KEY = "telefoonsleutel"


def mine(found: Presence) -> None:
    """The page of somebody who is in."""
    show.title("Uw account", f"U bent ingelogd als {found.weergave}.")
    words = people.words_of(found.user)
    show.sentence(f"Uw rollen: {'; '.join(words)}." if words else "U heeft nog geen rol.")
    with st.container(horizontal=True):
        if st.button("Uitloggen", icon=":material/logout:", type="primary"):
            leave(found)
        if st.button("Overal uitloggen", icon=":material/devices:"):
            with show.guard():
                people.revoke(found.user, found.user.naam)
                leave(found)
    if found.lokaal and (found.tweede_stap_mist or st.session_state.get(KEY)):
        _telephone(found)


def sidebar(found: Presence) -> None:
    """Who is in, under the menu."""
    texts = services.catalog().rollen.rollen
    with st.container(key="rolkeuze"):
        show.note(f"U bent ingelogd als {found.weergave} ({texts[found.user.rol].naam}).")
        if st.button("Uitloggen", key="uitloggen_menu", icon=":material/logout:"):
            leave(found)


def leave(found: Presence) -> None:
    """Log out: here, in every other tab, and at the organisation when that knows how."""
    if door.log_out(found):
        st.logout()
    else:
        html.go("toegang/uit")
    st.stop()


def _telephone(found: Presence) -> None:
    html.show("kopje", niveau=2, tekst="Tweede stap instellen", schatting=False, bij="")
    show.note("Uw rol vraagt om een tweede stap. Zet een app voor codes op uw telefoon, en neem deze sleutel over.")
    key = st.session_state.setdefault(KEY, door.new_telephone(found.user.naam)[0])
    st.code(key, language=None)
    with st.form("telefoon", border=False):
        code = st.text_input("De code die de app nu toont", autocomplete="one-time-code", max_chars=9)
        sent = st.form_submit_button("Bewaren")
    if not sent:
        return
    try:
        door.set_up_telephone(found, key, code)
    except BuurtbeeldError as error:
        show.melding(f"{error} ({error.code})", icoon="lock")
        return
    del st.session_state[KEY]
    st.rerun()
