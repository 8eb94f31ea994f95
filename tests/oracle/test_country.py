"""The whole country from the stand-in into a publication, against the raw files by another road.

The second opinion reads the shared files with the csv module and counts with plain loops.
"""

from __future__ import annotations

import csv
import gzip
import random
import statistics

import pytest

from buurtbeeld.catalog import load_catalog
from buurtbeeld.figures import ProfileQuestion, Reader, SourcesQuestion, read
from buurtbeeld.roles import Role, User
from buurtbeeld.settings import Settings
from buurtbeeld.storage.engine import open_published
from data_sources import refresh
from data_sources.addresses import Addresses
from data_sources.web import Web

VISITOR = User("iemand", Role.BEZOEKER)
COLUMN = {
    "aantal_inwoners": "AantalInwoners_5",
    "inwoners_65_plus": "k_65JaarOfOuder_12",
    "aantal_huishoudens": "HuishoudensTotaal_29",
    "gemiddelde_huishoudensgrootte": "GemiddeldeHuishoudensgrootte_33",
    "bevolkingsdichtheid": "Bevolkingsdichtheid_34",
    "gemiddelde_woz_waarde": "GemiddeldeWOZWaardeVanWoningen_39",
    "percentage_koopwoningen": "Koopwoningen_47",
    "gemiddeld_inkomen_per_inwoner": "GemiddeldInkomenPerInwoner_83",
    "afstand_huisarts_km": "AfstandTotHuisartsenpraktijk_117",
    "scholen_binnen_3km": "ScholenBinnen3Km_121",
    "omgevingsadressendichtheid": "Omgevingsadressendichtheid_128",
}
LEVEL = {"NL": "land", "GM": "gemeente", "WK": "wijk", "BU": "buurt"}


@pytest.fixture(scope="module")
def raw(shared):
    """The raw file of 2024: code -> column -> text."""
    path = shared / "data" / "kwb" / "2024_85984NED" / "TypedDataSet_selectie.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        return {row["WijkenEnBuurten"].strip(): row for row in csv.DictReader(lines)}


@pytest.fixture(scope="module")
def reader(running_real, tmp_path_factory):
    """KWB 2024 and 2020 and RIVM from the stand-in, published in a fresh store."""
    settings = Settings.from_environment({"BUURTBEELD_DATA": str(tmp_path_factory.mktemp("land"))})
    wanted = [("cbs_kerncijfers", 2024), ("cbs_kerncijfers", 2020), ("rivm_gezondheid", 2024)]
    web = Web(Addresses.from_environment(running_real.environment()))
    outcomes = refresh.refresh(settings, wanted, by="test", web=web)
    assert [(one.code, one.gebieden) for one in outcomes][:2] == [("", 18_310), ("", 17_341)]
    assert outcomes[2].ok
    engine = open_published(settings)
    yield Reader(engine, load_catalog(settings.config_dir))
    engine.dispose()


def ask(reader, code, jaar=2024):
    return read(VISITOR, ProfileQuestion(code, jaar), reader=reader)


def number(text):
    return None if text.strip() in {"", "."} else float(text)


@pytest.fixture(scope="module")
def sample(raw):
    """Ten areas of every size, the same every time."""
    chosen = random.Random(20261124)
    picked = [code for level in ("GM", "WK", "BU") for code in chosen.sample([c for c in raw if c[:2] == level], 3)]
    return ["NL00", *picked]


def test_ten_areas_show_exactly_what_the_raw_file_says(reader, raw, sample):
    compared = 0
    for code in sample:
        rows = ask(reader, code).rows
        for indicator, column in COLUMN.items():
            own = rows[indicator].own
            if (expected := number(raw[code][column])) is not None:
                assert (code, indicator, own.value, own.jaar) == (code, indicator, expected, 2024)
                compared += 1
            else:
                assert own.value is None or own.jaar != 2024
    assert compared > 80


def test_a_rank_equals_counting_by_hand(reader, raw, sample):
    counted = 0
    for code in sample:
        rows = ask(reader, code).rows
        for indicator, column in COLUMN.items():
            own = rows[indicator].own
            if own.lager is None:
                continue
            peers = [number(raw[other][column]) for other in raw if other != code and comparable(raw, code, other)]
            values = [value for value in peers if value is not None]
            assert (own.lager, own.vergeleken) == (sum(value < own.value for value in values), len(values))
            counted += 1
    assert counted > 50


def comparable(raw, code, other):
    own, its = raw[code], raw[other]
    same = code[:2] == other[:2] and own["MateVanStedelijkheid_127"] == its["MateVanStedelijkheid_127"]
    return same and (number(its["AantalInwoners_5"]) or 0) >= 200


def test_spread_equals_the_distribution_that_ships_with_the_startset(reader, raw, shared):
    with (shared / "startset" / "verdeling_2024.csv").open(encoding="utf-8") as lines:
        published = {(row["niveau"], row["stedelijkheid"], row["indicator"]): row for row in csv.DictReader(lines)}
    checked = 0
    for code in ("BU03440522", "GM0114", "WK085532", "BU16213141", "GM0344"):
        class_ = raw[code]["MateVanStedelijkheid_127"].strip().removesuffix(".0")
        for indicator in COLUMN:
            spread = ask(reader, code).rows[indicator].spread
            row = published[LEVEL[code[:2]], class_, indicator]
            assert spread is not None
            # That file rounds to the precision of the source: whole numbers or one decimal.
            step = 0.1 if "." in row["p50"] or "." in row["p25"] else 1
            for name in ("p10", "p25", "p50", "p75", "p90"):
                assert getattr(spread, name) == pytest.approx(float(row[name]), abs=step / 2 + 1e-6)
            assert spread.n == int(row["n"])
            checked += 1
    assert checked == 5 * len(COLUMN)


def test_share_of_65_plus_is_teller_through_noemer(reader, raw, sample):
    for code in sample:
        old, everyone = number(raw[code]["k_65JaarOfOuder_12"]), number(raw[code]["AantalInwoners_5"])
        if everyone:
            own = ask(reader, code).rows["aandeel_65_plus"].own
            assert own.value == pytest.approx(100 * old / everyone, abs=1e-5)


def test_2020_has_its_own_columns_and_names(reader, shared):
    import pandas as pd

    frame = pd.read_parquet(shared / "data" / "kwb" / "2020_84799NED" / "TypedDataSet.parquet")
    frame = frame.set_index(frame["WijkenEnBuurten"].str.strip())
    columns = {"aantal_inwoners": "AantalInwoners_5", "aantal_huishoudens": "HuishoudensTotaal_28"}
    for code in ("NL00", "GM0344", "GM0114", "BU03440522", "WK085532"):
        for indicator, column in columns.items():
            own = ask(reader, code, 2020).rows[indicator].own
            assert (own.value, own.jaar) == (float(frame.loc[code, column]), 2020)


def test_health_of_rivm_arrives_where_it_is_and_nowhere_else(reader):
    rows = {code: ask(reader, code).rows for code in ("NL00", "BU03440522", "WK085532")}
    shown = [rows[code]["goede_ervaren_gezondheid"].own.value for code in rows]
    assert shown == [72.8, 64.2, None]


def test_a_composite_adds_its_parts(reader, raw):
    westwijk = ask(reader, "westwijk").rows
    parts = [raw["WK036211"], raw["WK036212"]]
    assert westwijk["aantal_inwoners"].own.value == sum(number(part["AantalInwoners_5"]) for part in parts) == 18_445
    homes = [number(part["Woningvoorraad_35"]) for part in parts]
    worth = [number(part["GemiddeldeWOZWaardeVanWoningen_39"]) for part in parts]
    own = westwijk["gemiddelde_woz_waarde"].own
    assert own.value == pytest.approx(statistics.fmean(worth, homes), abs=1e-5)
    assert own.methode == "gewogen"


def test_the_country_is_loaded_and_says_so(reader):
    state = {one.bron: one for one in read(VISITOR, SourcesQuestion(), reader=reader)}["cbs_kerncijfers"]
    assert (state.edities, state.gebieden, state.startset) == ((2024, 2020), 18_310, False)
    assert ask(reader, "sterrenwijk").land_geladen
