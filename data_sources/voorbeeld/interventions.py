"""Invented acties: what a transitiebuurt began and when. The counts that are delivered follow from this list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from data_sources.voorbeeld.world import World

LASTS = 900  # days after the start in which a buurt begins something
FEWEST, MOST = 6, 14
NAMES = {
    "preventie": ("Wandelgroep", "Valpreventie", "Samen koken", "Beweegkwartier", "Gezonde start"),
    "eerstelijn": ("Gezamenlijk overleg", "Vaste wijkverpleegkundige", "Korte lijnen", "Medicijnbespreking"),
    "dichtbij": ("Zorgpad COPD", "Zorgpad hartfalen", "Thuis na opname", "Meten op afstand"),
    "zorgzaam": ("Buurtkamer", "Burenhulp", "Maatjes", "Mantelzorgcafé", "Klussendienst"),
    "lerend": ("Leerkring", "Spiegelbijeenkomst", "Meeloopdag"),
}


TERMS = {"preventie": (6, 12), "eerstelijn": (3, 6), "dichtbij": (3, 6), "zorgzaam": (6, 12), "lerend": (3, 6)}
UNKNOWN = 0.15  # share of which nobody counted whom it reaches
SMALLEST, LARGEST = 4, 140  # persons; below the threshold some are not shown


@dataclass(frozen=True)
class Interventie:
    """One actie.

    Attributes:
        buurt, thema: key and code.
        maanden: after the start, before an effect may be expected.
        bereik: persons it reaches, as counted; None when nobody counted.
    """

    buurt: str
    thema: str
    naam: str
    start: date
    maanden: int
    bereik: int | None


def interventions(world: World) -> tuple[Interventie, ...]:
    """Every actie of every transitiebuurt, oldest first; some lie in the future."""
    rng, more = world.rng("acties"), world.rng("acties", "termijn en bereik")
    themas = list(NAMES)
    found: list[Interventie] = []
    for place in world.places:
        if place.start is None:
            continue
        for at, days in enumerate(sorted(rng.integers(14, LASTS, rng.integers(FEWEST, MOST)).tolist())):
            thema = themas[int(rng.integers(len(themas)))]
            naam = NAMES[thema][(at + int(rng.integers(2))) % len(NAMES[thema])]
            maanden = int(more.choice(TERMS[thema]))
            reached = int(more.integers(SMALLEST, LARGEST))
            bereik = None if more.random() < UNKNOWN else reached
            found.append(Interventie(place.sleutel, thema, naam, place.start + timedelta(days=days), maanden, bereik))
    return tuple(sorted(found, key=lambda one: (one.start, one.buurt, one.naam)))
