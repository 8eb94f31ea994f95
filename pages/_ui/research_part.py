"""All figures of a programma as one file with a codebook, for those who do research; made when somebody asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from buurtbeeld.figures import ResearchQuestion, read
from buurtbeeld.periods import today
from buurtbeeld.privacy import research_exports
from buurtbeeld.privacy.files import Tabel
from buurtbeeld.privacy.gateway import Uitvoer
from buurtbeeld.roles import Action, User, may
from pages._ui import html, leaving, services, show


def section(user: User, programma: str) -> None:
    """Download of every published figure of a programma, and of the codebook; nothing for who may not."""
    if not may(user, Action.ONDERZOEK_EXPORT, programma=programma):
        return
    html.show("kopje", niveau=2, tekst="Voor onderzoek", schatting=False, bij="")
    show.note(
        "Alle gepubliceerde cijfers van alle buurten van dit programma, in één lange tabel met een codeboek. "
        "Kleine aantallen staan er niet in. Het bestand maken duurt even."
    )
    made = "_verzonnen" if services.catalog().programmas[programma].verzonnen else ""
    with st.popover("Download voor onderzoek", icon=":material/download:"):
        leaving.pair("Alle cijfers", partial(_asked, user, programma), f"onderzoek_{programma}{made}", key="onderzoek")
        book = _uitvoer(user, programma, "csv", "codeboek", research_exports.codebook)
        leaving.button("Codeboek als CSV", book, f"codeboek_{programma}{made}", key="codeboek")


def _asked(user: User, programma: str, vorm: str) -> Uitvoer:
    return _uitvoer(user, programma, vorm, "onderzoek", research_exports.table)


def _uitvoer(user: User, programma: str, vorm: str, wat: str, table: Callable[..., Tabel]) -> Uitvoer:
    return Uitvoer(
        wat, vorm, (Action.ONDERZOEK_EXPORT,), partial(_table, user, programma, table), programma=programma,
        object=wat,
    )  # fmt: skip


def _table(user: User, programma: str, table: Callable[..., Tabel]) -> Tabel:
    found = read(user, ResearchQuestion(programma, today()), reader=services.reader())
    return table(found, services.catalog())
