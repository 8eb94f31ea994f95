"""Other shapes of file: what is shipped, and what comes out of a file of that shape."""

import shutil

import pytest

from buurtbeeld.errors import BuurtbeeldError, ConfigError
from buurtbeeld.ingest import wire
from buurtbeeld.ingest.formats import load_formats, shipped
from tests.ingest_checks.made import CONFIG, RULES, catalog, checked, codes, rules

VEKTIS = (
    "geslacht", "leeftijdsklasse", "gemeentenaam", "jaar", "aantal_bsn", "aantal_verzekerdejaren", "kosten_huisarts",
    "kosten_overig",
)  # fmt: skip
STAFF = ("buurt", "maand", "uit_dienst", "gemiddeld_in_dienst", "ziektedagen", "beschikbare_dagen", "fte")


def of_vektis(name, *numbers):
    return ("M", "0 t/m 4", name, "2023", *numbers)


def test_shipped_formats_name_what_exists():
    assert set(shipped()) == {"personeelssysteem", "vektis_gemeente", "vektis_pc3", "verzekeraar_uittreksel"}
    for one in shipped().values():
        assert one.bron in catalog().bronnen
        named = {figure.indicator for figure in one.cijfers} | set(one.codes.get("indicator", {}).values())
        assert named <= set(RULES.indicatoren)
        assert all(one.bron in RULES.indicatoren[code].bronnen for code in named)
        assert set(one.codes.get("buurtcode", {}).values()) <= set(RULES.buurten)


@pytest.mark.parametrize("code", ["personeelssysteem", "vektis_gemeente", "verzekeraar_uittreksel"])
def test_a_format_survives_the_way_to_another_process(code):
    by = rules(formaat=code)
    assert wire.rules_from_json(wire.rules_to_json(by)) == by


def test_open_data_per_gemeente_is_added_up():
    rows, meldingen = checked(
        of_vektis("", "900", "890.5", "1.0", "2.0"),
        of_vektis("GOIRLE", "100", "99.5", "1000.25", "500"),
        of_vektis("AMSTERDAM", "100", "99.5", "x", "500"),
        of_vektis("Goirle", "100", "100.5", "2000", ""),
        header=VEKTIS, by=rules(formaat="vektis_gemeente"),
    )  # fmt: skip
    assert [(one.code, one.rij) for one in meldingen] == [("W_RIJEN_OVERGESLAGEN", None)]
    assert meldingen[0].wat.startswith("2 rijen")
    assert [(row.rij, row.buurt, row.periode, row.teller, row.noemer) for row in rows] == [
        (3, "goirle", "2023", 3500.25, 200)
    ]


def test_open_data_names_a_wrong_number():
    by = rules(formaat="vektis_gemeente")
    assert codes(of_vektis("GOIRLE", "1", "99.5", "1,5,0", "5"), header=VEKTIS, by=by) == [("E_GETAL", 2, "teller")]
    row, _ = checked(of_vektis("GOIRLE", "1", "99.5", "*", "5"), header=VEKTIS, by=by)
    assert row[0].status == "geheim_bron"


def test_open_data_per_postcode_takes_nothing_until_it_is_told():
    header = [name.replace("gemeentenaam", "postcode_3") for name in VEKTIS]
    found = codes(of_vektis("344", "100", "99.5", "1", "2"), header=header, by=rules(formaat="vektis_pc3"))
    assert found == [("W_RIJEN_OVERGESLAGEN", None, ""), ("E_GEEN_RIJEN", None, "")]


def test_staff_system_has_two_figures_in_a_row():
    by = rules(formaat="personeelssysteem")
    rows, meldingen = checked(("goirle", "202605", "12", "120,5", "310", "2400", "88"), header=STAFF, by=by)
    assert [one.code for one in meldingen] == ["W_PERIODE_ONGEWOON", "W_PERIODE_ONGEWOON"]
    assert [(row.indicator, row.periode, row.teller, row.noemer) for row in rows] == [
        ("verloop_wijkverpleging", "2026-M05", 12, 120.5),
        ("verzuim_wijkverpleging", "2026-M05", 310, 2400),
    ]
    assert codes(("goirle", 202605.0, 12, 120, 310, 2400), header=STAFF, by=by)[0][0] == "W_PERIODE_ONGEWOON"


def test_extract_of_an_insurer_has_its_own_codes():
    header = ("Gebiedscode", "jaar", "maat", "aantal", "aantal_verzekerden", "regio")
    row = ("GM0785", "2025", "SEH", "420", "4000", "x")
    rows, meldingen = checked(row, header=header, by=rules(formaat="verzekeraar_uittreksel"))
    assert [(one.code, one.kolom) for one in meldingen] == [("W_KOLOM_GENEGEERD", "regio")]
    assert (rows[0].buurt, rows[0].indicator, rows[0].waarde) == ("goirle", "seh_bezoeken_per_1000", 105)
    wrong = codes(("GM9999", *row[1:]), header=header, by=rules(formaat="verzekeraar_uittreksel"))
    assert ("E_BUURT_ONBEKEND", 2, "gebiedscode") in wrong


def test_missing_column_is_named_as_they_call_it():
    by = rules(formaat="vektis_gemeente")
    header = [name for name in VEKTIS if name not in ("jaar", "aantal_verzekerdejaren")]
    found = codes(("M", "0", "GOIRLE", "1", "2", "3"), header=header, by=by)
    assert found == [("E_KOLOM_ONTBREEKT", None, "jaar"), ("E_KOLOM_ONTBREEKT", None, "aantal_verzekerdejaren")]


def test_unknown_format_is_refused():
    with pytest.raises(BuurtbeeldError, match="geen aanleverformaat") as problem:
        rules(formaat="excel")
    assert problem.value.code == "E_KEUZE"


@pytest.mark.parametrize(("old", "new", "said"), [
    ("vorm: breed", "vorm: lang", "indicator"),
    ("vorm: breed", "vorm: rond", "vorm"),
    ("periodevorm: jjjjmm", "periodevrom: jjjjmm", "periodevrom"),
    ("code: personeelssysteem", "code: iets_anders", "iets_anders"),
    ("  buurtcode: [buurt", "  buurt: [buurt", "buurt"),
])  # fmt: skip
def test_wrong_file_is_refused(tmp_path, old, new, said):
    folder = tmp_path / "aanleverformaten"
    shutil.copytree(CONFIG / "aanleverformaten", folder)
    path = folder / "personeelssysteem.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigError, match=said):
        load_formats(tmp_path)
