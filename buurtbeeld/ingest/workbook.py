"""A workbook of Excel or LibreOffice: which sheet holds the data, and the cells of every sheet.

The reader in Rust only gets parts that we unpacked, proved and looked at. What it cannot tell (formulas, merged and
hidden cells, loose texts) is read from the same parts.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import chain
from typing import Any

import python_calamine as calamine

from buurtbeeld.ingest import workbook_ods, workbook_xlsx
from buurtbeeld.ingest.archive import packed, unpack
from buurtbeeld.ingest.container import Kind
from buurtbeeld.ingest.content import Content, Grid, Row, Tekst, column_letter, column_name, is_filled
from buurtbeeld.ingest.messages import melding
from buurtbeeld.ingest.parts import Cell, Melding
from buurtbeeld.ingest.refusal import refuse
from buurtbeeld.ingest.workbook_texts import texts_of
from buurtbeeld.ingest.workbook_xml import SheetXml, check_xml

DATA_SHEET = "gegevens"
_OURS = frozenset({str, float, int, bool, date, datetime})
EXPLAINS = frozenset({"uitleg", "instructie", "toelichting", "leeswijzer", "lijsten", "keuzes"})  # of our own template


def read(data: bytes, kind: Kind) -> Content:
    """Cells and loose texts of a workbook whose directory was found right.

    Raises:
        Refused: it is damaged, built in a way we do not trust, or has no sheet with data.
    """
    parts = unpack(data)
    check_xml(parts)
    described = workbook_xlsx.sheets(parts) if kind is Kind.XLSX else workbook_ods.sheets(parts)
    grids = _grids(parts, [one.naam for one in described])
    chosen, more = _data_sheet(grids, [one.naam for one in described])
    found = _oddities(described[chosen], grids[chosen].rows)
    if more:
        found.append(melding("E_MEER_BLADEN"))
    grids[chosen] = replace(grids[chosen], plaats="", uitleg=False)
    return Content(grids[chosen], tuple(grids), tuple(_not_in_cells(texts_of(parts, kind), grids)), tuple(found))


def _not_in_cells(teksten: Iterable[Tekst], grids: Sequence[Grid]) -> Iterator[Tekst]:
    """Loose texts without what also stands in a cell: a workbook keeps its words apart, with words once typed."""
    cells = {cell for grid in grids for cell in set(chain.from_iterable(grid.rows)) if type(cell) is str}
    for one in teksten:
        text = "\n".join(set(one.tekst.split("\n")) - cells) if one.los else one.tekst
        if text:
            yield replace(one, tekst=text)


def _grids(parts: Mapping[str, bytes], names: Sequence[str]) -> list[Grid]:
    """Cells of every sheet, in the order of `names`; a sheet of another sort (a chart) has none."""
    try:
        book = calamine.load_workbook(io.BytesIO(packed(workbook_xlsx.with_errors_as_text(parts))))
        known = {one.name for one in book.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet}
        rows = [
            book.get_sheet_by_name(name).to_python(skip_empty_area=False) if name in known else [] for name in names
        ]
    except (MemoryError, KeyboardInterrupt):
        raise
    except BaseException:  # noqa: BLE001 - the reader panics with an exception of its own, outside Exception
        refuse("E_XLSX_OPBOUW")
    return [
        Grid(_plain(cells), f"werkblad {number}", _key(name) in EXPLAINS)
        for number, (name, cells) in enumerate(zip(names, rows, strict=True), 1)
    ]


def _plain(rows: list[list[Any]]) -> Sequence[Row]:
    """Cells as our own kinds of value; an empty one is "" as in a CSV file, and empty rows keep their place."""
    if _OURS.issuperset(map(type, chain.from_iterable(rows))):
        return rows
    return [[cell if type(cell) in _OURS else str(cell) for cell in row] for row in rows]


def _data_sheet(grids: Sequence[Grid], names: Sequence[str]) -> tuple[int, bool]:
    """Number of the sheet with the data, and whether another one holds data too.

    Raises:
        Refused: E_LEEG when no sheet has anything in it, E_MEER_BLADEN when we cannot choose.
    """
    named = next((number for number, name in enumerate(names) if _key(name) == DATA_SHEET), None)
    others = [number for number, grid in enumerate(grids) if number != named and not grid.uitleg]
    tables = [number for number in others if _is_table(grids[number].rows)]
    filled = [number for number, grid in enumerate(grids) if any(map(is_filled, grid.rows))]
    if named in filled:
        return named, bool(tables)
    if named is None and len(tables) > 1:
        refuse("E_MEER_BLADEN")
    rest = tables or [number for number in filled if not grids[number].uitleg]
    if not rest:
        refuse("E_LEEG")
    return rest[0], named is not None or len(tables) > 1


def _is_table(rows: Sequence[Row]) -> bool:
    """Rows of several cells with numbers among them; a page of text is none."""
    wide = (row for row in rows if sum(cell not in (None, "") for cell in row[:100]) >= 3)
    return next(wide, None) is not None and any(_is_number(cell) for row in wide for cell in row)


def _is_number(cell: Cell) -> bool:
    if isinstance(cell, str):
        return cell.strip().replace(",", "", 1).replace(".", "", 1).isdigit()
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _oddities(sheet: SheetXml, rows: Sequence[Row]) -> list[Melding]:
    """What may not, or should not, be on the sheet with the data."""
    found = []
    if sheet.samengevoegd:
        found.append(melding("E_SAMENGEVOEGD"))
    if sheet.formules:
        words = {"aantal": "een formule" if sheet.formules == 1 else f"{sheet.formules} formules"}
        words["staan"] = "staat" if sheet.formules == 1 else "staan"
        found.append(melding("E_FORMULE", rij=sheet.formule_rij, kolom=_column(sheet, rows), **words))
    if sheet.verborgen:
        found.append(melding("W_VERBORGEN_RIJEN"))
    return found


def _column(sheet: SheetXml, rows: Sequence[Row]) -> str:
    """Name of the column of the first formula, when the format says where it is."""
    if sheet.formule_kolom is None:
        return ""
    header = next(filter(is_filled, rows), ())
    at = sheet.formule_kolom
    return column_name(header[at], at) if at < len(header) else column_letter(at)


def _key(name: str) -> str:
    return name.strip().lower()
