"""Kerncijfers of CBS, from question to table, against a server with CBS's habits."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from buurtbeeld.errors import SourceError
from buurtbeeld.model import Status
from data_sources import cbs_kerncijfers
from data_sources.cbs_answer import to_numbers
from data_sources.cbs_catalogue import discover
from data_sources.cbs_odata import pages
from tests.standin.fixtures import patient, quiet, spec_of
from tests.standin.invented import KERNCIJFERS_TABLES

SPEC = spec_of("cbs_kerncijfers")


def fetch(web, jaar=2024, known=None):
    return cbs_kerncijfers.fetch(SPEC, jaar, web, known=known, report=quiet)


def read(web, jaar=2024):
    (table,) = cbs_kerncijfers.read(SPEC, fetch(web, jaar))
    return table


@pytest.mark.parametrize("jaar", KERNCIJFERS_TABLES)
def test_every_edition_is_read(web, jaar):
    table = read(web, jaar)
    assert (table.jaar, table.indeling, table.tabel) == (jaar, jaar, KERNCIJFERS_TABLES[jaar])
    assert table.values.at["GM9001", "aantal_inwoners"] == 7203 + jaar - 2024
    oldest = table.values.loc["BU9001AF01", "inwoners_65_plus"]
    assert oldest == pytest.approx(0.2 * table.values.at["BU9001AF01", "aantal_inwoners"], abs=1)


def test_areas_are_clean_sorted_and_complete(web):
    areas = read(web).areas
    assert list(areas.index) == sorted(areas.index)
    assert areas.loc["BU9001AF01"].to_dict() == {
        "naam": "Verzonnen Stad Centrum", "niveau": "buurt", "gemeente_code": "GM9001", "wijk_code": "WK9001AF",
        "indelingswijziging": "1",
    }  # fmt: skip
    assert areas.loc["NL00", ["niveau", "gemeente_code", "indelingswijziging"]].tolist() == ["land", "", ""]


def test_missing_is_never_zero_and_zero_is_never_missing(web):
    values = read(web).values
    assert np.isnan(values.at["BU90010102", "gemiddeld_inkomen_per_inwoner"])
    assert values.at["BU9001AF02", "aantal_inwoners"] == 0
    assert np.isnan(values.at["BU9001AF02", "percentage_koopwoningen"])


def test_the_answer_is_kept_byte_for_byte(web, standin):
    raw = fetch(web)
    body = web.get(f"{standin.address}/ODataFeed/odata/85984NED/TypedDataSet?$format=json")
    assert raw.documents["TypedDataSet.1.json"] == body
    assert list(raw.documents) == [
        "TableInfos.json", "DataProperties.1.json", "WijkenEnBuurten.1.json", "TypedDataSet.1.json",
    ]  # fmt: skip
    assert (raw.source_version, raw.origin) == ("2026-10-01T02:00:00", standin.address)


def test_a_second_run_makes_no_data_request(web, standin):
    first = fetch(web)
    before = standin.data_requests()
    assert fetch(web, known=first.source_version) is None
    assert standin.data_requests() == before


def test_all_columns_come_in(web):
    rows = json.loads(fetch(web).documents["TypedDataSet.1.json"])["value"]
    assert len(rows[0]) == len(web_columns(web)) + 2  # with ID and the area


def web_columns(web):
    return [row for row in json.loads(fetch(web).documents["DataProperties.1.json"])["value"] if row["Type"] == "Topic"]


def test_a_new_year_is_found_in_the_catalogue(web):
    without = SPEC.model_copy(update={"edities": {}})
    assert {jaar: edition.tabel for jaar, edition in discover(web, without).items()} == KERNCIJFERS_TABLES
    raw = cbs_kerncijfers.fetch(without, 2026, web, known=None, report=quiet)
    assert cbs_kerncijfers.read(without, raw)[0].jaar == 2026


def test_a_year_that_does_not_exist_says_so(web):
    with pytest.raises(SourceError, match="Voor 2031 is er geen tabel") as error:
        fetch(web, 2031)
    assert error.value.code == "E_BRON_JAAR"


def test_what_cbs_says_about_its_figures_is_kept(web):
    assert read(web).release_note == "Verzonnen, alleen om te testen."


@pytest.mark.parametrize("cell", [None, ".", "       .", "", "   ", -99997, -99995.0, "-99997", "-99999999"])
def test_every_way_to_say_missing(cell):
    assert np.isnan(to_numbers([cell, 1], "K_1", "", "b")[0])


@pytest.mark.parametrize(
    ("cell", "number"), [("    46.9", 46.9), ("46,9", 46.9), (0, 0.0), ("       0", 0.0), (-12, -12.0)]
)
def test_every_way_to_write_a_number(cell, number):
    assert to_numbers([cell, None, "."], "K_1", "", "b")[0] == number


@pytest.mark.parametrize("cell", ["veel", "1.2.3", [], {}])
def test_text_for_a_number_is_refused(cell):
    with pytest.raises(SourceError, match="Kolom K_1 bevat tekst"):
        to_numbers([cell, 1.0], "K_1", "", "b")


def test_real_rows_of_2024(running_real, shared):
    table = read(patient(running_real))
    path = shared / "data/kwb/2024_85984NED/TypedDataSet_selectie.csv.gz"
    published = (
        pd.read_csv(path, low_memory=False)
        .assign(code=lambda rows: rows["WijkenEnBuurten"].str.strip())
        .set_index("code")
    )
    assert len(table.areas) == 18_310
    assert (table.areas["niveau"].value_counts().to_dict()) == {
        "buurt": 14_574,
        "wijk": 3_393,
        "gemeente": 342,
        "land": 1,
    }
    for variabele, column in {
        "aantal_inwoners": "AantalInwoners_5", "inwoners_65_plus": "k_65JaarOfOuder_12",
        "gemiddelde_woz_waarde": "GemiddeldeWOZWaardeVanWoningen_39", "stedelijkheid": "MateVanStedelijkheid_127",
        "gemiddeld_inkomen_per_inwoner": "GemiddeldInkomenPerInwoner_83", "herkomst_nederland": "Nederland_17",
    }.items():  # fmt: skip
        expected = published[column].reindex(table.values.index).astype(float)
        pd.testing.assert_series_equal(table.values[variabele], expected, check_names=False)
    assert table.areas.at["BU03440522", "naam"] == "Sterrenwijk"
    assert (table.status, table.tabel) == (Status.OK, "85984NED")
    assert table.release_note.startswith("Definitief, tenzij")


def test_real_rows_of_2020_with_their_own_columns(running_real, shared):
    table = read(patient(running_real), 2020)
    published = pd.read_parquet(shared / "data/kwb/2020_84799NED/TypedDataSet.parquet")
    published.index = published["WijkenEnBuurten"].str.strip()
    assert len(table.areas) == 17_341
    for variabele, column in {
        "aantal_inwoners": "AantalInwoners_5", "afstand_supermarkt_km": "AfstandTotGroteSupermarkt_106",
        "gemiddelde_woz_waarde": "GemiddeldeWoningwaarde_35",
    }.items():  # fmt: skip
        expected = published[column].reindex(table.values.index).astype(float)
        pd.testing.assert_series_equal(table.values[variabele], expected, check_names=False)


def test_a_page_holds_ten_thousand_rows(running_real):
    bodies = list(pages(patient(running_real), SPEC, "84799NED", "TypedDataSet"))
    assert [len(json.loads(body)["value"]) for body in bodies] == [10_000, 7_341]
