"""What was read from a file, before it is judged: its sheets as cells, its loose texts, and the sheet with the data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from buurtbeeld.ingest.messages import melding
from buurtbeeld.ingest.parts import Cell, Melding, Sheet
from buurtbeeld.ingest.refusal import refuse

MAX_COLUMNS = 50
MAX_ROWS = 50_000
MAX_LETTERS = 10_000
# Control, direction and zero-width characters, halves of a pair, non-characters. Tab and new line may stand in a cell.
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
_NAME = re.compile(r"[a-z]+(_[a-z]+)*")
Row = Sequence[Cell]


@dataclass(frozen=True)
class Grid:
    """Cells of one sheet, row 0 is line 1 of the sheet.

    Attributes:
        plaats: how a message names it, "" for the only one.
        uitleg: a sheet of our own template that explains; it holds names of columns as text.
    """

    rows: Sequence[Row]
    plaats: str = ""
    uitleg: bool = False


@dataclass(frozen=True)
class Tekst:
    """A text outside the cells: a comment, a defined name, a property of the document.

    Attributes:
        plaats: where it was found, for a message.
        los: it may be a bare number without a meaning of its own; then only what it holds in words counts.
        maker: who made the file, so an address or name belongs there; a BSN does not.
    """

    plaats: str
    tekst: str
    los: bool = False
    maker: bool = False


@dataclass(frozen=True)
class Content:
    """All that was read.

    Attributes:
        data: the grid with the figures, None when there is none to point at.
        grids: every sheet, `data` included.
        meldingen: what was found on the way.
    """

    data: Grid | None
    grids: tuple[Grid, ...]
    teksten: tuple[Tekst, ...] = ()
    meldingen: tuple[Melding, ...] = ()


def is_filled(row: Row) -> bool:
    """Whether the row has anything in it; spaces are nothing."""
    if row and isinstance(row[0], str) and row[0][:1].isalnum():  # nearly every row, and much faster
        return True
    return any(cell is not None and (not isinstance(cell, str) or cell.strip()) for cell in row)


def column_letter(index: int) -> str:
    """Name of a column as a spreadsheet shows it: 0 is A, 26 is AA."""
    letters = ""
    while index >= 0:
        letters = chr(ord("A") + index % 26) + letters
        index = index // 26 - 1
    return letters


def column_name(name: Cell, index: int) -> str:
    """The name of a column when it looks like one, else its letter: without a header it may be about a person."""
    return name.strip() if isinstance(name, str) and _NAME.fullmatch(name.strip()) else column_letter(index)


def sheet_of(rows: Sequence[Row]) -> tuple[Sheet, tuple[Melding, ...]]:
    """The first filled row as header and the filled rows under it.

    Rows of another width than the header, and rows with a cell that cannot be accepted, are told and left out.

    Raises:
        Refused: E_LEEG, E_TE_VEEL_KOLOMMEN, E_TE_VEEL_RIJEN, or a header that cannot be read.
    """
    filled = [(line, row) for line, row in enumerate(rows, 1) if is_filled(row)]
    if not filled:
        refuse("E_LEEG")
    if len(filled) - 1 > MAX_ROWS:
        refuse("E_TE_VEEL_RIJEN")
    (line, first), *below = filled
    keep = _kept_columns(first, below)
    header = _header(first, keep, line)
    sound, meldingen = _sound_rows(below, first)
    if not below:
        meldingen.append(melding("E_GEEN_RIJEN"))
    cells = [row for _, row in sound]
    if len(keep) < len(first):
        cells = [[row[index] for index in keep] for row in cells]
    return Sheet(header, tuple(map(tuple, cells)), tuple(line for line, _ in sound)), tuple(meldingen)


def _kept_columns(first: Row, below: Sequence[tuple[int, Row]]) -> list[int]:
    """Columns with a name or a value: a workbook often has empty ones beside the table."""
    return [
        index
        for index, name in enumerate(first)
        if is_filled([name]) or any(index < len(row) and is_filled([row[index]]) for _, row in below)
    ]


def _header(first: Row, keep: Sequence[int], line: int) -> tuple[str, ...]:
    if len(keep) > MAX_COLUMNS:
        refuse("E_TE_VEEL_KOLOMMEN", aantal=len(keep))
    names = ["" if first[index] is None else str(first[index]).strip() for index in keep]
    for index, name in enumerate(names):
        if code := _wrong(name):
            refuse(code, rij=line, kolom=column_letter(index))
    return tuple(names)


def _sound_rows(below: Sequence[tuple[int, Row]], first: Row) -> tuple[list[tuple[int, Row]], list[Melding]]:
    """Rows that can be checked further, and why the others cannot."""
    width, meldingen = len(first), list[Melding]()
    sound = [(line, row) for line, row in below if len(row) == width]
    if len(sound) < len(below) and width > 1:  # a header of one column is a title above the table
        found = [(line, len(row)) for line, row in below if len(row) != width]
        meldingen = [melding("E_RIJLENGTE", rij=line, gevonden=count, verwacht=width) for line, count in found]
    texts = {cell for _, row in sound for cell in row if type(cell) is str}
    if any(len(text) > MAX_LETTERS for text in texts) or UNSEEN.search("".join(texts)):
        wrong = [(line, *found) for line, row in sound for found in _wrong_cells(row)]
        meldingen += [melding(code, rij=line, kolom=column_name(first[at], at)) for line, at, code in wrong]
        lines = {line for line, _, _ in wrong}
        sound = [(line, row) for line, row in sound if line not in lines]
    return sound, meldingen


def _wrong_cells(row: Row) -> Iterator[tuple[int, str]]:
    for index, cell in enumerate(row):
        if isinstance(cell, str) and (code := _wrong(cell)):
            yield index, code


def _wrong(text: str) -> str:
    if len(text) > MAX_LETTERS:
        return "E_CEL_TE_LANG"
    return "E_TEKENS" if UNSEEN.search(text) else ""
