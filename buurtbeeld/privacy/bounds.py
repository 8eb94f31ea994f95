"""What the outsider, or somebody inside, can work out at most about every protected cell: between which bounds it lies.

A sum that stands alone is solved in closed form, all of them at once; what hangs together in more than one way goes to
the solver. Bounds are exact over whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from buurtbeeld.privacy.block_solver import Block, extremes
from buurtbeeld.privacy.constraints import Ints, Mask, Numbers, System

TIE = 1e-6


@dataclass(frozen=True)
class Sight:
    """What is left to find out for one role: counts it does not know, boxes around them, and sums of several.

    Attributes:
        least, most: (n,) bounds of each from rows about that count alone.
        rows: (r, n) sums of at least two of them, with lower and upper.
        part: (n,) number of the connected part each count is in; -1 when it is in no sum.
        part_of_row: (r,) the same of each row.
    """

    unknown: Mask
    least: Numbers
    most: Numbers
    rows: sparse.csr_array
    lower: Numbers
    upper: Numbers
    part: Ints
    part_of_row: Ints
    whole: bool


def bounds(system: System, shown: Mask, role: str, targets: Ints, *, cap: float = 0.0) -> tuple[Numbers, Numbers]:
    """Least and greatest value of protected sums, as one role can work them out.

    Args:
        shown: (c,) which cells are shown.
        role: a role of the system, or OUTSIDER.
        targets: places in system.targets.
        cap: where the solver is needed, the greatest value is looked for up to here, and at least as far as is needed.

    Returns:
        Two arrays as long as `targets`. Of a sum of which the role knows a part itself: (-inf, inf), since its own
        figures are no secret to it, and what it does not know is protected by itself.
    """
    sight = look(system, shown, role)
    wanted = sparse.csr_array(system.targets[targets])
    own = np.asarray(abs(wanted)[:, ~sight.unknown].sum(axis=1)).ravel() > 0
    wanted = sparse.csr_array(wanted[:, sight.unknown])
    parts = [np.unique(sight.part[_columns(wanted, at)]) for at in range(len(targets))]
    far = np.where(system.strict[targets], 1.0, 2.0) * (system.need[targets] + 1)
    low, high = np.asarray(wanted @ sight.least, dtype=float), _times(wanted, sight.most)
    asked = _Asked(wanted, parts, low, high, np.maximum(cap, far))
    asked.low[own], asked.high[own] = -np.inf, np.inf
    inside = [at for at, some in enumerate(parts) if not own[at] and (some >= 0).any()]
    _solved(sight, asked, _closed(sight, asked, inside))
    return asked.low, asked.high


@dataclass(frozen=True)
class _Asked:
    """Questions of one role: (t, n) sums, the connected parts each is in, and the answers as far as they are known."""

    wanted: sparse.csr_array
    parts: list[Ints]
    low: Numbers
    high: Numbers
    cap: Numbers


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
    return Sight(~own, least, most, rows, lower[several], upper[several], part, of_row, system.whole)


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


def _closed(sight: Sight, asked: _Asked, inside: list[int]) -> list[int]:
    """Answer the questions in a part that is one plain sum; the others are left over."""
    row_of = {int(part): at for at, part in enumerate(sight.part_of_row)}
    often = np.bincount(sight.part_of_row, minlength=1)
    rest = []
    for at in inside:
        part = int(asked.parts[at][0])
        if len(asked.parts[at]) > 1 or often[part] > 1 or not _is_plain(sight.rows, row_of[part]):
            rest.append(at)
            continue
        row = row_of[part]
        others = np.setdiff1d(_columns(sight.rows, row), _columns(asked.wanted, at))
        asked.low[at] = max(asked.low[at], sight.lower[row] - sight.most[others].sum(), 0.0)
        asked.high[at] = min(asked.high[at], sight.upper[row] - sight.least[others].sum())
    return rest


def _is_plain(rows: sparse.csr_array, row: int) -> bool:
    return bool((rows.data[rows.indptr[row] : rows.indptr[row + 1]] == 1).all())


def _solved(sight: Sight, asked: _Asked, inside: list[int]) -> None:
    """Ask the solver; questions that are the same but for the names are asked once."""
    questions: dict[bytes, list[int]] = {}
    blocks: list[Block] = []
    for at in inside:
        parts = asked.parts[at]
        block = _block(sight, np.isin(sight.part, parts[parts >= 0]), _columns(asked.wanted, at), asked.cap[at])
        print_of = b"".join(np.ascontiguousarray(value).tobytes() for value in vars(block).values())
        if print_of not in questions:
            blocks.append(block)
        questions.setdefault(print_of, []).append(at)
    found = extremes(blocks)
    for number, places in enumerate(questions.values()):
        asked.low[places], asked.high[places] = found[0][number], found[1][number]


def _block(sight: Sight, mine: Mask, asked: Ints, cap: float) -> Block:
    """The part of the system around some counts; counts in exactly the same sums are taken together."""
    mine = mine.copy()
    mine[asked] = True
    columns = np.flatnonzero(mine)
    rows = np.flatnonzero(np.isin(sight.part_of_row, sight.part[columns]))
    dense = sight.rows[rows][:, columns].toarray()
    wanted = np.isin(columns, asked).astype(float)
    kinds, group = np.unique(np.vstack([dense, wanted[None, :]]), axis=1, return_inverse=True)
    group = np.asarray(group).ravel()
    least = np.bincount(group, sight.least[columns]).astype(float)
    most = np.bincount(group, np.where(np.isfinite(sight.most[columns]), sight.most[columns], 0.0)).astype(float)
    most[np.unique(group[np.isinf(sight.most[columns])])] = np.inf
    return Block(kinds[:-1], sight.lower[rows], sight.upper[rows], least, most, kinds[-1], cap, sight.whole)


def _columns(matrix: sparse.csr_array, row: int) -> Ints:
    return np.asarray(matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]], dtype=np.int64)


def _times(wanted: sparse.csr_array, most: Numbers) -> Numbers:
    """Sums of upper bounds, of which some are infinite."""
    finite = np.asarray(wanted @ np.where(np.isfinite(most), most, 0.0), dtype=float)
    return np.where(np.asarray(wanted @ np.isinf(most).astype(float)) > 0, np.inf, finite)
