"""The map asks nothing of anybody, unless the user wants a background."""

from __future__ import annotations

import json
import re

import pytest

from buurtbeeld import maps
from buurtbeeld.model import Niveau
from tests.ui import factories

OUTLINE = json.loads((factories.STARTSET / "omtrek_nederland.geojson").read_text(encoding="utf-8"))
BOX = (5.12, 52.07, 5.14, 52.09)


def places():
    return [factories.ref(buurt.sleutel, buurt.naam, punt=buurt.punt) for _, buurt in factories.catalog().buurten()]


def layer(niveau=Niveau.BUURT, own=("BU03440522",)):
    return maps.around([BOX] * len(own), own, niveau, "GM0344", 2024)


def spec(deck):
    return json.loads(deck.to_json())


DECKS = {
    "national": lambda: maps.national(maps.country_file(2024), places(), "sterrenwijk"),
    "country": lambda: maps.country(OUTLINE, places(), "sterrenwijk"),
    "borders": lambda: maps.borders(layer()),
    "gemeente": lambda: maps.borders(layer(Niveau.GEMEENTE, ("GM0344",))),
}


@pytest.mark.parametrize("deck", DECKS)
def test_no_map_names_another_host_or_asks_for_a_style(deck):
    text = DECKS[deck]().to_json()
    assert not re.search(r"https?:|//", text)
    made = json.loads(text)
    assert made["mapStyle"] == "__MAP_STYLE__"  # what pydeck writes when no style was chosen: Streamlit then draws none
    assert made.get("mapProvider") is None


def test_the_background_is_asked_for_only_with_tiles_and_only_at_that_server():
    text = maps.borders(layer(), tiles="https://service.pdok.nl").to_json()
    assert set(re.findall(r"https?://[^/]+", text)) == {"https://service.pdok.nl"}


def test_tiles_lie_around_the_area():
    made = spec(maps.borders(layer(), tiles="https://service.pdok.nl"))
    tiles = [one["bounds"] for one in made["layers"] if one["@@type"] == "BitmapLayer"]
    west, south = min(tile[0] for tile in tiles), min(tile[1] for tile in tiles)
    east, north = max(tile[2] for tile in tiles), max(tile[3] for tile in tiles)
    assert west < BOX[0] < BOX[2] < east
    assert south < BOX[1] < BOX[3] < north


def test_twenty_points_and_the_own_one_is_drawn_last():
    made = spec(DECKS["country"]())
    points = next(one for one in made["layers"] if one["id"] == maps.PLACES)["data"]
    assert len(points) == 20
    assert [point["sleutel"] for point in points if point["eigen"]] == ["sterrenwijk"]
    assert points[-1]["sleutel"] == "sterrenwijk"


def test_a_place_without_a_point_is_left_out():
    made = spec(maps.country(OUTLINE, [factories.ref("ergens", "Ergens", punt=None)], "ergens"))
    assert next(one for one in made["layers"] if one["id"] == maps.PLACES)["data"] == []


@pytest.mark.parametrize(
    ("niveau", "file"),
    [
        (Niveau.BUURT, "/app/static/gebieden/2024/per_gemeente/GM0344.geojson"),
        (Niveau.WIJK, "/app/static/gebieden/2024/per_gemeente/GM0344.geojson"),
        (Niveau.GEMEENTE, "/app/static/gebieden/2024/gemeente.geojson"),
    ],
)
def test_borders_come_from_our_own_static_files(niveau, file):
    assert layer(niveau).url == file


def test_the_box_of_a_composite_buurt_holds_all_its_parts():
    found = maps.around([(4.8, 52.2, 4.9, 52.3), (4.85, 52.1, 5.0, 52.25)], ("WK1", "WK2"), Niveau.WIJK, "GM1", 2024)
    assert found.box == (4.8, 52.1, 5.0, 52.3)


@pytest.mark.parametrize(
    ("selection", "key"),
    [
        (None, ""),
        ({}, ""),
        ({"objects": {}}, ""),
        ({"objects": {maps.PLACES: [{"sleutel": "emmen"}]}}, "emmen"),
        ({"objects": {maps.BORDERS: [{"properties": {"code": "BU03440522"}}]}}, "BU03440522"),
        ({"objects": {maps.BORDERS: [{"properties": {"code": 12}}]}}, ""),
        ({"objects": {"omtrek": [{"properties": {"code": "GM0001"}}]}}, ""),
    ],
)
def test_what_was_clicked(selection, key):
    assert maps.clicked(selection) == key


def test_the_json_is_made_once():
    deck = DECKS["country"]()
    assert deck.to_json() is deck.to_json()


def test_the_country_is_filled_per_gemeente_and_has_no_lines():
    made = spec(DECKS["national"]())
    areas = next(one for one in made["layers"] if one["id"] == maps.BORDERS)
    assert areas["data"] == "/app/static/gebieden/2024/buurt.geojson"
    assert areas["stroked"] is False  # lines of 14.574 buurten take ten seconds without a video card
    assert "properties.tint" in areas["getFillColor"]
    assert len(next(one for one in made["layers"] if one["id"] == maps.PLACES)["data"]) >= 20
