"""Adding, changing, stopping and removing an actie. What came of it is said in the page, beside the list.

An actie that is being changed is remembered as it was when it was opened, so that whoever is second is told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import streamlit as st

from buurtbeeld import interventions
from buurtbeeld.dutch import date_text
from buurtbeeld.interventions import MOST_LETTERS, MOST_MONTHS, MOST_PERSONS, Invoer
from buurtbeeld.outcomes.answers import Interventie
from buurtbeeld.periods import today
from buurtbeeld.roles import User
from pages._ui import services, show
from pages._ui.told import Told

OPENED = "actie_open"
told = Told("actie")
SMALL = "Minder dan 10 mensen? Dan bewaren we het aantal niet."
NAMES = "Noem geen namen van mensen."


def forms(user: User, sleutel: str, found: Sequence[Interventie]) -> None:
    """The form to add an actie, and the one to change, stop or remove one."""
    number, opened = told.number, _opened(sleutel)
    with st.expander("Een actie toevoegen", icon=":material/flag:", key=f"actieerbij{number}"):
        _add(user, sleutel, number, first=opened is None)
    if found or opened:
        with st.expander(
            "Een actie aanpassen, stoppen of weghalen", icon=":material/edit:", expanded=opened is not None
        ):
            _choose(sleutel, found, number)
            if opened is not None:
                _change(user, opened)


def _add(user: User, sleutel: str, number: int, *, first: bool) -> None:
    """The form of a new actie. `first`: its button is the one that counts on this screen."""
    thema = _thema(sleutel, f"actiethema{number}", None)
    with st.form(f"actienieuw{number}", border=False), st.container(key="leveractie"):
        given = _fields(thema, None, f"nieuw{number}{thema}")
        kind: Literal["primary", "secondary"] = "primary" if first else "secondary"
        sent = st.form_submit_button("Voeg deze actie toe", icon=":material/flag:", type=kind)
    if sent:
        engine, catalog = services.reader().engine, services.catalog()
        _done(
            lambda: interventions.register(engine, catalog, user, sleutel, given),
            f"“{given.titel.strip()}” staat in de lijst.",
        )


def _choose(sleutel: str, found: Sequence[Interventie], number: int) -> None:
    """Which actie; choosing one remembers it as it is now."""
    by_number = {one.nummer: one for one in found}
    key = f"actiekeuze{number}"

    def open_it() -> None:
        chosen = by_number.get(st.session_state.get(key, 0))
        st.session_state[OPENED] = (sleutel, chosen) if chosen is not None else None

    st.selectbox(
        "Welke actie?", list(by_number), index=None, placeholder="Kies…", key=key, on_change=open_it, width=420,
        format_func=lambda one: f"{by_number[one].titel}, sinds {date_text(by_number[one].start)}",
    )  # fmt: skip


def _opened(sleutel: str) -> Interventie | None:
    buurt, one = st.session_state.get(OPENED) or ("", None)
    return one if buurt == sleutel else None


def _change(user: User, one: Interventie) -> None:
    thema = _thema(one.buurt, f"actiethema_{one.nummer}", one.thema)
    with st.form(f"actie_{one.nummer}", border=False), st.container(key="leveractiewijzig"):
        given = _fields(thema, one, f"_{one.nummer}")
        with st.container(horizontal=True):
            saved = st.form_submit_button("Bewaar deze actie", icon=":material/check:", type="primary")
            stopped = st.form_submit_button("Gestopt: vandaag was de laatste dag", icon=":material/stop_circle:")
            sure = st.checkbox("Deze actie staat er per ongeluk", key=f"actieweg_{one.nummer}")
            removed = st.form_submit_button("Haal weg", icon=":material/delete:")
    engine, catalog = services.reader().engine, services.catalog()
    if saved:
        _done(lambda: interventions.change(engine, catalog, user, one.nummer, given), f"“{given.titel}” is aangepast.")
    if stopped:
        _done(lambda: interventions.stop(engine, catalog, user, one.nummer, today()), f"“{one.titel}” is gestopt.")
    if removed and not sure:
        show.melding("Zet eerst het vinkje. Een actie die gestopt is, haalt u niet weg.", icoon="info")
    elif removed:
        _done(lambda: interventions.remove(engine, catalog, user, one.nummer), f"“{one.titel}” is weggehaald.")


def _thema(sleutel: str, key: str, now: str | None) -> str:
    """Outside the form, so that the months follow it."""
    catalog = services.catalog()
    known = catalog.buurt(sleutel)
    chosen = [code for code in catalog.themas if known is not None and code in known[1].themas]
    index = chosen.index(now) if now in chosen else 0
    name = catalog.themas.__getitem__
    return str(st.selectbox("Thema", chosen, index=index, format_func=lambda code: name(code).naam, key=key, width=420))


def _fields(thema: str, one: Interventie | None, key: str) -> Invoer:
    """The fields of an actie, filled with `one`, or with what is usual."""
    titel = st.text_input(
        "Wat begint u?" if one is None else "Naam", one.titel if one else "", max_chars=MOST_LETTERS, width=420,
        placeholder="Bijvoorbeeld: wandelgroep", key=f"titel{key}",
    )  # fmt: skip
    show.note(NAMES)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        start, eind = _days(one, key)
        maanden, bereik = _numbers(thema, one, key)
    show.note(SMALL)
    days = {"start": interventions.day_in(start), "eind": interventions.day_in(eind)}
    unread = frozenset(name for name, text in (("start", start), ("eind", eind)) if text.strip() and not days[name])
    return Invoer(thema, titel, days["start"], maanden, days["eind"], bereik, unread)


def _days(one: Interventie | None, key: str) -> tuple[str, str]:
    """First day, and the last day of what is there already: as text, so that the months are Dutch."""
    start = st.text_input("Eerste dag", date_text(one.start if one else today()), width=220, key=f"start{key}")
    if one is None:
        return start, ""
    ended = date_text(one.eind) if one.eind else ""
    return start, st.text_input("Laatste dag (mag leeg)", ended, width=220, key=f"eind{key}")


def _numbers(thema: str, one: Interventie | None, key: str) -> tuple[int, int | None]:
    """Months until an effect may show, and persons reached."""
    usual = one.maanden if one else services.catalog().themas[thema].effect_maanden
    maanden = st.number_input("Effect na hoeveel maanden?", 0, MOST_MONTHS, usual, 1, width=220, key=f"maanden{key}")
    reached = one.bereik if one else None
    bereik = st.number_input(
        "Hoeveel mensen? (mag leeg)", 0, MOST_PERSONS, reached, 1, width=220, key=f"bereik{key}"
    )  # fmt: skip
    return int(maanden), None if bereik is None else int(bereik)


def _done(write: Callable[[], object], said: str) -> None:
    """Write, and say above the list what came of it. What was filled in stays when it was refused."""

    def kept() -> None:
        try:
            write()
        except interventions.Conflict:  # what stood on the screen is no longer what it is
            _close()
            raise

    if told.attempt(kept, said):
        _close()
    st.rerun()


def _close() -> None:
    """Forget what was open; new keys make every field empty again."""
    st.session_state.pop(OPENED, None)
    told.renew()
