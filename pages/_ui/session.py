"""Who is looking, and the guard that is the first statement of every page."""

from __future__ import annotations

import streamlit as st
from streamlit.errors import StreamlitAPIException

from buurtbeeld.errors import PermissionDenied
from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS, Action, Role, User, check_may
from pages._ui import services, show

FIRST_ROLE = Role.KARTREKKER  # a newcomer on a laptop sees the whole product
ROLE_KEY = "rol"
VISITOR = User(Role.BEZOEKER.value, Role.BEZOEKER)


def current_user() -> User:
    """Who is looking: a demonstration account on a laptop, a visitor in production."""
    if services.is_production():
        return VISITOR
    return DEMONSTRATION_ACCOUNTS.get(st.session_state.get(ROLE_KEY, FIRST_ROLE.value), VISITOR)


def require(action: Action) -> User:
    """Stop the page unless the user may do `action`. The first statement of every page.

    Until st.navigation has run once in this process, Streamlit serves every file in pages/ by its address and skips
    app.py. So leaving a page out of the menu is not enough, and an allowed page still has to be handed over to
    app.py, or it would come without menu and style.
    """
    user = current_user()
    try:
        check_may(user, action)
    except PermissionDenied as denied:
        show.melding(str(denied), icoon="lock")
        st.stop()
    _hand_over()
    return user


def _hand_over() -> None:
    from pages._ui import menu  # the menu asks this module who is looking

    if services.menu_is_known():
        return
    try:
        menu.navigation()
    except StreamlitAPIException:  # the page is the main script, as in a test: there is nothing to hand over to
        return
    st.rerun()
