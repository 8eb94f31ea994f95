"""What figures.read answers about outcomes: the matrix of a buurt, the sheet of one figure, buurten side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from buurtbeeld.answers import PlekRef, Spread
from buurtbeeld.model import Plek, Status
from buurtbeeld.outcomes.oordeel import Beoordeling
from buurtbeeld.outcomes.parts import (
    Breuk,
    Doellijn,
    GroupFigure,
    Interventie,
    Nulmeting,
    OutcomeFigure,
    OutcomeSeries,
    Samenstelling,
)
from buurtbeeld.periods import Periode, PeriodeSoort

__all__ = [
    "Beside",
    "Breuk",
    "CareFigure",
    "CareUse",
    "Cell",
    "Comparison",
    "Doellijn",
    "GroupFigure",
    "Interventie",
    "Item",
    "Nulmeting",
    "OutcomeFigure",
    "OutcomeSeries",
    "Outcomes",
    "Samenstelling",
    "Sheet",
    "ThemaRow",
]


@dataclass(frozen=True)
class Item:
    """One line in a cell of the matrix, or one figure beside another.

    Attributes:
        bron: source of the series it shows; "" when nothing was delivered.
        nu, vorige: the newest figure and the one before it in the same series; None when not there.
        nulmeting: what it was at the start, in the unit.
        nieuw: it came in, or was corrected, since the last time the network met.
        verwacht: last day on which the next figure is due; None when nobody knows.
        actiehouders: parties that see to it, as codes of app.yaml.
        andere: the same indicator from another source: (bron, meting, verdict).
        niveau, naam: whom it is about when that is not the buurt.
        alleen_groepen: figures of groups came in, and none of everybody together.
    """

    indicator: str
    thema: str
    laag: str
    beoordeling: Beoordeling
    bron: str = ""
    meting: str = ""
    nu: OutcomeFigure | None = None
    vorige: OutcomeFigure | None = None
    nulmeting: float | None = None
    nieuw: bool = False
    verwacht: date | None = None
    actiehouders: tuple[str, ...] = ()
    andere: tuple[tuple[str, str, Beoordeling], ...] = ()
    niveau: str = "buurt"
    naam: str = ""
    alleen_groepen: bool = False


@dataclass(frozen=True)
class Cell:
    """One thema × laag. `leeg`: why there are no items, as a sentence."""

    laag: str
    items: tuple[Item, ...]
    leeg: str = ""


@dataclass(frozen=True)
class ThemaRow:
    """One thema of the matrix. `weggelaten`: why this buurt did not choose it, "" when it did."""

    thema: str
    cells: tuple[Cell, ...]
    weggelaten: str = ""


@dataclass(frozen=True)
class Outcomes:
    """The matrix of one buurt, from one publication.

    Attributes:
        rows: themas in their order.
        bewaking: figures watched beside the agreement that are in no thema.
        sinds: what came in after this day is new.
        periode: newest period with a figure; None when nothing was delivered.
        bijgewerkt: newest moment at which a delivery came in.
        groep: number of buurten to compare with in the programma.
    """

    plek: Plek
    rows: tuple[ThemaRow, ...]
    bewaking: tuple[Item, ...]
    sinds: date
    periode: Periode | None
    bijgewerkt: datetime | None
    publicatie: int
    groep: int

    @property
    def items(self) -> tuple[Item, ...]:
        """Every line of the matrix, in reading order."""
        return tuple(item for row in self.rows for cell in row.cells for item in cell.items)


@dataclass(frozen=True)
class Sheet:
    """Everything of one indicator in one buurt: the Cijferblad.

    Attributes:
        thema: the thema it is looked at in; its direction and aim count.
        reeksen: one per source, the one shown first in front; never empty: without a delivery a series without figures.
        uitgesplitst: per group or score, of the first source.
        beoordelingen: bron -> verdict in this thema.
        onderdelen: what the figure is made of (as cliënten × uren): series of their own.
        naast: figures to read beside this one, judged in their own thema.
        doelen: the agreement first, then the ambition; empty when the plan names none, or there is no nulmeting.
        samenstelling: buurten in the figure of the first source; None of a buurt itself.
    """

    plek: Plek
    indicator: str
    thema: str
    laag: str
    reeksen: tuple[OutcomeSeries, ...]
    uitgesplitst: tuple[OutcomeSeries, ...]
    beoordelingen: Mapping[str, Beoordeling]
    onderdelen: tuple[OutcomeSeries, ...]
    naast: tuple[Item, ...]
    interventies: tuple[Interventie, ...]
    doelen: tuple[Doellijn, ...]
    publicatie: int
    bijgewerkt: datetime | None
    samenstelling: Samenstelling | None = None


@dataclass(frozen=True)
class Beside:
    """Another buurt, put beside the own one. `reeks` has no figures when it delivered none."""

    plek: PlekRef
    reeks: OutcomeSeries
    beoordeling: Beoordeling
    inwoners: int | None = None


@dataclass(frozen=True)
class Comparison:
    """One indicator of several buurten side by side, never ranked: in the order that was asked.

    Attributes:
        eigen: the own buurt; anderen: the others.
        meest_gelijk: other buurten of the programma, most similar first, to choose from.
    """

    indicator: str
    thema: str
    bron: str
    eigen: Beside
    anderen: tuple[Beside, ...]
    meest_gelijk: tuple[PlekRef, ...]
    publicatie: int


@dataclass(frozen=True)
class CareFigure:
    """One delivered figure about care in its base year: the mean of published figures of one source.

    Attributes:
        value: in the indicator's unit, per period of `soort`; None with a `reden`.
        nulmeting: it is from before the start; else it is the newest complete year, of a buurt without a start.
        van, tot: first and last period it is made of, `metingen` of them; None without a value.
        gemeente: the same of the whole gemeente; None when it is no buurt of the programma, or not delivered there.
        groep: the same of the buurten to compare with; None when fewer than ten have a figure.
        spread: how those buurten are spread; None when fewer than ten have a figure.
        niveau, naam: whom it is about when that is not the buurt.
        verwacht: last day on which the next figure is due; None when nobody knows.
        ontvangen: newest moment at which one of its figures came in.
    """

    indicator: str
    bron: str
    bron_naam: str
    meting: str
    soort: PeriodeSoort
    value: float | None
    status: Status
    reden: str = ""
    nulmeting: bool = True
    van: Periode | None = None
    tot: Periode | None = None
    metingen: int = 0
    gemeente: float | None = None
    groep: float | None = None
    spread: Spread | None = None
    niveau: str = "buurt"
    naam: str = ""
    verwacht: date | None = None
    ontvangen: datetime | None = None


@dataclass(frozen=True)
class CareUse:
    """What was delivered about care in the base year of a buurt, in the order of app.yaml, from one publication.

    Attributes:
        start: first day of the transition; None = unknown, or a buurt to compare with.
        figures: one per indicator and source that delivered; one without a value where nobody did.
    """

    plek: Plek
    start: date | None
    figures: tuple[CareFigure, ...]
    publicatie: int
