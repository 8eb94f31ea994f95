"""The catalogue we ship: complete, literal where it must be, linked, readable and fast."""

from __future__ import annotations

import csv
import re
import statistics
import time
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest
import yaml

from buurtbeeld.catalog import load_catalog
from buurtbeeld.catalog_checks import variabelen
from buurtbeeld.catalog_schema import Indicator, Soort, Weergave
from buurtbeeld.config_schema import KINDS, schema_text
from buurtbeeld.indicator_parts import Breuk, Samenstellen
from buurtbeeld.model import Status
from buurtbeeld.outcomes.due import meting, sources_of
from buurtbeeld.programma_files import HEADER, slug

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "config"
SHARED = ROOT.parent / "shared"

START = "Start (baseline), eind voor pilot"
PATHWAY = "Start (baseline), einde zorgpad"
YEAR_AFTER = "Start (baseline), einde 1jr na uitvoering"
PLAN = {  # row of the monitoring plans -> indicator, direction, frequency as the plan writes it
    "P-A1": ("geincludeerde_clienten", "hoger", "NNB"),
    "P-A2": ("gestarte_interventies", "hoger", "NNB"),
    "P-A3": ("gevolgde_trainingen", "hoger", "NNB"),
    "P-A4": ("ervaringen_professionals", "geen", "NNB"),
    "P-K1": ("zelfredzaamheid_score", "hoger", START),
    "P-K2": ("mantelzorgbelasting_score", "lager", START),
    "P-K3": ("nps_clienten", "hoger", START),
    "P-E1": ("uren_wijkverpleging_per_client", "lager", START),
    "P-E2": ("instroom_wijkverpleging", "lager", START),
    "P-E3a": ("seh_bezoeken_per_1000", "lager", START),
    "P-E3b": ("hap_contacten_per_1000", "lager", START),
    "P-E3c": ("ha_consulten_per_1000", "lager", START),
    "P-E4": ("verloop_wijkverpleging", "lager", START),
    "P-E5": ("verzuim_wijkverpleging", "lager", START),
    "I-A1": ("geincludeerde_clienten", "hoger", "NNB"),
    "I-A2": ("gestarte_interventies", "hoger", "NNB"),
    "I-A3": ("ervaringen_professionals", "geen", "NNB"),
    "I-K1": ("nps_clienten", "hoger", START),
    "I-E1": ("uren_wijkverpleging_per_client", "lager", START),
    "I-E2": ("verloop_wijkverpleging", "lager", START),
    "I-E3a": ("seh_bezoeken_per_1000", "lager", START),
    "I-E3b": ("hap_contacten_per_1000", "lager", START),
    "I-E3c": ("ha_consulten_per_1000", "lager", START),
    "I-E4": ("praktijken_met_opvolgingsprobleem", "lager", START),
    "B-A1": ("gestarte_zorgpaden", "hoger", "1x per kwartaal"),
    "B-A2": ("geincludeerde_clienten", "hoger", "1x per kwartaal"),
    "B-A3": ("ervaringen_professionals", "geen", "1x per kwartaal"),
    "B-K1": ("klachten_score", "lager", PATHWAY),
    "B-K2": ("nps_clienten", "hoger", PATHWAY),
    "B-E1": ("uren_wijkverpleging_per_client", "lager", YEAR_AFTER),
    "B-E2a": ("ha_visites_per_1000", "geen", YEAR_AFTER),
    "B-E2b": ("ha_consulten_per_1000", "geen", YEAR_AFTER),
    "B-E3a": ("seh_bezoeken_per_1000", "lager", YEAR_AFTER),
    "B-E3b": ("opnames_per_1000", "lager", YEAR_AFTER),
    "B-E3c": ("ligduur_dagen", "lager", YEAR_AFTER),
    "Z-A1": ("initiatieven", "hoger", "Elk kwartaal"),
    "Z-A2": ("deelnemende_burgers", "hoger", "Elk kwartaal"),
    "Z-K1": ("nps_burgers", "hoger", "Elke 6 maanden"),
    "Z-K2": ("nps_professionals", "hoger", "Elke 6 maanden"),
    "L-A1": ("modules_kennisplatform", "hoger", "Elke maand na start"),
    "L-A2": ("gebruikers_kennisplatform", "hoger", "Elke maand na start"),
    "L-A3": ("trainingen", "hoger", "Elke maand na start"),
    "L-A4": ("buurtbeelden", "hoger", "Elke maand na start"),
    "L-A5": ("tweemaandelijkse_sessies", "hoger", "Elke maand na start"),
    "L-A6": ("best_practices", "hoger", "Elke maand na start"),
    "L-K1": ("nps_burgers", "hoger", "Elke 6 maanden"),
    "L-K2": ("nps_professionals", "hoger", "Elke 6 maanden"),
}
THEMA = {"P": "preventie", "I": "eerstelijn", "B": "dichtbij", "Z": "zorgzaam", "L": "lerend"}
LAAG = {"A": "adoptie", "K": "kwaliteit", "E": "effectiviteit"}
GUARDRAILS = {
    "wmo_clienten_per_1000",
    "kosten_zvw_per_verzekerde",
    "wlz_instroom_per_1000",
    "uren_per_1000_65plus",
    "marktaandeel_deelnemers",
}
RHYTHM = {  # bron -> leverritme, levertermijn_dagen, unless the plan itself says how often
    "verzekeraars": ("jaar", 540),
    "alliantiepartners": ("kwartaal", 45),
    "buurtnetwerk": ("tweemaand", 14),
    "nps_vragenlijst": ("halfjaar", 30),
}
TWENTY = {
    "de-vijfhoek", "kleverpark-zuid", "wijk-bij-duurstede", "waterkwartier-biezen", "gorinchem", "papendrecht",
    "son-en-breugel", "groenewoud", "goirle", "lochem", "oranjebuurt", "wierden", "emmen", "zwolle-zuid", "veendam",
    "oude-dorp", "westwijk", "sterrenwijk", "haaksbergen", "bronckhorst",
}  # fmt: skip


@pytest.fixture(scope="module")
def catalog():
    return load_catalog(CONFIG)


@pytest.fixture(scope="module")
def rows(catalog):
    return [(one, thema, row) for one in catalog.outcomes() for thema, row in one.themas.items()]


def test_every_row_of_the_plans_is_there_once(rows):
    assert Counter(row.rij for _, _, row in rows) == Counter(dict.fromkeys(PLAN, 1))
    assert len(PLAN) == 47
    assert len({one.code for one, _, _ in rows}) == 30


def test_rows_stand_in_their_thema_and_layer(rows):
    assert {row.rij: (thema, row.laag) for _, thema, row in rows} == {
        rij: (THEMA[rij[0]], LAAG[rij[2]]) for rij in PLAN
    }


def test_rows_keep_indicator_direction_and_the_frequency_of_the_plan(rows):
    assert {row.rij: (one.code, row.richting, row.frequentie) for one, _, row in rows} == PLAN


@pytest.mark.skipif(not (SHARED / "bronnen").is_dir(), reason="the source documents are not here")
def test_literal_words_stand_in_the_source(rows):
    text = next((SHARED / "bronnen").glob("002*.txt")).read_text(encoding="utf-8")
    plain = re.sub(r"\W+", "", text.replace("geïnccludeerde", "geïncludeerde"))
    for _, _, row in rows:
        for words in (row.letterlijk, row.databron, row.frequentie):
            for piece in words.split(": "):
                assert re.sub(r"\W+", "", piece) in plain, (row.rij, piece)


def test_five_guardrails_say_why_they_are_watched(catalog):
    assert {one.code for one in catalog.outcomes() if one.bewaking} == GUARDRAILS
    assert len(catalog.outcomes()) == 35


def test_factor_and_noemer_follow_the_name(catalog):
    for one in catalog.outcomes():
        if "per_1000" in one.code:
            assert one.factor == 1000, one.code
        elif one.eenheid == "%" or one.soort == "nps":
            assert one.factor == 100, one.code
        else:
            assert one.factor == 1, one.code
    noemer = {one.code: one.noemer.naam for one in catalog.outcomes() if one.noemer}
    for code in ("seh_bezoeken_per_1000", "hap_contacten_per_1000", "opnames_per_1000", "wmo_clienten_per_1000"):
        assert noemer[code] == "inwoners"
    assert noemer["wlz_instroom_per_1000"] == "inwoners"
    assert noemer["ha_consulten_per_1000"] == noemer["ha_visites_per_1000"] == "ingeschreven patiënten"
    assert noemer["uren_wijkverpleging_per_client"] == "unieke cliënten in het jaar"
    assert noemer["instroom_wijkverpleging"] == "cliënten bij de start"
    assert catalog.indicatoren["instroom_wijkverpleging"].toon_aantal


def test_rhythms_are_the_agreed_ones(catalog):
    for one in catalog.outcomes():
        monthly = {row.frequentie for row in one.themas.values()} == {"Elke maand na start"}
        if one.bron in RHYTHM and not monthly:
            assert (one.leverritme, one.levertermijn_dagen) == RHYTHM[one.bron], one.code
        if one.bron == "vragenlijst":
            assert (one.leverritme, one.ritme_voorlopig) == ("start_en_eind", True), one.code
    own = catalog.indicatoren["uren_wijkverpleging_per_client"].ook_van
    assert [(other.leverritme, other.levertermijn_dagen, other.meting) for other in own] == [
        ("tweemaand", 30, "gemeten")
    ]


def test_a_rhythm_the_plan_leaves_open_is_provisional(catalog):
    for one in catalog.outcomes():
        if not one.themas or any(row.frequentie == "NNB" for row in one.themas.values()):
            assert one.ritme_voorlopig, one.code


def test_aims_of_the_plan(catalog):
    hours = {thema: row.doel for thema, row in catalog.indicatoren["uren_wijkverpleging_per_client"].themas.items()}
    assert {doel.afspraak for doel in hours.values()} == {-15}
    assert {doel.jaren for doel in hours.values()} == {3}
    assert hours["preventie"].band is None
    assert hours["eerstelijn"].band == hours["dichtbij"].band == (-30, -20)
    visits = catalog.indicatoren["ha_consulten_per_1000"].themas
    assert visits["preventie"].doel.band == visits["eerstelijn"].doel.band == (-20, -10)
    assert visits["dichtbij"].doel is None
    assert catalog.indicatoren["opnames_per_1000"].themas["dichtbij"].doel.band == (-30, -20)
    assert catalog.indicatoren["ligduur_dagen"].themas["dichtbij"].doel.band == (-20, -10)


def test_small_groups_go_up_instead_of_dark(catalog):
    for code in ("verloop_wijkverpleging", "verzuim_wijkverpleging"):
        assert catalog.indicatoren[code].toon_vanaf == "partner"
    assert catalog.indicatoren["nps_professionals"].bundel == "12 maanden"


def test_every_variabele_is_a_column_of_its_source(catalog):
    named = [(one.code, one.bron, name) for one in catalog.indicatoren.values() for _, name in variabelen(one)]
    assert len(named) >= 60
    for code, bron, name in named:
        assert name in catalog.bronnen[bron].kolommen, code


def test_every_source_of_hours_says_how_it_makes_them(catalog):
    """Insurers work hours out from euros, organisations keep them (and a model is no count): opdracht.md X27."""
    hours = [one for one in catalog.outcomes() if one.teller is not None and one.teller.eenheid == "uren"]
    assert {one.code for one in hours} == {"uren_wijkverpleging_per_client", "uren_per_1000_65plus"}
    made = {(bron, meting(one, bron)) for one in hours for bron in sources_of(one)}
    assert made == {("verzekeraars", "afgeleid"), ("alliantiepartners", "gemeten")}
    own = [other for one in catalog.outcomes() for other in one.ook_van if other.bron == "huisartspraktijken"]
    assert {other.meting for other in own} == {"gemeten"}
    assert catalog.bronnen["rivm_gezondheid"].status is Status.GESCHAT


def test_themas(catalog):
    assert list(catalog.themas) == ["preventie", "eerstelijn", "dichtbij", "zorgzaam", "lerend"]
    assert {code for code, thema in catalog.themas.items() if thema.verplicht} == {"zorgzaam", "lerend"}
    assert {code for code, thema in catalog.themas.items() if thema.zonder_effect} == {"zorgzaam", "lerend"}


def test_ons_buurtbeeld_opens_with_about_twelve_rows(catalog):
    first = [one for one in catalog.baseline() if one.kop]
    assert len(first) == 14
    assert {one.blok for one in first} == {"wie", "wonen", "gezondheid", "zorggebruik", "dichtbij"}
    assert [blok.code for blok in catalog.app.blokken] == list(dict.fromkeys(one.blok for one in catalog.baseline()))
    assert 45 <= len(catalog.baseline()) <= 65


@pytest.mark.skipif(not (SHARED / "startset").is_dir(), reason="the startset is not beside this folder")
def test_every_figure_of_the_startset_has_its_indicator_and_unit(catalog):
    with (SHARED / "startset" / "kerncijfers_2024.csv").open(encoding="utf-8") as file:
        units = {row["indicator"]: row["eenheid"] for row in csv.DictReader(file)}
    baseline = {one.code: one for one in catalog.baseline()}
    assert {code: baseline[code].eenheid for code in units} == units
    assert all(baseline[code].variabele == code for code in units)


def test_the_twenty_buurten(catalog):
    programma = catalog.programmas["ecosysteem"]
    assert {buurt.sleutel for buurt in programma.buurten} == TWENTY
    assert all(buurt.sleutel == slug(buurt.naam) for buurt in programma.buurten)
    assert {buurt.start for buurt in programma.buurten} == {None}
    assert {buurt.codejaar for buurt in programma.buurten} == {2024}
    assert {buurt.themas for buurt in programma.buurten} == {tuple(catalog.themas)}
    assert all(buurt.partner and buurt.zekerheid and buurt.punt for buurt in programma.buurten)
    assert len({code for buurt in programma.buurten for code in buurt.gebieden}) == 22
    _, westwijk = catalog.buurt("westwijk")
    assert set(westwijk.gebieden) == {"WK036211", "WK036212"}
    assert "Bovenkerk (3.025 inwoners)" in westwijk.opmerking
    assert catalog.buurt("bestaat-niet") is None


@pytest.mark.skipif(not (SHARED / "data").is_dir(), reason="the list of buurten is not beside this folder")
def test_the_twenty_have_the_areas_of_the_list(catalog):
    with (SHARED / "data" / "transitiebuurten.csv").open(encoding="utf-8") as file:
        listed = {slug(row["naam"]): row for row in csv.DictReader(file)}
    for _, buurt in catalog.buurten():
        row = listed[buurt.sleutel]
        assert set(buurt.gebieden) == set(row["code"].split(";"))
        assert (buurt.partner, buurt.zekerheid) == (row["alliantiepartner"], row["zekerheid"])
        assert (buurt.plaats, buurt.gemeente) == (row["plaats"], row["gemeente"])


def sentences(catalog):
    for one in catalog.indicatoren.values():
        for text in (one.definitie, one.toelichting, one.bewaking, one.ontbreekt.zin if one.ontbreekt else ""):
            yield from ((one.code, sentence) for sentence in re.split(r"(?<=[.?!:])\s+", text) if sentence)
    for _, buurt in catalog.buurten():
        yield from ((buurt.sleutel, sentence) for sentence in re.split(r"(?<=[.?!:])\s+", buurt.opmerking) if sentence)


def test_texts_are_short_and_plain(catalog):
    lengths = {pair: len(pair[1].split()) for pair in sentences(catalog)}
    assert {pair: words for pair, words in lengths.items() if words > 22} == {}
    assert statistics.mean(lengths.values()) <= 15
    judging = re.compile(r"\b(slecht\w*|achterstand\w*|t\.o\.v\.|ten opzichte van|probleemwijk\w*)\b", re.IGNORECASE)
    assert [pair for pair in lengths if judging.search(pair[1])] == []


def test_reading_is_fast():
    load_catalog(CONFIG)
    took = []
    for _ in range(5):
        start = time.process_time()
        load_catalog(CONFIG)
        took.append(time.process_time() - start)
    assert min(took) < 0.15


@pytest.mark.parametrize("kind", KINDS)
def test_schema_for_editors_is_fresh(kind):
    written = (CONFIG / "schema" / f"{kind}.json").read_text(encoding="utf-8")
    assert written == schema_text(KINDS[kind]), "run: python -m buurtbeeld.config_schema"


@pytest.mark.parametrize("path", sorted(CONFIG.rglob("*.yaml")), ids=lambda path: path.name)
def test_every_file_names_a_schema_that_exists(path):
    first = path.read_text(encoding="utf-8").splitlines()[0]
    prefix = "# yaml-language-server: $schema="
    assert first.startswith(prefix)
    assert (path.parent / first.removeprefix(prefix)).resolve().is_file()


def test_examples_in_the_manual_are_good_indicators():
    text = (ROOT / "docs" / "een-indicator-toevoegen.md").read_text(encoding="utf-8")
    examples = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)]
    indicatoren = [Indicator.model_validate(one).code for one in examples if "code" in one]
    assert indicatoren == ["aandeel_65_plus", "ha_visites_per_1000"]
    assert [Breuk.model_validate(breuk).bron for one in examples for breuk in one.get("breuken", ())] == [
        "verzekeraars"
    ]
    assert HEADER in text


def test_the_manual_names_every_choice():
    text = (ROOT / "docs" / "een-indicator-toevoegen.md").read_text(encoding="utf-8")
    for choice in (Soort, Weergave):
        assert [word for word in get_args(choice) if f"`{word}`" not in text] == []
    wijzen = get_args(Samenstellen.model_fields["wijze"].annotation)
    assert [word for word in wijzen if f"| `{word}` |" not in text] == []
