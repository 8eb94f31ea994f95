"""Least and greatest value of a sum of counts under what is known: many small questions in one call of HiGHS.

The questions share no count, so the sum of their answers is least exactly when each answer is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize, sparse

from buurtbeeld.privacy.constraints import ContradictionError

Numbers = npt.NDArray[np.float64]
AT_ONCE = 4_000  # counts in one call: many small problems in one are quick, one large problem is not
SECONDS = 20.0  # for one call; what takes longer counts as not safe
TIE = 1e-6


@dataclass(frozen=True)
class Block:
    """One question: how small and how large can the sum of some counts be.

    Attributes:
        rows: (r, n) with lower and upper: what is known of n counts.
        least, most: (n,) bounds of each count.
        wanted: (n,) 1 for the counts whose sum is asked.
        cap: the greatest value is looked for up to here.
        whole: the counts are whole numbers.
    """

    rows: Numbers
    lower: Numbers
    upper: Numbers
    least: Numbers
    most: Numbers
    wanted: Numbers
    cap: float
    whole: bool


def extremes(blocks: Sequence[Block]) -> tuple[Numbers, Numbers]:
    """Least and greatest sum of every block.

    A block that could not be solved in time gives (inf, -inf): no sum is safe there.
    """
    low, high = np.full(len(blocks), np.inf), np.full(len(blocks), -np.inf)
    for some in _portions(blocks):
        chosen = [blocks[at] for at in some]
        low[some], high[some] = _solve(chosen)
    return low, high


def _portions(blocks: Sequence[Block]) -> list[list[int]]:
    found: list[list[int]] = []
    size = AT_ONCE
    for at, one in enumerate(blocks):
        if size + one.rows.shape[1] > AT_ONCE:
            found.append([])
            size = 0
        found[-1].append(at)
        size += one.rows.shape[1]
    return found


def _solve(blocks: Sequence[Block]) -> tuple[Numbers, Numbers]:
    least = _sums(blocks, np.concatenate([one.wanted for one in blocks]), _constraint(blocks), _bounds(blocks))
    # Looking up, each block gets one more number that is at most the sum and at most the cap.
    extra = len(blocks)
    link = sparse.csr_array(sparse.block_diag([one.wanted[None, :] for one in blocks], format="csr"))
    stack = sparse.block_array([[_rows(blocks), None], [link, -sparse.eye_array(extra)]], format="csr")
    lower = np.concatenate([*(one.lower for one in blocks), np.zeros(extra)])
    upper = np.concatenate([*(one.upper for one in blocks), np.full(extra, np.inf)])
    bounds = _bounds(blocks)
    wide = optimize.Bounds(np.append(bounds.lb, np.zeros(extra)), np.append(bounds.ub, [one.cap for one in blocks]))
    count = len(bounds.lb)
    goal = np.append(np.zeros(count), -np.ones(extra))
    found = _run(goal, optimize.LinearConstraint(stack, lower, upper), wide, np.append(_whole(blocks), np.zeros(extra)))
    nothing = np.full(extra, np.inf)
    return nothing if least is None else least, -nothing if found is None else _cleaned(found[count:], blocks)


def _sums(
    blocks: Sequence[Block], goal: Numbers, constraint: optimize.LinearConstraint, bounds: optimize.Bounds
) -> Numbers | None:
    found = _run(goal, constraint, bounds, _whole(blocks))
    if found is None:
        return None
    ends = np.cumsum([len(one.wanted) for one in blocks])
    pieces = np.split(found * goal, ends[:-1])
    return _cleaned(np.array([piece.sum() for piece in pieces]), blocks)


def _run(
    goal: Numbers, constraint: optimize.LinearConstraint, bounds: optimize.Bounds, whole: Numbers
) -> Numbers | None:
    done = optimize.milp(
        goal, constraints=constraint, bounds=bounds, integrality=whole, options={"time_limit": SECONDS}
    )
    if done.status == 2:
        raise ContradictionError("what is known contradicts itself")
    return np.asarray(done.x, dtype=float) if done.status == 0 else None


def _whole(blocks: Sequence[Block]) -> Numbers:
    return np.concatenate([np.full(len(one.wanted), float(one.whole)) for one in blocks])


def _cleaned(found: Numbers, blocks: Sequence[Block]) -> Numbers:
    """What the solver misses a whole number, or zero, by."""
    near = np.round(found)
    whole = np.array([one.whole for one in blocks])
    return np.where(whole | (np.abs(found - near) < TIE), near, found)


def _rows(blocks: Sequence[Block]) -> sparse.csr_array:
    return sparse.csr_array(sparse.block_diag([one.rows for one in blocks], format="csr"))


def _constraint(blocks: Sequence[Block]) -> optimize.LinearConstraint:
    lower, upper = (np.concatenate([getattr(one, name) for one in blocks]) for name in ("lower", "upper"))
    return optimize.LinearConstraint(_rows(blocks), lower, upper)


def _bounds(blocks: Sequence[Block]) -> optimize.Bounds:
    return optimize.Bounds(*(np.concatenate([getattr(one, name) for one in blocks]) for name in ("least", "most")))
