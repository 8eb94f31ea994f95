"""A paper as data. Its three shapes are made from this and nothing else, so that they cannot say different things.

Texts are plain: no sign in them means anything to Typst, to Word or to a browser.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from buurtbeeld.review.parts import Punt


@dataclass(frozen=True)
class Kop:
    """A heading; niveau 1 is a chapter."""

    tekst: str
    niveau: int = 1


@dataclass(frozen=True)
class Alinea:
    """A paragraph. `sterk`: the sentence to remember; `klein`: a note, as a source."""

    tekst: str
    sterk: bool = False
    klein: bool = False


@dataclass(frozen=True)
class Lijst:
    """Points below each other."""

    punten: tuple[str, ...]


@dataclass(frozen=True)
class Citaat:
    """Words of people, and who said them: a kind of person, never a name."""

    tekst: str
    wie: str


@dataclass(frozen=True)
class Tabel:
    """A table with a heading per column; the first cell of a row is its name.

    Attributes:
        hokjes: people fill it in by hand: a box per cell, with room to write.
    """

    bijschrift: str
    koppen: tuple[str, ...]
    rijen: tuple[tuple[str, ...], ...]
    hokjes: bool = False


@dataclass(frozen=True)
class Oordeelregel:
    """A verdict: its shape is drawn from the word, and the word stands beside it."""

    woord: str
    bij: str = ""


@dataclass(frozen=True)
class Grafiek:
    """A chart of one figure.

    Attributes:
        alt: what one sees, for who cannot see it.
        nulmeting: value at the start with its text; None when unknown.
        vanaf_nul: bars from 0, for a count.
    """

    titel: str
    alt: str
    punten: tuple[Punt, ...]
    nulmeting: float | None = None
    nulmeting_tekst: str = ""
    vanaf_nul: bool = False


Blok = Kop | Alinea | Lijst | Citaat | Tabel | Oordeelregel | Grafiek


@dataclass(frozen=True)
class Document:
    """A whole paper.

    Attributes:
        groot: large letters, for residents; else those of minutes.
        banner: that everything is invented, on every page; "" for a real buurt.
        voet: what stands at the bottom of every page beside the page number.
    """

    titel: str
    onder: str
    blokken: tuple[Blok, ...] = field(default_factory=tuple)
    voet: str = ""
    banner: str = ""
    groot: bool = False
    trefwoorden: tuple[str, ...] = ()
