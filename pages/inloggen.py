"""Inloggen: met het account van uw organisatie, of met een wachtwoord; en uw eigen account."""

import streamlit as st

from buurtbeeld.roles import Action
from pages._ui import account_parts, door, login_parts, session, show
from pages._ui.session import require

user = require(Action.PAGINA_INLOGGEN)

with st.container(width=640, gap="small", key="blad"):
    found, code = session.presence(), st.query_params.get(login_parts.INVITED, "")
    if door.demonstration():
        show.title("Inloggen")
        login_parts.demonstration()
    elif found.sessie and found.einde is None:
        account_parts.mine(found)
    elif code:
        login_parts.invitation(code)
    else:
        show.title("Inloggen", "Voor wie meedoet in een buurt. Openbare cijfers ziet u ook zonder in te loggen.")
        login_parts.organisation(found)
        login_parts.password()
