"""What holds for every period between 2020 and 2035."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from buurtbeeld.periods import Periode, PeriodeSoort, periods_between

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
SOORTEN = st.sampled_from(PeriodeSoort)
CALENDAR = st.sampled_from([soort for soort in PeriodeSoort if soort is not PeriodeSoort.TWAALFMAANDS])


@given(DAYS, SOORTEN)
def test_a_code_reads_back(day, soort):
    one = Periode.containing(day, soort)
    assert day in one
    assert Periode.parse(one.code) == one


@given(DAYS, SOORTEN, st.integers(-60, 60))
def test_shifting_back_and_forth_changes_nothing(day, soort, steps):
    one = Periode.containing(day, soort)
    assert one.shifted(steps).shifted(-steps) == one
    assert one.shifted(1).start == one.eind
    assert not one.shifted(1).overlaps(one)


@given(DAYS, CALENDAR)
def test_every_day_is_in_one_period_of_a_kind(day, soort):
    year = Periode.containing(day, PeriodeSoort.JAAR)
    parts = year.split(soort)
    assert sum(day in part for part in parts) == 1
    assert parts[0].start == year.start
    assert parts[-1].eind == year.eind
    assert all(first.eind == second.start for first, second in pairwise(parts))


@given(DAYS, DAYS, CALENDAR)
def test_periods_between_two_days_are_all_and_only_the_whole_ones(a, b, soort):
    start, eind = min(a, b), max(a, b)
    found = list(periods_between(start, eind, soort))
    assert all(start <= one.start and one.eind <= eind for one in found)
    before, after = (found[0], found[-1]) if found else (None, None)
    if before:
        assert before.shifted(-1).start < start
        assert after.shifted(1).eind > eind
    else:
        assert eind - start < timedelta(days=31 * 2 * soort.months)


@given(DAYS, DAYS, SOORTEN, SOORTEN)
def test_overlap_is_having_a_day_in_common(a, b, first, second):
    one, other = Periode.containing(a, first), Periode.containing(b, second)
    shared = max(one.start, other.start)
    assert one.overlaps(other) == other.overlaps(one) == (shared in one and shared in other)
    assert not one.covers(other) or one.overlaps(other)
