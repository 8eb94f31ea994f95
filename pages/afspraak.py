"""De afspraak: halen we 15% minder uren, onder welke definitie, en hoe zeker is dat?"""

import streamlit as st

from buurtbeeld.roles import Action
from pages._ui import agreement_page, agreement_parts, html, marks, pickers, research_part, services, show
from pages._ui.session import require

user = require(Action.PAGINA_AFSPRAAK)

sleutel = pickers.chosen_key(user)
with st.container(width=960, gap="small", key="blad"):
    known = services.catalog().buurt(sleutel)
    if known is None:
        agreement_page.outside(user, sleutel)
        st.stop()
    definitie, naast, kopie = agreement_page.asked()
    with show.guard():
        page = agreement_parts.parts(user, marks.programma(sleutel), definitie, naast, kopie)
        agreement_page.header(user, page)
        with st.container(gap="small"):
            show.title("De afspraak: 15% minder uren")
            html.place(page.antwoord)
        agreement_page.choices(definitie, naast)
        agreement_page.chart(page)
        html.place(page.lezingen)
        html.place(page.bewaking)
        html.place(page.meer)
        agreement_page.milestones(user, page)
        research_part.section(user, marks.programma(sleutel))
