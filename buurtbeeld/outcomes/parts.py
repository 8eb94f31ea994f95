"""The parts that answers about outcomes are made of: figures, series, interventions and aims."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from buurtbeeld.model import Status
from buurtbeeld.outcomes.oordeel import Signaal
from buurtbeeld.periods import Periode, PeriodeSoort


@dataclass(frozen=True)
class OutcomeFigure:
    """One delivered figure as it is published: a value, or the reason why there is none.

    Attributes:
        uitsplitsing: group or score it is about, "" = everybody.
        value: in the indicator's unit; None unless the status has a value.
        reden: Dutch sentence, never empty when value is None.
        teller, noemer: rounded to five when they count persons; None when they are not shown.
        lower, upper: margin at 95%; lower_998, upper_998 at 99.8%; None when the figure has no margin.
        methode: how the margin was made, e.g. "Wilson"; "" without a margin.
        levering: number of the delivery it comes from; 0 when nothing was delivered.
        ontvangen: when that delivery came in.
        gecorrigeerd: an earlier publication had another value.
        signaal, voor, na, groep: what the verdict is made of, see `oordeel`.
    """

    indicator: str
    bron: str
    periode: Periode
    value: float | None
    status: Status
    uitsplitsing: str = ""
    reden: str = ""
    teller: float | None = None
    noemer: float | None = None
    lower: float | None = None
    upper: float | None = None
    lower_998: float | None = None
    upper_998: float | None = None
    methode: str = ""
    levering: int = 0
    ontvangen: datetime | None = None
    gecorrigeerd: bool = False
    signaal: Signaal = Signaal.GEEN
    voor: int = 0
    na: int = 0
    groep: int = 0

    @property
    def is_open(self) -> bool:
        """Whether its period may still change, so that it does not count in a verdict; hidden ones have no signal."""
        hidden = self.value is None and self.status is not Status.NIET_GELEVERD
        return self.status is Status.VOORLOPIG or (hidden and self.signaal is Signaal.GEEN)


@dataclass(frozen=True)
class GroupFigure:
    """The buurten to compare with together, in one period: only those with a figure that is shown.

    Attributes:
        value: in the indicator's unit; None when fewer than ten buurten have a figure.
        buurten: how many it is made of.
    """

    periode: Periode
    value: float | None
    buurten: int


@dataclass(frozen=True)
class Nulmeting:
    """What it was before the start: the mean of the published figures from before it.

    Attributes:
        value: in the indicator's unit.
        van, tot: first and last period it is made of.
        metingen: how many.
        groep: the same of the buurten to compare with; None when unknown.
    """

    value: float
    van: Periode
    tot: Periode
    metingen: int
    groep: float | None = None


@dataclass(frozen=True)
class Breuk:
    """From this day on a figure is made differently, so that a step may come from that."""

    dag: date
    zin: str


@dataclass(frozen=True)
class OutcomeSeries:
    """One indicator from one source, period after period.

    Attributes:
        meting: "gemeten", "afgeleid" (of euros), "schatting", or "" when the source does not say.
        niveau: whom it is about: "buurt", "partner" or "programma"; `naam` is the name of that.
        figures: oldest first; a period that is missing in between is there with status niet_geleverd.
        groep: per figure the buurten to compare with; empty when there is no such group.
        volgende: last day on which the next figure is due; None when nobody knows.
        alleen_groepen: the source delivered figures of groups, and none of everybody together.
    """

    indicator: str
    bron: str
    bron_naam: str
    meting: str
    soort: PeriodeSoort
    niveau: str
    naam: str
    figures: tuple[OutcomeFigure, ...]
    groep: tuple[GroupFigure, ...] = ()
    nulmeting: Nulmeting | None = None
    breuken: tuple[Breuk, ...] = ()
    volgende: date | None = None
    uitsplitsing: str = ""
    alleen_groepen: bool = False

    @property
    def nieuwste(self) -> OutcomeFigure | None:
        """The newest figure with a value; None when there is none."""
        return next((one for one in reversed(self.figures) if one.value is not None), None)

    @property
    def beoordeeld(self) -> OutcomeFigure | None:
        """The figure whose signal counts: the newest one that was delivered and is complete."""
        complete = (one for one in reversed(self.figures) if one.levering and not one.is_open)
        return next(complete, None)


@dataclass(frozen=True)
class Samenstelling:
    """Of which buurten a figure of a partner or the programma is made.

    Attributes:
        leden: how many buurten belong to it.
        nu: names of those in the newest figure.
        erbij, eraf: names of those that came in, or left, since the nulmeting.
    """

    leden: int
    nu: tuple[str, ...]
    erbij: tuple[str, ...] = ()
    eraf: tuple[str, ...] = ()


@dataclass(frozen=True)
class Interventie:
    """Something a buurt began in a thema.

    Attributes:
        eind: last day; None while it goes on.
        bereik: persons it reaches, rounded to five; None when unknown or too few to show.
        maanden: months after its start in which an effect may be expected.
        status: "gepland", "loopt" or "gestopt".
    """

    nummer: int
    buurt: str
    thema: str
    titel: str
    start: date
    eind: date | None
    bereik: int | None
    maanden: int
    status: str
    effect_vanaf: date


@dataclass(frozen=True)
class Doellijn:
    """What was aimed at as numbers beside a series.

    Attributes:
        onder, boven: lowest and highest value aimed at; equal for a single line.
        op: last day by which; None when the plan does not say.
        afspraak: it is the contract, not an ambition.
        zin: in words, with the source.
    """

    onder: float
    boven: float
    op: date | None
    afspraak: bool
    zin: str
