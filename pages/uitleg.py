"""Uitleg en verantwoording: wat betekent dit cijfer, en waar komt het vandaan."""

import streamlit as st

from buurtbeeld.roles import Action
from pages._ui import catalogue, changes_part, html, origin, pickers, show
from pages._ui.session import require

user = require(Action.PAGINA_UITLEG)

with st.container(width=960, gap="small", key="blad"):
    show.title("Uitleg en verantwoording", "Wat betekent een cijfer, waar komt het vandaan, en wie maakt het?")
    html.show("uitleg")

    html.show(
        "kopje", niveau=2, tekst="Waar komt dit cijfer vandaan?", schatting=False,
        bij="Van het cijfer op uw scherm terug naar het bestand van de bron.",
    )  # fmt: skip
    origin.walk(user, sleutel := pickers.chosen_key(user))
    changes_part.section(user, sleutel)

    html.show("kopje", niveau=2, tekst="Alle cijfers", schatting=False, bij="")
    catalogue.search()
