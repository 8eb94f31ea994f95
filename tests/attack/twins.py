"""Two worlds that differ in secret cells only: what a role gets in them is the same to the letter, or something leaks.

Sort order, the ends of an axis, a colour, a tooltip, how often a word is there: no list has to name them.
"""

from __future__ import annotations

import difflib

from tests.attack.report import Report

# What may be other: figures that secret cells are part of, on purpose and not to be worked back.
APART: tuple[str, ...] = ()


def report(name, other, haul):
    """Where one role got something else in the other world."""
    made = Report(f"andere geheime cellen: {name}", looked=f"{len(haul.told)} uitvoeren vergeleken")
    made.protected = len(haul.told)
    for where in sorted(haul.told.keys() | other.told.keys()):
        one, two = haul.told.get(where), other.told.get(where)
        if one != two and not where.startswith(APART or ("\0",)):
            made.says(f"{where}: {difference(one, two)}")
    return made


def difference(one, two):
    """The first piece in which two texts differ."""
    if one is None or two is None:
        return "staat maar in een van de twee"
    left, right = one.split("\n"), two.split("\n")
    if len(left) != len(right):
        lines = [
            line for line in difflib.unified_diff(left, right, lineterm="", n=0) if line[:2] not in ("--", "++", "@@")
        ]
        return " / ".join(line[:120] for line in lines[:4])
    before, after = next(pair for pair in zip(left, right, strict=True) if pair[0] != pair[1])
    at = next(
        (at for at, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    return f"…{before[max(0, at - 40) : at + 40]}… / …{after[max(0, at - 40) : at + 40]}…"
