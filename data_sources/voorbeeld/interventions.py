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


@dataclass(frozen=True)
class Interventie:
    """One actie: key of the buurt, code of the thema, name and first day."""

    buurt: str
    thema: str
    naam: str
    start: date


def interventions(world: World) -> tuple[Interventie, ...]:
    """Every actie of every transitiebuurt, oldest first; some lie in the future."""
    rng = world.rng("acties")
    themas = list(NAMES)
    found: list[Interventie] = []
    for place in world.places:
        if place.start is None:
            continue
        for at, days in enumerate(sorted(rng.integers(14, LASTS, rng.integers(FEWEST, MOST)).tolist())):
            thema = themas[int(rng.integers(len(themas)))]
            naam = NAMES[thema][(at + int(rng.integers(2))) % len(NAMES[thema])]
            found.append(Interventie(place.sleutel, thema, naam, place.start + timedelta(days=days)))
    return tuple(sorted(found, key=lambda one: (one.start, one.buurt, one.naam)))
