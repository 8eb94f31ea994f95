"""Entry point: who looks, which pages this role may see, hand over. Nothing else."""

import streamlit as st

from pages._ui import cached, marks, menu, session, show, theme

st.set_page_config(page_title="buurtbeeld", page_icon="static/icoon.svg", layout="wide")
theme.apply()
st.logo("static/logo.svg", size="large")
# Always reached, also when something is wrong: see menu.navigation.
page = menu.navigation()
with show.guard():
    show.first_start()
    cached.look_for_news(session.current_user())
    menu.sidebar()
    marks.preparing()
    marks.banner(session.current_user())
    page.run()
