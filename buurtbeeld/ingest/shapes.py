"""Reads another shape of file (config/aanleverformaten) as if it were our own template. Standard library only.

A format is a plain dict here, as it comes from JSON; `formats.Aanleverformaat` says what is in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from buurtbeeld.ingest.headers import AMOUNTS, TEMPLATE
from buurtbeeld.ingest.numbers import WITHHELD, read_number
from buurtbeeld.ingest.parts import Cell, Sheet
from buurtbeeld.ingest.said import Said

_POINT = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_MONTH = re.compile(r"([0-9]{4})(0[1-9]|1[0-2])")
Record = dict[str, Cell]
Group = tuple[Cell, ...]
_KEYS = ("buurtcode", "periode", "indicator", "uitsplitsing")


def to_long(sheet: Sheet, formaat: Mapping[str, Any], said: Said) -> tuple[Sheet | None, dict[str, str]]:
    """The sheet as our template has it: one row per figure, with the line it came from.

    Returns:
        The sheet, None after saying which column is missing; and our column -> theirs, for messages.
    """
    shape = _Shape(formaat, [name.strip().lower() for name in sheet.header])
    if not shape.complete(said):
        return None, {}
    shape.say_others(sheet.header, said)
    records: list[tuple[int, Record]] = []
    passed = 0
    for line, cells in zip(sheet.lines, sheet.rows, strict=True):
        found = list(shape.records(cells))
        passed += not found
        records += ((line, one) for one in found)
    if passed:
        said.add("W_RIJEN_OVERGESLAGEN", aantal=passed)
    if formaat["optellen"]:
        records = _added(records)
    rows = tuple(tuple(one.get(name) for name in TEMPLATE) for _, one in records)
    return Sheet(TEMPLATE, rows, tuple(line for line, _ in records)), shape.names


@dataclass
class _Shape:
    """One format, with the place of every column it names."""

    formaat: Mapping[str, Any]
    header: Sequence[str]
    names: dict[str, str] = field(default_factory=dict)
    _places: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for ours, theirs in self.formaat["kolommen"].items():
            place = next((self.header.index(name.lower()) for name in theirs if name.lower() in self.header), None)
            if place is not None:
                self._places[ours], self.names[ours] = place, self.header[place]

    def complete(self, said: Said) -> bool:
        """Whether every column is there, after saying which are not."""
        missing = [theirs[0] for ours, theirs in self.formaat["kolommen"].items() if ours not in self._places]
        for figure in self.formaat["cijfers"]:
            missing += [name for part in _parts(figure).values() for name in part if not self._matching(name)]
        for name in dict.fromkeys(missing):
            said.add("E_KOLOM_ONTBREEKT", kolom=name, naam=name)
        return not missing

    def say_others(self, header: Sequence[str], said: Said) -> None:
        """Columns this format does not know."""
        figures = self.formaat["cijfers"]
        used = {
            place for one in figures for part in _parts(one).values() for name in part for place in self._matching(name)
        }
        used |= set(self._places.values()) | {
            place for name in self.formaat["negeren"] for place in self._matching(name)
        }
        for place, name in enumerate(header):
            if place not in used and name.strip():
                said.add("W_KOLOM_GENEGEERD", kolom=name.strip()[:40])

    def records(self, cells: Sequence[Cell]) -> Iterator[Record]:
        """One row as rows of ours; none when the format passes it over."""
        base = {ours: self._cell(ours, cells[place]) for ours, place in self._places.items()}
        empty = [ours for ours in self.formaat["leeg_overslaan"] if base.get(ours) in (None, "")]
        if empty or base.get("buurtcode", "") is None:
            return
        if not self.formaat["cijfers"]:
            yield base
        for figure in self.formaat["cijfers"]:
            made = {part: self._sum(names, cells) for part, names in _parts(figure).items()}
            yield {**base, "indicator": figure["indicator"], "uitsplitsing": figure["uitsplitsing"], **made}

    def _cell(self, ours: str, cell: Cell) -> Cell:
        """A cell in our own words; None for an area that is passed over."""
        text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() and ours in _KEYS else cell
        if isinstance(text, str):
            text = text.strip()
        if ours == "periode" and self.formaat["periodevorm"] == "jjjjmm" and isinstance(text, str):
            month = _MONTH.fullmatch(text)
            return f"{month[1]}-{month[2]}" if month else text
        if ours in AMOUNTS:
            return self._number(text)
        codes = self.formaat["codes"].get(ours, {})
        known = codes.get(text.lower() if isinstance(text, str) else text)
        passes = ours == "buurtcode" and self.formaat["onbekend"] == "overslaan"
        return known if known is not None else (None if passes and text else text)

    def _number(self, cell: Cell) -> Cell:
        if self.formaat["decimaal"] == "punt" and isinstance(cell, str) and _POINT.fullmatch(cell.strip()):
            return float(cell)
        return cell

    def _sum(self, names: Sequence[str], cells: Sequence[Cell]) -> Cell:
        return _total([self._number(cells[place]) for name in names for place in self._matching(name)])

    def _matching(self, name: str) -> list[int]:
        """Places of the columns a name means; a name that ends with * means every column that starts so."""
        start = name.lower().removesuffix("*")
        if not name.endswith("*"):
            return [self.header.index(start)] if start in self.header else []
        return [place for place, one in enumerate(self.header) if one.startswith(start)]


def _parts(figure: Mapping[str, Any]) -> dict[str, Sequence[str]]:
    """Teller, noemer and waarde of one figure -> the columns that are added up."""
    return {part: figure[part] for part in ("teller", "noemer", "waarde") if figure[part]}


def _total(cells: Sequence[Cell]) -> Cell:
    """The sum; what is withheld or no number stays as it is, so that the checks name it."""
    if len(cells) == 1:
        return cells[0]
    total, some = 0.0, False
    withheld = False
    for cell in cells:
        number = read_number(cell)
        if isinstance(number, float):
            total, some = total + number, True
        elif number == WITHHELD:
            withheld = True
        elif number is not None:
            return cell
    return "*" if withheld else round(total, 6) if some else None


def _added(records: Sequence[tuple[int, Record]]) -> list[tuple[int, Record]]:
    """Rows about the same figure, such as those of every age, added up; the first line speaks for them."""
    groups: dict[Group, list[tuple[int, Record]]] = {}
    for line, one in records:
        groups.setdefault(tuple(one.get(key) for key in _KEYS), []).append((line, one))
    return [(rows[0][0], _sum_of([one for _, one in rows])) for rows in groups.values()]


def _sum_of(records: Sequence[Record]) -> Record:
    counted = [name for name in ("teller", "noemer", "n", "som_kwadraten") if name in records[0]]
    return {**records[0], **{name: _total([one.get(name) for one in records]) for name in counted}}
