"""A change between one yearly figure before a start and one after it that does not overlap."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from buurtbeeld.statistics.borrowed_spread import size_curve
from buurtbeeld.statistics.shift_parts import Cohort, Mask, Numbers, Shift, Table, column_medians, middle

FEWEST = 5  # changes without a cause that are needed to know their spread
MOST = 9.0


def prepare(cohort: Cohort) -> Callable[[Mask], Shift]:
    """Function that gives the changes at moments: the last column of `after` less the last one of `before`.

    The margin comes from changes without a cause: those of the comparison buurten between the same two columns; without
    them those between earlier columns as far apart; without those too the changes themselves, around their median.
    """
    first = int(np.flatnonzero(cohort.before).max(initial=-1))

    def moments(after: Mask) -> Shift:
        length = after.shape[1]
        last = np.where(after.any(axis=1), length - 1 - np.argmax(after[:, ::-1], axis=1), -1)
        return _nothing(cohort, len(last)) if first < 0 else _since(cohort, first, last)

    return moments


def _nothing(cohort: Cohort, count: int) -> Shift:
    unknown = np.full((count, len(cohort.mine)), np.nan)
    none = np.zeros(unknown.shape, dtype=np.int64)
    return Shift(unknown, unknown, unknown, none, none, none)


def _since(cohort: Cohort, first: int, last: Numbers) -> Shift:
    """Changes from one column to each of `last`, -1 = nothing to look at."""
    y, mine = cohort.y, cohort.mine
    asked = (last >= 0)[:, None]
    change = np.where(asked, np.ascontiguousarray(y[:, last].T) - y[:, first], np.nan)
    placebo = cohort.group & np.isfinite(change)
    many = placebo.sum(axis=1)
    beside = many >= cohort.settings.min_group
    shared, variance, freedom = np.zeros(len(last)), *(np.full((len(last), len(mine)), np.nan) for _ in range(2))
    if beside.any():
        shared[beside], variance[beside], freedom[beside] = _beside(
            np.where(placebo, change, np.nan)[beside], cohort.size, mine
        )
    for at in np.flatnonzero(~beside & asked[:, 0]):
        variance[at], freedom[at] = _earlier(cohort, first, int(last[at]))
    seen = np.isfinite(y[mine])
    before = (seen[:, first] & asked).astype(np.int64)
    after = (seen[:, last].T & asked).astype(np.int64)
    used = np.where(beside & asked[:, 0], many, 0)[:, None] + 0 * before
    return Shift(change[:, mine] - shared[:, None], variance, freedom, before, after, used)


def _beside(placebo: Table, size: Table, mine: Numbers) -> tuple[Table, Table, Table]:
    """From changes without a cause (W, n), NaN = none: what they share, (W,), and per judged series the variance of its
    change less that and the degrees of freedom, (W, m).
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
    here, freedom = size_curve(squares, size, size[mine], extreme=MOST)
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
