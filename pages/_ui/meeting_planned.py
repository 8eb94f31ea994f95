"""The next meeting: when it is, and for the kartrekker the form in which it is chosen."""

from __future__ import annotations

import streamlit as st

from buurtbeeld.dutch import day_text
from buurtbeeld.model import Plek
from buurtbeeld.review import planned
from buurtbeeld.review.planned import Volgende
from buurtbeeld.roles import Action, User, may
from pages._ui import services, session, show
from pages._ui.told import Told

told = Told("volgende", refused="De dag is niet bewaard.")
FIELDS = {"dag": "Dag", "tijd": "Tijd (mag leeg)", "waar": "Plaats (mag leeg)"}
HINTS = {"dag": "3 maart 2027", "tijd": "15.30", "waar": "Bijvoorbeeld: buurthuis"}


def section(user: User, plek: Plek) -> None:
    """When the next meeting is; nothing for who is not of the network."""
    if not may(user, Action.BESPREKING_LEZEN, buurt=plek.sleutel):
        return
    told.show()
    found = planned.planned(services.reader(), user, plek.sleutel)
    show.sentence(in_words(found) if found is not None else "Voor de volgende bespreking is nog geen dag gekozen.")
    if may(user, Action.BESPREKING_SCHRIJVEN, buurt=plek.sleutel):
        _form(plek, found)


def in_words(found: Volgende) -> str:
    """The next meeting in a sentence."""
    hour = f" om {found.tijd:%H.%M} uur" if found.tijd is not None else ""
    where = f" Plaats: {found.waar}." if found.waar else ""
    return f"De volgende bespreking is op {day_text(found.dag)}{hour}.{where}"


def _form(plek: Plek, found: Volgende | None) -> None:
    label = "De dag van de volgende bespreking " + ("kiezen" if found is None else "veranderen")
    kept = found.tekst.velden if found is not None else {}
    with (
        st.expander(label, icon=":material/event:", key=f"volgende{told.number}"),
        st.form(f"volgende_formulier{told.number}", border=False),
    ):
        with st.container(horizontal=True):
            given = {
                name: st.text_input(label, kept.get(name, ""), key=f"volgende_{name}{told.number}",
                                    placeholder=HINTS[name], width=240)
                for name, label in FIELDS.items()
            }  # fmt: skip
        if st.form_submit_button("Bewaar deze dag", icon=":material/check:"):
            seen = found.tekst if found is not None else None
            fields = {**given, "opmerking": kept.get("opmerking", "")}
            told.done(
                lambda: planned.plan(services.reader(), session.user_now(), plek.sleutel, seen, fields),
                "De dag van de volgende bespreking is bewaard.",
            )
