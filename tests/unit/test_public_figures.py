"""A value or the reason why there is none, for each area of a published table."""

import numpy as np
import pandas as pd
import pytest

from buurtbeeld.model import STATUS_BY_ID, Status
from buurtbeeld.public_figures import NOBODY, FigureGrid, figure_grid
from tests.factories import indicator, share, spec, table

INCOME = indicator(
    "gemiddeld_inkomen_per_inwoner",
    ontbreekt={"variabele": "aantal_inwoners", "onder": 2500, "zin": "CBS geeft dit cijfer vanaf 2.500 personen."},
)
PEOPLE = indicator()


def cell(grid: FigureGrid, code: str, name: str) -> tuple[float, Status, str]:
    row = list(grid.codes).index(code)
    column = [one.code for one in grid.indicators].index(name)
    number = grid.reason[row, column]
    text = "" if number < 0 else grid.reasons[number]
    return float(grid.value[row, column]), STATUS_BY_ID[grid.status[row, column]], text


def grid(values, *chosen, **overrides):
    return figure_grid(table(values, **overrides), spec(), chosen or (PEOPLE, INCOME))


VALUES = {
    "NL00": {"aantal_inwoners": 17_942_942, "gemiddeld_inkomen_per_inwoner": 34.9},
    "BU03440522": {"aantal_inwoners": 900, "gemiddeld_inkomen_per_inwoner": None},
    "BU03440523": {"aantal_inwoners": 0, "gemiddeld_inkomen_per_inwoner": None},
    "BU03440524": {"aantal_inwoners": 4_000, "gemiddeld_inkomen_per_inwoner": None},
    "BU03440525": {"aantal_inwoners": 5_000, "gemiddeld_inkomen_per_inwoner": 30.1},
}


def test_a_published_value_passes_through():
    assert cell(grid(VALUES), "BU03440525", INCOME.code) == (30.1, Status.OK, "")


@pytest.mark.parametrize(
    ("code", "status", "text"),
    [
        ("BU03440522", Status.GEHEIM_BRON, "CBS geeft dit cijfer vanaf 2.500 personen."),
        ("BU03440523", Status.NVT, NOBODY),
        ("BU03440524", Status.ONBEKEND, "CBS publiceert dit cijfer hier niet."),
    ],
)
def test_a_missing_value_says_why(code, status, text):
    value, found, reason = cell(grid(VALUES), code, INCOME.code)
    assert np.isnan(value)
    assert found is status
    assert reason.startswith(text)


def test_zero_is_a_value():
    assert cell(grid(VALUES), "BU03440523", PEOPLE.code) == (0, Status.OK, "")


def test_what_the_source_says_goes_before_our_rules():
    reasons = {("BU03440522", INCOME.code): (Status.NIET_GELEVERD, "Niet geleverd.")}
    assert cell(grid(VALUES, reasons=reasons), "BU03440522", INCOME.code)[1:] == (
        Status.NIET_GELEVERD,
        "Niet geleverd.",
    )


def test_a_reason_never_replaces_a_value():
    reasons = {("BU03440525", INCOME.code): (Status.NIET_GELEVERD, "Niet geleverd.")}
    assert cell(grid(VALUES, reasons=reasons), "BU03440525", INCOME.code) == (30.1, Status.OK, "")


def test_provisional_variabelen_are_marked():
    found = grid(VALUES, voorlopig=frozenset({INCOME.code}))
    assert cell(found, "BU03440525", INCOME.code)[1] is Status.VOORLOPIG
    assert cell(found, "BU03440525", PEOPLE.code)[1] is Status.OK


def test_an_indicator_that_is_empty_everywhere_is_left_out():
    empty = {code: {**row, INCOME.code: None} for code, row in VALUES.items()}
    assert [one.code for one in grid(empty).indicators] == [PEOPLE.code]


def test_an_indicator_that_no_buurt_has_says_so():
    values = {"NL00": {"aantal_inwoners": 10, "x": 1}, "BU03440522": {"aantal_inwoners": 900, "x": None}}
    found = cell(grid(values, PEOPLE, indicator("x")), "BU03440522", "x")
    assert found[2] == "CBS publiceert dit cijfer niet per buurt."


def test_a_share_is_computed_and_left_unrounded():
    old = share("aandeel_65_plus", "inwoners_65_plus", "aantal_inwoners")
    values = {
        "BU1": {"aantal_inwoners": 800, "inwoners_65_plus": 122},  # 15.25%
        "BU2": {"aantal_inwoners": 0, "inwoners_65_plus": 0},
        "BU3": {"aantal_inwoners": 900, "inwoners_65_plus": None},
    }
    found = grid(values, old)
    assert cell(found, "BU1", old.code)[0] == 15.25
    assert cell(found, "BU2", old.code)[1:] == (Status.NVT, NOBODY)
    assert np.isnan(cell(found, "BU3", old.code)[0])


def test_a_noemer_may_add_columns_up_and_lacks_a_value_when_one_is_missing():
    low = share("laag", "laag_aantal", "laag_aantal").model_dump()
    low["noemer"] |= {"plus": ("hoog_aantal",)}
    one = indicator("laag", **{key: low[key] for key in ("soort", "factor", "decimalen", "teller", "noemer")})
    values = {"BU1": {"laag_aantal": 30, "hoog_aantal": 90}, "BU2": {"laag_aantal": 30, "hoog_aantal": None}}
    found = grid(values, one)
    assert cell(found, "BU1", "laag")[0] == 25
    assert np.isnan(cell(found, "BU2", "laag")[0])


def test_margins_belong_to_values_only():
    values = {"BU1": {"x": 50.0}, "BU2": {"x": None}}
    lower = pd.DataFrame({"x": [45.0, 40.0]}, index=["BU1", "BU2"])
    found = figure_grid(table(values, lower=lower, upper=lower + 10, status=Status.GESCHAT), spec(), [indicator("x")])
    assert found.lower[:, 0].tolist()[0] == 45
    assert np.isnan(found.lower[1, 0])
    assert STATUS_BY_ID[found.status[0, 0]] is Status.GESCHAT
