"""Panels of years that were published before, so that a new period needs no rows of them.

What a margin or a signal of one year needs of earlier years is two numbers per buurt and period. Each year leaves them
behind, under the fingerprint of the part that was made with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from buurtbeeld.outcomes.packed import pack, unpack
from buurtbeeld.outcomes.panels import Frame, Numbers, Panel
from buurtbeeld.storage import derived
from buurtbeeld.storage.derived import Kept

SOORT, FORMAT = "panelen", "1"  # raise when the shape of what is kept changes
Line = tuple[str, str, str, str]  # what it is for, indicator, uitsplitsing, kind of period


@dataclass(frozen=True)
class Earlier:
    """Panels of years before, and those that are made now.

    Attributes:
        known: year -> panels of it.
        made: year -> panels of it, of the years that figures are made of now.
    """

    known: Mapping[int, Mapping[Line, Panel]] = field(default_factory=dict)
    made: dict[int, dict[Line, Panel]] = field(default_factory=dict)

    @property
    def since(self) -> int | None:
        """First year that is not known; None when nothing is."""
        return max(self.known) + 1 if self.known else None

    def whole(self, line: Line, rows: Frame, first: Numbers, second: Numbers) -> Panel:
        """The panel of these rows with the years that are known before it.

        Args:
            line: which panel it is.
            rows: as of `Panel.of`, of years that are not known.
        """
        panel = Panel.of(rows, first, second)
        for jaar, some in panel.of_years(rows).items():
            self.made.setdefault(jaar, {})[line] = some
        return Panel.joined([*(some[line] for _, some in sorted(self.known.items()) if line in some), panel])


def load(vault: sa.Engine, block: tuple[str, str], prints: Mapping[int, str]) -> Earlier:
    """What the first years left behind: up to the first one of which it is gone, damaged or of something else.

    Args:
        prints: year -> fingerprint, of years in a row, oldest first.

    Raises:
        StorageError: the vault cannot be read.
    """
    kept = {one.jaar: one for one in derived.read(vault, SOORT, block, jaren=prints)} if prints else {}
    found: dict[int, Mapping[Line, Panel]] = {}
    for jaar, fingerprint in prints.items():
        if jaar not in kept or kept[jaar].sleutel != _key(fingerprint):
            break
        found[jaar] = dict(_unpacked(kept[jaar].inhoud))
    return Earlier(found)


def keep(vault: sa.Engine, block: tuple[str, str], prints: Mapping[int, str], earlier: Earlier) -> None:
    """Keep the panels that were made.

    Raises:
        StorageError: the vault cannot be written.
    """
    derived.keep(
        vault,
        [
            Kept(SOORT, *block, jaar, 0, _key(fingerprint), _packed(earlier.made.get(jaar, {})))
            for jaar, fingerprint in prints.items()
            if jaar not in earlier.known
        ],
    )


def _key(fingerprint: str) -> str:
    return f"{FORMAT} {fingerprint}"


def _packed(panels: Mapping[Line, Panel]) -> bytes:
    keys: list[list[str]] = []  # most panels of a year are about the same buurten
    words, arrays = [], []
    for line, panel in sorted(panels.items()):
        if panel.keys not in keys:
            keys.append(panel.keys)
        words.append([line, keys.index(panel.keys), panel.codes])
        arrays += [panel.first, panel.second]
    return pack([keys, words], arrays)


def _unpacked(content: bytes) -> Iterable[tuple[Line, Panel]]:
    (keys, words), arrays = unpack(content)
    for at, (line, which, codes) in enumerate(words):
        yield tuple(line), Panel(keys[which], codes, arrays[2 * at], arrays[2 * at + 1])
