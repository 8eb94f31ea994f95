"""The promise about small numbers, for any numbers at all: what rests on 0 to 9 persons has no number."""

from __future__ import annotations

from math import isclose, isfinite

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from buurtbeeld.model import Status
from buurtbeeld.privacy import rounding
from tests.delivered_rows import line, number, shown

PEOPLE = st.integers(0, 60) | st.integers(0, 200_000)
STATUSES = st.sampled_from(["ok", "voorlopig", "geheim_bron"])
BY_PERSONS = {"geincludeerde_clienten": "aantal", "marktaandeel_deelnemers": "verhouding",
              "seh_bezoeken_per_1000": "rate", "ligduur_dagen": "gemiddelde", "klachten_score": "schaal",
              "nps_burgers": "nps"}  # fmt: skip


@st.composite
def rows(draw):
    """A row of some kind, and the numbers of persons that it rests on, or that it leaves out."""
    indicator = draw(st.sampled_from(sorted(BY_PERSONS)))
    soort, below = BY_PERSONS[indicator], draw(PEOPLE)
    above = draw(st.integers(0, below)) if soort == "verhouding" else draw(PEOPLE)
    status = draw(STATUSES)
    if soort == "aantal":
        return indicator, line(teller=above, waarde=above, status=status), [above]
    if soort == "verhouding":
        return indicator, line(teller=above, noemer=below, status=status), [above, below, below - above]
    if soort == "rate":
        return indicator, line(teller=above, noemer=below, status=status), [above, below]
    value = draw(st.floats(0, 50 if soort == "nps" else 1e5))
    who = {draw(st.sampled_from(["n", "noemer"])): below} if soort != "gemiddelde" else {"noemer": below}
    return indicator, line(teller=above if soort == "gemiddelde" else None, waarde=value, status=status, **who), [below]


@given(rows())
def test_a_figure_about_few_persons_never_has_a_number(made):
    indicator, given_row, persons = made
    (one,) = shown(indicator, given_row)
    numbers = [number(one, name) for name in ("value", "teller", "noemer")]
    if given_row["status"] == "geheim_bron":
        assert one["status"] is Status.GEHEIM_BRON
        assert numbers == [None, None, None]
    elif min(persons) < (20 if BY_PERSONS[indicator] == "gemiddelde" else 10):  # nobody says who dominates a mean
        assert one["status"] is Status.AFGESCHERMD
        assert numbers == [None, None, None]
        assert one["reden"]
    else:
        assert one["status"].has_value
        assert isfinite(numbers[0])
        assert one["reden"] == ""


@given(rows())
def test_a_number_of_persons_is_shown_as_a_multiple_of_five_and_a_sum_never(made):
    indicator, given_row, _ = made
    (one,) = shown(indicator, given_row)
    counts = [number(one, name) for name in ("teller", "noemer")]
    assert all(count is None or count % 5 == 0 for count in counts)
    if BY_PERSONS[indicator] == "gemiddelde":
        assert counts[0] is None


def widths(score, numbers, classes):
    """Of each class below ten how far apart its least and greatest number can be, counted out one by one."""
    can = [
        (low, people - 2 * low - apart, low + apart)
        for people in numbers
        for apart in range(-people, people + 1)
        if abs(100 * apart / people - score) <= 0.5 + 1e-9
        for low in range(max(0, -apart), (people - apart) // 2 + 1)
    ]
    ends = [(min(column), max(column)) for column in zip(*can, strict=True)] or [(0, 0)] * 3
    return [high - low for (low, high), count in zip(ends, classes, strict=True) if count < 10]


@given(st.lists(st.integers(0, 40) | st.integers(0, 400), min_size=11, max_size=11), STATUSES)
def test_an_nps_is_its_definition_and_its_classes_are_whole_or_hidden(counts, status):
    lines = [line(uitsplitsing=str(score), teller=count, status=status) for score, count in enumerate(counts)]
    found = {one["uitsplitsing"]: one for one in shown("nps_burgers", *lines)}
    low, middle, high = sum(counts[:7]), sum(counts[7:9]), sum(counts[9:])
    people = low + middle + high
    if status == "geheim_bron":
        assert {name: one["status"] for name, one in found.items()} == {"": Status.GEHEIM_BRON}
        return
    seen = number(found[""])
    assert seen is None or people >= 10
    classes = (low, middle, high)
    if seen is None and people >= 10:
        assert min(widths(round(100 * (high - low) / people), range(10, 201), classes)) < 9
    if seen is not None:
        told = number(found[""], "noemer")
        known = range(10, 201) if told is None else range(max(10, int(told) - 2), int(told) + 3)
        assert min(widths(seen, known, classes), default=9) >= 9
        assert abs(seen - 100 * (high - low) / people) <= 0.5 + 1e-9
        assert seen == round(seen)
    for name, count in (("criticaster", low), ("passief", middle), ("promotor", high)):
        value = number(found[name])
        assert (value is None) == (min(low, middle, high) < 10)
        assert value is None or abs(value - count) <= 2


@given(st.integers(0, 10**9))
def test_rounding_to_five_is_never_more_than_two_off_and_a_five_stays(count):
    (shown_as,) = rounding.to_five(np.array([float(count)]))
    assert shown_as % 5 == 0
    assert abs(shown_as - count) <= 2  # 2,5 would be a tie: of whole numbers there is none


@given(st.floats(-1e9, 1e9).filter(lambda value: value == 0 or abs(value) > 1e-6), st.integers(1, 6))
def test_significant_figures_keep_that_many(value, digits):
    (seen,) = rounding.significant(np.array([value]), digits)
    assert isclose(seen, float(f"{value:.{digits}g}"), rel_tol=2 * 10.0**-digits, abs_tol=0)
    assert seen == 0 or len(f"{seen:.12e}".split("e")[0].replace(".", "").replace("-", "").rstrip("0")) <= digits


@given(st.integers(10, 5000), st.integers(20, 5000))
def test_a_share_follows_from_the_counts_that_are_shown(teller, noemer):
    (one,) = shown("seh_bezoeken_per_1000", line(teller=teller, noemer=noemer))
    exact = 1000 * number(one, "teller") / number(one, "noemer")
    assert abs(number(one) - exact) <= (0.5 if number(one, "noemer") < 200 else 0.05) + 1e-9
