"""Rounding of delivered figures, after suppression."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
TIE = 1e-9
SMALL_GROUP = 200  # below this a whole percent says all there is to say


def to_five(count: Numbers) -> Numbers:
    """Counts to the nearest multiple of five, on integers so that no tie can fall two ways; NaN stays NaN."""
    whole = np.nan_to_num(count).astype(np.int64)
    return np.where(np.isfinite(count), (2 * whole + 5) // 10 * 5, np.nan).astype(float)


def significant(value: Numbers, digits: int = 3) -> Numbers:
    """To so many significant figures; NaN stays NaN, 0 stays 0."""
    size = np.floor(np.log10(np.where(np.isfinite(value) & (value != 0), np.abs(value), 1.0)))
    factor = 10.0 ** (digits - 1 - size)
    return np.round(value * factor) / factor


def share(teller: Numbers, noemer: Numbers, factor: float) -> Numbers:
    """Teller / noemer * factor from rounded counts: whole when the noemer is small, else one decimal."""
    value = np.full(teller.shape, np.nan)
    np.divide(teller * factor, noemer, out=value, where=noemer > 0)
    return np.where(noemer < SMALL_GROUP, np.round(value), np.round(value, 1))


def decimals_of(value: Numbers, digits: int = 3) -> npt.NDArray[np.int64]:
    """Decimals that so many significant figures of a value have; negative for large values, 0 for NaN."""
    size = np.floor(np.log10(np.where(np.isfinite(value) & (value != 0), np.abs(value), 1.0)))
    return (digits - 1 - size).astype(np.int64)


def down(value: Numbers, decimals: npt.NDArray[np.int64]) -> Numbers:
    """Rounded down to so many decimals; NaN stays NaN. What is a rounding error above a step counts as that step."""
    factor = 10.0 ** decimals.astype(float)
    return np.floor(value * factor + TIE) / factor


def up(value: Numbers, decimals: npt.NDArray[np.int64]) -> Numbers:
    """Rounded up to so many decimals; NaN stays NaN."""
    factor = 10.0 ** decimals.astype(float)
    return np.ceil(value * factor - TIE) / factor
