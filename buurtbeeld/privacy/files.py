"""Tables as CSV and XLSX that are safe to open in a spreadsheet, and that never hold a number that is hidden.

Only `privacy.gateway` writes them for somebody; what makes a table says which of its rows are hidden.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xlsxwriter

FORMULA_STARTS = ("=", "+", "-", "−", "@")
SKIPPED = " \t\r\n\0\u00a0\u200b\u2060\ufeff"  # what a spreadsheet looks through before it sees a formula
CONTROL = str.maketrans(dict.fromkeys("\t\r\n\0", " "))
HIDDEN = "·"
LEGEND = ("·", "Afgeschermd (kleine aantallen): dit gaat over te weinig mensen, of het verraadt zo'n getal.")
Cell = str | float | int | None


@dataclass(frozen=True)
class Rij:
    """One line. `verborgen`: its figure is hidden, so no column of figures may show anything."""

    cellen: tuple[Cell, ...]
    verborgen: bool = False


@dataclass(frozen=True)
class Blad:
    """One more sheet of a workbook, of text only: never a figure, for nothing is masked in it."""

    naam: str
    kop: tuple[str, ...]
    rijen: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Tabel:
    """Lines under a header, and what the file is.

    Attributes:
        blad: name of the sheet in a workbook.
        kop: names of the columns, in order.
        rijen: lines, as wide as the header.
        cijfers: columns that hold the figure itself, its margins, teller and noemer: those that are masked.
        over: (what, value) for the second sheet: buurt, sources, publication.
        bladen: sheets behind that, as a codebook; only in a workbook.
    """

    blad: str
    kop: tuple[str, ...]
    rijen: tuple[Rij, ...]
    cijfers: frozenset[str] = frozenset()
    over: tuple[tuple[str, str], ...] = ()
    bladen: tuple[Blad, ...] = ()


def masked(tabel: Tabel) -> Iterator[tuple[Cell, ...]]:
    """The lines as they may be written: HIDDEN in every column of figures of a line that is hidden."""
    at = {number for number, name in enumerate(tabel.kop) if name in tabel.cijfers}
    for rij in tabel.rijen:
        if rij.verborgen:
            yield tuple(HIDDEN if number in at else cell for number, cell in enumerate(rij.cellen))
        else:
            yield rij.cellen


def as_csv(tabel: Tabel) -> bytes:
    """CSV for a Dutch spreadsheet: semicolon, decimal comma, UTF-8 with BOM.

    A missing value is an empty cell, a hidden one HIDDEN. Text that a spreadsheet would run as a formula gets an
    apostrophe in front.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(tabel.kop)
    for cells in masked(tabel):
        writer.writerow([as_text(cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(tabel: Tabel) -> bytes:
    """A workbook with a sheet of lines and a sheet that says what it is; never a formula or a link."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    import xlsxwriter

    with xlsxwriter.Workbook(target, options) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(tabel.blad)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 1, 30)
        sheet.set_column(3, 3, 22)
        sheet.write_row(0, 0, tabel.kop, bold)
        for number, cells in enumerate(masked(tabel), start=1):
            _write(sheet, number, cells)
        sheet = book.add_worksheet("Over dit bestand")
        sheet.set_column(0, 0, 22)
        sheet.set_column(1, 1, 90)
        for number, pair in enumerate(tabel.over):
            _write(sheet, number, pair)
        for blad in tabel.bladen:
            sheet = book.add_worksheet(blad.naam)
            sheet.write_row(0, 0, blad.kop, bold)
            sheet.set_column(0, len(blad.kop) - 1, 30)
            for number, texts in enumerate(blad.rijen, start=1):
                _write(sheet, number, texts)
    return target.getvalue()


def neutral(text: str) -> str:
    """The same text, harmless in a spreadsheet (OWASP ASVS 5.0, 1.2.10).

    Full-width signs and spaces, tabs or returns in front are looked through: a spreadsheet does so too.
    """
    seen = unicodedata.normalize("NFKC", text).lstrip(SKIPPED)
    clean = text.translate(CONTROL)
    return f"'{clean}" if seen.startswith(FORMULA_STARTS) else clean


def rounded(value: float | None, decimals: int) -> float | None:
    """As precise as the catalogue says the figure is; half away from zero, as on screen."""
    if value is None:
        return None
    step = Decimal(1).scaleb(-decimals)
    return float(Decimal(repr(float(value))).quantize(step, rounding=ROUND_HALF_UP))


def as_text(cell: Cell) -> str:
    """A cell of a Dutch CSV: text made harmless, a decimal comma, nothing for None."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return neutral(cell)
    return repr(cell).removesuffix(".0").replace(".", ",")


def _write(sheet: xlsxwriter.worksheet.Worksheet, row: int, cells: Sequence[Cell]) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, str):
            sheet.write_string(row, column, neutral(cell))
        elif cell is not None:
            sheet.write_number(row, column, cell)
