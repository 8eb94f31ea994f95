"""Logboek: wie deed wat en wanneer, voor zover het bij uw rol hoort."""

import streamlit as st

from buurtbeeld.roles import Action
from pages._ui import log_part, show
from pages._ui.session import require

user = require(Action.PAGINA_LOGBOEK)

with st.container(width=960, gap="small", key="blad"):
    show.title("Logboek", log_part.whose(user))
    log_part.lines(user)
    log_part.explained()
