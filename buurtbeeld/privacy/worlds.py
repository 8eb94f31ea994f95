"""Possible worlds that differ from the true one in as few counts as can be: one of them speaks for many roles.

A world in which a protected sum is nobody, or as large as is needed, is possible for everybody of whom no count of
their own differs in it. So in a large part a question is solved once or twice, and not for every role again.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy import optimize, sparse

from buurtbeeld.privacy.constraints import OUTSIDER, Ints, Mask, Numbers, System
from buurtbeeld.privacy.sight import look

FEW = 150  # counts of a part in which every question is solved by itself
SECONDS = 5.0
TIE = 1e-6


@dataclass
class Worlds:
    """What was found of one system, of which the same is shown.

    Attributes:
        rows: (r, n) what everybody knows of n counts, with lower and upper; `least`, `most`: (n,) bounds of each.
        truth: (n,) exact values.
        whole: counts are whole numbers.
        found: (target, limit) -> (n,) which counts differ, of every world in which it is as small, or as large.
    """

    rows: sparse.csr_array
    lower: Numbers
    upper: Numbers
    least: Numbers
    most: Numbers
    truth: Numbers
    whole: bool
    found: dict[tuple[int, float], list[Mask]] = field(default_factory=dict)

    @staticmethod
    def of(system: System, shown: Mask) -> Worlds | None:
        """Worlds when these cells are shown; None of a part that is solved in a moment."""
        if len(system.base) <= FEW:
            return None
        sight = look(system, shown, OUTSIDER)
        return Worlds(sight.rows, sight.lower, sight.upper, sight.least, sight.most, sight.truth, sight.whole)

    def proves(self, system: System, target: int, own: Mask) -> bool:
        """Whether a protected sum is certainly safe from who knows some counts.

        Args:
            target: its place in the system.
            own: (n,) counts that are known.
        """
        wanted = system.targets.indices[system.targets.indptr[target] : system.targets.indptr[target + 1]]
        need, value = float(system.need[target]), float(self.truth[wanted].sum())

        def possible(limit: float) -> bool:
            return self._is_possible(target, wanted, limit, own)

        # That it is not 0 may be known of some: then as many more than there truly are is enough.
        return (not system.strict[target] and possible(value + need)) or (possible(0.0) and possible(need))

    def _is_possible(self, target: int, wanted: Ints, limit: float, own: Mask) -> bool:
        """Whether a sum may be as small as a limit below its true value, or as large as one above it."""
        known = self.found.setdefault((target, limit), [])
        if any(not (own & differs).any() for differs in known):
            return True
        differs = self._made(wanted, limit, own)
        if differs is None:
            return False
        known.append(differs)
        return True

    def _made(self, wanted: Ints, limit: float, own: Mask) -> Mask | None:
        """The counts that differ in a world of which the fewest people are elsewhere; None when there is none."""
        free = np.flatnonzero(~own)
        there = np.asarray(self.rows @ self.truth)
        asked = np.isin(free, wanted).astype(float)
        value = float(self.truth[wanted].sum())
        up = limit > value
        moved = sparse.csr_array(sparse.vstack([self.rows[:, free], asked[None, :]]))
        least = np.append(self.lower - there, limit - value if up else -np.inf)
        most = np.append(self.upper - there, np.inf if up else limit - value)
        room = np.concatenate([self.most[free] - self.truth[free], self.truth[free] - self.least[free]])
        done = optimize.milp(
            np.ones(2 * len(free)),
            constraints=optimize.LinearConstraint(sparse.csr_array(sparse.hstack([moved, -moved])), least, most),
            bounds=optimize.Bounds(0, np.maximum(room, 0)),
            integrality=np.full(2 * len(free), float(self.whole)),
            options={"time_limit": SECONDS},
        )
        if done.status != 0:
            return None
        steps = np.asarray(done.x, dtype=float)
        differs = np.zeros(len(self.truth), dtype=np.bool_)
        differs[free] = np.abs(steps[: len(free)] - steps[len(free) :]) > TIE
        return differs
