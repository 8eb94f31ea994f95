"""Changes with their limits: from estimates and variances to what a verdict is made of."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from buurtbeeld.statistics.shift_parts import Mask, Numbers, Settings, Shift, Table

DIGITS = 12
ORDINARY = 0.05  # chance outside the interval that is shown


@dataclass(frozen=True)
class Changes:
    """Changes of m series; every array is (m,), or (W, m) when W moments were asked.

    Attributes:
        change: mean after less mean before on the working scale, less the same of the comparison buurten.
        se, df: standard error, and degrees of freedom of its t distribution. NaN where no spread is known.
        lower, upper: 95%.
        lower_998, upper_998: at the cut-off of the verdict.
        n_before, n_after: own points used.
        n_group: comparison series used; 0 = judged on its own.
    """

    change: Table
    se: Table
    df: Table
    lower: Table
    upper: Table
    lower_998: Table
    upper_998: Table
    n_before: Numbers
    n_after: Numbers
    n_group: Numbers

    def of(self, series: Numbers) -> Changes:
        """Some series, in this order, at every moment."""
        return Changes(*(part[:, series] for part in self._parts()))

    def part(self, panel: int, moments: int, series: int) -> Changes:
        """The first moments and series of one panel, where each array has panels as its first dimension."""
        return Changes(*(part[panel, :moments, :series] for part in self._parts()))

    def or_else(self, chosen: Mask, other: Changes) -> Changes:
        """This where a moment is chosen, (W,), and the other where it is not."""
        pairs = zip(self._parts(), other._parts(), strict=True)
        return Changes(*(np.where(chosen[:, None], mine, its) for mine, its in pairs))

    def _parts(self) -> list[npt.NDArray[Any]]:
        return [getattr(self, one.name) for one in fields(self)]


def intervals(found: Shift, settings: Settings) -> Changes:
    """Limits of every change."""
    known = np.isfinite(found.change) & np.isfinite(found.variance) & (found.freedom > 0)
    # Rounded, so that sums taken in another way on another machine give the same verdict.
    change = found.change.round(DIGITS)
    se = np.sqrt(np.where(known, found.variance, np.nan)).round(DIGITS)
    se[se == 0] = np.nan  # values that never differ say nothing about chance
    df = np.where(known, found.freedom, np.nan).round(DIGITS // 2)
    df[np.isnan(se)] = np.nan
    wide, widest = _quantile(df, ORDINARY) * se, _quantile(df, settings.alpha) * se
    counts = (found.n_before, found.n_after, found.n_group)
    return Changes(change, se, df, change - wide, change + wide, change - widest, change + widest, *counts)


def _quantile(df: Table, alpha: float) -> Table:
    """Two-sided cut-off of the t distribution; few different degrees of freedom occur, so each is computed once."""
    kinds, where = np.unique(df, return_inverse=True)
    found: Table = stdtrit(kinds, 1 - alpha / 2)[where].reshape(df.shape)
    return found
