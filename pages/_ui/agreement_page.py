"""The parts of De afspraak that somebody can use: choices in the address, download, and freezing a milestone."""

from __future__ import annotations

from functools import partial

import streamlit as st

from buurtbeeld.agreement import store
from buurtbeeld.agreement.answers import DEFINITIES, VERGELIJKINGEN
from buurtbeeld.agreement.wording import DEFINITIE, VERGELIJKING
from buurtbeeld.dutch import date_text
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.periods import date_in_nl
from buurtbeeld.privacy import agreement_exports
from buurtbeeld.privacy.files import Tabel
from buurtbeeld.privacy.gateway import Uitvoer
from buurtbeeld.roles import Action, User, may
from pages._ui import html, leaving, marks, menu, services, show
from pages._ui.agreement_parts import Parts

DEF, NAAST, KOPIE = "definitie", "naast", "kopie"  # names in the address bar
DEF_KEY, NAAST_KEY, KOPIE_KEY = "definitiekeuze", "naastkeuze", "kopiekeuze"
NEWEST = "nieuwste cijfers"


def asked() -> tuple[str, str, int | None]:
    """Definition, comparison and frozen copy in the address bar; the contract when they say nothing we know."""
    definitie, naast = st.query_params.get(DEF, ""), st.query_params.get(NAAST, "")
    kopie = st.query_params.get(KOPIE, "")
    return (
        definitie if definitie in DEFINITIES else DEFINITIES[0],
        naast if naast in VERGELIJKINGEN else VERGELIJKINGEN[0],
        int(kopie) if kopie.isascii() and kopie.isdigit() and len(kopie) < 10 else None,
    )


def header(user: User, page: Parts) -> None:
    """Programma, period and publication; Uitleg and Download."""
    with st.container(horizontal=True, vertical_alignment="center", key="kopregel"):
        with st.container(width="stretch"):
            html.place(page.kop)
        with st.container(horizontal=True, width="content", key="knoppen"):
            menu.link(menu.UITLEG, user, label="Uitleg")
            _download(page)


def choices(definitie: str, naast: str) -> None:
    """What is counted, and beside whom."""
    st.session_state[DEF_KEY], st.session_state[NAAST_KEY] = definitie, naast
    with st.container(horizontal=True, key="keuzes"):
        st.segmented_control(
            "Wat tellen we?", DEFINITIES, format_func=lambda one: menu.plain(DEFINITIE[one]), key=DEF_KEY,
            required=True, wrap=True, on_change=_chosen, args=(DEF_KEY, DEF), width="content",
        )  # fmt: skip
        st.selectbox(
            "Met wie vergelijken we?", VERGELIJKINGEN, format_func=VERGELIJKING.__getitem__, key=NAAST_KEY,
            on_change=_chosen, args=(NAAST_KEY, NAAST), width=300,
        )  # fmt: skip


def chart(page: Parts) -> None:
    """The lines, what one sees, and what the change is made of."""
    with st.container(key="afspraaktwee"):
        left, right = st.columns([5, 4], gap="large")
    with left:
        html.show("kopje", niveau=2, tekst="Waar staan we sinds de start?", schatting=False, bij="Uren per cliënt")
        if page.grafiek is not None:
            st.vega_lite_chart(page.grafiek, theme=None, alt=page.ziet, key="afspraaklijn")
        html.place(page.onder)
    with right:
        html.place(page.ontbinding)


def milestones(user: User, page: Parts) -> None:
    """Frozen copies: open one, and for those who make the milestone report, freeze what is shown now."""
    programma = page.shown.agreement.programma
    copies = {one.id: f"{one.naam} ({date_text(date_in_nl(one.op))})" for one in page.shown.kopieen}
    makes = may(user, Action.MIJLPALENOVERZICHT, programma=programma) and page.shown.bevroren is None
    if not copies and not makes:
        return
    html.show("kopje", niveau=2, tekst="Voor het mijlpalenoverzicht", schatting=False, bij="")
    if copies:
        st.session_state[KOPIE_KEY] = page.shown.bevroren.id if page.shown.bevroren is not None else 0
        st.selectbox(
            "Welke cijfers ziet u?", [0, *copies], format_func=lambda one: copies.get(one, NEWEST), key=KOPIE_KEY,
            on_change=_copy_chosen, width=420,
        )  # fmt: skip
    if makes:
        _freeze(user, programma)


def outside(user: User, sleutel: str) -> None:
    """The page of a plek that is in no programma."""
    show.title("De afspraak")
    show.sentence("De afspraak gaat over buurten van een programma. Links kiest u een buurt van een programma.")
    del user, sleutel


def _freeze(user: User, programma: str) -> None:
    with st.form("bevries", border=False, clear_on_submit=True):
        naam = st.text_input("Naam van deze mijlpaal", max_chars=80, placeholder="Bijvoorbeeld: mijlpaal eind 2026")
        done = st.form_submit_button("Bewaar deze stand", icon=":material/lock:")
    if not done:
        return
    try:
        store.freeze(services.reader().engine, services.catalog(), user, programma, naam)
    except BuurtbeeldError as error:
        show.melding(str(error))
    else:
        st.rerun()


def _download(page: Parts) -> None:
    found = page.shown.agreement
    made = "_verzonnen" if services.catalog().programmas[found.programma].verzonnen else ""
    with st.popover("Download", icon=":material/download:"):
        leaving.pair("De afspraak", partial(_asked, page), f"afspraak_{found.programma}{made}")


def _asked(page: Parts, vorm: str) -> Uitvoer:
    """The file: every reading, whatever is chosen on screen."""
    programma = page.shown.agreement.programma
    return Uitvoer(
        "afspraak", vorm, (Action.AFSPRAAK,), partial(_table, page), programma=programma, object="afspraak",
        keuzes={"publicatie": page.shown.publicatie},
    )  # fmt: skip


def _table(page: Parts) -> Tabel:
    found, programma = page.shown.agreement, services.catalog().programmas[page.shown.agreement.programma]
    about = [(marks.WHAT, "Dit programma bestaat niet. De cijfers gaan over niemand.")] if programma.verzonnen else []
    about += [("Programma", programma.naam), ("Publicatie", str(page.shown.publicatie))]
    return agreement_exports.table(found, page.shown.publicatie, about)


def _chosen(key: str, name: str) -> None:
    st.query_params[name] = st.session_state[key]


def _copy_chosen() -> None:
    chosen = st.session_state[KOPIE_KEY]
    if chosen:
        st.query_params[KOPIE] = str(chosen)
    else:
        st.query_params.pop(KOPIE, None)
