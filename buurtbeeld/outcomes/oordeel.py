"""The verdict: six fixed words, made of a stored signal and the direction agreed in a thema.

What the figures say (`Signaal`) is computed once, when they are published. What that means in a thema (`Oordeel`) is
one pure function of it, so that screen, file and print cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum, StrEnum


class Oordeel(StrEnum):
    """The six words, in the one order they are always listed in."""

    GUNSTIGER = "duidelijk gunstiger"
    ONGUNSTIGER = "duidelijk ongunstiger"
    GEEN_VERSCHIL = "geen duidelijk verschil"
    TE_VROEG = "nog te vroeg"
    TE_WEINIG = "te weinig gegevens"
    VERANDERT = "verandert, geen richting afgesproken"


class Signaal(IntEnum):
    """What the figures of one buurt say up to one period; stored with the figure of that period."""

    GEEN = 0  # this figure is never judged: a count, an interview, a breakdown, a buurt to compare with
    HOGER = 1  # clearly above what it was, beside the comparison group where there is one
    LAGER = 2
    GELIJK = 3  # neither, and the margin is small enough to say so
    TE_KORT = 4  # too few complete periods
    ONZEKER = 5  # the margin is too wide
    GEEN_START = 6  # nobody knows when this buurt began
    GEEN_NULMETING = 7  # nothing complete from before the start
    GEEN_CIJFER = 8  # hidden or withheld


class Grond(StrEnum):
    """Why a verdict is nog te vroeg or te weinig gegevens; "" for the other words."""

    GEEN = ""
    TERMIJN = "termijn"  # no intervention has had its expected time yet
    METINGEN = "metingen"  # too few measurements
    MARGE = "marge"
    START = "start"
    NULMETING = "nulmeting"
    AFGESCHERMD = "afgeschermd"
    NIET_GELEVERD = "niet geleverd"
    GROEPEN = "alleen groepen"  # delivered per group only, not of everybody together


@dataclass(frozen=True)
class Beoordeling:
    """The verdict of one indicator in one thema, with what its sentence needs.

    Attributes:
        oordeel: None when this figure is not judged: a count, an interview, a buurt to compare with.
        voor, na: complete measurements before and after the start that it rests on.
        groep: number of buurten it was put beside; 0 = beside its own past only.
        tot: grond termijn: first day on which the earliest intervention may show.
        voorbij: that day has come, but there is no figure of then or later yet.
        nodig: grond metingen: how many measurements are needed in all.
    """

    oordeel: Oordeel | None
    grond: Grond = Grond.GEEN
    voor: int = 0
    na: int = 0
    groep: int = 0
    tot: date | None = None
    voorbij: bool = False
    nodig: int = 0


NIET_BEOORDEELD = Beoordeling(None)
NIET_GELEVERD = Beoordeling(Oordeel.TE_WEINIG, Grond.NIET_GELEVERD)
ALLEEN_GROEPEN = Beoordeling(Oordeel.TE_WEINIG, Grond.GROEPEN)
LEAST, LEAST_YEARLY = 5, 2  # measurements in all before anything is said
_NO_WORD = {
    Signaal.TE_KORT: (Oordeel.TE_VROEG, Grond.METINGEN),
    Signaal.ONZEKER: (Oordeel.TE_WEINIG, Grond.MARGE),
    Signaal.GEEN_START: (Oordeel.TE_WEINIG, Grond.START),
    Signaal.GEEN_NULMETING: (Oordeel.TE_WEINIG, Grond.NULMETING),
    Signaal.GEEN_CIJFER: (Oordeel.TE_WEINIG, Grond.AFGESCHERMD),
}


def beoordeel(
    signaal: Signaal,
    richting: str,
    *,
    voor: int = 0,
    na: int = 0,
    groep: int = 0,
    jaarlijks: bool = False,
    verwacht: Iterable[date] = (),
    tot_en_met: date | None = None,
    vandaag: date | None = None,
) -> Beoordeling:
    """The verdict that a signal gives in one thema.

    Args:
        signaal: as stored with the figure.
        richting: "hoger", "lager" or "geen": what is favourable in this thema.
        voor, na, groep: as stored with the figure.
        jaarlijks: a figure over a year, of which two measurements are enough.
        verwacht: per started intervention of this thema the day from which it may show.
        tot_en_met: last day the figure is about.
        vandaag: with it, a figure that is older than the expected time is told from an actie that still needs time.

    Returns:
        nog te vroeg as long as interventions are registered and none has had its expected time; else what the
        signal says.
    """
    if signaal is Signaal.GEEN:
        return NIET_BEOORDEELD
    found = Beoordeling(None, voor=voor, na=na, groep=groep)
    if signaal in _NO_WORD:
        word, grond = _NO_WORD[signaal]
        return replace(found, oordeel=word, grond=grond, nodig=LEAST_YEARLY if jaarlijks else LEAST)
    earliest = min(verwacht, default=None)
    if earliest is not None and tot_en_met is not None and tot_en_met < earliest:
        past = vandaag is not None and earliest <= vandaag
        return replace(found, oordeel=Oordeel.TE_VROEG, grond=Grond.TERMIJN, tot=earliest, voorbij=past)
    return replace(found, oordeel=_word(signaal, richting))


def _word(signaal: Signaal, richting: str) -> Oordeel:
    if signaal is Signaal.GELIJK:
        return Oordeel.GEEN_VERSCHIL
    if richting == "geen":
        return Oordeel.VERANDERT
    wanted = Signaal.HOGER if richting == "hoger" else Signaal.LAGER
    return Oordeel.GUNSTIGER if signaal is wanted else Oordeel.ONGUNSTIGER


def geteld(gevonden: Iterable[Beoordeling]) -> tuple[tuple[Oordeel, int], ...]:
    """How often each word occurs, in the fixed order; words that do not occur are left out."""
    words = [one.oordeel for one in gevonden]
    return tuple((word, words.count(word)) for word in Oordeel if word in words)
