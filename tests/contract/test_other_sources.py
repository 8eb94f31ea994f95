"""SES-WOA, RIVM and PDOK against the stand-in."""

from __future__ import annotations

import copy
import gzip
import json
import re

import geopandas as gpd
import numpy as np
import pytest

from buurtbeeld.errors import SourceError
from buurtbeeld.model import Status
from data_sources import cbs_ses, pdok_gebieden, rivm_gezondheid, rivm_regiobeeld
from tests.standin.fixtures import patient, quiet, spec_of

SES, RIVM, PDOK = spec_of("cbs_ses"), spec_of("rivm_gezondheid"), spec_of("pdok_gebieden")
CARE = spec_of("rivm_regiobeeld")


def rivm(web):
    return rivm_gezondheid.read(RIVM, rivm_gezondheid.fetch(RIVM, 2024, web, known=None, report=quiet))


def test_ses_gives_a_table_per_year_on_one_geography(web):
    older, newer = cbs_ses.read(SES, cbs_ses.fetch(SES, 2025, web, known=None, report=quiet))
    assert [(table.jaar, table.indeling) for table in (older, newer)] == [(2023, 2025), (2024, 2025)]
    assert (older.status, newer.status) == (Status.OK, Status.VOORLOPIG)  # "2024*"
    assert older.values.at["GM9001", "ses_woa_score"] == 0.123  # not 9.9, the score of one part
    assert np.isnan(older.values.at["BU90020001", "ses_woa_score"])


def test_ses_asks_only_for_the_columns_it_reads(web, standin):
    cbs_ses.fetch(SES, 2025, web, known=None, report=quiet)
    (asked,) = [path for path in standin.log if "TypedDataSet" in path]
    assert "$select=WijkenEnBuurten,Perioden,GemiddeldeScore_2" in asked.replace("%2C", ",").replace("%24", "$")


def test_real_scores_of_amsterdam(running_real):
    (table,) = cbs_ses.read(SES, cbs_ses.fetch(SES, 2021, patient(running_real), known=None, report=quiet))
    assert (table.jaar, len(table.areas)) == (2019, 579)
    assert table.values.at["GM0363", "ses_woa_score"] == -0.1
    assert np.isnan(table.values.at["BU03639801", "ses_woa_score"])


def test_health_has_margins_and_is_an_estimate(web):
    tables = rivm(web)
    assert [table.jaar for table in tables] == [2012, 2016, 2020, 2022, 2024]
    last = tables[-1]
    frames = (last.lower, last.values, last.upper)
    assert [frame.at["BU90010101", "goede_ervaren_gezondheid"] for frame in frames] == [70.5, 73.0, 75.5]
    assert (last.status, last.indeling) == (Status.GESCHAT, 2024)
    assert "NL00" in last.areas.index  # NL01 at RIVM
    assert np.isnan(tables[0].values.at["WK900200", "goede_ervaren_gezondheid"])


def test_health_asks_one_age_and_one_margin_at_a_time(web, standin):
    rivm(web)
    asked = [path for path in standin.log if "TypedDataSet" in path]
    assert len(asked) == 15
    assert all("startswith(Leeftijd,'20300')" in path.replace("%20", " ").replace("+", " ") for path in asked)


def test_a_source_that_ignores_the_filter_does_no_harm(web, standin, monkeypatch):
    table = standin.table("50150NED")
    monkeypatch.setattr(type(table), "chosen", lambda own, _: np.arange(own.rows))
    standin.bodies.clear()
    with pytest.raises(SourceError, match="meer dan een keer") as error:
        rivm(web)  # fifteen times the same rows
    assert error.value.code == "E_BRON_DUBBEL"
    standin.bodies.clear()


@pytest.mark.uitgebreid  # tests/oracle has the same figures after publishing
def test_real_health_of_the_country(running_real):
    table = rivm(patient(running_real))[-1]
    assert len(table.areas) == 18_310
    assert table.values.at["NL00", "goede_ervaren_gezondheid"] == 72.8
    assert table.values.at["BU03440522", "goede_ervaren_gezondheid"] == 64.2
    assert np.isnan(table.values.at["WK085532", "goede_ervaren_gezondheid"])


def care(web):
    return rivm_regiobeeld.read(CARE, rivm_regiobeeld.fetch(CARE, 2024, web, known=None, report=quiet))


def test_care_use_is_of_one_kind_of_figure_only(web, standin):
    tables = care(web)
    assert [(table.jaar, table.indeling) for table in tables] == [(2021, 2024), (2022, 2024), (2023, 2024)]
    assert set(tables[-1].values) == set(CARE.kolommen)
    assert (tables[-1].values.loc["BU90010101"] == 123.0).all()  # patients per 10,000: no euros, no numbers, no score
    assert (tables[0].values.loc["BU90010101"] == 121.0).all()
    assert tables[-1].values.loc["BU90020001"].isna().all()
    assert (tables[-1].areas.at["BU90010101", "gemeente_code"], len(tables[-1].areas)) == ("GM9001", 12)
    asked = [path.replace("%20", " ").replace("+", " ") for path in standin.log if "TypedDataSet" in path]
    assert len(asked) == 3
    assert all("startswith(Cijfersoort,'10')" in path for path in asked)


def test_care_use_is_fetched_once_per_release(web, standin):
    raw = rivm_regiobeeld.fetch(CARE, 2024, web, known=None, report=quiet)
    before = len(standin.log)
    assert rivm_regiobeeld.fetch(CARE, 2024, web, known=raw.source_version, report=quiet) is None
    assert not [path for path in standin.log[before:] if "TypedDataSet" in path]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda table: table.dimensions["Cijfersoort"].pop(1), "Per 10.000 is er niet"),
        (
            lambda table: table.dimensions["Cijfersoort"].append({"Key": "30", "Title": "per 10.000 vrouwen"}),
            "Per 10.000 staat er meer dan een keer in",
        ),
        (lambda table: retitled(table, "Cijfersoort", "Marges"), "Dimensie Cijfersoort is er niet"),
        (lambda table: retitled(table, "Patiënten", "Mensen"), "gebruik_ggz: kolom patienten ggz of patienten geest"),
        (lambda table: retitled(table, "Kosten", "Kosten van patiënten"), "gebruik_wijkverpleging: meer dan een kolom"),
        (lambda table: table.dimensions["Perioden"].clear(), "Geen enkel jaar"),
    ],
)
def test_care_use_of_another_shape_is_refused_before_a_figure_comes_in(web, standin, monkeypatch, change, said):
    table = copy.deepcopy(standin.table("50149NED"))
    change(table)
    monkeypatch.setitem(standin.tables, "50149NED", table)
    standin.bodies.clear()
    with pytest.raises(SourceError, match=said):
        care(web)
    assert not [path for path in standin.log if "TypedDataSet" in path]
    standin.bodies.clear()


def retitled(table, title, new):
    for row in table.properties:
        if title in (row["Title"], row["Key"]):
            row["Title"], row["Key"] = new, new if row["Key"] else ""


def borders(web, jaar=2024):
    return pdok_gebieden.read(PDOK, pdok_gebieden.fetch(PDOK, jaar, web, known=None, report=quiet))


def test_borders_have_a_code_a_name_and_a_level(web):
    frames = borders(web)
    assert {level: len(frame) for level, frame in frames.items()} == {"gemeente": 2, "wijk": 3, "buurt": 6}
    assert set(frames["buurt"].columns) == {"geometry", "code", "naam", "niveau"}
    assert frames["buurt"].crs.to_epsg() == 4326


def test_borders_of_a_year_are_fetched_once(web, standin):
    raw = pdok_gebieden.fetch(PDOK, 2024, web, known=None, report=quiet)
    before = len(standin.log)
    assert pdok_gebieden.fetch(PDOK, 2024, web, known=raw.source_version, report=quiet) is None
    assert len(standin.log) == before


def test_the_other_service_of_pdok_takes_over(web, standin, monkeypatch):
    monkeypatch.setattr("tests.standin.server.WFS", re.compile("nergens"))
    assert len(borders(web)["buurt"]) == 6
    assert any("ogc" in path for path in standin.log)


def test_map_files_are_light_public_and_whole(web, tmp_path):
    folder = pdok_gebieden.build_map(borders(web), tmp_path, 2024)
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*json"))
    assert names == [
        "buurt.geojson", "gemeente.geojson", "index.json", "per_gemeente/GM9001.geojson", "per_gemeente/GM9002.geojson",
        "wijk.geojson",
    ]  # fmt: skip
    features = json.loads((folder / "buurt.geojson").read_bytes())["features"]
    assert {key for feature in features for key in feature["properties"]} == {"code", "naam", "niveau", "tint"}
    tints = {feature["properties"]["code"][2:6]: feature["properties"]["tint"] for feature in features}
    assert len(set(tints.values())) == len(tints) == 2  # two gemeenten that touch are told apart
    near = json.loads((folder / "per_gemeente/GM9001.geojson").read_bytes())["features"]
    assert {feature["properties"]["niveau"] for feature in near} == {"wijk", "buurt"}
    assert json.loads((folder / "index.json").read_bytes())["GM9001"] == [5.0, 52.0, 5.2, 52.05]
    assert not list(tmp_path.glob(".*"))


COUNTRY, HEAVIEST = 14_566, 1_500_000


def test_map_of_a_part_of_the_country_is_as_light_and_keeps_shared_borders(shared, tmp_path):
    """The short version of the next: the buurten of 28 gemeenten around Utrecht."""
    path = shared / "data" / "geo" / "buurt_2024_benaderd_wgs84.geojson.gz"
    frame = gpd.read_file(f"/vsigzip/{path}", bbox=(4.95, 51.95, 5.45, 52.25))
    frame = frame.rename(columns={"buurtcode": "code", "buurtnaam": "naam"}).assign(niveau="buurt")
    folder = pdok_gebieden.build_map({"buurt": frame}, tmp_path, 2024)
    check_layer(folder / "buurt.geojson", len(frame))
    assert len(frame) == 867


def check_layer(file, wanted):
    """Light for its number of areas, whole, and gemeenten that touch told apart."""
    assert len(gzip.compress(file.read_bytes(), 6)) < HEAVIEST * wanted / COUNTRY
    drawn = gpd.read_file(file)
    assert (len(drawn), drawn.is_valid.all(), drawn.is_empty.any()) == (wanted, True, False)
    by_gemeente = drawn.assign(gemeente=drawn["code"].str[2:6]).dissolve("gemeente")
    # Drawn on a grid, neighbours overlap by a hair more often than they touch.
    pairs = by_gemeente.sjoin(by_gemeente, predicate="intersects")
    pairs = pairs[pairs.index != pairs["gemeente_right"]]
    assert len(pairs) > len(by_gemeente)
    assert (pairs["tint_left"] != pairs["tint_right"]).mean() > 0.95


@pytest.mark.uitgebreid
def test_map_of_the_country_is_light_and_keeps_shared_borders(running_real, tmp_path):
    folder = pdok_gebieden.build_map(borders(patient(running_real)), tmp_path, 2024)
    check_layer(folder / "buurt.geojson", COUNTRY)
    baarn = json.loads((folder / "per_gemeente/GM0308.geojson").read_bytes())["features"]
    assert sum(feature["properties"]["niveau"] == "buurt" for feature in baarn) == 21
