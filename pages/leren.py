"""Leren van andere buurten: wie lijkt op ons, wie gaat een andere kant op, en wat deden zij?"""

import streamlit as st

from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.learning import woorden
from buurtbeeld.learning.vragen import LearnQuestion
from buurtbeeld.periods import today
from buurtbeeld.roles import Action
from pages._ui import html, learn_address, learn_page, learn_parts, learned, outcome_page, pickers, services, show
from pages._ui.session import require

user = require(Action.PAGINA_LEREN)

sleutel, asked = pickers.chosen_key(user), learn_address.asked()
with st.container(width=960, gap="small", key="blad"):
    if services.catalog().buurt(sleutel) is None:
        outcome_page.without(user, sleutel, "Leren van andere buurten")
        st.stop()
    question = LearnQuestion(sleutel, today(), asked.ander, asked.indicator, asked.bron, asked.zonder)
    try:
        leren = learned.answer(user, question)
    except BuurtbeeldError as error:
        show.title("Leren van andere buurten")
        show.melding(str(error), icoon="info")
        st.stop()
    pickers.remember(leren.plek)

    learn_page.header(user, leren)
    with st.container(gap="small"):
        show.title("Leren van andere buurten")
        html.show("antwoord", zinnen=woorden.kop(leren, services.catalog()), opmerking="")
    learn_page.told.show()
    learn_page.podium(user, leren)
    learn_page.requests(user, leren)
    if not leren.buren or leren.gekozen is None:
        st.stop()
    left, right = st.columns([10, 17], gap="large")
    with left:
        html.place(learn_parts.cards(leren, asked))
    with right, st.container(gap="small", key="leerrechts"):
        learn_page.figure(leren)
        if head := learn_parts.chart_head(leren):
            html.place(head)
        chart = learn_parts.chart(leren)
        if chart is not None:
            key = f"leer-{leren.indicator}-{leren.bron}"
            st.vega_lite_chart(chart, theme=None, alt=learn_parts.alt(leren), key=key)
        html.place(learn_parts.below_chart(leren))
        learn_page.contact(user, leren, leren.gekozen)
        learn_page.take_over(user, leren, leren.gekozen)
    html.place(learn_parts.features(leren))
    if others := learn_parts.other_figures(leren, asked):
        html.place(others)
    learn_page.weigh(leren)
    learn_page.foot(leren)
