"""Lists of places: those whose name is searched for, and those around and inside a plek."""

from __future__ import annotations

import sqlalchemy as sa

from buurtbeeld.answers import PlekRef
from buurtbeeld.areas import is_verzonnen, land_of, search_name
from buurtbeeld.model import VERZONNEN, Gebied, Niveau
from buurtbeeld.places import Look, programme_ref, resolve
from buurtbeeld.storage import reading
from buurtbeeld.storage.reading import AreaRow
from buurtbeeld.storage.schema_published import area

LEVELS = {niveau: number for number, niveau in enumerate(Niveau)}


def search(look: Look, tekst: str, limiet: int) -> tuple[PlekRef, ...]:
    """Programme buurten first, then areas of the newest year; from large to small, then by name.

    Returns:
        At most `limiet` references; empty when the text is shorter than two characters.
    """
    wanted = search_name(tekst)
    if len(wanted) < 2:
        return ()
    own = [programme_ref(programma, buurt) for programma, buurt in look.catalog.buurten()]
    hits = [ref for ref in own if wanted in search_name(f"{ref.naam} {ref.omschrijving}")]
    matches = area.c.zoeknaam.contains(wanted, autoescape=True) | (area.c.code == tekst.strip().upper())
    newest = sa.or_(
        sa.and_(area.c.jaar == look.newest(""), ~_invented()),
        sa.and_(area.c.jaar == look.newest(VERZONNEN), _invented()),
    )
    rows = reading.areas_where(look.connection, newest, ~_composite(), matches, limit=500)
    rows.sort(key=lambda row: (not search_name(row.naam).startswith(wanted), LEVELS[Niveau(row.niveau)], row.naam))
    return (*hits, *_refs(look, rows))[:limiet]


def neighbours(look: Look, sleutel: str) -> tuple[PlekRef, ...]:
    """From large to small: what the plek lies in, then its parts (wijken of a gemeente, buurten of a wijk)."""
    resolved = resolve(look, sleutel)
    own = {gebied.code for gebied in resolved.plek.gebieden}
    first = resolved.plek.gebieden[0]
    above = {land_of(first.code), first.gemeente_code, first.wijk_code} - {"", *own}
    inside = [row for code in above if (row := resolved.rows.get((code, resolved.home))) is not None]
    inside.sort(key=lambda row: LEVELS[Niveau(row.niveau)])
    if resolved.plek.samengesteld:
        parts = [resolved.rows[code, resolved.home] for code in own if (code, resolved.home) in resolved.rows]
    else:
        parts = reading.areas_where(look.connection, area.c.jaar == resolved.home, _part_of(first))
    return _refs(look, [*inside, *sorted(parts, key=lambda row: row.code)])


def _part_of(gebied: Gebied) -> sa.ColumnElement[bool]:
    match gebied.niveau:
        case Niveau.LAND:
            own = _invented() if is_verzonnen(gebied.code) else ~_invented()
            return own & (area.c.niveau == Niveau.GEMEENTE.value) & ~_composite()
        case Niveau.GEMEENTE:
            return (area.c.gemeente_code == gebied.code) & (area.c.niveau == Niveau.WIJK.value) & ~_composite()
        case Niveau.WIJK:
            return (area.c.gemeente_code == gebied.gemeente_code) & (area.c.wijk_code == gebied.code)
        case Niveau.BUURT:
            return sa.false()


def _composite() -> sa.ColumnElement[bool]:
    return area.c.code.contains(":")


def _invented() -> sa.ColumnElement[bool]:
    return area.c.code.startswith(VERZONNEN)


def _refs(look: Look, rows: list[AreaRow]) -> tuple[PlekRef, ...]:
    codes = {row.gemeente_code for row in rows} - {""}
    named = reading.areas_by_code(look.connection, codes) if codes else {}
    gemeenten = {(code, jaar): row.naam for (code, jaar), row in named.items()}
    return tuple(
        PlekRef(row.code, row.naam, Niveau(row.niveau), _description(row, gemeenten.get((row.gemeente_code, row.jaar))))
        for row in rows
    )


def _description(row: AreaRow, gemeente: str | None) -> str:
    what = f"verzonnen {row.niveau}" if is_verzonnen(row.code) else row.niveau
    if row.niveau in {Niveau.LAND.value, Niveau.GEMEENTE.value} or gemeente is None:
        return what
    return f"{what} in {gemeente}"
