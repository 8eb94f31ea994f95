"""Ervaringen: wat vinden bewoners, cliënten en professionals?"""

import streamlit as st

from buurtbeeld.roles import Action
from pages._ui import cached, experience_parts, pickers, teamwork_parts
from pages._ui.session import require

user = require(Action.PAGINA_ERVARINGEN)

sleutel = pickers.chosen_key(user)
plek = cached.plek(user, sleutel)
with st.container(width=960, gap="small", key="blad"):
    if plek is None or not experience_parts.takes_part(user, sleutel):
        experience_parts.without(plek)
        st.stop()
    pickers.remember(plek)
    experience_parts.scores(user, plek)
    experience_parts.quotes(user, plek)
    teamwork_parts.section(user, plek)
    experience_parts.papers(user, plek)
    experience_parts.burden(user, plek)
