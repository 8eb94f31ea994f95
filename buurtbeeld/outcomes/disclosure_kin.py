"""Which indicators count the same people, or people of whom another counts more: config/indicatoren says so.

Two indicators on one noemer show one count twice; who is new is among everybody; a group is part of a buurt. Who adds
up and subtracts takes the one off the other, so figures of such indicators are audited in sight of each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.indicator_parts import Deel
from buurtbeeld.outcomes.disclosure_counts import NOEMER, REST, TELLER, quantities


@dataclass(frozen=True)
class Counted:
    """People that an indicator counts.

    Attributes:
        wie: names them; what is named alike in two indicators of one source is the same people.
        quantities: the counts that are all of them together.
        within: of whom they are a part; "" = nobody says so.
    """

    wie: str
    quantities: tuple[str, ...]
    within: str = ""


def counted(indicator: Indicator) -> tuple[Counted, ...]:
    """Whom an indicator counts; () of one that shows no number of persons, and of an NPS."""
    there = quantities(indicator)
    found = []
    if TELLER in there and indicator.teller is not None:
        found.append(Counted(wie(indicator.teller), (TELLER,), indicator.teller.deel_van))
    if indicator.noemer is not None and (NOEMER in there or REST in there):
        below = (TELLER, REST) if REST in there else (NOEMER,)
        found.append(Counted(wie(indicator.noemer), below, indicator.noemer.deel_van))
    return tuple(found)


def wie(deel: Deel) -> str:
    """Whom a teller or noemer counts: its `telt`, else its name."""
    return deel.telt or deel.naam


def families(indicatoren: Iterable[Indicator]) -> dict[str, tuple[Indicator, ...]]:
    """Indicator -> the others that count the same people as it does, by themselves or by way of each other."""
    family: dict[str, set[str]] = {}
    there = {one.code: one for one in indicatoren}
    for code, one in sorted(there.items()):
        names = {f"wie {name}" for said in counted(one) for name in (said.wie, said.within) if name}
        merged = {code, *names}.union(*(family.get(name, ()) for name in names))
        family |= dict.fromkeys(merged, merged)
    return {code: tuple(there[one] for one in sorted(family[code] & there.keys() - {code})) for code in there}
