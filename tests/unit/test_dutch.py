"""Numbers, dates and small words as a Dutch reader expects them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from buurtbeeld import dutch
from buurtbeeld.catalog import load_catalog
from buurtbeeld.model import Figure, Status

HARD = "\u00a0"
MINUS = "\u2212"


@pytest.fixture(scope="module")
def indicatoren():
    return load_catalog(Path(__file__).parents[2] / "config").indicatoren


@pytest.mark.parametrize(
    ("x", "decimals", "expected"),
    [
        (0, 0, "0"), (900, 0, "900"), (109346, 0, "109.346"), (17942942, 0, "17.942.942"), (1234.5, 1, "1.234,5"),
        (0.5, 0, "1"), (2.5, 0, "3"), (-2.5, 0, f"{MINUS}3"), (2.675, 2, "2,68"), (1.005, 2, "1,01"),
        (-0.04, 1, "0,0"), (-0.4, 0, "0"), (-1234.5, 1, f"{MINUS}1.234,5"), (0.1 + 0.2, 1, "0,3"),
        (1e15, 0, "1.000.000.000.000.000"),
    ],
)  # fmt: skip
def test_number(x, decimals, expected):
    assert dutch.number(x, decimals) == expected


@pytest.mark.parametrize("x", [float("nan"), float("inf"), -float("inf")])
def test_a_missing_value_is_no_number(x):
    with pytest.raises(ValueError, match="without a value"):
        dutch.number(x)


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [
        ("aantal_inwoners", 900, "900"),
        ("aandeel_65_plus", 16.7, "17%"),
        ("aandeel_bijstand", 0.4, "0,4%"),
        ("percentage_koopwoningen", 0, "0%"),
        ("gemiddelde_huishoudensgrootte", 2.1, "2,1"),
        ("gemiddelde_woz_waarde", 390, f"€{HARD}390.000"),
        ("gemiddeld_inkomen_per_inwoner", 38.5, f"€{HARD}38.500"),
        ("mediaan_vermogen", -1.2, f"€{HARD}{MINUS}1.200"),
        ("afstand_huisarts_km", 0.8, f"0,8{HARD}km"),
        ("oppervlakte_land_ha", 1234, f"1.234{HARD}ha"),
        ("ses_woa_score", -0.123, f"{MINUS}0,12"),
        ("stedelijkheid", 1, "zeer sterk stedelijk"),
        ("stedelijkheid", 9, "9"),
    ],
)
def test_value_with_its_unit(indicatoren, code, value, expected):
    assert dutch.value_text(value, indicatoren[code]) == expected


@pytest.mark.parametrize(
    ("code", "own", "other", "expected"),
    [
        ("aandeel_65_plus", 17, 11, f"↑{HARD}6{HARD}punten hoger"),
        ("aandeel_65_plus", 16.6, 16.4, f"↑{HARD}1{HARD}punt hoger"),
        ("aandeel_65_plus", 16.9, 17.4, "gelijk"),
        ("aandeel_bijstand", 0.4, 1.2, f"↓{HARD}0,6{HARD}punten lager"),
        ("percentage_koopwoningen", 11, 44, f"↓{HARD}33{HARD}punten lager"),
        ("gemiddelde_woz_waarde", 390, 451, f"↓{HARD}€{HARD}61.000 lager"),
        ("gemiddelde_huishoudensgrootte", 2.1, 1.9, f"↑{HARD}0,2 hoger"),
        ("afstand_huisarts_km", 0.8, 0.7, f"↑{HARD}0,1{HARD}km verder"),
        ("afstand_supermarkt_km", 0.6, 0.7, f"↓{HARD}0,1{HARD}km dichterbij"),
        ("afstand_supermarkt_km", 0.7, 0.7, "even ver"),
        ("stedelijkheid", 1, 3, ""),
        ("aandeel_65_plus", None, 11, ""),
        ("aandeel_65_plus", 17, None, ""),
    ],
)
def test_difference_is_the_one_between_the_figures_on_the_page(indicatoren, code, own, other, expected):
    assert dutch.difference_text(own, other, indicatoren[code]) == expected


@pytest.mark.parametrize(
    ("percent", "expected"),
    [
        (11, "ongeveer 1 op de 9"), (17, "ongeveer 1 op de 6"), (18, "ongeveer 1 op de 6"),
        (12.5, "ongeveer 1 op de 8"),
        (69, "ongeveer 7 op de 10"), (44, "ruim 4 op de 10"), (47, "bijna de helft"), (50, "ongeveer de helft"),
        (20, "ongeveer 1 op de 5"), (33, "ongeveer 1 op de 3"), (66, "ongeveer 2 op de 3"), (94, "ruim 9 op de 10"),
        (3, "ongeveer 1 op de 35"), (2, "ongeveer 1 op de 50"), (1, "ongeveer 1 op de 100"), (0, ""), (0.5, ""),
        (99, ""), (100, ""),
    ],
)  # fmt: skip
def test_one_in(percent, expected):
    assert dutch.one_in(percent) == expected


def test_figure_shows_its_value_or_the_word_for_its_absence(indicatoren):
    def figure(value, status, reden=""):
        return Figure("x", "BU03440522", "Sterrenwijk", 2024, value, status, "%", reden=reden)

    share = indicatoren["aandeel_65_plus"]
    assert dutch.figure_text(figure(16.7, Status.OK), share) == "17%"
    assert dutch.figure_text(figure(None, Status.GEHEIM_BRON, "x"), share) == "niet gepubliceerd"


def test_every_status_has_its_word():
    words = {status: dutch.status_word(status) for status in Status}
    assert [status for status, word in words.items() if not word] == [Status.OK]


def test_dates():
    assert dutch.date_text(date(2026, 11, 22)) == "22 november 2026"
    assert dutch.date_text(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == "1 januari 2027"


@pytest.mark.parametrize(
    ("parts", "expected"), [([], ""), (["a"], "a"), (["a", "b"], "a en b"), (["a", "b", "c"], "a, b en c")]
)
def test_listed(parts, expected):
    assert dutch.listed(parts) == expected


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [
        ("gemiddelde_woz_waarde", 572.121612, f"€{HARD}572.000"),
        ("gemiddeld_inkomen_per_inwoner", 44.988345, f"€{HARD}45.000"),
        ("gemiddeld_inkomen_per_inwoner", 44.95, f"€{HARD}45.000"),
        ("gemiddeld_inkomen_per_inwoner", 34.9, f"€{HARD}34.900"),
    ],
)
def test_a_computed_amount_is_no_finer_than_the_source_gives_it(indicatoren, code, value, expected):
    assert dutch.value_text(value, indicatoren[code]) == expected
