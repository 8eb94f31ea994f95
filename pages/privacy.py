"""Privacy: wat verbergen we en waarom, wie ziet wat, wat houden we bij, en hoe laat u uw naam wissen."""

import streamlit as st

from buurtbeeld.roles import Action
from pages._ui import privacy_part, show
from pages._ui.session import require

user = require(Action.PAGINA_PRIVACY)

with st.container(width=960, gap="small", key="blad"):
    show.title("Privacy", "Wat deze app over mensen weet, en wat ze nooit laat zien.")
    privacy_part.rules()
    privacy_part.matrix(user)
    privacy_part.kept()
