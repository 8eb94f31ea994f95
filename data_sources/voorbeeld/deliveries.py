"""The invented deliveries: files in our own template, with what really happens to files: late, missing, corrected.

They are delivered like any other file. Nothing here stores anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Literal

import numpy as np

from buurtbeeld.periods import Periode, PeriodeSoort, add_months, periods_between
from data_sources.voorbeeld.indicator_shape import Delivered
from data_sources.voorbeeld.outcomes import ALLIANCE, HOURS, TARIFF_YEAR, Figures, figures
from data_sources.voorbeeld.table import Lines, Row, code_of, csv_bytes, lines_of
from data_sources.voorbeeld.world import World

Kind = Literal["levering", "correctie", "intrekking"]
SINCE, HORIZON = date(2022, 1, 1), date(2036, 1, 1)
APP = "app"
BY = {  # source -> account that delivers it
    "alliantiepartners": "transitieteam", "verzekeraars": "transitieteam", "gemeente": "transitieteam",
    "educared": "leverancier", "kennisplatform": "leverancier", "huisartspraktijken": "huisarts",
}  # fmt: skip
OTHERS = "kartrekker"
PROMPT = 0.7  # of the days a source has, how many it takes
MISSING = 0.015  # share of buurten and periods that nobody ever delivers
NEVER = ("gemeente", "Proefwoude")  # a source that delivers nothing about the buurten of one gemeente
LATE = {"huisartspraktijken": 3, "alliantiepartners": 2, "gemeente": 1}  # buurten whose newest period comes late or not
LAST_YEAR = 2025  # the alliance delivers its history until then first
LATER_AFTER, MENDED_AFTER = 9, 16  # days
MENDED, MENDED_PERIOD, TIMES = "kralenbuurt", "2025-T2-12M", 2.0  # delivered twice as high, and mended
REMARK_TARIFF = "Uren berekend uit euro’s en een tarief. Het tarief is in 2024 veranderd."
REMARK_MENDED = "Hersteld: de uren van een team waren dubbel geteld."
MISTAKE, WHY = "gemeente_proef.csv", "Per ongeluk een proefbestand geleverd."


@dataclass(frozen=True)
class Aanlevering:
    """One file that somebody delivers, or takes back.

    Attributes:
        naam: file name; of an intrekking, that of the file that is taken back.
        data: the file; empty for an intrekking.
        door: account name.
        op: moment, UTC.
        reden: why, for a correctie and an intrekking; else "".
    """

    naam: str
    bron: str
    data: bytes = field(repr=False)
    door: str
    op: datetime
    kind: Kind = "levering"
    reden: str = ""


def deliveries(
    seed: int, today: date, indicatoren: Iterable[Delivered], uitsplitsingen: Mapping[str, Iterable[str]]
) -> Iterator[Aanlevering]:
    """Every delivery up to today, oldest first; the same arguments give the same bytes.

    Args:
        seed: another seed gives other figures in the same buurten.
        today: today in the Netherlands; only periods that are over and delivered by then.
        indicatoren: the catalogue; what is derived, open data or counted by the app is passed over.
        uitsplitsingen: breakdown -> its groups, as in app.yaml.
    """
    groups = {code: tuple(parts) for code, parts in uitsplitsingen.items()}
    made = _Maker(World(seed), today, tuple(one for one in indicatoren if _is_delivered(one)), groups)
    yield from sorted(made.all(), key=lambda one: (one.op, one.naam))


def _is_delivered(one: Delivered) -> bool:
    return one.blok is None and not one.afgeleid_van and one.bron != APP


@dataclass(frozen=True)
class _Maker:
    """Makes the files. `terms`: (indicator, its rhythm, its days) per source."""

    world: World
    today: date
    indicatoren: tuple[Delivered, ...]
    groups: Mapping[str, tuple[str, ...]]

    @cached_property
    def terms(self) -> Mapping[str, list[tuple[Delivered, str, int]]]:
        found: dict[str, list[tuple[Delivered, str, int]]] = {}
        for one in self.indicatoren:
            found.setdefault(one.bron, []).append((one, one.leverritme or "jaar", one.levertermijn_dagen or 0))
            for other in one.ook_van:
                found.setdefault(other.bron, []).append((one, other.leverritme, other.levertermijn_dagen))
        return found

    def all(self) -> Iterator[Aanlevering]:
        for bron in sorted(self.terms):
            yield from self._of_source(bron)
        yield from self._taken_back()

    def _of_source(self, bron: str) -> Iterator[Aanlevering]:
        """What came before, and the newest period of each rhythm, each in time; then what came late or was mended."""
        lines, moments = self._lines(bron)
        if not lines:
            return
        newest = {soort: code for code, (soort, _) in moments.items()}.values()
        late = self._late(bron, max(newest, key=lambda code: moments[code][1]))
        files: dict[str, Lines] = {}
        for row in lines:
            if (row.buurt, row.periode) not in late:
                files.setdefault(_part(bron, row.periode, newest), []).append(row)
        for part, rows in files.items():
            op = max(moments[row.periode][1] for row in rows)
            yield self._file(f"{bron}_{part}.csv", bron, _doubled(rows), op)
            mended = [row.said(REMARK_MENDED) for row in rows if bron == ALLIANCE and _is_mended(row)]
            if mended:
                op = self._after(op, MENDED_AFTER)
                yield self._file(f"{bron}_correctie.csv", bron, mended, op, kind="correctie", reden=REMARK_MENDED)
        behind = [row for row in lines if late.get((row.buurt, row.periode)) == "later"]
        if behind:
            op = self._after(max(moments[row.periode][1] for row in behind), LATER_AFTER)
            yield self._file(f"{bron}_nagekomen.csv", bron, behind, op)

    def _lines(self, bron: str) -> tuple[Lines, Mapping[str, tuple[PeriodeSoort, datetime]]]:
        """Every row of a source; and of each period, oldest first, its kind and when it is delivered."""
        found: Lines = []
        moments: dict[str, tuple[PeriodeSoort, datetime]] = {}
        for one, ritme, days in self.terms[bron]:
            prompt = round(days * PROMPT)
            for figure in self._figures(one, bron, ritme, self.today - timedelta(days=prompt)):
                found += lines_of(self.world, figure, bron, self._remarks(one, bron, figure.periods))
                moments |= {code_of(each): (each.soort, self._moment(each.eind, prompt)) for each in figure.periods}
        gone = self._missing(bron)
        return [row for row in found if (row.buurt, row.periode) not in gone], moments

    def _figures(self, one: Delivered, bron: str, ritme: str, day: date) -> Iterator[Figures]:
        groups = self.groups.get(one.uitsplitsing or "", ())
        for figure in figures(self.world, one, bron, _periods(one, bron, ritme), groups):
            yield figure.until(day)

    def _remarks(self, one: Delivered, bron: str, periods: Sequence[Periode]) -> Sequence[str]:
        derived = one.code == HOURS and bron != ALLIANCE
        return [REMARK_TARIFF if derived and period.start.year >= TARIFF_YEAR else "" for period in periods]

    def _missing(self, bron: str) -> set[tuple[str, str]]:
        """Buurten and periods that nobody ever delivers."""
        rng = self.world.rng("weg", bron)
        codes = [code for soort in PeriodeSoort for code in _codes(soort)]
        gone = rng.random((len(self.world.places), len(codes))) < MISSING
        gone[0] = False  # the first buurt is the one a newcomer sees
        gone[[(bron, place.gemeente) == NEVER for place in self.world.places]] = True
        rows, columns = np.nonzero(gone)
        return {(self.world.places[row].sleutel, codes[column]) for row, column in zip(rows, columns, strict=True)}

    def _late(self, bron: str, newest: str) -> dict[tuple[str, str], str]:
        """Buurten whose newest period is not in its file: it came later, or is still awaited."""
        if bron not in LATE:
            return {}
        rng = self.world.rng("laat", bron, newest)
        drawn = 1 + rng.permutation(len(self.world.places) - 1)
        chosen = [row for row in drawn if (bron, self.world.places[row].gemeente) != NEVER][: 2 * LATE[bron]]
        later = ["later" if at < LATE[bron] else "nooit" for at in range(len(chosen))]
        keys = [(self.world.places[row].sleutel, newest) for row in chosen]
        return dict(zip(keys, later, strict=True))

    def _taken_back(self) -> Iterator[Aanlevering]:
        """A file of a year before everything else, delivered by mistake and taken back the next day."""
        chosen = [one for one in self.indicatoren if one.bron == "gemeente"]
        year = Periode.starting(date(SINCE.year - 1, 1, 1), PeriodeSoort.JAAR)
        rows = [row for one in chosen for figure in figures(self.world, one, "gemeente", (year,))
                for row in lines_of(self.world, figure, "gemeente", [""])]  # fmt: skip
        moment = datetime.combine(add_months(SINCE, 6), time(9), UTC)
        if rows and moment.date() < self.today:
            yield self._file(MISTAKE, "gemeente", rows[:12], moment)
            yield Aanlevering(MISTAKE, "gemeente", b"", _by("gemeente"), moment + timedelta(days=1), "intrekking", WHY)

    def _moment(self, eind: date, days: int) -> datetime:
        """When a file is delivered whose newest period ended then; yesterday at the latest."""
        day = min(eind + timedelta(days=days), self.today - timedelta(days=1))
        return datetime.combine(day, time(8, 30), UTC)

    def _after(self, moment: datetime, days: int) -> datetime:
        latest = datetime.combine(self.today - timedelta(days=1), time(11), UTC)
        return min(moment + timedelta(days=days), latest + timedelta(minutes=days))

    def _file(
        self, naam: str, bron: str, rows: Lines, op: datetime, *, kind: Kind = "levering", reden: str = ""
    ) -> Aanlevering:
        return Aanlevering(naam, bron, csv_bytes(rows), _by(bron), op, kind, reden)


def _part(bron: str, code: str, newest: Collection[str]) -> str:
    """Which file of a source a period is in, as its name says."""
    if code in newest:
        return code
    return f"t_m_{LAST_YEAR}" if bron == ALLIANCE and int(code[:4]) <= LAST_YEAR else "eerder"


def _doubled(rows: Lines) -> Lines:
    """The rows as they were first delivered, with the mistake in them."""
    return [row.times(TIMES) if _is_mended(row) else row for row in rows]


def _is_mended(row: Row) -> bool:
    return (row.buurt, row.periode, row.indicator) == (MENDED, MENDED_PERIOD, HOURS)


def _by(bron: str) -> str:
    return BY.get(bron, OTHERS)


def _codes(soort: PeriodeSoort) -> list[str]:
    return [period.code for period in _between(soort)]


def _between(soort: PeriodeSoort) -> tuple[Periode, ...]:
    """Every period of a kind as far as figures are drawn; of twelve months, those that end with a tweemaand."""
    if soort is PeriodeSoort.TWAALFMAANDS:
        steps = periods_between(SINCE, HORIZON, PeriodeSoort.TWEEMAAND)
        return tuple(Periode.starting(add_months(step.eind, -12), soort) for step in steps)
    return tuple(periods_between(SINCE, HORIZON, soort))


def _periods(one: Delivered, bron: str, ritme: str) -> tuple[Periode, ...]:
    """Periods of one indicator: its rhythm. Unique clients are counted over twelve months, every two months."""
    if one.code == HOURS and bron == ALLIANCE:
        return _between(PeriodeSoort.TWAALFMAANDS)
    known = ritme in set(PeriodeSoort)
    return _between(PeriodeSoort(ritme) if known else PeriodeSoort.TWEEMAAND)
