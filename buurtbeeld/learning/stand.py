"""What figures.read answers about Voortgang alle buurten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from buurtbeeld.answers import PlekRef
from buurtbeeld.learning.antwoorden import Vraag
from buurtbeeld.learning.rijen import Trechterpunt, Verandering
from buurtbeeld.model import Status
from buurtbeeld.outcomes.oordeel import Oordeel
from buurtbeeld.periods import Periode


@dataclass(frozen=True)
class Kandidaat:
    """A buurt that may come on the podium with one figure.

    Attributes:
        remmen: why not yet, as codes of `voortgang.REMMEN`; empty = nothing holds it back.
        stand: newest decision: "", "voordracht", "afwijzing", "toestemming" or "geen_toestemming"; with its words.
    """

    plek: PlekRef
    rij: Verandering
    remmen: tuple[str, ...]
    stand: str = ""
    toelichting: str = ""


@dataclass(frozen=True)
class Stand:
    """One transitiebuurt in Voortgang.

    Attributes:
        oordelen: how often each word, of figures that are judged.
        gestart: thema -> acties that began. ronde: when its last round was closed.
        laat: (indicator, bron, last day) of what is due and not there. hulp: reasons to offer help, as sentences.
    """

    plek: PlekRef
    start: date | None
    eind: date | None
    inwoners: int | None
    oordelen: tuple[tuple[Oordeel, int], ...]
    gestart: dict[str, int]
    gepland: int
    ronde: datetime | None
    laat: tuple[tuple[str, str, date], ...]
    hulp: tuple[str, ...]


@dataclass(frozen=True)
class Trechter:
    """One funnel; `punten` by size. `stabiel`: enough buurten to trust how much they usually differ."""

    indicator: str
    bron: str
    punten: tuple[tuple[PlekRef, str, Trechterpunt], ...]
    stabiel: bool


@dataclass(frozen=True)
class Punt:
    """One figure of a small chart: a value, or None with what stands there instead."""

    periode: Periode
    value: float | None
    lower: float | None
    upper: float | None
    status: Status


@dataclass(frozen=True)
class Reeks:
    """The chosen figure of one buurt, oldest first."""

    plek: PlekRef
    start: date | None
    punten: tuple[Punt, ...]


@dataclass(frozen=True)
class Voortgang:
    """Voortgang alle buurten of one programma.

    Attributes:
        standen: transitiebuurten by name. trechters: (indicator, bron) to choose from; trechter: the chosen one.
        rijen: what every transitiebuurt changed on the chosen figure, by key. reeksen: the same through time, by name;
            at most so many as are looked at together.
    """

    programma: str
    publicatie: int
    klaar: bool
    standen: tuple[Stand, ...]
    keuzes: tuple[tuple[str, str], ...]
    trechter: Trechter | None
    rijen: dict[str, Verandering]
    kandidaten: tuple[Kandidaat, ...]
    vragen: tuple[Vraag, ...]
    reeksen: tuple[Reeks, ...] = ()
