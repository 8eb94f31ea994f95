"""The embedded default speaks the same language as any other source."""

from __future__ import annotations

import json

import numpy as np
import pytest

from buurtbeeld.errors import SourceError
from buurtbeeld.model import Status
from data_sources import startset
from tests.standin.fixtures import spec_of

KERNCIJFERS, RIVM = spec_of("cbs_kerncijfers"), spec_of("rivm_gezondheid")


def tables(spec):
    return startset.read(spec, startset.fetch(spec))


def test_sterrenwijk_has_900_inhabitants_and_says_why_income_is_missing():
    (table,) = tables(KERNCIJFERS)
    assert table.values.at["BU03440522", "aantal_inwoners"] == 900
    assert np.isnan(table.values.at["BU03440522", "gemiddeld_inkomen_per_inwoner"])
    status, sentence = table.reasons["BU03440522", "gemiddeld_inkomen_per_inwoner"]
    assert (status, sentence) == (
        Status.GEHEIM_BRON,
        "CBS geeft dit cijfer niet: minder dan 2.500 personen in particuliere huishoudens.",
    )


@pytest.mark.parametrize("spec", [KERNCIJFERS, RIVM], ids=lambda spec: spec.code)
def test_every_missing_figure_says_why(spec):
    for table in tables(spec):
        missing = {(code, name) for name in table.values for code in table.values.index[table.values[name].isna()]}
        assert missing == table.reasons.keys()
        assert all(sentence.endswith(".") for _, sentence in table.reasons.values())


def test_health_is_there_for_five_years_and_not_for_wijken():
    found = tables(RIVM)
    assert [table.jaar for table in found] == [2012, 2016, 2020, 2022, 2024]
    assert {table.status for table in found} == {Status.GESCHAT}
    assert found[-1].values.at["BU03440522", "goede_ervaren_gezondheid"] == 64.2
    assert found[-1].reasons["WK085532", "goede_ervaren_gezondheid"] == (
        Status.NIET_GELEVERD,
        "Dit cijfer zit voor wijken niet in de startset.",
    )


def test_comparable_areas_of_the_country_come_along():
    (table,) = tables(KERNCIJFERS)
    rows = table.distribution.set_index(["niveau", "stedelijkheid", "variabele"])
    assert {"aandeel_0_tot_15", "aandeel_65_plus"} <= set(table.distribution["variabele"])
    assert rows.loc[("buurt", "1", "aantal_inwoners"), "n"] > 1000
    assert ((rows["p10"] <= rows["p25"]) & (rows["p25"] <= rows["p50"]) & (rows["p75"] <= rows["p90"])).all()


def test_it_says_what_it_lacks():
    with pytest.raises(SourceError, match="geen Kerncijfers wijken en buurten van 2023") as error:
        startset.fetch(KERNCIJFERS, 2023)
    assert error.value.code == "E_STARTSET"
    with pytest.raises(SourceError, match="SES-WOA"):
        startset.fetch(spec_of("cbs_ses"))


def test_it_is_known_once_it_was_read():
    assert startset.fetch(KERNCIJFERS, known=startset.ORIGIN) is None


def test_the_outline_has_nine_parts():
    assert len(json.loads(startset.outline())["features"]) == 9
