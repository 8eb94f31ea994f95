"""Files to take away: published figures as CSV and XLSX, with source and date, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from buurtbeeld.answers import Profile
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.model import Figure

if TYPE_CHECKING:
    import xlsxwriter

FORMULA_STARTS = ("=", "+", "-", "−", "@")
SKIPPED = " \t\r\n\0\u00a0\u200b\u2060\ufeff"  # what a spreadsheet looks through before it sees a formula
CONTROL = str.maketrans(dict.fromkeys("\t\r\n\0", " "))
HEADER = (
    "indicator", "naam", "gebied", "gebied_naam", "jaar", "waarde", "eenheid", "ondergrens", "bovengrens",
    "status", "reden", "methode", "bron", "tabel", "licentie", "opgehaald", "publicatie", "periode",
)  # fmt: skip
Cell = str | float | int | None


@dataclass(frozen=True)
class Named:
    """A figure with the name and the decimals of its indicator, one line of a file.

    Attributes:
        verzonnen: it is about a place that does not exist, and the line says so.
        bron, licentie, publicatie: of a figure without an origin: one that was delivered.
        geleverd: day on which that came in, ISO.
        periode: what it is about when that is no calendar year, as codes of periods.
    """

    naam: str
    decimalen: int
    figure: Figure
    verzonnen: bool = False
    bron: str = ""
    licentie: str = ""
    publicatie: int | None = None
    geleverd: str = ""
    periode: str = ""


def figures_of(profile: Profile, indicators: Iterable[Indicator]) -> tuple[Named, ...]:
    """Every figure on the page: own, parts, gemeente and country, in catalogue order.

    Args:
        indicators: which figures, in the order of the file.
    """
    lines: list[Named] = []
    for one in indicators:
        row = profile.rows.get(one.code)
        if row is not None:
            shown = (row.own, *row.parts, row.gemeente, row.land)
            made = (Named(one.naam, one.decimalen, figure, profile.plek.verzonnen) for figure in shown if figure)
            lines.extend(made)
    return tuple(lines)


def to_csv(lines: Sequence[Named]) -> bytes:
    """CSV for a Dutch spreadsheet: semicolon, decimal comma, UTF-8 with BOM.

    A missing value is an empty cell; status and reason say why. Text that a spreadsheet would run as a
    formula gets an apostrophe in front.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    for line in lines:
        writer.writerow([as_text(cell) for cell in _cells(line)])
    return text.getvalue().encode("utf-8-sig")


def to_xlsx(lines: Sequence[Named], about: Sequence[tuple[str, str]]) -> bytes:
    """Workbook with a sheet of figures and a sheet that says what it is; never a formula or a link.

    Args:
        about: (what, value) for the second sheet: buurt, year, sources, when it was made.
    """
    return workbook("Cijfers", HEADER, map(_cells, lines), about)


def workbook(
    name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], about: Sequence[tuple[str, str]]
) -> bytes:
    """A workbook with one sheet of rows under a header, and a sheet that says what it is.

    Args:
        name: name of the first sheet.
        rows: text, numbers and None for an empty cell; text is made harmless here.
    """
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    import xlsxwriter

    with xlsxwriter.Workbook(target, options) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 1, 30)
        sheet.set_column(3, 3, 22)
        sheet.write_row(0, 0, header, bold)
        for number, cells in enumerate(rows, start=1):
            _write(sheet, number, cells)
        sheet = book.add_worksheet("Over dit bestand")
        sheet.set_column(0, 0, 22)
        sheet.set_column(1, 1, 90)
        for number, pair in enumerate(about):
            _write(sheet, number, pair)
    return target.getvalue()


def neutral(text: str) -> str:
    """The same text, harmless in a spreadsheet.

    Full-width signs and spaces, tabs or returns in front are looked through: a spreadsheet does so too.
    """
    seen = unicodedata.normalize("NFKC", text).lstrip(SKIPPED)
    clean = text.translate(CONTROL)
    return f"'{clean}" if seen.startswith(FORMULA_STARTS) else clean


def made_at(now: datetime | None = None) -> str:
    """Moment of making, for the second sheet: ISO, UTC."""
    return (now or datetime.now(UTC)).isoformat(timespec="seconds")


def _cells(line: Named) -> tuple[Cell, ...]:
    figure, origin = line.figure, line.figure.origin
    value, lower, upper = (rounded(one, line.decimalen) for one in (figure.value, figure.lower, figure.upper))
    where = f"{figure.gebied_naam} (verzonnen)" if line.verzonnen else figure.gebied_naam
    return (
        figure.indicator, line.naam, figure.gebied, where, figure.jaar or None,
        value, figure.eenheid, lower, upper,
        figure.status.value, figure.reden, figure.methode,
        origin.bron_naam if origin else line.bron, origin.tabel if origin else "",
        origin.licentie if origin else line.licentie,
        origin.fetched_at.date().isoformat() if origin else line.geleverd,
        origin.publicatie if origin else line.publicatie, line.periode or str(figure.jaar or ""),
    )  # fmt: skip


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
