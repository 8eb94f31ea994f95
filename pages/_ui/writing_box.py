"""A box that keeps what is written in it by itself, and shows what somebody else wrote in it meanwhile.

What may not be kept stays in the box, with the reason below it: nobody has to write it again.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from buurtbeeld.dutch import time_text
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.writing.store import Bewaard, Tekst
from pages._ui import show

Write = Callable[[Tekst | None, str], Bewaard]
BOTH = "Tegelijk schreef {} in deze tekst. Wat u allebei schreef, staat er nu in."


def box(label: str, key: str, now: Tekst | None, write: Write, *, height: int = 110, placeholder: str = "") -> None:
    """A text area of which every change is kept.

    Args:
        key: name of the box in the session; the same on every run.
        now: the text as it is stored now, None when nobody wrote it yet.
        write: keeps what was written, starting from the version that was in the box.
    """
    _follow(key, now)
    st.text_area(
        label, key=key, height=height, on_change=save, args=(key, write), placeholder=placeholder or "Schrijf hier…"
    )
    if wrong := st.session_state.get(_wrong(key)):
        show.melding(wrong)
    elif told := st.session_state.get(_told(key)):
        show.note(told)


def _follow(key: str, now: Tekst | None) -> None:
    """Show what is stored, unless something that is not stored stands in the box."""
    basis: Tekst | None = st.session_state.get(_basis(key))
    untouched = st.session_state.get(key) == st.session_state.get(_kept(key))
    if key not in st.session_state or (untouched and _is_newer(now, basis)):
        _put(key, now)


def _put(key: str, now: Tekst | None) -> None:
    st.session_state[key] = st.session_state[_kept(key)] = now.tekst if now is not None else ""
    st.session_state[_basis(key)] = now


def _is_newer(now: Tekst | None, basis: Tekst | None) -> bool:
    return now is not None and (basis is None or (now.sleutel, now.versie) != (basis.sleutel, basis.versie))


def basis_of(key: str) -> Tekst | None:
    """The stored text that a box writes at; None while nothing of it is kept."""
    found: Tekst | None = st.session_state.get(_basis(key))
    return found


def save(key: str, write: Write) -> None:
    """Keep what stands in a box; also after a choice beside it changed."""
    written = st.session_state[key]
    try:
        done = write(st.session_state.get(_basis(key)), written)
    except BuurtbeeldError as error:
        st.session_state[_wrong(key)] = f"{error} ({error.code})"
        return
    st.session_state.pop(_wrong(key), None)
    st.session_state[_basis(key)], st.session_state[_kept(key)] = done.tekst, written
    if done.ander:
        _put(key, done.tekst)
    said = BOTH.format(done.ander) + " " if done.ander else ""
    st.session_state[_told(key)] = f"{said}Opgeslagen om {time_text(done.tekst.op)} uur."


def _basis(key: str) -> str:
    return f"{key}__basis"


def _kept(key: str) -> str:
    """What stood in the box when it was last the same as what is stored: tidying may have changed a space."""
    return f"{key}__bewaard"


def _wrong(key: str) -> str:
    return f"{key}__fout"


def _told(key: str) -> str:
    return f"{key}__gezegd"
