"""Delivered figures of one buurt as series: per indicator and source, with the group beside it and the nulmeting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.model import STATUS_BY_ID, Status
from buurtbeeld.outcomes import baseline as outcome_baseline
from buurtbeeld.outcomes import due as outcome_due
from buurtbeeld.outcomes.answers import Breuk, GroupFigure, OutcomeFigure, OutcomeSeries
from buurtbeeld.outcomes.keys import GROEP, METHODS, PROGRAMMA, partner_key
from buurtbeeld.outcomes.oordeel import Signaal
from buurtbeeld.outcomes.periods import period
from buurtbeeld.periods import Periode, PeriodeSoort, without_gaps
from buurtbeeld.places import Look
from buurtbeeld.programma_schema import Buurt, Programma
from buurtbeeld.storage import reading_outcomes
from buurtbeeld.storage.reading_outcomes import OutcomeRow

NOT_DELIVERED, NOT_YET = "Niet geleverd.", "Nog niet geleverd."
Found = dict[tuple[str, str, str, str], list[OutcomeRow]]  # (level, indicator, bron, breakdown) -> rows


@dataclass(frozen=True)
class Shelf:
    """Everything delivered about one buurt, and about what stands beside and above it.

    Attributes:
        levels: "buurt", "partner", "programma", "groep" -> key in the store.
        rows: (level, indicator, bron, breakdown) -> rows, in no order.
        received: delivery -> when it came in.
    """

    look: Look
    programma: Programma
    buurt: Buurt
    levels: Mapping[str, str]
    rows: Mapping[tuple[str, str, str, str], Sequence[OutcomeRow]]
    received: Mapping[int, datetime]
    vandaag: date

    @property
    def start(self) -> date | None:
        """First day of the transition of the buurt."""
        return self.buurt.start


def shelf(look: Look, programma: Programma, buurt: Buurt, vandaag: date, *, indicator: str = "") -> Shelf:
    """Read everything delivered about a buurt; only one indicator when it is named."""
    levels = {"buurt": buurt.sleutel, "programma": PROGRAMMA, "groep": GROEP}
    if buurt.partner:
        levels["partner"] = partner_key(buurt.partner)
    snapshot = look.snapshot
    ids = {name: snapshot.buurten.get((programma.code, key)) for name, key in levels.items()}
    level_of = {number: name for name, number in ids.items() if number is not None}
    parts = {part.id: part.bron for part in snapshot.delivered.get(programma.code, ())}
    wanted = snapshot.ids.get(indicator, -1) if indicator else None
    found: Found = {}
    if parts and level_of:
        for row in reading_outcomes.outcomes_of(look.connection, parts, level_of, indicator_id=wanted):
            key = (level_of[row.buurt_id], snapshot.codes[row.indicator_id], parts[row.part_id], row.uitsplitsing)
            found.setdefault(key, []).append(row)
    numbers = {row.levering for rows in found.values() for row in rows} - {0}
    received = reading_outcomes.received(look.connection, numbers) if numbers else {}
    return Shelf(look, programma, buurt, levels, found, received, vandaag)


def of_indicator(kept: Shelf, indicator: Indicator) -> tuple[OutcomeSeries, ...]:
    """One series per source that delivered, the one with the newest figure first; else one without figures."""
    made = [one for bron in outcome_due.sources_of(indicator) for one in _of_source(kept, indicator, bron)]
    made.sort(key=_newest_day, reverse=True)
    return tuple(made) or (_nothing(kept, indicator),)


def counted(kept: Shelf, indicator: Indicator, figures: tuple[OutcomeFigure, ...]) -> OutcomeSeries:
    """The series of what the app counts itself."""
    return _assembled(kept, indicator, figures[0].bron, soort=figures[0].periode.soort, figures=figures)


def broken_down(kept: Shelf, indicator: Indicator, bron: str) -> tuple[OutcomeSeries, ...]:
    """The series of every group or score of one source, in the order of their codes."""
    codes = sorted({key[3] for key in kept.rows if key[:3] == ("buurt", indicator.code, bron) and key[3]})
    return tuple(_series(kept, indicator, bron, "buurt", code) for code in codes)


def everything(kept: Shelf) -> Iterator[OutcomeSeries]:
    """Every series on the shelf, of the buurt and of its partner and programma; of everybody and of each group."""
    known = kept.look.catalog.indicatoren
    for level, code, bron, uitsplitsing in sorted(kept.rows):
        if level != "groep" and code in known:
            yield _series(kept, known[code], bron, level, uitsplitsing)


def _of_source(kept: Shelf, indicator: Indicator, bron: str) -> Iterator[OutcomeSeries]:
    """The series of the smallest level at which something is shown; its own when nothing is."""
    there = [name for name in ("buurt", "partner", "programma") if (name, indicator.code, bron, "") in kept.rows]
    made = [_series(kept, indicator, bron, name, "") for name in there]
    if made:
        yield next((one for one in made if _shows(one)), made[0])


def _nothing(kept: Shelf, indicator: Indicator) -> OutcomeSeries:
    """No figure of everybody together: of the source that delivered groups, else of the one the plan names."""
    groups = [key[2] for key in kept.rows if key[:2] == ("buurt", indicator.code)]
    found = empty(kept, indicator, groups[0] if groups else indicator.bron)
    return replace(found, alleen_groepen=bool(groups))


def _shows(one: OutcomeSeries) -> bool:
    return one.nieuwste is not None


def _newest_day(one: OutcomeSeries) -> tuple[bool, date]:
    newest = one.nieuwste
    return newest is not None, newest.periode.eind if newest is not None else date.min


def empty(kept: Shelf, indicator: Indicator, bron: str) -> OutcomeSeries:
    """The series of a source that delivered nothing: without figures, with the day on which they are due."""
    known = outcome_due.rhythm(indicator, bron)
    return _assembled(kept, indicator, bron, soort=known[0] if known else PeriodeSoort.TWEEMAAND)


def _series(kept: Shelf, indicator: Indicator, bron: str, level: str, uitsplitsing: str) -> OutcomeSeries:
    rows = kept.rows[level, indicator.code, bron, uitsplitsing]
    figures = {one.periode: one for one in (_figure(kept, row, indicator.code, bron) for row in rows)}
    soort = max(figures).soort
    same = {periode: one for periode, one in figures.items() if periode.soort is soort}
    filled = tuple(_filled(kept, indicator, bron, same))
    return _assembled(kept, indicator, bron, soort=soort, level=level, figures=filled, uitsplitsing=uitsplitsing)


def _assembled(
    kept: Shelf,
    indicator: Indicator,
    bron: str,
    *,
    soort: PeriodeSoort,
    level: str = "buurt",
    figures: tuple[OutcomeFigure, ...] = (),
    uitsplitsing: str = "",
) -> OutcomeSeries:
    beside = _group(kept, indicator, bron, uitsplitsing) if level == "buurt" else {}
    group = tuple(beside.get(one.periode, GroupFigure(one.periode, None, 0)) for one in figures) if beside else ()
    newest = max((one.periode for one in figures if one.levering), default=None)
    spec = kept.look.catalog.bronnen[bron]
    names = {"buurt": kept.buurt.naam, "partner": kept.buurt.partner, "programma": kept.programma.naam}
    return OutcomeSeries(
        indicator=indicator.code,
        bron=bron,
        bron_naam=spec.naam,
        meting=outcome_due.meting(indicator, bron),
        soort=soort,
        niveau=level,
        naam=names[level],
        figures=figures,
        groep=group,
        nulmeting=outcome_baseline.baseline(
            figures,
            group,
            _start(kept, level),
            soort,
            once=_is_once(indicator),
            percent=indicator.weergave == "procent",
        ),
        breuken=_breaks(kept.programma, indicator.code, bron),
        volgende=outcome_due.next_due(indicator, bron, newest, kept.vandaag, kept.start),
        uitsplitsing=uitsplitsing,
    )


def _is_once(indicator: Indicator) -> bool:
    """Whether one measurement at the start and one at the end is all there is meant to be."""
    return indicator.leverritme == "start_en_eind"


def _start(kept: Shelf, level: str) -> date | None:
    """First day of the buurt; of a level above it the first of its buurten, as its signal has it."""
    if level == "buurt":
        return kept.start
    same = [one for one in kept.programma.buurten if one.rol == "transitie"
            and (level == "programma" or one.partner == kept.buurt.partner)]  # fmt: skip
    return min((one.start for one in same if one.start is not None), default=None)


def _figure(kept: Shelf, row: OutcomeRow, indicator: str, bron: str) -> OutcomeFigure:
    snapshot = kept.look.snapshot
    return OutcomeFigure(
        indicator=indicator,
        bron=bron,
        periode=period(snapshot.perioden[row.periode_id]),
        value=row.value,
        status=STATUS_BY_ID[row.status],
        uitsplitsing=row.uitsplitsing,
        reden="" if row.reason_id is None else snapshot.reasons[row.reason_id],
        teller=row.teller,
        noemer=row.noemer,
        lower=row.lower,
        upper=row.upper,
        lower_998=row.lower_998,
        upper_998=row.upper_998,
        methode=METHODS[row.methode],
        levering=row.levering,
        ontvangen=kept.received.get(row.levering),
        gecorrigeerd=bool(row.gecorrigeerd),
        signaal=Signaal(row.signaal),
        voor=row.voor,
        na=row.na,
        groep=row.groep,
    )


def _group(kept: Shelf, indicator: Indicator, bron: str, uitsplitsing: str) -> dict[Periode, GroupFigure]:
    rows = kept.rows.get(("groep", indicator.code, bron, uitsplitsing), ())
    made = (GroupFigure(period(kept.look.snapshot.perioden[row.periode_id]), row.value, row.groep) for row in rows)
    return {one.periode: one for one in made}


def _filled(
    kept: Shelf, indicator: Indicator, bron: str, figures: Mapping[Periode, OutcomeFigure]
) -> Iterator[OutcomeFigure]:
    """The figures with, in between and behind them, the periods that others have and this buurt did not deliver."""
    others = [one for one in _group(kept, indicator, bron, "") if one.soort is max(figures).soort]
    regular = indicator.leverritme != "start_en_eind" or bron != indicator.bron
    last = max([max(figures), *others]) if regular else max(figures)
    newest = max(figures)
    due = outcome_due.next_due(indicator, bron, newest, kept.vandaag)
    for one in without_gaps({*figures, last}) if regular else sorted(figures):
        awaited = one > newest and due is not None and due >= kept.vandaag
        reden = NOT_YET if awaited else NOT_DELIVERED
        yield figures.get(one) or OutcomeFigure(indicator.code, bron, one, None, Status.NIET_GELEVERD, reden=reden)


def _breaks(programma: Programma, indicator: str, bron: str) -> tuple[Breuk, ...]:
    return tuple(
        Breuk(one.vanaf, one.zin) for one in programma.breuken if one.bron == bron and indicator in one.indicatoren
    )
