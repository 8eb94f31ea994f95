"""Other buurten beside one: which look alike, and how many people live there."""

from __future__ import annotations

from collections.abc import Mapping

from buurtbeeld.answers import PlekRef
from buurtbeeld.places import Look, programme_ref
from buurtbeeld.programma_schema import Buurt, Programma
from buurtbeeld.storage import reading, reading_learning

PEOPLE = "aantal_inwoners"


def most_alike(look: Look, programma: Programma, buurt: Buurt) -> tuple[PlekRef, ...]:
    """Other buurten of the programma, most alike first, as `buurtbeeld.learning` worked out for this publication.

    Empty when that has not been done yet, or when too little is known of the buurt.
    """
    number = reading_learning.results_of(look.connection, look.snapshot.publicatie, programma.code)
    known = {one.sleutel: one for one in programma.buurten}
    near = reading_learning.alike(look.connection, number, buurt.sleutel) if number else []
    return tuple(programme_ref(programma, known[row["ander"]]) for row in near if row["ander"] in known)


def inhabitants(look: Look, buurt: Buurt) -> int | None:
    """Inhabitants as published, of all areas of a buurt; None when one of them is unknown."""
    people = _people(look, buurt.gebieden[0])
    counts = [people.get(code) for code in buurt.gebieden]
    known = [count for count in counts if count is not None]
    return round(sum(known)) if len(known) == len(counts) else None


def _people(look: Look, first: str) -> Mapping[str, float]:
    known: Mapping[str, float] | None = look.remembered("people", first[:2])
    return look.remember("people", first[:2], _read(look, first)) if known is None else known


def _read(look: Look, first: str) -> Mapping[str, float]:
    """Area code -> newest number of inhabitants, of every area of a programme buurt."""
    codes = {code for _, one in look.catalog.buurten() for code in one.gebieden}
    areas = {row.id: row.code for row in reading.areas_by_code(look.connection, codes).values()}
    parts = {part.id: part.jaar for rows in look.parts(first).values() for part in rows}
    newest: dict[str, tuple[int, float]] = {}
    if PEOPLE in look.snapshot.ids:
        for row in reading.figures_of(look.connection, parts, areas, indicator_id=look.snapshot.ids[PEOPLE]):
            if row.value is not None:
                code = areas[row.area_id]
                newest[code] = max(newest.get(code, (0, 0.0)), (parts[row.part_id], row.value))
    return {code: value for code, (_, value) in newest.items()}
