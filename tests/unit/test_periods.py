"""Periods: codes, names, borders, and what day it is in the Netherlands."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from buurtbeeld import periods
from buurtbeeld.periods import Periode, PeriodeError, PeriodeSoort, add_months, date_in_nl, periods_between


@pytest.mark.parametrize(
    ("code", "start", "eind", "soort", "naam"),
    [
        ("2026", date(2026, 1, 1), date(2027, 1, 1), "jaar", "2026"),
        ("2026-H2", date(2026, 7, 1), date(2027, 1, 1), "halfjaar", "2e halfjaar 2026"),
        ("2026-K1", date(2026, 1, 1), date(2026, 4, 1), "kwartaal", "1e kwartaal 2026"),
        ("2026-T1", date(2026, 1, 1), date(2026, 3, 1), "tweemaand", "januari en februari 2026"),
        ("2026-T3", date(2026, 5, 1), date(2026, 7, 1), "tweemaand", "mei en juni 2026"),
        ("2026-T6", date(2026, 11, 1), date(2027, 1, 1), "tweemaand", "november en december 2026"),
        ("2024-M02", date(2024, 2, 1), date(2024, 3, 1), "maand", "februari 2024"),
        ("2026-T3-12M", date(2025, 7, 1), date(2026, 7, 1), "twaalfmaands", "juli 2025 t/m juni 2026"),
        ("2026-M05-12M", date(2025, 6, 1), date(2026, 6, 1), "twaalfmaands", "juni 2025 t/m mei 2026"),
    ],
)
def test_code_and_period_belong_together(code, start, eind, soort, naam):
    one = Periode.parse(code)
    assert (one.start, one.eind, one.soort) == (start, eind, soort)
    assert (one.code, one.naam) == (code, naam)


def test_any_period_with_12m_means_the_twelve_months_up_to_its_end():
    codes = ("2026-12M", "2026-H2-12M", "2026-K4-12M", "2026-T6-12M", "2026-M12-12M")
    assert {Periode.parse(code).code for code in codes} == {"2026-T6-12M"}


@pytest.mark.parametrize(
    "code",
    ["", "26", "2026-T7", "2026-T0", "2026-K5", "2026-H3", "2026-M13", "2026-X1", "2026-T", "T3-2026", "2026-T3-6M",
     "2026-T3-12M-12M", "2026 T3", "1026", "2026-t3", "٢٠٢٦"],
)  # fmt: skip
def test_what_is_no_period_is_refused_with_an_example(code):
    with pytest.raises(PeriodeError) as caught:
        Periode.parse(code)
    assert caught.value.code == "E_PERIODE"
    assert "2026-T3-12M" in caught.value.doe


@pytest.mark.parametrize(
    ("start", "eind", "soort"),
    [
        (date(2026, 1, 2), date(2026, 3, 2), PeriodeSoort.TWEEMAAND),
        (date(2026, 2, 1), date(2026, 4, 1), PeriodeSoort.TWEEMAAND),
        (date(2026, 1, 1), date(2026, 2, 1), PeriodeSoort.TWEEMAAND),
        (date(2026, 7, 1), date(2027, 7, 1), PeriodeSoort.JAAR),
        (date(2026, 1, 1), date(2026, 12, 31), PeriodeSoort.TWAALFMAANDS),
    ],
)
def test_a_period_has_the_borders_of_its_kind(start, eind, soort):
    with pytest.raises(PeriodeError):
        Periode(start, eind, soort)


def test_the_end_does_not_belong_to_it():
    one = Periode.parse("2026-T1")
    assert date(2026, 2, 28) in one
    assert date(2026, 3, 1) not in one
    assert date(2025, 12, 31) not in one
    assert one.last_day == date(2026, 2, 28)


def test_overlap_and_cover():
    year, quarter, pair = (Periode.parse(code) for code in ("2026", "2026-K1", "2026-T2"))
    assert quarter.overlaps(pair)
    assert not quarter.covers(pair)
    assert year.covers(pair)
    assert not Periode.parse("2025").overlaps(year)


def test_twaalfmaands_rolls_by_its_own_length_only_as_a_whole():
    assert Periode.parse("2026-T3-12M").shifted(-1).code == "2025-T3-12M"
    assert Periode.parse("2026-T1").shifted(-1).code == "2025-T6"


def test_splitting():
    assert [one.code for one in Periode.parse("2026-H1").split(PeriodeSoort.TWEEMAAND)] == [
        "2026-T1",
        "2026-T2",
        "2026-T3",
    ]
    with pytest.raises(PeriodeError, match="kwartaal"):
        Periode.parse("2026-K1").split(PeriodeSoort.TWEEMAAND)
    with pytest.raises(PeriodeError):
        Periode.parse("2026-K1").split(PeriodeSoort.JAAR)


def test_only_whole_periods_lie_between_two_days():
    found = periods_between(date(2026, 1, 2), date(2026, 7, 1), PeriodeSoort.TWEEMAAND)
    assert [one.code for one in found] == ["2026-T2", "2026-T3"]


def test_months_are_counted_from_a_first_day():
    assert add_months(date(2026, 1, 1), -1) == date(2025, 12, 1)
    with pytest.raises(PeriodeError):
        add_months(date(2026, 1, 31), 1)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 2, 28, 22, 59, tzinfo=UTC), date(2026, 2, 28)),
        (datetime(2026, 2, 28, 23, 0, tzinfo=UTC), date(2026, 3, 1)),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), date(2026, 3, 29)),  # the clock goes forward
        (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), date(2026, 7, 1)),  # summer: two hours ahead
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), date(2026, 10, 25)),  # the clock goes back
        (datetime(2026, 10, 25, 22, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_the_date_is_that_of_the_netherlands(moment, expected, monkeypatch):
    assert date_in_nl(moment) == expected
    monkeypatch.setattr(periods, "now", lambda: moment)
    assert periods.today() == expected


def test_a_moment_without_a_timezone_has_no_date():
    with pytest.raises(ValueError, match="timezone"):
        date_in_nl(datetime(2026, 1, 1))  # noqa: DTZ001


def test_now_is_stored_in_utc():
    assert periods.now().tzinfo is UTC
