"""The map: borders when they are loaded, else an outline of the country with the programme buurten.

Pure: places and addresses of layers go in, a pydeck.Deck comes out. No background service is asked
for anything unless `tiles` is given: `map_provider=None` and no `map_style` argument at all is the
only form of pydeck that makes no request to a third party.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pydeck as pdk

from buurtbeeld.answers import PlekRef
from buurtbeeld.model import Niveau

PETROL, INK, INK_2, LAND, LINE = [22, 67, 79], [26, 37, 48], [75, 88, 99], [243, 245, 246], [127, 139, 150]
PLACES, BORDERS = "plekken", "gebieden"  # ids of the layers that can be clicked
TILE_PATH = "/brt/achtergrondkaart/wmts/v2_0/grijs/EPSG:3857"
INVENTED_FILE = "/app/static/voorbeeld/gebieden.geojson"
COUNTRY = (52.16, 5.35, 5.6)  # latitude, longitude, zoom
TINTS = "[234 - 10 * properties.tint, 238 - 9 * properties.tint, 240 - 8 * properties.tint]"


@dataclass(frozen=True)
class Borders:
    """A layer of borders by address, e.g. "/app/static/gebieden/2024/per_gemeente/GM0344.geojson".

    Attributes:
        own: codes of the areas the page is about.
        niveau: which of the areas in the file are drawn.
        box: (west, south, east, north) of the own areas, degrees.
        jaar: year of the borders.
    """

    url: str
    own: tuple[str, ...]
    niveau: str
    box: tuple[float, float, float, float]
    jaar: int


def country(outline: Mapping[str, Any], places: Iterable[PlekRef], own: str) -> pdk.Deck:
    """Outline of the Netherlands with a point per place; the own place is larger and has its name.

    Args:
        outline: GeoJSON of the outline.
        places: places with a point; those without one are left out.
        own: key of the place the page is about.
    """
    points = [_point(place, own=place.sleutel == own) for place in places if place.punt is not None]
    latitude, longitude, zoom = COUNTRY
    layers = [
        pdk.Layer(
            "GeoJsonLayer", outline, id="omtrek", get_fill_color=LAND, get_line_color=LINE, line_width_min_pixels=1
        ),
        *_place_layers(sorted(points, key=lambda point: point["eigen"])),
    ]
    return _deck(layers, latitude, longitude, zoom)


def around(boxes: Sequence[Sequence[float]], own: tuple[str, ...], niveau: Niveau, gemeente: str, jaar: int) -> Borders:
    """The layer to draw around some areas: the gemeente's wijken or buurten, or all gemeenten.

    Args:
        boxes: (west, south, east, north) of each own area, at least one.
        own: codes of those areas.
        gemeente: code of the gemeente they lie in.
        jaar: year of the borders.
    """
    west, south, east, north = zip(*boxes, strict=True)
    folder = f"/app/static/gebieden/{jaar}"
    national = niveau is Niveau.GEMEENTE
    url = f"{folder}/gemeente.geojson" if national else f"{folder}/per_gemeente/{gemeente}.geojson"
    return Borders(url, own, niveau.value, (min(west), min(south), max(east), max(north)), jaar)


def around_invented(boxes: Sequence[Sequence[float]], own: tuple[str, ...], niveau: Niveau, jaar: int) -> Borders:
    """The same for invented areas: one file with all of them comes along with the app."""
    west, south, east, north = zip(*boxes, strict=True)
    return Borders(INVENTED_FILE, own, niveau.value, (min(west), min(south), max(east), max(north)), jaar)


def country_file(jaar: int) -> str:
    """Address of the layer of all buurten of a year."""
    return f"/app/static/gebieden/{jaar}/buurt.geojson"


def borders(layer: Borders, *, tiles: str = "") -> pdk.Deck:
    """Borders of the areas around a plek; the own area is petrol, a click gives the code of an area.

    Args:
        layer: which borders, and which of them are our own.
        tiles: base address of PDOK for a background map; "" = none, and no external request.
    """
    own = " || ".join(f"properties.code == '{code}'" for code in layer.own) or "false"
    shown = f"properties.niveau == '{layer.niveau}'"
    seen = 120 if tiles else 255
    shapes = pdk.Layer(
        "GeoJsonLayer",
        layer.url,
        id=BORDERS,
        pickable=True,
        auto_highlight=True,
        highlight_color=[22, 67, 79, 90],
        get_fill_color=f"({own}) ? [22, 67, 79, {min(seen, 215)}] : ({shown} ? [243, 245, 246, {seen}] : [0, 0, 0, 0])",
        get_line_color=f"({shown}) ? [127, 139, 150, 255] : [0, 0, 0, 0]",
        line_width_min_pixels=1,
    )
    west, south, east, north = layer.box
    latitude, longitude = (south + north) / 2, (west + east) / 2
    zoom = _zoom(layer.box)
    background = _background(tiles, latitude, longitude, zoom) if tiles else []
    return _deck([*background, shapes], latitude, longitude, zoom)


def national(url: str, places: Iterable[PlekRef], own: str) -> pdk.Deck:
    """Every area of the country, tinted per gemeente, under the points of the programme; a click opens an area.

    No borders are drawn: at this scale they would hide the areas, and without a video card they take ten seconds.

    Args:
        url: address of a layer of one level, e.g. "/app/static/gebieden/2024/buurt.geojson".
        places: places with a point; those without one are left out.
        own: key of the place the page is about.
    """
    points = [_point(place, own=place.sleutel == own) for place in places if place.punt is not None]
    shapes = pdk.Layer(
        "GeoJsonLayer",
        url,
        id=BORDERS,
        pickable=True,
        auto_highlight=True,
        highlight_color=[*PETROL, 200],
        stroked=False,
        get_fill_color=TINTS,
    )
    latitude, longitude, zoom = COUNTRY
    dots = _place_layers(sorted(points, key=lambda point: point["eigen"]))
    return _deck([shapes, *dots], latitude, longitude, zoom)


def clicked(selection: Mapping[str, Any] | None) -> str:
    """Key of the place or code of the area that was clicked, "" when none."""
    objects = (selection or {}).get("objects") or {}
    for layer in (PLACES, BORDERS):
        for found in objects.get(layer) or ():
            key = found.get("sleutel") or (found.get("properties") or {}).get("code")
            if isinstance(key, str):
                return key
    return ""


def _point(place: PlekRef, *, own: bool) -> dict[str, Any]:
    assert place.punt is not None  # the caller left out places without a point
    latitude, longitude = place.punt
    return {"sleutel": place.sleutel, "naam": place.naam, "plek": [longitude, latitude], "eigen": own}


def _place_layers(points: Sequence[Mapping[str, Any]]) -> list[pdk.Layer]:
    dots = pdk.Layer(
        "ScatterplotLayer",
        list(points),
        id=PLACES,
        pickable=True,
        get_position="plek",
        get_fill_color=f"eigen ? {PETROL} : [255, 255, 255]",
        get_line_color=PETROL,
        get_radius="eigen ? 1.5 : 1",
        radius_scale=1,
        radius_units="'pixels'",
        radius_min_pixels=7,
        radius_max_pixels=10,
        line_width_min_pixels=2,
        stroked=True,
    )
    name = pdk.Layer(
        "TextLayer",
        [point for point in points if point["eigen"]],
        id="namen",
        get_position="plek",
        get_text="naam",
        get_color=INK,
        get_size=17,
        get_pixel_offset=[0, -22],
        font_family="'Source Sans, sans-serif'",
        font_weight=700,
        character_set="'auto'",
        background=True,
        get_background_color=[255, 255, 255, 225],
        background_padding=[5, 2],
    )
    return [dots, name]


def _deck(layers: list[pdk.Layer], latitude: float, longitude: float, zoom: float) -> pdk.Deck:
    view = pdk.ViewState(latitude=latitude, longitude=longitude, zoom=zoom, min_zoom=5, max_zoom=15)
    deck = pdk.Deck(map_provider=None, layers=layers, initial_view_state=view, tooltip={"text": "{naam}"})
    # A page asks for the same JSON on every run; making it takes longer than the rest of the page.
    ready = deck.to_json()
    deck.to_json = lambda: ready
    return deck


def _zoom(box: tuple[float, float, float, float]) -> float:
    """Zoom at which the box takes about a third of a drawing of 420 pixels."""
    west, south, east, north = box
    width = max(east - west, (north - south) / math.cos(math.radians(52)), 0.002)
    return round(min(14.0, math.log2(420 * 360 / (512 * 3 * width))), 2)


def _background(base: str, latitude: float, longitude: float, zoom: float) -> list[pdk.Layer]:
    """Sixteen tiles of the grey PDOK map around a point."""
    level = min(round(zoom) + 1, 15)
    size = 2**level
    column = int((longitude + 180) / 360 * size)
    row = int((1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2 * size)
    tiles = [(column + right, row + down) for down in range(-2, 3) for right in range(-2, 3)]
    return [
        pdk.Layer(
            "BitmapLayer",
            id=f"tegel-{x}-{y}",
            image=f"'{base}{TILE_PATH}/{level}/{x}/{y}.png'",
            bounds=[_longitude(x, size), _latitude(y + 1, size), _longitude(x + 1, size), _latitude(y, size)],
        )
        for x, y in tiles
    ]


def _longitude(column: int, size: int) -> float:
    return column / size * 360 - 180


def _latitude(row: int, size: int) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / size))))
