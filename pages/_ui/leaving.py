"""Download buttons, the only ones, and the way from a click to the one door for files (`privacy.gateway`)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from buurtbeeld.access import accounts
from buurtbeeld.audit import Event
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.privacy import gateway, terms
from buurtbeeld.privacy.gateway import Uitvoer
from buurtbeeld.privacy.rates import check_rate
from buurtbeeld.roles import Role, User, check_may
from pages._ui import door, services, session, show

MIME = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
ICON = {
    "csv": ":material/csv:",
    "xlsx": ":material/table:",
    "pdf": ":material/picture_as_pdf:",
    "docx": ":material/description:",
}


def button(label: str, asked: Uitvoer, naam: str, *, key: str, icon: str = "") -> None:
    """A button that hands out one file to who is looking.

    Args:
        asked: what it is; its `maak` runs at the click, in a thread without a session.
        naam: file name without its ending.
    """
    _button(session.current_user(), session_id(), asked, naam, (label, key, icon or ICON[asked.vorm]))


def pair(wat: str, asked: Callable[[str], Uitvoer], naam: str, *, key: str = "") -> None:
    """CSV and XLSX of the same table; or the sentence that says why there is none now.

    Args:
        wat: what is in it, for the labels: "Cijfers".
        asked: the file, given its form.
        key: tells this pair from another one on the same page.
    """
    user, sessie = session.current_user(), session_id()
    if refusal := _too_many(user, sessie):
        show.note(refusal)
        return
    for vorm, called in (("csv", "CSV"), ("xlsx", "Excel (XLSX)")):
        _button(user, sessie, asked(vorm), naam, (f"{wat} als {called}", f"{key}{vorm}", ICON[vorm]))


def _button(user: User, sessie: str, asked: Uitvoer, naam: str, look: tuple[str, str, str]) -> None:
    """One button; `look`: label, key and icon."""
    label, key, icon = look
    made = partial(_made, user, asked, sessie)
    st.download_button(
        label, made, f"{naam}.{asked.vorm}", MIME[asked.vorm], on_click="ignore", key=key, icon=icon
    )  # fmt: skip


def session_id() -> str:
    """What tells this session from others: of somebody who logged in as the log knows it, else of this tab."""
    context = get_script_run_ctx()
    return session.presence().sessie or (context.session_id if context is not None else "")


def _made(user: User, asked: Uitvoer, sessie: str) -> bytes:
    """What this account may is looked up again: the click may come long after the page."""
    engine = services.reader().engine
    door.check_in(user, sessie)
    for action in asked.acties:  # what this login gave when the page was made
        check_may(user, action, buurt=asked.buurt or None, programma=asked.programma or None)
    proef = services.settings().toegang == "proef"
    known = partial(accounts.named, engine, services.catalog(), user.naam, proef=proef)
    now_may = user if user.rol is Role.BEZOEKER else known()
    return gateway.hand_out(engine, now_may, asked, per_uur=terms.shipped().per_uur.downloads, sessie=sessie)


def _too_many(user: User, sessie: str) -> str:
    """The sentence that says when this account may download again; "" when it may now."""
    try:
        with services.reader().engine.connect() as connection:
            check_rate(connection, user, Event.UITVOER, terms.shipped().per_uur.downloads, sessie=sessie)
    except BuurtbeeldError as refused:
        return str(refused)
    return ""
