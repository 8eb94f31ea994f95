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
        found = [_moment(cohort, first, int(at)) for at in last]
        return Shift(*(np.stack(parts) for parts in zip(*found, strict=True)))

    return moments


def _moment(cohort: Cohort, first: int, last: int) -> tuple[Table | Numbers, ...]:
    y, mine = cohort.y, cohort.mine
    if first < 0 or last < 0:
        unknown, none = np.full(len(mine), np.nan), np.zeros(len(mine), dtype=np.int64)
        return unknown, unknown, unknown, none, none, none
    change = y[:, last] - y[:, first]
    placebo = cohort.group & np.isfinite(change)
    used = int(placebo.sum()) if placebo.sum() >= cohort.settings.min_group else 0
    if used:
        shared, variance, freedom = _beside(change, placebo, cohort.size, mine)
    else:
        shared, (variance, freedom) = 0.0, _earlier(cohort, first, last)
    seen = np.isfinite(y[mine][:, [first, last]]).astype(np.int64)
    return change[mine] - shared, variance, freedom, seen[:, 0], seen[:, 1], np.full(len(mine), used)


def _beside(change: Table, placebo: Mask, size: Table, mine: Numbers) -> tuple[float, Table, Table]:
    """Shared change, and variance and degrees of freedom of each judged change less it."""
    own, sizes = change[placebo], size[placebo]
    shared, weight = float(np.median(own)), np.ones(len(own))
    squares, curve = _placebo(own, shared, weight, sizes)
    for _ in range(2):
        if not (curve > 0).all():
            break
        weight = 1 / curve
        shared = float(middle(own[:, None], np.sqrt(curve), weight)[0])
        squares, curve = _placebo(own, shared, weight, sizes)
    here, freedom = size_curve(squares, sizes, size[mine], extreme=MOST)
    noise = float((weight**2 * curve).sum() / weight.sum() ** 2)
    return shared, here + noise, np.maximum(freedom - 1, 0)


def _placebo(change: Table, shared: float, weight: Table, size: Table) -> tuple[Table, Table]:
    """Squared change of each comparison series against the others, without the noise of those, and its curve."""
    share = weight / weight.sum()
    squares = ((change - shared) / (1 - share)) ** 2 / (1 + (share**2).sum())
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
