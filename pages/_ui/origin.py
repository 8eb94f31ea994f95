"""The walk from a figure on screen back to the raw file of its source."""

from __future__ import annotations

import streamlit as st

from buurtbeeld.dutch import date_text, figure_text, status_word
from buurtbeeld.errors import NotFound
from buurtbeeld.model import Figure
from buurtbeeld.roles import User
from pages._ui import cached, html, menu, services, show

PARAMETER = "cijfer"  # name in the address bar
KEY = "herkomstkeuze"


def walk(user: User, sleutel: str) -> None:
    """Choose a figure of the plek; see figure, publication, delivery and raw file."""
    try:
        profile = cached.profile(user, sleutel)
    except NotFound as error:
        show.melding(str(error), icoon="location_off")
        return
    names = {one.code: one.naam for one in services.catalog().baseline() if one.code in profile.rows}
    asked = st.query_params.get(PARAMETER)
    if asked in names and KEY not in st.session_state:
        st.session_state[KEY] = asked
    label = f"Cijfer van {menu.plain(profile.plek.naam)}"
    code = str(st.selectbox(label, list(names), format_func=names.__getitem__, key=KEY, width=420))
    row = profile.rows[code]
    for figure in row.parts or (row.own,):
        html.show("herkomst", stappen=_steps(figure, names[code]))


def _steps(figure: Figure, naam: str) -> list[dict[str, str]]:
    indicator, origin = services.catalog().indicatoren[figure.indicator], figure.origin
    has_value = figure.value is not None
    value = figure_text(figure, indicator) if has_value else f"{status_word(figure.status)}. {figure.reden}"
    about = f"{naam}, {figure.gebied_naam}, {figure.jaar}: {value}"
    steps = [_step("Het cijfer", about, f"{figure.gebied} {figure.indicator}")]
    if origin is None:
        return [*steps, _step("Geen bestand", "Over dit cijfer is nog niets ingelezen.")]
    delivered = f"Opgehaald op {date_text(origin.fetched_at)} bij {origin.bron_naam}, tabel {origin.tabel}."
    release = f"De bron noemt deze uitgave: {origin.source_version}." if origin.source_version else ""
    published = f"Nummer {origin.publicatie}. Een publicatie verandert nooit. Zo gemaakt: {figure.methode}."
    return [
        *steps,
        _step("De publicatie", published),
        _step("De levering", f"Nummer {origin.levering}. {delivered} {release}".strip()),
        _step("Het ruwe bestand", f"{origin.raw_file}. De controlecode (sha256) van dit bestand:", origin.sha256),
        _step("De bron", f"{origin.bron_naam}, licentie {origin.licentie}.", origin.url),
    ]


def _step(kop: str, tekst: str, code: str = "") -> dict[str, str]:
    return {"kop": kop, "tekst": tekst, "code": code}
