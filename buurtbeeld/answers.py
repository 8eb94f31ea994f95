"""What figures.read answers: a profile, a trend, places and the state of sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from buurtbeeld.model import Figure, Niveau, Plek


@dataclass(frozen=True)
class Spread:
    """How comparable areas are spread: same niveau, same stedelijkheid, at least 200 inhabitants.

    Attributes:
        stedelijkheid: class "1".."5", or "alle" when the area has no class of its own.
        n: number of areas with a value.
        low, high: lowest and highest; None when only percentiles are known (embedded default).
    """

    niveau: Niveau
    stedelijkheid: str
    n: int
    p10: float
    p25: float
    p50: float
    p75: float
    p90: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Row:
    """One indicator on Ons buurtbeeld.

    Attributes:
        own: the figure of the plek itself; for "per deel" a figure without a value whose reden says so.
        parts: per area of a composite buurt, when the figure cannot be combined; else empty.
        gemeente: None when the plek is a gemeente or the country.
        land: None when the plek is the country.
        spread: None when nothing comparable is known.
    """

    indicator: str
    own: Figure
    parts: tuple[Figure, ...] = ()
    gemeente: Figure | None = None
    land: Figure | None = None
    spread: Spread | None = None


@dataclass(frozen=True)
class Profile:
    """Everything Ons buurtbeeld shows of one plek, from one publication.

    Attributes:
        jaar: the edition chosen (the newest with inhabitants unless asked otherwise).
        jaren: editions to choose from, newest first.
        rows: by indicator code, in catalogue order; every baseline indicator has a row.
        bijgewerkt: newest moment at which one of its sources was fetched.
        publicatie: publication number.
        land_geladen: whether all areas of the country are loaded for this edition.
        meldingen: Dutch sentences about sources that failed since, newest first.
    """

    plek: Plek
    jaar: int
    jaren: tuple[int, ...]
    rows: Mapping[str, Row]
    bijgewerkt: datetime | None
    publicatie: int
    land_geladen: bool
    meldingen: tuple[str, ...] = ()


@dataclass(frozen=True)
class SeriesPoint:
    """One year in a trend. `verbonden`: same area as the previous point, so a line may be drawn to it."""

    jaar: int
    figure: Figure
    verbonden: bool


@dataclass(frozen=True)
class Series:
    """A trend of one indicator: own plek, gemeente and country, oldest first.

    Attributes:
        breuk: Dutch sentence why the own line is broken somewhere, "" when it is not.
    """

    indicator: str
    own: tuple[SeriesPoint, ...]
    gemeente: tuple[SeriesPoint, ...]
    land: tuple[SeriesPoint, ...]
    breuk: str = ""


@dataclass(frozen=True)
class PlekRef:
    """A search hit or menu line: enough to link to a plek."""

    sleutel: str
    naam: str
    niveau: Niveau
    omschrijving: str
    programma: str = ""
    punt: tuple[float, float] | None = None


@dataclass(frozen=True)
class Delivered:
    """One delivered file in the log; no number of the file is in it.

    Attributes:
        levering: its number.
        bestand: file name.
        rijen, nieuw, gewijzigd: number of figures in it, and what it changed when it came in.
        stand: "aanvaard" or "teruggetrokken"; then `reden`, `stand_door` and `stand_op` say why, who and when.
        buurten: keys of the buurten it is about.
        perioden: codes of its periods, oldest first.
    """

    levering: int
    programma: str
    bron: str
    bestand: str
    rijen: int
    nieuw: int
    gewijzigd: int
    ontvangen: datetime
    door: str
    stand: str
    stand_op: datetime
    stand_door: str
    reden: str
    buurten: tuple[str, ...]
    perioden: tuple[str, ...]


@dataclass(frozen=True)
class SourceState:
    """How fresh a source is, for Start and Uitleg.

    Attributes:
        edities: years loaded, newest first.
        gebieden: number of areas in the newest edition.
        fetched_at: when the newest edition was fetched, None when nothing is loaded.
        laatste_fout: Dutch sentence of the last attempt when that failed, else "".
        fout_sinds: moment of the first failure since the last success.
    """

    bron: str
    bron_naam: str
    edities: tuple[int, ...]
    gebieden: int
    fetched_at: datetime | None
    startset: bool
    laatste_fout: str = ""
    fout_sinds: datetime | None = None
