"""What stands around every step of a meeting: the steps, the quiet clock, and the way on."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from buurtbeeld.dutch import date_text
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.model import Plek
from buurtbeeld.periods import now
from buurtbeeld.review import meetings
from buurtbeeld.review.parts import HERKENNEN, OPVALT, Bevroren, Bijeenkomst, Stap
from buurtbeeld.roles import Action, User, may
from pages._ui import cached, html, menu, services, session, show
from pages._ui.told import Told

STAP, CIJFER, WHICH = "stap", "cijfer", "bijeenkomst"  # names in the address bar
told = Told("bespreking", refused="")
LIVE = 5  # seconds before somebody sees what another did
PER_FIGURE = (OPVALT, HERKENNEN)


@dataclass(frozen=True)
class View:
    """One step of a meeting as one person looks at it.

    Attributes:
        at: the step this person is at, from 1; may differ from the one the meeting is at.
        figure: which of the signals, from 0.
        leads: this person takes the meeting from step to step.
    """

    plek: Plek
    meeting: Bijeenkomst
    kept: Bevroren
    at: int
    figure: int
    leads: bool

    @property
    def user(self) -> User:
        """Who is looking now: buttons and fragments of an open tab outlive a session and a role."""
        return session.user_now()

    @property
    def step(self) -> Stap:
        """The step that is shown."""
        return self.meeting.stappen[self.at - 1]

    @property
    def is_last_figure(self) -> bool:
        """Whether the next button leaves this step."""
        return self.step.code not in PER_FIGURE or self.figure >= len(self.kept.signalen) - 1


def view(user: User, plek: Plek, meeting: Bijeenkomst) -> View:
    """What the address asks for, else the step the meeting is at."""
    key = ("gezien", meeting.id, meeting.bevriezing, cached.scope(user))
    kept = cached.made("bespreking", key, lambda: meetings.seen(services.reader(), user, meeting))
    at = _number(STAP, len(meeting.stappen)) or meeting.stap
    figure = (_number(CIJFER, max(len(kept.signalen), 1)) or 1) - 1
    leads = may(user, Action.BESPREKING_SCHRIJVEN, buurt=plek.sleutel)
    return View(plek, meeting, kept, at, figure, leads)


def top(one: View) -> None:
    """The steps, and what went wrong with the last button."""
    stappen = [
        {"vraag": step.vraag, "nu": number == one.at, "af": number < one.at}
        for number, step in enumerate(one.meeting.stappen, start=1)
    ]
    html.show(
        "overlegkop", naam=one.meeting.naam, buurt=one.plek.naam, dag=date_text(one.meeting.op), stappen=stappen,
        nummer=one.at, vraag=one.step.vraag,
    )  # fmt: skip
    told.show()


def bottom(one: View) -> None:
    """The clock with what others did, then the buttons."""
    with st.container(key="overlegvoet", horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch", gap="small"):
            _live(one)
        with st.container(horizontal=True, key="overlegknoppen", width="content"):
            with st.container(key="hoofdknop", width="content"):
                _onward(one)
            if one.at > 1 or one.figure > 0:
                st.button("Vorige", icon=":material/arrow_back:", key="vorige", on_click=_back, args=(one,))
            if one.leads:
                _clock_button(one)
            st.button("Stop voor nu", icon=":material/logout:", key="stopvoornu", on_click=leave)


@st.fragment(run_every=LIVE)
def _live(one: View) -> None:
    """Minutes left, and where the others are: looked up again every few seconds."""
    try:
        there = meetings.meetings(services.reader(), one.user, one.plek.sleutel)
        newer = meetings.has_newer_figures(services.reader(), one.user, one.kept)
    except BuurtbeeldError as error:
        show.melding(str(error))
        return
    now_ = next((found for found in there if found.id == one.meeting.id), one.meeting)
    html.show("overlegklok", **_clock(one, now_))
    if now_.gesloten is not None:
        _said(f"{now_.gesloten.door} sloot deze bespreking af.", "Lees het verslag", "naarverslag", None)
    elif now_.bevriezing != one.meeting.bevriezing:
        _said("Er zijn nieuwere cijfers overgenomen.", "Toon ze", "toonnieuw", None)
    elif now_.stap != one.at and not one.leads:
        _said(f"De bespreking is bij stap {now_.stap}.", "Ga mee", "gamee", now_.stap)
    elif newer and one.leads:
        show.note("Er zijn nieuwere cijfers gepubliceerd. Deze bespreking blijft bij de cijfers van het begin.")
        st.button("Neem de nieuwe cijfers over", key="neemover", on_click=_try, args=(one, "newer"))


def _said(what: str, button: str, key: str, step: int | None) -> None:
    show.note(what)
    if st.button(button, key=key):
        turn_to(step)
        st.rerun(scope="app")


def _clock(one: View, now_: Bijeenkomst) -> dict[str, object]:
    """Minutes left of the step the meeting is at; when they are over it says so, without a sound."""
    step = now_.stappen[now_.stap - 1]
    left = step.minuten - now_.verstreken(now())
    return {
        "stil": now_.gepauzeerd,
        "over": max(left, 0),
        "van": step.minuten,
        "vraag": step.vraag if now_.stap != one.at else "",
    }


def _onward(one: View) -> None:
    count = len(one.kept.signalen)
    if not one.is_last_figure:
        label = f"Volgend cijfer: {one.figure + 2} van {count}"
        st.button(label, key="verder", type="primary", icon=":material/arrow_forward:", icon_position="right",
                  on_click=_figure, args=(one.figure + 2,))  # fmt: skip
    elif one.at < len(one.meeting.stappen):
        label = menu.plain(one.meeting.stappen[one.at].vraag)
        st.button(label, key="verder", type="primary", icon=":material/arrow_forward:", icon_position="right",
                  on_click=_step, args=(one, one.at + 1))  # fmt: skip


def _clock_button(one: View) -> None:
    paused = one.meeting.gepauzeerd
    label, icon = ("Ga verder", "play_arrow") if paused else ("Pauze", "pause")
    st.button(label, key="pauze", icon=f":material/{icon}:", on_click=_try, args=(one, "resume" if paused else "pause"))


def leave() -> None:
    """Back to the list; the meeting goes on, or waits."""
    for name in (STAP, CIJFER, WHICH):
        st.query_params.pop(name, None)


def _back(one: View) -> None:
    if one.figure > 0 and one.step.code in PER_FIGURE:
        _figure(one.figure)
    else:
        _step(one, one.at - 1)


def _figure(number: int) -> None:
    st.query_params[CIJFER] = str(number)


def _step(one: View, number: int) -> None:
    """Who leads takes everybody along; somebody else only turns the page."""
    if not one.leads or told.attempt(lambda: meetings.go_to(services.reader(), one.user, one.meeting, number)):
        turn_to(number)


def turn_to(number: int | None) -> None:
    """The step this person looks at; None = where the meeting is."""
    st.query_params.pop(CIJFER, None)
    if number is None:
        st.query_params.pop(STAP, None)
    else:
        st.query_params[STAP] = str(number)


def _try(one: View, what: str) -> None:
    act = {"pause": meetings.pause, "resume": meetings.resume, "newer": meetings.take_newer_figures}[what]
    told.attempt(lambda: act(services.reader(), one.user, one.meeting))


def _number(name: str, most: int) -> int | None:
    """A number of the address bar from 1 to `most`; None when there is none."""
    text = st.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and 1 <= int(text) <= most else None
