"""What a plan is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from buurtbeeld.writing.rules import Veld
from buurtbeeld.writing.store import Tekst

PLAATS = "plan"
ONDERDEEL, KEUZE = "onderdeel", "keuze"
BEDACHT, KLAAR_OM, BEGONNEN, VERVALLEN = "bedacht", "kan beginnen", "begonnen", "gaat niet door"
STANDEN = (BEDACHT, KLAAR_OM, VERVALLEN)  # what somebody may choose; "begonnen" comes from beginning it
VELDEN: Mapping[str, Mapping[str, Veld]] = {
    ONDERDEEL: {
        "wat": Veld("wat u gaat doen", 80, regels=False),
        "waarom": Veld("waarom", 300, mag_leeg=True, regels=False),
        "wie": Veld("wie het doet", 80, mag_leeg=True, wie=True, regels=False),
        "wanneer": Veld("de dag", 30, mag_leeg=True, regels=False),
        "stand": Veld("de stand", 20, mag_leeg=True, regels=False),
        "kaart": Veld("het plan van de menukaart", 60, mag_leeg=True, regels=False),
        "actie": Veld("het nummer van de actie", 12, mag_leeg=True, regels=False),
        "kosten": Veld("het bedrag", 20, mag_leeg=True, regels=False),
        "betaler": Veld("wie betaalt", 60, mag_leeg=True, wie=True, regels=False),
        "geld": Veld("de stand van het geld", 20, mag_leeg=True, regels=False),
        "opmerking": Veld("de opmerking", mag_leeg=True, wie=True),
    },
    KEUZE: {"waarom": Veld("waarom u dit thema kiest, of niet", 500, mag_leeg=True, regels=False)},
}
SINGLE = frozenset({"wie", "wanneer", "stand", "kaart", "actie", "kosten", "betaler", "geld"})


@dataclass(frozen=True)
class Themaplan:
    """One thema in the plan of a buurt.

    Attributes:
        verplicht: every buurt takes part in it.
        gekozen: this buurt takes part in it.
        afwijking: why it was left out, as the programma says; "" when it was not.
        waarom: what the network wrote about the choice; None when nothing.
        onderdelen: what it is going to do, in the order in which it was written.
        acties: what was registered otherwise: planned, running or stopped, with its first day.
    """

    code: str
    naam: str
    verplicht: bool
    gekozen: bool
    afwijking: str
    waarom: Tekst | None
    onderdelen: tuple[Tekst, ...]
    acties: tuple[str, ...] = ()

    @property
    def mist(self) -> str:
        """What is still asked for here, as a sentence; "" when nothing."""
        if self.gekozen and not (self.onderdelen or self.acties):
            return "Hier staat nog niets. Schrijf op wat u gaat doen."
        if not self.gekozen and not self.afwijking and (self.waarom is None or not self.waarom.velden.get("waarom")):
            return "Uw buurt doet hier niet aan mee. Schrijf op waarom."
        return ""


@dataclass(frozen=True)
class Plan:
    """The plan of a buurt.

    Attributes:
        uitdagingen: what the network wrote down at the nulmeting; the plan answers these.
        themas: every thema, in their order.
    """

    uitdagingen: tuple[str, ...]
    themas: tuple[Themaplan, ...]

    @property
    def mist(self) -> bool:
        """Whether a thema still asks for something."""
        return any(one.mist for one in self.themas)

    @property
    def onderdelen(self) -> tuple[Tekst, ...]:
        """All that is going to be done."""
        return tuple(one for thema in self.themas for one in thema.onderdelen)
