"""What was said of figures as bytes: counts by number instead of by name, so that a million of them are quick to read.

What was kept before is JSON, and is read as well: it cannot be made again.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from buurtbeeld.outcomes.packed import pack, smallest, unpack
from buurtbeeld.privacy.constraints import Row

MARK = b"2"  # what is JSON begins otherwise
QUICK = 1  # of zlib: nine tenths of what it can, in a fifth of the time
Plain = tuple[Sequence[Row], Mapping[str, float], Mapping[tuple[str, str, str], tuple[str, ...]]]
Array = npt.NDArray[Any]


def to_bytes(some: Mapping[str, Plain]) -> bytes:
    """Per indicator rows, exact counts, and figures that were hidden with the counts they add up."""
    words, arrays = [], []
    for indicator, (rows, truth, hidden) in sorted(some.items()):
        names = sorted(truth)
        words.append([indicator, names, [[*key, list(parts)] for key, parts in sorted(hidden.items())]])
        arrays += [np.array([truth[name] for name in names], dtype="<f8"), *_arrays(rows, names)]
    return MARK + zlib.compress(pack(words, arrays), QUICK)


def from_bytes(content: bytes) -> dict[str, Plain]:
    """What `to_bytes` was given."""
    if not content.startswith(MARK):
        return _from_json(content)
    words, arrays = unpack(zlib.decompress(content[len(MARK) :]))
    found: dict[str, Plain] = {}
    for at, (indicator, names, hidden) in enumerate(words):
        counts, *rows = arrays[6 * at : 6 * at + 6]
        truth = dict(zip(names, counts.tolist(), strict=True))
        found[indicator] = tuple(_rows(names, rows)), truth, {(a, b, c): tuple(parts) for a, b, c, parts in hidden}
    return found


def _arrays(rows: Sequence[Row], names: Sequence[str]) -> list[Array]:
    place = {name: at for at, name in enumerate(names)}
    counts = np.array([place[name] for row in rows for name in row.parts], dtype=np.int64)
    times = np.array([often for row in rows for often in row.parts.values()], dtype="<f8")
    size = np.array([len(row.parts) for row in rows], dtype="<i4")
    limits = (np.array([getattr(row, name) for row in rows], dtype="<f8") for name in ("lower", "upper"))
    return [smallest(counts, len(names)), times, size, *limits]


def _rows(names: Sequence[str], arrays: Sequence[Array]) -> Iterator[Row]:
    counts, times, size, lower, upper = (one.tolist() for one in arrays)
    called, end = [names[at] for at in counts], 0
    for many, least, most in zip(size, lower, upper, strict=True):
        start, end = end, end + many
        yield Row(dict(zip(called[start:end], times[start:end], strict=True)), least, most)


def _from_json(content: bytes) -> dict[str, Plain]:
    found = json.loads(zlib.decompress(content))
    return {
        indicator: (
            tuple(Row(parts, _or(lower, -np.inf), _or(upper, np.inf)) for parts, lower, upper in one["rows"]),
            one["truth"],
            {(key, code, part): tuple(parts) for key, code, part, parts in one["hidden"]},
        )
        for indicator, one in found.items()
    }


def _or(limit: float | None, otherwise: float) -> float:
    return otherwise if limit is None else limit
