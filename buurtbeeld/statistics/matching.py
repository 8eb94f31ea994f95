"""Which buurten look alike: distance over standardised features, what it is made of, and how much it says.

Euclidean distance on features that are divided by their spread over the buurten. A missing feature takes the middle
value and is flagged: a buurt that lacks it differs one spread more from a buurt that has it. Weights let somebody
leave a feature out. The same numbers as scikit-learn's StandardScaler (with ddof 1) and scipy's pdist; written out,
since a thousand buurten are one small matrix and loading scikit-learn takes longer than the whole calculation.
Source: statistiek.md part 8.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from buurtbeeld.statistics.spc_rules import Flags, Table

MOST = 10  # features: with more, everything is about equally far apart
LEAST_KNOWN = 3  # buurten that have a feature, before its spread says anything
LEAST_BUURTEN = 10  # with fewer there is nothing to hold a distance against
CLOSEST = 0.05  # quantile of all distances between two buurten that others are held against
STRONG, FAIR, WEAK = 1.0, 1.25, 1.5  # times that distance
DIGITS = 9  # equal up to here is equal: the order of two that tie goes by their key


class Strength(IntEnum):
    """How much two buurten look alike, beside how much any two do."""

    UNKNOWN = -1  # too few buurten to tell
    NONE = 0  # no good comparison
    WEAK = 1
    FAIR = 2
    STRONG = 3


@dataclass(frozen=True, eq=False)
class Space:
    """Buurten as points.

    Attributes:
        z: (n, p) standardised features; the middle value where missing, 0 for a feature that is not used.
        missing: (n, p) which were missing.
        weight: (p,) of each feature; 0 = not used.
    """

    z: Table
    missing: Flags
    weight: Table


def space(values: npt.ArrayLike, skewed: Sequence[bool], *, weight: npt.ArrayLike | None = None) -> Space:
    """Features made comparable.

    Args:
        values: (n, p) features in their own units; NaN = missing.
        skewed: (p,) of which features the logarithm counts; 0 or less is then missing.
        weight: (p,) 0 or more; all 1 unless given. A feature that fewer than three buurten have, or that is the same
            everywhere, says nothing and gets 0.

    Raises:
        ValueError: more than ten features, or a negative weight.
    """
    table = np.array(values, dtype=float, ndmin=2)
    if table.shape[1] > MOST:
        raise ValueError(f"hooguit {MOST} kenmerken, hier {table.shape[1]}")
    given = np.ones(table.shape[1]) if weight is None else np.asarray(weight, dtype=float)
    if (given < 0).any():
        raise ValueError("een gewicht is nul of meer")
    for at in np.flatnonzero(skewed):
        positive = table[:, at] > 0
        table[:, at] = np.log(np.where(positive, table[:, at], 1.0))
        table[~positive, at] = np.nan
    missing = ~np.isfinite(table)
    used = given * np.array([_says_something(column) for column in table.T], dtype=float)
    z = np.zeros_like(table)
    for at in np.flatnonzero(used):
        known = table[~missing[:, at], at]
        filled = np.where(missing[:, at], np.median(known), table[:, at])
        z[:, at] = (filled - known.mean()) / known.std(ddof=1)
    return Space(z, missing, used)


def _says_something(column: Table) -> bool:
    known = column[np.isfinite(column)]
    return len(known) >= LEAST_KNOWN and float(np.ptp(known)) > 0


def terms(points: Space, one: int, others: npt.NDArray[np.intp] | Sequence[int]) -> Table:
    """(m, p) what every feature adds to the squared distance between a buurt and some others."""
    apart = points.z[one] - points.z[others]
    flagged = points.missing[one] != points.missing[others]
    found: Table = points.weight * (apart**2 + flagged)
    return found


def shares(points: Space, one: int, others: npt.NDArray[np.intp] | Sequence[int]) -> Table:
    """(m, p) the part of each feature in the squared distance, adding up to 1; all 0 where there is no distance."""
    parts = terms(points, one, others)
    whole = parts.sum(axis=1, keepdims=True)
    found: Table = parts / np.where(whole > 0, whole, 1.0)
    return found


def distances(points: Space) -> Table:
    """(n, n) distance between every two buurten."""
    squares = np.zeros((len(points.z), len(points.z)))
    for at in np.flatnonzero(points.weight):
        column, flag = points.z[:, at], points.missing[:, at]
        apart = (column[:, None] - column[None, :]) ** 2 + (flag[:, None] != flag[None, :])
        squares += points.weight[at] * apart
    return np.sqrt(squares)


def close(apart: Table) -> float:
    """The distance that one in twenty pairs of buurten is within; NaN with fewer than ten buurten.

    Args:
        apart: of `distances`.
    """
    if len(apart) < LEAST_BUURTEN:
        return float("nan")
    return float(np.quantile(apart[np.triu_indices(len(apart), k=1)], CLOSEST))


def strength(distance: npt.ArrayLike, closest: float) -> npt.NDArray[np.int8]:
    """How much two buurten look alike.

    Args:
        distance: (m,) distances.
        closest: of `close`.

    Returns:
        (m,) codes of `Strength`.
    """
    away = np.asarray(distance, dtype=float)
    if not np.isfinite(closest):
        return np.full(away.shape, Strength.UNKNOWN, np.int8)
    if closest == 0:  # one in twenty pairs is the same in everything
        return np.where(away == 0, Strength.STRONG, Strength.NONE).astype(np.int8)
    found = sum((np.round(away / closest, DIGITS) <= edge).astype(np.int8) for edge in (STRONG, FAIR, WEAK))
    return np.asarray(found, dtype=np.int8)


def nearest(away: Table, keys: Sequence[str], allowed: Flags, most: int) -> npt.NDArray[np.intp]:
    """Places of the nearest buurten, nearest first; of two that are equally near the first by its key.

    Args:
        away: (n,) distances of one buurt to all.
        keys: (n,) codes.
        allowed: (n,) which may be chosen: not the buurt itself.
        most: how many.
    """
    places = np.flatnonzero(allowed)
    order = sorted(places.tolist(), key=lambda at: (round(float(away[at]), DIGITS), keys[at]))
    return np.array(order[:most], dtype=np.intp)
