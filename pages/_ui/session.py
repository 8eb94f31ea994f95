"""Who is looking, and the guard that is the first statement of every page."""

from __future__ import annotations

import streamlit as st
from streamlit.errors import StreamlitAPIException

from buurtbeeld.errors import PermissionDenied
from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS, Action, Role, User, check_may
from pages._ui import services, show

FIRST_ROLE = Role.KARTREKKER  # a newcomer on a laptop sees the whole product
ROLE_KEY = "rol"
ALS = "als"  # the demonstration role in the address bar, so that it survives a reload
MENU_KEY = "menu_getoond"
VISITOR = User(Role.BEZOEKER.value, Role.BEZOEKER)


def current_user() -> User:
    """Who is looking: a demonstration account on a laptop, a visitor in production."""
    if services.is_production():
        return VISITOR
    return DEMONSTRATION_ACCOUNTS.get(st.session_state.get(ROLE_KEY) or _asked_role(), VISITOR)


def require(action: Action) -> User:
    """Stop the page unless the user may do `action`. The first statement of every page.

    Until st.navigation has run in this process, Streamlit serves every file in pages/ by its address and skips
    app.py. So leaving a page out of the menu is not enough; and a page that was opened in that way is handed over
    to app.py, or it would come without menu and style.
    """
    _hand_over()
    user = current_user()
    try:
        check_may(user, action)
    except PermissionDenied as denied:
        show.melding(str(denied), icoon="lock")
        st.stop()
    return user


def choose_role() -> str:
    """The chosen demonstration role, kept for the next page and in the address bar unless it is the first one."""
    chosen: str = st.session_state.setdefault(ROLE_KEY, _asked_role())
    if chosen != FIRST_ROLE.value:
        if st.query_params.get(ALS) != chosen:
            st.query_params[ALS] = chosen
    elif ALS in st.query_params:
        del st.query_params[ALS]
    return chosen


def menu_shown() -> None:
    """Tell the page that follows that app.py came first."""
    st.session_state[MENU_KEY] = True


def _asked_role() -> str:
    asked = st.query_params.get(ALS, "")
    return asked if asked in DEMONSTRATION_ACCOUNTS else FIRST_ROLE.value


def _hand_over() -> None:
    from pages._ui import menu  # the menu asks this module who is looking

    if st.session_state.pop(MENU_KEY, False):
        return
    try:
        menu.navigation()
    except StreamlitAPIException:  # the page is the main script, as in a test: there is nothing to hand over to
        return
    finally:
        st.session_state.pop(MENU_KEY, None)
    st.rerun()
