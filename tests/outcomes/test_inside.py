"""Which buurten lie inside others, by index: the same as by comparing each with each."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from buurtbeeld.outcomes.inside import inside
from tests.outcomes.village import buurt

LEVELS = [
    ["GM0344", "GM0345"],
    ["WK034405", "WK034406", "WK034501"],
    ["BU03440522", "BU03440523", "BU03440611", "BU03450100"],
    ["VBB010101", "VBB010201"],
    ["VBW0101", "VBW0102"],
    ["VBG01"],
]
AREAS = st.sampled_from(LEVELS).flatmap(
    lambda codes: st.lists(st.sampled_from(codes), min_size=1, max_size=3, unique=True)
)


def holds(area, part):
    head = 3 if area.startswith("VB") else 2
    return area == part or (len(area) < len(part) and part[head:].startswith(area[head:]))


def is_part(one, whole):
    smaller = all(any(holds(area, part) for area in whole.gebieden) for part in one.gebieden)
    return smaller and set(one.gebieden) != set(whole.gebieden)


def within(whole, buurten):
    some = [one for one in buurten if one.sleutel != whole.sleutel and is_part(one, whole)]
    return tuple(one.sleutel for one in some if not any(other is not one and is_part(one, other) for other in some))


@given(st.lists(AREAS, max_size=9))
def test_by_index_is_each_with_each(given_areas):
    buurten = [buurt(f"b{at}", gebieden=tuple(areas)) for at, areas in enumerate(given_areas)]
    assert inside(buurten) == {one.sleutel: found for one in buurten if (found := within(one, buurten))}


def test_a_wijk_holds_its_buurten_and_a_gemeente_the_wijk():
    names = {"gemeente": "GM0344", "wijk": "WK034405", "een": "BU03440522", "elders": "BU03450100"}
    buurten = [buurt(name, gebieden=(area,)) for name, area in names.items()]
    assert inside(buurten) == {"gemeente": ("wijk",), "wijk": ("een",)}


def test_a_thousand_buurten_are_not_compared_with_each_other():
    buurten = [buurt(f"b{at}", gebieden=(f"BU9{at:07d}",)) for at in range(1000)]
    began = time.process_time()
    assert inside(buurten) == {}
    assert time.process_time() - began < 0.5  # each with each took seconds
