"""Scores of two groups with their weights and clusters: what bootstrap and randomisation draw from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Sample:
    """Units of two groups, or of one when there is no comparison.

    Attributes:
        x: (n,) scores, the treated first.
        d: (n,) 1 for treated.
        share: (n,) weights that add up to 1 in each group.
        cluster: (n,) number of the cluster, from 0 without gaps.
    """

    x: Table
    d: Table
    share: Table
    cluster: Numbers

    @staticmethod
    def of(treated: Table, control: Table, share: Table | None = None, clusters: Numbers | None = None) -> Sample:
        """`share` equal and every unit its own cluster when None."""
        m, c = len(treated), len(control)
        if share is None:
            share = np.r_[np.full(m, 1 / max(m, 1)), np.full(c, 1 / max(c, 1))]
        names = np.arange(m + c) if clusters is None else np.unique(clusters, return_inverse=True)[1]
        x, d = np.concatenate([treated, control]), np.r_[np.ones(m), np.zeros(c)]
        return Sample(x, d, share, names.astype(np.int64))

    @property
    def count(self) -> int:
        """Clusters."""
        return int(self.cluster.max()) + 1

    @property
    def both(self) -> bool:
        """Whether there is a comparison."""
        return bool((self.d == 0).any())

    def mean(self, values: Table, group: int) -> float:
        """Weighted mean of a group; 0 of a group that is not there."""
        mine = self.d == group
        return float(self.share[mine] @ values[mine])

    @property
    def estimate(self) -> float:
        """Difference of both means."""
        return self.mean(self.x, 1) - self.mean(self.x, 0)

    def centred(self, values: Table) -> Table:
        """Less the mean over both groups, each counting for its number of units; as they are with one group only."""
        if not self.both:
            return values
        part = float(self.d.mean())
        found: Table = values - (part * self.mean(values, 1) + (1 - part) * self.mean(values, 0))
        return found

    def sums(self, values: Table, group: int) -> Table:
        """(G,) weighted sums per cluster over the units of one group."""
        found: Table = np.bincount(self.cluster, self.share * values * (self.d == group), self.count).astype(float)
        return found
