"""Het buurtverslag as a document: what happened and what it brought, from the meetings' own words and safe figures.

Names of who does what stay in the minutes: this paper goes to everybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from buurtbeeld.dutch import listed
from buurtbeeld.report.document import Alinea, Blok, Citaat, Document, Grafiek, Kop, Lijst, Oordeelregel
from buurtbeeld.review.freezing import seen_of
from buurtbeeld.review.parts import Gezien

QUESTIONS = (
    "In het kort",
    "Hoe is onze buurt?",
    "Wat valt op?",
    "Wat zeggen mensen?",
    "Wat deden we?",
    "Wat gaan we doen?",
)
DONE = {
    "gedaan": "Dit is gedaan.",
    "loopt": "Dit loopt nog.",
    "niet gelukt": "Dit lukte niet.",
    "open": "Dit doen we nog.",
}


@dataclass(frozen=True)
class Stem:
    """One quote; `sleutel` of the text it comes from, so that it can be left out."""

    sleutel: str
    tekst: str
    wie: str


@dataclass(frozen=True)
class Afspraak:
    """One agreement without a name."""

    wat: str
    wanneer: str
    stand: str


@dataclass(frozen=True)
class Inhoud:
    """Everything of a buurtverslag, frozen as it was drawn up.

    Attributes:
        van, tot: first and last day it is about, in words.
        besprekingen: how many meetings it rests on.
        buurt: sentences about the buurt from open figures.
        cijfers: at most eight figures that the meetings looked at, the newest of each.
        rest: how many other figures were looked at in the last meeting.
        begonnen: what the network began.
        woord: own words of the network, above everything; may be empty.
    """

    naam: str
    verzonnen: bool
    van: str
    tot: str
    besprekingen: int
    buurt: tuple[str, ...]
    cijfers: tuple[Gezien, ...]
    rest: int
    stemmen: tuple[Stem, ...]
    lessen: tuple[str, ...]
    begonnen: tuple[str, ...]
    afspraken: tuple[Afspraak, ...]
    bronnen: tuple[str, ...]
    publicatie: int
    woord: str = ""


def to_json(one: Inhoud) -> dict[str, Any]:
    """As it is stored."""
    return asdict(one)


def of_json(kept: Mapping[str, Any]) -> Inhoud:
    """What was stored."""
    made: dict[str, Any] = {**kept, "cijfers": tuple(map(seen_of, kept["cijfers"]))}
    made["stemmen"] = tuple(Stem(**one) for one in kept["stemmen"])
    made["afspraken"] = tuple(Afspraak(**one) for one in kept["afspraken"])
    return Inhoud(**{**made, **{name: tuple(kept[name]) for name in ("buurt", "lessen", "begonnen", "bronnen")}})


def document(one: Inhoud, *, nummer: int, concept: bool) -> Document:
    """The paper: large letters, five questions, each with its answer first.

    Args:
        nummer: of this buurt, from 1.
        concept: it is not released yet, and says so.
    """
    state = " Dit is een concept: het is nog niet vrijgegeven." if concept else ""
    return Document(
        titel=f"Buurtverslag {one.naam}",
        onder=f"{_when(one)}.{state}",
        blokken=tuple(_blocks(one)),
        voet=f"{one.naam}, buurtverslag {nummer}. Cijfers van publicatie {one.publicatie}.",
        banner=f"Voorbeeldgegevens: verzonnen. {one.naam} bestaat niet." if one.verzonnen else "",
        groot=True,
        trefwoorden=("buurtverslag", one.naam),
    )


def _when(one: Inhoud) -> str:
    return one.tot.capitalize() if one.van == one.tot else f"Van {one.van} tot en met {one.tot}"


def _blocks(one: Inhoud) -> Iterator[Blok]:
    short, place, stands_out, voices, did, will = (Kop(question) for question in QUESTIONS)
    yield short
    yield from (Alinea(sentence) for sentence in _short(one))
    if one.woord:
        yield Alinea(one.woord)
    if one.buurt:
        yield place
        yield Alinea(" ".join(one.buurt))
    yield stands_out
    yield from _figures(one)
    yield voices
    yield from _voices(one)
    yield did
    yield from _did(one)
    yield will
    yield from _will(one)
    yield from _sources(one)


def _short(one: Inhoud) -> Iterator[str]:
    """The answer before everything else."""
    many = {0: "nog niet", 1: "één keer"}.get(one.besprekingen, f"{one.besprekingen} keer")
    yield f"Wij kwamen {many} bij elkaar."
    words = {word: [cijfer.naam for cijfer in one.cijfers if cijfer.oordeel == f"duidelijk {word}"]
             for word in ("gunstiger", "ongunstiger")}  # fmt: skip
    for word, names in words.items():
        if names:
            verb = "is" if len(names) == 1 else "zijn"
            what = listed([name[:1].lower() + name[1:] for name in names])
            yield f"{_count(len(names), 'cijfer', 'cijfers')} {verb} duidelijk {word} dan bij de start: {what}."
    if one.cijfers and not any(words.values()):
        yield "Geen enkel cijfer is duidelijk anders dan bij de start."
    done = sum(afspraak.stand == "gedaan" for afspraak in one.afspraken)
    if one.afspraken:
        of_those = {0: "nog geen", 1: "één"}.get(done, str(done))
        verb = "zijn" if done > 1 else "is"
        yield f"Wij maakten {_count(len(one.afspraken), 'afspraak', 'afspraken')}. Daarvan {verb} er {of_those} gedaan."


def _figures(one: Inhoud) -> Iterator[Blok]:
    if not one.cijfers:
        yield Alinea("Geen enkel cijfer viel op.")
    for cijfer in one.cijfers:
        yield Kop(cijfer.naam, 2)
        yield Alinea(cijfer.zin)
        if cijfer.oordeel:
            yield Oordeelregel(cijfer.oordeel, cijfer.richting)
        if cijfer.punten:
            yield Grafiek(f"{cijfer.naam}: {cijfer.eenheid}", cijfer.zin, cijfer.punten, cijfer.nulmeting,
                          cijfer.nulmeting_tekst, cijfer.vanaf_nul)  # fmt: skip
    if one.rest and one.cijfers:
        yield Alinea(f"Wij keken ook naar {_count(one.rest, 'ander cijfer', 'andere cijfers')}. Die vielen minder op.")
    if one.cijfers:
        yield Alinea("Een cijfer laat zien wat er verandert. Het bewijst niet waardoor dat komt.", klein=True)


def _voices(one: Inhoud) -> Iterator[Blok]:
    if not one.stemmen:
        yield Alinea("In dit verslag staan geen uitspraken.")
    yield from (Citaat(stem.tekst, stem.wie) for stem in one.stemmen)


def _did(one: Inhoud) -> Iterator[Blok]:
    if one.begonnen:
        yield Alinea("Dit begonnen wij:")
        yield Lijst(one.begonnen)
    over = [f"{afspraak.wat}. {DONE[afspraak.stand]}" for afspraak in one.afspraken if afspraak.stand != "open"]
    if over:
        yield Alinea("Dit spraken wij eerder af:")
        yield Lijst(tuple(over))
    if one.lessen:
        yield Alinea("Dit leerden wij van een andere buurt:")
        yield Lijst(one.lessen)
    if not (one.begonnen or over or one.lessen):
        yield Alinea("Er is nog niets om te vertellen.")


def _will(one: Inhoud) -> Iterator[Blok]:
    plans = [f"{afspraak.wat}, voor {afspraak.wanneer}." if afspraak.wanneer else f"{afspraak.wat}."
             for afspraak in one.afspraken if afspraak.stand in ("open", "loopt")]  # fmt: skip
    yield Lijst(tuple(plans)) if plans else Alinea("Wij spraken nog niets nieuws af.")
    yield Alinea("Wilt u meedoen of iets zeggen? Vraag het aan iemand van het buurtnetwerk.")


def _sources(one: Inhoud) -> Iterator[Blok]:
    if one.bronnen:
        yield Alinea(
            f"Bronnen: {listed(list(one.bronnen))}. Onder de tien mensen laten wij geen cijfer zien.", klein=True
        )


def _count(n: int, single: str, many: str) -> str:
    return f"{n} {single if n == 1 else many}"


def without(one: Inhoud, keys: Sequence[str]) -> tuple[Stem, ...]:
    """The quotes that stay when some are left out."""
    return tuple(stem for stem in one.stemmen if stem.sleutel not in keys)
