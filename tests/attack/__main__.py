"""`make attack`: everything every role can get out of the app, attacked; 1 as soon as a hidden cell can be worked out.

python -m tests.attack                       the invented programme, and 200 invented gemeenten
python -m tests.attack --zonder-bijkomend    the same with nothing hidden beside others: shows what it is for
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.attack.report import Report

MOST_TOLD = 30


def main():
    parser = argparse.ArgumentParser(prog="make attack")
    parser.add_argument("--zonder-bijkomend", action="store_true", help="verberg niets naast andere cijfers")
    parser.add_argument("--gemeenten", type=int, default=200, help="bedachte gemeenten (standaard 200)")
    parser.add_argument("--cellen", type=int, default=40, help="cellen per rol waarvoor gerekend wordt (standaard 40)")
    chosen = parser.parse_args()
    logging.disable(logging.WARNING)  # Streamlit says at every step that there is no browser
    if chosen.zonder_bijkomend:
        _switch_off()
    reports = [*_places(chosen.gemeenten, off=chosen.zonder_bijkomend), *_programme(chosen.cellen)]
    print()
    for one in reports:
        print(one)
    wrong = [(one.role, what) for one in reports for what in one.wrong()]
    for role, what in wrong[:MOST_TOLD]:
        print(f"  te herleiden, {role}: {what}")
    print("Niets te herleiden." if not wrong else f"{len(wrong)} keer te herleiden.")
    return 1 if wrong else 0


def _switch_off():
    from buurtbeeld.privacy import secondary

    secondary.protect = lambda system: secondary.Choice({}, (), len(system.target_cell))


def _places(count, *, off=False):
    """Invented gemeenten and the worst cases, per kind of role; in two processes.

    Args:
        off: nothing is hidden beside others.
    """
    from tests.privacy.worst_cases import WORST

    outside, inside = Report("bedachte gemeenten: buitenstaander"), Report("bedachte gemeenten: ieder buurtnetwerk")
    names = [*(f"gemeente {at}" for at in range(count)), *WORST]
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=spawned, initializer=_switch_off if off else None) as pool:
        for number, (found, passed, seen) in enumerate(pool.map(_place, names, chunksize=4)):
            if not number % 25:
                print(f"bedachte gemeenten: {number} van {len(names)}…", file=sys.stderr, flush=True)
            for role, cell, least, most in found:
                (inside if role else outside).add(cell, least, most)
            outside.passed, outside.visible = outside.passed + passed, outside.visible + seen
    inside.passed, inside.visible = outside.passed, outside.visible
    return outside, inside


def _place(name):
    """One of them: (role, cell, least, most) of every protected cell, and how many figures pass and are seen."""
    from tests.privacy.worlds import hierarchy, visible
    from tests.privacy.worst_cases import WORST

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


def _programme(cells):
    """The invented programme as every role sees it, made in a folder of its own."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        print("Het verzonnen programma wordt gemaakt…", file=sys.stderr)
        from tests.attack.programme import attack

        yield from attack(Path(folder), cells)


if __name__ == "__main__":
    sys.exit(main())
