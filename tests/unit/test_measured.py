"""What a measurement promises, and how its line in docs/metingen.md says whether it was kept."""

import pytest

from benchmarks.measured import Measured, table
from benchmarks.statistiek import _coverage


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
