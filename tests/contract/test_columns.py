"""Columns are found by name and parent titles, whatever numbers CBS gives them."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buurtbeeld.errors import SourceError
from buurtbeeld.sources import Column
from data_sources.cbs_columns import resolve
from tests.standin.fixtures import spec_of
from tests.standin.layout import KERNCIJFERS, data_properties

SPEC = spec_of("cbs_kerncijfers")
NOT_IN_2020 = {
    "inwoners_80_plus", "herkomst_nederland", "herkomst_europa", "herkomst_buiten_europa", "personen_in_armoede",
    "personen_net_boven_armoede",
}  # fmt: skip


def topic(key, *, parent=None, unit="aantal", at=0):
    return {"ID": at, "ParentID": parent, "Type": "Topic", "Key": key, "Title": key, "Unit": unit, "Description": None}


def group(title, at):
    return {"ID": at, "ParentID": None, "Type": "TopicGroup", "Key": "", "Title": title, "Description": None}


def resolve_one(column, properties, jaar=2024):
    spec = SPEC.model_copy(update={"kolommen": {"cijfer": column}})
    return resolve(spec, jaar, properties, "Adres: x, tabel y")


def test_the_real_description_of_2020_gives_every_variabele(shared):
    frame = pd.read_parquet(shared / "data/kwb/2020_84799NED/DataProperties.parquet")
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    found = resolve(SPEC, 2020, rows, "")
    assert found.absent == NOT_IN_2020
    assert found.keys["gemiddeld_inkomen_per_inwoner"] == ("GemiddeldInkomenPerInwoner_72",)
    assert found.keys["gemiddelde_woz_waarde"] == ("GemiddeldeWoningwaarde_35",)
    assert found.keys["opleiding_hoog"] == ("OpleidingsniveauHoog_66",)
    assert found.keys["wmo_clienten"] == ("WmoClienten_89",)


def test_the_real_description_of_2024_gives_every_variabele(shared):
    text = (shared / "data/odata/v3_85984NED_kwb2024/DataProperties.json").read_text(encoding="utf-8")
    found = resolve(SPEC, 2024, json.loads(text), "")
    assert found.absent == {"inwoners_80_plus", "personen_in_armoede", "personen_net_boven_armoede"}
    assert found.keys["herkomst_nederland"] == ("Nederland_17",)  # not Nederland_20, born in the Netherlands
    assert found.keys["gemiddeld_inkomen_per_inwoner"] == ("GemiddeldInkomenPerInwoner_83",)
    assert found.keys["opleiding_hoog"] == ("HboWo_77",)
    assert {"gemiddelde_woz_waarde", "gemiddeld_inkomen_per_inwoner"} <= found.provisional
    assert "aantal_inwoners" not in found.provisional


@pytest.mark.parametrize("jaar", range(2019, 2027))
def test_every_year_has_what_it_should(jaar):
    found = resolve(SPEC, jaar, data_properties(KERNCIJFERS, ["WijkenEnBuurten"], jaar), "")
    assert found.keys.keys() | found.absent == SPEC.kolommen.keys()
    assert len(found.absent) <= 6
    assert len(found.all_keys()) == len(set(found.all_keys()))


def test_since_2026_the_oldest_are_two_columns():
    found = resolve(SPEC, 2026, data_properties(KERNCIJFERS, ["WijkenEnBuurten"], 2026), "")
    stems = [key.rsplit("_", 1)[0] for key in found.keys["inwoners_65_plus"]]
    assert stems == ["k_65JaarTot80Jaar", "k_80JaarOfOuder"]


@given(st.randoms(use_true_random=False), st.integers(2019, 2026))
def test_numbers_and_order_mean_nothing(random, jaar):
    rows = data_properties(KERNCIJFERS, ["WijkenEnBuurten"], jaar)
    stems = {code: [key.rsplit("_", 1)[0] for key in keys] for code, keys in resolve(SPEC, jaar, rows, "").keys.items()}
    moved = [row | {"Key": re.sub(r"\d+$", str(random.randint(1, 999)), row["Key"])} for row in rows]
    random.shuffle(moved)
    found = resolve(SPEC, jaar, moved, "")
    assert {code: [key.rsplit("_", 1)[0] for key in keys] for code, keys in found.keys.items()} == stems


def test_a_column_that_is_gone_is_named():
    with pytest.raises(SourceError, match="cijfer: kolom Mannen is er niet") as error:
        resolve_one(Column(stam=("Mannen",)), [topic("Vrouwen_3")])
    assert error.value.code == "E_BRON_SCHEMA"
    assert "tabel y" in str(error.value)
    assert "config/bronnen/cbs_kerncijfers.yaml" in error.value.doe


def test_two_columns_that_fit_are_both_named():
    with pytest.raises(SourceError, match=r"meer dan een kolom past \(Mannen_3, Mannen_9\)"):
        resolve_one(Column(stam=("Mannen",)), [topic("Mannen_3", at=1), topic("Mannen_9", at=2)])


def test_titles_of_the_groups_tell_twins_apart():
    rows = [group("Herkomstland ", 1), group("Geboren in Nederland", 2), topic("Nederland_1", parent=1, at=3)]
    rows.append(topic("Nederland_2", parent=2, at=4))
    assert resolve_one(Column(stam=("Nederland",), onder=("herkomstland",)), rows).keys["cijfer"] == ("Nederland_1",)
    other = Column(stam=("Nederland",), niet_onder=("Herkomstland",))
    assert resolve_one(other, rows).keys["cijfer"] == ("Nederland_2",)


def test_another_unit_is_refused_and_another_spelling_is_not():
    column = Column(stam=("Inkomen",), eenheid=("x 1 000 euro",))
    assert resolve_one(column, [topic("Inkomen_1", unit="x 1 000  Euro")]).keys["cijfer"] == ("Inkomen_1",)
    with pytest.raises(SourceError, match="Inkomen_1 is nu in 'euro', eerst in 'x 1 000 euro'"):
        resolve_one(column, [topic("Inkomen_1", unit="euro")])


def test_a_year_that_was_republished_may_have_the_column_or_not():
    column = Column(stam=("Armoede",), vanaf=2024, wisselt=(2024,))
    assert resolve_one(column, [topic("Mannen_1")]).absent == {"cijfer"}
    assert resolve_one(column, [topic("Armoede_1")]).keys["cijfer"] == ("Armoede_1",)
    assert resolve_one(column, [topic("Armoede_1")], jaar=2023).absent == {"cijfer"}
    with pytest.raises(SourceError, match="Armoede is er niet"):
        resolve_one(column, [topic("Mannen_1")], jaar=2025)
