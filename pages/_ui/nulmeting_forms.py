"""Writing for the nulmeting: krachten, uitdagingen, three answers, the region. What came of it stands in the page."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.nulmeting import writing
from buurtbeeld.nulmeting.parts import GELDT, KRACHT, REGIO, UITDAGING, VRAAG, VRAGEN, Concept
from buurtbeeld.roles import User
from buurtbeeld.writing.store import Bewaard, Tekst
from pages._ui import services, session, show
from pages._ui.told import Told
from pages._ui.writing_box import box

told = Told("nulmeting")
KINDS = {
    KRACHT: "Een kracht van onze buurt",
    UITDAGING: "Een uitdaging van onze buurt",
    REGIO: "Een uitdaging van de regio",
}
NO_FIGURE = ""
NAMES = "Noem geen namen van mensen."


def forms(user: User, sleutel: str, concept: Concept) -> None:
    """To add something, to answer the three questions, and to change or take away what is there."""
    number = told.number
    with st.expander("Een kracht of uitdaging toevoegen", icon=":material/add:", key=f"nulmetingerbij{number}"):
        _add(user, sleutel, number)
    with st.expander("De drie vragen beantwoorden", icon=":material/edit:", key="nulmetingvragen"):
        show.note(f"Wat u schrijft, wordt vanzelf bewaard als u buiten het vak klikt. {NAMES}")
        for nummer, vraag in VRAGEN.items():
            now = (concept.vragen or {}).get(nummer)
            box(vraag, f"vraag{sleutel}{nummer}", now, _answer(sleutel, nummer))
    there = (*concept.krachten, *concept.uitdagingen, *concept.regio)
    if there:
        with st.expander("Iets aanpassen of weghalen", icon=":material/edit_note:", key=f"nulmetinganders{number}"):
            _change(user, there, number)


def _add(user: User, sleutel: str, number: int) -> None:
    kind = str(st.selectbox("Wat schrijft u op?", list(KINDS), format_func=KINDS.__getitem__, key=f"nmsoort{number}"))
    with st.form(f"nmnieuw{number}", border=False):
        tekst = st.text_input(KINDS[kind], key=f"nmtekst{number}{kind}", placeholder="In één zin")
        show.note(NAMES)
        fields, about = {"tekst": tekst}, NO_FIGURE
        if kind == REGIO:
            fields |= _region(f"nieuw{number}", "ja", "")
        else:
            about = _figure(f"nmcijfer{number}")
        sent = st.form_submit_button("Zet dit erbij", icon=":material/add:")
    if sent:
        reader = services.reader()
        told.done(lambda: writing.add(reader, user, sleutel, kind, fields, onderwerp=about), "Het staat erbij.")


def _region(key: str, geldt: str, want: str) -> dict[str, str]:
    chosen = st.segmented_control(
        "Geldt dit ook voor onze buurt?", GELDT, default=geldt, format_func=str.capitalize, key=f"nmgeldt{key}"
    )
    return {"geldt": chosen or "", "want": st.text_input("Want (mag leeg)", want, key=f"nmwant{key}")}


def _figure(key: str) -> str:
    """The figure it rests on; may be left open."""
    names = {one.code: one.naam for one in services.catalog().baseline()}
    chosen = st.selectbox(
        "Bij welk cijfer hoort dit? (mag leeg)", list(names), index=None, placeholder="Kies…", key=key,
        format_func=names.__getitem__,
    )  # fmt: skip
    return chosen or NO_FIGURE


def _change(user: User, there: tuple[Tekst, ...], number: int) -> None:
    by_key = {one.sleutel: one for one in there}
    chosen = st.selectbox(
        "Welke tekst?", list(by_key), index=None, placeholder="Kies…", key=f"nmkeuze{number}",
        format_func=lambda key: by_key[key].tekst,
    )  # fmt: skip
    if chosen is None:
        return
    one: Tekst = st.session_state.setdefault(f"nmopen{number}{chosen}", by_key[chosen])
    with st.form(f"nmanders{number}{chosen}", border=False):
        fields = {"tekst": st.text_input("De tekst", one.tekst, key=f"nmnu{number}{chosen}")}
        if one.soort == REGIO:
            fields |= _region(f"{number}{chosen}", one.velden["geldt"], one.velden.get("want", ""))
        with st.container(horizontal=True):
            saved = st.form_submit_button("Bewaar", icon=":material/check:")
            removed = st.form_submit_button("Haal weg", icon=":material/delete:")
    if saved:
        told.done(lambda: _told(writing.change(services.reader(), user, one, fields)), "De tekst is aangepast.")
    if removed:
        told.done(lambda: _gone(writing.take_away(services.reader(), user, one)), "De tekst is weggehaald.")


def _told(kept: Bewaard) -> None:
    """Say who wrote in between; both texts are in it."""
    if kept.ander:
        raise BuurtbeeldError(
            f"Tegelijk paste {kept.ander} deze tekst aan. Wat u allebei schreef, staat er nu in.",
            doe="Lees hem na.",
            code="E_TEKST_SAMEN",
        )


def _gone(kept: Bewaard) -> None:
    if kept.ander:
        raise BuurtbeeldError(
            f"{kept.ander} paste deze tekst net aan. Daarom is hij niet weggehaald.",
            doe="Lees hem na.",
            code="E_TEKST_SAMEN",
        )


def _answer(sleutel: str, nummer: str) -> Callable[[Tekst | None, str], Bewaard]:
    def write(basis: Tekst | None, text: str) -> Bewaard:
        if basis is None:
            return writing.add(services.reader(), session.user_now(), sleutel, VRAAG, {"tekst": text}, onderwerp=nummer)
        return writing.change(services.reader(), session.user_now(), basis, {"tekst": text})

    return write
