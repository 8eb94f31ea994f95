"""Published figures of a programma as matrices: one line per indicator and source, of buurten only.

Nothing but what is shown is read. So whatever is made of it says nothing that a reader could not work out, and a figure
that is hidden has no part in it anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.learning.regels import is_learned_from
from buurtbeeld.model import STATUS_ID, Status
from buurtbeeld.outcomes.keys import YEARLY, is_before
from buurtbeeld.outcomes.oordeel import Signaal
from buurtbeeld.outcomes.periods import period
from buurtbeeld.outcomes.values import POINTS
from buurtbeeld.periods import Periode, without_gaps
from buurtbeeld.places import Look
from buurtbeeld.programma_schema import Buurt, Programma
from buurtbeeld.statistics.cohort_gaps import Panel
from buurtbeeld.statistics.spc_rules import Table
from buurtbeeld.storage.bulk import fetch_rows
from buurtbeeld.storage.reading import PartRow
from buurtbeeld.storage.schema_delivered import outcome

NUMBERS = ("value", "teller", "noemer", "lower", "upper")
WHOLE = ("status", "signaal", "voor", "na")
OK, OPEN, ABSENT = (STATUS_ID[one] for one in (Status.OK, Status.VOORLOPIG, Status.NIET_GELEVERD))
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Lijn:
    """One indicator from one source.

    Attributes:
        buurten: n buurten of the programma, in its order.
        periodes: T periods of one kind, without gaps.
        getal: (n, T) the figure; NaN = none that is shown and complete. teller, noemer, lower, upper: as published.
        signaal, voor, na: (n, T) of the figures that were delivered and are complete, see oordeel; -1 = none.
    """

    indicator: Indicator
    bron: str
    buurten: tuple[Buurt, ...]
    periodes: tuple[Periode, ...]
    getal: Table
    teller: Table
    noemer: Table
    lower: Table
    upper: Table
    signaal: Codes
    voor: Codes
    na: Codes

    @property
    def yearly(self) -> bool:
        """Whether each figure is about twelve months, so that one on each side is enough."""
        return self.periodes[0].soort in YEARLY or self.once

    @property
    def once(self) -> bool:
        """Whether it is asked at the start and at the end only."""
        return self.indicator.leverritme == "start_en_eind"

    @property
    def in_points(self) -> bool:
        """Whether a change is a difference in points instead of a percentage."""
        return self.indicator.soort in POINTS

    def panel(self) -> Panel:
        """On the working scale, after the end of a buurt nothing; who once began is no comparison."""
        y = self.getal.copy() if self.in_points else _log(self.getal)
        for at, one in enumerate(self.buurten):
            if one.eind is not None:
                y[at, [periode.last_day > one.eind for periode in self.periodes]] = np.nan
        group = np.array([is_compared(one) for one in self.buurten])
        return Panel(y, _usual(self.noemer), group, *_starts(self))


def is_compared(buurt: Buurt) -> bool:
    """Whether a buurt is one to compare with: it does not take part, and never did."""
    return buurt.rol == "vergelijking" and buurt.start is None


def _starts(lijn: Lijn) -> tuple[Codes, Codes]:
    """(n,) first column that is not before the start, and first that lies after it as a whole."""
    many = len(lijn.periodes)
    first, whole = np.zeros(len(lijn.buurten), np.int64), np.full(len(lijn.buurten), many)
    for at, one in enumerate(lijn.buurten):
        if one.rol == "transitie" and one.start is not None:
            start = one.start
            first[at] = sum(is_before(periode, start, once=lijn.once) for periode in lijn.periodes)
            whole[at] = sum(periode.start < start for periode in lijn.periodes)
    return first, np.maximum(first, whole)


def _log(table: Table) -> Table:
    positive = table > 0
    found: Table = np.where(positive, np.log(np.where(positive, table, 1.0)), np.nan)
    return found


def _usual(noemer: Table) -> Table:
    """(n,) mean noemer of every buurt; NaN where it is never shown."""
    seen = np.isfinite(noemer)
    many = seen.sum(axis=1)
    return np.where(many > 0, np.where(seen, noemer, 0.0).sum(axis=1) / np.maximum(many, 1), np.nan)


def of_programma(look: Look, programma: Programma) -> Iterator[Lijn]:
    """Every line that can be learned from, by source and indicator."""
    snapshot = look.snapshot
    ids = {snapshot.buurten.get((programma.code, one.sleutel)): at for at, one in enumerate(programma.buurten)}
    rows = {number: at for number, at in ids.items() if number is not None}
    wanted = {snapshot.ids[one.code]: one for one in look.catalog.outcomes() if one.code in snapshot.ids}
    wanted = {number: one for number, one in wanted.items() if is_learned_from(one)}
    known = _Known(programma.buurten, rows, snapshot.perioden)
    by_source: dict[str, list[PartRow]] = {}
    for part in snapshot.delivered.get(programma.code, ()):
        by_source.setdefault(part.bron, []).append(part)
    for bron, parts in sorted(by_source.items()):
        table = _read(look.connection, [part.id for part in parts], sorted(wanted))
        for number in sorted(wanted, key=lambda one: wanted[one].code):
            mine = table[table[:, 1] == number]
            if len(mine):
                yield _line(wanted[number], bron, mine, known)


def _read(connection: sa.Connection, parts: Sequence[int], indicators: Sequence[int]) -> Table:
    """Rows of whole figures: (m, 12) buurt, indicator and period, then NUMBERS and WHOLE."""
    names = ("buurt_id", "indicator_id", "periode_id", *NUMBERS, *WHOLE)
    query = sa.select(*(outcome.c[name] for name in names)).where(
        outcome.c.part_id.in_(parts), outcome.c.indicator_id.in_(indicators), outcome.c.uitsplitsing == ""
    )
    rows = fetch_rows(connection, query)
    return np.array(rows, dtype=float).reshape(len(rows), len(names))


@dataclass(frozen=True)
class _Known:
    """What the numbers in rows stand for: id of a buurt -> its place, id of a period -> its code."""

    buurten: tuple[Buurt, ...]
    places: Mapping[int, int]
    perioden: Mapping[int, str]


def _line(indicator: Indicator, bron: str, rows: Table, known: _Known) -> Lijn:
    when = {number: period(known.perioden[number]) for number in np.unique(rows[:, 2]).astype(int).tolist()}
    soort = max(when.values()).soort  # a source may change its rhythm: the newest one counts
    same = {number: one for number, one in when.items() if one.soort is soort}
    periodes = tuple(without_gaps(same.values()))
    column = {number: periodes.index(one) for number, one in same.items()}
    at, there = _looked_up(rows[:, 0], known.places), _looked_up(rows[:, 2], column)
    inside = (at >= 0) & (there >= 0)
    kept, at, there = rows[inside], at[inside], there[inside]
    shape = (len(known.buurten), len(periodes))
    numbers = {name: _placed(shape, at, there, kept[:, 3 + number]) for number, name in enumerate(NUMBERS)}
    status, *said = (_placed(shape, at, there, kept[:, 8 + number]) for number in range(len(WHOLE)))
    complete = status == OK
    for table in numbers.values():
        table[~complete] = np.nan
    delivered = np.isfinite(status) & (status != OPEN) & (status != ABSENT)
    signs = (np.where(delivered & np.isfinite(one), one, -1).astype(np.int64) for one in said)
    signal, before, after = signs
    return Lijn(
        indicator, bron, known.buurten, periodes, signaal=signal, voor=before, na=after, getal=numbers["value"],
        **{name: numbers[name] for name in NUMBERS[1:]},
    )  # fmt: skip


def _looked_up(numbers: Table, places: Mapping[int, int]) -> Codes:
    """The place of every number; -1 where it has none."""
    found, back = np.unique(numbers, return_inverse=True)
    return np.array([places.get(int(one), -1) for one in found], dtype=np.int64)[back]


def _placed(shape: tuple[int, int], at: Codes, there: Codes, values: Table) -> Table:
    table = np.full(shape, np.nan)
    table[at, there] = values
    return table


def newest_signal(lijn: Lijn, at: int) -> tuple[Signaal, int, int, str]:
    """Of one buurt: signal of the newest figure that is complete, what it rests on, and its period."""
    there = np.flatnonzero(lijn.signaal[at] >= 0)
    if not len(there):
        return Signaal.GEEN, 0, 0, ""
    last = int(there[-1])
    code = lijn.periodes[last].code
    return Signaal(int(lijn.signaal[at, last])), int(lijn.voor[at, last]), int(lijn.na[at, last]), code
