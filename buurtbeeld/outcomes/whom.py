"""Sentences about the buurten a figure of a partner or the programma is made of. Pure."""

from __future__ import annotations

from collections.abc import Collection

from buurtbeeld.dutch import listed
from buurtbeeld.outcomes.parts import Samenstelling

MOST_NAMES = 5


def samenstelling_zin(found: Samenstelling) -> str:
    """How many buurten, and which when they are few: "Daarin tellen 2 van de 3 buurten mee: Noord en Zuid."."""
    count = len(found.nu)
    which = f": {listed(found.nu)}" if 0 < count <= MOST_NAMES else ""
    if count == found.leden:
        return f"Daarin {'telt 1 buurt' if count == 1 else f'tellen {count} buurten'} mee{which}."
    return f"Daarin {'telt' if count == 1 else 'tellen'} {count} van de {found.leden} buurten mee{which}."


def wisseling_zin(found: Samenstelling | None) -> str:
    """A warning when other buurten are in it than at the start; "" when they are the same."""
    if found is None or not (found.erbij or found.eraf):
        return ""
    told = [f"Sinds de start {_count(found.erbij)} erbij." if found.erbij else "",
            f"{_count(found.eraf, first=True)} niet meer mee." if found.eraf else ""]  # fmt: skip
    return " ".join(["Let op:", *filter(None, told), "Ook dat verandert het cijfer."]).replace("Let op: S", "Let op: s")


def _count(names: Collection[str], *, first: bool = False) -> str:
    """As "kwam Noord" or "kwamen 7 buurten"; at the front of a sentence "Noord telt" or "7 buurten tellen"."""
    who = listed(list(names)) if len(names) <= MOST_NAMES else f"{len(names)} buurten"
    many = len(names) > 1
    return f"{who} {'tellen' if many else 'telt'}" if first else f"{'kwamen' if many else 'kwam'} {who}"
