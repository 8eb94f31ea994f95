"""The files of Leren, Menukaart and Voortgang: what the page is about, whatever is chosen on it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from buurtbeeld.learning.antwoorden import Leren
from buurtbeeld.learning.menukaart import Menukaart
from buurtbeeld.learning.stand import Voortgang
from buurtbeeld.privacy import learning_exports
from buurtbeeld.privacy.files import Tabel
from buurtbeeld.privacy.gateway import Uitvoer
from buurtbeeld.roles import Action
from pages._ui import leaving, marks, services


def leren(found: Leren) -> None:
    """Who looks like this buurt, where they went another way, and what they did."""
    plek = found.plek
    with st.popover("Download", icon=":material/download:"):
        leaving.pair("Leren", partial(_leren, found), f"leren_{plek.sleutel}{'_verzonnen' if plek.verzonnen else ''}")


def menukaart(found: Menukaart, sleutel: str) -> None:
    """Every plan with what buurten make of it."""
    made = "_verzonnen" if found.verzonnen else ""
    with st.popover("Download", icon=":material/download:"):
        leaving.pair("Menukaart", partial(_menukaart, found, sleutel), f"menukaart{made}")


def voortgang(found: Voortgang) -> None:
    """Every buurt that takes part, by name, and the funnel that is chosen."""
    made = "_verzonnen" if services.catalog().programmas[found.programma].verzonnen else ""
    with st.popover("Download", icon=":material/download:"):
        leaving.pair("Voortgang", partial(_voortgang, found), f"voortgang_{found.programma}{made}")


def _leren(found: Leren, vorm: str) -> Uitvoer:
    sleutel = found.plek.sleutel
    return Uitvoer(
        "leren", vorm, (Action.PAGINA_LEREN, Action.UITKOMSTEN_EXPORT), partial(_leren_table, found),
        programma=marks.programma(sleutel), buurt=sleutel, object=sleutel,
        keuzes={"publicatie": found.publicatie, "cijfer": found.indicator},
    )  # fmt: skip


def _menukaart(found: Menukaart, sleutel: str, vorm: str) -> Uitvoer:
    return Uitvoer(
        "menukaart", vorm, (Action.PAGINA_MENUKAART, Action.UITKOMSTEN_EXPORT), partial(_menukaart_table, found),
        programma=marks.programma(sleutel) if sleutel else "", buurt=sleutel, object=sleutel,
        keuzes={"publicatie": found.publicatie},
    )  # fmt: skip


def _voortgang(found: Voortgang, vorm: str) -> Uitvoer:
    return Uitvoer(
        "voortgang", vorm, (Action.VOORTGANG, Action.UITKOMSTEN_EXPORT), partial(_voortgang_table, found),
        programma=found.programma, object=found.programma,
        keuzes={"publicatie": found.publicatie, "cijfer": found.trechter.indicator if found.trechter else ""},
    )  # fmt: skip


def _leren_table(found: Leren) -> Tabel:
    about = [*marks.lines(found.plek), ("Buurt", found.plek.naam), ("Publicatie", str(found.publicatie))]
    return learning_exports.leren(found, services.catalog(), about)


def _menukaart_table(found: Menukaart) -> Tabel:
    about = [
        *_invented(made_up=found.verzonnen),
        ("Programma", found.programma or "geen"),
        ("Publicatie", str(found.publicatie)),
    ]
    return learning_exports.menukaart(found, services.catalog(), about)


def _voortgang_table(found: Voortgang) -> Tabel:
    programma = services.catalog().programmas[found.programma]
    about = [
        *_invented(made_up=programma.verzonnen),
        ("Programma", programma.naam),
        ("Publicatie", str(found.publicatie)),
    ]
    return learning_exports.voortgang(found, services.catalog(), about)


def _invented(*, made_up: bool) -> list[tuple[str, str]]:
    return [(marks.WHAT, "Dit programma bestaat niet. De cijfers gaan over niemand.")] if made_up else []
