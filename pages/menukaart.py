"""Menukaart: wat kunnen we starten, werkt het, en wie doet het al?"""

import streamlit as st

from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.learning.vragen import MenuQuestion
from buurtbeeld.periods import today
from buurtbeeld.roles import Action
from pages._ui import html, learn_files, learn_page, learned, menu_card_page, menu_card_parts, pickers, services, show
from pages._ui.session import require

user = require(Action.PAGINA_MENUKAART)

sleutel = pickers.chosen_key(user)
with st.container(width=960, gap="small", key="blad"):
    known = services.catalog().buurt(sleutel)
    try:
        found = learned.answer(user, MenuQuestion(sleutel if known is not None else "", today()))
    except BuurtbeeldError as error:
        show.title("Menukaart")
        show.melding(str(error), icoon="lock")
        st.stop()
    with st.container(horizontal=True, vertical_alignment="center", key="kopregel"):
        with st.container(width="stretch"):
            show.title("Menukaart", f"Wat buurten van {found.programma} ermee doen." if found.programma else "")
        with st.container(horizontal=True, width="content", key="knoppen"):
            learn_files.menukaart(found, sleutel if known is not None else "")
    said = st.empty()
    learn_page.told.show()
    chosen = menu_card_page.choose()
    shown = [one for one in found.kaarten if chosen.wants(one)]
    with said.container():
        show.sentence(menu_card_page.answer(found, len(shown)))
    menu_card_page.add(user, sleutel, shown, found)
    if shown:
        html.place(menu_card_parts.cards(found, shown))
    else:
        show.note("Geen plan past bij deze keuze. Kies ergens “alles”.")
    menu_card_page.foot(found)
