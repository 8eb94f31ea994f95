"""A change set against comparison buurten in the same periods, of many cohorts at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from buurtbeeld.statistics.baseline import MOST, Baseline, baseline
from buurtbeeld.statistics.borrowed_spread import moving_range_spread, size_curve
from buurtbeeld.statistics.season import column_effects
from buurtbeeld.statistics.shift_parts import (
    Cohort,
    Mask,
    Numbers,
    Settings,
    Shift,
    Table,
    Windows,
    harmonic,
    middle,
)

LEAST = 0.5  # changes without a cause never bring the variance below this part of the borrowed spread


@dataclass(frozen=True)
class Stack:
    """C cohorts with nulmetingen of one length, each as a panel of R rows: comparison series first, then the judged.

    Attributes:
        y: (C, R, T); a row that only fills up is NaN.
        many: comparison rows of each panel, filling included.
        real: (C, R) rows that do not fill up.
        columns: (C, B) columns of the nulmeting.
        size: (C, R) mean noemer; NaN of a row that fills up.
        settings: cut-offs.
    """

    y: Table
    many: int
    real: Mask
    columns: Numbers
    size: Table
    settings: Settings

    @staticmethod
    def of(cohorts: Sequence[Cohort]) -> Stack:
        """From cohorts of which every comparison row counts."""
        theirs, mine = ([rows(one) for one in cohorts] for rows in (lambda one: np.flatnonzero(one.group), _mine))
        many, most = (max(map(len, rows)) for rows in (theirs, mine))
        places = np.full((len(cohorts), many + most), -1, dtype=np.int64)
        for place, group, judged in zip(places, theirs, mine, strict=True):
            place[: len(group)] = group
            place[many : many + len(judged)] = judged
        real, at = places >= 0, np.maximum(places, 0)
        y = np.stack([one.y[rows] for one, rows in zip(cohorts, at, strict=True)])
        size = np.stack([one.size[rows] for one, rows in zip(cohorts, at, strict=True)])
        y[~real], size[~real] = np.nan, np.nan
        columns = np.stack([np.flatnonzero(one.before) for one in cohorts])
        return Stack(y, many, real, columns, size, cohorts[0].settings)


def _mine(cohort: Cohort) -> Numbers:
    return cohort.mine


def prepare(stack: Stack) -> Callable[[Mask], tuple[Shift, Mask]]:
    """Nulmeting of judged and comparison series, and a function that gives the changes at moments.

    The changes of the comparison series themselves, each against the rest of them, are changes without a cause. What
    they vary more than their own spread tells (slow drift, longer memory) widens every margin.

    Returns:
        Function of (C, W, T) columns after the start; it gives the changes, (C, W, m) each, and (C, W) which moments
        have enough comparison buurten in every period with a judged figure.
    """
    many, real = stack.many, stack.real
    base, weight = _baseline(stack)
    away = _beside(stack.y - base.level[..., None], base, weight, many)
    enough = np.asarray(np.isfinite(away[:, :many]).sum(axis=1) >= stack.settings.min_group)
    asked = np.asarray(np.isfinite(stack.y[:, many:]).any(axis=1))

    def moments(after: Mask) -> tuple[Shift, Mask]:
        wanted = after & asked[:, None, :]
        usable = np.asarray(wanted.any(axis=2) & ~(wanted & ~enough[:, None, :]).any(axis=2))
        windows = Windows.of(wanted & usable[:, :, None])
        return _since(away, windows, base, np.where(real[:, :many], weight, 0.0), stack.settings.drift_series), usable

    return moments


def _baseline(stack: Stack) -> tuple[Baseline, Table]:
    """Nulmeting after the shared effect of every period, and (C, many) weight of each comparison series."""
    many, settings, real = stack.many, stack.settings, stack.real
    value = np.take_along_axis(stack.y, stack.columns[:, None, :], axis=2)
    seen = np.isfinite(value)
    rough = value - column_effects(value[:, :many], seen[:, :many])[:, None, :]
    curve, _ = size_curve(moving_range_spread(rough)[0], stack.size, stack.size)
    theirs = real[:, :many]
    some = np.asarray(np.min(np.where(real, np.nan_to_num(curve), 1.0), axis=1) > 0)
    weight = np.where(some[:, None], _inverse(curve[:, :many]), 1.0)
    weight = np.where(theirs, weight, 0.0)
    weight = weight / (weight.sum(axis=1) / theirs.sum(axis=1))[:, None]
    value = value - column_effects(value[:, :many], seen[:, :many], weight)[:, None, :]
    return baseline(value, np.isfinite(value), stack.columns, stack.size, settings), weight


def _inverse(curve: Table) -> Table:
    return 1 / np.where(curve > 0, curve, 1.0)


def _beside(value: Table, base: Baseline, weight: Table, many: int) -> Table:
    """Values less the mean of the comparison series in that period, all from their own level."""
    spread = np.sqrt(np.nan_to_num(base.curve[:, :many]) * (1 + 1 / np.maximum(base.count[:, :many], 1)))
    return value - middle(value[:, :many], spread, weight)[:, None, :]


def _since(away: Table, windows: Windows, base: Baseline, weight: Table, worth: float) -> Shift:
    many = weight.shape[1]
    value, seen = windows.seen(away)
    count = seen.sum(axis=3)
    change = value.sum(axis=3) / np.where(count > 0, count, np.nan)
    widening = base.widening(seen, windows.columns)
    placebo = count[:, :, :many] > 0
    share = np.where(placebo, weight[:, None, :], 0.0)
    share = share / np.maximum(share.sum(axis=2), 1e-300)[:, :, None]
    expected = np.where(placebo, base.curve[:, None, :many] * widening[:, :, :many], 0.0)
    shared = (share**2 * expected).sum(axis=2)[:, :, None]
    # Against the mean of the others: that of all has a part of the series itself in it.
    alone = np.where(placebo, change[:, :, :many], 0.0) / np.where(share < 1, 1 - share, np.nan)
    drift = _drift(alone**2, expected + shared, placebo, base, worth)[:, :, None]
    used = placebo.sum(axis=2)[:, :, None] * np.ones(change[:, :, many:].shape, dtype=np.int64)
    variance = drift * (base.variance[:, None, many:] * widening[:, :, many:] + shared)
    prior = np.minimum(worth, base.drift_series)[..., None, None]
    freedom = harmonic(base.freedom[:, None, many:] + 0.0 * used, used + prior - 1.0)
    before = base.count[:, None, many:] + 0 * used
    return Shift(change[:, :, many:], variance, freedom, before, count[:, :, many:], used)


def _drift(square: Table, model: Table, placebo: Mask, base: Baseline, worth: float) -> Table:
    """How many times their variance the squares of changes without a cause are, (C, W); NaN when no spread is known."""
    prior = np.minimum(worth, base.drift_series)[..., None]
    known = (~placebo | (model > 0)).all(axis=2)
    ratio = np.where(placebo, np.minimum(square / np.where(model > 0, model, np.inf), MOST), 0.0)
    mean = (ratio.sum(axis=2) + prior * np.asarray(base.drift)[..., None]) / np.maximum(placebo.sum(axis=2) + prior, 1)
    return np.where(known, np.maximum(mean, LEAST), np.nan)
