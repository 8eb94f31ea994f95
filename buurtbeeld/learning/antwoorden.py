"""What figures.read answers about learning from each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from buurtbeeld.answers import PlekRef
from buurtbeeld.learning.rijen import Verandering
from buurtbeeld.learning.tegenover import Tegenover
from buurtbeeld.model import Plek
from buurtbeeld.outcomes.answers import Comparison
from buurtbeeld.outcomes.parts import Interventie


@dataclass(frozen=True)
class Kenmerk:
    """One feature of two buurten at the start.

    Attributes:
        eigen, ander: in the unit of the indicator; None = not published there.
        aandeel: its part of the squared distance, 0..1.
        later: one of the two is of after the first start, for want of an older figure.
    """

    indicator: str
    eigen: float | None
    ander: float | None
    aandeel: float
    later: bool = False


@dataclass(frozen=True)
class Buur:
    """A buurt that looks like the own one.

    Attributes:
        rol: "transitie" or "vergelijking".
        sterkte: -1 nobody knows, 0 no good comparison, 1 a little, 2 fairly, 3 strongly.
        eind: last day, when it stopped. kenmerken: what makes them differ most first.
        tegenover: on the figure that is looked at; None for a buurt that does not take part.
        anders: other figures on which the two went clearly different ways, the clearest first.
        contact: when somebody of the own buurt last asked for contact.
    """

    plek: PlekRef
    rol: str
    partner: str
    start: date | None
    eind: date | None
    afstand: float
    sterkte: int
    kenmerken: tuple[Kenmerk, ...]
    tegenover: Tegenover | None = None
    anders: tuple[Tegenover, ...] = ()
    interventies: tuple[Interventie, ...] = ()
    contact: datetime | None = None


@dataclass(frozen=True)
class Vraag:
    """A request for contact: who asked whom, when; or two buurten that the transitieteam brought together.

    Attributes:
        gekoppeld: the transitieteam did it: it concerns both, and nobody has to answer.
    """

    nummer: int
    van: PlekRef
    aan: PlekRef
    op: datetime
    beantwoord: bool
    gekoppeld: bool = False


@dataclass(frozen=True)
class Leren:
    """Leren van andere buurten, of one buurt and one figure.

    Attributes:
        klaar: the results of this publication are there; without them everything below is empty.
        keuzes: (indicator, bron) to choose from, effects first.
        buren: those that take part, nearest first; goed: how many of them are a good comparison.
        anderen: nearest buurten that do not take part.
        gekozen: the one that is looked at; None when there is none.
        naast: both series; None without a buurt or a figure.
        eigen: what the own buurt changed on this figure; None when nothing was delivered.
        gemiddeld: mean adjusted gap of the buren with a gap, as a share or in points; None when fewer than three
            others would remain. gemiddeld_van: how many.
        telt, zonder: features that count, and that were left out.
        voordrachten: indicators with which the transitieteam put this buurt forward, and the buurt did not answer yet.
        bekeken: how many other buurten take part. gedeeld: buurten to compare with where the same partner works.
        begonnen: whether the first day of any buurt is known, so that the features are from before it.
    """

    plek: Plek
    publicatie: int
    klaar: bool
    indicator: str = ""
    bron: str = ""
    keuzes: tuple[tuple[str, str], ...] = ()
    buren: tuple[Buur, ...] = ()
    anderen: tuple[Buur, ...] = ()
    gekozen: Buur | None = None
    naast: Comparison | None = None
    eigen: Verandering | None = None
    interventies: tuple[Interventie, ...] = ()
    gemiddeld: float | None = None
    gemiddeld_van: int = 0
    telt: tuple[str, ...] = ()
    zonder: tuple[str, ...] = ()
    vragen: tuple[Vraag, ...] = ()
    voordrachten: tuple[str, ...] = ()
    bekeken: int = 0
    gedeeld: int = 0
    begonnen: bool = False

    @property
    def goed(self) -> int:
        """How many buren are a good comparison."""
        return sum(one.sterkte > 0 for one in self.buren)
