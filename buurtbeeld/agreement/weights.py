"""What a buurt weighs in the agreement, and with whom it shares a partner."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from buurtbeeld.programma_schema import Buurt

Table = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
DOMINANT = 0.8  # share of one buurt above which a mean tells the figure of that buurt


def sizes(weight: Table, own: Sequence[int], other: Sequence[int], base: Mask) -> tuple[Table, Table]:
    """Mean clients in the base: of a buurt that began its own, of one to compare with that of any.

    Fixed at the base, since who is a client later is part of the effect. A buurt of which nobody said how many there
    were weighs as much as the mean of its group.

    Args:
        weight: (n, T) clients.
        own, other: rows of both groups.
        base: (m, T) base periods of the buurten that began.
    """
    first = np.array([mean(weight[row, : base.shape[1]][cells]) for row, cells in zip(own, base, strict=True)])
    return _filled(first), in_base(weight, other, np.asarray(base.any(axis=0)))


def in_base(weight: Table, rows: Sequence[int], columns: Mask) -> Table:
    """Mean clients of some buurten over the same periods."""
    return _filled(np.array([mean(weight[row, : len(columns)][columns]) for row in rows]))


def _filled(found: Table) -> Table:
    known = np.isfinite(found) & (found > 0)
    return np.where(known, found, found[known].mean() if known.any() else 1.0)


def mean(cells: Table) -> float:
    """Mean of what is known; NaN when nothing is, as where only a mean was delivered and not of how many."""
    known = cells[np.isfinite(cells)]
    return float(known.mean()) if len(known) else float("nan")


def dominated(weight: Table) -> bool:
    """Whether one buurt weighs so much that the mean tells what that buurt delivered."""
    return bool(len(weight) and weight.max() > DOMINANT * weight.sum())


def partners(some: Sequence[Buurt]) -> Numbers:
    """A number per partner; a buurt without a partner is one of its own."""
    names = [one.partner or f" {one.sleutel}" for one in some]
    return np.unique(names, return_inverse=True)[1].astype(np.int64)
