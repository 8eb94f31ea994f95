"""A trend: one indicator of one plek through the years, with the line broken where borders may have moved."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from buurtbeeld.answers import Series, SeriesPoint
from buurtbeeld.areas import land_of, same_area
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.errors import NotFound
from buurtbeeld.figure_rows import FigureMaker
from buurtbeeld.places import Look, Resolved, resolve
from buurtbeeld.storage import reading
from buurtbeeld.storage.reading import FigureRow, PartRow


def of(look: Look, sleutel: str, code: str) -> Series:
    """Every loaded year of one indicator, oldest first.

    Two years are joined by a line only when the area codes are of one year (RIVM, SES-WOA), or when
    every year between them is loaded and says that the border did not change. A composite buurt has a
    trend only where its figure exists for the whole.

    Raises:
        NotFound: unknown key or indicator.
    """
    resolved = resolve(look, sleutel)
    if code not in look.catalog.indicatoren:
        raise NotFound(f"Er is geen cijfer '{code[:60]}'.", doe="Kijk op de pagina Uitleg welke cijfers er zijn.")
    indicator = look.catalog.indicatoren[code]
    first = resolved.plek.gebieden[0].code
    parts = tuple(reversed(look.parts(first).get(indicator.bron, ())))
    own = _composite_points(look, resolved, indicator, parts) if resolved.composite else None
    if own is None:
        own = _points(look, resolved, indicator, parts, first)
    above = resolved.gemeente_code if resolved.gemeente_code != first else ""
    land = land_of(first) if first != land_of(first) else ""
    return Series(
        indicator=code,
        own=own,
        gemeente=_points(look, resolved, indicator, parts, above),
        land=_points(look, resolved, indicator, parts, land),
        breuk=_break(own),
    )


def _points(
    look: Look, resolved: Resolved, indicator: Indicator, parts: tuple[PartRow, ...], code: str
) -> tuple[SeriesPoint, ...]:
    ids = {part.id: here.id for part in parts if (here := resolved.in_year(code, part.indeling)) is not None}
    maker = FigureMaker.of(look)
    rows = _rows(look, ids, maker.ids.get(indicator.code))
    points: list[SeriesPoint] = []
    before: PartRow | None = None
    for part in parts:
        row, area = rows.get(part.id), resolved.in_year(code, part.indeling)
        if row is None or area is None:
            continue
        joined = before is not None and _same_border(resolved, code, before, part)
        points.append(SeriesPoint(part.jaar, maker.figure(row, part, indicator, area.code, area.naam), joined))
        before = part
    return tuple(points)


def _composite_points(
    look: Look, resolved: Resolved, indicator: Indicator, parts: tuple[PartRow, ...]
) -> tuple[SeriesPoint, ...]:
    keys = reading.areas_by_code(look.connection, {resolved.composite})
    programma = resolved.plek.programma
    wholes = [whole for part in parts if (whole := look.snapshot.composites.get((programma, part.bron, part.jaar)))]
    ids = {whole.id: keys[resolved.composite, whole.indeling].id for whole in wholes if _has(keys, resolved, whole)}
    maker = FigureMaker.of(look)
    rows = _rows(look, ids, maker.ids.get(indicator.code))
    points: list[SeriesPoint] = []
    before: PartRow | None = None
    for whole in wholes:
        found = rows.get(whole.id)
        if found is None:
            continue
        figure = maker.figure(found, whole, indicator, resolved.composite, resolved.plek.naam)
        points.append(SeriesPoint(whole.jaar, figure, before is not None and before.indeling == whole.indeling))
        before = whole
    return tuple(points)


def _has(keys: Mapping[tuple[str, int], object], resolved: Resolved, whole: PartRow) -> bool:
    return (resolved.composite, whole.indeling) in keys


def _rows(look: Look, ids: Mapping[int, int], number: int | None) -> dict[int, FigureRow]:
    if number is None or not ids:
        return {}
    found = reading.figures_of(look.connection, list(ids), list(ids.values()), indicator_id=number)
    return {row.part_id: row for row in found if ids[row.part_id] == row.area_id}


def _same_border(resolved: Resolved, code: str, before: PartRow, part: PartRow) -> bool:
    """Whether the area is known to have kept its border between two editions."""
    if before.indeling == part.indeling:
        return True
    older, newer = resolved.rows[code, before.indeling], resolved.rows[code, part.indeling]
    years = range(before.indeling + 1, part.indeling + 1)
    steps = [row for year in years if (row := resolved.rows.get((code, year))) is not None]
    complete = len(steps) == len(years) or code == land_of(code)
    changes = [step.indelingswijziging for step in steps]
    return complete and same_area((older.code, older.naam), (newer.code, newer.naam), changes)


def _break(points: tuple[SeriesPoint, ...]) -> str:
    gaps = [(before.jaar, after.jaar) for before, after in pairwise(points) if not after.verbonden]
    if not gaps:
        return ""
    first, last = gaps[0]
    return f"Tussen {first} en {last} is er geen lijn: het is niet zeker dat de grens gelijk bleef."
