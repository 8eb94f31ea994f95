"""A change set against comparison buurten in the same periods."""

from __future__ import annotations

from collections.abc import Callable

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


def prepare(cohort: Cohort) -> Callable[[Mask], tuple[Shift, Mask]]:
    """Nulmeting of judged and comparison series, and a function that gives the changes at moments.

    The changes of the comparison series themselves, each against the rest of them, are changes without a cause. What
    they vary more than their own spread tells (slow drift, longer memory) widens every margin.

    Returns:
        Function of (W, T) columns after the start; it gives the changes, and (W,) which moments have enough comparison
        buurten in every period with a judged figure.
    """
    rows = np.concatenate([np.flatnonzero(cohort.group), cohort.mine])
    many = int(cohort.group.sum())
    value, columns = cohort.y[rows], np.flatnonzero(cohort.before)
    base, weight = _baseline(value[:, columns], many, columns, cohort.size[rows], cohort.settings)
    away = _beside(value - base.level[:, None], base, weight, many)
    enough = np.isfinite(away[:many]).sum(axis=0) >= cohort.settings.min_group
    asked = np.isfinite(value[many:]).any(axis=0)

    def moments(after: Mask) -> tuple[Shift, Mask]:
        wanted = after & asked
        usable = wanted.any(axis=1) & ~(wanted & ~enough).any(axis=1)
        found = _since(away, Windows.of(wanted & usable[:, None]), base, weight, cohort.settings.drift_series)
        return found, usable

    return moments


def _baseline(value: Table, many: int, columns: Numbers, size: Table, settings: Settings) -> tuple[Baseline, Table]:
    """Nulmeting after the shared effect of every period, and (many,) weight of each comparison series."""
    seen = np.isfinite(value)
    rough = value - column_effects(value[:many], seen[:many])
    curve, _ = size_curve(moving_range_spread(rough)[0], size, size)
    weight = 1 / curve[:many] if (curve > 0).all() else np.ones(many)
    weight = weight / weight.mean()
    value = value - column_effects(value[:many], seen[:many], weight)
    return baseline(value, np.isfinite(value), columns, size, settings), weight


def _beside(value: Table, base: Baseline, weight: Table, many: int) -> Table:
    """Values less the mean of the comparison series in that period, all from their own level."""
    spread = np.sqrt(np.nan_to_num(base.curve[:many]) * (1 + 1 / np.maximum(base.count[:many], 1)))
    return value - middle(value[:many], spread, weight)


def _since(away: Table, windows: Windows, base: Baseline, weight: Table, worth: float) -> Shift:
    many = len(weight)
    value, seen = windows.seen(away)
    count = seen.sum(axis=2)
    change = value.sum(axis=2) / np.where(count > 0, count, np.nan)
    widening = base.widening(seen, windows.columns)
    placebo = count[:, :many] > 0
    share = np.where(placebo, weight, 0.0)
    share = share / np.maximum(share.sum(axis=1), 1e-300)[:, None]
    expected = np.where(placebo, base.curve[:many] * widening[:, :many], 0.0)
    shared = (share**2 * expected).sum(axis=1)[:, None]
    # Against the mean of the others: that of all has a part of the series itself in it.
    alone = np.where(placebo, change[:, :many], 0.0) / np.where(share < 1, 1 - share, np.nan)
    drift = _drift(alone**2, expected + shared, placebo, base, worth)[:, None]
    used = placebo.sum(axis=1)[:, None] * np.ones(change[:, many:].shape, dtype=np.int64)
    variance = drift * (base.variance[many:] * widening[:, many:] + shared)
    freedom = harmonic(base.freedom[many:] + 0.0 * used, used + min(worth, base.drift_series) - 1.0)
    before = base.count[many:] + 0 * used
    return Shift(change[:, many:], variance, freedom, before, count[:, many:], used)


def _drift(square: Table, model: Table, placebo: Mask, base: Baseline, worth: float) -> Table:
    """How many times their variance the squares of changes without a cause are, (W,); NaN when no spread is known."""
    prior = min(worth, base.drift_series)
    known = (~placebo | (model > 0)).all(axis=1)
    ratio = np.where(placebo, np.minimum(square / np.where(model > 0, model, np.inf), MOST), 0.0)
    mean = (ratio.sum(axis=1) + prior * base.drift) / np.maximum(placebo.sum(axis=1) + prior, 1)
    return np.where(known, np.maximum(mean, LEAST), np.nan)
