"""The cases in which hiding goes wrong first, one world each."""

from __future__ import annotations

from tests.privacy.worlds import World, to_five


def _wijk(*counts, others=(40, 60, 55)):
    world = World()
    names = [f"buurt {at}" for at in range(len(counts))]
    for name, count in zip(names, counts, strict=True):
        world.place(name, count, "wijk")
    rest = [f"elders {at}" for at in range(len(others))]
    for name, count in zip(rest, others, strict=True):
        world.place(name, count, "andere wijk")
    world.total("wijk", names, 1, "wijk")
    world.total("andere wijk", rest, 1, "andere wijk")
    world.total("gemeente", ["wijk", "andere wijk"], 2, "gemeente")
    return world


def one_buurt():
    """A wijk of one buurt, which is the wijk."""
    return _wijk(4)


def two_buurten():
    return _wijk(4, 85)


def two_small_buurten():
    return _wijk(6, 7)


def all_but_one_hidden():
    return _wijk(3, 9, 0, 5, 120)


def all_but_one_shown():
    return _wijk(0, 30, 25, 12, 44)


def one_is_nearly_everything():
    """One buurt has at least 95% of the gemeente."""
    return _wijk(7, 900, others=(8, 6, 9))


def nobody():
    return _wijk(0, 0, 35, 15)


def teller_is_noemer():
    """Everybody is in it: those who are not, none, are protected."""
    world = World()
    world.truth |= {"wel": 34, "niet": 0, "wel elders": 40, "niet elders": 25}
    world.cells |= {
        "teller": ["wel"], "rest": ["niet"], "noemer": ["wel", "niet"],
        "teller elders": ["wel elders"], "rest elders": ["niet elders"], "noemer elders": ["wel elders", "niet elders"],
        "noemer samen": ["wel", "niet", "wel elders", "niet elders"], "teller samen": ["wel", "wel elders"],
    }  # fmt: skip
    world.levels |= {"noemer samen": 1, "teller samen": 1}
    world.owners = {"netwerk elders": frozenset({"wel elders", "niet elders"})}
    return world


def two_indicators_on_one_noemer():
    """Of the same people some are in the one group and some in the other; what is left is small."""
    world = World()
    world.truth |= {"a": 41, "b": 23, "geen van beide": 4}
    world.cells |= {
        "noemer": ["a", "b", "geen van beide"], "a": ["a"], "b": ["b"], "a of b": ["a", "b"],
        "rest": ["geen van beide"],
    }  # fmt: skip
    world.levels |= {"noemer": 1, "a of b": 1}
    return world


def year_of_six_rounds():
    world = World()
    names = [f"2026-T{at}" for at in range(1, 7)]
    for name, count in zip(names, (14, 22, 8, 31, 12, 19), strict=True):
        world.truth[name] = count
        world.cells[name] = [name]
    world.total("2026", names)
    return world


def twelve_months_that_roll_on():
    """Five windows of twelve months: two that follow each other differ by two quarters, which are not shown."""
    world = World()
    quarters = (10, 3, 4, 12, 14, 2, 9, 1)
    for at, count in enumerate(quarters):
        world.truth[f"K{at}"] = count
        world.cells[f"kwartaal {at}"] = [f"K{at}"]
    for at in range(5):
        world.cells[f"jaar {at}"] = [f"K{one}" for one in range(at, at + 4)]
        world.levels[f"jaar {at}"] = 1
    for at, count in enumerate(quarters):  # a quarter alone is never a figure of its own
        if count >= 10:
            del world.cells[f"kwartaal {at}"]
    return world


def redelivered(step):
    """A total was published; then one buurt delivered again."""

    def made():
        world = _wijk(4, 7, 23, 52)
        shown = {name: to_five(world.exact(name)) for name in ("wijk", "gemeente")}
        members = {name: list(world.cells[name]) for name in shown}
        world.truth["buurt 2 nieuw"] = world.truth["buurt 2"] + step
        for cell, parts in world.cells.items():
            world.cells[cell] = ["buurt 2 nieuw" if one == "buurt 2" else one for one in parts]
        world.owners["netwerk buurt 2"] = frozenset({"buurt 2", "buurt 2 nieuw"})
        world.earlier = [(members[name], value) for name, value in shown.items()]
        return world

    return made


def withdrawn():
    """A buurt delivered, the total with it was published, and the delivery was taken back."""
    world = _wijk(4, 6, 30, 25)
    before = [(list(world.cells["wijk"]), to_five(world.exact("wijk")))]
    gone = "buurt 0"
    for parts in world.cells.values():
        if gone in parts and len(parts) > 1:
            parts.remove(gone)
    world.earlier = before
    return world


def border_moved():
    """A wijk got one small buurt more; the wijk as it was, was published."""
    world = _wijk(28, 45, 33, 6)
    as_it_was = [one for one in world.cells["wijk"] if one != "buurt 3"]
    world.earlier = [(as_it_was, to_five(sum(world.truth[one] for one in as_it_was)))]
    return world


def shown_year_before_its_quarters():
    """The year was published before its quarters came, one of which is small."""
    world = World()
    names = [f"K{at}" for at in range(1, 5)]
    for name, count in zip(names, (31, 8, 29, 30), strict=True):
        world.truth[name] = count
        world.cells[name] = [name]
    world.earlier = [(names, to_five(98))]
    return world


WORST = {
    "a wijk of one buurt": one_buurt,
    "a wijk of two buurten": two_buurten,
    "a wijk of two small buurten": two_small_buurten,
    "all but one hidden": all_but_one_hidden,
    "all but one shown": all_but_one_shown,
    "one buurt is 95% of the gemeente": one_is_nearly_everything,
    "nobody": nobody,
    "teller is noemer": teller_is_noemer,
    "two indicators on one noemer": two_indicators_on_one_noemer,
    "a year of six rounds": year_of_six_rounds,
    "twelve months that roll on": twelve_months_that_roll_on,
    "delivered again, one more": redelivered(1),
    "delivered again, four more": redelivered(4),
    "delivered again, one less": redelivered(-1),
    "withdrawn": withdrawn,
    "a border that moved": border_moved,
    "a year shown before its quarters": shown_year_before_its_quarters,
}  # fmt: skip
