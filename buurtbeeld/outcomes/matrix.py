"""Onze uitkomsten as data: thema × adoptie, kwaliteit, effectiviteit of one buurt, each figure with its verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from buurtbeeld import intervention_list
from buurtbeeld.catalog_schema import Indicator, Thema
from buurtbeeld.errors import NotFound
from buurtbeeld.model import Status
from buurtbeeld.outcomes import series as outcome_series
from buurtbeeld.outcomes.answers import Cell, Interventie, Item, OutcomeFigure, Outcomes, OutcomeSeries, ThemaRow
from buurtbeeld.outcomes.keys import YEARLY
from buurtbeeld.outcomes.oordeel import ALLEEN_GROEPEN, NIET_BEOORDEELD, NIET_GELEVERD, Beoordeling, Signaal, beoordeel
from buurtbeeld.outcomes.own_counts import BRON, own_counts
from buurtbeeld.outcomes.periods import period
from buurtbeeld.outcomes.series import Shelf
from buurtbeeld.periods import Periode, PeriodeSoort, date_in_nl
from buurtbeeld.places import Look, resolve
from buurtbeeld.programma_schema import Buurt, Programma
from buurtbeeld.storage import reading_outcomes

LAGEN = ("adoptie", "kwaliteit", "effectiviteit")
BEWAKING = "bewaking"
NOT_MEASURED = "Dit meten we niet in dit thema."


@dataclass(frozen=True)
class Desk:
    """What every line of one buurt needs.

    Attributes:
        sinds: what came in after this day is new.
        daarvoor: what is corrected is new when the correction came in after this day: it waited for the day of `sinds`.
        counts: indicator -> what the app counted itself.
    """

    kept: Shelf
    interventies: tuple[Interventie, ...]
    sinds: date
    daarvoor: date
    counts: Mapping[str, tuple[OutcomeFigure, ...]]

    def is_new(self, figure: OutcomeFigure | None) -> bool:
        """Whether the network did not see this figure when it met last."""
        if figure is None or figure.ontvangen is None:
            return False
        return date_in_nl(figure.ontvangen) > (self.daarvoor if figure.gecorrigeerd else self.sinds)

    @property
    def is_compared_with(self) -> bool:
        """Whether it is a buurt to compare with, of which nothing is judged."""
        return self.kept.buurt.rol != "transitie"


def programme_buurt(look: Look, sleutel: str) -> tuple[Programma, Buurt]:
    """The programme buurt of a key.

    Raises:
        NotFound: it is no buurt of a programma; outcomes exist of those only.
    """
    found = look.catalog.buurt(sleutel)
    if found is None:
        plek = resolve(look, sleutel).plek
        raise NotFound(
            f"{plek.naam} is geen buurt van een programma. Daarom zijn er geen uitkomsten.",
            doe="Kies een buurt van het programma.",
        )
    return found


def desk(look: Look, sleutel: str, vandaag: date, *, indicator: str = "") -> Desk:
    """Everything about one buurt, read once.

    Raises:
        NotFound: unknown key, or no buurt of a programma.
    """
    programma, buurt = programme_buurt(look, sleutel)
    kept = outcome_series.shelf(look, programma, buurt, vandaag, indicator=indicator)
    sinds, daarvoor = _met(look, sleutel, vandaag)
    acties = intervention_list.of_buurt(look.connection, sleutel, vandaag=vandaag)
    # Deeds of the programme: a buurt to compare with has none.
    counts = own_counts(look.connection, look.catalog, sleutel, vandaag) if buurt.rol == "transitie" else {}
    return Desk(kept, acties, sinds, daarvoor, counts)


def _met(look: Look, sleutel: str, vandaag: date) -> tuple[date, date]:
    """The last two days on which the network closed a round, newest first; without any, of the tweemaand that runs."""
    days = sorted({date_in_nl(one) for one in reading_outcomes.closed_rounds(look.connection, sleutel)}, reverse=True)
    if not days:
        running = Periode.containing(vandaag, PeriodeSoort.TWEEMAAND)
        return running.start, running.shifted(-1).start
    return days[0], days[1] if days[1:] else date.min


def of(look: Look, sleutel: str, vandaag: date) -> Outcomes:
    """The matrix of one buurt.

    Raises:
        NotFound: unknown key, or no buurt of a programma.
    """
    mine = desk(look, sleutel, vandaag)
    catalog = look.catalog
    rows = tuple(_thema_row(mine, thema) for thema in catalog.themas.values())
    watched = [one for one in catalog.outcomes() if one.bewaking and not one.themas]
    figures = [one for items in mine.kept.rows.items() if items[0][0] == "buurt" for one in items[1]]
    periods = [period(look.snapshot.perioden[row.periode_id]) for row in figures if row.value is not None]
    return Outcomes(
        plek=resolve(look, sleutel).plek,
        rows=rows,
        bewaking=tuple(item_of(mine, one, "", BEWAKING) for one in watched),
        sinds=mine.sinds,
        periode=max(periods, key=lambda one: (one.eind, one.start), default=None),
        bijgewerkt=max(mine.kept.received.values(), default=None),
        publicatie=look.snapshot.publicatie,
        groep=sum(one.rol == "vergelijking" for one in mine.kept.programma.buurten),
    )


def _thema_row(mine: Desk, thema: Thema) -> ThemaRow:
    left_out = mine.kept.buurt.weggelaten.get(thema.code, "")
    chosen = mine.kept.look.catalog.outcomes(thema.code) if not left_out else ()
    return ThemaRow(thema.code, tuple(_cell(mine, thema, laag, chosen) for laag in LAGEN), left_out)


def _cell(mine: Desk, thema: Thema, laag: str, chosen: Iterable[Indicator]) -> Cell:
    there = [one for one in chosen if one.themas[thema.code].laag == laag]
    items = tuple(item_of(mine, one, thema.code, laag) for one in there)
    empty = thema.zonder_effect if laag == "effectiviteit" and thema.zonder_effect else NOT_MEASURED
    return Cell(laag, items, "" if items else empty)


def item_of(mine: Desk, indicator: Indicator, thema: str, laag: str) -> Item:
    """One line: the figure delivered last, the one before it, what it was at the start, and the verdict here."""
    series = series_of(mine, indicator)
    first = series[0]
    there = [one for one in first.figures if one.levering or one.bron == BRON]
    newest = there[-1] if there else None
    row = indicator.themas.get(thema)
    return Item(
        indicator=indicator.code,
        thema=thema,
        laag=laag,
        beoordeling=judged(mine, indicator, thema, laag, first),
        bron=first.bron if first.figures else "",
        meting=first.meting,
        nu=newest,
        vorige=there[-2] if len(there) > 1 else None,
        nulmeting=None if first.nulmeting is None else first.nulmeting.value,
        nieuw=mine.is_new(newest),
        verwacht=first.volgende,
        actiehouders=() if row is None else row.actiehouder,
        andere=tuple((one.bron, one.meting, judged(mine, indicator, thema, laag, one)) for one in series[1:]),
        niveau=first.niveau,
        naam=first.naam,
        alleen_groepen=first.alleen_groepen,
    )


def series_of(mine: Desk, indicator: Indicator) -> tuple[OutcomeSeries, ...]:
    """The series of an indicator, the one with the newest figure first; what the app counts itself behind it."""
    counted = mine.counts.get(indicator.code, ())
    own = (outcome_series.counted(mine.kept, indicator, counted),) if counted else ()
    if indicator.bron == BRON:
        return own or (outcome_series.empty(mine.kept, indicator, BRON),)
    delivered = outcome_series.of_indicator(mine.kept, indicator)
    return (*delivered, *own) if delivered[0].figures else (*own, *delivered)


def judged(mine: Desk, indicator: Indicator, thema: str, laag: str, series: OutcomeSeries) -> Beoordeling:
    """The verdict of one series in one thema: of the newest figure that is delivered and complete."""
    if laag == "adoptie" or indicator.soort == "kwalitatief" or mine.is_compared_with:
        return NIET_BEOORDEELD
    figure = series.beoordeeld or _last_delivered(series)
    if figure is None:
        return ALLEEN_GROEPEN if series.alleen_groepen else NIET_GELEVERD
    row = indicator.themas.get(thema)
    begun = (one for one in mine.interventies if one.thema == thema and one.start <= mine.kept.vandaag)
    # A figure that is hidden, and the only one there is: its reason is the reason.
    signaal = Signaal.GEEN_CIJFER if figure.value is None and figure.signaal is Signaal.GEEN else figure.signaal
    return beoordeel(
        signaal,
        "geen" if row is None else row.richting,
        voor=figure.voor,
        na=figure.na,
        groep=figure.groep,
        jaarlijks=series.soort in YEARLY or indicator.leverritme == "start_en_eind",
        verwacht=[one.effect_vanaf for one in begun],
        tot_en_met=figure.periode.last_day,
        vandaag=mine.kept.vandaag,
    )


def _last_delivered(series: OutcomeSeries) -> OutcomeFigure | None:
    there = (one for one in reversed(series.figures) if one.status is not Status.NIET_GELEVERD)
    return next(there, None)
