"""The figures of Ons buurtbeeld as a file, made only when somebody asks for it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from buurtbeeld.answers import Profile
from buurtbeeld.outcomes.answers import CareUse
from buurtbeeld.privacy import care_exports, exports
from buurtbeeld.privacy.files import Tabel
from buurtbeeld.privacy.gateway import Uitvoer
from buurtbeeld.roles import Action
from pages._ui import leaving, marks, rows, services


def buttons(profile: Profile, zorg: CareUse | None) -> None:
    """Download of every figure on the page, as CSV and as XLSX.

    Args:
        zorg: what was delivered about care, as the user sees it on the page; None when there is none of that.
    """
    mark = "_verzonnen" if profile.plek.verzonnen else ""
    name = f"buurtbeeld_{profile.plek.sleutel}_{profile.jaar}{mark}"
    with st.popover("Download", icon=":material/download:"):
        leaving.pair("Cijfers", partial(asked, profile, zorg), name)


def asked(profile: Profile, zorg: CareUse | None, vorm: str) -> Uitvoer:
    """The file somebody asks for: delivered figures in it need the right to see those."""
    acties = (Action.OPEN_EXPORT,) if zorg is None else (Action.OPEN_EXPORT, Action.UITKOMSTEN_EXPORT)
    programma = marks.programma(profile.plek.sleutel)
    return Uitvoer(
        "buurtbeeld", vorm, acties, partial(table, profile, zorg),
        programma=programma, buurt=profile.plek.sleutel if programma else "",
        object=profile.plek.sleutel, keuzes={"jaar": profile.jaar, "publicatie": profile.publicatie},
    )  # fmt: skip


def table(profile: Profile, zorg: CareUse | None = None) -> Tabel:
    """Every figure of the page, and what it is."""
    catalog = services.catalog()
    delivered = care_exports.lines_of(zorg, catalog) if zorg is not None else ()
    about = [
        *marks.lines(profile.plek),
        ("Buurt of gebied", profile.plek.naam),
        ("Opmerking", profile.plek.opmerking),
        ("Cijfers over", str(profile.jaar)),
        *(("Bron", line) for line in rows.sources_line(profile)),
        ("Publicatie", str(profile.publicatie)),
        ("Lege waarde", "Het cijfer is er niet. De kolom reden zegt waarom. Leeg is nooit nul."),
    ]
    return exports.table(exports.figures_of(profile, catalog.baseline()) + delivered, about)
