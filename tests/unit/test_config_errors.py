"""A broken file in config/: the loader refuses and names file, key and repair, all at once, in Dutch."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from buurtbeeld.catalog import load_catalog
from buurtbeeld.errors import ConfigError
from buurtbeeld.programmas import controleer

SHIPPED = Path(__file__).parents[2] / "config"
INDICATOR = "indicatoren/afstand_huisarts_km.yaml"
PART = "indicatoren/instroom_wijkverpleging.yaml"


@pytest.fixture
def config(tmp_path):
    target = tmp_path / "config"
    shutil.copytree(SHIPPED, target)
    return target


def change(config, name, old, new):
    path = config / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refusal(config, extra=None):
    with pytest.raises(ConfigError) as caught:
        load_catalog(config, extra)
    assert caught.value.code == "E_CONFIG"
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (PART, "deel_van: cliënten met wijkverpleging", "deel_van: iedereen", ["teller.deel_van: geen ander cijfer"]),
        (PART, "deel_van: cliënten met wijkverpleging", "telt: zij alleen", ["niemand anders telt 'zij alleen'"]),
        (INDICATOR, "eenheid: km", "eenheden: km", ["eenheden: deze sleutel is onbekend", "eenheid: deze sleutel ont"]),
        (INDICATOR, "naam: Afstand tot de huisarts\n", "", ["naam: deze sleutel ontbreekt. Voeg 'naam:' toe."]),
        (
            INDICATOR,
            "decimalen: 1",
            "decimalen: een",
            ["regel 6: decimalen: hier hoort een heel getal, er staat 'een'"],
        ),
        (INDICATOR, "decimalen: 1", "decimalen: 1.5", ["decimalen: hier hoort een heel getal"]),
        (INDICATOR, "decimalen: 1", "decimalen: 9", ["decimalen: dit getal mag hooguit 3 zijn"]),
        (INDICATOR, "kop: true", "kop: ja", ["kop: hier hoort true of false, er staat 'ja'"]),
        (INDICATOR, "naam: Afstand tot de huisarts", "naam: 12", ["naam: hier hoort tekst, er staat 12"]),
        (INDICATOR, "soort: gepubliceerd", "soort: rood", ["soort: hier hoort een van:", "'rate'", "er staat 'rood'"]),
        (INDICATOR, "code: afstand_huisarts_km", "code: iets_anders", ["code is 'iets_anders'", "Maak ze gelijk."]),
        (
            INDICATOR,
            "code: afstand_huisarts_km",
            "code: Iets Anders",
            ["code: hier horen kleine letters, cijfers"],
        ),
        (INDICATOR, "bron: cbs_kerncijfers", "bron: cbs", ["bron: 'cbs' bestaat niet. Kies uit:"]),
        (INDICATOR, "blok: dichtbij", "blok: ver", ["blok: 'ver' bestaat niet. Kies uit: dichtbij, gezondheid"]),
        (
            INDICATOR,
            "variabele: afstand_huisarts_km",
            "variabele: km",
            ["bron 'cbs_kerncijfers' heeft geen kolom 'km'"],
        ),
        (INDICATOR, "naar: aantal_inwoners", "naar: eenzaam", ["samenstellen.naar: 'eenzaam' is geen cijfer van Ons"]),
        (INDICATOR, "naar: aantal_inwoners,", "", ["samenstellen: 'naar' hoort bij wijze gewogen"]),
        (INDICATOR, "variabele: afstand_huisarts_km\n", "", ["soort gepubliceerd heeft een 'variabele' nodig"]),
        (INDICATOR, "blok: dichtbij\n", "", ["een cijfer zonder 'blok' heeft 'leverritme'"]),
        (INDICATOR, "weergave: km", "weergave: klasse", ["'klassen' hoort bij weergave klasse"]),
        (INDICATOR, "eenheid: km", "eenheid: km\neenheid: m", ["regel 6: eenheid: deze sleutel staat er twee keer"]),
        (INDICATOR, "eenheid: km", 'eenheid: "km', ["dit is geen goede YAML", "regel"]),
        (INDICATOR, "eenheid: km", "eenheid: km\n  scheef: 1", ["regel 6: dit is geen goede YAML"]),
        ("indicatoren/seh_bezoeken_per_1000.yaml", "  preventie:", "  sport:", ["themas: 'sport' bestaat niet"]),
        ("indicatoren/seh_bezoeken_per_1000.yaml", "rij: P-E3a", "rij: P-E1", ["rij 'P-E1' staat ook bij"]),
        (
            "indicatoren/seh_bezoeken_per_1000.yaml",
            "laag: effectiviteit",
            "laag: hoog",
            ["themas.preventie.laag: hier"],
        ),
        ("indicatoren/seh_bezoeken_per_1000.yaml", "[buurtnetwerk, ", "[wij, ", ["actiehouder: 'wij' bestaat niet"]),
        ("indicatoren/nps_clienten.yaml", "naast: [nps_burgers]", "naast: [nps]", ["naast: 'nps' bestaat niet"]),
        (
            "indicatoren/opnames_per_1000.yaml",
            "band: [-30, -20]",
            "band: [-20, -30]",
            ["de band begint met het laagste"],
        ),
        ("indicatoren/opnames_per_1000.yaml", "band: [-30, -20], ", "", ["een doel heeft een band, een afspraak of"]),
        (
            "indicatoren/opnames_per_1000.yaml",
            "uitsplitsing: doelgroep",
            "uitsplitsing: x",
            ["uitsplitsing: 'x' bestaat"],
        ),
        ("themas/lerend.yaml", "verplicht: true", "verplicht: misschien", ["verplicht: hier hoort true of false"]),
        ("bronnen/gemeente.yaml", "soort: levering", "soort: anders", ["soort: 'anders' bestaat niet"]),
        ("bronnen/gemeente.yaml", "code: gemeente", "code: stad", ["het bestand heet 'gemeente'"]),
        ("app.yaml", "drempel: 10 ", "drempel: 5 ", ["drempel: dit getal moet minstens 10 zijn, er staat 5"]),
        ("app.yaml", "trends: [", "trends: [onzin, ", ["trends: 'onzin' bestaat niet"]),
        ("app.yaml", "programma: ecosysteem", "programma: x", ["programma: 'x' bestaat niet"]),
        (
            "rollen.yaml",
            "      burgervertegenwoordiger: alle\n  open_export",
            "      baas: alle\n  open_export",
            ["hier hoort een van:"],
        ),
        ("rollen.yaml", "  pagina_uitleg:", "  pagina_weg:", ["acties.pagina_weg"]),
        ("programmas/ecosysteem.yaml", "[GM0352]", "[GM352]", ["gebieden.0: hier hoort een gebiedscode, zoals GM0344"]),
        ("programmas/ecosysteem.yaml", "[GM0352]", "[]", ["een buurt heeft minstens een gebied"]),
        (
            "programmas/ecosysteem.yaml",
            "[WK036212, WK036211]",
            "[WK036212, GM0362]",
            ["allemaal gemeente, allemaal wijk"],
        ),
        (
            "programmas/ecosysteem.yaml",
            "[WK036212, WK036211]",
            "[WK036212, WK036212]",
            ["een gebied staat er twee keer"],
        ),
        (
            "programmas/ecosysteem.yaml",
            "sleutel: westwijk",
            "sleutel: sterrenwijk",
            ["deze buurtcode staat er twee keer"],
        ),
        ("programmas/ecosysteem.yaml", "start: null\n", "start: 1 september\n", ["start: hier hoort een datum"]),
        ("programmas/ecosysteem.yaml", "start: null\n", "start: 2024-02-31\n", ["hier staat een waarde die niet kan"]),
        ("programmas/ecosysteem.yaml", "code: ecosysteem", "code: stelsel", ["het bestand heet 'ecosysteem'"]),
    ],
)
def test_one_mistake_is_named_with_its_repair(config, name, old, new, said):
    change(config, name, old, new)
    text = refusal(config)
    assert name.rpartition("/")[2].removesuffix(".yaml") in text
    for words in said:
        assert words in text


@pytest.mark.parametrize(
    ("themas", "said"),
    [
        ("themas: [preventie, zorgzaam, lerend]", "thema 'eerstelijn' ontbreekt"),
        ("weggelaten: {zorgzaam: geen zin}", "thema 'zorgzaam' is voor elke buurt verplicht"),
        ('weggelaten: {dichtbij: ""}', "thema 'dichtbij' is weggelaten zonder reden"),
        ("weggelaten: {sport: doen we niet}", "thema 'sport' bestaat niet"),
        (
            "themas: [preventie, eerstelijn, dichtbij, zorgzaam, lerend]\n    weggelaten: {dichtbij: toch niet}",
            "thema 'dichtbij' staat bij 'themas' en bij 'weggelaten'",
        ),
    ],
)
def test_a_thema_is_left_out_only_with_a_reason(config, themas, said):
    change(config, "programmas/ecosysteem.yaml", "    naam: Westwijk", f"    naam: Westwijk\n    {themas}")
    text = refusal(config)
    assert said in text
    assert "westwijk" in text


def test_a_thema_with_a_reason_is_left_out(config):
    left_out = "    naam: Westwijk\n    weggelaten: {dichtbij: Het ziekenhuis doet nog niet mee.}"
    change(config, "programmas/ecosysteem.yaml", "    naam: Westwijk", left_out)
    _, buurt = load_catalog(config).buurt("westwijk")
    assert buurt.themas == ("preventie", "eerstelijn", "zorgzaam", "lerend")


def test_all_mistakes_of_all_files_come_at_once(config):
    change(config, INDICATOR, "eenheid: km", "eenheden: km")
    change(config, "app.yaml", "drempel: 10 ", "drempel: 5 ")
    change(config, "themas/lerend.yaml", "verplicht: true", "verplicht: misschien")
    (config / "bronnen/gemeente.yaml").write_text("code: [", encoding="utf-8")
    text = refusal(config)
    for name in ("afstand_huisarts_km.yaml", "app.yaml", "lerend.yaml", "bronnen/gemeente.yaml"):
        assert name in text
    assert "Er zijn" in text


def test_a_missing_file_is_named(config):
    (config / "app.yaml").unlink()
    assert "app.yaml: dit bestand ontbreekt" in refusal(config)


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b"\x00", b"- een lijst", b"", b"tekst", b"{a: 1}: 2", b"? [a]\n: 1"]
)
def test_nonsense_is_refused_not_crashed_on(config, content):
    (config / INDICATOR).write_bytes(content)
    assert "afstand_huisarts_km.yaml" in refusal(config)


def test_yaml_makes_no_objects(config):
    change(config, INDICATOR, "eenheid: km", "eenheid: !!python/object/apply:os.getcwd []")
    assert "dit is geen goede YAML" in refusal(config)


BREAK = "codejaar: 2024\nbreuken:\n  - {bron: BRON, indicatoren: [CODE], vanaf: 2027-01-01, zin: Een ander tarief.}\n"


@pytest.mark.parametrize(
    ("bron", "code", "said"),
    [
        ("kassa", "opnames_per_1000", "breuken.0.bron: 'kassa' bestaat niet."),
        ("verzekeraars", "opnames", "breuken.0.indicatoren: 'opnames' bestaat niet."),
        ("gemeente", "opnames_per_1000", "bron 'gemeente' geeft het cijfer 'opnames_per_1000' niet."),
    ],
)
def test_a_break_is_of_a_source_and_of_figures_it_gives(config, bron, code, said):
    name = "programmas/ecosysteem.yaml"
    change(config, name, "codejaar: 2024\n", BREAK.replace("BRON", "verzekeraars").replace("CODE", "opnames_per_1000"))
    assert load_catalog(config).programmas["ecosysteem"].breuken[0].zin == "Een ander tarief."
    change(config, name, "bron: verzekeraars, indicatoren: [opnames_per_1000]", f"bron: {bron}, indicatoren: [{code}]")
    assert said in refusal(config)
    with pytest.raises(ConfigError, match=re.escape(said)):  # and before it is added to a machine
        controleer(config / name, load_catalog(SHIPPED))


def test_a_buurt_may_not_stand_in_two_programmes(config, tmp_path):
    extra = tmp_path / "extra"
    extra.mkdir()
    header = "buurtcode;naam;gebieden;codejaar;rol;start;partner\n"
    (extra / "eigen.csv").write_text(f"{header}sterrenwijk;Sterrenwijk;BU03440522;2024;transitie;;\n", encoding="utf-8")
    assert "buurtcode 'sterrenwijk' bestaat al in programma 'ecosysteem'" in refusal(config, extra)


def test_a_programma_may_not_replace_a_shipped_one(config, tmp_path):
    shutil.copytree(SHIPPED / "programmas", tmp_path / "extra")
    assert "programma 'ecosysteem' bestaat al" in refusal(config, tmp_path / "extra")


def test_a_folder_of_programmes_may_be_absent(config, tmp_path):
    assert len(load_catalog(config, tmp_path / "nergens").buurten()) == 20


def test_words_do_not_change_the_hash_and_figures_do(config):
    before = load_catalog(config)
    change(config, INDICATOR, "naam: Afstand tot de huisarts", "naam: Zo ver is de huisarts")
    renamed = load_catalog(config)
    change(config, INDICATOR, "decimalen: 1", "decimalen: 2")
    changed = load_catalog(config)
    assert before.config_hash == renamed.config_hash != changed.config_hash
    assert before.bron_hash("cbs_kerncijfers") != changed.bron_hash("cbs_kerncijfers")
    assert before.bron_hash("rivm_gezondheid") == changed.bron_hash("rivm_gezondheid")


def test_direction_in_words(config):
    found = load_catalog(config).indicatoren
    assert found["ha_consulten_per_1000"].richting_zin("preventie") == "Minder is hier gunstig."
    assert found["ha_consulten_per_1000"].richting_zin("dichtbij") == "Hier is geen richting afgesproken."
    assert found["nps_burgers"].richting_zin("lerend") == "Hoger is hier gunstig."
    assert found["mantelzorgbelasting_score"].richting_zin("preventie") == "Lager is hier gunstig."
