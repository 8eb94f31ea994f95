"""Which plek, which year, which role: the choices that a page shares with the address bar."""

from __future__ import annotations

import streamlit as st

from buurtbeeld.model import Plek
from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS, User
from pages._ui import cached, door, services, show
from pages._ui.session import ROLE_KEY, choose_role

BUURT, JAAR = "buurt", "jaar"  # names in the address bar
PLEK_KEY, PICKER_KEY = "plek", "buurtkeuze"
LONGEST = 22  # letters that the choice in the menu can show


def chosen_key(user: User) -> str:
    """Key of the plek in the address bar, else the one looked at before, else the user's own buurt."""
    asked = st.query_params.get(BUURT) or st.session_state.get(PLEK_KEY)
    return str(asked) if asked else _first(user)


def open_plek(sleutel: str) -> None:
    """Go on with this plek, on the same page; its newest year."""
    st.session_state[PLEK_KEY] = sleutel
    st.query_params.from_dict({BUURT: sleutel})


def remember(plek: Plek) -> None:
    """Keep the plek for the next page, and in the address bar so that the view can be mailed."""
    st.session_state[PLEK_KEY] = plek.sleutel
    if st.query_params.get(BUURT) != plek.sleutel:
        st.query_params[BUURT] = plek.sleutel


def asked_year() -> int | None:
    """Year in the address bar; None when there is none or it is no year."""
    text = st.query_params.get(JAAR, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None


def year(jaren: tuple[int, ...], chosen: int) -> None:
    """Choice of the year, when there is more than one."""
    if len(jaren) > 1:
        st.session_state["jaarkeuze"] = chosen
        st.selectbox("Jaar", jaren, key="jaarkeuze", on_change=_year_chosen, label_visibility="collapsed", width=110)


def plek(user: User) -> None:
    """Uw buurt: the transitiebuurten, programme by programme, and the area that is open now when it is another one."""
    current = cached.plek(user, chosen_key(user))
    names: dict[str, str] = {}
    for programma, buurten in services.catalog().transitiebuurten():
        names |= {buurt.sleutel: _label(buurt.naam, verzonnen=programma.verzonnen) for buurt in buurten}
    options = list(names)
    if current is not None and current.sleutel not in names:
        names[current.sleutel] = _label(current.naam, verzonnen=current.verzonnen)
        options.insert(0, current.sleutel)
    st.session_state[PICKER_KEY] = current.sleutel if current is not None else None
    st.selectbox(
        "Uw buurt", options, index=0 if current is not None else None, format_func=names.__getitem__, key=PICKER_KEY,
        placeholder="Kies…", on_change=_plek_chosen,
    )  # fmt: skip
    if current is not None and len(current.naam) > LONGEST:
        show.note(current.naam)


def role() -> None:
    """Demonstration accounts, where they are on."""
    if not door.demonstration():
        return
    texts = services.catalog().rollen.rollen
    names = {naam: f"{texts[account.rol].naam}, proefaccount" for naam, account in DEMONSTRATION_ACCOUNTS.items()}
    choose_role()
    with st.container(key="rolkeuze"):
        st.selectbox("U kijkt nu als", list(names), format_func=names.__getitem__, key=ROLE_KEY)


def _label(naam: str, *, verzonnen: bool) -> str:
    return f"{naam} (verzonnen)" if verzonnen else naam


def _first(user: User) -> str:
    own = [buurt.sleutel for _, buurt in services.catalog().buurten() if buurt.sleutel in user.buurten]
    return own[0] if own else next(buurt.sleutel for _, buurt in services.catalog().buurten())


def _plek_chosen() -> None:
    if chosen := st.session_state.get(PICKER_KEY):
        open_plek(chosen)


def _year_chosen() -> None:
    st.query_params[JAAR] = str(st.session_state["jaarkeuze"])
