"""Small things every page shows: a title, a message, and what to do with an error."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from buurtbeeld.errors import BuurtbeeldError, PermissionDenied
from buurtbeeld.wording import Span
from pages._ui import html, services

_log = logging.getLogger("buurtbeeld.scherm")


def title(text: str, bij: str = "") -> None:
    """The one title of a page, with an optional line under it."""
    html.show("titel", titel=text, bij=bij)


def sentence(text: str) -> None:
    """One sentence of the size of an answer."""
    html.show("antwoord", zinnen=[(Span(text),)], opmerking="")


def note(text: str) -> None:
    """A small line under something."""
    html.show("klein", tekst=text)


def melding(tekst: str, *, kop: str = "", icoon: str = "error") -> None:
    """A message in ink: an error, a refusal or a warning. `icoon` is a Material symbol."""
    html.show("melding", tekst=tekst, kop=kop, icoon=icoon)


@contextmanager
def guard() -> Iterator[None]:
    """Turn every error into one Dutch sentence; what was not deliberate gets a reference in the log."""
    try:
        yield
    except BuurtbeeldError as error:
        _log.warning("%s %s", error.code, error)
        _written_down(error)
        melding(f"{error} ({error.code})")
    except Exception:  # noqa: BLE001 - logged with a reference; a traceback never reaches a user
        reference = f"E-{secrets.randbelow(9000) + 1000}"
        _log.exception("unexpected error, reference %s", reference)
        melding(f"Dit lukt nu niet. Noem {reference} als u belt.")


def refused_start() -> None:
    """Stop when production may not run like this; the server says so too, as it starts."""
    from pages._ui import opening  # what the server needs; a page rarely does

    if problems := opening.refused():
        for problem in problems:
            melding(f"{problem} ({problem.code})", icoon="lock")
        st.stop()


def _written_down(error: BuurtbeeldError) -> None:
    """A refusal in the middle of a page goes into the audit log."""
    if isinstance(error, PermissionDenied):
        from pages._ui import door, session  # both show messages themselves

        door.refused(session.current_user(), error, "pagina")


def first_start() -> None:
    """Open the store; the very first time this shows how far the build is."""
    place = st.empty()

    def report(share: float, text: str) -> None:
        with place.container(width=960):
            title(
                "Een ogenblik",
                "De eerste keer worden de meegeleverde cijfers klaargezet. Dat duurt ongeveer tien tellen.",
            )
            st.progress(share, text=text)

    services.reader(report)
    place.empty()
