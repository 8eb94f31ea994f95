"""What somebody knows who adds up and subtracts: published cells as sums of counts of persons that are not published.

Every cell is a sum of base counts (a count nobody splits further). A cell that is shown says between which bounds its
sum lies; a cell that is hidden says nothing. What is always known besides (an earlier publication, a total that is
public, two indicators with one noemer) is a row that cannot be hidden. Who is inside knows some base counts exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
from scipy import sparse

Ints = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Parts = Mapping[str, float]  # base count -> how often it is in the sum
OUTSIDER = ""
EMPTY: Mapping[str, Sequence[Parts]] = MappingProxyType({})
NEED = 9.0  # of a protected sum nobody may know more than that it lies in 0..9
ALWAYS = -1  # the cell of a row that is known whatever is hidden


class ContradictionError(ValueError):
    """What is said to be known is not true, so nothing can be said about what can be worked out."""


@dataclass(frozen=True)
class Row:
    """One thing that is known: lower <= sum of parts <= upper."""

    parts: Parts
    lower: float
    upper: float


@dataclass(frozen=True)
class Target:
    """A sum of which nobody may know too much.

    Attributes:
        need: it may not be known more narrowly than from 0 to here; of a sum over quarters whose mean counts, more.
        strict: that it is not 0 may not be known either; else it is enough that so many numbers are left.
        inside: also for those inside; else for the outsider only.
    """

    parts: Parts
    need: float = NEED
    strict: bool = True
    inside: bool = True


@dataclass(frozen=True)
class Cell:
    """One figure that is published, or that may not be.

    Attributes:
        key: names it, unique in its system; what has the same key is the same cell.
        rows: what it says when it is shown; () for a cell that is hidden by the primary rule or never a figure itself.
        protected: sums of too few people: what it counts, or what it leaves over.
        level: 0 for the smallest places, then upwards: what is hidden first when something must be.
        group: cells of one group are each other's siblings.
        size: what it shows, for hiding the smallest first.
        sticky: it was hidden beside others before, and stays so.
        beside: of another publication than this one, in which nothing can be hidden.
    """

    key: str
    rows: tuple[Row, ...] = ()
    protected: tuple[Target, ...] = ()
    level: int = 0
    group: str = ""
    size: float = 0.0
    sticky: bool = False
    beside: bool = False


@dataclass(frozen=True)
class System:
    """Cells that hang together, as matrices; in order of their keys, so that the order of what came in says nothing.

    Attributes:
        base: (n,) names of the base counts; `truth`: their exact values.
        cells: (c,) that may be shown or are protected.
        rows: (r, n) with `lower` and `upper`; `cell`: (r,) place of the cell that says it, or ALWAYS.
        targets: (t, n) sums that are protected; (t,): `target_cell`, place of the cell; `need`, `strict`, `inside`.
        roles: who is inside -> (n,) which base counts that one knows. The outsider is not in it.
        told: who is inside -> (k, n) sums that one knows exactly besides.
        whole: every base count is a whole number, and every row a sum or difference of them: then bounds are of whole
            numbers. Else they are of any numbers, so a little too wide, and `need` is one more.
    """

    base: tuple[str, ...]
    truth: Numbers
    cells: tuple[Cell, ...]
    rows: sparse.csr_array
    lower: Numbers
    upper: Numbers
    cell: Ints
    targets: sparse.csr_array
    target_cell: Ints
    need: Numbers
    strict: Mask
    inside: Mask
    roles: Mapping[str, Mask]
    told: Mapping[str, sparse.csr_array]
    whole: bool

    @property
    def visible(self) -> Mask:
        """(c,) cells that are shown when nothing is hidden besides what the primary rule hides."""
        return np.array([bool(one.rows) and not one.sticky for one in self.cells], dtype=np.bool_)

    @cached_property
    def repeating(self) -> frozenset[int]:
        """Cells that say only what is known already, so that nothing is won by hiding them."""
        said: dict[int, set[tuple[object, ...]]] = {}
        if not (self.cell == ALWAYS).any():
            return frozenset()
        for at, lower, upper, start, end in zip(
            self.cell.tolist(), self.lower, self.upper, self.rows.indptr, self.rows.indptr[1:], strict=False
        ):
            parts = zip(self.rows.indices[start:end].tolist(), self.rows.data[start:end].tolist(), strict=True)
            said.setdefault(at, set()).add((lower, upper, *sorted(parts)))
        known = said[ALWAYS]
        return frozenset(at for at, rows in said.items() if at != ALWAYS and rows <= known)

    def active(self, shown: Mask) -> Mask:
        """(r,) rows that are known when these cells are shown."""
        always = self.cell == ALWAYS  # and nothing else when there is no cell to choose from
        return np.asarray(always | shown[np.maximum(self.cell, 0)] if len(shown) else always, dtype=np.bool_)

    def known(self, shown: Mask, role: str = OUTSIDER) -> tuple[sparse.csr_array, Numbers, Numbers]:
        """Rows that a role knows when these cells are shown, with lower and upper."""
        active = self.active(shown)
        rows, lower, upper = sparse.csr_array(self.rows[active]), self.lower[active], self.upper[active]
        if role not in self.told:
            return rows, lower, upper
        exact = np.asarray(self.told[role] @ self.truth)
        stacked = sparse.csr_array(sparse.vstack([rows, self.told[role]]))
        return stacked, np.append(lower, exact), np.append(upper, exact)

    def own(self, role: str) -> Mask:
        """(n,) base counts that a role knows itself."""
        return self.roles.get(role, np.zeros(len(self.base), dtype=np.bool_))


def system(
    cells: Iterable[Cell],
    truth: Mapping[str, float],
    *,
    roles: Mapping[str, frozenset[str]],
    always: Iterable[Row] = (),
    told: Mapping[str, Sequence[Parts]] = EMPTY,
) -> System:
    """Put cells together.

    Args:
        truth: exact value of every base count.
        roles: who is inside -> base counts that one knows exactly.
        always: what is known whatever is hidden; must be true, or the audit cannot be made.
        told: who is inside -> sums that one knows exactly, without knowing their parts.

    Raises:
        ContradictionError: a row is not true of the exact values.
    """
    ordered = tuple(sorted(cells, key=lambda one: one.key))
    base = tuple(sorted(truth))
    place = {name: at for at, name in enumerate(base)}
    known = [(row, ALWAYS) for row in always] + [(row, at) for at, one in enumerate(ordered) for row in one.rows]
    matrix = _matrix([row.parts for row, _ in known], place)
    exact = np.array([truth[name] for name in base], dtype=float)
    lower, upper = (np.array([getattr(row, name) for row, _ in known], dtype=float) for name in ("lower", "upper"))
    _check(matrix @ exact, lower, upper)
    whole = bool((exact == np.round(exact)).all() and (np.abs(matrix.data) == 1).all())
    protected = [(at, target) for at, one in enumerate(ordered) for target in one.protected]
    return System(
        base=base,
        truth=exact,
        cells=ordered,
        rows=matrix,
        lower=lower,
        upper=upper,
        cell=np.array([at for _, at in known], dtype=np.int64),
        targets=_matrix([target.parts for _, target in protected], place),
        target_cell=np.array([at for at, _ in protected], dtype=np.int64),
        need=np.array([target.need for _, target in protected], dtype=float) + (0.0 if whole else 1.0),
        strict=np.array([target.strict for _, target in protected], dtype=np.bool_),
        inside=np.array([target.inside for _, target in protected], dtype=np.bool_),
        roles={who: _marked(theirs, place) for who, theirs in roles.items()},
        told={who: _matrix(sums, place) for who, sums in told.items() if sums},
        whole=whole,
    )


def read_count(shown: float, drempel: int) -> tuple[float, float]:
    """Bounds of a count that is shown to the nearest five: a shown one is never below the threshold."""
    return max(float(drempel), shown - 2), shown + 2


def _check(found: Numbers, lower: Numbers, upper: Numbers) -> None:
    if ((found < lower - 1e-6) | (found > upper + 1e-6)).any():
        raise ContradictionError("what is known is not true of the exact counts")


def _marked(names: Iterable[str], place: Mapping[str, int]) -> Mask:
    """(n,) which base counts are named."""
    found = np.zeros(len(place), dtype=np.bool_)
    found[[place[name] for name in names if name in place]] = True
    return found


def _matrix(parts: Sequence[Parts], place: Mapping[str, int]) -> sparse.csr_array:
    rows = np.repeat(np.arange(len(parts)), [len(one) for one in parts])
    columns = np.array([place[name] for one in parts for name in one], dtype=np.int64)
    values = np.array([times for one in parts for times in one.values()], dtype=float)
    return sparse.csr_array(sparse.coo_array((values, (rows, columns)), shape=(len(parts), len(place))))
