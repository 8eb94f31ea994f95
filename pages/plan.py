"""Onze agenda en ons plan: wat gaan we doen, bij welk thema, wie doet het, wat kost het, en wie tekent?"""

import streamlit as st

from buurtbeeld.roles import Action
from pages._ui import cached, pickers, plan_forms, plan_parts, plan_signing
from pages._ui.session import require

user = require(Action.PAGINA_PLAN)

sleutel = pickers.chosen_key(user)
plek = cached.plek(user, sleutel)
with st.container(width=960, gap="small", key="blad"):
    if plek is None or not plan_parts.takes_part(user, sleutel):
        plan_parts.without(plek)
        st.stop()
    pickers.remember(plek)
    plan = plan_parts.read(user, plek)
    plan_forms.told.show()
    plan_forms.forms(user, plek, plan)
    plan_parts.show_themas(user, plan)
    plan_signing.show_money_and_names(user, plek, plan)
