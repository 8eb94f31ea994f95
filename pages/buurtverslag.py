"""Buurtverslag: wat is er gebeurd, en wat leverde het op? Voor iedereen, als de bewoners akkoord zijn."""

import streamlit as st

from buurtbeeld.roles import Action
from pages._ui import cached, pickers, report_parts
from pages._ui.session import require

user = require(Action.PAGINA_BUURTVERSLAG)

sleutel = pickers.chosen_key(user)
plek = cached.plek(user, sleutel)
with st.container(width=960, gap="small", key="blad"):
    if plek is None or not report_parts.takes_part(sleutel):
        report_parts.without(plek)
        st.stop()
    pickers.remember(plek)
    drafted = report_parts.draft(user, plek)
    report_parts.public(user, plek, first=not drafted)
