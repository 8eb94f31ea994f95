"""Ons buurtbeeld: wie wonen hier, hoe wonen zij, hoe gezond voelen zij zich, wat is dichtbij."""

import streamlit as st

from buurtbeeld.errors import NotFound
from buurtbeeld.roles import Action
from pages._ui import downloads, freshness, html, map_part, menu, nulmeting_part, pickers, places, show, trend_part
from pages._ui.profile_parts import parts
from pages._ui.session import require

user = require(Action.PAGINA_BUURTBEELD)

sleutel = pickers.chosen_key(user)
with st.container(width=960, gap="small", key="blad"):
    try:
        page = parts(user, sleutel, pickers.asked_year())
    except NotFound as error:
        show.title("Dit gebied of jaar kennen we niet")
        show.melding(str(error), icoon="location_off")
        places.suggestions(user, sleutel)
        st.stop()
    profile = page.profile
    pickers.remember(profile.plek)

    with st.container(horizontal=True, vertical_alignment="center", key="kopregel"):
        with st.container(width="stretch"):
            html.place(page.kop)
        with st.container(horizontal=True, width="content", key="knoppen"):
            pickers.year(profile.jaren, profile.jaar)
            menu.link(menu.UITLEG, user, label="Uitleg")
            downloads.buttons(profile, page.zorg)
    freshness.strips(user)
    with st.container(gap="small"):
        show.title("Ons buurtbeeld")
        html.place(page.antwoord)
    html.place(page.rijen)

    left, right = st.columns(2, gap="large")
    with left:
        html.place(page.leeftijd)
    with right, st.container(key="blok"):
        trend_part.show_trend(user, profile)

    left, right = st.columns(2, gap="large")
    with left, st.container(key="waar"):
        html.show("kopje", niveau=2, tekst="Waar liggen we?", schatting=False, bij="")
        map_part.show_map(profile)
    with right, st.container(key="gebieden"):
        html.show("kopje", niveau=2, tekst="Gebieden eromheen en erin", schatting=False, bij="")
        places.around(user, profile)
    nulmeting_part.section(user, profile.plek)
    html.place(page.alles)
