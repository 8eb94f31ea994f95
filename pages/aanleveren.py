"""Gegevens aanleveren: wat moet wanneer, klopt het bestand, wat verandert er, en wie leverde wat."""

import streamlit as st

from buurtbeeld.roles import Action
from pages._ui import cached, deliver_parts, deliver_show, deliver_steps, desk, html, pickers, show
from pages._ui.session import require

user = require(Action.PAGINA_AANLEVEREN)

with st.container(width=960, gap="small", key="blad"):
    show.title("Gegevens aanleveren", "Cijfers over uw buurt, nooit over één persoon.")
    if not desk.buurten(user):
        show.melding("U levert nu voor geen enkele buurt. Vraag het de projectcoördinator.", icoon="lock")
        st.stop()
    if desk.worker_is_gone():
        show.melding(
            "De werker staat uit. U kunt een bestand laten controleren, maar nog niet bewaren. Bel de beheerder.",
            icoon="power_off",
        )
    sleutel = deliver_parts.buurt(user, pickers.chosen_key(user))
    deliver_show.steps(deliver_steps.step())
    choice = deliver_parts.template(user, sleutel)
    deliver_steps.upload(user, choice)
    deliver_steps.failure()
    deliver_steps.verdict(user)
    due = cached.calendar(user, (sleutel,))
    deliver_parts.counts(user, sleutel, due)

    html.show("kopje", niveau=2, tekst="Uw leverkalender", schatting=False, bij="")
    deliver_show.calendar(due)

    html.show("kopje", niveau=2, tekst="Wat er geleverd is", schatting=False, bij="")
    deliver_show.log(cached.deliveries(user))
    deliver_parts.take_back(user)
