"""What people say in a meeting. Everybody has a box of his own, that keeps what is written in it by itself."""

from __future__ import annotations

from typing import Any

import streamlit as st

from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.review import notes as domain
from buurtbeeld.review.parts import HERKENT, SPREKERS, STEM
from buurtbeeld.roles import Action, may
from buurtbeeld.writing.store import Bewaard, Tekst
from pages._ui import html, services, show
from pages._ui.meeting_head import LIVE, View
from pages._ui.writing_box import Write, basis_of, box, save

NAMES = "Noem geen namen van mensen. Wat u schrijft, wordt vanzelf bewaard."


def notes(view: View, soort: str, about: str, label: str) -> None:
    """The remarks of others, and a box of one's own."""
    key = _key(view, soort, about)
    _others(view, soort, about, key)
    if may(view.user, Action.BESPREKING_REAGEREN, buurt=view.plek.sleutel):
        with st.container(key=f"eigen{soort}"):
            box(label, key, basis_of(key), _write(view, soort, about))
            show.note(NAMES)
            st.button("Nog een", icon=":material/add:", key=f"{key}erbij", on_click=_next, args=(view, soort, about))


def voices(view: View, about: str) -> None:
    """Who recognises this, and who does not; heard before anybody explains."""
    key = _key(view, STEM, about)
    _others(view, STEM, about, key)
    if not may(view.user, Action.BESPREKING_REAGEREN, buurt=view.plek.sleutel):
        return
    write = _write_voice(view, about, key)
    with st.container(key="eigenstem"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.selectbox("Wie zegt dit?", SPREKERS, key=f"{key}wie", format_func=str.capitalize, width=280,
                         on_change=_choice, args=(key, write))  # fmt: skip
            st.segmented_control("Herkent u dit?", HERKENT, key=f"{key}herkent", format_func=str.capitalize,
                                 on_change=_choice, args=(key, write))  # fmt: skip
        box("Want …", key, basis_of(key), write, height=90)
        show.note(NAMES)
        st.button(
            "Nog iemand", icon=":material/person_add:", key=f"{key}erbij", on_click=_next, args=(view, STEM, about)
        )


def _choice(key: str, write: Write) -> None:
    """A choice is kept as soon as there is something to keep."""
    if basis_of(key) is not None or st.session_state.get(key) or st.session_state.get(f"{key}herkent"):
        save(key, write)


def may_explain(view: View, about: str) -> bool:
    """Whether somebody who lives it has spoken."""
    heard = domain.own_voice_heard(domain.said(services.reader(), view.user, view.meeting), about)
    st.session_state[_heard(view, about)] = heard
    return heard


def _heard(view: View, about: str) -> str:
    return f"gehoord{view.meeting.id}{about}"


@st.fragment(run_every=LIVE)
def _others(view: View, soort: str, about: str, key: str) -> None:
    """What others wrote, looked up again every few seconds; one's own open box is not repeated."""
    own = basis_of(key)
    try:
        found = domain.of(domain.said(services.reader(), view.user, view.meeting), soort, about)
    except BuurtbeeldError as error:
        show.melding(str(error))
        return
    rows = [_row(one) for one in found if own is None or one.sleutel != own.sleutel]
    html.show("overlegstemmen", regels=rows)
    if soort == STEM and domain.own_voice_heard(found, about) and not st.session_state.get(_heard(view, about)):
        st.rerun(scope="app")  # somebody else spoke first: the explanation may be written here too


def _row(one: Tekst) -> dict[str, Any]:
    voice = one.velden.get("wie", "")
    known = one.velden.get("herkent", "")
    said = {"ja": "herkent dit", "deels": "herkent dit deels", "nee": "herkent dit niet"}.get(known, "zegt")
    return {"tekst": one.tekst, "wie": f"Een {voice} {said}" if voice else one.door}


def _write(view: View, soort: str, about: str) -> Write:
    def write(basis: Tekst | None, text: str) -> Bewaard:
        if basis is None:
            return domain.add(services.reader(), view.user, view.meeting, soort, {"tekst": text}, onderwerp=about)
        return domain.change(services.reader(), view.user, basis, {"tekst": text})

    return write


def _write_voice(view: View, about: str, key: str) -> Write:
    def write(basis: Tekst | None, text: str) -> Bewaard:
        wie, herkent = st.session_state[f"{key}wie"], st.session_state.get(f"{key}herkent") or ""
        fields = {"tekst": text, "wie": wie, "herkent": herkent}
        if basis is None:
            return domain.add(services.reader(), view.user, view.meeting, STEM, fields, onderwerp=about)
        return domain.change(services.reader(), view.user, basis, fields)

    return write


def _key(view: View, soort: str, about: str) -> str:
    return f"eigen{view.meeting.id}{soort}{about}{st.session_state.get(_count(view, soort, about), 0)}"


def _count(view: View, soort: str, about: str) -> str:
    return f"aantal{view.meeting.id}{soort}{about}"


def _next(view: View, soort: str, about: str) -> None:
    """An empty box; what was in the other one now stands among what was said, unless it could not be kept."""
    if basis_of(_key(view, soort, about)) is not None:
        name = _count(view, soort, about)
        st.session_state[name] = st.session_state.get(name, 0) + 1
