"""Comparable areas: same niveau, same stedelijkheid, enough inhabitants. Ranks, spread and coverage.

Every area counts once, whatever its size: the question is how neighbourhoods differ, not people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

ALLE = "alle"
PERCENTILES = (10, 25, 50, 75, 90)


@dataclass(frozen=True)
class Group:
    """Rows of comparable areas. `members` are the comparable areas, `all_rows` also the smaller ones."""

    niveau: str
    stedelijkheid: str
    members: npt.NDArray[np.intp]


def groups(areas: pd.DataFrame, minimum: int) -> Iterator[Group]:
    """Every group of comparable areas, per stedelijkheid and for all together.

    Args:
        areas: columns niveau (str), stedelijkheid ("1".."5" or ""), inwoners (float, NaN = unknown).
        minimum: smallest number of inhabitants to count as comparable.
    """
    large = (areas["inwoners"] >= minimum).to_numpy()
    niveau, class_ = areas["niveau"].to_numpy(), areas["stedelijkheid"].to_numpy()
    for level in ("gemeente", "wijk", "buurt"):
        here = large & (niveau == level)
        yield Group(level, ALLE, np.flatnonzero(here))
        for number in ("1", "2", "3", "4", "5"):
            yield Group(level, number, np.flatnonzero(here & (class_ == number)))


def ranks(values: npt.NDArray[np.float64], group: Group) -> tuple[npt.NDArray[np.int64], int]:
    """How many members of the group have a lower value, for each member.

    Returns:
        Per member the number of members with a strictly lower value (-1 when it has none itself), and
        the number of *other* members with a value it is compared with.
    """
    own = values[group.members]
    filled = np.isfinite(own)
    lower = np.searchsorted(np.sort(own[filled]), own, side="left")
    return np.where(filled, lower, -1), max(int(filled.sum()) - 1, 0)


def spread(values: npt.NDArray[np.float64], group: Group) -> dict[str, float] | None:
    """Percentiles (linear between the two nearest values), lowest, highest and n of one group.

    Returns:
        Keys n, p10, p25, p50, p75, p90, low, high; None when no member has a value.
    """
    own = values[group.members]
    own = own[np.isfinite(own)]
    if not own.size:
        return None
    cuts = np.percentile(own, PERCENTILES)
    named = {f"p{percent}": float(cut) for percent, cut in zip(PERCENTILES, cuts, strict=True)}
    return {"n": float(own.size), **named, "low": float(own.min()), "high": float(own.max())}


def coverage(values: npt.NDArray[np.float64], areas: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Share of a gemeente's wijken and buurten that have a value, per column of `values`.

    Args:
        values: one row per area, one column per indicator, NaN = missing.
        areas: columns gemeente_code, niveau, inwoners; same rows.
        minimum: areas with fewer inhabitants do not count.

    Returns:
        Index (gemeente_code, niveau), one float column (0..1) per column of `values`.
    """
    counts = (areas["inwoners"] >= minimum).to_numpy() & areas["niveau"].isin(["wijk", "buurt"]).to_numpy()
    filled = pd.DataFrame(np.isfinite(values[counts]))
    keys = [areas.loc[counts, "gemeente_code"].to_numpy(), areas.loc[counts, "niveau"].to_numpy()]
    return filled.groupby(keys).mean()
