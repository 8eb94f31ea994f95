"""What a key in the URL stands for, which areas belong to it, and how to find a place by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import sqlalchemy as sa

from buurtbeeld.answers import PlekRef
from buurtbeeld.areas import comparable_name, is_verzonnen, land_of
from buurtbeeld.catalog import Catalog
from buurtbeeld.errors import NotFound
from buurtbeeld.model import Gebied, Niveau, Plek, niveau_of
from buurtbeeld.programma_schema import Buurt, Programma
from buurtbeeld.sources import AREA_SOURCE
from buurtbeeld.storage import reading
from buurtbeeld.storage.reading import AreaRow, PartRow, Snapshot

Found = TypeVar("Found")


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


def programme_ref(programma: Programma, buurt: Buurt) -> PlekRef:
    """Enough to link to a programme buurt."""
    where = buurt.plaats if buurt.plaats == buurt.gemeente else f"{buurt.plaats}, gemeente {buurt.gemeente}"
    niveau = niveau_of(buurt.gebieden[0])
    return PlekRef(buurt.sleutel, buurt.naam, niveau, f"{programma.naam}: {where}", programma.code, buurt.punt)
