"""Delivered rows of one figure as matrices: buurten by periods. Exact figures; only estimates of them ever leave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from buurtbeeld.outcomes.periods import period
from buurtbeeld.periods import Periode, PeriodeSoort

Table = npt.NDArray[np.float64]
Frame = pd.DataFrame
Rows = Mapping[str, Frame]  # source -> rows of one programma, as of `outcomes.rows.Source.rows`
NUMBERS = ("teller", "noemer", "waarde", "n")
SHARE_THERE = 0.5  # of the buurten that ever deliver, before a period counts as delivered


@dataclass(frozen=True)
class Panel:
    """One figure from one source over one kind of period.

    Attributes:
        keys: buurten, sorted; rows of the matrices.
        periods: oldest first; columns.
        teller, noemer, waarde: as delivered; NaN = missing, withheld or not given.
        provisional: (n, T) the source may still deliver the rest.
        withheld: (n, T) the source does not give it.
    """

    indicator: str
    bron: str
    soort: PeriodeSoort
    keys: tuple[str, ...]
    periods: tuple[Periode, ...]
    teller: Table
    noemer: Table
    waarde: Table
    n: Table
    provisional: npt.NDArray[np.bool_]
    withheld: npt.NDArray[np.bool_]

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """Row of each buurt."""
        return {key: at for at, key in enumerate(self.keys)}


def panels(rows: Rows, indicator: str, uitsplitsing: str = "") -> Iterator[Panel]:
    """Every source and kind of period that one figure was delivered by; `uitsplitsing`: about one group of people."""
    for bron in sorted(rows):
        frame = rows[bron]
        mine = frame[frame["indicator"].eq(indicator).to_numpy()]
        if mine.empty:
            continue
        kinds = {code: period(str(code)).soort for code in mine["periode"].unique()}
        soort = mine["periode"].map(kinds).to_numpy(dtype=object)
        for kind in sorted(set(kinds.values())):
            chosen = mine[soort == kind]
            plain = chosen[chosen["uitsplitsing"].eq(uitsplitsing).to_numpy()]
            if len(plain):
                yield _panel(plain, indicator, bron, kind)
            elif not uitsplitsing and chosen["uitsplitsing"].isin([str(one) for one in range(11)]).all():
                yield _panel(answers(chosen), indicator, bron, kind)


def answers(rows: Frame) -> Frame:
    """NPS delivered as how many gave 0 to 10: teller becomes promoters less detractors, noemer everybody."""
    score = rows["uitsplitsing"].astype(str).astype(int)
    count = rows["teller"]
    made = rows.assign(teller=count * ((score >= 9).astype(float) - (score <= 6)), noemer=count)
    keys = ["buurt", "periode"]
    sums = made.groupby(keys, observed=True)[["teller", "noemer"]].sum(min_count=1).reset_index()
    worst = made.assign(status=made["status"].astype(str)).groupby(keys, observed=True)["status"].max().reset_index()
    return sums.merge(worst, on=keys).assign(waarde=np.nan, n=np.nan)


def complete_until(panel: Panel, members: Sequence[str], *, provisional: bool = False) -> int:
    """Number of columns up to the last period that most of the buurten delivered for good.

    Args:
        members: buurten that count.
        provisional: provisional figures count too.
    """
    places = [panel.rows[key] for key in members if key in panel.rows]
    there = np.isfinite(panel.teller[places]) | np.isfinite(panel.waarde[places])
    if not provisional:
        there &= ~panel.provisional[places]
    ever = there.any(axis=1).sum()
    full = np.flatnonzero(there.sum(axis=0) >= max(1, SHARE_THERE * ever))
    return int(full[-1]) + 1 if len(full) else 0


def _panel(rows: Frame, indicator: str, bron: str, soort: PeriodeSoort) -> Panel:
    keys = tuple(sorted(str(key) for key in rows["buurt"].unique()))
    codes = sorted((str(code) for code in rows["periode"].unique()), key=period)
    place = (
        rows["buurt"].map({key: at for at, key in enumerate(keys)}).to_numpy(dtype=np.intp),
        rows["periode"].map({code: at for at, code in enumerate(codes)}).to_numpy(dtype=np.intp),
    )
    status = rows["status"].astype(str).to_numpy(dtype=object)
    shape = (len(keys), len(codes))
    numbers = {name: _placed(rows[name].to_numpy(dtype=float), place, shape) for name in NUMBERS}
    provisional, withheld = (np.zeros(shape, dtype=bool) for _ in range(2))
    provisional[place], withheld[place] = status == "voorlopig", status == "geheim_bron"
    return Panel(
        indicator, bron, soort, keys, tuple(period(code) for code in codes), **numbers, provisional=provisional,
        withheld=withheld,
    )  # fmt: skip


def _placed(cells: Table, place: tuple[npt.NDArray[Any], ...], shape: tuple[int, int]) -> Table:
    found = np.full(shape, np.nan)
    found[place] = cells
    return found
