"""Protected sums that are certainly safe, found without solving anything.

Two counts are twins when exactly the same sums hold both. From the true values persons can be moved between twins and
everything that is known stays true. So a count with a twin may be 0 (the twin takes what it had), and it may be 9 when
it and its twins have nine together. What one role knows itself takes no part.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import sparse

from buurtbeeld.privacy.constraints import OUTSIDER, Mask, System

FREE = 1 << 40  # of a count that is in no sum at all


def certain(system: System, shown: Mask) -> Callable[[str], Mask]:
    """A function that gives per role (t,) which targets are certainly safe when these cells are shown.

    A target of which the role knows a part itself counts as safe: its own figures are no secret to it. Of targets that
    no sum tells apart the first speaks for all, and the others count as safe.
    """
    plain = _certain(system, shown, OUTSIDER)

    def of(role: str) -> Mask:
        found = (plain if role not in system.told else _certain(system, shown, role))(system.own(role))
        return found if role == OUTSIDER else found | ~system.inside

    return of


def _certain(system: System, shown: Mask, role: str) -> Callable[[Mask], Mask]:
    """The same for one set of rows, as a function of which counts are known."""
    group, plain = _twins(sparse.csc_array(system.known(shown, role)[0]))
    size = int(group.max(initial=-1)) + 1
    into = sparse.csr_array((np.ones(len(group)), (np.arange(len(group)), group)), shape=(len(group), size))
    asked = sparse.csr_array(system.targets @ into)
    owner = np.repeat(np.arange(asked.shape[0]), np.diff(asked.indptr))
    alike = _alike(system, asked)

    def of(own: Mask) -> Mask:
        free = np.where(plain, np.bincount(group, ~own, minlength=size), FREE)
        there = np.where(plain, np.bincount(group, np.where(own, 0, system.truth), minlength=size), FREE)
        tight = np.bincount(owner, free[asked.indices] <= asked.data, minlength=asked.shape[0])
        enough = np.bincount(owner, there[asked.indices], minlength=asked.shape[0]) >= system.need
        safe = ((tight == 0) & enough) | (system.targets @ own.astype(float) > 0)
        left = np.flatnonzero(~safe)
        first = np.unique(alike[left], return_index=True)[1]
        safe[np.delete(left, first)] = True
        return np.asarray(safe, dtype=np.bool_)

    return of


def _alike(system: System, asked: sparse.csr_array) -> np.ndarray:
    """Number of the kind of every target: same groups, and as much needed."""
    known: dict[tuple[bytes, bytes, float, bool], int] = {}
    kinds = np.zeros(asked.shape[0], dtype=np.int64)
    for at in range(asked.shape[0]):
        some = slice(asked.indptr[at], asked.indptr[at + 1])
        key = (
            asked.indices[some].tobytes(),
            asked.data[some].tobytes(),
            float(system.need[at]),
            bool(system.strict[at]),
        )
        kinds[at] = known.setdefault(key, len(known))
    return kinds


def _twins(rows: sparse.csc_array) -> tuple[np.ndarray, Mask]:
    """Group of every count, and per group whether it is in any sum."""
    known: dict[tuple[bytes, bytes], int] = {}
    group = np.zeros(rows.shape[1], dtype=np.int64)
    plain: list[bool] = []
    for column in range(rows.shape[1]):
        some = slice(rows.indptr[column], rows.indptr[column + 1])
        key = (rows.indices[some].tobytes(), rows.data[some].tobytes())
        if key not in known:
            known[key] = len(known)
            plain.append(bool(key[0]))
        group[column] = known[key]
    return group, np.array(plain, dtype=np.bool_)
