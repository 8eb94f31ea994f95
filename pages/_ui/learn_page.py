"""The parts of Leren that somebody can use: header, figure, contact, taking an actie over, which features count."""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from buurtbeeld import interventions
from buurtbeeld.dutch import date_text
from buurtbeeld.interventions import Invoer
from buurtbeeld.learning import gebeurtenissen, woorden
from buurtbeeld.learning.antwoorden import Buur, Leren
from buurtbeeld.learning.kenmerken import KENMERKEN
from buurtbeeld.outcomes.lines import bron_naam
from buurtbeeld.periods import today
from buurtbeeld.roles import Action, User, may
from pages._ui import html, learn_address, learn_files, menu, services, session, show
from pages._ui.told import Told

told = Told("leren")
FIGURE_KEY, FEATURE_KEY, OVER_KEY = "leercijfer", "leerkenmerken", "leerovername"


def header(user: User, leren: Leren) -> None:
    """Buurt and Uitleg in one line."""
    with st.container(horizontal=True, vertical_alignment="center", key="kopregel"):
        with st.container(width="stretch"):
            beside = leren.plek.gemeente_naam if leren.plek.gemeente_naam != leren.plek.naam else ""
            where = f"{leren.plek.naam}, gemeente {beside}" if beside else leren.plek.naam
            html.show("kop", waar=where, cijfers=f"publicatie {leren.publicatie}", bijgewerkt="")
        with st.container(horizontal=True, width="content", key="knoppen"):
            menu.link(menu.UITLEG, user, label="Uitleg")
            if leren.buren:
                learn_files.leren(leren)


def requests(user: User, leren: Leren) -> None:
    """Whom the transitieteam brings this buurt in contact with; who asked it and was not answered yet."""
    pairs = [(one.van, one.aan) for one in leren.vragen if one.gekoppeld]
    for naam in dict.fromkeys(part.naam for pair in pairs for part in pair if part.sleutel != leren.plek.sleutel):
        show.note(f"Het transitieteam brengt u in contact met {naam}.")
    for one in leren.vragen:
        if one.beantwoord or one.gekoppeld:
            continue
        with st.container(horizontal=True, vertical_alignment="center", key=f"vraag{one.nummer}"):
            show.note(f"{one.van.naam} vraagt contact met u, op {date_text(one.op)}.")
            if may(user, Action.INTERVENTIES, buurt=leren.plek.sleutel):
                st.button("Beantwoord", key=f"antwoord{one.nummer}", on_click=partial(_answer, one.van.sleutel,
                          leren.plek.sleutel))  # fmt: skip


def podium(user: User, leren: Leren) -> None:
    """The transitieteam put this buurt forward: its own network says whether others may see that."""
    own = leren.plek.sleutel
    for code in leren.voordrachten:
        naam = services.catalog().indicatoren[code].naam
        show.melding(
            f"Het transitieteam draagt uw buurt voor als goed voorbeeld, met {naam.lower()}. Vindt u dat goed?",
            icoon="campaign",
        )
        if may(user, Action.INTERVENTIES, buurt=own):
            with st.container(horizontal=True, key=f"podium{code}"):
                st.button("Ja, wij delen dit", key=f"ja{code}", on_click=partial(_agree, own, code, yes=True))
                st.button("Liever niet", key=f"nee{code}", on_click=partial(_agree, own, code, yes=False))


def _agree(own: str, code: str, *, yes: bool) -> None:
    engine, catalog = services.reader().engine, services.catalog()
    soort = gebeurtenissen.AGREED if yes else gebeurtenissen.NOT_AGREED
    told.attempt(
        lambda: gebeurtenissen.decide(engine, catalog, session.user_now(), soort, own, indicator=code),
        "Dank u. Het transitieteam ziet uw antwoord.",
    )


def figure(leren: Leren) -> None:
    """Which figure the buurten are put beside each other on."""
    catalog = services.catalog()
    names = {key: f"{catalog.indicatoren[key[0]].naam} ({bron_naam(key[1], catalog).lower()})" for key in leren.keuzes}
    if not names:
        return
    st.session_state[FIGURE_KEY] = (leren.indicator, leren.bron)
    st.selectbox("Op welk cijfer?", list(names), format_func=names.__getitem__, key=FIGURE_KEY, on_change=_figure)


def _figure() -> None:
    learn_address.choose_figure(*st.session_state[FIGURE_KEY])


def contact(user: User, leren: Leren, buur: Buur) -> None:
    """Whom to ask, and the button that does."""
    naam, own = buur.plek.naam, leren.plek.sleutel
    partner = f" De projectcoördinator van {buur.partner} kan u verbinden." if buur.partner else ""
    show.note(f"Contact: de kartrekkers van {naam}.{partner}")
    if buur.contact is not None:
        show.note(f"U vroeg contact op {date_text(buur.contact)}. {naam} ziet dat op haar pagina Leren.")
    if may(user, Action.CONTACT_VRAGEN, buurt=own):
        st.button(
            f"Vraag contact met {menu.plain(naam)}", icon=":material/mail:", key="contact",
            type="secondary" if buur.contact is not None else "primary",
            on_click=partial(_ask, own, buur.plek.sleutel, leren.indicator),
        )  # fmt: skip


def take_over(user: User, leren: Leren, buur: Buur) -> None:
    """Put an actie of the other buurt in the own plan, as one that is planned."""
    own = leren.plek.sleutel
    if not buur.interventies or not may(user, Action.INTERVENTIES, buurt=own):
        return
    names = {one.nummer: f"{one.titel} (sinds {date_text(one.start)})" for one in buur.interventies}
    with st.expander("Een actie overnemen in ons plan", icon=":material/playlist_add:"):
        chosen = st.selectbox("Welke actie?", list(names), format_func=names.__getitem__, key=OVER_KEY)
        start = st.text_input("Eerste dag", date_text(next_month(today())), width=220, key="leerstart")
        st.button("Zet in ons plan", icon=":material/playlist_add:", key="neemover",
                  on_click=lambda: _take(own, buur, chosen, start))  # fmt: skip


def next_month(day: date) -> date:
    """The first day of the next month."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _take(own: str, buur: Buur, number: int, start: str) -> None:
    one = next(actie for actie in buur.interventies if actie.nummer == number)
    day = interventions.day_in(start)
    unread = frozenset() if day is not None or not start.strip() else frozenset({"start"})
    given = Invoer(one.thema, one.titel, day, one.maanden, onleesbaar=unread)
    engine, catalog = services.reader().engine, services.catalog()
    told.attempt(
        lambda: interventions.register(engine, catalog, session.user_now(), own, given),
        f"“{one.titel}” staat bij uw acties.",
    )


def _ask(own: str, other: str, indicator: str) -> None:
    engine, catalog = services.reader().engine, services.catalog()
    told.attempt(
        lambda: gebeurtenissen.ask_contact(engine, catalog, session.user_now(), own, other, indicator=indicator),
        "De vraag om contact is bewaard. De andere buurt ziet hem op de pagina Leren.",
    )


def _answer(van: str, aan: str) -> None:
    engine, catalog = services.reader().engine, services.catalog()
    told.attempt(
        lambda: gebeurtenissen.answer_contact(engine, catalog, session.user_now(), van, aan), "De vraag is beantwoord."
    )


def weigh(leren: Leren) -> None:
    """Which features count for looking alike."""
    with st.expander("Welke kenmerken tellen mee?", icon=":material/tune:", expanded=bool(leren.zonder)):
        options = [name for name in KENMERKEN if name in leren.telt or name in leren.zonder]
        st.session_state[FEATURE_KEY] = [name for name in options if name not in leren.zonder]
        st.pills(
            "Kies wat telt voor de gelijkenis", options, format_func=KENMERKEN.__getitem__, key=FEATURE_KEY,
            selection_mode="multi", on_change=partial(_weighed, options),
        )  # fmt: skip
        show.note("Wat u vergelijkt (de uitkomst) telt nooit mee. Anders verdwijnt juist het verschil dat u zoekt.")


def _weighed(options: list[str]) -> None:
    kept = st.session_state[FEATURE_KEY]
    learn_address.leave_out([name for name in options if name not in kept] if kept else [])


def foot(leren: Leren) -> None:
    """On what and with how many it was compared."""
    if leren.telt:
        show.note(
            f"{woorden.telt_zin(leren.telt, leren.bekeken, begonnen=leren.begonnen)} Publicatie {leren.publicatie}."
        )
