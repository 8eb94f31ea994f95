"""What a button came to: kept until the page is drawn again, and told above the forms it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from buurtbeeld.errors import BuurtbeeldError
from pages._ui import show


@dataclass(frozen=True)
class Told:
    """What the buttons of one part of a page came to.

    Attributes:
        part: name of the part, for its keys in the session.
        refused: heading above a refusal.
    """

    part: str
    refused: str = "Er is niets bewaard."

    def show(self) -> None:
        """What the last button came to, once."""
        if told := st.session_state.pop(f"{self.part}_gelukt", ""):
            show.melding(told, kop="Gelukt.", icoon="check_circle")
        if wrong := st.session_state.pop(f"{self.part}_fout", ""):
            show.melding(wrong, kop=self.refused)

    @property
    def number(self) -> int:
        """Belongs in the keys of fields: after something was kept it is another one, and they are empty again."""
        found: int = st.session_state.setdefault(f"{self.part}_ronde", 0)
        return found

    def tell(self, text: str) -> None:
        """Tell what was done."""
        st.session_state[f"{self.part}_gelukt"] = text

    def fail(self, text: str) -> None:
        """Tell that nothing happened."""
        st.session_state[f"{self.part}_fout"] = text

    def attempt(self, write: Callable[[], object], said: str = "") -> bool:
        """Write, for a callback: the page is drawn after it. Whether it went well.

        Args:
            write: what to do; one that knows better what to tell calls `tell` or `fail` itself.
            said: what to tell when it went well; "" = nothing.
        """
        try:
            write()
        except BuurtbeeldError as error:
            self.fail(f"{error} ({error.code})")
            return False
        if said:
            self.tell(said)
        return True

    def done(self, write: Callable[[], object], said: str = "") -> None:
        """Write, for a form, and draw the page again; what was filled in stays when it was refused."""
        if self.attempt(write, said):
            self.renew()
        st.rerun()

    def renew(self) -> None:
        """Empty the fields."""
        st.session_state[f"{self.part}_ronde"] = self.number + 1
