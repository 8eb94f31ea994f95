"""Rows of the results of a publication, as they are stored. Light: a page reads them without any statistics loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from buurtbeeld.outcomes.oordeel import Signaal

# Why there is no gap.
GEEN_GROEP, GEEN_START, GEEN_NULMETING, TE_KORT = "geen_groep", "geen_start", "geen_nulmeting", "te_kort"


@dataclass(frozen=True)
class Verandering:
    """One figure of one transitiebuurt; numbers on the working scale, None where there are none.

    Attributes:
        periode: code of the newest period it rests on; "" without a gap.
        metingen: own figures after the start.
        groep: buurten to compare with.
        personen: usual noemer as published.
        verandering: after less before. gewoon: the same of the group. verwacht: what a high or low start makes likely.
        verschil, fout: what is left, and its standard error.
        gekrompen, onzeker: drawn in to the other transitiebuurten, and how sure that is.
        kans: that it did better by the margin that counts. p: adjusted chance to stand out so by chance.
        kwart: chance to be in the best quarter; rang_van, rang_tot: 90% interval of its place, of `onder` buurten.
        grond: why there is no gap; "" when there is one.
        voorgedragen, beslist: codes of periods, "" = never, or not yet. bevestigd: later figures said the same.
    """

    buurt: str
    indicator: str
    bron: str
    grond: str = ""
    periode: str = ""
    metingen: int = 0
    groep: int = 0
    personen: float | None = None
    verandering: float | None = None
    gewoon: float | None = None
    verwacht: float | None = None
    verschil: float | None = None
    fout: float | None = None
    gekrompen: float | None = None
    onzeker: float | None = None
    kans: float | None = None
    p: float | None = None
    kwart: float | None = None
    rang_van: float | None = None
    rang_tot: float | None = None
    onder: int = 0
    signaal: Signaal = Signaal.GEEN
    signaal_periode: str = ""
    signaal_voor: int = 0
    signaal_na: int = 0
    voorgedragen: str = ""
    beslist: str = ""
    bevestigd: bool = False


@dataclass(frozen=True)
class Trechterpunt:
    """One buurt in a funnel, in the unit of the figure; see table `funnel_point`.

    Attributes:
        plaats: outside 95% -1 or 1, outside 99.8% -2 or 2; the sign is the side. See statistics.funnel.
    """

    indicator: str
    bron: str
    buurt: str
    periode: str
    waarde: float
    personen: float
    midden: float
    onder95: float
    boven95: float
    onder998: float
    boven998: float
    kaal_onder998: float
    kaal_boven998: float
    plaats: int
    buurten: int


def row_of(row: Mapping[str, object]) -> Verandering:
    """A stored row as it was made."""
    values = {field.name: row[field.name] for field in fields(Verandering)}
    values |= {"signaal": Signaal(int(str(row["signaal"]))), "bevestigd": bool(row["bevestigd"])}
    return Verandering(**values)  # type: ignore[arg-type]
