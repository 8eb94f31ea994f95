"""De samenwerkingscheck on Ervaringen: the first and the newest time beside each other, and the form to fill it in."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from buurtbeeld.dutch import date_text
from buurtbeeld.experiences import teamwork
from buurtbeeld.experiences.teamwork import ANTWOORDEN, STELLINGEN, Afname
from buurtbeeld.model import Plek
from buurtbeeld.periods import today
from buurtbeeld.report.document import Alinea, Blok, Tabel
from buurtbeeld.roles import Action, User, may
from pages._ui import document_parts, html, services, show
from pages._ui.experience_parts import told

EXPLAINED = "Acht zinnen over samenwerken. Vul ze in bij de start, en later nog eens."
FEW = (
    "Ieder vult eerst het papier in. Praat daarna samen en kies per zin één antwoord. Tellen hoeft niet: met zo weinig "
    "mensen is te zien wie wat invulde. Telt u toch? Dan bewaren wij alleen het aandeel, en alleen als dat mag."
)
NO_VERDICT = "Dit is wat het netwerk er zelf van vindt. Er staat geen oordeel bij: daarvoor zijn het te weinig mensen."


def section(user: User, plek: Plek) -> None:
    """What the network answered, for that network only."""
    if not may(user, Action.ERVARINGEN_LEZEN, buurt=plek.sleutel):
        return
    html.show("kopje", niveau=2, tekst="Hoe werken wij samen?", schatting=False, bij=EXPLAINED)
    with show.guard():
        found = teamwork.read(services.reader(), user, plek.sleutel)
        if found:
            document_parts.show_blocks(_beside(found))
        else:
            show.note("De samenwerkingscheck is nog niet ingevuld.")
        if may(user, Action.BESPREKING_REAGEREN, buurt=plek.sleutel):
            _form(user, plek.sleutel)


def _beside(found: tuple[Afname, ...]) -> Iterator[Blok]:
    """The first time and the newest one, or the only one."""
    shown = found if len(found) < 2 else (found[0], found[-1])
    heads = tuple(one.dag for one in shown)
    yield Tabel(
        "Wat wij samen vonden",
        ("Wij samen", *heads),
        tuple((text, *(_cell(one, code) for one in shown)) for code, text in STELLINGEN.items()),
    )
    for one in shown:
        if one.opmerking:
            yield Alinea(f"{one.dag}: {one.opmerking}")
    yield Alinea(NO_VERDICT, klein=True)


def _cell(one: Afname, code: str) -> str:
    both = (one.samen.get(code, ""), one.tellingen.get(code, ""))
    return ". ".join(filter(None, both)) or "niet ingevuld"


def _form(user: User, sleutel: str) -> None:
    number = told.number
    with (
        st.expander("De samenwerkingscheck invullen", icon=":material/group_work:", key=f"check{number}"),
        st.form(f"checknieuw{number}", border=False),
    ):
        show.note(FEW)
        dag = st.text_input("Op welke dag?", date_text(today()), key=f"checkdag{number}", width=220)
        samen, tellingen = dict[str, str](), dict[str, str]()
        for code, text in STELLINGEN.items():
            with st.container(horizontal=True):
                chosen = st.selectbox(text, ANTWOORDEN, index=None, placeholder="Kies…", key=f"check{number}{code}",
                                      format_func=str.capitalize, width=420)  # fmt: skip
                counted = st.text_input("Geteld (mag leeg)", key=f"checktel{number}{code}", width=220,
                                        placeholder="2, 5, 8, 3")  # fmt: skip
            samen[code], tellingen[code] = str(chosen or ""), counted
        bij = st.text_area("Wat viel op? (mag leeg)", key=f"checkbij{number}", height=80)
        sent = st.form_submit_button("Bewaar de check", icon=":material/check:", type="primary")
    if sent:
        reader = services.reader()
        told.done(
            lambda: teamwork.keep(reader, user, sleutel, dag, samen, tellingen=tellingen, opmerking=bij),
            "De samenwerkingscheck is bewaard.",
        )
