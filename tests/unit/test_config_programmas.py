"""A programma from a file: list, check, add; also a thousand buurten, also a file full of mistakes."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest

from buurtbeeld import programma_areas, programmas
from buurtbeeld.catalog import load_catalog
from buurtbeeld.errors import ConfigError
from buurtbeeld.programma_areas import Missing
from buurtbeeld.programma_files import HEADER, slug
from buurtbeeld.programma_schema import Buurt

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture(scope="module")
def catalog():
    return load_catalog(CONFIG)


@pytest.fixture
def csv_of(tmp_path):
    def write(*lines, name="noord.csv", header=HEADER):
        path = tmp_path / name
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("naam", "expected"),
    [
        ("Sterrenwijk", "sterrenwijk"),
        ("Wijk bij Duurstede", "wijk-bij-duurstede"),
        ("Waterkwartier/Biezen", "waterkwartier-biezen"),
        ("  Súdwest–Fryslân (oost) ", "sudwest-fryslan-oost"),
        ("’s-Hertogenbosch", "s-hertogenbosch"),
    ],
)
def test_slug(naam, expected):
    assert slug(naam) == expected


def test_list_names_every_buurt_with_its_areas(catalog):
    lines = programmas.lijst(catalog).splitlines()
    assert lines[0] == "ecosysteem: De buurt als ecosysteem, 20 buurten"
    assert "  westwijk  Westwijk (transitie)  WK036212, WK036211 2024" in lines
    assert len(lines) == 21


def test_a_good_csv_becomes_a_programma(catalog, csv_of):
    path = csv_of(
        "oosterpark;Oosterpark;BU00140501,BU00140502;2024;transitie;2025-01-01;Partner X",
        "",
        "korrewegwijk;Korrewegwijk;WK001404;2023;vergelijking;;",
    )
    found = programmas.controleer(path, catalog)
    first, second = found.buurten
    assert (found.code, found.naam, found.codejaar) == ("noord", "noord", 2024)
    assert (first.gebieden, first.start, first.rol) == (("BU00140501", "BU00140502"), date(2025, 1, 1), "transitie")
    assert (second.start, second.rol, second.codejaar, second.partner) == (None, "vergelijking", 2023, "")
    assert first.themas == tuple(catalog.themas)


def test_excel_writes_a_mark_before_the_header(catalog, tmp_path):
    path = tmp_path / "noord.csv"
    path.write_text(f"{HEADER}\noosterpark;Oosterpark;BU00140501;2024;transitie;;\n", encoding="utf-8-sig")
    assert len(programmas.controleer(path, catalog).buurten) == 1


def test_every_mistake_of_a_csv_is_named_with_its_line(catalog, csv_of):
    path = csv_of(
        "Ooster Park;Oosterpark;BU00140501;2024;transitie;;",
        "b;Buurt B;BU0014;2024;transitie;;",
        "c;Buurt C;BU00140503;24;transitie;;",
        "d;Buurt D;BU00140504;2024;controle;;",
        "c;Buurt E;BU00140505;2024;transitie;1-9-2024;",
        "f;Buurt F;BU00140506;2024",
        "g;;BU00140507;2024;transitie;;",
        "h;Buurt H;;2024;transitie;;",
        "i;Buurt I;BU00140508,WK001404;2024;transitie;;",
        "b;Buurt J;BU00140509;24;controle;;",
        "h;Buurt K;BU001405;2024;transitie;;",
        "sterrenwijk;Buurt L;BU00140510;2024;transitie;;",
        "c;Buurt M;VBB000001;2024;transitie;;",
    )
    with pytest.raises(ConfigError) as caught:
        programmas.controleer(path, catalog)
    text = str(caught.value)
    for words in (
        "noord.csv, regel 2: buurtcode: 'Ooster Park' is geen goede buurtcode",
        "'ooster-park'",
        "regel 3: gebieden.0: hier hoort een gebiedscode, zoals GM0344, WK034405 of BU03440522, er staat 'BU0014'",
        "regel 4: codejaar: '24' is geen jaar",
        "regel 5: rol: hier hoort een van: 'transitie' of 'vergelijking', er staat 'controle'",
        "regel 6: start: '1-9-2024' is geen datum",
        "regel 7: deze regel heeft 4 kolommen, er horen er 7",
        "regel 8: naam: hier mag de tekst niet leeg zijn",
        "regel 9: een buurt heeft minstens een gebied",
        "regel 10: de gebieden van een buurt zijn allemaal gemeente",
        "regel 11: buurtcode: buurtcode 'b' staat er twee keer in",
        "regel 12: buurtcode: buurtcode 'h' staat er twee keer in",
        "buurtcode 'sterrenwijk' bestaat al in programma 'ecosysteem'",
        "buurt c: gebieden met VB horen bij een programma met 'verzonnen: true'",
    ):
        assert words in text
    assert text.count("deze buurtcode staat er twee keer in") == 2, "c staat er drie keer"
    assert "Er zijn 18 fouten" in text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "de eerste regel heeft niet de goede kolommen"),
        (b"naam;gebieden\n", f"Maak er van: {HEADER}"),
        (HEADER.encode(), "er staan geen buurten in"),
        (HEADER.replace(";", ",").encode(), "de eerste regel heeft niet de goede kolommen"),
        (b"\xff\xfe", "niet te lezen als tekst"),
        (f'{HEADER}\na;"Buurt;BU00140501;2024;transitie;;\n'.encode(), "een aanhalingsteken is niet gesloten"),
        (
            f"{HEADER}\na;A;BU00140501;2024;;;\na;A;BU00140502;2024;;;\n".encode(),
            "deze buurtcode staat er twee keer in",
        ),
        (f"{HEADER}\nsterrenwijk;S;BU03440522;2024;;;\n".encode(), "bestaat al in programma 'ecosysteem'"),
    ],
)
def test_a_csv_that_is_no_programma(catalog, tmp_path, content, said):
    path = tmp_path / "noord.csv"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match="noord") as caught:
        programmas.controleer(path, catalog)
    assert said in str(caught.value)


@pytest.mark.parametrize(("name", "said"), [("weg.csv", "bestaat niet"), ("lijst.xlsx", "geen YAML en geen CSV")])
def test_a_file_that_cannot_be_one(catalog, tmp_path, name, said):
    with pytest.raises(ConfigError, match=said):
        programmas.controleer(tmp_path / name, catalog)


def test_adding_twice_changes_nothing_and_a_newer_version_replaces(catalog, csv_of, tmp_path):
    into = tmp_path / "programmas"
    programmas.laad(csv_of("a;Buurt A;BU00140501;2024;transitie;;"), catalog, into)
    once = load_catalog(CONFIG, into)
    programmas.laad(csv_of("a;Buurt A;BU00140501;2024;transitie;;"), once, into)
    assert load_catalog(CONFIG, into) == once
    programmas.laad(csv_of("a;Buurt A;BU00140501;2024;;;", "b;Buurt B;BU00140502;2024;;;"), once, into)
    grown = load_catalog(CONFIG, into)
    assert len(grown.programmas["noord"].buurten) == 2
    assert [path.name for path in into.iterdir()] == ["noord.csv"]


def test_a_yaml_replaces_the_csv_of_the_same_programma(catalog, csv_of, tmp_path):
    into = tmp_path / "programmas"
    programmas.laad(csv_of("a;Buurt A;BU00140501;2024;transitie;;"), catalog, into)
    path = tmp_path / "noord.yaml"
    path.write_text(
        "code: noord\nnaam: Noord\ncodejaar: 2024\nbuurten: [{sleutel: a, naam: Buurt A, gebieden: [BU00140501]}]\n",
        encoding="utf-8",
    )
    programmas.laad(path, load_catalog(CONFIG, into), into)
    assert [path.name for path in into.iterdir()] == ["noord.yaml"]


def test_the_programma_of_the_app_cannot_be_replaced(catalog, csv_of, tmp_path):
    path = csv_of("nieuw;Nieuw;BU00140501;2024;transitie;;", name="ecosysteem.csv")
    with pytest.raises(ConfigError, match="hoort bij de app"):
        programmas.laad(path, catalog, tmp_path / "programmas")
    assert not (tmp_path / "programmas").exists()


def test_a_wrong_file_adds_nothing(catalog, csv_of, tmp_path):
    with pytest.raises(ConfigError):
        programmas.laad(csv_of("a;Buurt A;onzin;2024;transitie;;"), catalog, tmp_path / "programmas")
    assert not (tmp_path / "programmas").exists()


def test_a_thousand_buurten_load_quickly(catalog, csv_of, tmp_path):
    path = csv_of(*(f"buurt-{n};Buurt {n};BU{n:04d}0001,BU{n:04d}0002;2024;transitie;;Partner" for n in range(1000)))
    start = time.process_time()
    programmas.laad(path, catalog, tmp_path / "programmas")
    loaded = load_catalog(CONFIG, tmp_path / "programmas")
    assert time.process_time() - start < 1.0
    assert len(loaded.buurten()) == 1020
    assert loaded.buurt("buurt-999")[1].naam == "Buurt 999"


NOWHERE = Missing("a", "BU00140501", 2024, zeker=True)
OTHER_YEAR = Missing("a", "BU00140502", 2024, zeker=True, jaren=(2022, 2023))
PERHAPS = Missing("b", "BU00140503", 2025, zeker=False)


def test_an_area_that_does_not_exist_is_a_problem_like_any_other(catalog, csv_of):
    path = csv_of("a;Buurt A;BU00140501,BU00140502;2024;transitie;;", "b;Buurt B;BU00140503;2025;controle;;")
    with pytest.raises(ConfigError) as caught:
        programmas.controleer(path, catalog, lambda _: (NOWHERE, OTHER_YEAR, PERHAPS))
    text = str(caught.value)
    assert "Er zijn 3 fouten" in text, "ook een rij die niet klopt"
    assert "buurt a: gebied BU00140501 bestaat niet in 2024. Kijk of de code klopt." in text
    assert "gebied BU00140502 bestaat niet in 2024, wel in 2022, 2023. Neem de code van dat jaar" in text
    assert "BU00140503" not in text


def test_an_area_that_is_not_loaded_is_only_told(catalog, csv_of):
    path = csv_of("b;Buurt B;BU00140503;2025;transitie;;")
    assert len(programmas.controleer(path, catalog, lambda _: (PERHAPS,)).buurten) == 1
    told = programma_areas.sentence([NOWHERE, PERHAPS])
    assert told.startswith("Dit gebied is nog niet geladen")
    assert "BU00140503 (2025, buurt b). Laad ze met `python -m data_sources haal cbs_kerncijfers 2025`." in told
    assert programma_areas.sentence([NOWHERE]) == ""


@pytest.mark.parametrize(("start", "eind", "goed"), [
    (None, None, True), ("2025-01-01", "2026-06-30", True), ("2025-01-01", "2024-12-31", False),
    (None, "2026-01-01", False),
])  # fmt: skip
def test_a_buurt_stops_after_it_began(start, eind, goed):
    given = {"sleutel": "een", "naam": "Een", "gebieden": ("GM0001",)}
    dates = {name: date.fromisoformat(text) for name, text in (("start", start), ("eind", eind)) if text}
    if goed:
        assert Buurt(**given, **dates).eind == dates.get("eind")
    else:
        with pytest.raises(ValueError, match="stopt nadat zij begon"):
            Buurt(**given, **dates)
