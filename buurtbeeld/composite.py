"""Figures of a buurt that consists of several CBS areas, made from the published figures of its parts.

Each indicator says in config/indicatoren/ how its parts combine (`samenstellen`). What cannot be
combined honestly (medians, model estimates, classes) is not combined: it is shown per part.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.indicator_parts import METHODS
from buurtbeeld.indicators import DECIMALS, variabelen, verhouding
from buurtbeeld.model import STATUS_ID, Status
from buurtbeeld.public_figures import FigureGrid, Sentences

PER_PART = "Dit cijfer is er alleen per deel van de buurt."
INCOMPLETE = "Dit cijfer ontbreekt voor een deel van de buurt. Daarom is er geen cijfer voor het geheel."
PEOPLE = "aantal_inwoners"
HA_PER_KM2 = 100


@dataclass(frozen=True)
class Parts:
    """Published figures of the parts of composite buurten.

    Attributes:
        buurt: key of the buurt each row belongs to (n,).
        value: index as `buurt`, one column per indicator code, NaN = no value.
        status: same shape, STATUS_ID of each part (0 = no figure at all).
    """

    buurt: npt.NDArray[np.object_]
    value: pd.DataFrame
    status: pd.DataFrame


def combine(parts: Parts, chosen: Iterable[Indicator]) -> FigureGrid:
    """Figures of every composite buurt for every chosen indicator that at least one part has.

    Returns:
        One row per buurt (sorted by key). A value is present only when every part has one; otherwise
        the figure says that it exists per part, or that a part lacks it.
    """
    present = tuple(indicator for indicator in chosen if indicator.code in parts.value.columns)
    keys = np.unique(parts.buurt.astype(str)).astype(object)
    columns = [_column(indicator, parts) for indicator in present]
    sentences = Sentences()
    shape = (len(keys), len(present))
    nothing = np.full(shape, np.nan)
    return FigureGrid(
        codes=keys,
        indicators=present,
        value=_table([column.value for column in columns], shape, np.float64),
        lower=nothing,
        upper=nothing.copy(),
        status=_table([column.status for column in columns], shape, np.int8),
        reason=_table([sentences.numbers(column.reason) for column in columns], shape, np.int32),
        methode=_table([column.methode for column in columns], shape, np.int8),
        reasons=sentences.all(),
    )


@dataclass(frozen=True)
class _Column:
    value: npt.NDArray[np.float64]
    status: npt.NDArray[np.int8]
    reason: npt.NDArray[np.object_]
    methode: npt.NDArray[np.int8]


def _column(indicator: Indicator, parts: Parts) -> _Column:
    methode, combined = _combined(indicator, parts)
    whole = np.round(combined, DECIMALS)
    has = np.isfinite(whole)
    status = np.where(has, _present_status(indicator, parts), STATUS_ID[Status.NVT]).astype(np.int8)
    apart = methode == METHODS.index("per deel")
    missing = np.where(apart, PER_PART, INCOMPLETE).astype(object)
    status[~has & ~apart] = STATUS_ID[Status.ONBEKEND]
    return _Column(whole, status, np.where(has, "", missing).astype(object), methode)


def _combined(indicator: Indicator, parts: Parts) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float64]]:
    """Method and value per buurt; falls back to per part where what it needs is not published."""
    rule = indicator.samenstellen
    wijze = "per_deel" if rule is None else rule.wijze
    own = parts.value[indicator.code].to_numpy(dtype=float)
    if wijze == "som":
        return _with("opgeteld", _total(own, parts.buurt))
    if rule is not None and wijze == "gewogen" and rule.naar in parts.value:
        weight = parts.value[rule.naar].to_numpy(dtype=float)
        total = _total(weight, parts.buurt)
        mean = _total(own * weight, parts.buurt) / np.where(total > 0, total, np.nan)
        return _with("gewogen", mean, apart=np.isfinite(_total(own, parts.buurt)) & ~np.isfinite(mean))
    if rule is not None and wijze == "dichtheid" and {rule.naar, PEOPLE} <= set(parts.value.columns):
        area = _total(parts.value[rule.naar].to_numpy(dtype=float), parts.buurt)
        people = _total(parts.value[PEOPLE].to_numpy(dtype=float), parts.buurt)
        return _with("berekend", people / np.where(area > 0, area / HA_PER_KM2, np.nan))
    if wijze == "verhouding" and set(variabelen(indicator)) <= set(parts.value.columns):
        needed = parts.value[list(variabelen(indicator))]
        totals = pd.DataFrame(
            {code: _total(column.to_numpy(dtype=float), parts.buurt) for code, column in needed.items()}
        )
        return _with("berekend", verhouding(indicator, totals))
    return _with("per deel", np.full(len(np.unique(parts.buurt.astype(str))), np.nan))


def _with(
    name: str, value: npt.NDArray[np.float64], *, apart: npt.NDArray[np.bool_] | None = None
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float64]]:
    methode = np.full(len(value), METHODS.index(name), dtype=np.int8)
    if apart is not None:
        methode[apart] = METHODS.index("per deel")
    return methode, value


def _total(column: npt.NDArray[np.float64], buurt: npt.NDArray[np.object_]) -> npt.NDArray[np.float64]:
    """Sum per buurt in key order; NaN as soon as one part lacks a value."""
    _, which = np.unique(buurt.astype(str), return_inverse=True)
    return np.bincount(which, weights=column).astype(np.float64)


def _present_status(indicator: Indicator, parts: Parts) -> npt.NDArray[np.int8]:
    """Provisional as soon as one part is; otherwise ok."""
    provisional = (parts.status[indicator.code] == STATUS_ID[Status.VOORLOPIG]).to_numpy().astype(np.float64)
    return np.where(_total(provisional, parts.buurt) > 0, STATUS_ID[Status.VOORLOPIG], STATUS_ID[Status.OK]).astype(
        np.int8
    )


def _table(columns: Sequence[npt.NDArray[Any]], shape: tuple[int, int], dtype: type) -> npt.NDArray[Any]:
    return np.column_stack(columns).astype(dtype) if columns else np.empty(shape, dtype=dtype)
