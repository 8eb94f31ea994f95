"""Delivering a file on a page: choose it, read the verdict, look at what changes, confirm.

Between two runs only the verdict and counts are remembered, never a row of the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from buurtbeeld.delivery_rules import Choice
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.ingest.parts import Inspection, Melding
from buurtbeeld.roles import User
from pages._ui import deliver_show, desk, show

KEY, ROUND, DONE = "levering", "leverronde", "levering_klaar"


@dataclass(frozen=True)
class Offered:
    """A file that was looked at: its verdict without rows, and what the worker said of it.

    Attributes:
        token: to confirm or drop it with, "" when it was refused.
        answer: preview, empty when it was refused.
    """

    naam: str
    choice: Choice
    found: Inspection
    token: str = ""
    answer: Mapping[str, Any] | None = None


def step() -> int:
    """Which of the four steps is next."""
    if st.session_state.get(DONE):
        return 4
    offered: Offered | None = st.session_state.get(KEY)
    return 0 if offered is None else 2 if offered.token else 1


def upload(user: User, choice: Choice) -> None:
    """Choose a file; as soon as it is there it is checked."""
    number = st.session_state.setdefault(ROUND, 0)
    file = st.file_uploader(
        "Kies een bestand: XLSX of CSV, hooguit 10 MB", key=f"bestand{number}", help=None, max_upload_size=10
    )
    if file is not None:
        offer(user, file.getvalue(), file.name, choice)


def offer(user: User, data: bytes, name: str, choice: Choice) -> None:
    """Check a file and remember the verdict; a file that is right goes to the worker to be compared."""
    _forget()
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    with st.spinner("Het bestand wordt gecontroleerd…"):
        found = desk.inspect(user, data, name, choice)
        offered = Offered(found.naam or "bestand", choice, replace(found, rows=()))
        if not found.geweigerd:
            token, answer = desk.compare(user, data, offered.naam, choice, _report)
            offered = replace(offered, token=token, answer=answer)
    st.session_state[KEY] = offered
    st.rerun()


def verdict(user: User) -> None:
    """The verdict of the file that was looked at, and the buttons that go with it."""
    if told := st.session_state.get(DONE):
        show.melding(told, kop="Gelukt.", icoon="check_circle")
    offered: Offered | None = st.session_state.get(KEY)
    if offered is None:
        return
    meldingen = _messages(offered)
    deliver_show.verdict(meldingen, offered.found.gelezen, weigert=not offered.token)
    with st.container(horizontal=True):
        if meldingen:
            st.download_button(
                "Download deze lijst", deliver_show.lines_of(meldingen), "meldingen.csv", "text/csv",
                icon=":material/download:", on_click="ignore",
            )  # fmt: skip
        st.button("Stop met dit bestand", on_click=_forget, icon=":material/close:")
    if offered.token and offered.answer is not None:
        deliver_show.preview(offered.answer)
        if offered.answer["nieuw"] or offered.answer["gewijzigd"]:
            st.button(
                "Bevestig deze levering", type="primary", icon=":material/check:", on_click=_confirm,
                args=(user, offered),
            )  # fmt: skip


def _messages(offered: Offered) -> list[Melding]:
    """Those of the check, and those of the worker after them: these know what was delivered before."""
    said = list(offered.found.meldingen)
    later = (offered.answer or {}).get("meldingen", [])[len(said) :]
    return said + [Melding(one["code"], one["tekst"], rij=one["rij"], kolom=one["kolom"]) for one in later]


def _confirm(user: User, offered: Offered) -> None:
    assert offered.answer is not None
    try:
        said = desk.confirm(
            user, offered.token, offered.naam, offered.choice, basis=offered.answer["basis"], report=_report
        )
    except BuurtbeeldError as error:
        _forget()
        st.session_state[FAILED] = f"{error} ({error.code})"
        return
    _forget()
    numbers = ", ".join(str(number) for number in said.get("leveringen", []))
    st.session_state[DONE] = f"De levering is bewaard onder nummer {numbers}. De cijfers zijn bijgewerkt."


FAILED = "levering_mislukt"


def failure() -> None:
    """What went wrong in the last step, once."""
    if told := st.session_state.pop(FAILED, ""):
        show.melding(told)


def _forget() -> None:
    offered: Offered | None = st.session_state.pop(KEY, None)
    st.session_state.pop(DONE, None)
    if offered is not None and offered.token:
        desk.drop(offered.token)


def _report(_share: float, _text: str) -> None:
    """The spinner says enough: a file takes seconds."""
