"""Delivered rows that are published now, per programma, source and year: what a publication is made of.

Of a year of which nothing changed only a checksum is read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from buurtbeeld.catalog import Catalog
from buurtbeeld.deliveries.round_term import Closings
from buurtbeeld.ingest import counting
from buurtbeeld.ingest.counting import Event
from buurtbeeld.outcomes import kept_rows, provisional
from buurtbeeld.outcomes.chosen import Chosen, choose
from buurtbeeld.outcomes.kept_rows import Block, Piece
from buurtbeeld.outcomes.packed import pack
from buurtbeeld.outcomes.panels import Frame, placed, stacked
from buurtbeeld.outcomes.year_keys import Moments, contested, key_of
from buurtbeeld.periods import date_in_nl
from buurtbeeld.storage import derived
from buurtbeeld.storage.derived import Kept
from buurtbeeld.storage.errors import translated

SOORT = "keuze"  # of what is kept
Late = tuple[str, int, datetime]  # buurt, how much waits, since when
ORDER = (*counting.KEY, *counting.NUMBERS, "status", "levering", "gecorrigeerd", "jaar")


@dataclass(frozen=True)
class Year:
    """The published rows of one year.

    Attributes:
        som: checksum of those rows, in every process the same.
        indicatoren: which of them occur.
        waiting: as of `Chosen`.
    """

    jaar: int
    som: str
    indicatoren: tuple[str, ...]
    waiting: tuple[Late, ...]


class Source:
    """What one source delivered about one programma: years that have rows, and those rows when they are asked."""

    def __init__(self, vault: sa.Engine, catalog: Catalog, closings: Closings, block: Block) -> None:
        self.block = block
        self._vault, self._catalog, self._closings = vault, catalog, closings
        self._read: dict[int, Chosen] = {}
        self._pieces: dict[int, list[Piece]] = {}
        for piece in kept_rows.pieces(vault, block):
            self._pieces.setdefault(piece.jaar, []).append(piece)
        with translated(), vault.connect() as connection:
            self._events: Sequence[Event] = counting.events(connection, *block)
        self._by_delivery: dict[int, list[Event]] = {}
        for event in self._events:
            self._by_delivery.setdefault(event[0], []).append(event)

    @cached_property
    def years(self) -> list[Year]:
        """Every year of which something is published, oldest first.

        Raises:
            StorageError: the vault cannot be read or written.
        """
        kept = {one.jaar: one for one in derived.read(self._vault, SOORT, self.block, jaren=self._pieces)}
        found, fresh = {}, []
        for jaar, key in self._keys().items():
            if jaar in kept and kept[jaar].sleutel == key:
                found[jaar] = _year_of(jaar, kept[jaar].inhoud)
            else:
                found[jaar] = _summary(jaar, self._chosen(jaar))
                fresh.append(Kept(SOORT, *self.block, jaar, 0, key, _as_bytes(found[jaar])))
        derived.keep(self._vault, fresh)
        return [found[jaar] for jaar in sorted(found) if found[jaar].indicatoren]

    @property
    def waiting(self) -> list[Late]:
        """Per buurt with something that waits for its round: how much, and since when."""
        found: dict[str, Late] = {}
        for sleutel, count, since in (one for some in self.years for one in some.waiting):
            _, before, first = found.get(sleutel, (sleutel, 0, since))
            found[sleutel] = (sleutel, before + count, min(first, since))
        return [found[sleutel] for sleutel in sorted(found)]

    def periods(self, since: int) -> set[str]:
        """Codes of the periods that were delivered from a year on."""
        return {code for jaar, some in self._pieces.items() if jaar >= since for one in some for code in one.perioden}

    def forget(self) -> None:
        """Let go of rows that were read; they are read again when they are asked."""
        self._read.clear()

    def rows(self, since: int | None = None, *, indicatoren: Collection[str] | None = None) -> Frame:
        """The published rows of a year and later, in order of year and key.

        Args:
            since: first year; every year when None. Of what is not asked nothing is read.
            indicatoren: only rows of these.

        Returns:
            The columns of counting.KEY and counting.NUMBERS (float, NaN = not given), status (ok, voorlopig,
            geheim_bron), levering (number of the delivery), gecorrigeerd (bool), jaar (in which the period ends).
            Provisional: see `provisional`.
        """
        asked = [one for one in self.years if since is None or one.jaar >= since]
        if indicatoren is None:
            return stacked([self._chosen(one.jaar).rows for one in asked])
        some = [one.jaar for one in asked if not set(one.indicatoren).isdisjoint(indicatoren)] or [asked[0].jaar]
        frames = (self._chosen(jaar).rows for jaar in some)
        return stacked([frame[frame["indicator"].isin(list(indicatoren)).to_numpy()] for frame in frames])

    def _keys(self) -> dict[int, str]:
        catalog, bron = self._catalog, self.block[1]
        buurten = sorted(buurt.sleutel for _, buurt in catalog.buurten())
        known = hashlib.sha256(repr([buurten, sorted(catalog.indicatoren)]).encode()).hexdigest()
        day = date_in_nl(self._closings.nu)
        made: list[Moments] = []

        def moments() -> Moments:
            if not made:
                made.append(Moments(self._closings, buurten))
            return made[0]

        def owed(pieces: Sequence[Piece]) -> str:
            running = provisional.running({code for one in pieces for code in one.perioden}, catalog, bron, day)
            return f"{running} {provisional.owed_text(catalog, bron)}" if running else ""

        return {
            jaar: key_of(pieces, self._by_delivery, moments=moments, known=known, owed=owed(pieces))
            for jaar, pieces in sorted(self._pieces.items())
        }

    def _chosen(self, jaar: int) -> Chosen:
        if jaar not in self._read:
            self._read[jaar] = self._choose(jaar)
        return self._read[jaar]

    def _choose(self, jaar: int) -> Chosen:
        catalog, pieces = self._catalog, self._pieces[jaar]
        columns = kept_rows.load(self._vault, self.block, jaar, pieces)
        words = {name: set(columns[name].categories) for name in counting.KEY}
        buurten = {buurt.sleutel for _, buurt in catalog.buurten()}
        known = words["indicator"] <= set(catalog.indicatoren) and words["buurt"] <= buurten
        if known and not contested(pieces, self._by_delivery):
            chosen = Chosen(_whole(columns, jaar), [])
        else:
            frame = pd.DataFrame(columns)
            some = frame["indicator"].isin(list(catalog.indicatoren)) & frame["buurt"].isin(sorted(buurten))
            chosen = choose(frame[some.to_numpy()], self._events, self._closings)
            rows = chosen.rows.rename(columns={"delivery_id": "levering"}).assign(jaar=np.int64(jaar))
            chosen = replace(chosen, rows=rows[list(ORDER)])
        day = date_in_nl(self._closings.nu)
        if len(chosen.rows) and provisional.running(words["periode"], catalog, self.block[1], day):
            chosen.rows["status"] = provisional.status(chosen.rows, catalog, self.block[1], day)
        return chosen


def _whole(columns: Mapping[str, Any], jaar: int) -> Frame:
    """Rows of which each is published, whatever happened."""
    number = columns["delivery_id"]
    more = {"levering": number, "gecorrigeerd": np.zeros(len(number), dtype=bool), "jaar": np.int64(jaar)}
    return pd.DataFrame({name: more[name] if name in more else columns[name] for name in ORDER})


def sources(vault: sa.Engine, catalog: Catalog, closings: Closings) -> Iterator[Source]:
    """Every source of every programma of which the catalogue still knows indicators and buurten.

    Args:
        closings: which rounds were closed, and the moment it is: they decide what is published of what was corrected.

    Raises:
        StorageError: the vault cannot be read or written.
    """
    for block in counting.blocks(vault):
        if block[1] in catalog.bronnen:  # else a source that was taken out of the catalogue
            found = Source(vault, catalog, closings, block)
            if found.years:
                yield found


def _summary(jaar: int, chosen: Chosen) -> Year:
    rows = chosen.rows
    places = {name: placed(rows[name]) for name in (*counting.KEY, "status")}
    others = [rows[name].to_numpy() for name in (*counting.NUMBERS, "levering", "gecorrigeerd")]
    words = [words for _, words in places.values()]
    content = pack(words, [*(at.astype(np.int32) for at, _ in places.values()), *others])
    return Year(jaar, hashlib.sha256(content).hexdigest(), tuple(places["indicator"][1]), tuple(sorted(chosen.waiting)))


def _as_bytes(year: Year) -> bytes:
    waiting = [(sleutel, count, since.isoformat()) for sleutel, count, since in year.waiting]
    return json.dumps([year.som, year.indicatoren, waiting]).encode()


def _year_of(jaar: int, content: bytes) -> Year:
    som, indicatoren, waiting = json.loads(content)
    late = ((sleutel, count, datetime.fromisoformat(since)) for sleutel, count, since in waiting)
    return Year(jaar, som, tuple(indicatoren), tuple(late))
