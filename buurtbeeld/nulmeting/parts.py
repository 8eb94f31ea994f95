"""What a nulmeting is made of, and which texts belong in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from buurtbeeld.model import Status
from buurtbeeld.writing.rules import Veld
from buurtbeeld.writing.store import Tekst

PLAATS = "nulmeting"
KRACHT, UITDAGING, VRAAG, REGIO = "kracht", "uitdaging", "vraag", "regio"
# The three questions of the format in the transition plan.
VRAGEN: Mapping[str, str] = {
    "1": "Welke belangrijke uitdagingen zien we in onze buurt?",
    "2": "Waarom zijn deze uitdagingen belangrijk?",
    "3": "Wat gebeurt er in onze buurt als we deze uitdagingen aanpakken?",
}
GELDT = ("ja", "deels", "nee")
SHORT = 300
VELDEN: Mapping[str, Mapping[str, Veld]] = {
    KRACHT: {"tekst": Veld("de kracht", SHORT, regels=False)},
    UITDAGING: {"tekst": Veld("de uitdaging", SHORT, regels=False)},
    VRAAG: {"tekst": Veld("het antwoord", mag_leeg=True)},
    REGIO: {
        "tekst": Veld("de uitdaging van de regio", SHORT, regels=False),
        "geldt": Veld("de keuze", 10, regels=False),
        "want": Veld("de reden", SHORT, mag_leeg=True, regels=False),
    },
}
SINGLE = frozenset({"geldt"})
EIGEN, GEMEENTE, LAND = "eigen", "gemeente", "land"


@dataclass(frozen=True)
class Concept:
    """What the network wrote down and is not locked yet.

    Attributes:
        vragen: number of the question -> its text; a question nobody wrote at is not there.
    """

    krachten: tuple[Tekst, ...] = ()
    uitdagingen: tuple[Tekst, ...] = ()
    vragen: Mapping[str, Tekst] | None = None
    regio: tuple[Tekst, ...] = ()

    @property
    def mist(self) -> tuple[str, ...]:
        """What is still needed before it can be locked, as ends of a sentence "Er mist nog: …"."""
        answered = self.vragen or {}
        open_questions = [number for number in VRAGEN if not (number in answered and answered[number].tekst)]
        found = [] if self.krachten else ["een kracht"]
        found += [] if self.uitdagingen else ["een uitdaging"]
        return (*found, *(f"het antwoord op vraag {number}" for number in open_questions))


@dataclass(frozen=True)
class Regel:
    """One text as it was locked. `onderwerp`: the figure it rests on, or the number of the question; `geldt`, `want`:
    of a challenge of the region.
    """

    soort: str
    tekst: str
    onderwerp: str = ""
    geldt: str = ""
    want: str = ""


@dataclass(frozen=True)
class Cijfer:
    """One figure as it was when the nulmeting was locked.

    Attributes:
        waarvan: "eigen", "gemeente", "land", or the code of a part of the buurt.
        value: in the unit of the indicator; None when it was missing, `reden` says why.
        bron, bron_versie: source, and its release; "" when the figure was missing.
    """

    indicator: str
    waarvan: str
    naam: str
    jaar: int
    value: float | None
    status: Status
    reden: str
    bron: str
    bron_versie: str


@dataclass(frozen=True)
class Ondertekening:
    """Something that happened to a nulmeting: signed, or a signature taken back with a reason."""

    gebeurtenis: str
    naam: str
    reden: str
    op: datetime


@dataclass(frozen=True)
class Vastgezet:
    """A locked nulmeting. It never changes; `ondertekeningen` says what happened to it since.

    Attributes:
        versie: 1 for the first of a buurt.
        jaar: edition of the open figures; publicatie: the publication they were read from.
        naam: who signed.
        reden: why there is another version; "" for the first.
        sha256: of figures and texts together, to show that nothing changed.
    """

    nummer: int
    buurt: str
    versie: int
    jaar: int
    publicatie: int
    naam: str
    reden: str
    op: datetime
    sha256: str
    regels: tuple[Regel, ...]
    cijfers: tuple[Cijfer, ...]
    ondertekeningen: tuple[Ondertekening, ...] = ()

    @property
    def ingetrokken(self) -> Ondertekening | None:
        """The withdrawal of the signature; None while it stands."""
        last = self.ondertekeningen[-1] if self.ondertekeningen else None
        return last if last is not None and last.gebeurtenis == "ingetrokken" else None

    def van(self, soort: str) -> tuple[Regel, ...]:
        """The texts of one kind, as they were ordered."""
        return tuple(one for one in self.regels if one.soort == soort)


@dataclass(frozen=True)
class Verschil:
    """A figure of the same year that its source has changed since.

    Attributes:
        toen: as it was locked; nu: as it is now.
        bron_naam, aangepast: which source, and when its newest release was fetched.
    """

    toen: Cijfer
    nu: Cijfer
    bron_naam: str
    aangepast: datetime | None
