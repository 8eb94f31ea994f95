"""Onze bespreking: wat is nieuw, wat valt op, herkennen we dit, wat leren we, en wat spreken we af?"""

import streamlit as st

from buurtbeeld.roles import Action
from pages._ui import cached, meeting_head, meeting_lobby, meeting_steps, pickers
from pages._ui.session import require

user = require(Action.PAGINA_BESPREKING)

sleutel = pickers.chosen_key(user)
plek = cached.plek(user, sleutel)
if plek is None or not meeting_lobby.takes_part(user, sleutel):
    with st.container(width=960, gap="small", key="blad"):
        meeting_lobby.without(plek)
    st.stop()
pickers.remember(plek)
meeting = meeting_lobby.opened(user, sleutel)
if meeting is None or meeting.gesloten is not None:
    with st.container(width=960, gap="small", key="blad"):
        meeting_lobby.show_all(user, plek, meeting)
    st.stop()
with st.container(key="overleg", gap="small"):
    view = meeting_head.view(user, plek, meeting)
    meeting_head.top(view)
    meeting_steps.step(view)
    meeting_head.bottom(view)
