"""Signs of persons, anywhere in a file: such a file is refused before anything of it is kept.

A message names column and row, never the value, and a column by its letter when its name could be a value itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import zip_longest
from typing import Any

from buurtbeeld.ingest.content import MAX_LETTERS, Content, Grid, Row, Tekst, column_name, is_filled
from buurtbeeld.ingest.headers import AMOUNTS, FIELDS
from buurtbeeld.ingest.messages import melding
from buurtbeeld.ingest.parts import Cell, Melding, Rules
from buurtbeeld.ingest.person_headers import BSN, kind_of
from buurtbeeld.ingest.person_patterns import (
    FEW,
    bare_number,
    birth_year,
    holds_bsn,
    is_bsn,
    is_mobile,
    kinds_in,
    looks_like,
    suspects,
)

_ONE = frozenset({1, "1", "1,0", "1,00", "1.0"})
_AMOUNT = re.compile(r"[\d\s.,€%+\-*<>=eE_]*")
_SHORTEST = 6  # no personal value that we know by its form is shorter


@dataclass(frozen=True)
class _Column:
    """One column of a sheet: its cells with their lines in a list, the header included.

    Attributes:
        kolom: how a message names it; naam: as our template calls it, else as it stands there.
        bedrag: it holds amounts; those look like a BSN one time in eleven.
    """

    plaats: str
    kolom: str
    naam: str
    cells: Sequence[Cell]
    bedrag: bool

    @property
    def vrij(self) -> bool:
        """Whether anything may stand in it: a remark, or a column that is not ours."""
        return not self.bedrag and (self.naam not in FIELDS or self.naam == "toelichting")


class _Names:
    """What a column is, by its name: in our template, or in the other shape of file that is read."""

    def __init__(self, rules: Rules) -> None:
        shape: Mapping[str, Any] = rules.formaat or {}
        self._ours: dict[str, str] = {
            name.lower(): ours for ours, theirs in shape.get("kolommen", {}).items() for name in theirs
        }
        parts = [names for one in shape.get("cijfers", ()) for names in one.values() if isinstance(names, list)]
        self._amounts = [name.lower() for names in parts for name in names]

    def ours(self, name: Cell) -> str:
        """Name in our template, else the name itself in small letters."""
        plain = str(name or "").strip().lower()
        return self._ours.get(plain, plain)

    def is_amount(self, name: Cell) -> bool:
        """Whether numbers are counted in it."""
        plain = str(name or "").strip().lower()
        return self.ours(name) in AMOUNTS or any(fnmatchcase(plain, one) for one in self._amounts)


def check(content: Content, rules: Rules) -> tuple[Melding, ...]:
    """Look for persons in every cell of every sheet and in every loose text.

    Returns:
        A message per kind and column, with the first row; those that refuse begin with "E_".
    """
    this_year = int(rules.vandaag[:4])
    codes = {code[2:] for buurt in rules.buurten.values() for code in buurt.codes}
    names = _Names(rules)
    found = [one for grid in content.grids for column in _columns(grid, names) for one in _in(column, this_year, codes)]
    found += [one for tekst in content.teksten for one in _in_loose_text(tekst, this_year)]
    if content.data is not None:
        found += _one_row_per_person(content.data, names, rules)
    return tuple(dict.fromkeys(found))


def _columns(grid: Grid, names: _Names) -> Iterator[tuple[int, str, _Column]]:
    """Line of the header (from 0), kind of persons its name tells of, and the column."""
    first = next((line for line, row in enumerate(grid.rows) if is_filled(row)), None)
    if first is None:
        return
    header = grid.rows[first]
    for index, cells in enumerate(zip_longest(*grid.rows[first:])):
        name = str(header[index] or "").strip() if index < len(header) else ""
        kind = "" if grid.uitleg or len(cells) == 1 else kind_of(name)
        shown = name if kind else column_name(name, index)
        yield first, kind, _Column(grid.plaats, shown, names.ours(name), cells, names.is_amount(name))


def _in(found: tuple[int, str, _Column], this_year: int, codes: set[str]) -> Iterator[Melding]:
    """Look at each different value once: most columns have few."""
    first, kind, column = found
    if kind:
        yield _told(column, kind, first)
        return
    values = Counter(column.cells)
    bare = {cell: digits for cell in values if (digits := bare_number(cell))}
    numbers = {cell: digits for cell, digits in bare.items() if digits not in codes}
    hits = {cell for cell, digits in numbers.items() if is_bsn(digits)}
    if column.bedrag:  # 1.234.567,89 and 12.345.678 are amounts; a BSN as a number has no points
        hits = {cell for cell in hits if not isinstance(cell, str) or cell.strip().isdecimal()}
    if hits:
        yield from _numbers_told(column, values, numbers, hits, first)
    texts = [cell for cell in values if isinstance(cell, str) and len(cell) >= _SHORTEST and cell not in bare]
    if any(len(text) > MAX_LETTERS for text in texts):  # refused for that, and too long to look into
        if column.plaats:
            yield melding("E_CEL_TE_LANG", kolom=column.kolom)
        texts = [text for text in texts if len(text) <= MAX_LETTERS]
    if column.bedrag:
        texts = [text for text in texts if not _AMOUNT.fullmatch(text)]
    if near := sorted(suspects(texts)):
        yield from _texts_told(column, near, first, this_year)
    if column.vrij and _sampled(values):
        yield from _alike_told(column, values, numbers, first, this_year)


def _numbers_told(
    column: _Column, values: Counter[Cell], numbers: dict[Cell, str], hits: set[Cell], first: int
) -> Iterator[Melding]:
    """Bare numbers that pass the test of eleven: chance in an amount, proof in a remark, in a column only when many."""
    right, looked_at = sum(values[cell] for cell in hits), sum(values[cell] for cell in numbers)
    rij = first + 1 + next(at for at, cell in enumerate(column.cells) if cell in hits)
    if column.bedrag:
        staan, lijken = ("staat", "lijkt") if right == 1 else ("staan", "lijken")
        yield melding("W_LIJKT_OP_BSN", rij=rij, kolom=column.kolom, aantal=right, staan=staan, lijken=lijken)
    elif column.naam == "toelichting" or (right >= min(FEW, len(column.cells) - 1) > 1 and right * 2 >= looked_at):
        yield _told(column, BSN, rij - 1, more=right)


def _texts_told(column: _Column, texts: Iterable[str], first: int, this_year: int) -> Iterator[Melding]:
    """Every kind that stands in a text of this column, at its first row."""
    at: dict[str, set[str]] = {}
    for text in texts:
        for kind in [*([BSN] if holds_bsn(text) else []), *kinds_in(text, this_year)]:
            at.setdefault(kind, set()).add(text)
    for kind, hits in at.items():
        lines = [line for line, cell in enumerate(column.cells, first) if cell in hits]
        if lines:
            yield _told(column, kind, lines[0], more=len(lines))


def _sampled(values: Counter[Cell]) -> bool:
    """Whether any of a thousand values from all over a long column is worth counting the rest."""
    some = [*values][:: max(1, len(values) // 1000)]
    return any(looks_like(cell) or birth_year(cell) or is_mobile(bare_number(cell)) for cell in some)


def _alike_told(
    column: _Column, values: Counter[Cell], numbers: dict[Cell, str], first: int, this_year: int
) -> Iterator[Melding]:
    """Values that only mean something together: half of a column looks like names, addresses or birth dates."""
    filled = sum(count for cell, count in values.items() if cell not in (None, ""))
    kinds: Counter[str] = Counter()
    for cell, count in values.items():
        kinds[looks_like(cell)] += count
    kinds["telefoonnummers"] += sum(values[cell] for cell, digits in numbers.items() if is_mobile(digits))
    if _are_birth_dates(values, filled, this_year):
        kinds["geboortedata"] = filled
    for kind, count in kinds.items():
        if kind and count >= FEW and count * 2 >= filled - 1:
            yield _told(column, kind, first + 1, more=count)


def _are_birth_dates(values: Counter[Cell], filled: int, this_year: int) -> bool:
    """Full dates over many years, this year left out: one date for all rows is a reference date."""
    years = Counter(dict.fromkeys(range(0), 0))
    for cell, count in values.items():
        year = birth_year(cell)
        if year is not None and 1900 <= year < this_year:
            years[year] += count
    many = years.total() >= FEW and years.total() * 2 >= filled - 1
    return many and (max(years) - min(years) >= 2 or min(years) < this_year - 15)


def _in_loose_text(tekst: Tekst, this_year: int) -> Iterator[Melding]:
    for line in sorted(suspects(tekst.tekst.split("\n"))):
        if not (tekst.los and bare_number(line)) and holds_bsn(line):
            yield melding("E_BSN", plaats=tekst.plaats)
        for kind in [] if tekst.maker else kinds_in(line, this_year):
            yield melding("E_PERSOONSGEGEVENS", soort=kind, plaats=tekst.plaats)


def _one_row_per_person(data: Grid, ours: _Names, rules: Rules) -> list[Melding]:
    """A noemer of persons that is 1 on most rows: then every row is somebody."""
    rows = [row for row in data.rows if is_filled(row)]
    names = [ours.ours(name) for name in rows[0]] if rows else []
    if "noemer" not in names:
        return []
    at = names.index("noemer")
    counted = [row for row in rows[1:] if at < len(row) and row[at] not in (None, "")]
    single = [row for row in counted if row[at] in _ONE and not isinstance(row[at], bool)]
    ones = sum(_counts_persons(row, names, rules) for row in single)
    if ones < FEW or ones * 2 <= len(counted):
        return []
    return [melding("E_RIJNIVEAU", kolom="noemer", aantal=ones, totaal=len(counted))]


def _counts_persons(row: Row, names: Sequence[str], rules: Rules) -> bool:
    """Whether the noemer of this row counts persons; of an unknown indicator we must think so."""
    at = names.index("indicator") if "indicator" in names else len(row)
    rule = rules.indicatoren.get(str(row[at]).strip()) if at < len(row) else None
    return rule is None or rule.telt_personen[1]


def _told(column: _Column, kind: str, line: int, *, more: int = 1) -> Melding:
    """The message for a column; `line` counts from 0."""
    sheet = f"{column.plaats}, " if column.plaats else ""
    where = f"{sheet}kolom {column.kolom}" + (f", in {more} rijen" if more > 1 else "")
    code, words = ("E_BSN", {}) if kind == BSN else ("E_PERSOONSGEGEVENS", {"soort": kind})
    return melding(code, rij=line + 1, kolom=column.kolom, plaats=where, **words)
