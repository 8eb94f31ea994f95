"""The truth behind the invented programme: what the attack is judged by. Of counts in it only their names are used."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime

from buurtbeeld.deliveries import rounds
from buurtbeeld.outcomes import rows as outcome_rows

TELLER, NOEMER = "teller", "noemer"
CLASSES = ("criticaster", "passief", "promotor")
PEOPLE = {"personen", "deelnames", "contacten", "bezoeken", "opnames"}  # persons, or what they are never more than
ALIKE = 0.98  # two quantities that are the same in so many rows are the same thing under two names
Place = tuple[str, str, str, str]  # source, buurt, breakdown, period


def delivered(vault, published, catalog):
    """(programma, source) -> the rows that are published now."""
    with published.connect() as connection:
        closings = rounds.closings(connection, datetime.now(UTC))
    return {source.block: source.rows() for source in outcome_rows.sources(vault, catalog, closings)}


@dataclass(frozen=True)
class Count:
    """One number of people in one delivered row.

    Attributes:
        naam: of the number itself: two rows that count the same people in the same place share it, and so do two
            publications of a row that did not change.
        truth: how many there are.
    """

    naam: str
    truth: float


class Rows:
    """Counts of persons by (indicator, quantity, place)."""

    def __init__(self, catalog, truth, programma):
        self.catalog = catalog
        self.counts: dict[tuple[str, str, Place], Count] = {}
        self.periods: dict[tuple[str, str, str, str], set[str]] = defaultdict(set)
        raw = dict(_raw(catalog, truth, programma))
        same = _same(raw)
        for (code, quantity, place), (number, delivery) in raw.items():
            name = same.get((place[0], code, quantity), (code, quantity))
            self.counts[code, quantity, place] = Count("|".join((*name, *place, str(delivery), repr(number))), number)
            self.periods[code, place[0], place[1], place[2]].add(place[3])

    def of(self, code, quantity, place):
        return self.counts.get((code, quantity, place))


def _raw(catalog, truth, programma):
    """((indicator, quantity, place), (number, delivery)) of every number of people that was delivered."""
    for (whose, bron), rows in truth.items():
        if whose != programma:
            continue
        names = ("indicator", "buurt", "uitsplitsing", "periode", "teller", "noemer", "n", "levering", "status")
        found = defaultdict(float)
        for code, buurt, part, periode, teller, noemer, n, levering, status in zip(
            *(rows[name] for name in names), strict=True
        ):
            if status != "geheim_bron":
                indicator = catalog.indicatoren[str(code)]
                for quantity, group, number in _numbers(
                    indicator, str(part), teller, n if math.isnan(noemer) else noemer
                ):
                    key = (str(code), quantity, (bron, str(buurt), group, str(periode)))
                    found[key] += number
                    found[key, "levering"] = max(found[key, "levering"], float(levering))
        yield from ((key, (found[key], int(found[key, "levering"]))) for key in list(found) if len(key) == 3)


def _numbers(indicator, part, teller, noemer):
    if indicator.soort == "nps":
        quantity = part if part in CLASSES else _class_of(part)
        return [(quantity, "", teller)] if quantity else []
    above = indicator.teller.eenheid if indicator.teller is not None else ""
    below = indicator.noemer.eenheid if indicator.noemer is not None else ""
    found = []
    if above in PEOPLE and not math.isnan(teller):
        found.append((TELLER, part, teller))
    if below in PEOPLE and not math.isnan(noemer):
        found.append((NOEMER, part, noemer))
    return found


def _class_of(score):
    if not score.isdigit():
        return ""
    return CLASSES[(int(score) > 6) + (int(score) > 8)]


def _same(raw):
    """(source, indicator, quantity) -> the first one that counts the same people: a noemer that two figures share."""
    tables = defaultdict(dict)
    for (code, quantity, place), (number, _) in raw.items():
        if quantity in (TELLER, NOEMER):
            tables[place[0], code, quantity][place] = number
    found, order = {}, sorted(tables)
    for at, one in enumerate(order):
        for other in order[:at]:
            if one[0] != other[0] or other in found or one in found:
                continue
            both = tables[one].keys() & tables[other].keys()
            alike = sum(tables[one][place] == tables[other][place] for place in both)
            if len(both) > 20 and alike >= ALIKE * len(both):
                found[one] = (other[1], other[2])
    return found


def tiles(code, there):
    """The periods that twelve months are made of, of the first rhythm that was delivered whole; () when none was."""
    year, last = _twelve(code)
    if not year:
        return (code,) if code in there else ()
    for letter, months in (("M", 1), ("T", 2), ("K", 3), ("H", 6)):
        if last % months:
            continue
        count, number = 12 // months, last // months
        parts = [(year if number > back else year - 1, (number - back - 1) % count + 1) for back in range(count)]
        names = tuple(f"{one}-{letter}{at:02d}" if letter == "M" else f"{one}-{letter}{at}" for one, at in parts)
        if there.issuperset(names):
            return names
    return (code,) if code in there else ()


def _twelve(code):
    """(year, last month) of twelve months, as of 2025-T3-12M; of a calendar year too. (0, 0) of others."""
    if code.isdigit():
        return int(code), 12
    if not code.endswith("-12M"):
        return 0, 0
    year, part, _ = code.split("-")
    return int(year), int(part[1:]) * {"M": 1, "T": 2, "K": 3, "H": 6}[part[0]]
