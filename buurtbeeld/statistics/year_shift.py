"""A change between one yearly figure before a start and one after it that does not overlap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from buurtbeeld.statistics.borrowed_spread import size_curve
from buurtbeeld.statistics.shift_parts import Cohort, Mask, Numbers, Shift, Table, column_medians, middle

FEWEST = 5  # changes without a cause that are needed to know their spread
MOST = 9.0
AT_ONCE = 40_000  # changes that are worked on together: more of them no longer fit in the cache


def changes(cohorts: Sequence[Cohort], after: Sequence[Mask]) -> list[Shift]:
    """Changes of cohorts of one panel: the last column of `after`, (W, T) each, less the last one of `before`.

    The margin comes from changes without a cause: those of the comparison buurten between the same two columns; without
    them those between earlier columns as far apart; without those too the changes themselves, around their median.
    """
    asked = [_Asked.of(one, columns) for one, columns in zip(cohorts, after, strict=True)]
    found: list[Shift] = []
    for some in _portions(asked):
        rows = [one.change[one.beside] for one in some]
        sizes = [np.broadcast_to(one.cohort.size, table.shape) for one, table in zip(some, rows, strict=True)]
        placebo = np.concatenate([np.where(one.placebo[one.beside], table, np.nan)
                                  for one, table in zip(some, rows, strict=True)])  # fmt: skip
        mine = np.concatenate([one.places(max(len(each.cohort.mine) for each in some)) for one in some])
        made = _beside(placebo, np.concatenate(sizes), mine) if len(placebo) else (np.zeros(0), *([placebo] * 2))
        ends = np.cumsum([len(table) for table in rows])[:-1]
        parts = zip(*(np.split(part, ends) for part in made), strict=True)
        found += [one.shift(*part) for one, part in zip(some, parts, strict=True)]
    return found


@dataclass(frozen=True)
class _Asked:
    """Changes of one cohort at W moments.

    Attributes:
        first: column of the nulmeting; -1 = none.
        last: (W,) column at each moment; -1 = nothing to look at.
        change: (W, n); NaN = none.
        placebo: (W, n) which of them are without a cause.
        beside: (W,) whether there are enough of those.
    """

    cohort: Cohort
    first: int
    last: Numbers
    change: Table
    placebo: Mask
    beside: Mask

    @staticmethod
    def of(cohort: Cohort, after: Mask) -> _Asked:
        """The last column of every moment less the nulmeting."""
        first = int(np.flatnonzero(cohort.before).max(initial=-1))
        last = np.where(after.any(axis=1), after.shape[1] - 1 - np.argmax(after[:, ::-1], axis=1), -1)
        last = np.where(first < 0, -1, last)
        y = cohort.y
        change = np.where((last >= 0)[:, None], np.ascontiguousarray(y[:, last].T) - y[:, first], np.nan)
        placebo = cohort.group & np.isfinite(change)
        return _Asked(cohort, first, last, change, placebo, placebo.sum(axis=1) >= cohort.settings.min_group)

    def places(self, width: int) -> Numbers:
        """(W', width) judged rows, for every moment with enough changes without a cause; filled up with the first."""
        place = np.zeros(width, dtype=np.int64)
        place[: len(self.cohort.mine)] = self.cohort.mine
        return np.broadcast_to(place, (int(self.beside.sum()), width))

    def shift(self, shared: Table, variance: Table, freedom: Table) -> Shift:
        """With what `_beside` says of the moments that have enough of them."""
        cohort, beside, last = self.cohort, self.beside, self.last
        mine, asked = cohort.mine, (last >= 0)[:, None]
        common, spread, free = np.zeros(len(last)), *(np.full((len(last), len(mine)), np.nan) for _ in range(2))
        common[beside], spread[beside] = shared, variance[:, : len(mine)]
        free[beside] = freedom[:, : len(mine)]
        for at in np.flatnonzero(~beside & asked[:, 0]):
            spread[at], free[at] = _earlier(cohort, self.first, int(last[at]))
        seen = np.isfinite(cohort.y[mine])
        before = (seen[:, self.first] & asked).astype(np.int64)
        after = (seen[:, last].T & asked).astype(np.int64)
        used = np.where(beside & asked[:, 0], self.placebo.sum(axis=1), 0)[:, None] + 0 * before
        return Shift(self.change[:, mine] - common[:, None], spread, free, before, after, used)


def _portions(asked: Sequence[_Asked]) -> Iterator[list[_Asked]]:
    some: list[_Asked] = []
    for one in asked:
        if some and sum(each.change.size for each in some) + one.change.size > AT_ONCE:
            yield some
            some = []
        some.append(one)
    if some:
        yield some


def _beside(placebo: Table, size: Table, mine: Numbers) -> tuple[Table, Table, Table]:
    """From changes without a cause (W, n), NaN = none: what they share, (W,), and per judged series the variance of its
    change less that and the degrees of freedom, (W, m).

    Args:
        size: (W, n) mean noemer.
        mine: (W, m) the judged series.
    """
    known = np.isfinite(placebo)
    shared, weight = column_medians(placebo.T), known.astype(float)
    squares, curve = _placebo(placebo, shared, weight, size)
    for _ in range(2):
        fits: Mask = np.all(~known | (curve > 0), axis=1)
        if not fits.any():
            break
        safe = np.where(known & fits[:, None], curve, 1.0)
        weight = np.where(fits[:, None], np.where(known, 1 / safe, 0.0), weight)
        shared = np.where(fits, middle(placebo.T, np.sqrt(safe).T, weight.T), shared)
        squares, curve = _placebo(placebo, shared, weight, size)
    here, freedom = size_curve(squares, size, np.take_along_axis(size, mine, axis=1), extreme=MOST)
    noise = (weight**2 * np.where(known, curve, 0.0)).sum(axis=1) / weight.sum(axis=1) ** 2
    return shared, here + noise[:, None], np.maximum(freedom - 1, 0)


def _placebo(change: Table, shared: Table, weight: Table, size: Table) -> tuple[Table, Table]:
    """Squared change of each comparison series against the others, without the noise of those, and its curve."""
    share = weight / weight.sum(axis=1, keepdims=True)
    squares = ((change - shared[:, None]) / (1 - share)) ** 2 / (1 + (share**2).sum(axis=1, keepdims=True))
    return squares, size_curve(squares, size, size, extreme=MOST)[0]


def _earlier(cohort: Cohort, first: int, last: int) -> tuple[Table, Table]:
    """Variance of each judged change and its degrees of freedom, from earlier changes over as many columns."""
    y, mine, gap = cohort.y, cohort.mine, last - first
    ends = np.arange(first, gap - 1, -gap)
    old = y[:, ends] - y[:, ends - gap]
    old = np.where(ends < cohort.started[:, None], old, np.nan)
    if np.isfinite(old).sum() < FEWEST:
        change = (y[:, last] - y[:, first])[:, None]
        old = change - column_medians(change)
    if np.isfinite(old).sum() < FEWEST:
        return np.full(len(mine), np.nan), np.zeros(len(mine))
    sizes = np.repeat(cohort.size, old.shape[1])
    variance, freedom = size_curve(old.ravel() ** 2, sizes, cohort.size[mine], extreme=MOST)
    return variance, np.maximum(freedom - 1, 0)
