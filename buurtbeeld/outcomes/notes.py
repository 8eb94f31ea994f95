"""Sentences beside a figure, in plain Dutch (B1): what was aimed at, how it was made, how sure we are. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.dutch import number
from buurtbeeld.indicator_parts import Doel
from buurtbeeld.outcomes.answers import OutcomeFigure
from buurtbeeld.outcomes.values import marge

NPS_INDICATIEF = 30  # answers; statistiek.md 2.6
CHANCE = 0.002  # of a clear difference by chance alone, at the cut-off of the verdict (99.8%)


@dataclass(frozen=True)
class Badge:
    """How a figure was come by, in a word and a sentence."""

    naam: str
    uitleg: str


BADGES: Mapping[str, Badge] = {
    "gemeten": Badge("gemeten", "De bron heeft dit zelf bijgehouden."),
    "afgeleid": Badge(
        "afgeleid uit euro’s",
        "De uren zijn berekend uit betaalde euro’s en een tarief. Verandert het tarief, dan verandert dit cijfer mee.",
    ),
    "schatting": Badge("schatting", "Dit is berekend met een model. Het is niet geteld."),
}


def doelzin(doel: Doel | None) -> str:
    """What the plan aims at, in its own reading: an ambition, the agreement, or both; "" without an aim."""
    if doel is None:
        return ""
    told = []
    if doel.band is not None:
        when = _jaren(doel) if doel.afspraak is None else ""  # the years of both are those of the agreement
        told.append(f"Het plan wil {_procent(*doel.band)}{when}{_naast(doel)}.")
    if doel.afspraak is not None:
        told.append(f"De afspraak is {_procent(doel.afspraak)}{_jaren(doel)}{_naast(doel)}.")
    if doel.doelgroep:
        told.append(f"Dat gaat over {doel.doelgroep}.")
    return " ".join(told)


def doel_kort(doel: Doel | None) -> str:
    """The aim in a table or beside a line: "−15% in 3 jaar, naast vergelijkbare buurten (afspraak)"; "" without."""
    if doel is None:
        return ""
    told = []
    if doel.band is not None:
        low, high = doel.band
        told.append(f"{number(high)} tot {number(low)}%{_jaren(doel) if doel.afspraak is None else ''} (ambitie)")
    if doel.afspraak is not None:
        told.append(f"{number(doel.afspraak)}%{_jaren(doel)}{_naast(doel)} (afspraak)")
    return "; ".join(told)


def verwacht_toeval(n: int, kans: float = CHANCE) -> str:
    """How many clear differences chance alone would give among `n` comparisons that do not change.

    Args:
        kans: chance of one, at the cut-off that was used.
    """
    if n < 1:
        return ""
    if n * kans >= 1:
        times = number(n * kans)
        return f"Van {number(n)} vergelijkingen verwacht u er ongeveer {times} door toeval."
    chance = 1 - (1 - kans) ** n
    return f"Bij {number(n)} cijfers is de kans op een toevalstreffer ongeveer 1 op de {number(1 / chance)}."


def indicatief(figure: OutcomeFigure | None, indicator: Indicator) -> str:
    """A warning beside an NPS of few answers; "" when there is nothing to warn about.

    The number is rounded to five: of thirty that are shown there may be twenty-eight. Of a number that is hidden
    nothing more is said than that.
    """
    if indicator.soort != "nps" or figure is None or figure.value is None or figure.teller is not None:
        return ""
    if figure.noemer is None:
        return "Indicatief: hoeveel antwoorden het zijn, is afgeschermd."
    return "Indicatief: het zijn ongeveer 30 antwoorden of minder." if figure.noemer <= NPS_INDICATIEF else ""


def marge_zin(figure: OutcomeFigure | None, indicator: Indicator) -> str:
    """The margin in words; "" without one."""
    text = marge(figure, indicator)
    return f"De marge loopt van {text}." if text else ""


def _procent(*changes: float) -> str:
    """A percentage change as people say it: "15% minder", "20 tot 30% minder"."""
    sizes = sorted(abs(change) for change in changes)
    word = "minder" if changes[0] < 0 else "meer"
    return f"{' tot '.join(number(size) for size in sizes)}% {word}"


def _jaren(doel: Doel) -> str:
    return f" in {doel.jaren} jaar" if doel.jaren else ""


def _naast(doel: Doel) -> str:
    return ", naast vergelijkbare buurten" if doel.naast == "vergelijkingsbuurten" else " dan bij de start"
