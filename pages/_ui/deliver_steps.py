"""Delivering a file on a page: choose it, read the verdict, look at what changes, confirm.

Between two runs only the verdict and counts are remembered, never a row of the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Never

import streamlit as st

from buurtbeeld.deliveries.rules import Choice
from buurtbeeld.dutch import listed
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.ingest.parts import Inspection, Melding
from buurtbeeld.roles import User
from pages._ui import deliver_show, desk, leaving, show

KEY, ROUND, DONE, FAILED = "levering", "leverronde", "levering_klaar", "levering_mislukt"


@dataclass(frozen=True)
class Offered:
    """A file that was looked at: its verdict without rows, and what the worker said of it.

    Attributes:
        token: to confirm or drop it with; "" when it was refused, or nobody could compare it.
        answer: preview and messages of the worker, None when it was not asked.
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
    file = st.file_uploader("Bestand: Excel, LibreOffice of CSV", key=f"bestand{number}", help=None, max_upload_size=10)
    if file is not None:
        offer(user, file.getvalue(), file.name, choice)


def offer(user: User, data: bytes, name: str, choice: Choice) -> Never:
    """Check a file and remember the verdict; a file that is right goes to the worker to be compared."""
    _forget()
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    with st.spinner("Het bestand wordt gecontroleerd…"):
        found = desk.inspect(user, data, name, choice)
        offered = Offered(found.naam or "bestand", choice, replace(found, rows=()))
        if not found.geweigerd and not desk.worker_is_gone():
            offered = _compared(user, data, offered)
    st.session_state[KEY] = offered
    st.rerun()


def outcome(user: User) -> None:
    """What the last step came to: what went wrong, what is done, or the verdict with the buttons that go with it."""
    if told := st.session_state.pop(FAILED, ""):
        show.melding(told)
    if told := st.session_state.get(DONE):
        show.melding(told, kop="Gelukt.", icoon="check_circle")
    offered: Offered | None = st.session_state.get(KEY)
    if offered is None:
        return
    meldingen = _messages(offered)
    refused = any(one.weigert for one in meldingen)
    deliver_show.verdict(meldingen, offered.found.gelezen, weigert=refused, bewaarbaar=bool(offered.token))
    if offered.token and offered.answer is not None:
        deliver_show.preview(offered.answer)
    with st.container(horizontal=True, key="leverknoppen"):
        _buttons(user, offered, meldingen)


def quiet(_share: float, _text: str) -> None:
    """The spinner says enough: a file takes seconds."""


def _compared(user: User, data: bytes, offered: Offered) -> Offered:
    try:
        token, answer = desk.compare(user, data, offered.naam, offered.choice, quiet)
    except BuurtbeeldError as error:
        st.session_state[FAILED] = f"{error} ({error.code})"
        return offered
    return replace(offered, token=token, answer=answer)


def _buttons(user: User, offered: Offered, meldingen: list[Melding]) -> None:
    changes = offered.answer is not None and (offered.answer.get("nieuw") or offered.answer.get("gewijzigd"))
    if offered.token and changes and st.button("Bevestig deze levering", type="primary", icon=":material/check:"):
        _confirm(user, offered)
    if meldingen:
        asked = deliver_show.messages_file(meldingen)
        leaving.button("Download deze lijst", asked, "meldingen", key="meldingen", icon=":material/download:")
    st.button("Stop met dit bestand", on_click=_forget, icon=":material/close:")


def _messages(offered: Offered) -> list[Melding]:
    """Those of the check; once the worker has compared the file, all of them are in its answer."""
    if offered.answer is None:
        return list(offered.found.meldingen)
    return [Melding(**one) for one in offered.answer["gemeld"]]


def _confirm(user: User, offered: Offered) -> Never:
    assert offered.answer is not None
    try:
        with st.spinner("De levering wordt bewaard…"):
            basis = offered.answer["basis"]
            said = desk.confirm(user, offered.token, offered.naam, offered.choice, basis=basis, report=quiet)
    except BuurtbeeldError as error:
        _forget()
        _tell_failure(f"{error} ({error.code})")
    _forget()
    numbers = [str(number) for number in said.get("leveringen", [])]
    if not said.get("bewaard"):
        _tell_failure("Het bestand is niet bewaard: het klopt niet meer met wat er nu is. Lever het opnieuw aan.")
    if not numbers:
        _tell_success("Deze cijfers waren er al. Er verandert niets.")
    what = f"onder {'nummer' if len(numbers) == 1 else 'de nummers'} {listed(numbers)}"
    _tell_success(f"De levering is bewaard {what}. {said['wacht'] or 'De cijfers zijn bijgewerkt.'}")


def _tell_failure(text: str) -> Never:
    """Say above the page what went wrong, once."""
    st.session_state[FAILED] = text
    st.rerun()


def _tell_success(text: str) -> Never:
    """Say above the page what was done, until the next file."""
    st.session_state[DONE] = text
    st.rerun()


def _forget() -> None:
    offered: Offered | None = st.session_state.pop(KEY, None)
    st.session_state.pop(DONE, None)
    if offered is not None and offered.token:
        desk.drop(offered.token)
