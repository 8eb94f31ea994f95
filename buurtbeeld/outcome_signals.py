"""What the figures of a buurt say since its start: the signal that is stored beside each figure.

The rule is `statistics.level_shift`; here figures become its matrices, per start and moment. A signal rests on complete
periods up to its own only, so that a new period never changes an older one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.model import STATUS_ID, Status
from buurtbeeld.oordeel import Signaal
from buurtbeeld.outcome_keys import AFTER, BEFORE, YEARLY
from buurtbeeld.outcome_rows import Frame, period
from buurtbeeld.periods import Periode, PeriodeSoort, without_gaps
from buurtbeeld.statistics import level_shift

LOG_MARGIN = float(np.log(1.15))
MARGINS = {"nps": 30.0, "schaal": 1.5}  # ±15% of −100..100, and of 0..10
COLUMNS = ("signaal", "voor", "na", "groep")
MEANING = {
    level_shift.Signal.RISE: Signaal.HOGER,
    level_shift.Signal.FALL: Signaal.LAGER,
    level_shift.Signal.NONE: Signaal.GELIJK,
    level_shift.Signal.TOO_FEW: Signaal.TE_KORT,
    level_shift.Signal.UNCERTAIN: Signaal.ONZEKER,
}
_WORDS = np.array([MEANING[level_shift.Signal(code)] for code in sorted(MEANING)], dtype=np.int64)
Numbers = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Panel:
    """Figures of one indicator and rhythm: a row per key, a column per period.

    Attributes:
        keys: of the buurten and levels.
        y: (n, T) on the working scale; NaN = missing, hidden or provisional.
        persons: (n, T) behind each figure; NaN = unknown.
        periods: (T,) oldest first, without gaps.
    """

    keys: list[str]
    y: Numbers
    persons: Numbers
    periods: list[Periode]


@dataclass(frozen=True)
class Judging:
    """One panel and what its judging needs.

    Attributes:
        starts: key -> first day of the transition, of every key that is judged; None = unknown.
        group: keys of the buurten to compare with.
        yearly: figures over a year, or of a questionnaire at the start and the end: two of them are enough.
    """

    indicator: Indicator
    panel: Panel
    starts: Mapping[str, date | None]
    group: frozenset[str]
    yearly: bool


def is_judged(indicator: Indicator) -> bool:
    """Whether figures of this indicator get a verdict: not what was done, and not what was told."""
    lagen = {row.laag for row in indicator.themas.values()}
    return indicator.soort != "kwalitatief" and (bool(indicator.bewaking) or bool(lagen - {"adoptie"}))


def signals(indicator: Indicator, figures: Frame, *, starts: Mapping[str, date | None], group: frozenset[str]) -> Frame:
    """Signal, and the measurements behind it, of every figure.

    Args:
        figures: as of `delivered_figures.published`, of one indicator from one source.
        starts: key -> first day of the transition, of every key that is judged; None = unknown.
        group: keys of the buurten to compare with, which never started.

    Returns:
        Columns COLUMNS (int), index as `figures`. Breakdowns and keys that are not judged: Signaal.GEEN.
    """
    out = pd.DataFrame(0, index=figures.index, columns=list(COLUMNS), dtype=np.int64)
    whole = figures["uitsplitsing"].eq("") & figures["buurt"].isin([*starts, *group])
    if not is_judged(indicator) or not whole.any():
        return out
    some = figures[whole]
    soort = some["periode"].map({code: period(code).soort for code in some["periode"].unique()})
    for kind, rows in some.groupby(soort, sort=True):
        found = _of_rhythm(indicator, rows, PeriodeSoort(str(kind)), starts, group)
        out.loc[rows.index, list(COLUMNS)] = found
    return out


def _of_rhythm(
    indicator: Indicator, rows: Frame, soort: PeriodeSoort, starts: Mapping[str, date | None], group: frozenset[str]
) -> npt.NDArray[np.int64]:
    panel = panel_of(indicator, rows)
    at = {key: number for number, key in enumerate(panel.keys)}
    column = {one.code: number for number, one in enumerate(panel.periods)}
    yearly = soort in YEARLY or indicator.leverritme == "start_en_eind"
    judging = Judging(indicator, panel, starts, group, yearly)
    found = np.zeros((len(panel.keys), len(panel.periods), len(COLUMNS)), dtype=np.int64)
    for start, keys in _cohorts(starts, panel.keys).items():
        mine = np.array([at[key] for key in keys])
        found[mine] = _no_start(panel) if start is None else _cohort(judging, mine, start)
    place = rows["buurt"].map(at).to_numpy(), rows["periode"].map(column).to_numpy()
    cells = found[place]
    judged = rows["buurt"].isin(list(starts)).to_numpy()
    hidden = judged & ~np.isfinite(rows["exact"].to_numpy(dtype=float))
    cells[hidden] = (Signaal.GEEN_CIJFER, 0, 0, 0)
    return np.asarray(cells)


def panel_of(indicator: Indicator, rows: Frame) -> Panel:
    """The matrix of the exact figures that are shown and complete."""
    keys = sorted(rows["buurt"].unique())
    periods = without_gaps(period(code) for code in rows["periode"].unique())
    at = {key: number for number, key in enumerate(keys)}
    column = {one.code: number for number, one in enumerate(periods)}
    place = rows["buurt"].map(at).to_numpy(), rows["periode"].map(column).to_numpy()
    complete = rows["status"].eq(STATUS_ID[Status.OK]).to_numpy()
    exact = np.where(complete, rows["exact"].to_numpy(dtype=float), np.nan)
    y = np.full((len(keys), len(periods)), np.nan)
    y[place] = exact if indicator.soort in MARGINS else _log(exact)
    persons = np.full(y.shape, np.nan)
    persons[place] = rows["gewicht"].to_numpy(dtype=float)
    return Panel(keys, y, persons, periods)


def _log(exact: Numbers) -> Numbers:
    out = np.full(exact.shape, np.nan)
    np.log(exact, out=out, where=exact > 0)
    return out


def _cohorts(starts: Mapping[str, date | None], keys: Sequence[str]) -> dict[date | None, list[str]]:
    found: dict[date | None, list[str]] = {}
    for key in keys:
        if key in starts:
            found.setdefault(starts[key], []).append(key)
    return found


def _no_start(panel: Panel) -> npt.NDArray[np.int64]:
    cells = np.zeros((len(panel.periods), len(COLUMNS)), dtype=np.int64)
    cells[:, 0] = Signaal.GEEN_START
    return cells


def _cohort(judging: Judging, mine: npt.NDArray[np.int64], start: date) -> npt.NDArray[np.int64]:
    """(m, T, 4) cells of the buurten that started on one day."""
    panel, yearly = judging.panel, judging.yearly
    before = _last([one.eind <= start for one in panel.periods], 1 if yearly else BEFORE)
    since = np.array([one.start >= start for one in panel.periods])
    cells = np.zeros((len(mine), len(panel.periods), len(COLUMNS)), dtype=np.int64)
    cells[:, :, 0] = Signaal.TE_KORT if before.any() else Signaal.GEEN_NULMETING
    moments = np.flatnonzero(since)
    if not before.any() or not len(moments):
        return cells
    numbers = np.arange(len(panel.periods))
    length = 1 if yearly else AFTER
    after = np.stack([since & (numbers <= at) & (numbers > at - length) for at in moments])
    found = level_shift.changes(
        panel.y,
        judged=mine,
        group=np.isin(panel.keys, sorted(judging.group)),
        before=before,
        after=after,
        size=_size(panel, start),
        season=np.array([(one.start.month - 1) // one.soort.months for one in panel.periods]),
        started=_started(judging),
        yearly=yearly,
    )
    said = level_shift.decide(found, margin=MARGINS.get(judging.indicator.soort, LOG_MARGIN), yearly=yearly)
    words = _WORDS[said.astype(np.int64) - min(MEANING)]
    words = np.where(found.n_before < 1, Signaal.GEEN_NULMETING, words)
    for number, values in enumerate((words, found.n_before, found.n_after, found.n_group)):
        cells[:, moments, number] = np.asarray(values).T
    return cells


def _last(chosen: Sequence[bool], count: int) -> Mask:
    """The last `count` of the chosen ones."""
    mask = np.array(chosen, dtype=bool)
    mask[np.flatnonzero(mask)[:-count]] = False
    return mask


def _size(panel: Panel, start: date) -> Numbers:
    """Mean number of persons behind a figure before the start, so that no later period changes a verdict."""
    earlier = np.array([one.eind <= start for one in panel.periods])
    known = np.isfinite(panel.persons) & earlier
    count = known.sum(axis=1)
    mean: Numbers = np.where(known, panel.persons, 0.0).sum(axis=1) / np.where(count > 0, count, np.nan)
    return mean


def _started(judging: Judging) -> npt.NDArray[np.int64]:
    """First column that each row was treated in; a buurt of which nobody knows the start teaches nothing."""
    ends = [one.eind for one in judging.panel.periods]

    def first(key: str) -> int:
        if key in judging.group:
            return len(ends)
        start = judging.starts.get(key)
        return 0 if start is None else next((at for at, eind in enumerate(ends) if eind > start), len(ends))

    return np.array([first(key) for key in judging.panel.keys], dtype=np.int64)
