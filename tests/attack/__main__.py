"""`make attack`: everything every role can get out of the app, attacked; 1 as soon as a hidden cell can be worked out.

python -m tests.attack                       the invented programme, and 200 invented gemeenten
python -m tests.attack --zonder-bijkomend    the same with nothing hidden beside others: shows what it is for
python -m tests.attack --rollen verzekeraar,onderzoeker --gemeenten 0    only these roles
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from itertools import chain
from pathlib import Path

from tests.attack import gemeenten

MOST_TOLD = 30


def main():
    parser = argparse.ArgumentParser(prog="make attack")
    parser.add_argument("--zonder-bijkomend", action="store_true", help="verberg niets naast andere cijfers")
    parser.add_argument("--gemeenten", type=int, default=200, help="bedachte gemeenten (standaard 200)")
    parser.add_argument(
        "--cellen", type=int, default=60, help="cellen per rol en cijfer in grote groepen (standaard 60)"
    )
    parser.add_argument("--rollen", default="", help="alleen deze rollen, met komma's ertussen; de rest niet")
    chosen = parser.parse_args()
    logging.disable(logging.WARNING)  # Streamlit says at every step that there is no browser
    if chosen.zonder_bijkomend:
        gemeenten.switch_off()
    reports = []
    for one in chain(gemeenten.attack(chosen.gemeenten, off=chosen.zonder_bijkomend), _programme(chosen)):
        reports.append(one)
        print(one, flush=True)
    wrong = [(one.role, what) for one in reports for what in one.wrong()]
    for role, what in wrong[:MOST_TOLD]:
        print(f"  te herleiden, {role}: {what}")
    if chosen.rollen:
        print(f"Alleen bekeken: {chosen.rollen}.")
    print("Niets te herleiden." if not wrong else f"{len(wrong)} keer te herleiden.")
    return 1 if wrong else 0


def _programme(chosen):
    """The invented programme as every role sees it, made in a folder of its own."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        print("Het verzonnen programma wordt gemaakt…", file=sys.stderr)
        from tests.attack.programme import attack

        yield from attack(Path(folder), chosen.cellen, tuple(filter(None, chosen.rollen.split(","))))


if __name__ == "__main__":
    sys.exit(main())
