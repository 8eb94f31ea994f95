"""What the figures of a buurt say since its start: the signal that is stored beside each figure.

The rule is `statistics.level_shift`; here figures become its matrices, per start and moment. A signal rests on complete
periods up to its own only, so that a new period never changes an older one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.outcomes.earlier import Earlier
from buurtbeeld.outcomes.keys import AFTER, BEFORE, YEARLY, is_before
from buurtbeeld.outcomes.oordeel import Signaal
from buurtbeeld.outcomes.panels import Frame, Numbers, Panel, by_word, placed
from buurtbeeld.outcomes.periods import period
from buurtbeeld.outcomes.signal_panels import MARGINS, panel_of, whole_line
from buurtbeeld.periods import Periode
from buurtbeeld.statistics import level_shift

NOBODY = date.min  # when a buurt starts of which nobody knows it
LOG_MARGIN = float(np.log(1.15))
COLUMNS = ("signaal", "voor", "na", "groep")
MEANING = {
    level_shift.Signal.RISE: Signaal.HOGER,
    level_shift.Signal.FALL: Signaal.LAGER,
    level_shift.Signal.NONE: Signaal.GELIJK,
    level_shift.Signal.TOO_FEW: Signaal.TE_KORT,
    level_shift.Signal.UNCERTAIN: Signaal.ONZEKER,
}
_WORDS = np.array([MEANING[level_shift.Signal(code)] for code in sorted(MEANING)], dtype=np.int64)
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Judging:
    """One panel and what its judging needs.

    Attributes:
        panel: on the working scale, NaN = missing, hidden or provisional; and the persons behind each figure.
        periods: (T,) of the panel, without gaps.
        group: (n,) which rows are buurten to compare with.
        started: (n,) first column that each row was treated in.
        years: whose moments are wanted.
        yearly: figures over a year, or of a questionnaire at the start and the end: two of them are enough.
    """

    indicator: Indicator
    panel: Panel
    periods: list[Periode]
    group: Mask
    started: npt.NDArray[np.int64]
    years: frozenset[int]
    yearly: bool

    @property
    def wanted(self) -> Mask:
        """(T,) periods of the years that are asked."""
        return np.array([one.last_day.year in self.years for one in self.periods])


def is_judged(indicator: Indicator) -> bool:
    """Whether figures of this indicator get a verdict: not what was done, and not what was told."""
    lagen = {row.laag for row in indicator.themas.values()}
    return indicator.soort != "kwalitatief" and (bool(indicator.bewaking) or bool(lagen - {"adoptie"}))


def signals(
    indicator: Indicator,
    figures: Frame,
    *,
    starts: Mapping[str, date | None],
    group: frozenset[str],
    years: frozenset[int],
    earlier: Earlier,
) -> Frame:
    """Signal, and the measurements behind it, of every figure.

    Args:
        figures: as of `delivered_figures.published`, of one indicator from one source, with the year of each.
        starts: key -> first day of the transition, of every key that is judged; None = unknown.
        group: keys of the buurten to compare with, which never started.
        years: of which signals are wanted; what the others get says nothing.
        earlier: panels of the years before those of the figures; it gets the panels of these.

    Returns:
        Columns COLUMNS (int), index as `figures`. Breakdowns and keys that are not judged: Signaal.GEEN.
    """
    out = np.zeros((len(figures), len(COLUMNS)), dtype=np.int64)
    _, keys = placed(figures["buurt"])
    mine = by_word(figures["buurt"], {key: key in starts or key in group for key in keys}).astype(bool)
    whole = figures["uitsplitsing"].eq("").to_numpy() & mine
    if is_judged(indicator) and whole.any():
        kinds = {code: period(code).soort.value for code in figures["periode"].unique()}
        kind = by_word(figures["periode"], kinds)
        for soort in sorted(set(kind[whole])):
            at = np.flatnonzero(whole & (kind == soort))
            some = figures if len(at) == len(figures) else figures.iloc[at]
            out[at] = _of_rhythm(indicator, some, starts, group, years=years, earlier=earlier)
    return pd.DataFrame(out, index=figures.index, columns=list(COLUMNS))


def _of_rhythm(
    indicator: Indicator,
    rows: Frame,
    starts: Mapping[str, date | None],
    group: frozenset[str],
    *,
    years: frozenset[int],
    earlier: Earlier,
) -> npt.NDArray[np.int64]:
    panel, periods = whole_line(panel_of(indicator, rows, earlier))
    once = indicator.leverritme == "start_en_eind"
    yearly = periods[0].soort in YEARLY or once
    started = _first_treated(starts, panel.keys, group, periods, once=once)
    others = np.array([key in group for key in panel.keys])
    judging = Judging(indicator, panel, periods, others, started, years, yearly)
    at = {key: number for number, key in enumerate(panel.keys)}
    found = np.zeros((len(panel.keys), len(periods), len(COLUMNS)), dtype=np.int64)
    cohorts = []
    for start, keys in _cohorts(starts, panel.keys).items():
        mine = np.array([at[key] for key in keys])
        if start is None:
            found[mine, :, 0] = Signaal.GEEN_START
            continue
        for last, some in _by_list(judging, mine, start) if once else [(len(periods), mine)]:
            cohorts.append(_Cohort.of(judging, some, start, last))
    for cohort, cells in zip(cohorts, _said(judging, cohorts), strict=True):
        found[cohort.mine] = cells
    column = {one.code: number for number, one in enumerate(periods)}
    cells = found[by_word(rows["buurt"], at), by_word(rows["periode"], column)]
    judged = by_word(rows["buurt"], {key: key in starts for key in panel.keys})
    hidden = judged & ~np.isfinite(rows["exact"].to_numpy(dtype=float))
    cells[hidden] = (Signaal.GEEN_CIJFER, 0, 0, 0)
    # Of a provisional period nothing is said, shown or hidden: what was said before it still stands.
    cells[hidden & rows["open"].to_numpy(dtype=bool)] = (Signaal.GEEN, 0, 0, 0)
    return np.asarray(cells)


def _cohorts(starts: Mapping[str, date | None], keys: Sequence[str]) -> dict[date | None, list[str]]:
    found: dict[date | None, list[str]] = {}
    for key in keys:
        if key in starts:
            found.setdefault(starts[key], []).append(key)
    return found


def _by_list(judging: Judging, mine: npt.NDArray[np.int64], start: date) -> Iterator[tuple[int, npt.NDArray[np.int64]]]:
    """Buurten that filled in the list before their start, by the column in which they did so last."""
    earlier = np.array([is_before(one, start, once=True) for one in judging.periods])
    known = np.isfinite(judging.panel.first[mine]) & earlier
    last = np.where(known.any(axis=1), earlier.size - 1 - known[:, ::-1].argmax(axis=1), earlier.size)
    for column in sorted(set(last.tolist())):
        yield column, mine[last == column]


@dataclass(frozen=True)
class _Cohort:
    """Buurten that started on one day.

    Attributes:
        mine: (m,) their rows.
        before: (T,) columns of their nulmeting.
        since: (T,) columns after the start.
        earlier: (T,) columns before it.
        moments: columns of which a signal is wanted; none without a nulmeting.
    """

    mine: npt.NDArray[np.int64]
    before: Mask
    since: Mask
    earlier: Mask
    moments: npt.NDArray[np.int64]

    @staticmethod
    def of(judging: Judging, mine: npt.NDArray[np.int64], start: date, last: int) -> _Cohort:
        """The cohort of one day; `last`: last column that may be its nulmeting."""
        once = judging.indicator.leverritme == "start_en_eind"
        earlier = np.array([is_before(one, start, once=once) for one in judging.periods])
        before = _last(earlier & (np.arange(earlier.size) <= last), 1 if judging.yearly else BEFORE)
        since = np.array([one.start >= start for one in judging.periods]) & ~earlier
        moments = np.flatnonzero(since & judging.wanted) if before.any() else np.zeros(0, dtype=np.int64)
        return _Cohort(mine, before, since, earlier, moments)

    def asked(self, judging: Judging) -> level_shift.Asked:
        """What is asked about it."""
        numbers, length = np.arange(self.since.size), 1 if judging.yearly else AFTER
        after = np.stack([self.since & (numbers <= at) & (numbers > at - length) for at in self.moments])
        return level_shift.Asked(self.mine, self.before, after, _size(judging.panel.second, self.earlier))


def _said(judging: Judging, cohorts: Sequence[_Cohort]) -> Iterator[npt.NDArray[np.int64]]:
    """(m, T, 4) cells of every cohort."""
    periods, yearly = judging.periods, judging.yearly
    changes = iter(
        level_shift.of_cohorts(
            judging.panel.first,
            [one.asked(judging) for one in cohorts if len(one.moments)],
            group=judging.group,
            season=np.array([(one.start.month - 1) // one.soort.months for one in periods]),
            started=judging.started,
            yearly=yearly,
        )
    )
    for one in cohorts:
        cells = np.zeros((len(one.mine), len(periods), len(COLUMNS)), dtype=np.int64)
        cells[:, :, 0] = Signaal.TE_KORT if one.before.any() else Signaal.GEEN_NULMETING
        if len(one.moments):
            found = next(changes)
            said = level_shift.decide(found, margin=MARGINS.get(judging.indicator.soort, LOG_MARGIN), yearly=yearly)
            words = _WORDS[said.astype(np.int64) - min(MEANING)]
            words = np.where(found.n_before < 1, Signaal.GEEN_NULMETING, words)
            for number, values in enumerate((words, found.n_before, found.n_after, found.n_group)):
                cells[:, one.moments, number] = np.asarray(values).T
        yield cells


def _last(chosen: Mask, count: int) -> Mask:
    """The last `count` of the chosen ones."""
    mask = chosen.copy()
    mask[np.flatnonzero(mask)[:-count]] = False
    return mask


def _size(persons: Numbers, earlier: Mask) -> Numbers:
    """Mean number of persons behind a figure before the start, so that no later period changes a verdict."""
    known = np.isfinite(persons) & earlier
    count = known.sum(axis=1)
    mean: Numbers = np.where(known, persons, 0.0).sum(axis=1) / np.where(count > 0, count, np.nan)
    return mean


def _first_treated(starts: Mapping[str, date | None], keys: Sequence[str], group: frozenset[str],
                   periods: Sequence[Periode], *, once: bool) -> npt.NDArray[np.int64]:  # fmt: skip
    """First column that each row was treated in; a buurt of which nobody knows the start teaches nothing."""
    columns = {start: sum(is_before(one, start, once=once) for one in periods)
               for start in set(starts.values()) if start is not None}  # fmt: skip
    started = [len(periods) if key in group else columns.get(starts.get(key) or NOBODY, 0) for key in keys]
    return np.array(started, dtype=np.int64)
