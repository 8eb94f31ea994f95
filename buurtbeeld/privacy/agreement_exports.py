"""The agreement as a table to take away: every reading in one sheet, with the text of each definition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from buurtbeeld.agreement import sentences as words
from buurtbeeld.agreement.answers import CONTRACT, Agreement, Reading, Variant, Wacht
from buurtbeeld.agreement.wording import DEFINITIE, MAAT, NAAST, VENSTER
from buurtbeeld.privacy.files import Cell, Rij, Tabel

HEADER = (
    "onderdeel", "wat", "vergelijking", "maat", "venster", "definitietekst", "schatting", "eenheid", "ondergrens_95",
    "bovengrens_95", "oordeel", "transitiebuurten", "vergelijkingsbuurten", "perioden", "methode", "toelichting",
    "publicatie",
)  # fmt: skip
FIGURES = frozenset({"schatting", "ondergrens_95", "bovengrens_95"})
PARTS = {"contract": "afspraak (contract)", "lezing": "andere lezing", "vooruit": "maand 36 anders opgebouwd",
         "gevoeligheid": "gevoeligheid", "bewaking": "bewaking", "doel": "ander doel"}  # fmt: skip


def table(found: Agreement, publicatie: int, about: Sequence[tuple[str, str]] = ()) -> Tabel:
    """Every reading, then the sensitivity lines, guardrails and other aims.

    Args:
        publicatie: number of the publication it comes from.
        about: (what, value) that only the caller knows.
    """
    rows = tuple(Rij((*cells, publicatie)) for cells in _rows(found))
    return Tabel("De afspraak", HEADER, rows, FIGURES, (*about, *_about(found)))


def _rows(found: Agreement) -> Iterator[tuple[Cell, ...]]:
    for one in found.lezingen:
        yield _reading(one)
    for part, some in (("vooruit", found.vooruit), ("gevoeligheid", found.gevoeligheid)):
        for variant in some:
            yield _variant(PARTS[part], variant)
    for wacht in found.bewaking:
        yield _watched(wacht)


def _reading(one: Reading) -> tuple[Cell, ...]:
    return (
        PARTS["contract" if one.key == CONTRACT else "lezing"], DEFINITIE[one.definitie], NAAST[one.vergelijking],
        MAAT[one.maat], VENSTER[one.venster], words.told(*one.key), one.schatting_pct,
        "punten" if one.maat == "indexpunten" else "%", one.onder95, one.boven95, one.oordeel, one.n_transitie,
        one.n_vergelijking, one.perioden, one.methode, one.toelichting,
    )  # fmt: skip


def _variant(part: str, one: Variant) -> tuple[Cell, ...]:
    numbers = (one.schatting, "%", one.onder, one.boven)
    return (part, one.naam, "", MAAT["relatief"], "", one.zin, *numbers, "", None, None, None, "", one.zin)


def _watched(one: Wacht) -> tuple[Cell, ...]:
    numbers = (one.schatting, one.eenheid, one.onder, one.boven)
    sizes = (one.n_transitie, one.n_vergelijking)
    window = VENSTER["laatste_12_maanden"]
    return (
        PARTS[one.soort],
        one.naam,
        "",
        "verschil",
        window,
        one.zin,
        *numbers,
        one.oordeel,
        *sizes,
        None,
        "",
        one.zin,
    )


def _about(found: Agreement) -> Iterator[tuple[str, str]]:
    for text in (words.DEFINITIE, words.VERGELIJKING, words.MAAT, words.VENSTER):
        yield from ((f"Definitie: {name}", zin) for name, zin in text.items())
    yield "Lege waarde", "Er is geen getal dat klopt. De kolom toelichting zegt waarom. Leeg is nooit nul."
    if found.kleinste is not None:
        yield "Kleinste verandering die te zien is", f"{words.signed(found.kleinste)}%"
    for name, some in (
        ("Voor de start", found.vooraf),
        ("Andere methoden", found.anders),
        ("Let op", found.opmerkingen),
    ):
        yield from ((name, zin) for zin in some)
