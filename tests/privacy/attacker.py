"""Somebody who adds up and subtracts. Knows what is published and what is theirs; shares no code with the protector.

Every cell is an unknown whole number of its own, also the totals. What is published about a cell bounds it, what hangs
together is an equation, and the least and greatest value of every cell are asked of a solver, one cell at a time.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

EDGE = 1e-6
NARROW = 12  # below this width whole numbers make a difference


@dataclass
class Attacker:
    """What is known of which cell.

    Attributes:
        least, most: bounds per cell; a cell that is not in them is 0 or more.
        equations: (parts, least, most): the sum of cell times number lies between two numbers.
    """

    least: dict[str, float] = field(default_factory=dict)
    most: dict[str, float] = field(default_factory=dict)
    equations: list[tuple[dict[str, float], float, float]] = field(default_factory=list)

    def between(self, cell, least, most):
        self.least[cell] = max(least, self.least.get(cell, 0.0))
        self.most[cell] = min(most, self.most.get(cell, np.inf))

    def sees(self, cell, shown, drempel=10):
        """A count to the nearest five; what is shown is never below the threshold."""
        if shown is None:
            self.between(cell, 0, np.inf)
        else:
            self.between(cell, max(drempel, shown - 2.5 + 0.5), shown + 2)

    def knows(self, cell, exact):
        self.between(cell, exact, exact)

    def sums(self, whole, parts):
        self.equations.append(({whole: 1.0} | dict.fromkeys(parts, -1.0), 0.0, 0.0))

    def says(self, parts, least, most):
        self.equations.append((dict(parts), least, most))

    def range_of(self, cell):
        """(least, greatest) of a cell; np.inf when there is no greatest."""
        names = sorted({cell, *self.least, *(name for one, _, _ in self.equations for name in one)})
        at = {name: number for number, name in enumerate(names)}
        matrix = np.zeros((len(self.equations), len(names)))
        for row, (parts, _, _) in enumerate(self.equations):
            for name, times in parts.items():
                matrix[row, at[name]] = times
        low = [one for _, one, _ in self.equations]
        high = [one for _, _, one in self.equations]
        bounds = [(self.least.get(name, 0.0), self.most.get(name, np.inf)) for name in names]
        known = matrix, np.array(low), np.array(high), bounds
        ends = [self._end(at[cell], sense, known) for sense in (1, -1)]
        if ends[1] - ends[0] < NARROW:
            ends = [self._whole_end(at[cell], sense, known) for sense in (1, -1)]
        return ends[0], ends[1]

    @staticmethod
    def _end(column, sense, known):
        matrix, low, high, bounds = known
        goal = np.zeros(matrix.shape[1])
        goal[column] = sense
        finite_high, finite_low = np.isfinite(high), np.isfinite(low)
        above = np.vstack([matrix[finite_high], -matrix[finite_low]]) if len(matrix) else None
        right = np.concatenate([high[finite_high], -low[finite_low]]) if len(matrix) else None
        found = linprog(goal, A_ub=above, b_ub=right, bounds=bounds, method="highs")
        if found.status == 3:
            return np.inf * -sense
        if found.status == 4:  # HiGHS does not say whether it is unbounded or impossible
            return np.inf * -sense
        assert found.status == 0, found.message
        return sense * found.fun

    @staticmethod
    def _whole_end(column, sense, known):
        matrix, low, high, bounds = known
        goal = np.zeros(matrix.shape[1])
        goal[column] = sense
        rules = LinearConstraint(matrix, low - EDGE, high + EDGE) if len(matrix) else ()
        limits = Bounds([one for one, _ in bounds], [one for _, one in bounds])
        found = milp(goal, constraints=rules, bounds=limits, integrality=np.ones(len(goal)))
        assert found.status == 0, found.message
        return sense * round(found.fun)


def violations(attacker, protected):
    """Protected cells that are known not to be 0, or not to be 9: (cell, least, greatest)."""
    found = []
    for cell in protected:
        least, most = attacker.range_of(cell)
        if least > EDGE or most < 9 - EDGE:
            found.append((cell, least, most))
    return found
