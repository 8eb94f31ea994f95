"""What one role has left to find out, when what it knows and what is shown is filled in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from buurtbeeld.privacy.constraints import Ints, Mask, Numbers, System

TIE = 1e-6


@dataclass(frozen=True)
class Sight:
    """What is left to find out for one role: counts it does not know, boxes around them, and sums of several.

    Attributes:
        truth: (n,) exact values of the counts it does not know.
        least, most: (n,) bounds of each from rows about that count alone.
        rows: (r, n) sums of at least two of them, with lower and upper.
        part: (n,) number of the connected part each count is in; -1 when it is in no sum.
        part_of_row: (r,) the same of each row.
    """

    unknown: Mask
    truth: Numbers
    least: Numbers
    most: Numbers
    rows: sparse.csr_array
    lower: Numbers
    upper: Numbers
    part: Ints
    part_of_row: Ints
    whole: bool


def look(system: System, shown: Mask, role: str) -> Sight:
    """What is left to find out when what the role knows is filled in."""
    own = system.own(role)
    rows, lower, upper = system.known(shown, role)
    filled = np.asarray(rows @ np.where(own, system.truth, 0))
    lower, upper = lower - filled, upper - filled
    rows = sparse.csr_array(rows[:, ~own])
    count = np.diff(rows.indptr)
    least, most = _boxes(rows, lower, upper, count == 1, whole=system.whole)
    several = count > 1
    rows = sparse.csr_array(rows[several])
    part, of_row = _parts(rows)
    return Sight(
        ~own, system.truth[~own], least, most, rows, lower[several], upper[several], part, of_row, system.whole
    )


def _boxes(
    rows: sparse.csr_array, lower: Numbers, upper: Numbers, alone: Mask, *, whole: bool
) -> tuple[Numbers, Numbers]:
    least, most = np.zeros(rows.shape[1]), np.full(rows.shape[1], np.inf)
    at = np.flatnonzero(alone)
    if not len(at):
        return least, most
    column, times = rows.indices[rows.indptr[at]], rows.data[rows.indptr[at]]
    ends = np.sort(np.stack([lower[at] / times, upper[at] / times]), axis=0)
    if whole:
        ends = np.stack([np.ceil(ends[0] - TIE), np.floor(ends[1] + TIE)])
    np.maximum.at(least, column, ends[0])
    np.minimum.at(most, column, ends[1])
    return least, most


def _parts(rows: sparse.csr_array) -> tuple[Ints, Ints]:
    """Connected part of every count and every row."""
    graph = sparse.block_array([[None, rows], [rows.T, None]], format="csr") if rows.shape[0] else None
    if graph is None:
        return np.full(rows.shape[1], -1, dtype=np.int64), np.zeros(0, dtype=np.int64)
    _, label = csgraph.connected_components(graph, directed=False)
    of_row, part = label[: rows.shape[0]].astype(np.int64), label[rows.shape[0] :].astype(np.int64)
    part[~np.isin(part, of_row)] = -1
    return part, of_row
