"""Which buurten may be worth learning from: better than alike buurten by more than chance, and again later.

A buurt is nominated in a period when, after shrinking, the chance that it did at least 5% better is nine in ten, and
when it also stands out among all buurten that were looked at (Benjamini & Hochberg). It is confirmed on later periods
only: the ones it was chosen on are flattering by the choice itself. Source: statistiek.md parts 6, 8 and 10.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr

from buurtbeeld.statistics import multiple, shrinkage
from buurtbeeld.statistics.multiple import Correction
from buurtbeeld.statistics.spc_rules import Flags, Table


@dataclass(frozen=True)
class Rule:
    """Cut-offs; how they were chosen stands in docs/besluiten.md.

    Attributes:
        sure: chance that a buurt did better by the margin, at which it is nominated.
        rate: share of false ones among the buurten that stand out.
        again: the same chance on later periods only, at which it is confirmed.
        limit: how far a gap is drawn in to the others at most, in its own standard errors.
    """

    sure: float = 0.9
    rate: float = 0.003
    again: float = 0.7
    limit: float = 1.0


USUAL = Rule()


@dataclass(frozen=True, eq=False)
class Chances:
    """Of every buurt, (n,); NaN where it has no gap.

    Attributes:
        shrunk, sd: the gap drawn in to that of all buurten together, and how sure it is.
        better: chance that it did better by the margin or more.
        p: adjusted chance to stand out like this when nothing was different.
    """

    shrunk: Table
    sd: Table
    better: Table
    p: Table

    def nominated(self, rule: Rule = USUAL) -> Flags:
        """(n,) whether both conditions hold."""
        with np.errstate(invalid="ignore"):
            return (self.better >= rule.sure) & (self.p <= rule.rate)


def chances(
    gap: npt.ArrayLike, se: npt.ArrayLike, df: float, *, good: int, margin: float, limit: float = USUAL.limit
) -> Chances:
    """Chances of all buurten of one figure in one period.

    Args:
        gap, se: (n,) of `adjusted_change`; NaN = not compared.
        df: degrees of freedom of the standard errors: buurten on the line less two.
        good: 1 when high is good, -1 when low is.
        margin: how much better counts, on the working scale, above 0.
        limit: how far a gap is drawn in at most, in standard errors (Efron & Morris 1972).
    """
    raw, error = good * np.asarray(gap, dtype=float), np.asarray(se, dtype=float)
    found = shrinkage.estimates(raw, error)
    known = np.isfinite(found.value)
    precision = np.where(known, 1 / (error**2 + found.between), 0.0)
    centre = 1 / precision.sum() if known.any() else 0.0
    sd = np.sqrt(found.weight * error**2 + (1 - found.weight) ** 2 * centre)
    # One buurt far from all others is drawn in too far by them: no further than so many of its own errors.
    held = np.clip(found.value, raw - limit * error, raw + limit * error)
    sd = np.where(held != found.value, error, sd)
    better = _above(held, sd, df, margin)
    p = multiple.adjusted(1 - _above(raw, error, df, 0.0), Correction.BH)
    return Chances(good * held, sd, better, p)


def over_time(gap: Table, se: Table, df: float, *, good: int, margin: float, rule: Rule = USUAL) -> Flags:
    """(T, n) whether each buurt is nominated on the periods up to each column.

    Args:
        gap, se: (T, n) at every moment; NaN = not compared then.
        df, good, margin: as `chances`.
    """
    found: Flags = np.zeros(gap.shape, dtype=bool)
    for column in range(len(gap)):
        if np.isfinite(gap[column]).any():
            said = chances(gap[column], se[column], df, good=good, margin=margin, limit=rule.limit)
            found[column] = said.nominated(rule)
    return found


def confirmed(
    gap: npt.ArrayLike, se: npt.ArrayLike, df: float, *, good: int, margin: float, rule: Rule = USUAL
) -> Flags:
    """(n,) whether later periods say the same: judged by themselves, not shrunk, since nothing was chosen on them."""
    return _above(good * np.asarray(gap, dtype=float), np.asarray(se, dtype=float), df, margin) >= rule.again


def _above(value: Table, sd: Table, df: float, margin: float) -> Table:
    """Chance to lie above the margin; NaN where unknown. Without any spread it is yes or no."""
    away = value - margin
    steps = np.where(sd > 0, away / np.where(sd > 0, sd, 1.0), np.where(away >= 0, np.inf, -np.inf))
    chance: Table = np.where(np.isfinite(value) & np.isfinite(sd), stdtr(df, steps), np.nan)
    return chance


@dataclass(frozen=True)
class Course:
    """What became of one figure of one buurt, period after period; numbers of columns, -1 = never.

    Attributes:
        nominated: when it was nominated last.
        decided: when later periods were enough to tell.
        held: whether they said the same; False as long as `decided` is -1.
    """

    nominated: int = -1
    decided: int = -1
    held: bool = False


def courses(nominated: Flags, again: Callable[[int, int], Flags], known: Flags, wait: int) -> list[Course]:
    """The course of every buurt.

    Args:
        nominated: (T, n) whether it is nominated on the periods up to a column.
        again: gives (n,) whether the columns after the first up to the second say the same.
        known: (T, n) whether it has a figure in a column.
        wait: how many later figures are needed.

    Returns:
        One per buurt. Whoever was not confirmed may be nominated anew, and is then confirmed on what comes after that.
    """
    return [_course(nominated, again, known, wait, at) for at in range(nominated.shape[1])]


def _course(nominated: Flags, again: Callable[[int, int], Flags], known: Flags, wait: int, at: int) -> Course:
    found = Course()
    for column in range(len(nominated)):
        waits = found.nominated >= 0 and found.decided < 0
        if waits and known[found.nominated + 1 : column + 1, at].sum() >= wait:
            held = bool(again(found.nominated, column)[at])
            found = replace(found, decided=column, held=held)
        free = found.nominated < 0 or (found.decided >= 0 and not found.held and column > found.decided)
        if free and nominated[column, at]:
            found = Course(nominated=column)
    return found
