"""Counts that no sum tells apart, taken together: that makes a question to the solver small."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from buurtbeeld.privacy.block_solver import Block
from buurtbeeld.privacy.constraints import Ints, Numbers


@dataclass(frozen=True)
class Group:
    """Counts in exactly the same sums, with the same bounds of their own.

    Attributes:
        column: (r,) how often each of them is in every row.
    """

    column: Numbers
    least: float
    most: float
    size: int


@dataclass(frozen=True)
class Around:
    """Some parts of what a role can see: their rows, and their counts in groups.

    Attributes:
        group: count -> number of its group.
    """

    lower: Numbers
    upper: Numbers
    group: dict[int, int]
    groups: list[Group]

    @staticmethod
    def of(
        rows: sparse.csc_array, limits: tuple[Numbers, Numbers], boxes: tuple[Numbers, Numbers], columns: Ints
    ) -> Around:
        """Put counts in groups.

        Args:
            rows: (r, n) of these parts, of all counts; with limits, lower and upper.
            boxes: (n,) bounds of every count.
            columns: the counts that are in these parts.
        """
        known: dict[tuple[bytes, bytes, float, float], int] = {}
        group: dict[int, int] = {}
        sizes: list[int] = []
        first: list[int] = []
        for column in columns.tolist():
            some = slice(rows.indptr[column], rows.indptr[column + 1])
            box = float(boxes[0][column]), float(boxes[1][column])
            key = (rows.indices[some].tobytes(), rows.data[some].tobytes(), *box)
            if key not in known:
                known[key] = len(known)
                sizes.append(0)
                first.append(column)
            group[column] = known[key]
            sizes[known[key]] += 1
        dense = rows[:, first].toarray()
        groups = [
            Group(dense[:, at], float(boxes[0][column]), float(boxes[1][column]), sizes[at])
            for at, column in enumerate(first)
        ]
        return Around(*limits, group, groups)

    def asked(self, columns: Ints) -> Ints:
        """How many counts of every group are in a question."""
        return np.bincount([self.group[one] for one in columns.tolist()], minlength=len(self.groups)).astype(np.int64)

    def block(self, asked: Ints, cap: float, *, whole: bool) -> Block:
        """The question: of every group those that are asked about, and the others."""
        mine = [(at, int(count), 1.0) for at, count in enumerate(asked) if count]
        others = [(at, one.size - int(asked[at]), 0.0) for at, one in enumerate(self.groups) if one.size > asked[at]]
        every = mine + others
        return Block(
            np.stack([self.groups[at].column for at, _, _ in every], axis=1),
            self.lower,
            self.upper,
            np.array([self.groups[at].least * count for at, count, _ in every]),
            np.array([self.groups[at].most * count for at, count, _ in every]),
            np.array([wanted for _, _, wanted in every]),
            cap,
            whole,
        )
