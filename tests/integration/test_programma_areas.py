"""Which areas of a programma are there, as the published store knows."""

from __future__ import annotations

from buurtbeeld import __main__ as command_line
from buurtbeeld.programma_areas import Missing, missing
from buurtbeeld.programma_files import HEADER
from buurtbeeld.programma_schema import Buurt
from tests.integration.test_publication import House, catalog, country, house

__all__ = ["catalog", "house"]


def buurt(*codes, jaar=2024, sleutel="a"):
    return Buurt(sleutel=sleutel, naam="A", gebieden=codes, codejaar=jaar)


def test_only_a_whole_country_makes_sure(house: House):
    house.startset()
    absent = buurt("BU03440522", "BU03449999")
    assert missing(house.published, [absent]) == (Missing("a", "BU03449999", 2024, zeker=False),)
    house.deliver(country())
    house.publish()
    assert missing(house.published, [absent]) == (Missing("a", "BU03449999", 2024, zeker=True),)
    other = buurt("BU03440523", jaar=2023, sleutel="b")
    assert missing(house.published, [other]) == (Missing("b", "BU03440523", 2023, zeker=False, jaren=(2024,)),)


def test_without_a_store_nothing_is_known_and_invented_areas_are_not_looked_for():
    some = [buurt("BU03440522"), buurt("VBB010101", sleutel="b")]
    assert missing(None, some) == (Missing("a", "BU03440522", 2024, zeker=False),)


def test_a_thousand_buurten_are_one_look(house: House):
    house.startset()
    many = [buurt(f"BU{n:04d}0001", f"BU{n:04d}0002", sleutel=f"b{n}") for n in range(1000)]
    assert len(missing(house.published, many)) > 1900


def test_command_line_tells_what_is_not_loaded(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("BUURTBEELD_DATA", str(tmp_path / "data"))
    path = tmp_path / "noord.csv"
    path.write_text(f"{HEADER}\na;A;BU03449999;2024;transitie;;\n", encoding="utf-8")
    assert command_line.main(["programma", "controleer", str(path)]) == 0
    said = capsys.readouterr()
    assert "Het bestand klopt: noord, 1 buurt." in said.out
    assert "Dit gebied is nog niet geladen" in said.err
    assert "BU03449999 (2024, buurt a)" in said.err
