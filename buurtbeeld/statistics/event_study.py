"""Effects by months since the start, re-referenced to the base mean, with their full covariance; and what came before.

Every cluster is independent; effects of one at different moments are not, so V is made from what each cluster adds to
each effect (its influence). Source: the event study of Callaway & Sant'Anna 2021, section 4, with b' = A b and
V' = A V A' built in, since every gap is already taken from the base mean.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit
from scipy.stats import f as f_distribution

from buurtbeeld.statistics.gaps import Scores, Study, compared, contrast, gaps
from buurtbeeld.statistics.two_groups import freedom, influence, welch

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
        df: (E,) degrees of freedom of each effect: what the treated clusters behind it can carry, or both groups.
        clusters: how many treated clusters there are in all.
    """

    months: Table
    effect: Table
    units: Numbers
    covariance: Table
    df: Table
    clusters: int


def events(
    one: Study, moment: Numbers, months: Table, *, fewest: int, fewest_beside: int = 2, most: float = 1.0,
    clusters: Numbers | None = None,
) -> Events:  # fmt: skip
    """Effects per moment.

    Args:
        one: the panel.
        moment: (m, T) number of the moment of each cell, counted from the start; negative before it; -999 = no cell.
        months: (m, T) months since the start at the middle of each period.
        fewest: treated units a moment needs; two at least.
        fewest_beside: comparison units a moment needs, where the study has any.
        most: largest weight of one unit in its group.
        clusters: (m + c,) cluster of each treated, then each comparison unit; every unit its own when None.
    """
    seen, m = np.isfinite(gaps(one)), len(one.treated)
    chosen = [cells for cells in _cells(moment, seen) if cells.any(axis=1).sum() >= fewest]
    alone = np.arange(m + len(one.control))
    names = alone if clusters is None else np.unique(clusters, return_inverse=True)[1]
    both = [(cells, _moment(one, cells, names, alone)) for cells in chosen]
    known = [
        (cells, part) for cells, part in both
        if part.beside >= min(fewest_beside, len(one.control)) and part.largest <= most and np.isfinite(part.adds).all()
    ]  # fmt: skip
    made = [part for _, part in known]
    adds, apart = (np.array(some) @ np.array(some).T if made else np.zeros((0, 0)) for some in (
        [part.adds for part in made], [part.apart for part in made]))  # fmt: skip
    return Events(
        months=np.array([months[cells].mean() for cells, _ in known]),
        effect=np.array([part.effect for part in made]),
        units=np.array([int(cells.any(axis=1).sum()) for cells, _ in known], dtype=np.int64),
        covariance=_at_least(adds, apart),
        df=np.array([part.df for part in made]),
        clusters=len(np.unique(names[:m])),
    )


@dataclass(frozen=True)
class _Moment:
    """Effect, what each cluster and each unit by itself adds to it, and its degrees of freedom.

    Attributes:
        beside: comparison units it rests on.
        largest: weight of one unit in its group.
    """

    effect: float
    adds: Table
    apart: Table
    df: float
    beside: int
    largest: float


def _at_least(found: Table, least: Table) -> Table:
    """A covariance whose variances are no smaller than those of another one."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.sqrt(np.nan_to_num(np.diag(least) / np.diag(found), nan=1.0, posinf=1.0))
    wider = np.maximum(ratio, 1.0)
    made: Table = found * np.outer(wider, wider)
    return made


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
    n = found.clusters
    if len(found.effect) < 3 or n < 4:
        return Before(np.nan, np.nan, np.nan, np.nan, 0)
    centred = found.months - found.months.mean()
    line = centred / (centred**2).sum()
    slope, se = float(line @ found.effect), float(np.sqrt(line @ found.covariance @ line))
    rows = _bins(len(found.effect), min(most_leads, max(1, (n - 1) // 3)))
    effect, v = rows @ found.effect, rows @ found.covariance @ rows.T
    q = len(effect)
    wald = float(effect @ np.linalg.pinv(v, rcond=1e-10) @ effect) / q
    far = abs(slope) + float(stdtrit(n - 1, 0.975)) * se
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


def _moment(one: Study, cells: Mask, clusters: Numbers, alone: Numbers) -> _Moment:
    there: Mask = np.asarray(cells.any(axis=1))
    count = cells.sum(axis=1, keepdims=True)
    k = np.nan_to_num(contrast(one, np.where(there[:, None], cells / np.maximum(count, 1), 0.0)))
    share = np.where(there, one.weight, 0.0)
    share = share / share.sum()
    period, y = np.nan_to_num(one.period), np.where(k != 0, np.nan_to_num(one.treated), 0.0)
    own = (k * y).sum(axis=1)
    others, sizes, left = compared(one, share @ k)
    gap = own - k @ period
    apart = len(np.unique(clusters)) == len(clusters)
    names = np.concatenate([clusters[: len(gap)][there], clusters[len(gap) :][left]])
    both = Scores(gap[there], others, share[there], sizes, 0.0, 0.0)
    df = min(freedom(share[there], None if apart else names[: there.sum()]), welch(both, None if apart else names)[1])
    made = []
    for name in (clusters, alone):
        mine, beside, adds = name[: len(gap)][there], name[len(gap) :][left], np.zeros(int(name.max()) + 1)
        np.add.at(adds, np.unique(mine), influence(gap[there], share[there], mine))
        if len(others):
            np.add.at(adds, np.unique(beside), -influence(others, sizes, beside))
        made.append(adds)
    effect = share @ own - sizes @ others if len(others) else share @ gap
    largest = max(float(part.max(initial=0.0)) for part in (share, sizes))
    return _Moment(float(effect), made[0], made[1], df, len(others), largest)
