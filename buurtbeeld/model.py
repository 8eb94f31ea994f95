"""The nouns of the domain: statuses, areas, and what pages receive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Status(StrEnum):
    """Why a figure has, or lacks, a value. A missing value always says why."""

    OK = "ok"
    VOORLOPIG = "voorlopig"
    GESCHAT = "geschat"  # a model estimate, not a measurement
    ONBEKEND = "onbekend"  # the source published an empty cell
    GEHEIM_BRON = "geheim_bron"  # the source withheld it
    AFGESCHERMD = "afgeschermd"  # we withhold it: below the threshold, or secondary
    NIET_GELEVERD = "niet_geleverd"  # not in what was delivered to us
    NVT = "nvt"  # the indicator has no meaning here, e.g. nobody lives there

    @property
    def has_value(self) -> bool:
        """Whether a figure with this status carries a number."""
        return self in WITH_VALUE


WITH_VALUE = frozenset({Status.OK, Status.VOORLOPIG, Status.GESCHAT})
# Integer codes keep a stored figure near 40 bytes: ten years of the whole country are millions of rows.
STATUS_ID = {status: number for number, status in enumerate(Status, start=1)}
STATUS_BY_ID = {number: status for status, number in STATUS_ID.items()}


class Niveau(StrEnum):
    """Level of a CBS area, from large to small."""

    LAND = "land"
    GEMEENTE = "gemeente"
    WIJK = "wijk"
    BUURT = "buurt"


NIVEAU_BY_PREFIX = {"NL": Niveau.LAND, "GM": Niveau.GEMEENTE, "WK": Niveau.WIJK, "BU": Niveau.BUURT}
# Invented areas: no code of CBS starts like this. The third letter is the level: VBL00, VBG01, VBW0101, VBB010101.
VERZONNEN = "VB"
VERZONNEN_NIVEAU = {"L": Niveau.LAND, "G": Niveau.GEMEENTE, "W": Niveau.WIJK, "B": Niveau.BUURT}


def niveau_of(code: str) -> Niveau:
    """Level of an area by its code.

    Raises:
        KeyError: the code does not start with NL, GM, WK or BU, nor with VBL, VBG, VBW or VBB.
    """
    return VERZONNEN_NIVEAU[code[2:3]] if code.startswith(VERZONNEN) else NIVEAU_BY_PREFIX[code[:2]]


@dataclass(frozen=True)
class Gebied:
    """A CBS area as published: a code means nothing without its year."""

    code: str
    jaar: int
    naam: str
    niveau: Niveau
    gemeente_code: str
    gemeente_naam: str
    wijk_code: str = ""
    wijk_naam: str = ""


@dataclass(frozen=True)
class Plek:
    """What a page is about: a programme buurt or a single CBS area.

    Attributes:
        sleutel: what stands in the URL: slug of the programme buurt, or the area code.
        programma: programme code, "" for a bare CBS area.
        niveau: level of its area(s); parts of a composite share one level.
        gebieden: its areas, at least one; more than one = samengesteld.
        opmerking: what a reader must know about the choice of areas, "" when nothing.
        zekerheid: "hoog", "middel", "laag" or "" (bare area).
        punt: (lat, lon) of an approximate centre, or None.
    """

    sleutel: str
    naam: str
    programma: str
    niveau: Niveau
    gebieden: tuple[Gebied, ...]
    opmerking: str = ""
    zekerheid: str = ""
    partner: str = ""
    start: date | None = None
    punt: tuple[float, float] | None = None

    @property
    def samengesteld(self) -> bool:
        """Whether the buurt consists of more than one CBS area."""
        return len(self.gebieden) > 1

    @property
    def gemeente_naam(self) -> str:
        """Name of the gemeente it lies in (its own name when it is one)."""
        return self.gebieden[0].gemeente_naam

    @property
    def verzonnen(self) -> bool:
        """Whether it does not exist: everything shown of it is marked so."""
        return self.gebieden[0].code.startswith(VERZONNEN)

    @property
    def land_naam(self) -> str:
        """Name of the whole it is put beside; an invented place never stands beside the real country."""
        return "Voorbeeldland" if self.verzonnen else "Nederland"


@dataclass(frozen=True)
class Origin:
    """Where a figure comes from: enough to cite it and to walk back to the raw file.

    Attributes:
        peiljaar: the year the figure is about.
        source_version: release date as the source gives it.
        fetched_at: when we fetched it (UTC).
        sha256, raw_file: checksum and file name of the kept raw answer.
        levering: delivery number in the vault.
        publicatie: publication number the figure was read from.
    """

    bron: str
    bron_naam: str
    tabel: str
    licentie: str
    url: str
    peiljaar: int
    source_version: str
    fetched_at: datetime
    sha256: str
    raw_file: str
    levering: int
    publicatie: int


@dataclass(frozen=True)
class Figure:
    """One published figure: a value, or the reason why there is none.

    Attributes:
        gebied: area code, or "programma:slug" for a figure computed over a composite buurt.
        jaar: year the figure is about.
        value, lower, upper: in `eenheid`; None when status has no value (lower/upper: when unknown).
        reden: Dutch sentence, never empty when value is None.
        methode: "gepubliceerd", "berekend", "opgeteld", "gewogen" or "per deel".
        benadering: the value approximates (weighted over parts of a composite buurt).
        lager, vergeleken: of `vergeleken` comparable areas, `lager` have a lower value; None when the
            country is not loaded or the figure has no value.
    """

    indicator: str
    gebied: str
    gebied_naam: str
    jaar: int
    value: float | None
    status: Status
    eenheid: str
    reden: str = ""
    lower: float | None = None
    upper: float | None = None
    methode: str = "gepubliceerd"
    benadering: bool = False
    lager: int | None = None
    vergeleken: int | None = None
    origin: Origin | None = None
