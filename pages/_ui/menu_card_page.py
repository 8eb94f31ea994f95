"""The parts of the Menukaart that somebody can use: the filter, and adding a plan to the own acties."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from buurtbeeld import interventions
from buurtbeeld.dutch import date_text, number
from buurtbeeld.interventions import Invoer
from buurtbeeld.learning.menukaart import Kaartstand, Menukaart
from buurtbeeld.periods import today
from buurtbeeld.roles import Action, User, may
from pages._ui import services, session, show
from pages._ui.learn_page import next_month, told

THEMA, KOSTEN, BEWIJS, SOORT = "thema", "kosten", "bewijs", "loopt"  # names in the address bar
WORDS = {
    KOSTEN: {"laag": "laag", "midden": "midden", "hoog": "hoog"},
    BEWIJS: {"bekend": "bewijs of cijfers", "onbekend": "geen bewijs of cijfers"},
    SOORT: {"elders": "andere buurten doen dit", "ons": "wij doen dit"},
}
LABELS = {KOSTEN: "Kosten", BEWIJS: "Bewijs", SOORT: "Wie doet het"}


@dataclass(frozen=True)
class Filter:
    """What is chosen, as codes; "" = all."""

    thema: str = ""
    kosten: str = ""
    bewijs: str = ""
    loopt: str = ""

    def wants(self, one: Kaartstand) -> bool:
        """Whether a plan is shown."""
        known = one.kaart.bewijs.sterkte != "onbekend" or bool(one.effecten)
        return (
            self.thema in {"", one.kaart.thema}
            and self.kosten in {"", one.kaart.kosten}
            and self.bewijs in {"", "bekend" if known else "onbekend"}
            and (self.loopt != "elders" or bool(one.lopen))
            and (self.loopt != "ons" or one.bij_ons is not None)
        )


def choose() -> Filter:
    """The filter; what is chosen stands in the address."""
    themas = {code: one.naam for code, one in services.catalog().themas.items()}
    with st.container(horizontal=True, key="menufilter"):
        chosen = {THEMA: _one("Thema", themas, THEMA)}
        chosen |= {name: _one(LABELS[name], words, name) for name, words in WORDS.items()}
    return Filter(chosen[THEMA], chosen[KOSTEN], chosen[BEWIJS], chosen[SOORT])


def _one(label: str, words: dict[str, str], name: str) -> str:
    asked = st.query_params.get(name, "")
    options = ["", *words]
    st.session_state[f"menu{name}"] = asked if asked in options else ""
    st.selectbox(
        label, options, format_func=lambda code: words.get(code, "alles"), key=f"menu{name}", width=220,
        on_change=_chosen, args=(name,),
    )  # fmt: skip
    return str(st.session_state[f"menu{name}"])


def _chosen(name: str) -> None:
    value = st.session_state[f"menu{name}"]
    if value:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]


def answer(found: Menukaart, shown: int) -> str:
    """The sentence above the plans."""
    known = sum(one.kaart.bewijs.sterkte != "onbekend" or bool(one.effecten) for one in found.kaarten)
    told = f"{number(len(found.kaarten))} plannen. Van {number(known)} is iets bekend over wat ze opleveren."
    if shown < len(found.kaarten):
        told += f" U ziet er {number(shown)}."
    return told


def add(user: User, sleutel: str, shown: list[Kaartstand], found: Menukaart) -> None:
    """Put a plan in the own acties, as one that is planned."""
    if not found.themas or not may(user, Action.INTERVENTIES, buurt=sleutel):
        return
    names = {one.kaart.code: one.kaart.naam for one in shown if one.kaart.thema in found.themas and one.bij_ons is None}
    if not names:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="menutoevoegen"):
        code = st.selectbox("Welk plan wilt u beginnen?", list(names), format_func=names.__getitem__, index=None,
                            placeholder="Kies…", key="menuplan", width=420)  # fmt: skip
        start = st.text_input("Eerste dag", date_text(next_month(today())), width=220, key="menustart")
        st.button("Voeg toe aan ons plan", icon=":material/playlist_add:", type="primary", disabled=code is None,
                  on_click=lambda: _add(sleutel, found, str(code), start), key="menuerbij")  # fmt: skip


def _add(sleutel: str, found: Menukaart, code: str, start: str) -> None:
    one = next(stand for stand in found.kaarten if stand.kaart.code == code)
    day = interventions.day_in(start)
    unread = frozenset() if day is not None or not start.strip() else frozenset({"start"})
    given = Invoer(one.kaart.thema, one.kaart.naam, day, one.maanden, onleesbaar=unread)
    engine, catalog = services.reader().engine, services.catalog()
    told.attempt(
        lambda: interventions.register(engine, catalog, session.user_now(), sleutel, given),
        f"“{one.kaart.naam}” staat bij uw acties.",
    )


def foot(found: Menukaart) -> None:
    """Where the plans come from."""
    show.note(
        "De plannen komen uit de documenten van de alliantie en haar partners, in onze eigen woorden. "
        f"Een plan telt als gestart als een buurt een actie met die naam heeft. Publicatie {found.publicatie}."
    )
