"""The parts of Voortgang that somebody can use: programma, order, funnel, and the podium."""

from __future__ import annotations

from functools import partial

import streamlit as st

from buurtbeeld.dutch import date_text
from buurtbeeld.learning import gebeurtenissen
from buurtbeeld.learning.stand import Kandidaat, Voortgang
from buurtbeeld.outcomes.lines import bron_naam
from buurtbeeld.roles import Action, User, may
from pages._ui import html, progress_parts, services, session, show
from pages._ui.learn_page import told

PROGRAMMA, CIJFER, BRON, ORDE = "programma", "cijfer", "bron", "orde"  # names in the address bar
GROOTTE = "grootte"


def programma(user: User) -> str:
    """Which programma; the one of the address, else the first that has transitiebuurten the user follows."""
    every = {
        code: one.naam
        for code, one in services.catalog().programmas.items()
        if may(user, Action.VOORTGANG, programma=code)
    }
    asked = st.query_params.get(PROGRAMMA, "")
    chosen = asked if asked in every else next(iter(every), "")
    if len(every) > 1:
        st.session_state["voortgangprogramma"] = chosen
        st.selectbox("Programma", list(every), format_func=every.__getitem__, key="voortgangprogramma", width=420,
                     on_change=partial(_put, "voortgangprogramma", PROGRAMMA))  # fmt: skip
    return chosen


def by_size() -> bool:
    """Whether buurten stand by size; else by name. Never by a value."""
    st.session_state["voortgangorde"] = GROOTTE if st.query_params.get(ORDE) == GROOTTE else "naam"
    st.segmented_control("Volgorde", ["naam", GROOTTE], format_func=lambda one: f"op {one}", key="voortgangorde",
                         on_change=partial(_put, "voortgangorde", ORDE))  # fmt: skip
    return st.query_params.get(ORDE) == GROOTTE


def _put(key: str, name: str) -> None:
    if value := st.session_state.get(key):
        st.query_params[name] = value


def funnel(found: Voortgang, made: progress_parts.Parts) -> None:
    """The funnel of one figure, with its table."""
    catalog = services.catalog()
    names = {key: f"{catalog.indicatoren[key[0]].naam} ({bron_naam(key[1], catalog).lower()})" for key in found.keuzes}
    if found.trechter is None:
        show.note(made.ziet)
        return
    st.session_state["trechtercijfer"] = (found.trechter.indicator, found.trechter.bron)
    st.selectbox("Welk cijfer?", list(names), format_func=names.__getitem__, key="trechtercijfer", on_change=_figure)
    show.note(made.over)
    if made.trechter is not None:
        key = f"trechter-{found.trechter.indicator}-{found.trechter.bron}"
        st.vega_lite_chart(made.trechter, theme=None, alt=made.ziet, key=key)
    html.show("klein", tekst=f"Wat ziet u? {made.ziet}")
    html.place(made.punten)
    if made.reeksen:
        html.place(made.reeksen)


def _figure() -> None:
    st.query_params[CIJFER], st.query_params[BRON] = st.session_state["trechtercijfer"]


def candidates(user: User, found: Voortgang) -> None:
    """Who may come on the podium, with what holds each back, and what the transitieteam decides."""
    if not found.kandidaten:
        show.note("Op dit moment valt geen buurt genoeg op om voor te dragen.")
        return
    ready = [one for one in found.kandidaten if not (set(one.remmen) - {"geen_toestemming"})]
    others = [one for one in found.kandidaten if one not in ready]
    for one in ready:
        _candidate(user, one)
    if others:
        with st.expander(f"Nog niet klaar: {len(others)}", icon=":material/pause_circle:"):
            for one in others:
                _candidate(user, one)


def _candidate(user: User, one: Kandidaat) -> None:
    html.show("voortgangkandidaat", k=progress_parts.candidate(one))
    sleutel, code = one.plek.sleutel, one.rij.indicator
    if not may(user, Action.PODIUM_KIEZEN, buurt=sleutel) or one.stand in {"toestemming", "afwijzing"}:
        return
    key = f"{sleutel}-{code}"
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"podium{key}"):
        if one.stand != "voordracht":
            st.button("Draag voor", key=f"draag{key}", icon=":material/campaign:",
                      on_click=partial(_decide, gebeurtenissen.NOMINATED, sleutel, code))  # fmt: skip
        st.text_input("Reden om af te wijzen", key=f"reden{key}", max_chars=200, width=300)
        st.button("Wijs af", key=f"weg{key}", on_click=partial(_reject, sleutel, code, f"reden{key}"))


def _reject(sleutel: str, code: str, key: str) -> None:
    _decide(gebeurtenissen.REJECTED, sleutel, code, tekst=str(st.session_state.get(key, "")))


def _decide(soort: str, sleutel: str, code: str, tekst: str = "") -> None:
    engine, catalog = services.reader().engine, services.catalog()
    told.attempt(
        lambda: gebeurtenissen.decide(engine, catalog, session.user_now(), soort, sleutel, indicator=code, tekst=tekst),
        "De buurt ziet dit op de pagina Leren." if soort == gebeurtenissen.NOMINATED else "Dit is bewaard.",
    )


def couple(found: Voortgang) -> None:
    """Bring two buurten together."""
    names = {one.plek.sleutel: one.plek.naam for one in found.standen}
    if len(names) < 2:
        return
    with (
        st.expander("Twee buurten koppelen", icon=":material/link:"),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        first, second = (
            st.selectbox(label, list(names), index=None, format_func=names.__getitem__, placeholder="Kies…", width=260,
                         key=f"koppel{at}")
            for at, label in enumerate(("Deze buurt", "met deze buurt"))
        )  # fmt: skip
        st.button("Koppel", key="koppel", disabled=first is None or second is None,
                  on_click=partial(_couple, first or "", second or ""))  # fmt: skip


def _couple(first: str, second: str) -> None:
    engine, catalog = services.reader().engine, services.catalog()
    told.attempt(
        lambda: gebeurtenissen.couple(engine, catalog, session.user_now(), first, second),
        "Beide buurten zien dit bij Leren.",
    )


def requests(found: Voortgang) -> None:
    """Requests for contact that nobody answered."""
    still = [one for one in found.vragen if not one.beantwoord and not one.gekoppeld]
    for one in still:
        show.note(f"{one.van.naam} vroeg op {date_text(one.op)} contact met {one.aan.naam}.")
    if not still:
        show.note("Er is geen vraag om contact die wacht.")
