"""Delivered rows that are published now, as one frame per programma and source: what a publication is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import pandas as pd
import sqlalchemy as sa

from buurtbeeld import delivery_calendar
from buurtbeeld.catalog import Catalog
from buurtbeeld.ingest import counting
from buurtbeeld.model import Status
from buurtbeeld.outcome_chosen import Chosen, choose
from buurtbeeld.periods import Periode, PeriodeSoort, date_in_nl
from buurtbeeld.round_term import Closings

Block = tuple[str, str]  # programma, bron
Frame = pd.DataFrame


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
        every, events = counting.history(vault, *block)
        frame = pd.DataFrame(every, columns=list(counting.ROW))
        known = frame["indicator"].isin(list(catalog.indicatoren)) & frame["buurt"].isin(sorted(buurten))
        frame = frame[known].astype(dict.fromkeys(counting.NUMBERS, float))
        chosen = choose(frame, events, closings)
        rows = chosen.rows.rename(columns={"delivery_id": "levering"})
        if rows.empty:
            continue
        rows["jaar"] = rows["periode"].map({code: period(code).last_day.year for code in rows["periode"].unique()})
        rows["status"] = _provisional(rows, catalog, block[1], date_in_nl(closings.nu))
        yield block, replace(chosen, rows=rows)


@lru_cache(maxsize=4000)
def period(code: str) -> Periode:
    """The period of a code, parsed once."""
    return Periode.parse(code)


def _provisional(rows: Frame, catalog: Catalog, bron: str, vandaag: date) -> np.ndarray:
    """Status per row: provisional as long as the source may still deliver the rest of that buurt and period."""
    status = rows["status"].to_numpy(dtype=object).copy()
    term = _term(catalog, bron)
    codes = rows["periode"].unique()
    running = [code for code in codes if period(code).shifted(1).last_day + timedelta(days=term) >= vandaag]
    at = np.flatnonzero(rows["periode"].isin(running).to_numpy())
    if len(at):
        late = _incomplete(rows.iloc[at], catalog, bron) & (status[at] == Status.OK.value)
        status[at[late]] = Status.VOORLOPIG.value
    return status


def _incomplete(rows: Frame, catalog: Catalog, bron: str) -> np.ndarray:
    """Whether, of the buurt and period of a row, the source did not deliver all it owes."""
    owed = _owed(catalog, rows["buurt"].unique().tolist(), bron)
    kinds = {code: period(code).soort for code in rows["periode"].unique()}
    nothing: frozenset[str] = frozenset()
    places = zip(rows["buurt"], rows["periode"], strict=True)
    needed = [owed.get((buurt, kinds[code]), nothing) for buurt, code in places]
    wanted = [code in codes for code, codes in zip(rows["indicator"], needed, strict=True)]
    there = rows[wanted].drop_duplicates(["buurt", "periode", "indicator"]).groupby(["buurt", "periode"]).size()
    have = there.reindex(pd.MultiIndex.from_frame(rows[["buurt", "periode"]]), fill_value=0).to_numpy()
    return np.asarray(have < np.array([len(codes) for codes in needed]))


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
