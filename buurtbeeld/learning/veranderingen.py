"""What a transitiebuurt changed on one line beside its start and the others, and whether that may be worth a visit."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from buurtbeeld.learning.lijnen import Lijn, newest_signal
from buurtbeeld.learning.regels import better, is_effect, richting
from buurtbeeld.learning.rijen import GEEN_GROEP, GEEN_NULMETING, GEEN_START, TE_KORT, Verandering
from buurtbeeld.outcomes.keys import AFTER, BEFORE
from buurtbeeld.periods import Periode, PeriodeSoort
from buurtbeeld.statistics import nomination, ranks
from buurtbeeld.statistics.adjusted_change import LEAST
from buurtbeeld.statistics.cohort_gaps import Gaps, Windows, gaps, later
from buurtbeeld.statistics.nomination import Chances, Course
from buurtbeeld.statistics.shrinkage import estimates
from buurtbeeld.statistics.spc_rules import Flags

HALF_YEAR = 6  # months of figures before a buurt is nominated, and again before it is confirmed


def of_line(lijn: Lijn) -> Iterator[Verandering]:
    """One per transitiebuurt, in the order of the programma."""
    work = _Work(lijn)
    for at, buurt in enumerate(lijn.buurten):
        if buurt.rol == "transitie":
            yield work.one(at)


class _Work:
    """Everything of one line, worked out once."""

    def __init__(self, lijn: Lijn) -> None:
        self.lijn, self.panel, self.windows = lijn, lijn.panel(), windows(lijn)
        self.found = gaps(self.panel, self.windows)
        self.others = int(self.panel.group.sum())
        self.last = _last(self.found)
        self.known: Flags = self.last >= 0
        self.courses = self._courses()
        self._place_all()

    def _place_all(self) -> None:
        """The newest gap of every buurt drawn in to the others, and its place among them."""
        count = len(self.last)
        gap, se = (np.full(count, np.nan) for _ in range(2))
        rows = np.flatnonzero(self.known)
        gap[rows] = self.found.gap[self.last[rows], rows]
        se[rows] = self.found.se[self.last[rows], rows]
        good = richting(self.lijn.indicator)
        self.chances = self._chances(gap, se, good or -1)
        keys = np.array([one.sleutel for one in self.lijn.buurten])
        draws = ranks.draws_of_estimates(estimates(gap, se), gap, se, keys)
        self.ranks = ranks.ranks(draws, keys, high_is_best=good > 0)
        self.good = good

    def _chances(self, gap: np.ndarray, se: np.ndarray, good: int) -> Chances:
        df = max(1.0, self.others - 2.0)
        return nomination.chances(gap, se, df, good=good, margin=better(self.lijn.indicator))

    def _courses(self) -> list[Course]:
        """Who was nominated when; nobody on a figure without a direction, or that is no effect."""
        good = richting(self.lijn.indicator)
        count = self.found.gap.shape[1]
        if not good or not is_effect(self.lijn.indicator) or not self.known.any():
            return [Course()] * count
        margin, df = better(self.lijn.indicator), max(1.0, self.others - 2.0)
        nominated = nomination.over_time(self.found.gap, self.found.se, df, good=good, margin=margin)
        return nomination.courses(nominated, self._again, np.isfinite(self.panel.y).T, self._wait())

    def _wait(self) -> int:
        """Figures after a nomination before anything is decided: half a year; of rolling ones twelve months.

        Rolling figures overlap for so long: the first that shares no month with the one it was nominated on counts.
        """
        first = self.lijn.periodes[0]
        if first.soort is not PeriodeSoort.TWAALFMAANDS:
            return -(-HALF_YEAR // first.soort.months)
        steps = [_months(one, two) for one, two in pairwise(self.lijn.periodes)]
        return -(-first.soort.months // min(steps, default=first.soort.months))

    def _again(self, first: int, last: int) -> Flags:
        rolling = self.lijn.periodes[0].soort is PeriodeSoort.TWAALFMAANDS
        gap, se = later(self.panel, one_is_enough(self.windows), max(first, last - 1) if rolling else first, last)
        margin, df = better(self.lijn.indicator), max(1.0, self.others - 2.0)
        return nomination.confirmed(gap, se, df, good=richting(self.lijn.indicator), margin=margin)

    def one(self, at: int) -> Verandering:
        """The row of one buurt."""
        lijn = self.lijn
        signaal, voor, na, when = newest_signal(lijn, at)
        said = {"signaal": signaal, "signaal_periode": when, "signaal_voor": voor, "signaal_na": na}
        base = {"buurt": lijn.buurten[at].sleutel, "indicator": lijn.indicator.code, "bron": lijn.bron}
        personen = _number(float(self.panel.size[at]))
        if not self.known[at]:
            return Verandering(**base, **said, grond=self._reason(at), groep=self.others, personen=personen)  # type: ignore[arg-type]
        return Verandering(**base, **said, **self._gap(at), **self._course(at), groep=self.others, personen=personen)  # type: ignore[arg-type]

    def _gap(self, at: int) -> dict[str, object]:
        column = int(self.last[at])
        found = {
            name: float(getattr(self.found, name)[column, at]) for name in ("change", "common", "expected", "gap", "se")
        }
        return {
            "periode": self.lijn.periodes[column].code, "metingen": int(self.found.points[column, at]),
            "verandering": found["change"], "gewoon": found["common"], "verwacht": found["expected"],
            "verschil": found["gap"], "fout": found["se"],
            "gekrompen": float(self.chances.shrunk[at]), "onzeker": float(self.chances.sd[at]),
            "kans": _number(float(self.chances.better[at])) if self.good else None,
            "p": _number(float(self.chances.p[at])) if self.good else None,
            "kwart": _number(float(self.ranks.best_quarter[at])) if self.good else None,
            "rang_van": _number(float(self.ranks.lower[at])) if self.good else None,
            "rang_tot": _number(float(self.ranks.upper[at])) if self.good else None,
            "onder": self.ranks.among,
        }  # fmt: skip

    def _course(self, at: int) -> dict[str, object]:
        course, codes = self.courses[at], [one.code for one in self.lijn.periodes]
        return {
            "voorgedragen": codes[course.nominated] if course.nominated >= 0 else "",
            "beslist": codes[course.decided] if course.decided >= 0 else "",
            "bevestigd": course.held,
        }

    def _reason(self, at: int) -> str:
        if self.lijn.buurten[at].start is None:
            return GEEN_START
        if self.others < LEAST:
            return GEEN_GROEP
        before = np.isfinite(self.panel.y[at, : int(self.panel.started[at])]).sum()
        return GEEN_NULMETING if before < self.windows.least_before else TE_KORT


def _months(one: Periode, two: Periode) -> int:
    return (two.start.year - one.start.year) * 12 + two.start.month - one.start.month


def windows(lijn: Lijn) -> Windows:
    """How many periods count on each side; of yearly figures one, of others half a year after the start at least."""
    if lijn.yearly:
        return Windows(1, 1, 1, 1)
    months = lijn.periodes[0].soort.months
    least = max(2, -(-HALF_YEAR // months))
    return Windows(BEFORE, AFTER, 3 if lijn.periodes[0].soort is not PeriodeSoort.HALFJAAR else 2, least)


def one_is_enough(usual: Windows) -> Windows:
    """The same, to look at later figures only: how many there must be is counted by whoever asks."""
    return Windows(usual.before, usual.after, usual.least_before, 1)


def _last(found: Gaps) -> np.ndarray:
    """(n,) newest column with a gap of each buurt; -1 without any."""
    seen = np.isfinite(found.gap)
    columns = np.arange(len(seen))[:, None]
    return np.asarray(np.where(seen, columns, -1).max(axis=0, initial=-1), dtype=np.int64)


def _number(value: float) -> float | None:
    return value if np.isfinite(value) else None
