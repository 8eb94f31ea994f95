"""Periods: day-precise, half-open, with a kind and a code such as 2026-T3 or 2026-T3-12M.

"Now" is the date in the Netherlands; moments are stored in UTC.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Self
from zoneinfo import ZoneInfo

from buurtbeeld.errors import BuurtbeeldError

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
)  # fmt: skip
CODE = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<letter>[MTKH])(?P<number>[0-9]{1,2}))?(?P<twelve>-12M)?")


class PeriodeSoort(StrEnum):
    """Kind of a period."""

    MAAND = "maand"
    TWEEMAAND = "tweemaand"
    KWARTAAL = "kwartaal"
    HALFJAAR = "halfjaar"
    JAAR = "jaar"
    TWAALFMAANDS = "twaalfmaands"  # any twelve months in a row

    @property
    def months(self) -> int:
        """Length in months."""
        return LENGTH[self]


LENGTH = {
    PeriodeSoort.MAAND: 1,
    PeriodeSoort.TWEEMAAND: 2,
    PeriodeSoort.KWARTAAL: 3,
    PeriodeSoort.HALFJAAR: 6,
    PeriodeSoort.JAAR: 12,
    PeriodeSoort.TWAALFMAANDS: 12,
}
LETTER = {"M": PeriodeSoort.MAAND, "T": PeriodeSoort.TWEEMAAND, "K": PeriodeSoort.KWARTAAL, "H": PeriodeSoort.HALFJAAR}
SOORT_LETTER = {soort: letter for letter, soort in LETTER.items()}


class PeriodeError(BuurtbeeldError):
    """A period code, or a pair of dates, is no period of ours."""

    code = "E_PERIODE"


@dataclass(frozen=True, order=True)
class Periode:
    """One period. Half-open: `start` belongs to it, `eind` is the first day after it.

    Raises:
        PeriodeError: the dates are not a period of this kind.
    """

    start: date
    eind: date
    soort: PeriodeSoort

    def __post_init__(self) -> None:
        step = 1 if self.soort is PeriodeSoort.TWAALFMAANDS else self.soort.months
        fits = self.start.day == 1 and (self.start.month - 1) % step == 0
        if not fits or self.eind != add_months(self.start, self.soort.months):
            raise PeriodeError(f"Van {self.start} tot {self.eind} is geen {self.soort}.")

    @classmethod
    def starting(cls, start: date, soort: PeriodeSoort) -> Self:
        """The period of this kind that begins on `start`."""
        return cls(start, add_months(start, soort.months), soort)

    @classmethod
    def containing(cls, day: date, soort: PeriodeSoort) -> Self:
        """The period of this kind that `day` is in; twaalfmaands ends with the month of `day`."""
        if soort is PeriodeSoort.TWAALFMAANDS:
            return cls.starting(add_months(day.replace(day=1), -11), soort)
        first = (day.month - 1) // soort.months * soort.months + 1
        return cls.starting(date(day.year, first, 1), soort)

    @classmethod
    def parse(cls, code: str) -> Self:
        """Read a code: 2026, 2026-H1, 2026-K4, 2026-T6, 2026-M12, or any of these with -12M behind it.

        With -12M it is the twelve months that end where that period ends.

        Raises:
            PeriodeError: it is no such code; the sentence shows the form.
        """
        found = CODE.fullmatch(code.strip())
        soort = LETTER[found["letter"]] if found and found["letter"] else PeriodeSoort.JAAR
        number = int(found["number"]) if found and found["number"] else 1
        if not found or not 1 <= number <= 12 // soort.months or not 1900 <= int(found["year"]) <= 2999:
            doe = "Schrijf bijvoorbeeld 2026, 2026-H1, 2026-K4, 2026-T3, 2026-M12 of 2026-T3-12M."
            raise PeriodeError(f"'{code}' is geen periode.", doe=doe)
        one = cls.starting(date(int(found["year"]), (number - 1) * soort.months + 1, 1), soort)
        return cls.starting(add_months(one.eind, -12), PeriodeSoort.TWAALFMAANDS) if found["twelve"] else one

    @property
    def code(self) -> str:
        """Short name for keys, files and addresses; `parse` reads it back."""
        if self.soort is PeriodeSoort.TWAALFMAANDS:
            last = self.last_day
            letter = PeriodeSoort.TWEEMAAND if last.month % 2 == 0 else PeriodeSoort.MAAND
            return f"{Periode.containing(last, letter).code}-12M"
        if self.soort is PeriodeSoort.JAAR:
            return f"{self.start.year}"
        number = (self.start.month - 1) // self.soort.months + 1
        wide = f"{number:02d}" if self.soort is PeriodeSoort.MAAND else f"{number}"
        return f"{self.start.year}-{SOORT_LETTER[self.soort]}{wide}"

    @property
    def last_day(self) -> date:
        """The last day that belongs to it."""
        return self.eind - timedelta(days=1)

    @property
    def naam(self) -> str:
        """What a reader sees, e.g. "mei en juni 2026", "1e kwartaal 2026", "juli 2025 t/m juni 2026"."""
        first, last, year = MONTHS[self.start.month - 1], MONTHS[self.last_day.month - 1], self.start.year
        number = (self.start.month - 1) // self.soort.months + 1
        return {
            PeriodeSoort.MAAND: f"{first} {year}",
            PeriodeSoort.TWEEMAAND: f"{first} en {last} {year}",
            PeriodeSoort.KWARTAAL: f"{number}e kwartaal {year}",
            PeriodeSoort.HALFJAAR: f"{number}e halfjaar {year}",
            PeriodeSoort.JAAR: f"{year}",
            PeriodeSoort.TWAALFMAANDS: f"{first} {year} t/m {last} {self.last_day.year}",
        }[self.soort]

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.eind

    def overlaps(self, other: Periode) -> bool:
        """Whether the two share at least one day."""
        return self.start < other.eind and other.start < self.eind

    def covers(self, other: Periode) -> bool:
        """Whether every day of `other` is in this period."""
        return self.start <= other.start and other.eind <= self.eind

    def shifted(self, steps: int) -> Periode:
        """The period so many of its own length later; negative is earlier."""
        return Periode.starting(add_months(self.start, steps * self.soort.months), self.soort)

    def split(self, soort: PeriodeSoort) -> tuple[Periode, ...]:
        """The periods of a shorter kind that together are this one.

        Raises:
            PeriodeError: they do not fit, e.g. a kwartaal into tweemaanden.
        """
        parts = tuple(periods_between(self.start, self.eind, soort))
        if not parts or parts[0].start != self.start or parts[-1].eind != self.eind:
            raise PeriodeError(f"Een {self.soort} bestaat niet uit hele periodes van een {soort}.")
        return parts


def periods_between(start: date, eind: date, soort: PeriodeSoort) -> Iterator[Periode]:
    """Every period of one kind that lies wholly in [start, eind), oldest first."""
    one = Periode.containing(start, soort)
    while one.start < start:
        one = one.shifted(1)
    while one.eind <= eind:
        yield one
        one = one.shifted(1)


def without_gaps(periods: Iterable[Periode]) -> list[Periode]:
    """Periods of one kind, oldest first, with every one between the first and the last.

    Twelve months that roll on go by the smallest step that occurs.
    """
    given = sorted(set(periods))
    step = 12 if given[0].soort is PeriodeSoort.TWAALFMAANDS else given[0].soort.months
    if given[0].soort is PeriodeSoort.TWAALFMAANDS:
        step = min((_months_apart(one.start, two.start) for one, two in pairwise(given)), default=step)
    found = [given[0]]
    while found[-1] < given[-1]:
        found.append(Periode.starting(add_months(found[-1].start, step), found[-1].soort))
    return sorted({*found, *given})


def _months_apart(first: date, second: date) -> int:
    return 12 * (second.year - first.year) + second.month - first.month


def add_months(first: date, months: int) -> date:
    """The first day of a month, so many months later; negative is earlier.

    Raises:
        PeriodeError: `first` is not the first day of a month.
    """
    if first.day != 1:
        raise PeriodeError(f"{first} is niet de eerste dag van een maand.")
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1)


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def date_in_nl(moment: datetime) -> date:
    """The date on the calendar in the Netherlands at this moment (timezone-aware)."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a timezone has no date in the Netherlands")
    return moment.astimezone(AMSTERDAM).date()


def time_in_nl(moment: datetime) -> datetime:
    """A moment (timezone-aware) as the clock shows it in the Netherlands."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a timezone has no clock in the Netherlands")
    return moment.astimezone(AMSTERDAM)


def today() -> date:
    """Today in the Netherlands."""
    return date_in_nl(now())
