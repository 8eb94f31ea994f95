"""What is said about the agreement, as it is stored and read: plain values, no arrays."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args

Definitie = Literal["per_client", "volume", "per_1000_65plus"]
Vergelijking = Literal["niet_transitie", "niet_alliantie", "landelijk", "eigen_start"]
Maat = Literal["relatief", "indexpunten", "inclusief_trend"]
Venster = Literal["laatste_12_maanden", "maand_36", "jaar_3"]
DEFINITIES, VERGELIJKINGEN, MATEN, VENSTERS = (
    get_args(one) for one in (Definitie, Vergelijking, Maat, Venster)
)  # fmt: skip
Key = tuple[str, str, str, str]
CONTRACT: Key = ("per_client", "niet_transitie", "relatief", "laatste_12_maanden")


@dataclass(frozen=True)
class Reading:
    """The agreement under one reading of it.

    Attributes:
        schatting_pct: change in percent (index points for that maat); None when no number holds.
        onder95, boven95: its margin; None with it.
        n_transitie, n_vergelijking: buurten it rests on.
        perioden: complete periods of two months after the start, of half of these buurten at least.
        oordeel: "te vroeg", "op koers", "onzeker", "niet op koers", or "te weinig gegevens".
        toelichting: Dutch sentences; never empty.
    """

    definitie: str
    vergelijking: str
    maat: str
    venster: str
    schatting_pct: float | None
    onder95: float | None
    boven95: float | None
    methode: str
    n_transitie: int
    n_vergelijking: int
    perioden: int
    oordeel: str
    toelichting: str

    @property
    def key(self) -> Key:
        """Which reading it is."""
        return self.definitie, self.vergelijking, self.maat, self.venster


@dataclass(frozen=True)
class Variant:
    """The contract reading computed otherwise; `zin` says how, or why it cannot be."""

    naam: str
    schatting: float | None
    onder: float | None
    boven: float | None
    zin: str


@dataclass(frozen=True)
class Punt:
    """One period of an index line; None where fewer than four buurten have a value."""

    periode: str
    transitie: float | None
    onder: float | None
    boven: float | None
    vergelijking: float | None
    voorlopig: bool


@dataclass(frozen=True)
class Maand:
    """The effect so many months after (or before) the start, in percent."""

    maand: float
    effect: float
    onder: float
    boven: float
    buurten: int


@dataclass(frozen=True)
class Ontbinding:
    """What a change in hours is made of, in percent, since the base."""

    groep: str
    clienten: float | None
    uren_per_client: float | None
    uren: float | None


@dataclass(frozen=True)
class Wacht:
    """A figure that is watched beside the agreement, or another aim of the plan.

    Attributes:
        soort: "bewaking" or "doel".
        schatting, onder, boven: change in percent, in points for a score; None when no number holds.
        eenheid: "%" or "punten".
        oordeel: one of the six words.
        doel: the band that was aimed at, in percent; None without one.
    """

    soort: str
    indicator: str
    naam: str
    schatting: float | None
    onder: float | None
    boven: float | None
    eenheid: str
    oordeel: str
    zin: str
    n_transitie: int
    n_vergelijking: int
    doel: tuple[float, float] | None = None


@dataclass(frozen=True)
class Balans:
    """How alike both groups were in the base period: mean over buurten."""

    wat: str
    transitie: float | None
    vergelijking: float | None
    zin: str


@dataclass(frozen=True)
class Agreement:
    """Everything about the agreement of one programma in one publication.

    Attributes:
        bron, meting, soort: where the hours come from, how they were made, and over which kind of period.
        tot: last period that counts, as a code; "" without one.
        einde: month in which most buurten reach month 36, as yyyy-mm; "" when unknown.
        lezingen: every reading, the contract first.
        vooruit: the contract at month 36 under other ways of building up.
        kleinste: smallest change in percent that would be seen in four of five times.
        vooraf: sentences about the time before the start.
        anders: sentences about other estimators.
        opmerkingen: sentences about buurten that do not count, and why.
        per_partner: the margin is made by partner too; None when nothing was computed, or it was not kept.
    """

    programma: str
    bron: str
    meting: str
    soort: str
    tot: str
    einde: str
    lezingen: tuple[Reading, ...]
    vooruit: tuple[Variant, ...] = ()
    gevoeligheid: tuple[Variant, ...] = ()
    lijn: tuple[Punt, ...] = ()
    sinds_start: tuple[Maand, ...] = ()
    ontbinding: tuple[Ontbinding, ...] = ()
    bewaking: tuple[Wacht, ...] = ()
    balans: tuple[Balans, ...] = ()
    kleinste: float | None = None
    vooraf: tuple[str, ...] = ()
    anders: tuple[str, ...] = ()
    opmerkingen: tuple[str, ...] = ()
    per_partner: bool | None = None

    @property
    def contract(self) -> Reading:
        """The reading that is agreed on."""
        return self.lezing(CONTRACT)

    def lezing(self, key: Key) -> Reading:
        """One reading.

        Raises:
            KeyError: there is no such reading.
        """
        found = next((one for one in self.lezingen if one.key == key), None)
        if found is None:
            raise KeyError(key)
        return found


_PARTS: Mapping[str, type] = {
    "lezingen": Reading, "vooruit": Variant, "gevoeligheid": Variant, "lijn": Punt, "sinds_start": Maand,
    "ontbinding": Ontbinding, "bewaking": Wacht, "balans": Balans,
}  # fmt: skip


def to_text(found: Agreement) -> str:
    """As it is stored: JSON."""
    return json.dumps(asdict(found), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def from_text(text: str) -> Agreement:
    """Read what `to_text` wrote, also before a field with a default was there."""
    raw: dict[str, Any] = json.loads(text)
    for one in fields(Agreement):
        if one.name in _PARTS:
            raw[one.name] = tuple(_made(_PARTS[one.name], row) for row in raw[one.name])
        elif isinstance(raw.get(one.name), list):
            raw[one.name] = tuple(raw[one.name])
    return Agreement(**raw)


def _made(kind: type, row: Mapping[str, Any]) -> Any:
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in row.items()})
