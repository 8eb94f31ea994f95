"""Start: waar staan we, wat is vers, en wat kunt u nu doen."""

import streamlit as st

from buurtbeeld.errors import NotFound
from buurtbeeld.roles import Action
from pages._ui import (
    cached,
    freshness,
    html,
    map_part,
    menu,
    pickers,
    places,
    show,
    start_due,
    start_meeting,
    start_outcomes,
)
from pages._ui.profile_parts import head
from pages._ui.session import require
from pages._ui.start_parts import three

user = require(Action.PAGINA_START)

sleutel = pickers.chosen_key(user)
with st.container(width=960, gap="small", key="blad"):
    try:
        profile = cached.profile(user, sleutel)
    except NotFound as error:
        show.title("Dit gebied of jaar kennen we niet")
        show.melding(str(error), icoon="location_off")
        places.suggestions(user, sleutel)
        st.stop()
    pickers.remember(profile.plek)

    shown = start_outcomes.markup(user, profile.plek)
    html.place(shown[0] if shown is not None else head(profile))
    freshness.strips(user)
    html.place(shown[1] if shown is not None else three(user, profile))
    start_meeting.section(user, profile.plek)
    start_due.section(user, profile.plek)
    with st.container(horizontal=True, key="verder"):
        with st.container(width="content", key="hoofdknop"):
            menu.link(menu.BUURTBEELD, user, label="Open ons buurtbeeld")
        menu.link(menu.UITLEG, user, label="Lees hoe u de cijfers leest")

    html.show("kopje", niveau=2, tekst="Kies een buurt", schatting=False, bij="")
    places.search(user)
    places.programme_buurten(user)
    map_part.show_country(sleutel)

    html.show("kopje", niveau=2, tekst="Hoe vers zijn de cijfers?", schatting=False, bij="")
    freshness.table(user)
    freshness.refresh_button(user)
