"""A CSV file: delimiter, quotes and rows. Every cell stays text, as it was typed."""

from __future__ import annotations

import csv
import io
import re

from buurtbeeld.ingest.container import MAX_BYTES
from buurtbeeld.ingest.content import MAX_COLUMNS, MAX_ROWS, Content, Grid, is_filled
from buurtbeeld.ingest.messages import melding
from buurtbeeld.ingest.parts import Melding
from buurtbeeld.ingest.refusal import refuse
from buurtbeeld.ingest.text_encoding import decode

OURS = ";"
OTHERS = {",": "een komma", "\t": "een tab", "|": "een rechte streep"}
_LOOK_AT = 20
_SEP_LINE = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)  # Excel's own first line, which it does not show
_QUOTED = re.compile(r'"[^"]*"')


def read(data: bytes) -> Content:
    """Cells of a CSV file.

    Raises:
        Refused: it is empty, no text, or its quotes do not close.
    """
    text, warnings = decode(data)
    if not text.strip(" \t\r\n;,\ufeff"):
        refuse("E_LEEG")
    if said := _SEP_LINE.match(text):
        text = text[said.end() :]
    delimiter = _delimiter(text)
    if text.count(delimiter) > MAX_COLUMNS * (MAX_ROWS + 1):
        refuse("E_TE_VEEL_KOLOMMEN", aantal="te veel")
    rows = _rows(text, delimiter)
    grid = Grid(rows)
    if delimiter == OURS:
        return Content(grid, (grid,), meldingen=warnings)
    told = _delimiter_told(rows, delimiter)
    return Content(None if told.weigert else grid, (grid,), meldingen=(*warnings, told))


def _delimiter(text: str) -> str:
    """Semicolon when the header or most of the first lines have one; else what the header has most."""
    lines = [_QUOTED.sub("", line) for line in text[:100_000].splitlines() if line.strip()][:_LOOK_AT]
    with_ours = sum(OURS in line for line in lines)
    header = lines[0] if lines else ""
    best = max(OTHERS, key=header.count)
    if OURS in header or with_ours > len(lines) / 2 or best not in header:
        return OURS
    return best


def _rows(text: str, delimiter: str) -> list[list[str]]:
    """Every row, empty ones too, so that row numbers are those of a spreadsheet."""
    csv.field_size_limit(MAX_BYTES)  # our own limit on a cell gives a better answer than an exception
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        refuse("E_CSV_OPBOUW", rij=len(rows) + 1)
    return rows


def _delimiter_told(rows: list[list[str]], delimiter: str) -> Melding:
    """Another delimiter is only a warning when every row comes out as wide as the header."""
    widths = {len(row) for row in rows if is_filled(row)}
    return melding("W_SCHEIDINGSTEKEN" if len(widths) == 1 else "E_SCHEIDINGSTEKEN", teken=OTHERS[delimiter])
