"""Cijferblad: is dit een echte verandering? Eén cijfer van één buurt, en hetzelfde van andere buurten ernaast."""

import streamlit as st

from buurtbeeld.errors import NotFound
from buurtbeeld.roles import Action
from pages._ui import html, pickers, services, sheet_address, sheet_compare, sheet_page, sheet_parts, show
from pages._ui.session import require

user = require(Action.PAGINA_CIJFERBLAD)

sleutel, asked = pickers.chosen_key(user), sheet_address.asked()
with st.container(width=960, gap="small", key="blad"):
    if asked is None or services.catalog().buurt(sleutel) is None:
        sheet_page.unknown(user, sleutel, "")
        st.stop()
    try:
        page = sheet_parts.parts(user, sleutel, asked)
    except NotFound as error:
        sheet_page.unknown(user, sleutel, str(error))
        st.stop()
    sheet = page.view.sheet
    pickers.remember(sheet.plek)
    sheet_address.remember(asked, sheet.thema)

    sheet_page.header(user, page)
    with st.container(gap="small"):
        show.title(page.view.indicator.naam)
        html.place(page.antwoord)
        sheet_page.sources(page.view)
    with st.container(gap="small", key="reeks"):
        sheet_page.chart(page)
    html.place(page.cijfers)
    html.place(page.uitleg)
    with st.container(gap="small", key="vergelijk"):
        sheet_compare.section(user, page.view, asked)
