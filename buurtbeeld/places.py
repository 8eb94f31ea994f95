"""What a key in the URL stands for, which areas belong to it, and how to find a place by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import sqlalchemy as sa

from buurtbeeld.answers import PlekRef
from buurtbeeld.areas import comparable_name, is_verzonnen, land_of, search_name
from buurtbeeld.catalog import Catalog
from buurtbeeld.catalog_schema import Buurt, Programma
from buurtbeeld.errors import NotFound
from buurtbeeld.model import VERZONNEN, Gebied, Niveau, Plek, niveau_of
from buurtbeeld.sources import AREA_SOURCE
from buurtbeeld.storage import reading
from buurtbeeld.storage.reading import AreaRow, PartRow, Snapshot
from buurtbeeld.storage.schema_published import area

Found = TypeVar("Found")
LEVELS = {niveau: number for number, niveau in enumerate(Niveau)}


@dataclass(frozen=True)
class Look:
    """One look into the published store: a connection, its publication and the catalogue."""

    connection: sa.Connection
    snapshot: Snapshot
    catalog: Catalog
    memory: dict[tuple[str, ...], Any] = field(default_factory=dict, repr=False, compare=False)

    def remembered(self, *what: str) -> Any:
        """What was worked out before from this publication; None when it was not."""
        return self.memory.get(what)

    def remember(self, what: str, which: str, found: Found) -> Found:
        """Keep something that holds as long as this publication is the newest; never about a user."""
        self.memory[what, which] = found
        return found

    @cached_property
    def _real(self) -> Mapping[str, tuple[PartRow, ...]]:
        known = self.catalog.bronnen.keys() - self.catalog.stand_ins().keys()
        return {bron: rows for bron, rows in self.snapshot.parts.items() if bron in known}

    @cached_property
    def _invented(self) -> Mapping[str, tuple[PartRow, ...]]:
        """Empty in production: without a source that says so, no invented area exists."""
        stands_for = self.catalog.stand_ins()
        known = self.catalog.bronnen.keys() - set(stands_for.values()) if stands_for else set()
        return {stands_for.get(bron, bron): rows for bron, rows in self.snapshot.parts.items() if bron in known}

    def parts(self, code: str) -> Mapping[str, tuple[PartRow, ...]]:
        """Loaded parts per source that can hold figures of an area, newest first.

        For an invented area they stand under the real source that the invented one stands for.
        """
        return self._invented if is_verzonnen(code) else self._real

    def editions(self, code: str) -> tuple[PartRow, ...]:
        """Loaded editions of the source that says which areas of this kind exist, newest first."""
        return self.parts(code).get(AREA_SOURCE, ())

    def years(self, code: str) -> set[int]:
        """Years of area codes in this publication; table `area` may hold areas that were taken back."""
        return {part.indeling for parts in self.parts(code).values() for part in parts}

    def newest(self, code: str) -> int:
        """Year of the newest loaded area codes; 0 when nothing is loaded."""
        return max((edition.indeling for edition in self.editions(code)), default=0)


@dataclass(frozen=True)
class Resolved:
    """A plek with the rows of its areas in every loaded year.

    Attributes:
        home: year of area codes in which the plek is defined.
        rows: (code, year) -> area, also of its gemeente and the country.
        gemeente_code: "" when its areas lie in more than one gemeente.
        composite: key in table `area` when it consists of several areas, else "".
    """

    plek: Plek
    home: int
    rows: dict[tuple[str, int], AreaRow]
    gemeente_code: str
    composite: str

    def in_year(self, code: str, indeling: int) -> AreaRow | None:
        """The same area in the codes of another year; None when it is not (known to be) the same."""
        here, there = self.rows.get((code, self.home)), self.rows.get((code, indeling))
        if here is None or there is None:
            return there
        return there if comparable_name(here.naam) == comparable_name(there.naam) else None


def resolve(look: Look, sleutel: str) -> Resolved:
    """Find the programme buurt or area a key stands for.

    Raises:
        NotFound: neither exists.
    """
    found = look.catalog.buurt(sleutel)
    if found is not None:
        return _programme_buurt(look, *found)
    code = sleutel.strip().upper()
    rows = reading.areas_by_code(look.connection, {code})
    rows = {key: row for key, row in rows.items() if ":" not in row.code and row.jaar in look.years(code)}
    if not rows:
        raise NotFound(
            f"Er is geen buurt, wijk of gemeente '{sleutel[:40]}'.",
            doe="Kies een buurt in de lijst, of zoek op naam.",
        )
    newest = max(rows.values(), key=lambda row: row.jaar)
    return _bare_area(look, newest)


def _bare_area(look: Look, row: AreaRow) -> Resolved:
    rows = reading.areas_by_code(
        look.connection, {row.code, row.gemeente_code, row.wijk_code, land_of(row.code)} - {""}
    )
    plek = Plek(
        sleutel=row.code,
        naam=row.naam,
        programma="",
        niveau=Niveau(row.niveau),
        gebieden=(_gebied(row, rows),),
    )
    return Resolved(plek, row.jaar, rows, row.gemeente_code, "")


def _programme_buurt(look: Look, programma: Programma, buurt: Buurt) -> Resolved:
    home = buurt.codejaar or programma.codejaar
    rows = reading.areas_by_code(look.connection, {*buurt.gebieden, land_of(buurt.gebieden[0])})
    gemeenten = {rows[code, home].gemeente_code for code in buurt.gebieden if (code, home) in rows}
    wijken = {rows[code, home].wijk_code for code in buurt.gebieden if (code, home) in rows}
    rows |= reading.areas_by_code(look.connection, (gemeenten | wijken) - {""})
    gebieden = tuple(
        _gebied(rows[code, home], rows)
        if (code, home) in rows
        else Gebied(code, home, buurt.naam, niveau_of(code), "", buurt.gemeente)
        for code in buurt.gebieden
    )
    plek = Plek(
        sleutel=buurt.sleutel,
        naam=buurt.naam,
        programma=programma.code,
        niveau=gebieden[0].niveau,
        gebieden=gebieden,
        opmerking=buurt.opmerking,
        zekerheid=buurt.zekerheid,
        partner=buurt.partner,
        start=buurt.start,
        punt=buurt.punt,
    )
    gemeente = gemeenten.pop() if len(gemeenten) == 1 else ""
    composite = f"{programma.code}:{buurt.sleutel}" if len(buurt.gebieden) > 1 else ""
    return Resolved(plek, home, rows, gemeente, composite)


def _gebied(row: AreaRow, rows: dict[tuple[str, int], AreaRow]) -> Gebied:
    def name(code: str) -> str:
        return rows[code, row.jaar].naam if (code, row.jaar) in rows else ""

    return Gebied(
        code=row.code,
        jaar=row.jaar,
        naam=row.naam,
        niveau=Niveau(row.niveau),
        gemeente_code=row.gemeente_code,
        gemeente_naam=name(row.gemeente_code) if row.gemeente_code else row.naam,
        wijk_code=row.wijk_code,
        wijk_naam=name(row.wijk_code),
    )


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


def programme_ref(programma: Programma, buurt: Buurt) -> PlekRef:
    """Enough to link to a programme buurt."""
    where = buurt.plaats if buurt.plaats == buurt.gemeente else f"{buurt.plaats}, gemeente {buurt.gemeente}"
    niveau = niveau_of(buurt.gebieden[0])
    return PlekRef(buurt.sleutel, buurt.naam, niveau, f"{programma.naam}: {where}", programma.code, buurt.punt)


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
