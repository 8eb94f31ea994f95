"""The map of Ons buurtbeeld: borders when they are loaded, else the outline with the programme buurten."""

from __future__ import annotations

from typing import Any

import pydeck as pdk
import streamlit as st

from buurtbeeld import maps
from buurtbeeld.answers import PlekRef, Profile
from buurtbeeld.model import Niveau
from pages._ui import cached, html, pickers, services

KEY, COUNTRY_KEY = "kaartkeuze", "landkeuze"
HEIGHT, COUNTRY_HEIGHT = 360, 520


def show_map(profile: Profile) -> None:
    """The map and what it lacks; a click on an area or a buurt opens it."""
    layer = _borders(profile)
    with st.container(key="kaart"):
        st.pydeck_chart(
            _deck(profile, layer), height=HEIGHT, on_select=_clicked, selection_mode="single-object", key=KEY,
            alt=_alt(profile, layer),
        )  # fmt: skip
        html.show("gebieden", tekst=_note(profile, layer))
    if layer is not None and not profile.plek.verzonnen:
        st.toggle("Toon achtergrondkaart (PDOK)", key="achtergrondkaart")


def show_country(sleutel: str) -> None:
    """Every buurt of the country to choose from, once its borders are loaded; behind a toggle: it is a large file."""
    years = cached.country_map_years()
    if not years or not st.toggle("Kies op de kaart van heel Nederland", key="landkaart"):
        return
    deck = cached.made(
        "landkaart", (sleutel, years[0]), lambda: maps.national(maps.country_file(years[0]), _places(), sleutel)
    )
    with st.container(key="landkaartvlak"):
        st.pydeck_chart(
            deck, height=COUNTRY_HEIGHT, on_select=_clicked_country, selection_mode="single-object", key=COUNTRY_KEY,
            alt="Kaart van alle buurten van Nederland. Het zoekveld hierboven vindt dezelfde buurten.",
        )  # fmt: skip
        html.show(
            "gebieden",
            tekst=f"Alle buurten: CBS en Kadaster, {years[0]}. De tinten laten alleen de gemeenten zien."
            " Klik op een buurt of een punt om die te kiezen.",
        )


def _deck(profile: Profile, layer: maps.Borders | None) -> pdk.Deck:
    wanted = st.session_state.get("achtergrondkaart") and not profile.plek.verzonnen
    tiles = services.tile_server() if wanted else ""
    sleutel = profile.plek.sleutel
    return cached.made("kaart", (sleutel, layer, tiles), lambda: _drawn(sleutel, layer, tiles))


def _drawn(sleutel: str, layer: maps.Borders | None, tiles: str) -> pdk.Deck:
    if layer is None:
        return maps.country(services.outline(), _places(), sleutel)
    return maps.borders(layer, tiles=tiles)


def _borders(profile: Profile) -> maps.Borders | None:
    """The layer around this plek; None when its borders are not loaded or it has no gemeente."""
    first = profile.plek.gebieden[0]
    if profile.plek.verzonnen:
        return _invented(profile)
    years = [jaar for jaar in cached.map_years() if jaar >= first.jaar] or list(cached.map_years())
    if not years or first.niveau is Niveau.LAND:
        return None
    jaar = min(years)
    own = tuple(gebied.code for gebied in profile.plek.gebieden)
    boxes: dict[str, Any] = cached.map_index(jaar)
    found = [tuple(boxes[code]) for code in own if code in boxes]
    return maps.around(found, own, first.niveau, first.gemeente_code or first.code, jaar) if found else None


def _invented(profile: Profile) -> maps.Borders | None:
    own = tuple(gebied.code for gebied in profile.plek.gebieden)
    boxes: dict[str, Any] = cached.invented_boxes()
    found = [tuple(boxes[code]) for code in own if code in boxes]
    return maps.around_invented(found, own, profile.plek.niveau, profile.jaar) if found else None


def _places() -> list[PlekRef]:
    """Real programme buurten: an invented one never stands on the map of the country."""
    return [
        PlekRef(buurt.sleutel, buurt.naam, Niveau.BUURT, buurt.plaats, programma.code, buurt.punt)
        for programma, buurt in services.catalog().buurten()
        if not programma.verzonnen
    ]


def _note(profile: Profile, layer: maps.Borders | None) -> str:
    if profile.plek.verzonnen:
        return "Verzonnen grenzen, op een plek waar zee is. Klik op een gebied om het te openen."
    if layer is None:
        return "De grenzen zijn nog niet ingelezen. Een punt klopt op 100 meter. Klik op een punt voor die buurt."
    return f"Grenzen: CBS en Kadaster, {layer.jaar}. Klik op een gebied om het te openen."


def _alt(profile: Profile, layer: maps.Borders | None) -> str:
    shown = "een punt op de kaart van Nederland" if layer is None else "de grens, met de gebieden eromheen"
    return f"Kaart van {profile.plek.naam}: {shown}. De links onder 'Gebieden' openen dezelfde gebieden."


def _clicked() -> None:
    _open(KEY)


def _clicked_country() -> None:
    _open(COUNTRY_KEY)


def _open(key: str) -> None:
    state = st.session_state.get(key)
    chosen = maps.clicked(state.get("selection") if state else None)
    if chosen:
        pickers.open_plek(chosen)
