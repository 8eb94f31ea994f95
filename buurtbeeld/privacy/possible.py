"""Many protected sums shown to be safe by a few possible worlds, instead of a question each.

One world in which many of them are nobody at once, and some in which many of them are as large as is needed, are as
good as the least and greatest value of each. What no world was found for is asked by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize, sparse

from buurtbeeld.privacy.constraints import Mask, Numbers

ROUNDS = 4
SECONDS = 10.0
TIE = 1e-6


@dataclass(frozen=True)
class World:
    """What is known of n counts: rows with lower and upper, and bounds of each count."""

    rows: sparse.csr_array
    lower: Numbers
    upper: Numbers
    least: Numbers
    most: Numbers
    whole: bool


def nobody(world: World, wanted: sparse.csr_array) -> Mask:
    """(t,) which sums are certainly possibly 0: all those that are 0 in one world found."""
    found = _run(world, np.asarray(wanted.sum(axis=0)).ravel(), None)
    if found is None:
        return np.zeros(wanted.shape[0], dtype=np.bool_)
    return np.asarray(wanted @ found < TIE, dtype=np.bool_)


def enough(world: World, wanted: sparse.csr_array, need: Numbers) -> Mask:
    """(t,) which sums are certainly possibly as large as `need`: in one of some worlds found."""
    done = np.zeros(wanted.shape[0], dtype=np.bool_)
    for _ in range(ROUNDS):
        left = np.flatnonzero(~done)
        found = _run(world, None, (sparse.csr_array(wanted[left]), need[left])) if len(left) else None
        if found is None:
            break
        new = left[np.asarray(wanted[left] @ found) >= need[left] - TIE]
        if not len(new):
            break
        done[new] = True
    return done


def _run(world: World, goal: Numbers | None, reach: tuple[sparse.csr_array, Numbers] | None) -> Numbers | None:
    """A world with the least of one goal; or in which sums reach as much of what they need as they can together."""
    count = len(world.least)
    rows, lower, upper, least, most = world.rows, world.lower, world.upper, world.least, world.most
    whole = np.full(count, float(world.whole))
    if reach is not None:
        wanted, need = reach
        extra = len(need)
        rows = sparse.block_array([[rows, None], [wanted, -sparse.eye_array(extra)]], format="csr")
        lower, upper = np.append(lower, np.zeros(extra)), np.append(upper, np.full(extra, np.inf))
        least, most = np.append(least, np.zeros(extra)), np.append(most, need)
        goal, whole = np.append(np.zeros(count), -np.ones(extra)), np.append(whole, np.zeros(extra))
    done = optimize.milp(
        goal,
        constraints=optimize.LinearConstraint(rows, lower, upper),
        bounds=optimize.Bounds(least, most),
        integrality=whole,
        options={"time_limit": SECONDS, "mip_rel_gap": 0.01},
    )
    return None if done.x is None else np.asarray(done.x[:count], dtype=float)
