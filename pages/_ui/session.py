"""Who is looking, and the guard that is the first statement of every page."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st
from streamlit.errors import StreamlitAPIException

from buurtbeeld.access import accounts
from buurtbeeld.access.presence import NOBODY, Presence, State
from buurtbeeld.errors import PermissionDenied
from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS, Action, Role, User, check_may
from pages._ui import door, services, show

FIRST_ROLE = Role.KARTREKKER  # a newcomer on a laptop sees the whole product
ROLE_KEY = "rol"
ALS = "als"  # the demonstration role in the address bar, so that it survives a reload
MENU_KEY = "menu_getoond"


def current_user() -> User:
    """Who is looking, asked of the database now; on a laptop the demonstration account that was chosen."""
    return presence().user


def user_now() -> User:
    """The same for a callback and for what runs by itself, which both come without `require`.

    Those run with what an earlier run of the page captured: whoever logged out or lost a role since, would still
    write. It does not keep a session alive: a clock that ticks is not a click.
    """
    return presence(touch=False).user


def presence(*, touch: bool = True) -> Presence:
    """The same, with how this person stands before us.

    Raises:
        StorageError: the store does not answer.
    """
    if not door.demonstration():
        return door.who(touch=touch)
    chosen = DEMONSTRATION_ACCOUNTS.get(st.session_state.get(ROLE_KEY) or _asked_role())
    return NOBODY if chosen is None or chosen.rol is Role.BEZOEKER else _seen(chosen)


def _seen(chosen: User) -> Presence:
    return Presence(accounts.demonstration(chosen.naam, services.catalog()), State.INGELOGD, chosen.naam)


def require(action: Action) -> User:
    """Stop the page unless the user may do `action`. The first statement of every page.

    Until st.navigation has run in this process, Streamlit serves every file in pages/ by its address and skips
    app.py. So leaving a page out of the menu is not enough; and a page that was opened in that way is handed over
    to app.py, or it would come without menu and style.
    """
    _hand_over()
    show.refused_start()
    found = presence()
    try:
        check_may(found.user, action)
    except PermissionDenied as denied:
        door.refused(found.user, denied, action.value)
        show.title("Geen toegang")
        show.melding(str(denied), icoon="lock")
        if found.state is State.BEZOEKER and not door.demonstration():
            with suppress(StreamlitAPIException):  # the page is the main script, as in a test: it knows no other
                st.page_link("pages/inloggen.py", label="Inloggen", icon=":material/login:")
        st.stop()
    return found.user


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
