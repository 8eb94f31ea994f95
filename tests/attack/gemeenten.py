"""The attack on invented gemeenten and on the worst cases, of which the truth is known: on nothing but the audit."""

from __future__ import annotations

import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor

from buurtbeeld.privacy import secondary
from tests.attack.report import Report
from tests.privacy.worlds import hierarchy, visible
from tests.privacy.worst_cases import WORST


def switch_off():
    """Hide nothing beside others, in this process."""
    secondary.protect = lambda system: secondary.Choice({}, (), len(system.target_cell))


def attack(count, *, off=False):
    """Invented gemeenten and the worst cases, per kind of role; in two processes.

    Args:
        off: nothing is hidden beside others.
    """
    outside, inside = Report("bedachte gemeenten: buitenstaander"), Report("bedachte gemeenten: ieder buurtnetwerk")
    names = [*(f"gemeente {at}" for at in range(count)), *WORST]
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=spawned, initializer=switch_off if off else None) as pool:
        for number, (found, passed, seen) in enumerate(pool.map(place, names, chunksize=4)):
            if not number % 25:
                print(f"bedachte gemeenten: {number} van {len(names)}…", file=sys.stderr, flush=True)
            for role, cell, least, most in found:
                (inside if role else outside).add(cell, least, most)
            outside.passed, outside.visible = outside.passed + passed, outside.visible + seen
    inside.passed, inside.visible = outside.passed, outside.visible
    return outside, inside


def place(name):
    """One of them: (role, cell, least, most) of every protected cell, and how many figures pass and are seen."""
    world = WORST[name]() if name in WORST else hierarchy(int(name.split()[1]))
    answers, _ = world.publish()
    found = []
    for role in ["", *world.owners]:
        attacker, own = world.attacked(answers, role), world.owners.get(role, frozenset())
        for cell in world.protected:
            if not own & set(world.cells[cell]):
                found.append((role, f"{name}, {cell}", *attacker.range_of(cell)))
    counted = [visible(world, answers, level) for level in (0, 1)] if name not in WORST else []
    return found, sum(passed for passed, _ in counted), sum(seen for _, seen in counted)
