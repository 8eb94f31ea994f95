"""Which lines of the matrix are shown: the pills above it, and the same choice in the address bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from buurtbeeld.dutch import date_text, number
from buurtbeeld.outcomes.answers import Item, Outcomes
from buurtbeeld.outcomes.oordeel import Oordeel
from pages._ui.verdicts import MARKS

PARAMETER, KEY = "toon", "uitkomstkeuze"
NEW, EFFECT = "nieuw", "effect"
WORDS: Mapping[str, Oordeel] = {mark.code: oordeel for oordeel, mark in MARKS.items()}


def asked() -> tuple[str, ...]:
    """The choice in the address bar, in a fixed order; what it does not know is left out."""
    found = st.query_params.get(PARAMETER, "").split(",")
    return tuple(code for code in (*WORDS, NEW, EFFECT) if code in found)


def choose(outcomes: Outcomes) -> tuple[str, ...]:
    """Show the pills and return what is chosen; nothing chosen = everything is shown."""
    counts = counted(outcomes)
    options = [code for code, count in counts.items() if count]
    st.session_state[KEY] = [code for code in asked() if code in options]
    st.pills(
        "Toon", options, selection_mode="multi", key=KEY, on_change=_chosen,
        format_func=lambda code: _label(code, counts[code], outcomes),
    )  # fmt: skip
    return tuple(st.session_state[KEY])


def wanted(item: Item, chosen: Sequence[str]) -> bool:
    """Whether a line is shown: one of the chosen words, and new or about effect when that is asked."""
    words = [WORDS[code] for code in chosen if code in WORDS]
    return (
        (not words or item.beoordeling.oordeel in words)
        and (NEW not in chosen or item.nieuw)
        and (EFFECT not in chosen or item.laag == "effectiviteit")
    )


def counted(outcomes: Outcomes) -> dict[str, int]:
    """Per choice how many figures it is about; a figure in two themas counts once, as in the first sentence."""
    every = (*WORDS, NEW, EFFECT)
    return {code: len({one.indicator for one in outcomes.items if wanted(one, (code,))}) for code in every}


def _label(code: str, count: int, outcomes: Outcomes) -> str:
    if code in WORDS:
        mark = MARKS[WORDS[code]]
        return f"{mark.glyph} **{number(count)}** {mark.woord}"
    text = f"Alleen nieuw sinds {date_text(outcomes.sinds)}" if code == NEW else "Alleen effect"
    return f"{text} **{number(count)}**"


def _chosen() -> None:
    chosen = st.session_state.get(KEY) or []
    if chosen:
        st.query_params[PARAMETER] = ",".join(chosen)
    else:
        st.query_params.pop(PARAMETER, None)
