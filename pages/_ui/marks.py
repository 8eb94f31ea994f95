"""What is invented says so: on every page, in every file."""

from __future__ import annotations

import streamlit as st

from buurtbeeld.model import Niveau, Plek
from buurtbeeld.roles import User
from pages._ui import cached, html, menu, pickers, services, show

WHAT = "Voorbeeldgegevens: verzonnen."
BEGUN = "verzonnen_begonnen"
# Pages that need no figure of a buurt.
ALWAYS_THERE = frozenset(
    one.naam for one in (menu.UITLEG, menu.PRIVACY, menu.LOGBOEK, menu.BEHEER, menu.INLOGGEN, menu.MENUKAART)
)


def banner(user: User) -> None:
    """The bar above every page about an invented place. Called by app.py, so that no page can forget it."""
    plek = cached.plek(user, pickers.chosen_key(user))
    if plek is not None and plek.verzonnen:
        with st.container(width=960, key="verzonnen"):
            html.show("verzonnen", kop=WHAT, tekst=sentence(plek))


def of_programma(user: User, code: str) -> None:
    """The bar above a page about all buurten of an invented programma, unless banner() already stands there."""
    chosen = cached.plek(user, pickers.chosen_key(user))
    one = services.catalog().programmas.get(code)
    if one is not None and one.verzonnen and not (chosen is not None and chosen.verzonnen):
        html.show("verzonnen", kop=WHAT, tekst="Deze buurten bestaan niet. Deze cijfers gaan over niemand.")


def preparing() -> None:
    """While the invented programme is being made: how far it is. Called by app.py."""
    if (found := services.preparing()) is not None:
        st.session_state[BEGUN] = found[0] > 0
        with st.container(width=960, key="voorbereiding"):
            _progress()


def is_empty_yet(user: User, title: str) -> bool:
    """Whether a page is about an invented plek of which the figures are just being made: it says so, and waits.

    Called by app.py. Without it such a page would call every delivery late, and ask for help for every buurt.
    """
    plek = cached.plek(user, pickers.chosen_key(user))
    busy = services.preparing()
    if plek is None or not plek.verzonnen or busy is None or not busy[0] or title in ALWAYS_THERE:
        return False
    with st.container(width=960, key="nogleeg"):
        show.title(title)
        show.sentence("De cijfers van deze verzonnen buurt worden nu gemaakt. Daarna staat deze pagina er vanzelf.")
    return True


@st.fragment(run_every=2)
def _progress() -> None:
    with show.guard():
        found = services.preparing()
        # A page that was drawn before the worker began is drawn again: now it says that it waits.
        if found is None or (found[0] > 0 and not st.session_state.get(BEGUN)):
            st.rerun(scope="app")
        else:
            st.progress(found[0], text=f"{menu.plain(found[1])} De echte buurten werken al.")


def sentence(plek: Plek) -> str:
    """What does not exist, in two sentences."""
    inside = plek.niveau in {Niveau.WIJK, Niveau.BUURT} and plek.gemeente_naam not in {"", plek.naam}
    where = f" in {plek.gemeente_naam}" if inside else ""
    return f"{plek.naam}{where} bestaat niet. Deze cijfers gaan over niemand."


def lines(plek: Plek) -> list[tuple[str, str]]:
    """The same for the sheet about a file: one line, or none when the place is real."""
    return [(WHAT, sentence(plek))] if plek.verzonnen else []


def programma(sleutel: str) -> str:
    """Code of the programma a buurt takes part in; "" of another area."""
    known = services.catalog().buurt(sleutel)
    return known[0].code if known else ""
