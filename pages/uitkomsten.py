"""Onze uitkomsten: doen we het, is het goed, en helpt het?"""

import streamlit as st

from buurtbeeld.roles import Action
from pages._ui import (
    html,
    intervention_parts,
    outcome_filter,
    outcome_page,
    outcome_parts,
    pickers,
    round_part,
    services,
    show,
)
from pages._ui.session import require

user = require(Action.PAGINA_UITKOMSTEN)

sleutel = pickers.chosen_key(user)
with st.container(width=960, gap="small", key="blad"):
    if services.catalog().buurt(sleutel) is None:
        outcome_page.without(user, sleutel)
        st.stop()
    page = outcome_parts.parts(user, sleutel)
    outcomes = page.outcomes
    pickers.remember(outcomes.plek)

    outcome_page.header(user, page)
    with st.container(gap="small"):
        show.title("Onze uitkomsten")
        html.place(page.antwoord)
    if outcomes.periode is None:
        outcome_page.nothing_yet(user, outcomes)
        intervention_parts.section(user, outcomes.plek)
        round_part.section(user, outcomes.plek)
        st.stop()
    chosen = outcome_filter.choose(outcomes)
    html.place(outcome_parts.matrix(page, chosen))
    intervention_parts.section(user, outcomes.plek)
    round_part.section(user, outcomes.plek)
    html.place(page.tabel)
