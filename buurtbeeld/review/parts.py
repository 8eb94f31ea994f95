"""What a bespreking is made of: its steps, the figures as they were seen, and what may be written in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from buurtbeeld.writing.rules import Veld

BESPREKING, INTERVISIE = "bespreking", "intervisie"
NIEUW, OPVALT, HERKENNEN, LEREN, AFSPREKEN = "nieuw", "opvalt", "herkennen", "leren", "afspreken"


@dataclass(frozen=True)
class Stap:
    """One step of a meeting: its question, and how many minutes it may take."""

    code: str
    vraag: str
    minuten: int


STAPPEN: Mapping[str, tuple[Stap, ...]] = {
    BESPREKING: (
        Stap(NIEUW, "Wat is nieuw?", 5),
        Stap(OPVALT, "Wat valt op?", 15),
        Stap(HERKENNEN, "Herkennen we dit?", 15),
        Stap(LEREN, "Wat leren we?", 10),
        Stap(AFSPREKEN, "Wat spreken we af?", 15),
    ),
    INTERVISIE: (
        Stap(OPVALT, "Wat valt op?", 10),
        Stap(LEREN, "Wat leren we?", 20),
        Stap(AFSPREKEN, "Wat nemen we mee?", 10),
    ),
}
# Kinds of text in a meeting.
OPMERKING, STEM, DUIDING, LES, AFSPRAAK = "opmerking", "stem", "duiding", "les", "afspraak"
HERKENT = ("ja", "deels", "nee")
SPREKERS = ("bewoner", "mantelzorger", "vrijwilliger", "zorgverlener", "sociaal werk of gemeente")
EIGEN_STEM = frozenset(SPREKERS[:3])  # who lives it; heard before anybody explains
OPEN, GEDAAN, LOOPT, NIET = "open", "gedaan", "loopt", "niet gelukt"
STANDEN = (GEDAAN, LOOPT, NIET)
DONE = frozenset({GEDAAN, NIET})  # does not return in the next meeting
MOST_ACTIONS = 3
VELDEN: Mapping[str, Mapping[str, Veld]] = {
    OPMERKING: {"tekst": Veld("de opmerking")},
    STEM: {
        "wie": Veld("wie het zegt", 40, regels=False),
        "herkent": Veld("de keuze", 10, mag_leeg=True, regels=False),
        "tekst": Veld("de reden", mag_leeg=True),
    },
    DUIDING: {"tekst": Veld("de verklaring")},
    LES: {"tekst": Veld("de les")},
    AFSPRAAK: {
        "wat": Veld("de afspraak", 200, regels=False),
        "wie": Veld("wie het doet", 80, mag_leeg=True, wie=True, regels=False),
        "wanneer": Veld("de dag", 30, mag_leeg=True, regels=False),
        "stand": Veld("de stand", 20, mag_leeg=True, regels=False),
        "opmerking": Veld("de opmerking", mag_leeg=True, wie=True),
    },
}
SINGLE = frozenset({"wie", "wanneer", "stand", "herkent"})


@dataclass(frozen=True)
class Punt:
    """One dot in a chart: its period in words, its value as number and in words, and its margin.

    Attributes:
        waarde: None when the figure is hidden; `tekst` is then HIDDEN.
    """

    periode: str
    waarde: float | None
    tekst: str
    onder: float | None = None
    boven: float | None = None
    voorlopig: bool = False


@dataclass(frozen=True)
class Gezien:
    """One figure as it was seen, in the words of the Cijferblad.

    Attributes:
        oordeel: one of the six words; "" when it is not judged.
        zin: the answer in words; uitleg: what the verdict means; richting: which way is favourable.
        cijfer: from the start to now; nieuw: it came in since the last meeting.
        nulmeting: value at the start, in the unit; None when unknown.
    """

    indicator: str
    thema: str
    naam: str
    oordeel: str
    zin: str
    uitleg: str
    richting: str
    cijfer: str
    marge: str
    eenheid: str
    periode: str
    bron: str
    nieuw: bool
    gecorrigeerd: bool
    nulmeting: float | None = None
    nulmeting_tekst: str = ""
    vanaf_nul: bool = False
    punten: tuple[Punt, ...] = ()


@dataclass(frozen=True)
class Ander:
    """Another buurt beside the own one: alike at the start, another figure now, and what it did."""

    sleutel: str
    naam: str
    waarom: str
    indicator: str
    eigen: str
    zin: str
    acties: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bevroren:
    """All that is looked at in one meeting, from one publication.

    Attributes:
        bekeken: how many figures were looked at.
        signalen: at most three, chosen by a fixed rule.
        rest: word -> how many of the other figures have it, in the fixed order of words; "" = not judged.
        nieuw: what came in, or was corrected, since the last meeting.
    """

    publicatie: int
    bekeken: int
    signalen: tuple[Gezien, ...]
    nieuw: tuple[Gezien, ...]
    rest: tuple[tuple[str, int], ...]
    ander: Ander | None = None
    bijgewerkt: str = ""


@dataclass(frozen=True)
class Gebeurtenis:
    """Something that happened in a meeting; `waarde` is a step from 1, a freeze or a round."""

    soort: str
    waarde: int
    op: datetime
    door: str


@dataclass(frozen=True)
class Bijeenkomst:
    """One bespreking or intervisie.

    Attributes:
        nummer: of this buurt and soort, from 1.
        gebeurtenissen: all that happened, oldest first.
    """

    id: int
    programma: str
    buurt: str
    soort: str
    nummer: int
    op: datetime
    door: str
    gebeurtenissen: tuple[Gebeurtenis, ...]

    @property
    def stappen(self) -> tuple[Stap, ...]:
        """The steps of this kind of meeting."""
        return STAPPEN[self.soort]

    @property
    def stap(self) -> int:
        """Number of the step everybody is at, from 1."""
        return next((one.waarde for one in reversed(self.gebeurtenissen) if one.soort == "stap"), 1)

    @property
    def gesloten(self) -> Gebeurtenis | None:
        """The end; None while it goes on."""
        return next((one for one in self.gebeurtenissen if one.soort == "gesloten"), None)

    @property
    def gepauzeerd(self) -> bool:
        """Whether the clock stands still."""
        last = next((one for one in reversed(self.gebeurtenissen) if one.soort in ("pauze", "verder")), None)
        return last is not None and last.soort == "pauze"

    @property
    def bevriezing(self) -> int:
        """Number of the freeze that counts."""
        return next((one.waarde for one in reversed(self.gebeurtenissen) if one.soort == "cijfers"), 1)

    @property
    def naam(self) -> str:
        """For example "Bespreking 9"."""
        return f"{self.soort.capitalize()} {self.nummer}"

    def verstreken(self, nu: datetime) -> int:
        """Whole minutes spent in the step everybody is at, pauses left out."""
        seconds, since, here = 0.0, self.op, 1
        running = True
        for one in (*self.gebeurtenissen, Gebeurtenis("nu", 0, nu, "")):
            if running and here == self.stap:
                seconds += (one.op - since).total_seconds()
            since = one.op
            here = one.waarde if one.soort == "stap" else here
            running = {"pauze": False, "verder": True}.get(one.soort, running)
        return int(seconds // 60)
