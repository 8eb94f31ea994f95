"""Which buurten of a programma are part of another by their areas, without comparing each with each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from buurtbeeld.programma_schema import Buurt

HEADS = (2, 3)  # letters before the digits of a code: BU, WK, GM; and VB with one more sign


def inside(buurten: Sequence[Buurt]) -> dict[str, tuple[str, ...]]:
    """Buurt -> buurten that are part of it, without those that are part of one that is already there.

    A buurt is part of another when each of its areas lies in one of the other: BU03440522 is in WK034405 and in GM0344.
    Buurten without another inside them are left out.
    """
    index: dict[tuple[int, str], list[tuple[str, str]]] = {}
    for one in buurten:
        for area in one.gebieden:
            head = _head(area)
            index.setdefault((head, area[head:]), []).append((area, one.sleutel))
    areas = {one.sleutel: set(one.gebieden) for one in buurten}
    wholes = {}
    for one in buurten:
        holders = [set(_holders(part, index)) for part in one.gebieden]
        found = set.intersection(*holders) if holders else set(areas)
        wholes[one.sleutel] = {whole for whole in found if areas[whole] != areas[one.sleutel]}
    made: dict[str, list[str]] = {}
    for one in buurten:
        for whole in wholes[one.sleutel]:
            made.setdefault(whole, []).append(one.sleutel)
    return {
        one.sleutel: tuple(part for part in made[one.sleutel] if wholes[part].isdisjoint(made[one.sleutel]))
        for one in buurten
        if one.sleutel in made
    }


def _head(area: str) -> int:
    return HEADS[1] if area.startswith("VB") else HEADS[0]


def _holders(part: str, index: dict[tuple[int, str], list[tuple[str, str]]]) -> Iterator[str]:
    """Buurten of which an area holds this one."""
    for head in HEADS:
        digits = part[head:]
        for length in range(len(digits) + 1):
            for area, sleutel in index.get((head, digits[:length]), ()):
                if area == part or len(area) < len(part):
                    yield sleutel
