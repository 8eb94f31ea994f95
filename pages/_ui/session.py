"""Who is looking, and the guard that is the first statement of every page."""

from __future__ import annotations

import streamlit as st

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

    Streamlit can run a page without app.py, so leaving it out of the menu is not enough.
    """
    user = current_user()
    try:
        check_may(user, action)
    except PermissionDenied as denied:
        show.melding(str(denied), icoon="lock")
        st.stop()
    return user
