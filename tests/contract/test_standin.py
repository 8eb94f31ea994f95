"""The stand-in has the habits of CBS OData v3, also those that hurt."""

from __future__ import annotations

import warnings

import cbsodata
import pytest
import requests

from tests.standin.tables import WIDTH

TABLE = "85984NED"


def ask(standin, entity, kind="Feed", table=TABLE, **options):
    query = {"$format": "json"} | {f"${name}": value for name, value in options.items()}
    return requests.get(f"{standin.address}/OData{kind}/odata/{table}/{entity}", params=query, timeout=10)


def codes(answer):
    return [row["WijkenEnBuurten"].strip() for row in answer.json()["value"]]


@pytest.fixture
def as_cbsodata(standin, monkeypatch):
    monkeypatch.setattr(cbsodata.options, "use_https", False)
    monkeypatch.setattr(cbsodata.options, "requests", {"timeout": 10})
    return standin.address.removeprefix("http://")


def test_cbsodata_works_on_it(as_cbsodata):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # cbsodata leaves its sessions open
        tables = cbsodata.get_table_list(catalog_url=as_cbsodata)
        rows = cbsodata.get_data(TABLE, catalog_url=as_cbsodata)
        raw = cbsodata.get_data(TABLE, catalog_url=as_cbsodata, typed=True)
    assert len(tables) == 15
    assert rows[1]["WijkenEnBuurten"] == "Verzonnen gemeente Oost"
    assert (rows[1]["AantalInwoners_5"], raw[1]["AantalInwoners_5"]) == (7203, "    7203")  # typed= is inverted
    income = next(key for key in rows[0] if key.startswith("GemiddeldInkomenPerInwoner_"))
    assert (rows[4][income], raw[4][income]) == (None, "       .")


def test_keys_are_padded_and_an_unpadded_one_finds_nothing(standin):
    row = ask(standin, "TypedDataSet").json()["value"][1]
    assert (row["WijkenEnBuurten"], len(row["Gemeentenaam_1"])) == ("GM9001".ljust(WIDTH), 40)
    assert ask(standin, "TypedDataSet", filter="WijkenEnBuurten eq 'GM9001'").json()["value"] == []
    assert codes(ask(standin, "TypedDataSet", filter="WijkenEnBuurten eq 'GM9001    '")) == ["GM9001"]


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("startswith(WijkenEnBuurten,'WK')", ["WK900101", "WK9001AF", "WK900200"]),
        ("substringof('AF0',WijkenEnBuurten)", ["BU9001AF01", "BU9001AF02"]),
        ("startswith(WijkenEnBuurten,'WK9002') or startswith(WijkenEnBuurten,'GM9002')", ["GM9002", "WK900200"]),
        ("(startswith(WijkenEnBuurten,'BU')) and (substringof('AF',WijkenEnBuurten))", ["BU9001AF01", "BU9001AF02"]),
    ],
)
def test_filters_on_dimensions(standin, expression, found):
    assert codes(ask(standin, "TypedDataSet", filter=expression)) == found


def test_a_filter_on_a_topic_or_a_range_of_areas_does_nothing(standin):
    assert len(ask(standin, "TypedDataSet", filter="SoortRegio_2 eq 'Wijk'").json()["value"]) == 12
    assert len(ask(standin, "TypedDataSet", filter="WijkenEnBuurten ge 'GM'").json()["value"]) == 12


def test_select_leaves_columns_out(standin):
    rows = ask(standin, "TypedDataSet", select="WijkenEnBuurten,AantalInwoners_5").json()["value"]
    assert set(rows[0]) == {"WijkenEnBuurten", "AantalInwoners_5"}


def test_pages_and_the_limit_of_the_api(running_real):
    first = ask(running_real, "TypedDataSet", table="84799NED").json()
    assert (len(first["value"]), "$skip=10000" in first["odata.nextLink"]) == (10_000, True)
    refused = ask(running_real, "TypedDataSet", "Api", "84799NED")
    assert (refused.status_code, "more than 10000 records" in refused.text) == (500, True)
    assert ask(running_real, "TypedDataSet", "Api", "84799NED", filter="startswith(WijkenEnBuurten,'GM')").ok


def test_gzip_only_for_who_asks(standin):
    address = f"{standin.address}/ODataFeed/odata/{TABLE}/TypedDataSet"
    plain = requests.get(address, headers={"Accept-Encoding": "identity"}, timeout=10)
    packed = requests.get(address, timeout=10)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert plain.content == packed.content


def test_faults_can_be_switched_by_hand(standin):
    requests.get(f"{standin.address}/_standin/fout/html?entity=TypedDataSet", timeout=10)
    assert ask(standin, "TypedDataSet").headers["Content-Type"] == "text/html"
    assert ask(standin, "TableInfos").ok
    counted = requests.get(f"{standin.address}/_standin/fout/", timeout=10).json()
    assert counted == {"fout": "", "tellers": {f"{TABLE} TypedDataSet": 1, f"{TABLE} TableInfos": 1}}
    assert ask(standin, "TypedDataSet").json()
