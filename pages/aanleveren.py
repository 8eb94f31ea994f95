"""Gegevens aanleveren: wat moet wanneer, klopt het bestand, wat verandert er, en wie leverde wat."""

import streamlit as st

from buurtbeeld.roles import Action
from pages._ui import (
    cached,
    deliver_parts,
    deliver_show,
    deliver_steps,
    deliver_tables,
    deliver_versions,
    desk,
    pickers,
    show,
)
from pages._ui.session import require

user = require(Action.PAGINA_AANLEVEREN)

with st.container(width=960, gap="small", key="blad"):
    mine, sleutel = desk.buurten(user), pickers.chosen_key(user)
    deliver_parts.head(user, sleutel, mine)
    if sleutel not in mine:
        deliver_parts.elsewhere(user, sleutel, mine)
        st.stop()
    due = cached.calendar(user, (sleutel,))
    deliver_tables.answer(due)
    if desk.worker_is_gone():
        show.melding(
            "De werker staat uit. U kunt een bestand laten controleren, maar nog niet bewaren. Bel de beheerder.",
            icoon="power_off",
        )
    deliver_show.steps(deliver_steps.step())
    deliver_steps.outcome(user)

    with st.container(gap="small", key="levervak"):
        deliver_parts.heading(deliver_steps.step())
        choice = deliver_parts.template(user, sleutel)
        deliver_steps.upload(user, choice)
        deliver_parts.counts(user, sleutel, due)

    deliver_parts.calendar(user, sleutel, mine, due)
    deliver_versions.log(user, sleutel)
