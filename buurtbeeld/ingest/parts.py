"""What checking a delivered file is about: the sheet that was read, the rules it must keep, and what came out.

Imported by the process that reads the file, which must start fast: standard library only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

# What a cell can hold. Text is as it was typed; a number of a workbook is a float; an error of Excel is its text.
Cell = str | float | int | bool | date | None


@dataclass(frozen=True)
class Melding:
    """One message about a file.

    Attributes:
        code: "E_…" refuses the file, "W_…" lets it through with a warning. See `messages.MELDINGEN`.
        wat: Dutch sentence: what is wrong. Never repeats a personal value.
        doe: Dutch sentence: what to do, "" when nothing.
        rij: line of the file as a spreadsheet numbers it (the header is usually 1); None = the whole file.
        kolom: name of the column, "" = the whole row.
        cel: what stands there, only when it cannot be about a person; "" = not shown.
    """

    code: str
    wat: str
    doe: str = ""
    rij: int | None = None
    kolom: str = ""
    cel: str = ""

    @property
    def weigert(self) -> bool:
        """Whether the file is refused because of it."""
        return self.code.startswith("E_")

    @property
    def tekst(self) -> str:
        """What is wrong and what to do, as one text."""
        return f"{self.wat} {self.doe}".rstrip()


@dataclass(frozen=True)
class Sheet:
    """The sheet with the data, as it was read.

    Attributes:
        header: names of the columns as they stand there, stripped.
        rows: cells per row, as wide as the header; empty rows are left out.
        lines: number of each row in the file, as a spreadsheet shows it.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    lines: tuple[int, ...]


@dataclass(frozen=True)
class IndicatorRule:
    """What the checks need to know of an indicator.

    Attributes:
        soort: verhouding, rate, gemiddelde, nps, schaal, aantal or kwalitatief.
        factor: waarde = teller / noemer * factor.
        bronnen: sources that may deliver it, the first one is its own.
        noemer: name of the noemer, "" when it has none.
        noemer_inwoners: the noemer is all inhabitants, so it can be compared with the population.
        telt_personen: teller, noemer: whether each counts persons (the threshold is about persons).
        uitsplitsingen: breakdowns that may be named besides "".
        periodes: kinds of period it is meant for, see periods.PeriodeSoort; another kind gives a warning.
        ritmes: how often each of `bronnen` delivers it, in the same order.
        heel: teller, noemer: whether each is a whole number.
    """

    code: str
    naam: str
    soort: str
    factor: float
    eenheid: str
    decimalen: int
    bronnen: tuple[str, ...]
    teller: str
    noemer: str
    noemer_inwoners: bool
    telt_personen: tuple[bool, bool]
    uitsplitsingen: tuple[str, ...]
    periodes: tuple[str, ...]
    ritmes: tuple[str, ...] = ()
    heel: tuple[bool, bool] = (True, True)


@dataclass(frozen=True)
class BuurtRule:
    """What the checks need to know of a programme buurt.

    Attributes:
        codes: its CBS codes of `codejaar`; a row may name the one code of a buurt that has only one.
        inwoners: newest published number of inhabitants, None when unknown.
        bronnen: sources the asker may deliver for this buurt; empty = none.
    """

    sleutel: str
    naam: str
    programma: str
    codes: tuple[str, ...]
    codejaar: int
    inwoners: int | None
    bronnen: tuple[str, ...]


@dataclass(frozen=True)
class Rules:
    """Everything a file is checked against; it fits in JSON, so that it can be sent to another process.

    Attributes:
        vandaag: today in the Netherlands, as yyyy-mm-dd.
        programma: when two programmes know the same CBS code, this one is meant; "" = no choice made.
        codejaar: year of a CBS code in a row that does not say its own.
        drempel: smallest number of persons that is shown.
        verouderd: CBS codes that exist in another year only.
        formaat: how another shape of file is read (config/aanleverformaten), None = our own template.
        niet_leverbaar: indicator that nobody delivers -> the Dutch sentence that says why.
        bron: source that is meant when the asker may deliver an indicator for more than one; "" = by its rhythm.
    """

    vandaag: str
    programma: str
    codejaar: int
    drempel: int
    indicatoren: Mapping[str, IndicatorRule]
    buurten: Mapping[str, BuurtRule]
    verouderd: frozenset[str] = frozenset()
    formaat: Mapping[str, object] | None = None
    niet_leverbaar: Mapping[str, str] = field(default_factory=dict)
    bron: str = ""


@dataclass(frozen=True)
class DeliveredRow:
    """One figure of a file that was found right.

    Attributes:
        rij: line in the file, for messages.
        buurt: key of the programme buurt.
        periode: code of the period, see periods.Periode.
        bron: source it belongs to.
        uitsplitsing: "" = everybody.
        teller, noemer: as delivered; None when the indicator has none or the source withheld it.
        waarde: teller / noemer * factor, or as delivered; None without a value.
        n: number of respondents or persons behind a mean; som_kwadraten: sum of their squared values.
        n_bronnen: how many organisations it comes from; grootste_aandeel: the share of the largest, 0 to 1.
        status: "ok", "voorlopig" or "geheim_bron" (the source withheld it).
        toelichting: remark of the deliverer, at most 200 characters, without persons.
    """

    rij: int
    buurt: str
    periode: str
    indicator: str
    bron: str
    uitsplitsing: str
    teller: float | None
    noemer: float | None
    waarde: float | None
    n: int | None = None
    som_kwadraten: float | None = None
    n_bronnen: int | None = None
    grootste_aandeel: float | None = None
    status: str = "ok"
    toelichting: str = ""

    @property
    def sleutel(self) -> tuple[str, str, str, str, str]:
        """What a correction replaces: source, buurt, period, indicator and breakdown."""
        return self.bron, self.buurt, self.periode, self.indicator, self.uitsplitsing


@dataclass(frozen=True)
class Inspection:
    """What came out of reading and checking one file. Nothing is stored.

    Attributes:
        programma: of every row, "" when there are none.
        gelezen: number of data rows read.
        rows: the figures; empty as soon as one message refuses.
        meldingen: every message, by row; those of the whole file first.
        sha256: of the bytes.
        naam: file name as given, made safe to show.
    """

    programma: str
    gelezen: int
    rows: tuple[DeliveredRow, ...]
    meldingen: tuple[Melding, ...]
    sha256: str
    naam: str = ""

    @property
    def geweigerd(self) -> bool:
        """Whether one message refuses the file."""
        return any(one.weigert for one in self.meldingen)

    @property
    def oordeel(self) -> str:
        """The verdict in one fixed word."""
        if self.geweigerd:
            return "geweigerd"
        return "aanvaard_met_waarschuwing" if self.meldingen else "aanvaard"
