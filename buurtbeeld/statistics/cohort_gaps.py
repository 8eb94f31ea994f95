"""Adjusted changes of buurten that start on different days, at every moment since their start.

In every period the mean of the buurten where nothing was begun is taken off first, so that season, trend and breaks
they share fall out also where a buurt misses a period; what is left before and after the start goes to
`adjusted_change`. A moment looks at no period later than its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from buurtbeeld.statistics.adjusted_change import LEAST, Adjusted, adjusted
from buurtbeeld.statistics.spc_rules import Flags, Table

Columns = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Windows:
    """How many periods count.

    Attributes:
        before, after: most periods before the start, and up to a moment.
        least_before, least_after: fewest of them with a figure.
    """

    before: int = 12
    after: int = 6
    least_before: int = 3
    least_after: int = 3


@dataclass(frozen=True, eq=False)
class Panel:
    """One figure of all buurten.

    Attributes:
        y: (n, T) on the working scale, a column per period without gaps in time; NaN = missing, hidden, provisional.
        size: (n,) mean noemer.
        group: (n,) buurten where nothing was begun.
        started: (n,) first column that is not before the start; T or more = not yet, less than 1 = no start to look
            back on.
        whole: (n,) first column that lies after the start as a whole: what is in between counts on neither side.
    """

    y: Table
    size: Table
    group: Flags
    started: npt.NDArray[np.integer]
    whole: npt.NDArray[np.integer]

    def starts(self) -> list[tuple[int, int]]:
        """(started, whole) of every cohort that has periods before and after its start."""
        inside = (self.started > 0) & (self.whole < self.y.shape[1]) & ~self.group
        return sorted(set(zip(self.started[inside].tolist(), self.whole[inside].tolist(), strict=True)))

    @cached_property
    def shared(self) -> tuple[Table, Table]:
        """(T,) mean of the group in every period, NaN with fewer than ten of them; and (n, T) what is left without."""
        mean, many = _mean(self.y[self.group].T)
        effect = np.where(many >= LEAST, mean, np.nan)
        return effect, self.y - effect

    def cohort(self, start: tuple[int, int]) -> Columns:
        """Rows of the buurten with this start."""
        return np.flatnonzero((self.started == start[0]) & (self.whole == start[1]) & ~self.group)


@dataclass(frozen=True, eq=False)
class Gaps:
    """Of every buurt at every moment; (T, n), NaN where there is none.

    Attributes:
        gap, se, expected, change: see `adjusted_change`; a buurt of the group has none.
        common: (T, n) mean change of the group over the same windows.
        points: (T, n) own figures in the window after the start.
    """

    gap: Table
    se: Table
    expected: Table
    change: Table
    common: Table
    points: Table


def gaps(panel: Panel, windows: Windows) -> Gaps:
    """The gap of every buurt at every moment since its start at which it has a figure.

    Returns:
        Gaps; all NaN when fewer than ten buurten of the group have figures.
    """
    found = _empty(panel)
    for start in panel.starts():
        mine = panel.cohort(start)
        for column in range(start[1], panel.y.shape[1]):
            made = between(panel, windows, start[0], _window(start[1], column, windows.after))
            here = mine[np.isfinite(panel.y[mine, column])]
            _fill(found, column, here, made)
    return found


def between(panel: Panel, windows: Windows, start: int, after: Columns) -> tuple[Adjusted, Table, float] | None:
    """Adjusted changes from before a start to some columns after it.

    Returns:
        Adjusted of all rows, (n,) figures in the window, and the mean change of the group itself; None when the group
        is too small.
    """
    early = np.arange(max(0, start - windows.before), start)
    effect, away = panel.shared
    first, many_before = _mean(away[:, early])
    last, many_after = _mean(away[:, after])
    first = np.where(many_before >= min(windows.least_before, len(early)), first, np.nan)
    last = np.where(many_after >= windows.least_after, last, np.nan)
    found = adjusted(first, last, panel.size, panel.group)
    if found.others < LEAST:
        return None
    shared = float(_mean(effect[None, after])[0][0] - _mean(effect[None, early])[0][0]) + found.common
    return found, many_after, shared


def later(panel: Panel, windows: Windows, first: int, last: int) -> tuple[Table, Table]:
    """Gap and standard error, (n,), on the columns after `first` up to `last` only; each since its own start."""
    gap, se = np.full(len(panel.y), np.nan), np.full(len(panel.y), np.nan)
    for start in panel.starts():
        mine = panel.cohort(start)
        made = between(panel, windows, start[0], np.arange(max(first + 1, start[1]), last + 1))
        if made is not None:
            gap[mine], se[mine] = made[0].gap[mine], made[0].se[mine]
    return gap, se


def _window(start: int, column: int, most: int) -> Columns:
    return np.arange(max(start, column - most + 1), column + 1)


def _mean(table: Table) -> tuple[Table, Table]:
    """Mean of every row and how many figures it is made of; NaN without any."""
    seen = np.isfinite(table)
    many = seen.sum(axis=1)
    total = np.where(seen, table, 0.0).sum(axis=1)
    return np.where(many > 0, total / np.maximum(many, 1), np.nan), many.astype(float)


def _empty(panel: Panel) -> Gaps:
    shape = panel.y.shape[::-1]
    gap, se, expected, change, common = (np.full(shape, np.nan) for _ in range(5))
    return Gaps(gap, se, expected, change, common, np.zeros(shape))


def _fill(found: Gaps, column: int, mine: Columns, made: tuple[Adjusted, Table, float] | None) -> None:
    if made is None:
        return
    one, points, shared = made
    for name in ("gap", "se", "expected"):
        getattr(found, name)[column, mine] = getattr(one, name)[mine]
    found.change[column, mine] = one.change[mine] + (shared - one.common)
    found.common[column, mine] = np.where(np.isfinite(one.gap[mine]), shared, np.nan)
    found.points[column, mine] = points[mine]
