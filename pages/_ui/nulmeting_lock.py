"""Locking the nulmeting, and taking a signature back."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from buurtbeeld.dutch import listed
from buurtbeeld.nulmeting import locking
from buurtbeeld.nulmeting.parts import Concept, Vastgezet
from buurtbeeld.roles import User
from pages._ui import services, show
from pages._ui.nulmeting_forms import told

EXPLAINED = (
    "Daarna verandert er niets meer aan deze nulmeting. Verbetert de bron later een cijfer, dan staat dat ernaast. "
    "U kunt wel een nieuwe versie maken. De oude blijft dan te lezen."
)


def forms(user: User, sleutel: str, concept: Concept, found: Sequence[Vastgezet]) -> None:
    """The form that locks, and below it the one that takes a signature back."""
    number, last = told.number, found[0].versie if found else 0
    with st.expander("Nulmeting vastzetten", icon=":material/lock:", key=f"nmslot{number}{last}"):
        if concept.mist:
            show.note(f"Er mist nog: {listed(concept.mist)}. Schrijf dat eerst samen op.")
        else:
            _lock(user, sleutel, last, number)
    if found and found[0].ingetrokken is None:
        with st.expander("Handtekening intrekken", icon=":material/undo:", key=f"nmterug{number}{last}"):
            _withdraw(user, sleutel, found[0], number)


def _lock(user: User, sleutel: str, last: int, number: int) -> None:
    show.note(EXPLAINED)
    with st.form(f"nmvast{number}{last}", border=False):
        naam = st.text_input("Wie tekent?", key=f"nmwie{number}", placeholder="Naam en functie", width=420)
        reden = st.text_input("Waarom een nieuwe versie?", key=f"nmreden{number}", width=420) if last else ""
        sent = st.form_submit_button("Zet de nulmeting vast", icon=":material/lock:", type="primary")
    if sent:
        told.done(
            lambda: locking.lock(services.reader(), user, sleutel, naam=naam, reden=reden, na=last),
            "De nulmeting is vastgezet.",
        )


def _withdraw(user: User, sleutel: str, one: Vastgezet, number: int) -> None:
    show.note("De nulmeting zelf blijft zoals hij was. Er komt bij te staan dat de handtekening is ingetrokken.")
    with st.form(f"nmweg{number}", border=False):
        naam = st.text_input("Wie trekt in?", key=f"nmwieweg{number}", placeholder="Naam en functie", width=420)
        reden = st.text_input("Waarom?", key=f"nmwaarom{number}", width=420)
        sent = st.form_submit_button("Trek de handtekening in", icon=":material/undo:")
    if sent:
        told.done(
            lambda: locking.withdraw(services.reader(), user, sleutel, one.nummer, naam=naam, reden=reden),
            "De handtekening is ingetrokken.",
        )
