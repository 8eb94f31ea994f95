"""What the address of Leren asks for: which other buurt, which figure, and which features do not count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import streamlit as st

MET, CIJFER, BRON, ZONDER = "met", "cijfer", "bron", "zonder"  # names in the address bar


@dataclass(frozen=True)
class Gevraagd:
    """What is asked, as it stands in the address; nothing of it has to exist."""

    ander: str = ""
    indicator: str = ""
    bron: str = ""
    zonder: tuple[str, ...] = ()


def asked() -> Gevraagd:
    """What the address asks."""
    found = st.query_params
    left = tuple(sorted({one.strip() for one in found.get(ZONDER, "").split(",") if one.strip()}))
    return Gevraagd(found.get(MET, ""), found.get(CIJFER, ""), found.get(BRON, ""), left)


def address(sleutel: str, ander: str, what: Gevraagd) -> str:
    """The same view of another buurt, as a link."""
    chosen = {"buurt": sleutel, MET: ander, CIJFER: what.indicator, BRON: what.bron, ZONDER: ",".join(what.zonder)}
    return f"leren?{urlencode({name: value for name, value in chosen.items() if value})}"


def choose_figure(indicator: str, bron: str) -> None:
    """Put a figure in the address."""
    _put(CIJFER, indicator)
    _put(BRON, bron)


def leave_out(names: Sequence[str]) -> None:
    """Put the features that do not count in the address."""
    _put(ZONDER, ",".join(sorted(names)))


def _put(name: str, value: str) -> None:
    if value:
        st.query_params[name] = value
    elif name in st.query_params:
        del st.query_params[name]
