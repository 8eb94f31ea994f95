"""What the address of a Cijferblad asks for: which figure, in which thema, from which source, beside which buurten.

All of it stands in the address bar, so that a view can be mailed. Whoever chooses another buurt in the menu keeps the
figure; whoever asks for something that is not there gets the first that is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

INDICATOR, THEMA, BRON, MAAT, MET = "indicator", "thema", "bron", "maat", "met"  # names in the address bar
LAST = "laatste_cijferblad"
MOST = 6  # buurten beside the own one


@dataclass(frozen=True)
class Asked:
    """What is asked, as it stands in the address; nothing of it has to exist.

    Attributes:
        maat: indicator whose series is drawn instead: another measure of the same; "" = the figure itself.
        met: keys of buurten to put beside it, in the order in which they were asked for.
    """

    indicator: str
    thema: str = ""
    bron: str = ""
    maat: str = ""
    met: tuple[str, ...] = ()


def asked() -> Asked | None:
    """What the address asks, else the figure that was looked at last; None when neither names one."""
    found = st.query_params
    if found.get(INDICATOR):
        keys = [one.strip() for one in found.get(MET, "").split(",")]
        met = tuple(dict.fromkeys(one for one in keys if one))[:MOST]
        return Asked(found[INDICATOR], found.get(THEMA, ""), found.get(BRON, ""), found.get(MAAT, ""), met)
    kept: Asked | None = st.session_state.get(LAST)
    return kept


def remember(what: Asked, thema: str) -> None:
    """Keep what is shown for the next buurt, and see that the address says it all; `thema`: the one it is shown in."""
    st.session_state[LAST] = Asked(what.indicator, thema, what.bron, what.maat)
    for name, value in ((INDICATOR, what.indicator), (THEMA, thema), (BRON, what.bron), (MAAT, what.maat)):
        _put(name, value)


def choose(name: str, value: str | None) -> None:
    """Put one choice in the address, or take it out."""
    _put(name, value or "")


def choose_buurten(keys: Sequence[str]) -> None:
    """Put the buurten to compare with in the address, in their order."""
    _put(MET, ",".join(tuple(dict.fromkeys(keys))[:MOST]))


def _put(name: str, value: str) -> None:
    if value and st.query_params.get(name) != value:
        st.query_params[name] = value
    elif not value and name in st.query_params:
        del st.query_params[name]
