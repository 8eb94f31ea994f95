"""Below the plan: what it costs, who signed it, the form for a signature, and the whole as a file."""

from __future__ import annotations

from functools import partial

import streamlit as st

from buurtbeeld.dutch import date_text
from buurtbeeld.model import Plek
from buurtbeeld.periods import today
from buurtbeeld.plan import paper, signing
from buurtbeeld.plan.parts import Plan
from buurtbeeld.plan.signing import PARTIJEN, Ondertekend
from buurtbeeld.roles import Action, User, may
from pages._ui import document_parts, marks, services, show
from pages._ui.document_parts import Over
from pages._ui.plan_forms import told

ON_PAPER = "Download het plan, print het en laat het tekenen. Leg daarna hier vast wie tekende."


def show_money_and_names(user: User, plek: Plek, plan: Plan) -> None:
    """Budget and signatures, and the buttons that belong to them."""
    document_parts.show_blocks(paper.budget_of(plan))
    signed = signing.signed(services.reader(), user, plek.sleutel)
    document_parts.show_blocks(paper.signatures_of(signed))
    if may(user, Action.PLAN_TEKENEN, buurt=plek.sleutel) and plan.onderdelen:
        _forms(user, plek.sleutel, plan, signed)
    over = Over("plan", (Action.PLAN_LEZEN,), marks.programma(plek.sleutel), plek.sleutel, str(signed.nummer))
    name = f"buurtplan_{plek.sleutel}_versie{signed.nummer}{'_verzonnen' if plek.verzonnen else ''}"
    document_parts.files(partial(paper.document, plan, signed, plek), name, over)


def _forms(user: User, sleutel: str, plan: Plan, signed: Ondertekend) -> None:
    number = told.number
    with st.expander("Een handtekening vastleggen", icon=":material/draw:", key=f"planteken{number}"):
        show.note(ON_PAPER)
        if plan.mist:
            show.note("Het plan is nog niet af: bij een thema staat nog een vraag open.")
        _sign(user, sleutel, signed, number)
    standing = {
        one.id: f"{one.naam}, {one.namens}, versie {version.versie}"
        for version in signed.versies
        for one in version.handtekeningen
        if one.ingetrokken is None
    }
    if standing:
        with st.expander("Een handtekening intrekken", icon=":material/undo:", key=f"planterug{number}"):
            _withdraw(user, sleutel, standing, number)


def _sign(user: User, sleutel: str, signed: Ondertekend, number: int) -> None:
    with st.form(f"plantekenen{number}", border=False):
        naam = st.text_input("Wie tekende?", key=f"plannaam{number}", placeholder="Naam en functie", width=420)
        namens = st.selectbox("Namens wie?", PARTIJEN, index=None, placeholder="Kies…", key=f"plannamens{number}",
                              format_func=str.capitalize, width=300)  # fmt: skip
        dag = st.text_input("Op welke dag?", date_text(today()), key=f"plandag{number}", width=220)
        sent = st.form_submit_button(f"Leg vast voor versie {signed.nummer}", icon=":material/draw:", type="primary")
    if sent:
        given = {"naam": naam, "namens": str(namens or ""), "dag": dag, "gezien": signed.nu}
        told.done(lambda: signing.sign(services.reader(), user, sleutel, **given), "De handtekening is vastgelegd.")


def _withdraw(user: User, sleutel: str, standing: dict[int, str], number: int) -> None:
    show.note("De handtekening blijft staan. Erbij komt dat zij is ingetrokken, en waarom.")
    with st.form(f"planweg{number}", border=False):
        chosen = st.selectbox("Welke handtekening?", list(standing), key=f"planwelke{number}", width=420,
                              format_func=standing.__getitem__)  # fmt: skip
        naam = st.text_input("Wie trekt in?", key=f"plannaamweg{number}", placeholder="Naam en functie", width=420)
        reden = st.text_input("Waarom?", key=f"planredenweg{number}", width=420)
        sent = st.form_submit_button("Trek de handtekening in", icon=":material/undo:")
    if sent:
        told.done(
            lambda: signing.withdraw(services.reader(), user, sleutel, int(chosen), naam=naam, reden=reden),
            "De handtekening is ingetrokken.",
        )
