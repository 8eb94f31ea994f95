"""Effects by months since the start, re-referenced to the base mean, with their full covariance; and what came before.

Every unit is independent; effects of one unit at different moments are not, so V is made from what each unit adds to
each effect (its influence). Source: the event study of Callaway & Sant'Anna 2021, section 4, with b' = A b and
V' = A V A' built in, since every gap is already taken from the base mean.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import f as f_distribution

from buurtbeeld.statistics.gaps import Study, contrast, gaps

Table = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Events:
    """Effects at E moments, oldest first.

    Attributes:
        months: (E,) mean months since the start.
        effect: (E,) on the working scale.
        units: (E,) treated units behind each.
        covariance: (E, E), full.
        treated, control: (m, E), (c, E) what each unit adds to each effect; covariance is their sum of squares.
        own, own_covariance: the same of the treated units by themselves.
    """

    months: Table
    effect: Table
    units: Numbers
    covariance: Table
    treated: Table
    control: Table
    own: Table
    own_covariance: Table


def events(one: Study, moment: Numbers, months: Table, *, fewest: int) -> Events:
    """Effects per moment.

    Args:
        one: the panel.
        moment: (m, T) number of the moment of each cell, counted from the start; negative before it; -999 = no cell.
        months: (m, T) months since the start at the middle of each period.
        fewest: treated units a moment needs.
    """
    seen = np.isfinite(gaps(one))
    chosen = [cells for cells in _cells(moment, seen) if cells.any(axis=1).sum() >= fewest]
    m, c = len(one.treated), len(one.control)
    made = [_moment(one, cells) for cells in chosen]
    first, second, alone = (
        np.array([part[at] for part in made]).reshape(len(made), size) for at, size in ((2, m), (3, c), (4, m))
    )
    return Events(
        months=np.array([months[cells].mean() for cells in chosen]),
        effect=np.array([part[0] for part in made]),
        units=np.array([int(cells.any(axis=1).sum()) for cells in chosen], dtype=np.int64),
        covariance=first @ first.T + second @ second.T,
        treated=first.T,
        control=second.T,
        own=np.array([part[1] for part in made]),
        own_covariance=alone @ alone.T,
    )


@dataclass(frozen=True)
class Before:
    """What the time before the start says about whether both groups ran alike.

    Attributes:
        p: of the joint test that all leads are zero; NaN when it cannot be done.
        slope, slope_se: difference in trend, per month.
        edge: largest bias at month 36, when a straight line at the edge of the 95% margin of the slope would go on.
        leads: how many leads were tested.
    """

    p: float
    slope: float
    slope_se: float
    edge: float
    leads: int


def before(found: Events, *, horizon: float = 36.0, most_leads: int = 6) -> Before:
    """Joint test of the leads, and what bias a trend that the data cannot exclude would give.

    A test that finds nothing is no evidence of equal trends (Roth 2022): that is why the edge is told beside it.

    Args:
        found: effects of moments before the start.
        horizon: months since the start at which the bias is told.
    """
    n = len(found.treated)
    if len(found.effect) < 3 or n < 4:
        return Before(np.nan, np.nan, np.nan, np.nan, 0)
    centred = found.months - found.months.mean()
    line = centred / (centred**2).sum()
    slope, se = float(line @ found.effect), float(np.sqrt(line @ found.covariance @ line))
    rows = _bins(len(found.effect), min(most_leads, max(1, (n - 1) // 3)))
    effect, v = rows @ found.effect, rows @ found.covariance @ rows.T
    q = len(effect)
    wald = float(effect @ np.linalg.pinv(v, rcond=1e-10) @ effect) / q
    far = max(abs(slope - 1.96 * se), abs(slope + 1.96 * se))
    return Before(float(f_distribution.sf(wald, q, n - q)), slope, se, far * (horizon + _reach(found)), q)


def _reach(found: Events) -> float:
    """Months between the middle of the last year before the start and the start."""
    return float(-np.mean(found.months[found.months > -12])) if (found.months > -12).any() else 6.0


def _bins(count: int, bins: int) -> Table:
    """(q, count) means over neighbouring leads; the bin next to the start is the reference and is left out."""
    parts = np.array_split(np.arange(count), min(bins + 1, count))[:-1]
    rows = np.zeros((len(parts), count))
    for row, part in zip(rows, parts, strict=True):
        row[part] = 1 / len(part)
    return rows


def _cells(moment: Numbers, seen: Mask) -> list[Mask]:
    return [(moment == one) & seen for one in np.unique(moment[moment > -999])]


def _moment(one: Study, cells: Mask) -> tuple[float, float, Table, Table, Table]:
    """Effect, own change, and what each treated and comparison unit adds to it; of the own change last."""
    there: Mask = np.asarray(cells.any(axis=1))
    count = cells.sum(axis=1, keepdims=True)
    k = np.nan_to_num(contrast(one, np.where(there[:, None], cells / np.maximum(count, 1), 0.0)))
    share = np.where(there, one.weight, 0.0)
    share = share / share.sum()
    period, y = np.nan_to_num(one.period), np.where(k != 0, np.nan_to_num(one.treated), 0.0)
    raw, gap = (k * y).sum(axis=1), (k * y).sum(axis=1) - k @ period
    others = np.where((share @ k) != 0, np.nan_to_num(one.control), 0.0) @ (share @ k)
    effect, own = float(share @ gap), float(share @ raw)
    m, c = int(there.sum()), len(others)
    first = share * np.where(there, gap - effect, 0.0) * np.sqrt(m / max(m - 1, 1))
    alone = share * np.where(there, raw - own, 0.0) * np.sqrt(m / max(m - 1, 1))
    second = -one.control_weight * (others - one.control_weight @ others) * np.sqrt(c / max(c - 1, 1)) if c else others
    return effect, own, first, second, alone
