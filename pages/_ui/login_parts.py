"""Logging in: an organisation, a password, or an invitation; and what is said to somebody who is not quite in."""

from __future__ import annotations

import streamlit as st

from buurtbeeld.access.presence import Presence, State
from buurtbeeld.access.sessions import Ended
from buurtbeeld.errors import BuurtbeeldError
from pages._ui import door, html, menu, show

INVITED = "uitnodiging"  # in the address: the code of an invitation
CODE_ASKED = "code_gevraagd"
WHY = {
    Ended.UITGELOGD: "U bent uitgelogd.",
    Ended.INGETROKKEN: "Uw toegang is beëindigd door iemand die dat mag, of op een ander apparaat.",
    Ended.STIL: "U deed dertig minuten niets. Daarom bent u uitgelogd.",
    Ended.VERLOPEN: "U bent langer dan twaalf uur geleden ingelogd. Daarom bent u uitgelogd.",
    Ended.KLOK: "De klok van de computer is veranderd. Daarom bent u uitgelogd.",
    Ended.ACCOUNT: "Uw account is gestopt.",
}
STRANGER = (
    "U bent ingelogd bij uw organisatie, maar u heeft hier geen account. Daarom ziet u alleen openbare cijfers. "
    "Vraag de kartrekker of de projectcoördinator van uw buurt om een uitnodiging."
)
NO_ROLE = "Uw account heeft nog geen rol. Daarom ziet u alleen openbare cijfers. Vraag het wie u uitnodigde."
SECOND_STEP = (
    "Voor een deel van uw rechten is een tweede stap nodig bij het inloggen, zoals een code op uw telefoon. "
    "Die ontbrak. Daarom ziet u nu minder."
)


def say(found: Presence) -> None:
    """Above every page: why somebody who logged in does not see what he expects."""
    if text := sentence(found):
        with st.container(width=960, key="toegang"):
            show.melding(text, icoon="lock")


def sentence(found: Presence) -> str:
    """That sentence; "" when there is nothing to say."""
    if found.state is State.ONBEKEND:
        return STRANGER
    if found.einde is not None:
        again = "" if found.einde is Ended.ACCOUNT else " Log opnieuw in om verder te gaan."
        return WHY[found.einde] + again
    if found.state is State.ZONDER_ROL:
        return NO_ROLE
    return SECOND_STEP if found.tweede_stap_mist else ""


def demonstration() -> None:
    """What logging in is on a laptop."""
    show.sentence("Op deze computer hoeft u niet in te loggen.")
    show.note(
        "De app draait met proefaccounts. Kies onderaan het menu als wie u kijkt. "
        "Bij een echte installatie logt iedereen hier in met een eigen account."
    )


def organisation(found: Presence) -> None:
    """A button for every organisation; and for somebody without an account a place for his invitation."""
    for code, naam in door.organisations():
        if st.button(
            f"Inloggen met {menu.plain(naam)}", key=f"organisatie_{code}", icon=":material/login:", type="primary"
        ):
            st.login(code or None)
    if found.state is State.ONBEKEND:
        _code_of_invitation()
        if st.button("Uitloggen bij uw organisatie", icon=":material/logout:"):
            st.logout()


def _code_of_invitation() -> None:
    with st.form("uitnodigingscode", border=False):
        typed = st.text_input("Heeft u een uitnodiging? Plak hier de link of de code.")
        if st.form_submit_button("Gebruik deze uitnodiging") and typed.strip():
            with show.guard():
                door.accept(typed.strip().rsplit("=", 1)[-1])
                st.rerun()


def password() -> None:
    """Name and password; and the code of an app for an account that has one."""
    html.show("kopje", niveau=2, tekst="Met een wachtwoord", schatting=False, bij="")
    with st.form("wachtwoord", border=False):
        naam = st.text_input("Accountnaam", autocomplete="username")
        wachtwoord = st.text_input("Wachtwoord", type="password", autocomplete="current-password")
        code = ""
        if st.session_state.get(CODE_ASKED):
            code = st.text_input("Code van de app op uw telefoon", autocomplete="one-time-code", max_chars=9)
        sent = st.form_submit_button("Inloggen", icon=":material/login:")
    if sent and naam.strip() and wachtwoord:
        _tried(naam, wachtwoord, code)
    elif sent:
        show.melding("Vul uw accountnaam en uw wachtwoord in.")
    show.note("Wachtwoord kwijt? Vraag een nieuwe uitnodiging aan wie u uitnodigde.")


def _tried(naam: str, wachtwoord: str, code: str) -> None:
    try:
        address = door.try_password(naam, wachtwoord, code)
    except BuurtbeeldError as error:
        show.melding(f"{error} ({error.code})", icoon="lock")
        return
    if address is None:
        st.session_state[CODE_ASKED] = True
        st.rerun()
    html.go(address)


def invitation(code: str) -> None:
    """Choose how to log in from now on."""
    try:
        weergave, naam = door.invited(code)
    except BuurtbeeldError as error:
        show.title("Uitnodiging")
        show.melding(f"{error} ({error.code})", icoon="lock")
        return
    show.title(f"Welkom, {weergave}", f"U bent uitgenodigd. Uw accountnaam is {naam}.")
    if door.identity() is not None:
        if st.button("Gebruik het account van mijn organisatie", type="primary", icon=":material/how_to_reg:"):
            with show.guard():
                door.accept(code)
                _clean()
    else:
        for provider, label in door.organisations():
            if st.button(f"Inloggen met {menu.plain(label)}", key=f"uitgenodigd_{provider}", icon=":material/login:"):
                st.login(provider or None)
        if door.organisations():
            show.note("Open deze link daarna nog een keer. Of kies een eigen wachtwoord.")
    _new_password(code)


def _new_password(code: str) -> None:
    html.show("kopje", niveau=2, tekst="Kies een wachtwoord", schatting=False, bij="Minstens twaalf tekens.")
    with st.form("nieuw_wachtwoord", border=False):
        first = st.text_input("Nieuw wachtwoord", type="password", autocomplete="new-password")
        again = st.text_input("Nog een keer", type="password", autocomplete="new-password")
        sent = st.form_submit_button("Bewaren en inloggen")
    if not sent:
        return
    if first != again:
        show.melding("De twee wachtwoorden zijn niet hetzelfde.")
        return
    try:
        naam = door.choose_password(code, first)
        address = door.try_password(naam, first, "")
    except BuurtbeeldError as error:
        show.melding(f"{error} ({error.code})", icoon="lock")
        return
    if address is not None:
        html.go(address)


def _clean() -> None:
    """Take the code out of the address and start again."""
    del st.query_params[INVITED]
    st.rerun()
