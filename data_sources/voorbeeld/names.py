"""Names that sound Dutch and stand for nothing: no gemeente, wijk or buurt of the country is called so."""

from __future__ import annotations

from collections.abc import Iterator

LAND = "Voorbeeldland"
GEMEENTEN = ("Voorbeeldstad", "Modelhaven", "Verzindijk", "Proefwoude", "Schetsveen", "Nergenshuizen")
PARTNERS = (
    "Voorbeeldzorg",
    "Zorg van Niemand",
    "Schetszorg",
    "De Verzonnen Wijk",
    "Papieren Thuiszorg",
    "Zorg op Zegel",
)
FIRST = "Lindekwartier"
STEMS = (
    "Potlood", "Vouwblad", "Knikker", "Zeepbel", "Puzzel", "Inktpot", "Vlieger", "Raadsel", "Kladblok", "Wolken",
    "Dobbelsteen", "Hoepel", "Karton", "Krijtjes", "Penseel", "Fluister", "Kralen", "Legpuzzel", "Blokkendoos",
    "Stempel", "Passer", "Liniaal", "Punaise", "Paperclip", "Kaartenhuis", "Waterverf", "Zandtaart", "Kiekeboe",
    "Poppenkast", "Springtouw", "Draaimolen", "Confetti", "Slinger", "Ballonnen", "Lampion", "Toverbal",
    "Luchtkasteel", "Schetsboek", "Kleurdoos", "Domino", "Pluche", "Papiervliegtuig",
)  # fmt: skip
ENDINGS = ("buurt", "hof", "veld", "hoek")


def of_gebieden() -> Iterator[str]:
    """Names of the smallest areas, each once; the first is Lindekwartier."""
    yield FIRST
    for at, ending in enumerate(ENDINGS):
        # Each round starts somewhere else, so that names of one stem do not lie side by side.
        yield from (f"{stem}{ending}" for stem in (*STEMS[at * 7 :], *STEMS[: at * 7]))


def of_wijken() -> Iterator[str]:
    """Names of the wijken, each once."""
    yield from (f"{stem}wijk" for stem in STEMS)
