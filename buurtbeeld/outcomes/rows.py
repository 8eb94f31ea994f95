"""Delivered rows that are published now, as one frame per programma and source: what a publication is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import sqlalchemy as sa

from buurtbeeld.catalog import Catalog
from buurtbeeld.deliveries import calendar as delivery_calendar
from buurtbeeld.deliveries.round_term import Closings
from buurtbeeld.ingest import counting
from buurtbeeld.model import Status
from buurtbeeld.outcomes.chosen import Chosen, choose
from buurtbeeld.outcomes.panels import by_word, category, placed
from buurtbeeld.outcomes.periods import period, year
from buurtbeeld.periods import PeriodeSoort, date_in_nl
from buurtbeeld.storage.schema_vault import DELIVERED

Block = tuple[str, str]  # programma, bron
Frame = pd.DataFrame
STATUSES = [str(one) for one in DELIVERED]


def delivered(vault: sa.Engine, catalog: Catalog, closings: Closings) -> Iterator[tuple[Block, Chosen]]:
    """Rows per programma and source, of indicators and buurten that the catalogue still knows.

    Args:
        closings: which rounds were closed, and the moment it is: they decide what is published of what was corrected.

    Yields:
        (programma, bron), and what is chosen: a frame with the columns of counting.KEY and counting.NUMBERS (float,
        NaN = not given), status (ok, voorlopig, geheim_bron), levering (number of the delivery), gecorrigeerd (bool),
        jaar (in which the period ends). Provisional: of that buurt and period the source did not deliver all it owes,
        and it is not yet past the day on which the following period is due; what is not there by then is taken to be
        missing.

    Raises:
        StorageError: the vault cannot be read.
    """
    buurten = {buurt.sleutel for _, buurt in catalog.buurten()}
    for block in counting.blocks(vault):
        if block[1] not in catalog.bronnen:  # a source that was taken out of the catalogue
            continue
        every, events = counting.history(vault, *block)
        frame = _framed(every)
        known = frame["indicator"].isin(list(catalog.indicatoren)) & frame["buurt"].isin(sorted(buurten))
        frame = frame if known.all() else frame[known]
        chosen = choose(frame, events, closings)
        rows = chosen.rows.rename(columns={"delivery_id": "levering"})
        if rows.empty:
            continue
        rows["jaar"] = by_word(rows["periode"], {code: year(code) for code in rows["periode"].unique()})
        rows["status"] = _provisional(rows, catalog, block[1], date_in_nl(closings.nu))
        yield block, replace(chosen, rows=rows)


def _framed(rows: Sequence[tuple[object, ...]]) -> Frame:
    """Rows of counting.ROW as columns: text as categories, numbers as float."""
    columns = dict(zip(counting.ROW, zip(*rows, strict=True) if rows else [()] * len(counting.ROW), strict=True))
    made: dict[str, object] = {name: category(columns[name]) for name in counting.KEY}
    made |= {name: np.array(columns[name], dtype=float) for name in counting.NUMBERS}
    status = pd.Categorical(np.array(columns["status"], dtype=object), categories=STATUSES)
    return pd.DataFrame(made | {"status": status, "delivery_id": np.array(columns["delivery_id"], dtype=np.int64)})


def _provisional(rows: Frame, catalog: Catalog, bron: str, vandaag: date) -> pd.Categorical:
    """Status per row: provisional as long as the source may still deliver the rest of that buurt and period."""
    status = rows["status"].to_numpy(dtype=object).copy()
    term = _term(catalog, bron)
    codes = rows["periode"].unique()
    running = [code for code in codes if period(code).shifted(1).last_day + timedelta(days=term) >= vandaag]
    at = np.flatnonzero(rows["periode"].isin(running).to_numpy())
    if len(at):
        late = _incomplete(rows.iloc[at], catalog, bron) & (status[at] == Status.OK.value)
        status[at[late]] = Status.VOORLOPIG.value
    return pd.Categorical(status, categories=STATUSES)


def _incomplete(rows: Frame, catalog: Catalog, bron: str) -> np.ndarray:
    """Whether, of the buurt and period of a row, the source did not deliver all it owes."""
    (at, buurten), (when, codes), (what, indicators) = (
        placed(rows[name]) for name in ("buurt", "periode", "indicator")
    )
    owed = _owed(catalog, buurten, bron)
    needed = [[owed.get((buurt, period(code).soort), frozenset()) for code in codes] for buurt in buurten]
    owes = np.array([[[one in some for one in indicators] for some in line] for line in needed])
    there = np.zeros(owes.shape, dtype=bool)
    there[at, when, what] = True
    less = (there & owes).sum(axis=2) < np.array([[len(some) for some in line] for line in needed])
    return np.asarray(less[at, when])


def _term(catalog: Catalog, bron: str) -> int:
    """Longest term of delivery of a source, in days."""
    own = [one.levertermijn_dagen for one in catalog.outcomes() if one.bron == bron]
    others = [other.levertermijn_dagen for one in catalog.outcomes() for other in one.ook_van if other.bron == bron]
    return max([days for days in (*own, *others) if days is not None], default=0)


def _owed(catalog: Catalog, buurten: list[str], bron: str) -> dict[tuple[str, PeriodeSoort], frozenset[str]]:
    """(buurt, kind of period) -> indicators this source owes: those of the delivery calendar."""
    found: dict[tuple[str, PeriodeSoort], frozenset[str]] = {}
    same: dict[tuple[object, ...], dict[tuple[str, PeriodeSoort, int], tuple[str, ...]]] = {}
    for sleutel in buurten:
        known = catalog.buurt(sleutel)
        if known is None:
            continue
        profile = (known[1].rol, known[1].themas)
        if profile not in same:
            same[profile] = delivery_calendar.owed(catalog, known[1])
        for (owner, soort, _), codes in same[profile].items():
            if owner == bron:
                key = (sleutel, soort)
                found[key] = found.get(key, frozenset()) | frozenset(codes)
    return found
