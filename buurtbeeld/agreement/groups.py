"""Which buurten are put beside which, and which do not count: with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from buurtbeeld.agreement import sentences as words
from buurtbeeld.dutch import listed
from buurtbeeld.programma_schema import Buurt, Programma

FEWEST_PARTNERS = 6  # clusters; with fewer a margin by partner says nothing
NONE_STARTED = "Van geen enkele transitiebuurt is de startdatum bekend."


@dataclass(frozen=True)
class Groups:
    """Buurten of a programma by what they count for.

    Attributes:
        transitie: with a start.
        vergelijking: never began.
        shared: buurten to compare with whose partner also works in a transitiebuurt.
        by_partner: the margin is made by partner too: some work in more than one buurt, and there are enough of them.
        notes: Dutch sentences about who does not count.
    """

    transitie: tuple[Buurt, ...]
    vergelijking: tuple[Buurt, ...]
    shared: frozenset[str]
    by_partner: bool
    notes: tuple[str, ...]

    def outside_alliance(self) -> tuple[Buurt, ...]:
        """Buurten to compare with of which no alliance partner is known."""
        return tuple(one for one in self.vergelijking if not one.partner)

    def near(self) -> frozenset[str]:
        """Buurten to compare with in a gemeente where also a transitiebuurt lies."""
        towns = {one.gemeente for one in self.transitie if one.gemeente}
        return frozenset(one.sleutel for one in self.vergelijking if one.gemeente in towns)


def groups_of(programma: Programma) -> Groups:
    """Divide the buurten of a programma.

    A buurt to compare with that has a start moved to the other group: its past would be counted twice, so it is in
    neither.
    """
    known = tuple(one for one in programma.buurten if one.rol == "transitie" and one.start is not None)
    unknown = [one for one in programma.buurten if one.rol == "transitie" and one.start is None]
    moved = [one for one in programma.buurten if one.rol == "vergelijking" and one.start is not None]
    still = tuple(one for one in programma.buurten if one.rol == "vergelijking" and one.start is None)
    partners = {one.partner for one in known if one.partner}
    shared = [one for one in still if one.partner in partners]
    clusters = {one.partner or f" {one.sleutel}" for one in (*known, *still)}
    enough = len(clusters) >= FEWEST_PARTNERS and len({one.partner or one.sleutel for one in known}) > 1
    notes = [_unknown(unknown, known), _moved(moved), _shared(shared), *map(_stopped, known)]
    keys = frozenset(one.sleutel for one in shared)
    by_partner = enough and len(clusters) < len(known) + len(still)
    return Groups(known, still, keys, by_partner, tuple(filter(None, notes)))


def one_partner(some: Sequence[Buurt]) -> bool:
    """Whether all of several buurten have the same partner."""
    return len(some) > 1 and bool(some[0].partner) and len({one.partner for one in some}) == 1


def margin_notes(groups: Groups, kept: Sequence[Buurt]) -> list[str]:
    """What the margin does with partners, where that matters, of the transitiebuurten that are left."""
    single = one_partner(kept)
    told = [words.ONE_PARTNER] if single else []
    if groups.shared and not groups.by_partner:
        return [words.FEW_PARTNERS, *told]
    return told or ([words.BY_PARTNER] if groups.shared else [])


def _unknown(some: Sequence[Buurt], known: Sequence[Buurt]) -> str:
    if not known:
        return NONE_STARTED
    return f"Van {_names(some)} is de startdatum onbekend. {_these(some)} niet mee." if some else ""


def _moved(some: Sequence[Buurt]) -> str:
    if not some:
        return ""
    verb = "begon" if len(some) == 1 else "begonnen"
    return f"{_names(some)} {verb} zelf en is geen vergelijking meer. {_these(some)} niet mee."


def _shared(some: Sequence[Buurt]) -> str:
    if not some:
        return ""
    who = f"In {_names(some)} werkt een partner die ook in een transitiebuurt werkt."
    return f"{who} Het verschil kan daardoor kleiner lijken."


def _stopped(one: Buurt) -> str:
    return f"{one.naam} is gestopt. Cijfers van daarna tellen niet mee." if one.eind is not None else ""


def _these(some: Sequence[Buurt]) -> str:
    return "Die buurt telt" if len(some) == 1 else "Die buurten tellen"


def _names(some: Sequence[Buurt]) -> str:
    names = [one.naam for one in some]
    return listed(names) if len(names) <= 3 else f"{len(names)} buurten"
