"""Run chart: a median and the rules that say whether points lie around it as chance would put them.

Source: Anhøj & Olesen 2014 (PLoS ONE e113825), as the R package qicharts2 applies them; statistiek.md part 4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from buurtbeeld.statistics.ladder import LEAST_USEFUL
from buurtbeeld.statistics.spc_rules import Flags, Table

Counts = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class RunChart:
    """Runs of one or more series around their centre line.

    Attributes:
        centre: (...) the centre line; NaN without any value.
        useful: (...) points not on the line.
        longest: (...) longest run of useful points on one side, and longest_max the longest that chance explains.
        crossings: (...) times the line is crossed, and crossings_min the fewest that chance explains.
        shift: (...) the longest run is too long; from 10 useful points.
        few_crossings: (...) too few crossings; from 10 useful points.
    """

    centre: Table
    useful: Counts
    longest: Counts
    longest_max: Counts
    crossings: Counts
    crossings_min: Counts
    shift: Flags
    few_crossings: Flags

    @property
    def signal(self) -> Flags:
        """(...) whether either rule says that this is more than chance."""
        return self.shift | self.few_crossings


def run_chart(y: npt.ArrayLike, *, centre: npt.ArrayLike | None = None) -> RunChart:
    """Runs around the median, or around a line that is given.

    Args:
        y: (..., T) values in order of time; NaN = missing. A missing point and one on the line are passed over.
        centre: (...) the centre line; None = the median of each series.
    """
    values = np.asarray(y, dtype=float)
    line = _median(values) if centre is None else np.broadcast_to(np.asarray(centre, dtype=float), values.shape[:-1])
    side = np.nan_to_num(np.sign(values - line[..., None])).astype(np.int8)
    useful = (side != 0).sum(axis=-1)
    longest, crossings = _runs(side)
    longest_max = np.where(useful > 0, np.round(np.log2(np.maximum(useful, 1))) + 3, 0).astype(np.intp)
    crossings_min = stats.binom.ppf(0.05, np.maximum(useful - 1, 0), 0.5).astype(np.intp)
    enough = useful >= LEAST_USEFUL
    shift, few = enough & (longest > longest_max), enough & (crossings < crossings_min)
    return RunChart(line, useful, longest, longest_max, crossings, crossings_min, shift, few)


def _median(y: Table) -> Table:
    """Median of what is known; NaN, without a warning, where nothing is."""
    ordered, count = np.sort(y, axis=-1), np.isfinite(y).sum(axis=-1)
    if not y.shape[-1]:
        return np.full(y.shape[:-1], np.nan)
    low, high = (np.maximum(count - 1, 0) // 2)[..., None], (count // 2)[..., None]
    high = np.minimum(high, y.shape[-1] - 1)
    middle = [np.take_along_axis(ordered, place, axis=-1)[..., 0] for place in (low, high)]
    return np.where(count > 0, (middle[0] + middle[1]) / 2, np.nan)


def _runs(side: npt.NDArray[np.int8]) -> tuple[Counts, Counts]:
    """Longest run and number of crossings; zeros are passed over."""
    shape = side.shape[:-1]
    last = np.zeros(shape, np.int8)
    length, longest, crossings = (np.zeros(shape, np.intp) for _ in range(3))
    for now in np.moveaxis(side, -1, 0):
        goes_on, crosses = (now != 0) & (now == last), (now != 0) & (last != 0) & (now != last)
        length = np.where(goes_on, length + 1, np.where(now != 0, 1, length))
        longest, crossings = np.maximum(longest, length), crossings + crosses
        last = np.where(now != 0, now, last)
    return longest, crossings
