"""A figure beside a reference: does its interval leave the reference out?

"Similar" is not "equal": an interval wider than ±15% of the reference cannot tell, and says so. A reference of NL or a
gemeente is taken as fixed; one made of other buurten leaves the own buurt out, since with twenty of them it would be
five percent of its own reference.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from buurtbeeld.statistics.intervals import Limits, Numbers

WIDEST = 0.15  # half of the 95% interval, as a share of the reference
Codes = npt.NDArray[np.int64]


class Status(IntEnum):
    """Where a figure lies; outside 99.8% is the verdict, outside 95% alone a first hint."""

    UNKNOWN = -9  # figure, interval or reference is missing
    UNCERTAIN = 9  # the interval holds the reference and much else
    CLEARLY_LOWER = -2
    LOWER = -1
    SIMILAR = 0
    HIGHER = 1
    CLEARLY_HIGHER = 2


def compared(at95: Limits, at998: Limits, reference: npt.ArrayLike, *, widest: npt.ArrayLike | None = None) -> Codes:
    """Status of every figure.

    Args:
        at95: (n,) lower and upper limits at 95%.
        at998: (n,) the same at 99.8%; where unknown only the 95% ones speak.
        reference: scalar or (n,).
        widest: half of the 95% interval up to which "similar" may be said; 15% of the reference, unless the unit has
            no meaningful zero (30 points for an NPS).

    Returns:
        (n,) values of Status.
    """
    (low, high), (far_low, far_high) = (tuple(np.asarray(one, np.float64) for one in pair) for pair in (at95, at998))
    there = np.asarray(reference, np.float64)
    limit = WIDEST * np.abs(there) if widest is None else np.asarray(widest, np.float64)
    choices = [
        (np.isnan(low + high + there), Status.UNKNOWN),
        (far_high < there, Status.CLEARLY_LOWER),
        (far_low > there, Status.CLEARLY_HIGHER),
        (high < there, Status.LOWER),
        (low > there, Status.HIGHER),
        (high - low > 2 * limit, Status.UNCERTAIN),
    ]
    shape = np.broadcast_shapes(low.shape, there.shape)
    masks = [np.broadcast_to(mask, shape) for mask, _ in choices]
    return np.select(masks, [int(status) for _, status in choices], int(Status.SIMILAR)).astype(np.int64)


def favourable(status: npt.ArrayLike, good: int) -> Codes:
    """1 = the good side of the reference, -1 = the other, 0 = neither or no direction agreed.

    Args:
        status: (n,) values of Status.
        good: 1 when high is good, -1 when low is good, 0 when neither.
    """
    codes = np.asarray(status, np.int64)
    sided = np.where(np.abs(codes) <= int(Status.CLEARLY_HIGHER), np.sign(codes), 0)
    return (sided * good).astype(np.int64)


@dataclass(frozen=True)
class Others:
    """Pooled value of the others, (n,); NaN without any. `buurten`: how many stand behind it."""

    value: Numbers
    teller: Numbers
    noemer: Numbers
    buurten: Codes


def leave_one_out(teller: npt.ArrayLike, noemer: npt.ArrayLike, *, group: npt.ArrayLike | None = None) -> Others:
    """Pooled ratio of all other buurten of the group, for each buurt.

    Args:
        teller: (n,) NaN = missing, and then not in the pool; its own reference is that of all others.
        noemer: (n,) the same; 0 = not in the pool.
        group: (n,) which buurten belong together, e.g. kind and period; None = all of them.

    Returns:
        Others. With few buurten behind it a reference gives away the others: whoever publishes asks for more.
    """
    x, n = np.broadcast_arrays(np.asarray(teller, np.float64), np.asarray(noemer, np.float64))
    where = np.zeros(len(x), np.int64) if group is None else np.unique(group, return_inverse=True)[1]
    seen = np.isfinite(x) & (n > 0)
    x, n, one = np.where(seen, x, 0.0), np.where(seen, n, 0.0), seen.astype(np.int64)
    count = np.bincount(where, weights=one)[where].astype(np.int64) - one
    above, below = (np.bincount(where, weights=some)[where] - some for some in (x, n))
    above, below = (np.where(count > 0, some, np.nan) for some in (above, below))
    return Others(above / below, above, below, count)
