"""Beheer: wie mag wat, wie is uitgenodigd, wie wordt eruit gezet, en gaat het goed met de app."""

import streamlit as st

from buurtbeeld.roles import Action
from pages._ui import forget_part, health_part, people, people_parts, show
from pages._ui.session import require

user = require(Action.PAGINA_BEHEER)

with st.container(width=960, gap="small", key="blad"):
    show.title("Beheer", "Wie mag wat, en wie nodigt u uit?")
    lines = people.lines(user)
    people_parts.answer(lines)
    people_parts.link_made()
    people_parts.invite(user)
    people_parts.table(lines)
    people_parts.change(user, lines)
    forget_part.section(user, lines)
    health_part.section(user)
