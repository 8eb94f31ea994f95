"""Voortgang alle buurten: waar gaat het goed, waar is hulp nodig, en wie krijgt het podium?"""

import streamlit as st

from buurtbeeld.learning.vragen import ProgressQuestion
from buurtbeeld.periods import today
from buurtbeeld.roles import Action
from pages._ui import html, learn_files, learn_page, learned, marks, progress_page, progress_parts, show
from pages._ui.session import require

user = require(Action.PAGINA_VOORTGANG)


def head(text: str, bij: str = "") -> None:
    """A question with its small line."""
    html.show("kopje", niveau=2, tekst=text, schatting=False, bij=bij)


with st.container(width=960, gap="small", key="blad"):
    invented = st.container()
    with st.container(horizontal=True, vertical_alignment="center", key="kopregel"):
        with st.container(width="stretch"):
            show.title("Voortgang alle buurten")
        files = st.container(horizontal=True, width="content", key="knoppen")
    said = st.empty()
    code = progress_page.programma(user)
    with invented:
        marks.of_programma(user, code)
    asked = st.query_params
    question = ProgressQuestion(code, today(), asked.get("cijfer", ""), asked.get("bron", ""))
    found, made = learned.answer(user, question), learned.made(user, question, progress_parts.parts)
    with files:
        learn_files.voortgang(found)
    with said.container():
        show.sentence(made.samenvatting if found.klaar else "De cijfers worden nog naast elkaar gezet.")
    learn_page.told.show()
    head("Waar valt iets op?", "Elke stip is een buurt. Links staan kleine buurten: die verschillen vanzelf meer.")
    progress_page.funnel(found, made)
    head("Alle buurten", "Op naam of op grootte, nooit op uitkomst. Elk oordeel is naast de eigen start.")
    html.place(made.op_grootte if progress_page.by_size() else made.op_naam)
    head("Wie heeft er misschien hulp nodig?", "Een reden om te bellen, geen oordeel over de buurt.")
    html.place(made.hulp)
    head("Wat is er begonnen?")
    html.place(made.adoptie)
    head("Wat is te laat?")
    html.place(made.laat)
    head("Wie krijgt het podium?", "Voorgesteld volgens een vaste regel, bevestigd op latere cijfers. U kiest.")
    progress_page.candidates(user, found)
    head("Wie zoekt contact?")
    progress_page.requests(found)
    progress_page.couple(found)
