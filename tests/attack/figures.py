"""Delivered figures that a role was shown, from files and the command line: one key for the same figure everywhere."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass

import openpyxl

Key = tuple[str, str, str, str, str]  # place, name of the source, indicator, period, breakdown
NUMBERS = ("waarde", "teller", "noemer")
HIDDEN = "·"
PROGRAMMA = "programma"  # where the name of a buurt or a partner stands
STEP = 0.051  # a file writes a value as precise as the catalogue says


@dataclass(frozen=True)
class Seen:
    """What one figure says: value, teller, noemer; None = not shown."""

    value: float | None = None
    teller: float | None = None
    noemer: float | None = None

    def with_more(self, other):
        """What both say together; None when they contradict each other."""
        pairs = list(zip(self._all, other._all, strict=True))
        if any(mine is not None and theirs is not None and not _same(mine, theirs) for mine, theirs in pairs):
            return None
        return Seen(*(mine if mine is not None else theirs for mine, theirs in pairs))

    def is_as(self, other, decimals):
        """Whether both show the same: a value as precise as it is written, counts to the letter, and nothing more."""
        pairs = zip(self._all, other._all, (0.5 * 10**-decimals, 0, 0), strict=True)
        return all(
            (mine is None) == (theirs is None) and (mine is None or abs(mine - theirs) <= by + 1e-9)
            for mine, theirs, by in pairs
        )

    @property
    def _all(self):
        return (self.value, self.teller, self.noemer)


def _same(one, other):
    """Whether two outputs mean the same number: one may have rounded it further."""
    return abs(one - other) <= (0.5 if float(one).is_integer() or float(other).is_integer() else STEP) + 1e-9


def of_rows(rows):
    """From the rows of `python -m buurtbeeld cijfers`."""
    for row in rows:
        if "periode" in row:
            place = PROGRAMMA if row["niveau"] == "programma" else row["gebied"]
            key = (place, row["bron"], row["indicator"], row["periode"], row["uitsplitsing"])
            yield key, Seen(*(row[name] for name in NUMBERS))


def of_file(wat, body, vorm, buurt):
    """From a file with delivered figures in it: a Cijferblad of a buurt, or everything for research."""
    about = {"cijferblad": lambda row: _of_sheet(row, buurt), "onderzoek": _of_research}.get(wat)
    if about is None:
        return
    for row in _csv(body) if vorm == "csv" else _xlsx(body):
        key = (about(row), str(row["bron"]), str(row["indicator"]), str(row["periode"]), str(row["uitsplitsing"] or ""))
        yield key, Seen(*(_number(row[name]) for name in NUMBERS))


def _of_sheet(row, buurt):
    about = str(row["gaat_over"])
    return buurt if about == "de buurt" else PROGRAMMA if about == "het hele programma" else about.removeprefix("heel ")


def _of_research(row):
    where = {"buurt": row["plaats"], "programma": PROGRAMMA}
    return str(where.get(row["niveau"], row["plaatsnaam"]))


def _csv(body):
    return csv.DictReader(io.StringIO(body.decode("utf-8-sig")), delimiter=";")


def _xlsx(body):
    head, *rows = openpyxl.load_workbook(io.BytesIO(body), read_only=True).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def _number(cell):
    if cell is None or cell in ("", HIDDEN):
        return None
    found = float(str(cell).replace(",", ".")) if isinstance(cell, str) else float(cell)
    return None if math.isnan(found) else found
