"""Part of Beheer: take the name of somebody out of the app, after saying what goes and what stays."""

from __future__ import annotations

import streamlit as st

from buurtbeeld.access.overview import Line
from buurtbeeld.privacy import terms
from buurtbeeld.roles import Action, User, may
from pages._ui import html, menu, people, show
from pages._ui.told import Told

JOB, WHO, SURE = "wissen_opdracht", "wissen_wie", "wissen_zeker"
TOLD = Told("wissen", refused="Er is niets gewist.")
GOES = (
    "Weg gaan: de naam, het e-mailadres, het wachtwoord, de rollen, de uitnodigingen en de sessies. Overal waar de "
    "accountnaam stond, ook in het logboek, staat daarna 'gewist account'. Dat geldt ook voor een eigen handtekening "
    "onder een nulmeting of buurtverslag."
)
STAYS = (
    "Blijven staan: wat iemand deed en schreef, zonder naam erbij, en de namen onder een plan. In een back-up staat de "
    "naam nog hooguit {dagen} dagen. Zet u die terug, dan wist de app de naam opnieuw. Terugdraaien kan niet, en de "
    "accountnaam kan niet opnieuw worden gebruikt."
)


def section(user: User, lines: tuple[Line, ...]) -> None:
    """A choice of somebody, what goes and what stays, and the button after the name was typed once more."""
    names = {one.account.naam: one.account.weergave for one in lines if one.account.naam != user.naam}
    if not may(user, Action.PERSOON_VERWIJDEREN):
        return
    html.show("kopje", niveau=2, tekst="Gegevens van iemand wissen", schatting=False, bij="Een verzoek volgens de AVG.")
    TOLD.show()
    if JOB in st.session_state:
        _progress()
        return
    if not names:
        show.note("Er is niemand anders.")
        return
    show.note(GOES)
    show.note(STAYS.format(dagen=terms.shipped().bewaren.backups_dagen))
    with st.container(key="wissen", gap="small"):
        naam = st.selectbox("Van wie", list(names), format_func=lambda one: f"{names[one]} ({one})", key=WHO)
        typed = st.text_input(f"Typ '{menu.plain(naam)}' om het zeker te weten", key=f"{SURE}{TOLD.number}")
        sure = typed.strip() == naam
        if st.button("Wis deze gegevens", icon=":material/delete_forever:", disabled=not sure) and sure:
            TOLD.done(lambda: _ask(user, naam))


def _ask(user: User, naam: str) -> None:
    st.session_state[JOB] = people.forget(user, naam)


@st.fragment(run_every=2)
def _progress() -> None:
    with show.guard():
        ended, error = people.forgotten(st.session_state[JOB])
        if not ended:
            st.progress(0.5, text="De gegevens worden gewist.")
            return
        del st.session_state[JOB]
        if error:
            TOLD.fail(error)
        else:
            TOLD.tell("De gegevens zijn gewist.")
        st.rerun(scope="app")
