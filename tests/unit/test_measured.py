"""What a measurement promises, and how its line in docs/metingen.md says whether it was kept."""

import pytest

from benchmarks import uitkomsten
from benchmarks.children import Step
from benchmarks.measured import Measured, table
from benchmarks.statistiek import _coverage
from benchmarks.uitkomsten_steps import AGREEMENT, AUDIT


@pytest.mark.parametrize(
    ("one", "kept", "cell"),
    [
        (Measured("a", 5.0, "s", 5), True, "| 5,00 s | ja |"),
        (Measured("a", 5.1, "s", 5), False, "| 5,00 s | **nee** |"),
        (Measured("a", 69.0, "%", minstens=70), False, "| ten minste 70,0 % | **nee** |"),
        (Measured("a", 71.0, "%", minstens=70), True, "| ten minste 70,0 % | ja |"),
        (Measured("a", 98.0, "%", 97, minstens=93), False, "| 93,0–97,0 % | **nee** |"),
        (Measured("a", 98.0, "%"), True, "|  |  |"),
        (_coverage("b", 94.2, "94–97,5%"), True, "| 94,0–97,5 % | ja |"),
        (_coverage("b", 91.0, "≥ 92%"), False, "| ten minste 92,0 % | **nee** |"),
        (_coverage("b", 1.0, ""), True, "|  |  |"),
    ],
)
def test_a_line_says_whether_the_promise_was_kept(one, kept, cell):
    assert one.gehaald is kept
    assert cell in table([one])


def test_a_limit_of_publishing_is_held_against_its_own_part_only():
    """Ten seconds, of which three for the audit and five for the agreement: the figures took two."""
    found = [Step(seconden, 500.0, {AUDIT: 3.0, AGREEMENT: 5.0}) for seconden in (9.0, 10.0, 11.0)]
    limits = {uitkomsten.FIGURES: 2.0, uitkomsten.AUDITED: 4.0}
    made = {one.wat: (one.waarde, one.grens, one.gehaald) for one in uitkomsten.rows("80 buurten", found, limits)}
    assert made == {
        "80 buurten: de cijfers": (2.0, 2.0, True),
        "80 buurten: de cijfers en de controle": (5.0, 4.0, False),
        "80 buurten: alles van een publicatie": (10.0, None, True),
        "80 buurten: grootste geheugen": (500.0, 2000.0, True),
    }


@pytest.mark.parametrize(("seconds", "kept"), [((2.0, 8.0), True), ((2.0, 8.2), False)])
def test_four_times_as_many_buurten_take_at_most_four_times_as_long(seconds, kept):
    assert uitkomsten.growth((250, 1000), seconds).gehaald is kept
