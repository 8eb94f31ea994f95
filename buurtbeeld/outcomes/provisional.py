"""Which delivered rows are provisional: as long as their source may still deliver the rest of that buurt and period.

That is until the day on which the following period is due; what is not there by then is taken to be missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np
import pandas as pd

from buurtbeeld.catalog import Catalog
from buurtbeeld.deliveries import calendar as delivery_calendar
from buurtbeeld.model import Status
from buurtbeeld.outcomes.kept_rows import STATUSES
from buurtbeeld.outcomes.panels import Frame, placed
from buurtbeeld.outcomes.periods import period
from buurtbeeld.periods import PeriodeSoort
from buurtbeeld.programma_schema import Buurt


def running(codes: Iterable[str], catalog: Catalog, bron: str, vandaag: date) -> list[str]:
    """Those of some periods of which this source may still deliver something, in order."""
    term = timedelta(days=_term(catalog, bron))
    return sorted(code for code in codes if period(code).shifted(1).last_day + term >= vandaag)


def status(rows: Frame, catalog: Catalog, bron: str, vandaag: date) -> pd.Categorical:
    """Status per row.

    Args:
        rows: every published row of this source about the same buurten and periods.
    """
    found = rows["status"].to_numpy(dtype=object).copy()
    codes = running(map(str, rows["periode"].unique()), catalog, bron, vandaag)
    at = np.flatnonzero(rows["periode"].isin(codes).to_numpy())
    if len(at):
        late = _incomplete(rows.iloc[at], catalog, bron) & (found[at] == Status.OK.value)
        found[at[late]] = Status.VOORLOPIG.value
    return pd.Categorical(found, categories=STATUSES)


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


def owed_text(catalog: Catalog, bron: str) -> str:
    """What this source owes about every buurt, as text: while it is the same, the same rows are provisional."""
    found: dict[str, list[str]] = {}
    for profile, (buurten, owed) in _by_profile(catalog, [one for _, one in catalog.buurten()], bron).items():
        found[repr(profile)] = [
            *sorted(buurten),
            *(f"{soort} {sorted(codes)}" for soort, codes in sorted(owed.items())),
        ]
    return repr(sorted(found.values()))


def _owed(catalog: Catalog, buurten: list[str], bron: str) -> dict[tuple[str, PeriodeSoort], frozenset[str]]:
    """(buurt, kind of period) -> indicators this source owes: those of the delivery calendar."""
    known = [found[1] for found in map(catalog.buurt, buurten) if found is not None]
    return {
        (sleutel, soort): codes
        for keys, owed in _by_profile(catalog, known, bron).values()
        for sleutel in keys
        for soort, codes in owed.items()
    }


def _by_profile(
    catalog: Catalog, buurten: Iterable[Buurt], bron: str
) -> dict[tuple[object, ...], tuple[list[str], dict[PeriodeSoort, frozenset[str]]]]:
    """Buurten of which the same is owed: their keys, and per kind of period what."""
    found: dict[tuple[object, ...], tuple[list[str], dict[PeriodeSoort, frozenset[str]]]] = {}
    for one in buurten:
        profile = (one.rol, one.themas)
        if profile not in found:
            owed: dict[PeriodeSoort, frozenset[str]] = {}
            for (owner, soort, _), codes in delivery_calendar.owed(catalog, one).items():
                if owner == bron:
                    owed[soort] = owed.get(soort, frozenset()) | frozenset(codes)
            found[profile] = ([], owed)
        found[profile][0].append(one.sleutel)
    return found
