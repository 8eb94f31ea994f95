"""What is agreed: at most three, with a name and a day; and what became of those of last time."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.review import meetings
from buurtbeeld.review import notes as domain
from buurtbeeld.review.parts import AFSPRAAK, BESPREKING, MOST_ACTIONS, OPEN, STANDEN
from buurtbeeld.roles import Action, may
from buurtbeeld.writing.store import Bewaard, Tekst
from pages._ui import html, services, show
from pages._ui.meeting_head import LIVE, View, told, turn_to

FIELDS = {"wat": "Wat doen we?", "wie": "Wie?", "wanneer": "Wanneer klaar?"}
HINTS = {"wat": "Bijvoorbeeld: twee mantelzorgers bellen", "wie": "Voornaam of functie", "wanneer": "3 maart 2027"}
BOTH = "Tegelijk paste {} deze afspraak aan. Wat u allebei schreef, staat er nu in."
ENDS = {
    True: "De ronde van twee maanden sluit. Verbeterde cijfers worden dan zichtbaar.",
    False: "De ronde blijft open.",
}


def earlier(view: View) -> None:
    """The agreements that are still open, each with what became of it."""
    found = domain.open_agreements(services.reader(), view.user, view.meeting)
    nothing = "" if found else "Er staat niets meer open."
    html.show("overlegtitel", titel="Wat spraken we eerder af?", zin=nothing, merk=None, bij="")
    writes = may(view.user, Action.BESPREKING_REAGEREN, buurt=view.plek.sleutel)
    for one in found:
        html.show("overlegafspraak", a=one.velden, stand="" if writes else one.velden.get("stand", OPEN))
        if writes:
            _state(view, one)


def agreements(view: View) -> None:
    """Those of this meeting, and room for another one."""
    found = domain.agreements(domain.said(services.reader(), view.user, view.meeting))
    _changed(view, [(one.sleutel, one.versie) for one in found])
    if not may(view.user, Action.BESPREKING_REAGEREN, buurt=view.plek.sleutel):
        for one in found:
            html.show("overlegafspraak", a=one.velden, stand="")
        return
    for number, one in enumerate(found, start=1):
        _row(view, one, number)
    if len(found) < MOST_ACTIONS:
        _row(view, None, len(found) + 1)


def close(view: View) -> None:
    """The end of the meeting."""
    with st.expander("De bespreking afsluiten", icon=":material/event_available:", key="afsluiten"):
        show.note(f"{ENDS[view.meeting.soort == BESPREKING]} Daarna kan er niets meer bij. U krijgt een verslag.")
        st.button("Sluit af en maak het verslag", icon=":material/check:", type="primary", key="sluitaf",
                  on_click=_close, args=(view,))  # fmt: skip


def _close(view: View) -> None:
    def end() -> None:
        user = view.user
        if number := meetings.end(services.reader(), user, view.meeting):
            services.publish_round(user, number)

    if told.attempt(end):
        turn_to(None)


@st.fragment(run_every=LIVE)
def _changed(view: View, shown: Sequence[tuple[str, int]]) -> None:
    """That somebody else changed an agreement; the fields themselves are not touched while one writes in them."""
    try:
        now = domain.agreements(domain.said(services.reader(), view.user, view.meeting))
    except BuurtbeeldError as error:
        show.melding(str(error))
        return
    by = [one.door for one in now if (one.sleutel, one.versie) not in shown]
    if by or len(now) != len(shown):
        show.note(f"{by[-1] if by else 'Iemand'} veranderde een afspraak.")
        if st.button("Toon", key="toonafspraken"):
            st.rerun(scope="app")


def _row(view: View, one: Tekst | None, number: int) -> None:
    key = f"afspraak{one.sleutel if one else f'{view.meeting.id}nieuw{number}'}"
    _follow(key, one)
    with st.container(key=f"afspraakrij{number}"):
        columns = st.columns([5, 2.4, 2.2], vertical_alignment="bottom")
        for (name, label), column in zip(FIELDS.items(), columns, strict=True):
            column.text_input(f"{number}. {label}" if name == "wat" else label, key=f"{key}{name}",
                              placeholder=HINTS[name], on_change=_keep, args=(view, key))  # fmt: skip
        if one is not None and one.velden.get("opmerking"):
            show.note(one.velden["opmerking"])
        if wrong := st.session_state.get(f"{key}__fout"):
            show.melding(wrong)
        elif told := st.session_state.get(f"{key}__gezegd"):
            show.note(told)
        if one is not None:
            st.button(
                "Haal weg", icon=":material/delete:", key=f"{key}weg", type="tertiary", on_click=_away, args=(view, one)
            )


def _follow(key: str, one: Tekst | None) -> None:
    """Fill the fields with what is stored, unless something else stands in them."""
    basis: Tekst | None = st.session_state.get(f"{key}__basis")
    kept = {name: basis.velden.get(name, "") if basis else "" for name in FIELDS}
    untouched = all(st.session_state.get(f"{key}{name}", "") == text for name, text in kept.items())
    missing = any(f"{key}{name}" not in st.session_state for name in FIELDS)
    newer = one is not None and (basis is None or one.versie != basis.versie)
    if missing or (untouched and newer):
        for name in FIELDS:
            st.session_state[f"{key}{name}"] = one.velden.get(name, "") if one else ""
        st.session_state[f"{key}__basis"] = one


def _keep(view: View, key: str) -> None:
    basis: Tekst | None = st.session_state.get(f"{key}__basis")
    fields = {name: st.session_state[f"{key}{name}"] for name in FIELDS}
    if basis is None and not fields["wat"].strip():
        return  # kept as soon as there is something to do
    try:
        done = _written(view, basis, fields)
    except BuurtbeeldError as error:
        st.session_state[f"{key}__fout"] = f"{error} ({error.code})"
        return
    st.session_state.pop(f"{key}__fout", None)
    fresh = f"afspraak{done.tekst.sleutel}"
    st.session_state[f"{fresh}__basis"] = done.tekst
    for name in FIELDS:
        st.session_state[f"{fresh}{name}"] = done.tekst.velden.get(name, "")
        if fresh != key:
            st.session_state.pop(f"{key}{name}", None)
    st.session_state[f"{fresh}__gezegd"] = BOTH.format(done.ander) if done.ander else "Opgeslagen."


def _written(view: View, basis: Tekst | None, fields: dict[str, str]) -> Bewaard:
    if basis is None:
        return domain.add(services.reader(), view.user, view.meeting, AFSPRAAK, fields)
    return domain.change(services.reader(), view.user, basis, {**basis.velden, **fields})


def _away(view: View, one: Tekst) -> None:
    def away() -> None:
        kept = domain.take_away(services.reader(), view.user, one)
        if kept.ander:
            told.fail(f"{kept.ander} paste deze afspraak net aan. Daarom is zij niet weggehaald.")

    told.attempt(away)


def _state(view: View, one: Tekst) -> None:
    """What became of an earlier agreement."""
    key = f"stand{one.sleutel}{one.versie}"
    now = one.velden.get("stand", OPEN)
    st.session_state.setdefault(key, now if now in STANDEN else None)
    st.session_state.setdefault(f"{key}tekst", one.velden.get("opmerking", ""))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control("Hoe staat het ermee?", STANDEN, key=key, format_func=str.capitalize,
                             on_change=_keep_state, args=(view, one, key))  # fmt: skip
        st.text_input(
            "Toelichting (mag leeg)", key=f"{key}tekst", on_change=_keep_state, args=(view, one, key), width=380
        )


def _keep_state(view: View, one: Tekst, key: str) -> None:
    fields = {**one.velden, "stand": st.session_state[key] or OPEN, "opmerking": st.session_state[f"{key}tekst"]}
    told.attempt(lambda: domain.change(services.reader(), view.user, one, fields))
