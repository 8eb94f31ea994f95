"""A change set against comparison buurten in the same periods."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from buurtbeeld.statistics.baseline import Baseline, baseline
from buurtbeeld.statistics.borrowed_spread import moving_range_spread, size_curve
from buurtbeeld.statistics.season import column_effects
from buurtbeeld.statistics.shift_parts import Cohort, Mask, Settings, Shift, Table, harmonic, middle

MOST = 9.0  # a placebo change so many times its variance counts as this much
LEAST = 0.5  # the placebo changes never say less than this part of the borrowed spread


def prepare(cohort: Cohort) -> Callable[[Mask], Shift | None]:
    """Nulmeting of judged and comparison series, and a function that gives the changes at one moment.

    The changes of the comparison series themselves, each against the rest of them, are changes without a cause. What
    they vary more than their own spread tells (slow drift, longer memory) widens every margin.

    Returns:
        Function of the (T,) columns after the start; it gives None where too few comparison buurten have figures.
    """
    rows = np.concatenate([np.flatnonzero(cohort.group), cohort.mine])
    many = int(cohort.group.sum())
    value, columns = cohort.y[rows], np.flatnonzero(cohort.before)
    base, weight = _baseline(value[:, columns], many, columns, cohort.size[rows], cohort.settings)
    away = _beside(value - base.level[:, None], base, weight, many)
    enough = np.isfinite(away[:many]).sum(axis=0) >= cohort.settings.min_group

    def moment(after: Mask) -> Shift | None:
        at = np.flatnonzero(after)
        asked = np.isfinite(value[many:][:, at]).any(axis=0)
        if not asked.any() or not enough[at][asked].all():
            return None
        at = at[asked]
        return _since(away[:, at], at, base, weight, many)

    return moment


def _baseline(
    value: Table, many: int, columns: npt.NDArray[np.int64], size: Table, settings: Settings
) -> tuple[Baseline, Table]:
    """Nulmeting after the shared effect of every period, and (many,) weight of each comparison series."""
    seen = np.isfinite(value)
    rough = value - column_effects(value[:many], seen[:many])
    curve, _ = size_curve(moving_range_spread(rough)[0], size, size)
    weight = 1 / curve[:many] if (curve > 0).all() else np.ones(many)
    weight = weight / weight.mean() if many else weight
    value = value - column_effects(value[:many], seen[:many], weight)
    return baseline(value, np.isfinite(value), columns, size, settings), weight


def _beside(value: Table, base: Baseline, weight: Table, many: int) -> Table:
    """Values less the mean of the comparison series in that period, all from their own level."""
    spread = np.sqrt(np.nan_to_num(base.curve[:many]) * (1 + 1 / np.maximum(base.count[:many], 1)))
    return value - middle(value[:many], spread, weight)


def _since(away: Table, at: npt.NDArray[np.int64], base: Baseline, weight: Table, many: int) -> Shift:
    seen = np.isfinite(away)
    count = seen.sum(axis=1)
    change = np.where(seen, away, 0.0).sum(axis=1) / np.where(count > 0, count, np.nan)
    widening = base.widening(seen, at)
    placebo = np.isfinite(change[:many])
    share = np.where(placebo, weight, 0.0)
    share = share / share.sum()
    expected = base.curve[:many] * widening[:many]
    shared = float((share**2 * np.where(placebo, expected, 0.0)).sum())
    alone = change[:many][placebo] / (1 - share[placebo])
    model = (expected + shared)[placebo]
    used = int(placebo.sum())
    drift = np.nan
    if (model > 0).all():
        drift = max(LEAST, float(np.minimum(alone**2 / model, MOST).mean()))
    variance = drift * (base.variance[many:] * widening[many:] + shared)
    freedom = harmonic(base.freedom[many:], np.full(len(variance), used - 1.0))
    return Shift(change[many:], variance, freedom, base.count[many:], count[many:], np.full(len(variance), used))
