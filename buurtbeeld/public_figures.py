"""From one published table to figures: a value or the reason why there is none, for each area."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from buurtbeeld import indicators
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.indicator_parts import METHODS
from buurtbeeld.model import STATUS_ID, Status
from buurtbeeld.sources import PublicTable, SourceSpec

NOBODY = "Hier woont niemand."


@dataclass(frozen=True)
class FigureGrid:
    """Figures of one table: rows are areas, columns are indicators.

    Attributes:
        codes: area codes (n,).
        indicators: the indicators (m,), only those that have a value somewhere.
        value, lower, upper: (n, m) float; NaN = none.
        status: (n, m) STATUS_ID.
        reason: (n, m) index into `reasons`, -1 where there is a value.
        methode: (n, m) index into METHODS.
    """

    codes: npt.NDArray[np.object_]
    indicators: tuple[Indicator, ...]
    value: npt.NDArray[np.float64]
    lower: npt.NDArray[np.float64]
    upper: npt.NDArray[np.float64]
    status: npt.NDArray[np.int8]
    reason: npt.NDArray[np.int32]
    methode: npt.NDArray[np.int8]
    reasons: tuple[str, ...]


def figure_grid(table: PublicTable, spec: SourceSpec, chosen: Iterable[Indicator]) -> FigureGrid:
    """Figures of every chosen indicator this table can give.

    An indicator that is empty for every area is left out: the source has not published it (yet) for
    this year, and 18,310 rows that all say so help nobody.

    Args:
        table: the published table; its areas without a value keep a status and a sentence.
        spec: the source, for the words of the reasons.
        chosen: indicators of this source.
    """
    columns = [(indicator, _column(indicator, table, spec)) for indicator in chosen]
    present = [(indicator, column) for indicator, column in columns if column is not None]
    sentences = Sentences()
    shape = (len(table.areas), len(present))
    grid = FigureGrid(
        codes=table.areas.index.to_numpy(dtype=object),
        indicators=tuple(indicator for indicator, _ in present),
        value=_stack([column.value for _, column in present], shape),
        lower=_stack([_margin(table.lower, indicator, shape[0]) for indicator, _ in present], shape),
        upper=_stack([_margin(table.upper, indicator, shape[0]) for indicator, _ in present], shape),
        status=np.empty(shape, dtype=np.int8),
        reason=np.full(shape, -1, dtype=np.int32),
        methode=np.zeros(shape, dtype=np.int8),
        reasons=(),
    )
    for number, (indicator, column) in enumerate(present):
        grid.status[:, number] = column.status
        grid.reason[:, number] = sentences.numbers(column.reason)
        grid.methode[:, number] = METHODS.index("gepubliceerd" if indicator.variabele else "berekend")
    gone = ~np.isfinite(grid.value)
    grid.lower[gone] = grid.upper[gone] = np.nan
    return replace(grid, reasons=sentences.all())


@dataclass(frozen=True)
class _Column:
    value: npt.NDArray[np.float64]
    status: npt.NDArray[np.int8]
    reason: npt.NDArray[np.object_]


def _column(indicator: Indicator, table: PublicTable, spec: SourceSpec) -> _Column | None:
    value = indicators.compute(indicator, table.values)
    if value is None or not np.isfinite(value).any():
        return None
    needed = indicators.variabelen(indicator)
    provisional = bool(table.voorlopig & set(needed))
    present = Status.VOORLOPIG if provisional and table.status is Status.OK else table.status
    status = np.full(len(value), STATUS_ID[present], dtype=np.int8)
    reason = np.full(len(value), "", dtype=object)
    missing = ~np.isfinite(value)
    for rows, why, sentence in _reasons(indicator, value, table, spec):
        hit = rows & missing
        status[hit], reason[hit] = STATUS_ID[why], sentence
    _override(table, needed, missing, status, reason)
    return _Column(value, status, reason)


def _reasons(
    indicator: Indicator, value: npt.NDArray[np.float64], table: PublicTable, spec: SourceSpec
) -> Sequence[tuple[npt.NDArray[np.bool_], Status, str]]:
    """Rules from general to particular; a later one wins."""
    everywhere = np.ones(len(table.areas), dtype=bool)
    nothing = f"{spec.houder} publiceert dit cijfer hier niet. Het is onbekend, te onzeker of geheim."
    rules = [(everywhere, Status.ONBEKEND, nothing)]
    for niveau in ("wijk", "buurt"):
        rows = (table.areas["niveau"] == niveau).to_numpy()
        if rows.any() and not np.isfinite(value[rows]).any():
            rules.append((rows, Status.ONBEKEND, f"{spec.houder} publiceert dit cijfer niet per {niveau}."))
    small = indicator.ontbreekt
    if small is not None and small.variabele in table.values:
        rules.append(((table.values[small.variabele] < small.onder).to_numpy(), Status.GEHEIM_BRON, small.zin))
    if "aantal_inwoners" in table.values:
        rules.append(((table.values["aantal_inwoners"] == 0).to_numpy(), Status.NVT, NOBODY))
    return rules


def _override(
    table: PublicTable,
    needed: Sequence[str],
    missing: npt.NDArray[np.bool_],
    status: npt.NDArray[np.int8],
    reason: npt.NDArray[np.object_],
) -> None:
    """What the source itself says about a missing value goes before our rules."""
    where = pd.Series(np.arange(len(table.areas)), index=table.areas.index)
    for (code, variabele), (why, sentence) in table.reasons.items():
        if variabele in needed and code in where.index and missing[where[code]]:
            status[where[code]], reason[where[code]] = STATUS_ID[why], sentence


def _margin(frame: pd.DataFrame | None, indicator: Indicator, n: int) -> npt.NDArray[np.float64]:
    if frame is None or not indicator.variabele or indicator.variabele not in frame:
        return np.full(n, np.nan)
    return frame[indicator.variabele].to_numpy(dtype=float)


def _stack(columns: Sequence[npt.NDArray[np.float64]], shape: tuple[int, int]) -> npt.NDArray[np.float64]:
    return np.column_stack(columns) if columns else np.empty(shape)


class Sentences:
    """Numbers each different sentence once."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {"": -1}

    def numbers(self, sentences: npt.NDArray[np.object_]) -> npt.NDArray[np.int32]:
        """Number of each sentence; -1 for the empty one."""
        codes, unique = pd.factorize(sentences)
        known = [self._number.setdefault(text, len(self._number) - 1) for text in unique]
        return np.asarray(known, dtype=np.int32)[codes]

    def all(self) -> tuple[str, ...]:
        """Every sentence seen, in the order of its number."""
        return tuple(text for text in self._number if text)
