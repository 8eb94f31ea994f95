"""A possible world that speaks for many roles says what solving every question says."""

from __future__ import annotations

import numpy as np
import pytest

from buurtbeeld.privacy import secondary, worlds
from buurtbeeld.privacy.bounds import bounds, too_much
from buurtbeeld.privacy.worlds import Worlds
from tests.privacy.worlds import World, hierarchy


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(worlds, "FEW", 0)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_hidden_is_the_same_with_and_without(monkeypatch, seed):
    without = hierarchy(seed).publish()
    monkeypatch.setattr(worlds, "FEW", 0)
    assert hierarchy(seed).publish() == without


@pytest.mark.parametrize("seed", [0, 1, 3])
def test_what_a_world_proves_is_safe_when_it_is_solved(small, seed):
    made = hierarchy(seed).system()
    found, proved = Worlds.of(made, made.visible), 0
    for role in ("", *made.roles):
        for at in range(len(made.target_cell)):
            low, high = bounds(made, made.visible, role, np.array([at]))
            if found.proves(made, at, made.own(role)) and np.isfinite(low[0]):
                proved += 1
                assert not too_much(low[0], high[0], made.need[at], strict=made.strict[at])
    assert proved > 10


def test_a_world_says_nothing_to_whoever_sees_that_it_is_not_so(small):
    """Of three the first may be anything as long as the second takes the rest: that one knows better."""
    world = World()
    for name, count in (("a", 4), ("b", 30), ("c", 40)):
        world.place(name, count)
    world.total("wijk", ["a", "b", "c"])
    made = world.system()
    shown = np.array([one.key in ("wijk", "c") for one in made.cells])
    found = Worlds.of(made, shown)
    nobody = np.zeros(3, dtype=bool)
    assert found.proves(made, 0, nobody)
    assert found.proves(made, 0, nobody | (np.array(made.base) == "c"))
    assert not found.proves(made, 0, np.array(made.base) != "a")
    assert {one.role for one in secondary.audit(made, shown)} == {"netwerk b"}
