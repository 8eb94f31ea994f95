"""Rows of deliveries as columns, kept per delivery and year: a tenth of the time of reading them one by one.

A delivery never changes, so neither do these. They are made the first time somebody asks, and again when one of them
is damaged or gone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import sqlalchemy as sa

from buurtbeeld.ingest import counting, deliveries
from buurtbeeld.outcomes.packed import pack, smallest, unpack
from buurtbeeld.outcomes.panels import Frame, by_word, category, from_codes, placed
from buurtbeeld.outcomes.periods import year
from buurtbeeld.storage import derived
from buurtbeeld.storage.bulk import nothing_collected
from buurtbeeld.storage.derived import Kept
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_vault import DELIVERED, delivery

SOORT, FORMAT = "rijen", "1"  # raise when the shape of what is kept changes
STATUSES = [str(one) for one in DELIVERED]
TOGETHER = 400_000  # rows made into columns at once: bounds the memory
Block = tuple[str, str]  # programma, bron
Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Piece:
    """The rows of one delivery in one year. `som`: checksum; `perioden`: codes that occur."""

    levering: int
    jaar: int
    som: str
    perioden: tuple[str, ...]


def pieces(vault: sa.Engine, block: Block) -> list[Piece]:
    """What was delivered by one source about one programma, per delivery and year; what is not kept yet is made.

    Raises:
        StorageError: the vault cannot be read or written.
    """
    query = sa.select(delivery.c.id, delivery.c.row_count).where(
        delivery.c.origin == deliveries.DELIVERED, delivery.c.tabel == block[0], delivery.c.bron == block[1]
    )
    with translated(), vault.connect() as connection:
        counts = {int(number): count for number, count in connection.execute(query.order_by(delivery.c.id))}
    known = _lists(vault, block, counts)
    missing = {number: count or 0 for number, count in counts.items() if number not in known}
    if missing:
        for some in _portions(missing):
            _make(vault, block, some)
        known = _lists(vault, block, counts)
    return [piece for number in sorted(known) for piece in known[number]]


def load(vault: sa.Engine, block: Block, jaar: int, wanted: Sequence[Piece]) -> dict[str, Any]:
    """The rows of some pieces of one year as the columns of counting.ROW, in order of their key and then delivery.

    Text is a category with words that occur, numbers are float with NaN for what was not given.

    Raises:
        StorageError: the vault cannot be read or written.
    """
    found = _contents(vault, block, jaar)
    damaged = [one.levering for one in wanted if one.levering not in found]
    if damaged:
        _make(vault, block, damaged)
        found = _contents(vault, block, jaar)
    return _columns([(one.levering, found[one.levering]) for one in wanted])


def framed(rows: Sequence[tuple[object, ...]]) -> Frame:
    """Rows of counting.ROW as columns: text as categories, numbers as float."""
    columns = dict(zip(counting.ROW, zip(*rows, strict=True) if rows else [()] * len(counting.ROW), strict=True))
    made: dict[str, object] = {name: category(columns[name]) for name in counting.KEY}
    made |= {name: _floats(columns[name]) for name in counting.NUMBERS}
    status = pd.Categorical(np.array(columns["status"], dtype=object), categories=STATUSES)
    return pd.DataFrame(made | {"status": status, "delivery_id": np.array(columns["delivery_id"], dtype=np.int64)})


def _floats(cells: Sequence[object]) -> npt.NDArray[np.float64]:
    """Numbers with NaN for None; most columns hold nothing else."""
    return np.full(len(cells), np.nan) if cells.count(None) == len(cells) else np.array(cells, dtype=float)


def _lists(vault: sa.Engine, block: Block, counts: dict[int, int | None]) -> dict[int, list[Piece]]:
    """Per delivery its pieces, of those whose list is whole."""
    found = {}
    for kept in derived.read(vault, SOORT, block, jaren=[0]):
        said = json.loads(kept.inhoud) if kept.sleutel == FORMAT else {}
        if said and said["rijen"] == (counts.get(kept.levering) or said["rijen"]):
            found[kept.levering] = [
                Piece(kept.levering, jaar, som, tuple(perioden)) for jaar, som, perioden in said["jaren"]
            ]
    return {number: some for number, some in found.items() if number in counts}


def _contents(vault: sa.Engine, block: Block, jaar: int) -> dict[int, bytes]:
    kept = derived.read(vault, SOORT, block, jaren=[jaar])
    return {one.levering: one.inhoud for one in kept if one.sleutel == FORMAT}


def _portions(counts: dict[int, int]) -> Iterator[list[int]]:
    some: list[int] = []
    total = 0
    for number, count in counts.items():
        if some and total + count > TOGETHER:
            yield some
            some, total = [], 0
        some.append(number)
        total += count
    yield some


def _make(vault: sa.Engine, block: Block, numbers: Sequence[int]) -> None:
    """Keep the rows of some deliveries of a source, all of a delivery in one transaction."""
    with translated(), vault.connect() as connection, nothing_collected():
        rows = framed(counting.rows_of_deliveries(connection, numbers))
    jaar = by_word(rows["periode"], {code: year(code) for code in rows["periode"].unique()}).astype(np.int64)
    number = rows["delivery_id"].to_numpy()
    order = np.lexsort((*(placed(rows[name])[0] for name in reversed(counting.KEY)), jaar, number))
    rows, jaar, number = rows.iloc[order], jaar[order], number[order]
    cuts = np.flatnonzero(np.diff(jaar) | np.diff(number)) + 1
    lists: dict[int, list[tuple[int, str, list[str]]]] = {one: [] for one in numbers}
    kept = []
    for first, last in zip([0, *cuts], [*cuts, len(rows)], strict=True) if len(rows) else ():
        some = rows.iloc[first:last]
        piece = Kept(SOORT, *block, int(jaar[first]), int(number[first]), FORMAT, _packed(some))
        lists[piece.levering].append((piece.jaar, piece.controle, placed(some["periode"])[1]))
        kept.append(piece)
    count = dict(zip(*np.unique(number, return_counts=True), strict=True))
    for one in numbers:
        said = json.dumps({"rijen": int(count.get(one, 0)), "jaren": lists[one]}).encode()
        kept.append(Kept(SOORT, *block, 0, one, FORMAT, said))
    derived.keep(vault, kept)


def _packed(rows: Frame) -> bytes:
    """Rows of one delivery and year, in order of their key."""
    places = [placed(rows[name]) for name in counting.KEY]
    numbers = {name: rows[name].to_numpy(dtype=float) for name in counting.NUMBERS}
    given = [name for name, column in numbers.items() if not np.isnan(column).all()]
    codes = [smallest(at, len(words)) for at, words in places]
    status = rows["status"].cat.codes.to_numpy().astype(np.int8)
    words = {"woorden": [words for _, words in places], "getallen": given}
    return pack(words, [*codes, status, *(numbers[name] for name in given)])


def _columns(pieces: Sequence[tuple[int, bytes]]) -> dict[str, Any]:
    opened = [(number, *unpack(content)) for number, content in pieces]
    sizes = [len(arrays[0]) for _, _, arrays in opened]
    keys = [
        _below([(arrays[at], words["woorden"][at]) for _, words, arrays in opened]) for at in range(len(counting.KEY))
    ]
    numbers = {name: np.full(sum(sizes), np.nan) for name in counting.NUMBERS}
    start = 0
    for (_, words, arrays), size in zip(opened, sizes, strict=True):
        for name, column in zip(words["getallen"], arrays[len(counting.KEY) + 1 :], strict=True):
            numbers[name][start : start + size] = column
        start += size
    status = np.concatenate([arrays[len(counting.KEY)] for _, _, arrays in opened])
    number = np.repeat(np.array([one for one, _ in pieces], dtype=np.int64), sizes)
    made: dict[str, Any] = {name: codes for name, (codes, _) in zip(counting.KEY, keys, strict=True)}
    made |= numbers | {"status": status, "delivery_id": number}
    if len(pieces) > 1:
        order = np.lexsort((number, *(codes for codes, _ in reversed(keys))))
        made = {name: column[order] for name, column in made.items()}
    made |= {name: from_codes(made[name], words) for name, (_, words) in zip(counting.KEY, keys, strict=True)}
    return made | {"status": from_codes(made["status"], STATUSES)}


def _below(columns: Sequence[tuple[Array, list[str]]]) -> tuple[Array, list[str]]:
    """Columns of numbers of words below each other, and the words of all of them in order."""
    if len(columns) == 1:
        return columns[0]
    words = sorted({word for _, some in columns for word in some})
    number = {word: at for at, word in enumerate(words)}
    return np.concatenate(
        [np.array([number[word] for word in some], dtype=np.int64)[at] for at, some in columns]
    ), words
