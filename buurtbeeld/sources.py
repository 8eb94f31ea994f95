"""What a source is (config/bronnen/*.yaml), what it answered, and what was read from that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from buurtbeeld.model import Status

if TYPE_CHECKING:  # the web process never needs pandas, and importing it takes a second
    import pandas as pd

STRICT = ConfigDict(extra="forbid", frozen=True)
AREA_SOURCE = "cbs_kerncijfers"  # says which areas exist, how many people live there and how densely
STARTSET = "startset"  # origin of the embedded default


class Column(BaseModel):
    """How to find one variabele among the columns of a CBS or RIVM table.

    CBS numbers its columns anew almost every year and repeats names, so a column is found by the
    stem of its key (without "_12") together with the titles of its parent groups.

    Attributes:
        stam: accepted key stems, alternatives over the years.
        onder: when given, at least one of these titles must stand in the path of parent titles.
        niet_onder: titles that may not stand in that path.
        woorden: when no `stam` is there, for a table whose names nobody has seen: alternatives of words that must all
            stand in its title and the titles it stands under, without accents, e.g. "patienten wijkverpleging".
        som: when no `stam` is there: stems whose columns are added up, missing as soon as one of them is.
        eenheid: accepted units as the source writes them; another unit is refused. Empty = not checked.
        vanaf, tot_en_met: editions (years) that have this column; outside them it is absent, not an error.
        wisselt: editions that were republished with or without this column: there, none is not an error.
    """

    model_config = STRICT
    stam: tuple[str, ...] = ()
    onder: tuple[str, ...] = ()
    niet_onder: tuple[str, ...] = ()
    woorden: tuple[str, ...] = ()
    som: tuple[str, ...] = ()
    eenheid: tuple[str, ...] = ()
    vanaf: int | None = None
    tot_en_met: int | None = None
    wisselt: tuple[int, ...] = ()


class Edition(BaseModel):
    """One table of a source. `indeling`: year of its area codes, the edition year unless given."""

    model_config = STRICT
    tabel: str
    indeling: int | None = None
    voorlopig: tuple[str, ...] = ()
    noot: str = ""


class SourceSpec(BaseModel):
    """A source as written down in config/bronnen/<code>.yaml.

    Attributes:
        soort: "open" (figures we fetch), "geometrie" (borders), "levering" (delivered to us) or "verzonnen".
        module: file name in data_sources/ without .py; None for soort "levering".
        catalogus: "CBS" or "derden": which host answers (see data_sources/cbs_odata.py).
        zoek: start of the table's ShortTitle, to discover new editions in the catalogue; "" = do not look.
        edities: edition year -> table.
        jaren: years of figures inside one table (SES-WOA, RIVM); empty = the edition year.
        status: what a present value of this source is, ok unless said otherwise.
        dimensies: fixed choices, e.g. {Leeftijd: "20300"}; of rivm_regiobeeld in words, e.g. {Cijfersoort: per 10.000}.
        kolommen: variabele -> how to find its column.
        staat_voor: soort "verzonnen": the real source it stands for in invented areas; else "".
    """

    model_config = STRICT
    code: str
    naam: str
    houder: str
    soort: str
    licentie: str
    naamsvermelding: str
    url: str
    toelichting: str = ""
    module: str | None = None
    catalogus: str = "CBS"
    zoek: str = ""
    edities: dict[int, Edition] = {}
    jaren: tuple[int, ...] = ()
    status: Status = Status.OK
    dimensies: dict[str, str] = {}
    kolommen: dict[str, Column] = {}
    staat_voor: str = ""

    @property
    def zegt_gebieden(self) -> bool:
        """Whether it says which areas exist: its tables are read before those that only give figures of them."""
        return AREA_SOURCE in (self.code, self.staat_voor)


@dataclass(frozen=True)
class RawAnswer:
    """What one source answered, byte for byte, before anything was read from it.

    Attributes:
        bron: source code, e.g. "cbs_kerncijfers".
        tabel: table id at the source, e.g. "85984NED".
        jaar: edition year of the table.
        source_version: what the source calls its release (CBS: TableInfos.Modified).
        origin: base address it came from, or "startset" for the embedded default.
        fetched_at: moment of fetching, timezone-aware UTC.
        documents: file name -> body, in the order of fetching.
    """

    bron: str
    tabel: str
    jaar: int
    source_version: str
    origin: str
    fetched_at: datetime
    documents: Mapping[str, bytes] = field(repr=False)


@dataclass(frozen=True)
class PublicTable:
    """One published table for one year of figures, read from a RawAnswer.

    Wide on purpose: 18,310 areas x 50 variables is 7 MB this way and 400 MB as rows of text.

    Attributes:
        bron, tabel: as in RawAnswer.
        jaar: the year the figures are about.
        indeling: the year of the area codes.
        areas: index = stripped area code, sorted, unique; columns naam (str), niveau (Niveau value),
            gemeente_code (str, "" for the country), wijk_code (str, "" unless a buurt),
            indelingswijziging ("1", "2", "3", or "" when the source does not say).
            The country is "NL00" whatever the source calls it.
        values: same index, one float column per variabele; NaN = the source gave no number.
        lower, upper: 95% margins, same index, only the columns that have them; or None.
        status: what a present value of this table is: OK, VOORLOPIG or GESCHAT.
        voorlopig: variabelen whose values are provisional.
        reasons: (code, variabele) -> (status, Dutch sentence) for missing values the source explains.
        absent: variabelen of the source that do not exist in this edition.
        distribution: only when the source ships percentiles of areas that are not in `areas`: columns niveau,
            stedelijkheid ("1".."5" or "alle"), variabele, n, p10, p25, p50, p75, p90; else None: we compute it.
        release_note: one Dutch sentence of the source about the status of its figures, or "".
    """

    bron: str
    tabel: str
    jaar: int
    indeling: int
    areas: pd.DataFrame
    values: pd.DataFrame
    status: Status = Status.OK
    lower: pd.DataFrame | None = None
    upper: pd.DataFrame | None = None
    voorlopig: frozenset[str] = frozenset()
    reasons: Mapping[tuple[str, str], tuple[Status, str]] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()
    distribution: pd.DataFrame | None = None
    release_note: str = ""
