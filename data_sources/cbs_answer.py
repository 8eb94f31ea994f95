"""From the kept raw answer of a CBS or RIVM table to areas and numbers, column by column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import pandas as pd

from buurtbeeld.areas import clean_code, gemeente_of, is_code, wijk_of
from buurtbeeld.model import niveau_of
from buurtbeeld.sources import RawAnswer, SourceSpec
from data_sources import refusals
from data_sources.cbs_columns import Resolved
from data_sources.cbs_odata import REGION

Row = dict[str, Any]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
MISSING_TEXT = frozenset({"", ".", "-", "x"})
SENTINEL = -99990.0  # CBS writes -99997 for secret and -99995 for not published yet
ENOUGH = 0.99  # of the areas the source itself lists


@dataclass(frozen=True)
class Cells:
    """The rows of a table.

    Attributes:
        codes: cleaned area code of each row (n,).
        known: whether that is a land, gemeente, wijk or buurt (n,).
        dimensions: other dimensions and text columns, padding removed (n,) each.
        values: variabele -> (n,) float, NaN = missing.
    """

    codes: npt.NDArray[np.object_]
    known: Mask
    dimensions: Mapping[str, pd.Categorical]
    values: Mapping[str, Floats]

    def chosen(self, **choice: str) -> Mask:
        """Rows of areas whose dimensions start with the given keys."""
        mask = self.known.copy()
        for name, key in choice.items():
            fits = np.array([text.startswith(key) for text in self.dimensions[name].categories], dtype=bool)
            mask &= fits[self.dimensions[name].codes]
        return mask


def where_of(raw: RawAnswer) -> str:
    """Host and table, for a sentence."""
    return f"Adres: {raw.origin}, tabel {raw.tabel}"


def rows_in(raw: RawAnswer, entity: str) -> list[Row]:
    """All rows of a small entity of a raw answer."""
    return [row for rows in row_pages(raw, entity) for row in rows]


def row_pages(raw: RawAnswer, entity: str) -> Iterator[list[Row]]:
    """The rows of an entity one page at a time: 10,000 rows are 100 MB of Python objects."""
    for name, body in raw.documents.items():
        if name.startswith(f"{entity}."):
            yield orjson.loads(body)["value"]


def read_cells(raw: RawAnswer, spec: SourceSpec, found: Resolved, dimensions: Sequence[str] = ()) -> Cells:
    """Read the rows of a table, keeping only the columns that are needed.

    Raises:
        SourceError: E_BRON_SCHEMA, a row lacks a column, or there is text where a number belongs.
    """
    texts: dict[str, list[npt.NDArray[np.object_]]] = {key: [] for key in (REGION, *dimensions)}
    columns: dict[str, list[Floats]] = {key: [] for key in found.all_keys()}
    for rows in row_pages(raw, "TypedDataSet"):
        for key, parts in texts.items():
            parts.append(np.array([str(cell or "").strip() for cell in _column(rows, key, raw, spec)], dtype=object))
        for key, numbers in columns.items():
            numbers.append(to_numbers(_column(rows, key, raw, spec), key, where_of(raw), spec.code))
    text = {key: np.concatenate(parts) for key, parts in texts.items()}
    number = {key: np.concatenate(parts) for key, parts in columns.items()}
    where, codes = pd.factorize(text.pop(REGION))
    cleaned = np.array([clean_code(code) for code in codes], dtype=object)
    return Cells(
        codes=cleaned[where],
        known=np.array([is_code(code) for code in cleaned], dtype=bool)[where],
        dimensions={key: pd.Categorical(column) for key, column in text.items()},
        # A sum is missing as soon as one of its parts is.
        values={code: np.add.reduce([number[key] for key in keys]) for code, keys in found.keys.items()},
    )


def _column(rows: Sequence[Row], key: str, raw: RawAnswer, spec: SourceSpec) -> list[Any]:
    try:
        return [row[key] for row in rows]
    except KeyError:
        what = f"De tabel is veranderd. De rijen hebben geen kolom {key}, terwijl de tabel die wel noemt."
        raise refusals.changed(what, where_of(raw), spec.code) from None


def to_numbers(cells: Sequence[Any], column: str, where: str, source: str) -> Floats:
    """A column as floats: null, ".", blank and the sentinels of CBS are missing (NaN), never zero.

    Raises:
        SourceError: E_BRON_SCHEMA, there is text where a number belongs.
    """
    try:
        numbers = np.array(cells, dtype=float)
    except (TypeError, ValueError):
        numbers = np.array([_to_number(cell, column, where, source) for cell in cells], dtype=float)
    numbers[numbers <= SENTINEL] = np.nan
    return numbers


def _to_number(cell: object, column: str, where: str, source: str) -> float:
    text = "" if cell is None else str(cell).strip()
    if text in MISSING_TEXT:
        return np.nan
    try:
        return float(text.replace(",", "."))
    except ValueError:
        what = f"De tabel is veranderd. Kolom {column} bevat tekst ('{text[:20]}') waar een getal hoort."
        raise refusals.changed(what, where, source) from None


def listed_areas(raw: RawAnswer) -> dict[str, str]:
    """Code -> name of every area the source itself lists, padding removed."""
    names = {clean_code(row["Key"]): (row.get("Title") or "").strip() for row in rows_in(raw, REGION)}
    return {code: name for code, name in names.items() if is_code(code)}


def frames(
    cells: Cells, mask: Mask, listed: Mapping[str, str], where: str, changes: str | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Areas and values of the chosen rows, as `PublicTable` wants them: sorted by code, each code once.

    Args:
        changes: dimension that holds `indelingswijziging`, if the table has one.

    Raises:
        SourceError: no areas, a double one, or too few of the areas the source lists.
    """
    check_complete(cells.codes[mask], listed, where)
    order = np.flatnonzero(mask)
    order = order[np.argsort(cells.codes[order])]
    codes = list(cells.codes[order])
    changed = [text if text in {"1", "2", "3"} else "" for text in cells.dimensions[changes][order]] if changes else ""
    areas = pd.DataFrame(
        {
            "naam": [listed.get(code, code) for code in codes],
            "niveau": [niveau_of(code).value for code in codes],
            "gemeente_code": [gemeente_of(code) for code in codes],
            "wijk_code": [wijk_of(code) for code in codes],
            "indelingswijziging": changed,
        },
        index=codes,
    )
    values = pd.DataFrame({variabele: column[order] for variabele, column in cells.values.items()}, index=areas.index)
    return areas, values


def check_complete(codes: Sequence[str] | npt.NDArray[np.object_], listed: Mapping[str, str], where: str) -> None:
    """Refuse an answer with doubles, or without (nearly) all areas the source itself lists.

    Raises:
        SourceError: E_BRON_LEEG, E_BRON_DUBBEL or E_BRON_ONVOLLEDIG.
    """
    unique = set(codes)
    if not unique or not listed:
        raise refusals.empty(where)
    if len(unique) < len(codes):
        ordered = sorted(codes)
        double = next(code for code, following in pairwise(ordered) if code == following)
        raise refusals.duplicates(where, double)
    both = len(unique & listed.keys())
    if both < ENOUGH * len(listed):
        raise refusals.incomplete(where, both, len(listed))
