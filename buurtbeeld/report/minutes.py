"""The minutes of a meeting as a document: the figures as they were seen, and the words as they were written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from buurtbeeld.dutch import date_text, time_text
from buurtbeeld.model import Plek
from buurtbeeld.report.document import Alinea, Blok, Citaat, Document, Grafiek, Kop, Lijst, Oordeelregel, Tabel
from buurtbeeld.review import notes
from buurtbeeld.review.parts import DUIDING, LES, OPEN, OPMERKING, STEM, Bevroren, Bijeenkomst, Gezien
from buurtbeeld.writing.store import Tekst

KNOWN = {"ja": "herkent dit", "deels": "herkent dit deels", "nee": "herkent dit niet", "": "zegt"}


def document(
    meeting: Bijeenkomst, plek: Plek, kept: Bevroren, said: Sequence[Tekst], earlier: Sequence[Tekst]
) -> Document:
    """The minutes.

    Args:
        said: everything written in this meeting.
        earlier: agreements of earlier meetings that were looked at in this one.
    """
    end = meeting.gesloten
    until = f", afgesloten om {time_text(end.op)} uur" if end is not None else ", nog niet afgesloten"
    return Document(
        titel=f"{meeting.naam} van {plek.naam}",
        onder=f"Gehouden op {date_text(meeting.op)}{until}.",
        blokken=tuple(_blocks(kept, said, earlier)),
        voet=f"{plek.naam}. {meeting.naam}, {date_text(meeting.op)}. Cijfers van publicatie {kept.publicatie}.",
        banner="Voorbeeldgegevens: verzonnen. Deze buurt bestaat niet." if plek.verzonnen else "",
        trefwoorden=("bespreking", plek.naam),
    )


def _blocks(kept: Bevroren, said: Sequence[Tekst], earlier: Sequence[Tekst]) -> Iterator[Blok]:
    yield Kop("Wat spreken we af?")
    agreed = notes.agreements(said)
    if agreed:
        yield _agreements("Onze afspraken", agreed)
    else:
        yield Alinea("Wij spraken niets nieuws af.")
    if earlier:
        yield Kop("Wat deden we met de vorige afspraken?")
        yield _agreements("Afspraken van eerder", earlier)
    yield Kop("Wat is nieuw?")
    if kept.nieuw:
        yield Tabel("Cijfers die nieuw zijn", ("Cijfer", "Van start naar nu", "Oordeel"), tuple(map(_new, kept.nieuw)))
    else:
        yield Alinea("Er waren geen nieuwe cijfers.")
    yield Kop("Wat valt op?")
    yield Alinea(_rest(kept))
    for one in kept.signalen:
        yield from _signal(one, said)
    yield from _loose(said, kept)
    yield from _learned(kept, said)


def _agreements(caption: str, found: Sequence[Tekst]) -> Tabel:
    rows = tuple(
        (one.velden["wat"], one.velden.get("wie", ""), one.velden.get("wanneer", ""), one.velden.get("stand", OPEN))
        for one in found
    )
    return Tabel(caption, ("Wat", "Wie", "Wanneer klaar", "Stand"), rows)


def _new(one: Gezien) -> tuple[str, str, str]:
    bij = ", gecorrigeerd" if one.gecorrigeerd else ""
    return one.naam, f"{one.cijfer or 'geen cijfer'} ({one.periode}{bij})", one.oordeel or "geen oordeel"


def _rest(kept: Bevroren) -> str:
    left = sum(count for _, count in kept.rest)
    words = "; ".join(f"{count} {word or 'zonder oordeel'}" for word, count in kept.rest)
    if not kept.signalen:
        return f"Van de {kept.bekeken} cijfers is er geen duidelijk anders. {words.capitalize()}." if words else (
            "Er waren nog geen cijfers."
        )  # fmt: skip
    verb = "viel er 1" if len(kept.signalen) == 1 else f"vielen er {len(kept.signalen)}"
    return f"Van de {kept.bekeken} cijfers {verb} op. De andere {left}: {words}."


def _signal(one: Gezien, said: Sequence[Tekst]) -> Iterator[Blok]:
    yield Kop(one.naam, 2)
    yield Alinea(one.zin)
    if one.oordeel:
        yield Oordeelregel(one.oordeel, one.richting)
    if one.punten:
        yield Grafiek(one.naam, one.zin, one.punten, one.nulmeting, one.nulmeting_tekst, one.vanaf_nul)
        yield Alinea(f"Eenheid: {one.eenheid}. Bron: {one.bron.lower()}.", klein=True)
    yield from _of(said, one.indicator)


def _of(said: Sequence[Tekst], about: str) -> Iterator[Blok]:
    """What was said about one figure: voices first, then what stood out, then explanations."""
    for voice in notes.of(said, STEM, about):
        who = f"Een {voice.velden['wie']} {KNOWN[voice.velden.get('herkent', '')]}"
        yield Citaat(voice.tekst, who) if voice.tekst else Alinea(f"{who}.")
    remarks = tuple(one.tekst for one in notes.of(said, OPMERKING, about))
    if remarks:
        yield Lijst(remarks)
    explained = tuple(one.tekst for one in notes.of(said, DUIDING, about))
    if explained:
        yield Alinea("Onze verklaring. Dit is geen bewijs.", sterk=True)
        yield Lijst(explained)


def _loose(said: Sequence[Tekst], kept: Bevroren) -> Iterator[Blok]:
    """What was said about no figure, or about one that later made room for newer figures: nothing is left out."""
    shown = {one.indicator for one in kept.signalen}
    left = dict.fromkeys(one.onderwerp for one in said if one.soort in (STEM, OPMERKING, DUIDING))
    loose = [block for about in left if about not in shown for block in _of(said, about)]
    if loose:
        yield Kop("Wat wij verder zeiden", 2)
        yield from loose


def _learned(kept: Bevroren, said: Sequence[Tekst]) -> Iterator[Blok]:
    lessons = tuple(one.tekst for one in notes.of(said, LES))
    if kept.ander is None and not lessons:
        return
    yield Kop("Wat leren we van een ander?")
    if kept.ander is not None:
        yield Alinea(f"{kept.ander.indicator}. {kept.ander.eigen} {kept.ander.zin}")
        if kept.ander.acties:
            yield Alinea(f"{kept.ander.naam} deed onder meer:")
            yield Lijst(kept.ander.acties)
    if lessons:
        yield Alinea("Dit nemen wij mee:", sterk=True)
        yield Lijst(lessons)
