"""Which figures are hidden beside those of too few people, so that nobody can work those out; audited for every role.

A cell is hidden until no role can say of a protected cell that it is not 0, or that it is not 9. What is hidden beside
others is chosen from what is shown, never from what is not, in a fixed order; what is not needed after all is shown
again. The same cells always give the same choice, in whatever order they come in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from buurtbeeld.privacy import witness
from buurtbeeld.privacy.bounds import bounds, too_much
from buurtbeeld.privacy.constraints import OUTSIDER, Ints, Mask, Numbers, System
from buurtbeeld.privacy.pieces import split
from buurtbeeld.privacy.worlds import Worlds

PLACE = tuple[int, str]  # target, role
TIE = 1e-6
LARGE = 2_000  # protected sums times roles
SOLVED = 800  # questions that are solved in a moment


@dataclass(frozen=True)
class Violation:
    """A protected cell of which a role can work out too much: it lies in low..high and not in 0..9."""

    cell: str
    role: str
    low: float
    high: float


@dataclass(frozen=True)
class Choice:
    """What the audit decided.

    Attributes:
        hidden: cell that is hidden beside others -> the protected cell for which it was.
        violations: what could not be prevented.
        audited: protected cells that were looked at.
        unsafe: violations that do not follow from what is always known: what is left to show may not be shown.
    """

    hidden: dict[str, str]
    violations: tuple[Violation, ...]
    audited: int
    unsafe: tuple[Violation, ...] = ()


def protect(system: System) -> Choice:
    """Choose what is hidden beside others; sticky cells stay hidden whatever the audit says."""
    hidden = {one.key: one.key for one in system.cells if one.sticky and one.rows}
    violations: list[Violation] = []
    unsafe: list[Violation] = []
    for part in split(system):
        if all(one.beside for one in part.cells):
            continue
        chosen = _of_part(part)
        hidden |= chosen.hidden
        violations += chosen.violations
        unsafe += chosen.unsafe
    return Choice(hidden, _in_order(violations), len(system.target_cell), _in_order(unsafe))


def _in_order(violations: Iterable[Violation]) -> tuple[Violation, ...]:
    return tuple(sorted(violations, key=lambda one: (one.cell, one.role)))


def audit(system: System, shown: Mask) -> list[Violation]:
    """Every protected cell and role of which too much can be worked out when these cells are shown."""
    return [
        Violation(_name(part, at), role, *limits)
        for part in split(system)
        for (at, role), limits in sorted(_failing(part, _seen(part, system, shown), exact=True).items())
    ]


def _seen(part: System, system: System, shown: Mask) -> Mask:
    """Which cells of a part are shown."""
    seen = {one.key for one, is_shown in zip(system.cells, shown, strict=True) if is_shown}
    return np.array([one.key in seen for one in part.cells], dtype=np.bool_)


def _of_part(system: System) -> Choice:
    shown = system.visible
    reasons: dict[int, int] = {}
    failing = set(_failing(system, shown))
    lost: set[PLACE] = set()
    while failing - lost:
        target = min(at for at, _ in failing - lost)
        mine = sorted(one for one in failing - lost if one[0] == target)
        careful = len(failing) > SOLVED  # so much that nothing is solved
        candidate = _lowest(system, shown, failing) if careful else _best(system, shown, target, mine)
        if candidate is None:
            lost |= set(mine)
            continue
        shown[candidate] = False
        reasons[candidate] = target
        failing = set(_failing(system, shown, failing))
    given_up = _failing(system, shown, failing, exact=True)
    if not given_up:  # of what is known already nothing more is said
        _show_again(system, shown, reasons)
    hidden = {system.cells[at].key: _name(system, target) for at, target in reasons.items()}
    left = {(at, role): Violation(_name(system, at), role, *found) for (at, role), found in given_up.items()}
    nothing = np.zeros(len(system.cells), dtype=np.bool_)
    anyway = _failing(system, nothing, given_up, exact=True) if given_up else {}
    return Choice(hidden, tuple(left.values()), 0, tuple(one for place, one in left.items() if place not in anyway))


def _best(system: System, shown: Mask, target: int, failing: list[PLACE]) -> int | None:
    """The cell to hide: the first in order that makes the target safe, else the one that helps most."""
    helped: list[tuple[float, int, int]] = []
    for number, at in enumerate(_candidates(system, shown, target)):
        shown[at] = False
        left = _failing(system, shown, failing)
        shown[at] = True
        if not left:
            return at
        need = float(system.need[target])
        helped.append((sum(max(low, 0) + max(need - high, 0) for low, high in left.values()), number, at))
    return min(helped)[2] if helped else None


def _candidates(system: System, shown: Mask, target: int) -> list[int]:
    """Shown cells in the part of a target: siblings, what is above them, the others; of each the small ones first.

    What somebody inside is told hangs counts together as well, whatever is hidden.
    """
    seen = system.active(shown)
    rows = sparse.csr_array(sparse.vstack([system.rows[seen], *system.told.values()]))
    _, label = csgraph.connected_components(sparse.block_array([[None, rows], [rows.T, None]]), directed=False)
    columns = label[rows.shape[0] :]
    part = set(columns[system.targets[[target]].indices].tolist())
    near = label[: int(seen.sum())]
    cells = {int(at) for at, one in zip(system.cell[seen], near, strict=True) if one in part}
    about = system.cells[system.target_cell[target]]

    def order(at: int) -> tuple[int, float, str]:
        one = system.cells[at]
        far = one.level + (2 if one.group != about.group else 0)
        return far, one.size, one.key

    return sorted(cells - {-1} - system.repeating, key=order)


def _show_again(system: System, shown: Mask, reasons: dict[int, int]) -> None:
    """Show what turned out not to be needed, the largest first; of a large part nothing, that takes too long."""
    if len(system.target_cell) * (1 + len(system.roles)) > LARGE:
        return
    for at in sorted(reasons, key=lambda at: (-system.cells[at].size, system.cells[at].key)):
        shown[at] = True
        if _failing(system, shown):
            shown[at] = False
        else:
            del reasons[at]


def _lowest(system: System, shown: Mask, failing: Iterable[PLACE]) -> int | None:
    """The smallest cell of the lowest level that says something about one of some targets itself."""
    counts = np.unique(system.targets[sorted({at for at, _ in failing})].indices)
    rows = np.unique(sparse.csc_array(system.rows)[:, counts].indices)
    cells = {at for at in system.cell[rows].tolist() if at >= 0 and shown[at]} - system.repeating
    return min(
        cells, key=lambda at: (system.cells[at].level, system.cells[at].size, system.cells[at].key), default=None
    )


def _failing(
    system: System, shown: Mask, among: Iterable[PLACE] | None = None, *, exact: bool = False
) -> dict[PLACE, tuple[float, float]]:
    """Targets that a role can work out too much of, with their bounds.

    When more is undecided than is solved in a moment, all of that counts as too much, with bounds NaN: what is hidden
    for it then may be more than is needed, never less.

    Args:
        among: only these; all when None.
        exact: solve whatever is undecided, however long it takes.
    """
    undecided = _undecided(system, shown, among)
    if not exact and sum(map(len, undecided.values())) > SOLVED:
        return {(int(at), role): (np.nan, np.nan) for role, asked in undecided.items() for at in asked}
    found: dict[PLACE, tuple[float, float]] = {}
    worlds = Worlds.of(system, shown) if undecided else None
    for role, asked in undecided.items():
        low, high = bounds(system, shown, role, asked, worlds=worlds)
        wrong = _wrong(system, asked, low, high)
        some = zip(asked[wrong], low[wrong], high[wrong], strict=True)
        found |= {(int(at), role): (float(least), float(most)) for at, least, most in some}
    return found


def _undecided(system: System, shown: Mask, among: Iterable[PLACE] | None) -> dict[str, Ints]:
    """Per role the targets that no twin shows to be safe."""
    safe = witness.certain(system, shown)
    if among is None:
        every = [OUTSIDER, *sorted({*system.roles, *system.told})]
        return {role: asked for role in every if len(asked := np.flatnonzero(~safe(role)))}
    wanted: dict[str, list[int]] = {}
    for at, role in sorted(among):
        wanted.setdefault(role, []).append(at)
    kept = {role: np.array(some)[~safe(role)[some]] for role, some in wanted.items()}
    return {role: asked for role, asked in kept.items() if len(asked)}


def _wrong(system: System, targets: Ints, low: Numbers, high: Numbers) -> Mask:
    """Of which targets these bounds say too much."""
    each = zip(low, high, system.need[targets], system.strict[targets], strict=True)
    return np.array([too_much(least, most, need, strict=strict) for least, most, need, strict in each], dtype=np.bool_)


def _name(system: System, target: int) -> str:
    return system.cells[int(system.target_cell[target])].key
