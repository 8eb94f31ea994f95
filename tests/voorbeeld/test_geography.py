"""The invented areas: they hang together, nothing in them exists, and what is committed is what is generated."""

from __future__ import annotations

import csv
import gzip
import json
import re

import pytest
import shapely

from buurtbeeld import areas
from buurtbeeld.areas import comparable_name
from buurtbeeld.code_forms import GEBIED
from buurtbeeld.model import niveau_of
from data_sources.voorbeeld import files, geography, names, outlines
from tests.conftest import SHARED
from tests.voorbeeld.conftest import ROOT

STARTSET = ROOT / "data_sources" / "startset"


def invented_names():
    own = {area.naam for area in geography.areas()} | set(geography.wijk_names().values()) | set(names.GEMEENTEN)
    return own | {place.naam for place in geography.places()} | {names.LAND}


def country_names():
    """Every name of a gemeente, wijk or buurt in 2017, 2020 and 2024."""
    with gzip.open(SHARED / "data" / "crosswalk" / "codes_namen_2017_2020_2024.csv.gz", "rt", encoding="utf-8") as file:
        return {comparable_name(cell) for row in csv.reader(file) for cell in row[1:]}


def test_what_is_committed_is_what_is_generated():
    for path, content in files.committed().items():
        assert path.read_bytes() == content, path.name


def test_eighty_buurten_of_very_different_sizes():
    places = geography.places()
    assert [place.rol for place in places] == ["transitie"] * 20 + ["vergelijking"] * 60
    sizes = [place.inwoners for place in places]
    assert (min(sizes), max(sizes)) == (400, 60_000)
    assert len({place.sleutel for place in places}) == 80
    starts = [place.start for place in places if place.rol == "transitie"]
    assert len(set(starts)) >= 10
    assert all(place.start is None for place in places[20:])


def test_buurten_are_gebieden_wijken_gemeenten_and_composites():
    kinds = {place.gebieden[0][:3] for place in geography.places()}
    assert kinds == {"VBB", "VBW", "VBG"}
    assert sum(len(place.gebieden) == 2 for place in geography.places()) == 4
    codes = [code for place in geography.places() for code in place.gebieden]
    assert all(re.fullmatch(GEBIED, code) and code.startswith("VB") for code in codes)


def test_no_gebied_belongs_to_two_buurten():
    owners = {area.code: [] for area in geography.areas()}
    for place in geography.places():
        for own in place.gebieden:
            for area, found in owners.items():
                if area[3:].startswith(own[3:]):
                    found.append(place.sleutel)
    assert all(len(found) == 1 for found in owners.values())


def test_no_name_is_that_of_a_place_in_the_startset():
    with (STARTSET / "kerncijfers_2024.csv").open(encoding="utf-8") as file:
        real = {comparable_name(row["gebied_naam"]) for row in csv.DictReader(file)}
    assert "sterrenwijk" in real
    assert not {comparable_name(name) for name in invented_names()} & real


@pytest.mark.skipif(not (SHARED / "data").exists(), reason="../shared/data is er niet")
def test_no_name_is_that_of_a_place_in_the_country():
    real = country_names()
    assert len(real) > 10_000
    assert not {comparable_name(name) for name in invented_names()} & real


def test_outlines_fit_together_and_lie_at_sea():
    drawn = outlines.shapes()
    gebieden = [shape for code, shape in drawn.items() if code.startswith("VBB")]
    assert len(gebieden) == len(geography.areas())
    assert shapely.coverage_is_valid(gebieden)
    assert all(shape.geom_type == "Polygon" for shape in drawn.values())
    island = shapely.from_geojson((ROOT / "static" / "voorbeeld" / "gebieden.geojson").read_bytes())
    country = shapely.from_geojson((STARTSET / "omtrek_nederland.geojson").read_bytes())
    assert shapely.distance(island, country) > 0.5  # degrees


def test_the_two_gebieden_of_a_composite_lie_side_by_side():
    drawn = outlines.shapes()
    for place in geography.places():
        if len(place.gebieden) == 2:
            one, other = (drawn[code] for code in place.gebieden)
            assert shapely.length(shapely.intersection(one, other)) > 0, place.naam


def test_every_area_has_a_box_for_the_map():
    boxes = json.loads((ROOT / "static" / "voorbeeld" / "index.json").read_text())
    assert {area.code for area in geography.areas()} < set(boxes)
    assert all(west < east and south < north for west, south, east, north in boxes.values())


@pytest.mark.parametrize(
    ("code", "niveau", "gemeente", "wijk"),
    [("VBL00", "land", "", ""), ("VBG01", "gemeente", "VBG01", ""), ("VBW0102", "wijk", "VBG01", ""),
     ("VBB010203", "buurt", "VBG01", "VBW0102")],
)  # fmt: skip
def test_an_invented_code_says_where_it_lies(code, niveau, gemeente, wijk):
    assert niveau_of(code) == niveau
    assert (areas.gemeente_of(code), areas.wijk_of(code), areas.land_of(code)) == (gemeente, wijk, "VBL00")
    assert areas.is_verzonnen(code)
    assert not areas.is_code(code)  # a source that sends one is refused


@pytest.mark.parametrize("code", ["NL00", "GM0344", "WK034405", "BU03440522"])
def test_a_real_code_stays_real(code):
    assert not areas.is_verzonnen(code)
    assert areas.land_of(code) == "NL00"


@pytest.mark.parametrize("code", ["VBL00", "VBG1", "VBB01010", "VBX0101", "vbg01"])
def test_a_programme_refuses_what_is_no_invented_area(code):
    assert not re.fullmatch(GEBIED, code)
