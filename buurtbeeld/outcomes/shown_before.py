"""What publications before said of figures that hang together: whoever read them still knows it.

Kept in the vault, per programma, source and year, under the fingerprint of the part that said it. Unlike the rest of
what is kept there it cannot be made again: without it a new total could be taken off one that was shown before.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import sqlalchemy as sa

from buurtbeeld.outcomes.said_bytes import from_bytes, to_bytes
from buurtbeeld.privacy.constraints import Parts, Row
from buurtbeeld.privacy.secondary import Violation
from buurtbeeld.storage import derived
from buurtbeeld.storage.bulk import nothing_collected
from buurtbeeld.storage.derived import Kept

SOORT = "getoond"
Key = tuple[str, str, str]  # buurt or level, period, breakdown


@dataclass(frozen=True)
class Said:
    """What the figures of one indicator say, and which were hidden beside others.

    Attributes:
        rows: what the shown figures say of the counts behind them.
        truth: exact value of those counts, by name.
        hidden: figure -> the counts it would have added up, of what was hidden beside others.
    """

    rows: tuple[Row, ...] = ()
    truth: Mapping[str, float] = field(default_factory=dict)
    hidden: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)

    def of(self, places: frozenset[str] | None) -> Said:
        """What was said of the counts of some buurten, without which were hidden; all of it when None."""
        if places is None:
            return self
        truth = {name: count for name, count in self.truth.items() if name.split("|")[1] in places}
        rows = tuple(row for row in self.rows if not truth.keys().isdisjoint(row.parts))
        return Said(rows, {name: self.truth[name] for row in rows for name in row.parts} | truth)


@dataclass(frozen=True)
class Before:
    """What was said before of every indicator of a source, and what is said now.

    Attributes:
        said: indicator -> everything that publications before said.
        made: year -> indicator -> what figures that are made now say.
        remarks: what could not be prevented, in Dutch.
    """

    said: Mapping[str, Said] = field(default_factory=dict)
    made: dict[int, dict[str, Said]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def of(self, indicator: str) -> Said:
        """What was said of one indicator."""
        return self.said.get(indicator, Said())

    def so_far(self, indicator: str) -> Said:
        """What was said of one indicator before, and by the figures that are made now."""
        return together([self.of(indicator), *(some[indicator] for some in self.made.values() if indicator in some)])

    def remember(self, indicator: str, jaar: int, said: Said, violations: Iterable[Violation]) -> None:
        """Remember what the figures of a year say, and what of it could not be prevented."""
        if said.rows or said.hidden:
            self.made.setdefault(jaar, {})[indicator] = said
        self.remarks.extend(
            f"W_HERLEIDBAAR: {indicator}, {one.cell} is voor {one.role or 'iedereen'} te herleiden uit wat eerder is "
            "gepubliceerd."
            for one in violations
        )


def load(vault: sa.Engine, block: tuple[str, str], jaren: Collection[int]) -> Before:
    """What was ever said of the figures of a source.

    Raises:
        StorageError: the vault cannot be read.
    """
    found: dict[str, list[Said]] = {}
    with nothing_collected():
        for kept in derived.read(vault, SOORT, block, jaren=jaren):
            for indicator, one in _unpacked(kept.inhoud).items():
                found.setdefault(indicator, []).append(one)
    return Before({indicator: together(some) for indicator, some in found.items()})


def keep(vault: sa.Engine, block: tuple[str, str], prints: Mapping[int, str], before: Before) -> None:
    """Keep what is said now; before the part that says it is written, so that nothing shown is ever forgotten.

    Args:
        prints: year -> fingerprint of its part.

    Raises:
        StorageError: the vault cannot be written.
    """
    things = [
        Kept(SOORT, *block, jaar, zlib.crc32(prints[jaar].encode()) >> 1, prints[jaar], _packed(some))
        for jaar, some in sorted(before.made.items())
        if jaar in prints and some
    ]
    derived.keep(vault, things)


def together(said: Sequence[Said]) -> Said:
    """Everything that was said, each thing once; of what was hidden the newest.

    A count by a name that has another value already is another count, as after a restore, when a delivery gets the
    number of one that is gone: it is called `<name>|was <n>`.
    """
    if len(said) == 1:
        return said[0]
    truth: dict[str, float] = {}
    rows: dict[tuple[frozenset[tuple[str, float]], float, float], Row] = {}
    hidden: dict[Key, tuple[str, ...]] = {}
    for one in said:
        called = _called(one.truth, truth)
        truth |= {called.get(name, name): count for name, count in one.truth.items()}
        for row in one.rows:
            mine = replace(row, parts=_renamed(row.parts, called)) if called else row
            rows[frozenset(mine.parts.items()), mine.lower, mine.upper] = mine
        hidden |= one.hidden
    return Said(tuple(rows.values()), truth, hidden)


def _called(some: Mapping[str, float], truth: Mapping[str, float]) -> dict[str, str]:
    """Other names for counts of which the name has another value already."""
    found: dict[str, str] = {}
    for name, count in some.items():
        called, number = name, 0
        while truth.get(called, count) != count:
            number += 1
            called = f"{name}|was {number}"
        if number:
            found[name] = called
    return found


def _renamed(parts: Parts, called: Mapping[str, str]) -> dict[str, float]:
    return {called.get(name, name): times for name, times in parts.items()}


def _packed(some: Mapping[str, Said]) -> bytes:
    return to_bytes({indicator: (said.rows, said.truth, said.hidden) for indicator, said in some.items()})


def _unpacked(content: bytes) -> dict[str, Said]:
    return {
        indicator: Said(tuple(rows), truth, hidden) for indicator, (rows, truth, hidden) in from_bytes(content).items()
    }
