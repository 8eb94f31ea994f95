"""The audit log on a page: a choice of kind, a table, and the way to older lines."""

from __future__ import annotations

import streamlit as st

from buurtbeeld.audit.reading import PAGE, Entry, entries
from buurtbeeld.audit.words import WORDS, event_word, outcome_word
from buurtbeeld.dutch import date_text, number
from buurtbeeld.periods import time_in_nl
from buurtbeeld.roles import Action, User, extents
from pages._ui import html, services, show

KIND, BEFORE = "logsoort", "logvoor"
ALL = "alles"
# What the number or code of an event is of.
THING = {
    "gepubliceerd": "publicatie",
    "levering_teruggetrokken": "levering",
    "ronde_gesloten": "ronde",
    "logboek_opgeschoond": "tot en met regel",
}
REACH = {
    "alle": "Alles wat er in deze app is gebeurd.",
    "programma": "Alles wat er in uw programma is gebeurd.",
    "eigen": "Wat er over uw eigen buurten is gebeurd, en wat u zelf deed.",
    "zelf": "Wat u zelf deed.",
}


def whose(user: User) -> str:
    """Whose actions this user reads, in a sentence: the widest of what his roles give."""
    mine = {omvang for omvang, _ in extents(user, Action.LOGBOEK_LEZEN)}
    return next((text for omvang, text in REACH.items() if omvang in mine), REACH["zelf"])


def lines(user: User) -> None:
    """The lines of this user, newest first, with the choice of what kind."""
    names = {ALL: "alles", **{kind.value: word for kind, word in WORDS.items()}}
    kind = str(
        st.selectbox("Toon", names, format_func=names.__getitem__, key=KIND, on_change=_from_the_start, width=320)
    )
    before = st.session_state.get(BEFORE)
    found = entries(services.reader().engine, user, voor=before, gebeurtenis="" if kind == ALL else kind)
    if not found:
        show.sentence("Er staat nog niets in." if before is None else "Dit waren alle regels.")
    else:
        html.show("logboek", zin=_summary(found), regels=[_view(one) for one in found])
    with st.container(horizontal=True):
        if before is not None:
            st.button("Nieuwste regels", on_click=_from_the_start, icon=":material/first_page:")
        if len(found) == PAGE:
            st.button("Oudere regels", on_click=_older, args=(found[-1].nummer,), icon=":material/chevron_right:")


def explained() -> None:
    """What stands in it, and what never does."""
    html.show("logboekuitleg")


def _summary(found: tuple[Entry, ...]) -> str:
    days = {time_in_nl(one.op).date() for one in found}
    count = "1 regel" if len(found) == 1 else f"{number(len(found))} regels"
    last, first = date_text(found[0].op), date_text(found[-1].op)
    return f"{count}, van {last}." if len(days) == 1 else f"{count}, van {first} tot en met {last}."


def _view(one: Entry) -> dict[str, str]:
    catalog = services.catalog()
    known = catalog.buurt(one.buurt) if one.buurt else None
    figure = catalog.indicatoren.get(one.object)
    name = figure.naam if figure else one.object
    thing = "" if one.object == one.buurt else f"{THING.get(one.gebeurtenis, '')} {name}".strip()
    about = [known[1].naam if known else one.buurt, thing]
    choices = [f"{name} {value}" for name, value in one.keuzes.items() if value not in {"", None}]
    return {
        "nummer": str(one.nummer),
        "dag": date_text(one.op),
        "tijd": f"{time_in_nl(one.op):%H:%M}",
        "wie": one.wie,
        "namens": one.namens,
        "wat": event_word(one.gebeurtenis),
        "uitkomst": outcome_word(one.uitkomst),
        "goed": "ja" if one.uitkomst == "gelukt" else "",
        "over": ", ".join(part for part in about if part),
        "aantal": "" if one.aantal is None else number(one.aantal),
        "keuzes": ", ".join(choices),
    }


def _older(before: int) -> None:
    st.session_state[BEFORE] = before


def _from_the_start() -> None:
    st.session_state.pop(BEFORE, None)
