"""Difference-in-differences with a start of its own for every unit: what is compared with what, as one weighted sum.

Every effect here (a window, a moment after the start, a trend) is a contrast: weights over the cells of each treated
unit that add up to zero, set against the same weights on the comparison units. Period effects come from comparison
units only, and a unit's own level from its base periods only, so that no unit that began serves as a comparison.

Source: imputation on untreated cells (Borusyak, Jaravel & Spiess 2024, Review of Economic Studies 91), with the unit
effect from the base periods; with one base period it is the ATT(g, t) of Callaway & Sant'Anna 2021, over units.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
ROUNDS, CLOSE = 200, 1e-12
THERE = 0.5  # share of what is asked of a comparison unit that it must have itself


@dataclass(frozen=True)
class Study:
    """A panel of treated and comparison units on a working scale (log for rates and ratios).

    Attributes:
        treated: (m, T) values; NaN = missing.
        control: (c, T) values, missing cells filled with unit + period effect; c may be 0 (own start only).
        period: (T,) what comparison units have in common in each period; NaN where none has a value, 0 without any.
        base: (m, T) base periods of each treated unit, where it has a value.
        weight, control_weight: (m,), (c,) fixed weights, each adding up to 1.
        known: (c, T) which cells of `control` are a value of its own.
    """

    treated: Table
    control: Table
    period: Table
    base: Mask
    weight: Table
    control_weight: Table
    known: Mask


@dataclass(frozen=True)
class Scores:
    """One number per unit; `estimate` is the weighted mean of the treated less that of the comparison units.

    Attributes:
        treated, control: (m,), (c,) scores; rows without the contrast are left out.
        weight, control_weight: of those rows, each adding up to 1.
        own: the change of the treated units by themselves; `estimate` less this is minus that of the comparison.
        kept, beside: which treated and comparison units of the study have a score; None = all of them.
    """

    treated: Table
    control: Table
    weight: Table
    control_weight: Table
    estimate: float
    own: float
    kept: Mask | None = None
    beside: Mask | None = None


def study(
    treated: Table, control: Table, base: Mask, *, weight: Table | None = None, control_weight: Table | None = None
) -> Study:
    """Prepare a panel.

    Args:
        treated: (m, T) values of units that began; NaN = missing.
        control: (c, T) values of units that did not; c = 0 compares with the own start only.
        base: (m, T) which periods are a unit's base.
        weight, control_weight: fixed at the base; equal when None.
    """
    filled = additive_fill(control, control_weight) if len(control) else control
    sizes = _shares(control_weight, len(control))
    period = sizes @ filled if len(control) else np.zeros(treated.shape[1])
    seen = np.isfinite(treated) & np.isfinite(period)
    return Study(
        np.where(seen, treated, np.nan), filled, period, base & seen, _shares(weight, len(treated)), sizes,
        np.isfinite(control),
    )  # fmt: skip


def one_of(one: Study, chosen: Mask) -> Study:
    """The study of some of the treated units."""
    weight = _shares(one.weight[chosen], int(chosen.sum()))
    return replace(one, treated=one.treated[chosen], base=one.base[chosen], weight=weight)


def additive_fill(y: Table, weight: Table | None = None) -> Table:
    """Missing cells become unit effect + period effect, both from the cells that are there.

    Args:
        y: (n, T); NaN = missing. weight: (n,) of the rows.

    Returns:
        (n, T); a period without any value stays NaN, and so does a row without any.
    """
    seen = np.isfinite(y)
    cells = seen * _shares(weight, len(y))[:, None]
    rest, unit, period = np.where(seen, y, 0.0), np.zeros((len(y), 1)), np.zeros((1, y.shape[1]))
    for _ in range(ROUNDS if not seen.all() else 1):
        step = _mean(rest, cells, axis=1)
        rest, unit = rest - step * seen, unit + step
        move = _mean(rest, cells, axis=0)
        rest, period = rest - move * seen, period + move
        if max(np.abs(step).max(), np.abs(move).max()) < CLOSE:
            break
    known = seen.any(axis=0, keepdims=True) & seen.any(axis=1, keepdims=True)
    return np.where(seen, y, np.where(known, unit + period, np.nan))


def gaps(one: Study) -> Table:
    """(m, T) how far each treated unit is from its base, less the same of the comparison; NaN = unknown."""
    rest = one.treated - one.period
    with np.errstate(invalid="ignore"):
        found: Table = rest - _row_mean(rest, one.base)[:, None]
    return found


def contrast(one: Study, plus: Table) -> Table:
    """Weights per cell: `plus` on the cells that are asked, less as much on the base; NaN rows where one is missing.

    Args:
        plus: (m, T) weights; those on cells without a value are spread over the rest of the row.
    """
    asked = np.where(np.isfinite(one.treated), plus, 0.0)
    wanted, there = plus.sum(axis=1), asked.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = asked * np.where(there != 0, wanted / there, np.nan)[:, None]
    return from_base(one, scaled)


def from_base(one: Study, plus: Table) -> Table:
    """(m, T) `plus`, less as much on the base; NaN rows without a base."""
    base = one.base.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Table = plus - one.base * np.where(base > 0, plus.sum(axis=1) / base, np.nan)[:, None]
    return found


def mean_of(cells: Mask) -> Table:
    """(m, T) weights of the mean over chosen cells; zero rows where none is chosen."""
    count = cells.sum(axis=1, keepdims=True)
    return np.where(count > 0, cells / np.maximum(count, 1), 0.0)


def scores(one: Study, weights: Table) -> Scores:
    """One score per unit for a contrast.

    Args:
        weights: (m, T) of `contrast`; a row of NaN is left out, and the rest counts for it.

    Returns:
        Scores; of comparison units only those that can be compared (`compared`), which may be none.
    """
    there: Mask = np.asarray(np.isfinite(weights).all(axis=1))
    k, share = weights[there], _shares(one.weight[there], int(there.sum()))
    period = np.where(np.isfinite(one.period), one.period, 0.0)
    y = np.where(k != 0, np.nan_to_num(one.treated[there]), 0.0)
    together = share @ k
    own = (k * y).sum(axis=1)
    adjusted = own - k @ period + together @ period
    others, sizes, beside = compared(one, together)
    estimate = float(share @ adjusted - (sizes @ others if len(others) else 0.0))
    return Scores(adjusted, others, share, sizes, estimate, float(share @ own), there, beside)


def compared(one: Study, together: Table) -> tuple[Table, Table, Mask]:
    """What comparison units did on the cells of a contrast: those that have half of them at least, on either side.

    Weights on cells without a value of its own are spread over the others of that unit on the same side: what was
    filled in says nothing of how much units differ.

    Args:
        together: (T,) mean contrast of the treated.

    Returns:
        (k,) scores and weights of the units that are left, and (c,) which those are.
    """
    period = np.nan_to_num(one.period)
    rest = np.where(one.known, np.nan_to_num(one.control) - period, 0.0)
    enough, score = np.ones(len(one.control), dtype=bool), np.full(len(one.control), float(together @ period))
    for side in (np.maximum(together, 0.0), np.minimum(together, 0.0)):
        wanted, there = side.sum(), one.known @ side
        if abs(wanted) > CLOSE:
            enough &= there / wanted >= THERE
            score += rest @ side * np.where(there != 0, wanted / np.where(there != 0, there, 1.0), 0.0)
    return score[enough], _shares(one.control_weight[enough], int(enough.sum())), enough


def _shares(weight: Table | None, count: int) -> Table:
    if weight is None or not weight.sum() > 0:
        return np.full(count, 1 / count) if count else np.zeros(0)
    found: Table = weight / weight.sum()
    return found


def _mean(values: Table, weight: Table, *, axis: int) -> Table:
    total = weight.sum(axis=axis, keepdims=True)
    found: Table = (values * weight).sum(axis=axis, keepdims=True) / np.where(total > 0, total, 1.0)
    return found


def _row_mean(values: Table, cells: Mask) -> Table:
    count = cells.sum(axis=1)
    total = np.where(cells, np.nan_to_num(values), 0.0).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)
