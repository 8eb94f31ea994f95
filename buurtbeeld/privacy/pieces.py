"""A system of cells and sums in the pieces that have nothing to do with each other: each is audited by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from buurtbeeld.privacy.constraints import Ints, Mask, System


def split(system: System) -> Iterator[System]:
    """The parts of a system that hang together by what is shown or always known, and hold something protected."""
    rows = system.active(system.visible)
    told = sum(one.shape[0] for one in system.told.values())
    graph = sparse.vstack([system.rows[rows], system.targets, *system.told.values()])
    touching = sparse.csr_array(sparse.block_array([[None, graph], [graph.T, None]]))
    _, label = csgraph.connected_components(touching, directed=False)
    of_row, of_target, _, of_count = np.split(label, np.cumsum([int(rows.sum()), len(system.target_cell), told]))
    wanted = set(of_target.tolist()) & set(of_row.tolist())  # what is in no row at all is safe
    for part in sorted(wanted, key=lambda part: int(np.flatnonzero(of_target == part)[0])):
        yield _piece(system, of_count == part, np.flatnonzero(rows)[of_row == part], np.flatnonzero(of_target == part))


def _piece(system: System, counts: Mask, rows: Ints, targets: Ints) -> System:
    cells = sorted({*system.cell[rows].tolist(), *system.target_cell[targets].tolist()} - {-1})
    place = {at: number for number, at in enumerate(cells)}
    return replace(
        system,
        base=tuple(name for name, mine in zip(system.base, counts, strict=True) if mine),
        truth=system.truth[counts],
        cells=tuple(system.cells[at] for at in cells),
        rows=sparse.csr_array(system.rows[rows][:, counts]),
        lower=system.lower[rows],
        upper=system.upper[rows],
        cell=np.array([place.get(at, -1) for at in system.cell[rows].tolist()], dtype=np.int64),
        targets=sparse.csr_array(system.targets[targets][:, counts]),
        target_cell=np.array([place[at] for at in system.target_cell[targets].tolist()], dtype=np.int64),
        need=system.need[targets],
        strict=system.strict[targets],
        inside=system.inside[targets],
        roles={who: known[counts] for who, known in system.roles.items() if known[counts].any()},
        told={who: part for who, sums in system.told.items() if (part := _inside(sums, counts)).shape[0]},
    )


def _inside(sums: sparse.csr_array, counts: Mask) -> sparse.csr_array:
    """Sums of which every count is in this part."""
    whole = np.asarray(abs(sums)[:, ~counts].sum(axis=1)).ravel() == 0
    return sparse.csr_array(sums[whole][:, counts])
