"""What the outsider, or somebody inside, can work out at most about every protected cell: between which bounds it lies.

A sum that stands alone is solved in closed form, all of them at once; what hangs together in more than one way goes to
the solver. Bounds are exact over whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from buurtbeeld.privacy import possible
from buurtbeeld.privacy.block_solver import Block, extremes
from buurtbeeld.privacy.constraints import Ints, Mask, Numbers, System
from buurtbeeld.privacy.possible import World
from buurtbeeld.privacy.sight import Sight, look
from buurtbeeld.privacy.twins import Around
from buurtbeeld.privacy.worlds import Worlds

TIE = 1e-6
FAR, SMALL = 150, 40  # counts in a part, and in a sum, from which counts farther off are left as they are
MANY = 40  # questions from which looking for possible worlds is quicker


def bounds(
    system: System, shown: Mask, role: str, targets: Ints, *, cap: float = 0.0, worlds: Worlds | None = None
) -> tuple[Numbers, Numbers]:
    """Least and greatest value of protected sums, as one role can work them out.

    Args:
        shown: (c,) which cells are shown.
        role: a role of the system, or OUTSIDER.
        targets: places in system.targets.
        cap: exact bounds, the greatest value looked for up to here; 0: only as far as is needed, and of what is safe
            no more than that it is.
        worlds: that were found possible when the same cells are shown; it gets what is found now.

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
    limits = np.maximum(cap, far), system.need[targets], system.strict[targets]
    asked = _Asked(targets, wanted, parts, low, high, *limits)
    asked.low[own], asked.high[own] = -np.inf, np.inf
    inside = [at for at, some in enumerate(parts) if not own[at] and (some >= 0).any()]
    inside = _closed(sight, asked, inside)
    if cap <= 0:
        inside = _nearby(sight, asked, inside)
        inside = _possible(sight, asked, inside)
        if worlds is not None and role not in system.told:
            inside = _proved(system, worlds, role, asked, inside)
    _solved(sight, asked, inside)
    return asked.low, asked.high


@dataclass(frozen=True)
class _Asked:
    """Questions of one role: (t, n) sums, the connected parts each is in, and the answers as far as they are known.

    Attributes:
        targets: (t,) their places in the system.
    """

    targets: Ints
    wanted: sparse.csr_array
    parts: list[Ints]
    low: Numbers
    high: Numbers
    cap: Numbers
    need: Numbers
    strict: Mask


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
    questions: dict[tuple[bytes, bytes, float], list[int]] = {}
    blocks: list[Block] = []
    around: dict[bytes, Around] = {}
    for at in inside:
        parts = asked.parts[at][asked.parts[at] >= 0]
        if parts.tobytes() not in around:
            around[parts.tobytes()] = _around(sight, parts)
        near = around[parts.tobytes()]
        theirs = near.asked(_columns(asked.wanted, at))
        key = (parts.tobytes(), theirs.tobytes(), float(asked.cap[at]))
        if key not in questions:
            blocks.append(near.block(theirs, asked.cap[at], whole=sight.whole))
        questions.setdefault(key, []).append(at)
    found = extremes(blocks)
    for number, places in enumerate(questions.values()):
        asked.low[places], asked.high[places] = found[0][number], found[1][number]


def _around(sight: Sight, parts: Ints) -> Around:
    """Parts of the system, and every count that is in no sum besides: a target may hold some of those too."""
    rows = np.flatnonzero(np.isin(sight.part_of_row, parts))
    columns = np.flatnonzero(np.isin(sight.part, parts) | (sight.part < 0))
    limits = sight.lower[rows], sight.upper[rows]
    return Around.of(sparse.csc_array(sight.rows[rows]), limits, (sight.least, sight.most), columns)


def _possible(sight: Sight, asked: _Asked, inside: list[int]) -> list[int]:
    """Fill in the targets that a possible world shows to be safe; the others are left over."""
    if len(inside) < MANY:
        return inside
    wanted = sparse.csr_array(asked.wanted[inside])
    world = World(sight.rows, sight.lower, sight.upper, sight.least, sight.most, sight.whole)
    low = possible.nobody(world, wanted)
    high = np.zeros(len(inside), dtype=np.bool_)
    high[low] = possible.enough(world, sparse.csr_array(wanted[low]), asked.cap[inside][low])
    for at in np.flatnonzero(low & high):
        asked.low[inside[at]], asked.high[inside[at]] = 0.0, asked.cap[inside[at]]
    return [at for at, safe in zip(inside, low & high, strict=True) if not safe]


def _nearby(sight: Sight, asked: _Asked, inside: list[int]) -> list[int]:
    """Fill in the targets that are safe when only the counts beside them move; the others are left over.

    What is possible with all others as they truly are, is possible.
    """
    some = [at for at in inside if np.isin(sight.part, asked.parts[at]).sum() > FAR]
    blocks = [_close(sight, _columns(asked.wanted, at), asked.cap[at]) for at in some]
    low, high = extremes(blocks)
    for at, least, most in zip(some, low, high, strict=True):
        asked.low[at], asked.high[at] = least, most
    safe = {at for at in some if not too_much(asked.low[at], asked.high[at], asked.need[at], strict=asked.strict[at])}
    return [at for at in inside if at not in safe]


def _proved(system: System, worlds: Worlds, role: str, asked: _Asked, inside: list[int]) -> list[int]:
    """Fill in the targets that a possible world shows to be safe for this role too; the others are left over."""
    left = []
    for at in inside:
        if worlds.proves(system, int(asked.targets[at]), system.own(role)):
            asked.low[at], asked.high[at] = 0.0, asked.cap[at]
        else:
            left.append(at)
    return left


def too_much(low: float, high: float, need: float, *, strict: bool) -> bool:
    """Whether these bounds of a protected sum say too much about it."""
    left = high - max(low, 0.0)
    return bool(low > TIE or high < need - TIE) if strict else bool(left < need - TIE)


def _close(sight: Sight, asked: Ints, cap: float) -> Block:
    """The question with every count fixed that is not in a small sum with one that is asked."""
    touching = np.unique(sparse.csc_array(sight.rows)[:, asked].indices)
    small = touching[np.diff(sight.rows.indptr)[touching] <= SMALL]
    columns = np.unique(np.concatenate([asked, *(_columns(sight.rows, int(row)) for row in small)]))
    rows = np.unique(sparse.csc_array(sight.rows)[:, columns].indices)
    fixed = sight.truth.copy()
    fixed[columns] = 0
    there = np.asarray(sight.rows[rows] @ fixed)
    dense = sight.rows[rows][:, columns].toarray()
    wanted = np.isin(columns, asked).astype(float)
    limits = sight.lower[rows] - there, sight.upper[rows] - there
    return Block(dense, *limits, sight.least[columns], sight.most[columns], wanted, cap, sight.whole)


def _columns(matrix: sparse.csr_array, row: int) -> Ints:
    return np.asarray(matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]], dtype=np.int64)


def _times(wanted: sparse.csr_array, most: Numbers) -> Numbers:
    """Sums of upper bounds, of which some are infinite."""
    finite = np.asarray(wanted @ np.where(np.isfinite(most), most, 0.0), dtype=float)
    return np.where(np.asarray(wanted @ np.isinf(most).astype(float)) > 0, np.inf, finite)
