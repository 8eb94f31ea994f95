"""Delivered rows that count now, as one frame per programma and source: what a publication is made of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import pandas as pd
import sqlalchemy as sa

from buurtbeeld import delivery_calendar
from buurtbeeld.catalog import Catalog
from buurtbeeld.ingest import counting
from buurtbeeld.model import Status
from buurtbeeld.periods import Periode, PeriodeSoort

Block = tuple[str, str]  # programma, bron
Frame = pd.DataFrame


def delivered(vault: sa.Engine, catalog: Catalog, vandaag: date) -> Iterator[tuple[Block, Frame]]:
    """Rows per programma and source, of indicators and buurten that the catalogue still knows.

    Yields:
        (programma, bron) and a frame with the columns of counting.KEY and counting.NUMBERS (float, NaN = not given),
        status (ok, voorlopig, geheim_bron), levering (number of the delivery), gecorrigeerd (bool), jaar (in which
        the period ends). Provisional: of that buurt and period the source did not deliver all it owes, and it is
        not yet past the day on which the following period is due; what is not there by then is taken to be missing.

    Raises:
        StorageError: the vault cannot be read.
    """
    buurten = {buurt.sleutel for _, buurt in catalog.buurten()}
    for block in counting.blocks(vault):
        rows = _counting(vault, *block)
        known = rows["indicator"].isin(list(catalog.indicatoren)) & rows["buurt"].isin(sorted(buurten))
        rows = rows[known].reset_index(drop=True)
        if rows.empty:
            continue
        rows["jaar"] = rows["periode"].map({code: period(code).last_day.year for code in rows["periode"].unique()})
        rows["status"] = _provisional(rows, catalog, block[1], vandaag)
        yield block, rows


def _counting(vault: sa.Engine, programma: str, bron: str) -> Frame:
    """Of every figure the row that counts."""
    every = pd.DataFrame(counting.accepted(vault, programma, bron), columns=list(counting.ACCEPTED))
    rows = every.drop_duplicates([*counting.KEY], keep="last").rename(columns={"delivery_id": "levering"})
    return rows.astype(dict.fromkeys(counting.NUMBERS, float)).assign(gecorrigeerd=False)


@lru_cache(maxsize=4000)
def period(code: str) -> Periode:
    """The period of a code, parsed once."""
    return Periode.parse(code)


def _provisional(rows: Frame, catalog: Catalog, bron: str, vandaag: date) -> np.ndarray:
    """Status per row: provisional as long as the source may still deliver the rest of that buurt and period."""
    owed = _owed(catalog, rows["buurt"].unique().tolist(), bron)
    term = _term(catalog, bron)
    open_until = {code: period(code).shifted(1).last_day + timedelta(days=term) for code in rows["periode"].unique()}
    kinds = {code: period(code).soort if day >= vandaag else None for code, day in open_until.items()}
    soort = [kinds[code] for code in rows["periode"]]
    nothing: frozenset[str] = frozenset()
    needed = [
        nothing if kind is None else owed.get((buurt, kind), nothing)
        for buurt, kind in zip(rows["buurt"], soort, strict=True)
    ]
    counts = np.fromiter((len(codes) for codes in needed), dtype=np.int64, count=len(rows))
    wanted = np.fromiter(
        (code in codes for code, codes in zip(rows["indicator"], needed, strict=True)), dtype=bool, count=len(rows)
    )
    there = rows[wanted].drop_duplicates(["buurt", "periode", "indicator"]).groupby(["buurt", "periode"]).size()
    places = pd.MultiIndex.from_frame(rows[["buurt", "periode"]])
    have = there.reindex(places).fillna(0).to_numpy()
    status = rows["status"].to_numpy(dtype=object)
    late = (status == Status.OK.value) & (have < counts)
    return np.where(late, Status.VOORLOPIG.value, status)


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
