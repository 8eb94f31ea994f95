"""Buurten of a programma that look alike before anything began: by who lives there, never by outcomes."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping

from buurtbeeld.answers import PlekRef
from buurtbeeld.places import Look, programme_ref
from buurtbeeld.programma_schema import Buurt, Programma
from buurtbeeld.storage import reading

# Background only, and few: age, living alone, means, housing, density. Density is skewed, so its logarithm counts.
FEATURES = ("aandeel_65_plus", "aandeel_eenpersoonshuishoudens", "gemiddelde_woz_waarde", "percentage_koopwoningen",
            "bevolkingsdichtheid")  # fmt: skip
SKEWED = frozenset({"bevolkingsdichtheid"})
PEOPLE = "aantal_inwoners"
SHOWN = 12
FEWEST = 3  # features both must have


def most_alike(look: Look, programma: Programma, buurt: Buurt) -> tuple[PlekRef, ...]:
    """Other buurten of the programma, most alike first, at most SHOWN; equal ones by key.

    Standardised Euclidean distance over FEATURES, a missing feature left out and the rest scaled up (statistiek.md 8).
    A buurt with fewer than FEWEST features in common is left out.
    """
    found = {one.sleutel: _features(look, one) for one in programma.buurten}
    spread = {name: _spread([one[name] for one in found.values() if name in one]) for name in FEATURES}
    own = found[buurt.sleutel]
    near = [
        (apart, one.sleutel, one)
        for one in programma.buurten
        if one.sleutel != buurt.sleutel and (apart := _distance(own, found[one.sleutel], spread)) is not None
    ]
    return tuple(programme_ref(programma, one) for _, _, one in sorted(near, key=lambda item: item[:2])[:SHOWN])


def inhabitants(look: Look, buurt: Buurt) -> int | None:
    """Inhabitants as published, of all areas of a buurt; None when one of them is unknown."""
    counts = [_newest(look, buurt.gebieden[0], code).get(PEOPLE) for code in buurt.gebieden]
    known = [count for count in counts if count is not None]
    return round(sum(known)) if len(known) == len(counts) else None


def _features(look: Look, buurt: Buurt) -> dict[str, float]:
    """Of a buurt of several areas the mean, weighted by inhabitants."""
    parts = [_newest(look, buurt.gebieden[0], code) for code in buurt.gebieden]
    weights = [part.get(PEOPLE, 0.0) for part in parts]
    found = {}
    for name in FEATURES:
        if all(name in part for part in parts) and sum(weights) > 0:
            value = sum(part[name] * weight for part, weight in zip(parts, weights, strict=True)) / sum(weights)
            if name not in SKEWED or value > 0:
                found[name] = math.log(value) if name in SKEWED else value
    return found


def _newest(look: Look, first: str, code: str) -> Mapping[str, float]:
    """Newest value of every feature of one area."""
    return _of_all(look, first).get(code, {})


def _of_all(look: Look, first: str) -> Mapping[str, Mapping[str, float]]:
    known: Mapping[str, Mapping[str, float]] | None = look.remembered("features", first[:2])
    return look.remember("features", first[:2], _read(look, first)) if known is None else known


def _read(look: Look, first: str) -> Mapping[str, Mapping[str, float]]:
    """Area code -> feature -> newest value, of every area of a programme buurt."""
    codes = {code for _, one in look.catalog.buurten() for code in one.gebieden}
    areas = {row.id: row.code for row in reading.areas_by_code(look.connection, codes).values()}
    parts = {part.id: part.jaar for rows in look.parts(first).values() for part in rows}
    wanted = {look.snapshot.ids[name]: name for name in (*FEATURES, PEOPLE) if name in look.snapshot.ids}
    newest: dict[str, dict[str, tuple[int, float]]] = {}
    for number, name in wanted.items():
        for row in reading.figures_of(look.connection, parts, areas, indicator_id=number):
            if row.value is not None:
                mine = newest.setdefault(areas[row.area_id], {})
                mine[name] = max(mine.get(name, (0, 0.0)), (parts[row.part_id], row.value))
    return {code: {name: value for name, (_, value) in mine.items()} for code, mine in newest.items()}


def _spread(values: list[float]) -> float:
    return statistics.stdev(values) if len(values) > 1 else 0.0


def _distance(own: Mapping[str, float], other: Mapping[str, float], spread: Mapping[str, float]) -> float | None:
    both = [name for name in FEATURES if name in own and name in other and spread[name] > 0]
    if len(both) < FEWEST:
        return None
    squares = sum(((own[name] - other[name]) / spread[name]) ** 2 for name in both)
    return math.sqrt(squares * len(FEATURES) / len(both))
