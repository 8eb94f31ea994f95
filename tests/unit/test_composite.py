"""A buurt of several areas: what adds up, what is weighted, what is only shown per part."""

import numpy as np
import pandas as pd

from buurtbeeld.composite import INCOMPLETE, PER_PART, Parts, combine
from buurtbeeld.model import STATUS_BY_ID, STATUS_ID, Status
from buurtbeeld.public_figures import METHODS
from tests.factories import indicator, share

PEOPLE = indicator()
LAND = indicator("oppervlakte_land_ha")
DENSITY = indicator("bevolkingsdichtheid", samenstellen={"wijze": "dichtheid", "naar": "oppervlakte_land_ha"})
SIZE = indicator(
    "gemiddelde_huishoudensgrootte", decimalen=1, samenstellen={"wijze": "gewogen", "naar": "aantal_huishoudens"}
)
HOUSEHOLDS = indicator("aantal_huishoudens")
WOZ = indicator("gemiddelde_woz_waarde", samenstellen={"wijze": "gewogen", "naar": "woningvoorraad"})
URBAN = indicator("stedelijkheid", samenstellen={"wijze": "per_deel"})
OLD = share("aandeel_65_plus", "inwoners_65_plus", "aantal_inwoners")


def parts(**columns: list[float | None]) -> Parts:
    """Two buurten of two parts each."""
    keys = np.array(["p:a", "p:a", "p:b", "p:b"], dtype=object)
    value = pd.DataFrame(columns, index=keys).astype(float)
    status = value.notna().astype(int) * STATUS_ID[Status.OK]
    return Parts(keys, value, status)


def cell(found, row, name):
    column = [one.code for one in found.indicators].index(name)
    number = found.reason[row, column]
    return (
        found.value[row, column],
        STATUS_BY_ID[found.status[row, column]],
        METHODS[found.methode[row, column]],
        "" if number < 0 else found.reasons[number],
    )


def test_people_and_land_add_up_and_density_follows():
    found = combine(
        parts(
            aantal_inwoners=[7815, 10630, 100, 100],
            oppervlakte_land_ha=[200, 300, 10, 10],
            bevolkingsdichtheid=[1, 2, 3, 4],
        ),
        [PEOPLE, LAND, DENSITY],
    )
    assert cell(found, 0, PEOPLE.code) == (18_445, Status.OK, "opgeteld", "")
    assert cell(found, 0, DENSITY.code)[0] == 18_445 / 5
    assert found.codes.tolist() == ["p:a", "p:b"]


def test_household_size_is_weighted_by_households():
    found = combine(
        parts(gemiddelde_huishoudensgrootte=[1.5, 2.5, 2, 2], aantal_huishoudens=[300, 100, 1, 1]), [SIZE, HOUSEHOLDS]
    )
    assert cell(found, 0, SIZE.code) == (1.75, Status.OK, "gewogen", "")


def test_without_its_weight_a_mean_is_shown_per_part():
    found = combine(parts(gemiddelde_woz_waarde=[300, 400, 300, 400]), [WOZ])
    assert cell(found, 0, WOZ.code)[1:] == (Status.NVT, "per deel", PER_PART)


def test_with_its_weight_missing_for_one_buurt_that_one_is_shown_per_part():
    found = combine(parts(gemiddelde_woz_waarde=[300, 400, 300, 400], woningvoorraad=[1, 1, None, 1]), [WOZ])
    assert cell(found, 0, WOZ.code)[0] == 350
    assert cell(found, 1, WOZ.code)[1:] == (Status.NVT, "per deel", PER_PART)


def test_a_class_is_never_combined():
    found = combine(parts(stedelijkheid=[1, 1, 1, 1]), [URBAN])
    assert cell(found, 0, URBAN.code)[1:] == (Status.NVT, "per deel", PER_PART)


def test_a_part_without_the_figure_leaves_the_whole_without():
    found = combine(parts(aantal_inwoners=[5, None, 1, 2]), [PEOPLE])
    value, status, methode, reason = cell(found, 0, PEOPLE.code)
    assert np.isnan(value)
    assert (status, methode, reason) == (Status.ONBEKEND, "opgeteld", INCOMPLETE)
    assert cell(found, 1, PEOPLE.code)[0] == 3


def test_a_share_is_made_from_its_summed_parts():
    found = combine(
        parts(aantal_inwoners=[100, 300, 1, 1], inwoners_65_plus=[50, 50, 0, 1], aandeel_65_plus=[50, 16.7, 0, 100]),
        [OLD, PEOPLE],
    )
    assert cell(found, 0, OLD.code)[0] == 25


def test_one_provisional_part_makes_the_whole_provisional():
    some = parts(aantal_inwoners=[1, 2, 3, 4])
    some.status.iloc[0, 0] = STATUS_ID[Status.VOORLOPIG]
    found = combine(some, [PEOPLE])
    assert cell(found, 0, PEOPLE.code)[1] is Status.VOORLOPIG
    assert cell(found, 1, PEOPLE.code)[1] is Status.OK
