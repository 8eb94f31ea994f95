"""Entry point: who looks, which pages this role may see, hand over. Nothing else."""

import streamlit as st

from pages._ui import cached, login_parts, marks, menu, opening, session, show, theme


def main() -> None:
    """One run of the app, for one browser."""
    st.set_page_config(page_title="buurtbeeld", page_icon="static/icoon.svg", layout="wide")
    theme.apply()
    st.logo("static/logo.svg", size="large")
    # Always reached, also when something is wrong: see menu.navigation.
    page = menu.navigation()
    with show.guard():
        show.refused_start()
        show.first_start()
        cached.look_for_news(session.current_user())
        menu.sidebar()
        login_parts.say(session.presence())
        marks.preparing()
        marks.banner(session.current_user())
        if not marks.is_empty_yet(session.current_user(), page.title):
            page.run()


if __name__ == "__main__":  # Streamlit runs this file for every browser
    main()
else:  # the server imports it once, as it starts
    opening.check()
    app = st.App(__file__, routes=opening.routes(), middleware=opening.middleware())
