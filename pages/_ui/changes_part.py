"""Wat is er veranderd? on Uitleg: the newest publication beside an earlier one, for those who see outcomes."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from buurtbeeld import change_words, figures
from buurtbeeld.change_answers import Publicatie
from buurtbeeld.change_words import Regel
from buurtbeeld.dutch import date_text, number
from buurtbeeld.roles import Action, User, may
from pages._ui import cached, html, services, show

FIRST, MOST = 10, 200
ALL = "Alle buurten"


def section(user: User, sleutel: str) -> None:
    """The collapsed part; nothing for who sees no outcomes. About the buurt that is looked at, when it is one."""
    if not may(user, Action.UITKOMSTEN):
        return
    with st.expander("Wat is er veranderd?", icon=":material/compare_arrows:"), show.guard():
        known = figures.read(user, figures.PublicationsQuestion(), reader=services.reader())
        if len(known) < 2:
            show.note("Er is nog maar één publicatie. Er is niets om mee te vergelijken.")
            return
        buurt = services.catalog().buurt(sleutel)
        with st.container(key="veranderd"):
            old = _chosen(known)
        _shown(user, old, sleutel if buurt is not None else "", buurt[1].naam if buurt is not None else ALL)


def _chosen(known: tuple[Publicatie, ...]) -> int:
    earlier = {one.nummer: f"Publicatie {one.nummer}, {date_text(one.gemaakt)}" for one in known[1:]}
    label = f"Publicatie {known[0].nummer} vergelijken met"
    return int(st.selectbox(label, list(earlier), format_func=earlier.__getitem__, width=420, key="publicatiekeuze"))


def _shown(user: User, old: int, buurt: str, naam: str) -> None:
    asked = (*cached.key(user), old, buurt)
    html.place(cached.made("veranderingen", asked, lambda: _made(user, old, buurt, naam)))


def _made(user: User, old: int, buurt: str, naam: str) -> str:
    catalog = services.catalog()
    question = figures.ChangesQuestion(old, cached.version(user), buurt, MOST)
    found = figures.read(user, question, reader=services.reader())
    lines = [_line(change_words.regel(one, catalog)) for one in found.regels]
    return html.render(
        "veranderingen",
        over=naam,
        kop=change_words.kop(found),
        oorzaken=change_words.oorzaken(found),
        openbaar=change_words.openbaar(found, catalog),
        eerst=lines[:FIRST],
        rest=lines[FIRST:],
        meer=number(found.aantal - len(lines)) if found.aantal > len(lines) else "",
    )


def _line(one: Regel) -> Mapping[str, str]:
    where = f"{one.waar}, {one.periode}"
    return {"naam": one.cijfer, "waar": where, "was": one.was, "werd": one.werd, "oorzaak": one.oorzaak}
