"""Base counts behind the figures of one indicator, and which of them every figure adds up.

A count is of one quantity, of one delivered row: how many persons are in the teller, are left over, are in the noemer,
or gave one class of answers. A corrected row has counts of its own, beside those of the row that it replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.model import Status
from buurtbeeld.outcomes.delivered_nps import NPS_CLASSES
from buurtbeeld.outcomes.levels import DAYS
from buurtbeeld.outcomes.panels import Frame
from buurtbeeld.outcomes.periods import period
from buurtbeeld.periods import Periode, PeriodeSoort, add_months

TELLER, REST, NOEMER = "teller", "rest", "noemer"
CLASSES = ("criticaster", "passief", "promotor")
PERSONS = ("personen", "deelnames", "contacten", "bezoeken", "opnames")  # or what persons are never more than
Place = tuple[str, str]  # buurt, uitsplitsing; of an NPS "": everybody
Row = Mapping[str, float]  # quantity -> count
Rows = Mapping[Place, Mapping[str, tuple[int, Row]]]  # place -> period -> delivery, counts
_NEEDED = ("buurt", "periode", "uitsplitsing", "teller", "noemer", "n", "levering")


def quantities(indicator: Indicator) -> tuple[str, ...]:
    """What is counted of this indicator; () when it is about no persons, or shows no number of them.

    Of figures that are made of more than one row the noemer is counted by itself: what is left over of twelve months is
    not the sum of what the quarters leave over.
    """
    teller = indicator.teller.eenheid if indicator.teller is not None else ""
    noemer = indicator.noemer.eenheid if indicator.noemer is not None else ""
    match indicator.soort:
        case "nps":
            return CLASSES
        case "gemiddelde" | "schaal":
            return (NOEMER,) if noemer in PERSONS else ()
    if teller not in PERSONS or noemer == DAYS:
        return ()
    share = (TELLER, NOEMER) if indicator.bundel else (TELLER, REST)
    return {"aantal": (TELLER,), "verhouding": share, "rate": (TELLER, NOEMER)}.get(indicator.soort, ())


@dataclass(frozen=True)
class Counts:
    """The rows of one indicator by place.

    Attributes:
        rows: what was delivered and is not withheld by the source.
        rests: (place, period, quantity) of a buurt with others inside it -> what it has more than those together.
        inside: buurt -> buurten inside it.
        stock: the noemer is there all the time, so of twelve months it is the mean of their parts.
    """

    indicator: Indicator
    rows: Rows
    rests: Mapping[tuple[Place, str, str], float]
    inside: Mapping[str, tuple[str, ...]]
    stock: bool

    @staticmethod
    def of(indicator: Indicator, rows: Frame, inside: Mapping[str, tuple[str, ...]], *, stock: bool) -> Counts:
        """From delivered rows, in the columns of `outcomes.rows`."""
        found: dict[Place, dict[str, tuple[int, dict[str, float]]]] = {}
        known = rows[rows["status"].ne(Status.GEHEIM_BRON).to_numpy()]
        wanted, is_nps = quantities(indicator), indicator.soort == "nps"
        for buurt, code, part, teller, noemer, n, levering in zip(*(known[name] for name in _NEEDED), strict=True):
            below = float(noemer if np.isfinite(noemer) else n)
            counts = _of_class(str(part), float(teller)) if is_nps else _counted(wanted, float(teller), below)
            if not counts:
                continue
            periods = found.setdefault((str(buurt), "" if is_nps else str(part)), {})
            delivery, there = periods.setdefault(str(code), (0, {}))
            for name, count in counts.items():
                there[name] = there.get(name, 0.0) + count
            if levering > delivery:
                periods[str(code)] = (int(levering), there)
        return Counts(indicator, found, _rests(found, inside), inside, stock)

    def truth(self) -> dict[str, float]:
        """Every count by its name."""
        split = {(place, code) for place, code, _ in self.rests}
        return {
            _name(quantity, place, code, levering): count
            for place, periods in self.rows.items()
            for code, (levering, counts) in periods.items()
            if (place, code) not in split
            for quantity, count in counts.items()
        } | {self._rest(*key): count for key, count in self.rests.items()}

    def total(self, place: Place, code: str, *quantity: str) -> dict[str, float]:
        """What a figure of one place and period adds up: count -> how often. {} when it cannot be made.

        Of a noemer that is there all the time, the mean over the parts.
        """
        there = self.rows.get(place, {})
        parts: tuple[str, ...] = (code,) if code in there else ()
        for some in tiles(code):
            if all(one in there for one in some) and (not parts or _adds_up(there, code, some, quantity)):
                parts = some
                break
        share = 1 / len(parts) if self.stock and parts and set(quantity) != {TELLER} else 1.0
        if place[0] not in self.inside:
            ends = [f"|{place[0]}|{place[1]}|{one}|{there[one][0]}" for one in parts]
            return {what + end: share for end in ends for what in quantity}
        return {name: share for one in parts for what in quantity for name in self.names(place, one, what)}

    @staticmethod
    def delivery_of(name: str) -> int:
        """Number of the delivery that a count comes from."""
        return int(name.split("|")[4])

    def rest_of(self, place: Place, code: str, quantity: str) -> str:
        """Name of the count of what a buurt has more than those inside it."""
        return self._rest(place, code, quantity)

    def names(self, place: Place, code: str, quantity: str) -> Iterable[str]:
        """The counts that a quantity of a delivered row is made of."""
        if (place, code, quantity) not in self.rests:
            return [_name(quantity, place, code, self.rows[place][code][0])]
        within = [(one, place[1]) for one in self.inside[place[0]]]
        parts = [one for one in within if code in self.rows.get(one, {})]
        return [self._rest(place, code, quantity), *(name for one in parts for name in self.names(one, code, quantity))]

    def _rest(self, place: Place, code: str, quantity: str) -> str:
        within = [self.rows.get((one, place[1]), {}).get(code) for one in self.inside[place[0]]]
        of = "-".join(str(one[0]) for one in within if one is not None)  # corrected inside, another rest
        return f"{_name(quantity, place, code, self.rows[place][code][0])}|buiten {of}"


def _of_class(part: str, teller: float) -> dict[str, float]:
    return {NPS_CLASSES[part]: teller} if part in NPS_CLASSES and np.isfinite(teller) else {}


def _counted(quantities: tuple[str, ...], teller: float, noemer: float) -> dict[str, float]:
    known = {TELLER: teller, NOEMER: noemer, REST: noemer - teller}
    wanted = {name: known[name] for name in quantities}
    return wanted if all(np.isfinite(count) and count >= 0 for count in wanted.values()) else {}


def _rests(rows: Rows, inside: Mapping[str, tuple[str, ...]]) -> dict[tuple[Place, str, str], float]:
    """What buurten have more than those inside them, where at least one of these delivered, and never less than 0."""
    found: dict[tuple[Place, str, str], float] = {}
    for place, periods in rows.items():
        within = [rows.get((one, place[1]), {}) for one in inside.get(place[0], ())]
        for code, (_, counts) in periods.items():
            parts = [one[code][1] for one in within if code in one]
            rest = {name: count - sum(part.get(name, 0.0) for part in parts) for name, count in counts.items()}
            if parts and min(rest.values()) >= 0:
                found |= {(place, code, name): left for name, left in rest.items()}
    return found


def _adds_up(there: Mapping[str, tuple[int, Row]], code: str, parts: Iterable[str], quantity: tuple[str, ...]) -> bool:
    """Whether a longer period that was delivered itself is what its parts are together."""
    return all(there[code][1][name] == sum(there[one][1][name] for one in parts) for name in quantity)


def _name(quantity: str, place: Place, code: str, levering: int) -> str:
    return f"{quantity}|{place[0]}|{place[1]}|{code}|{levering}"


def buurt_of(name: str) -> str:
    """The buurt whose network knows a count; "" of what a buurt has more than those inside it."""
    return "" if is_rest(name) else name.split("|")[1]


def is_rest(name: str) -> bool:
    """Whether a count is what a buurt has more than those inside it."""
    return any(part.startswith("buiten") for part in name.split("|")[5:])


@lru_cache(maxsize=4000)
def tiles(code: str) -> tuple[tuple[str, ...], ...]:
    """The ways in which a period is made of shorter ones of one kind, the shortest first, as in `outcomes.levels`."""
    whole = period(code)
    shorter = sorted((one for one in PeriodeSoort if one.months < whole.soort.months), key=lambda one: one.months)
    return tuple(found for soort in shorter if (found := _run(whole, soort)))


def _run(whole: Periode, soort: PeriodeSoort) -> tuple[str, ...]:
    if whole.soort.months % soort.months or (whole.start.month - 1) % soort.months:
        return ()
    starts = [add_months(whole.start, at) for at in range(0, whole.soort.months, soort.months)]
    return tuple(Periode.starting(start, soort).code for start in starts)
