"""Sentences about one series: the answer above a chart, and what a reader sees in the line. Pure.

Only published values are used, and no cause is named. How much is said follows the ladder of `statistics.ladder`:
below six complete figures no word of a direction, and a run is called unusual from ten useful points on
(Anhøj & Olesen 2014, PLoS ONE e113825).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import comb, log2
from statistics import median

from buurtbeeld.catalog import Catalog
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.dutch import date_text, status_word
from buurtbeeld.model import Status
from buurtbeeld.outcomes.answers import OutcomeFigure, OutcomeSeries, Sheet
from buurtbeeld.outcomes.values import cijfer, cijfer_met_eenheid, getal, moment, nogmaals, wanneer
from buurtbeeld.periods import PeriodeSoort
from buurtbeeld.statistics.ladder import Never, Show, rung
from buurtbeeld.wording import Span, Zin

APP = "app"
COUNTED = ("aantal", "rate")
BARS = ("aantal", "kwalitatief")
HIDDEN = (Status.AFGESCHERMD, Status.GEHEIM_BRON)
LABELS = {
    "afgeleid": "Let op: dit is berekend uit euro’s en een tarief.",
    "schatting": "Let op: dit is een schatting.",
}


def antwoord(sheet: Sheet, catalog: Catalog) -> Zin:
    """The first sentences of a Cijferblad: the figure, the start, the buurten to compare with, and a warning.

    Without any figure one sentence says why, and when it will come.
    """
    reeks, indicator = sheet.reeksen[0], catalog.indicatoren[sheet.indicator]
    newest = reeks.nieuwste
    if newest is None or newest.value is None:
        return _nothing(sheet, reeks)
    told = _said(indicator, newest, _where(sheet, reeks))
    warning = _open(sheet, reeks, indicator) if newest.status is Status.VOORLOPIG else _warning(reeks, newest)
    more = [_start(reeks, indicator), _beside(reeks, newest, indicator), _hidden(reeks), warning]
    return (*told, *(Span(f" {sentence}") for sentence in more if sentence))


def in_short(sheet: Sheet, catalog: Catalog) -> Zin:
    """The same without the buurten to compare with and the warning: the figure and the start."""
    reeks, indicator = sheet.reeksen[0], catalog.indicatoren[sheet.indicator]
    newest = reeks.nieuwste
    if newest is None or newest.value is None:
        return _nothing(sheet, reeks)
    start = _start(reeks, indicator)
    return (*_said(indicator, newest, _where(sheet, reeks)), *((Span(f" {start}"),) if start else ()))


def beside(sheet: Sheet, catalog: Catalog) -> str:
    """What the buurten to compare with say beside the newest figure, as a sentence; "" without them."""
    reeks = sheet.reeksen[0]
    newest = reeks.nieuwste
    return "" if newest is None else _beside(reeks, newest, catalog.indicatoren[sheet.indicator])


def wat_ziet_u(reeks: OutcomeSeries, indicator: Indicator) -> Zin:
    """What there is to see in the line, without a cause; never more than the number of complete figures allows."""
    complete = [one for one in reeks.figures if one.value is not None and one.status is Status.OK]
    told = [*_line(complete, reeks, indicator), *_gaps(reeks), *_open_points(reeks)]
    return (Span(" ".join(told)),)


def _said(indicator: Indicator, figure: OutcomeFigure, plek: str) -> Zin:
    """The figure as a sentence of its own kind; the catalogue has one for what a count or a rate cannot say."""
    assert figure.value is not None  # only a figure with a value is told
    shown = cijfer_met_eenheid(figure, indicator)
    name = indicator.naam[:1].lower() + indicator.naam[1:]
    if indicator.soort == "aantal":
        shown = cijfer(figure, indicator)
    frame = indicator.zin or (f"was het aantal {name} {{plek}} {{waarde}}" if indicator.soort in COUNTED else "")
    if not frame:
        return (Span(f"{indicator.naam} {plek}: "), Span(shown, sterk=True), Span(f" in {moment(figure.periode)}."))
    shown = cijfer_met_eenheid(figure, indicator) if indicator.zin else shown
    before, after = (part.replace("{plek}", plek) for part in frame.split("{waarde}"))
    return (Span(f"{wanneer(figure.periode)} {before}"), Span(shown, sterk=True), Span(f"{after}."))


def _where(sheet: Sheet, reeks: OutcomeSeries) -> str:
    return {"partner": f"bij {reeks.naam}", "programma": "in het hele programma"}.get(
        reeks.niveau, f"in {sheet.plek.naam}"
    )


def _nothing(sheet: Sheet, reeks: OutcomeSeries) -> Zin:
    last = reeks.figures[-1] if reeks.figures else None
    if last is not None and reeks.bron == APP:  # nobody has to deliver it, so the reason is our own
        return (Span(last.reden),)
    if last is not None and last.status is not Status.NIET_GELEVERD:
        return (Span(f"Van {sheet.plek.naam} is dit cijfer {status_word(last.status)}."),)
    if reeks.alleen_groepen:
        return (
            Span(f"Van {sheet.plek.naam} zijn er alleen cijfers per groep. Een cijfer van iedereen samen is er niet."),
        )
    when = f" We verwachten het uiterlijk op {date_text(reeks.volgende)}." if reeks.volgende else ""
    return (Span(f"Van {sheet.plek.naam} is dit cijfer nog niet geleverd.{when}"),)


def _start(reeks: OutcomeSeries, indicator: Indicator) -> str:
    if reeks.nulmeting is None:
        return ""
    return f"Bij de start was dat {nogmaals(reeks.nulmeting.value, indicator)}."


def _beside(reeks: OutcomeSeries, newest: OutcomeFigure, indicator: Indicator) -> str:
    group = next((one for one in reeks.groep if one.periode == newest.periode), None)
    if group is None or group.value is None:
        return ""
    now = nogmaals(group.value, indicator)
    before = reeks.nulmeting.groep if reeks.nulmeting is not None else None
    if before is None:
        return f"In vergelijkbare buurten: {now}."
    if getal(before, indicator) == getal(group.value, indicator):
        return f"In vergelijkbare buurten bleef het {now}."
    return f"In vergelijkbare buurten ging het van {getal(before, indicator)} naar {now}."


def _hidden(reeks: OutcomeSeries) -> str:
    """That there is a newer period, of which the figure is not shown."""
    last = reeks.figures[-1]
    if last.value is not None or last.status not in HIDDEN:
        return ""
    return f"Het cijfer van {moment(last.periode)} is {status_word(last.status)}."


def _open(sheet: Sheet, reeks: OutcomeSeries, indicator: Indicator) -> str:
    """That the newest figure may change, and which figure the verdict is about instead."""
    told, counts = "Let op: dit cijfer is voorlopig.", reeks.beoordeeld
    found = sheet.beoordelingen.get(reeks.bron)
    if found is None or found.oordeel is None or counts is None or counts.value is None:
        return told
    value = cijfer(counts, indicator) if indicator.soort in COUNTED else cijfer_met_eenheid(counts, indicator)
    return f"{told} Het oordeel gaat over {moment(counts.periode)}. Toen was het {value}."


def _warning(reeks: OutcomeSeries, newest: OutcomeFigure) -> str:
    if newest.gecorrigeerd:
        return "Dit cijfer is gecorrigeerd: eerder stond er een ander."
    label = "schatting" if newest.status is Status.GESCHAT else reeks.meting
    return LABELS.get(label, "")


def _line(complete: Sequence[OutcomeFigure], reeks: OutcomeSeries, indicator: Indicator) -> list[str]:
    if not complete:
        return ["Er is nog geen definitief cijfer."]
    if Show.LINE not in rung(len(complete)).shows:
        many = "is één definitief cijfer" if len(complete) == 1 else "zijn twee definitieve cijfers"
        return [f"Er {many}. Dat is te weinig voor een lijn."]
    values = [one.value for one in complete if one.value is not None]
    told = [_between(complete, indicator)]
    if Never.DIRECTION in rung(len(complete)).never:
        return [*told, "Er zijn nog te weinig metingen om meer over de lijn te zeggen."]
    # Twelve months at once: points share most of their months, so that runs mean nothing. Counts are few and tied.
    if reeks.soort is PeriodeSoort.TWAALFMAANDS:
        one, many = ("Elke staaf", "staven") if indicator.soort in BARS else ("Elk punt", "punten")
        return [*told, *_after(complete, reeks, indicator), f"{one} gaat over 12 maanden. De {many} overlappen."]
    runs = [] if indicator.soort == "aantal" else _run(values)
    return [*told, *_after(complete, reeks, indicator), *runs]


def _between(complete: Sequence[OutcomeFigure], indicator: Indicator) -> str:
    """Between which figures they all lie, as each is written."""
    ordered = sorted((one for one in complete if one.value is not None), key=lambda one: one.value or 0.0)
    low, high = (cijfer(one, indicator) for one in (ordered[0], ordered[-1]))
    if low == high:
        return f"Alle cijfers zijn {cijfer_met_eenheid(ordered[0], indicator)}."
    return f"De cijfers liggen tussen {low} en {cijfer_met_eenheid(ordered[-1], indicator)}."


def _after(complete: Sequence[OutcomeFigure], reeks: OutcomeSeries, indicator: Indicator) -> list[str]:
    """How the last figures lie beside the start: at most six, as the verdict uses."""
    if reeks.nulmeting is None:
        return []
    start = reeks.nulmeting
    later = [one.value for one in complete if one.periode > start.tot and one.value is not None][-6:]
    text = nogmaals(start.value, indicator)
    different = [value for value in later if getal(value, indicator) != getal(start.value, indicator)]
    below = sum(value < start.value for value in different)
    sides = [f"{count} {side}" for side, count in (("lager", below), ("hoger", len(different) - below)) if count]
    if not sides:
        return []
    if len(later) == 1:
        return [f"Het laatste cijfer is {sides[0].split()[1]} dan de {text} van de start."]
    return [f"Van de laatste {len(later)} cijfers zijn er {' en '.join(sides)} dan de {text} van de start."]


def _run(values: Sequence[float]) -> list[str]:
    """Whether the points keep to one side of their middle longer than chance would have it."""
    middle = median(values)
    sides = [value > middle for value in values if value != middle]
    if Show.RUN_RULES not in rung(len(values), len(sides)).shows:
        return []
    if not unusual_run(sides):
        return ["De cijfers wisselen rond hun midden, zoals bij toeval past."]
    if sum(before != after for before, after in pairwise(sides)) > 1:
        return ["De cijfers blijven opvallend lang aan één kant van hun midden."]
    went = ("stijgt", "onder", "boven") if sides[-1] else ("daalt", "boven", "onder")
    return ["De lijn {}: eerst liggen de cijfers {} hun midden, later er{}.".format(*went)]


def unusual_run(sides: Sequence[bool]) -> bool:
    """Anhøj's two rules: a run longer than round(log2 n) + 3, or fewer crossings than chance gives.

    Args:
        sides: per point off the median whether it lies above it.
    """
    n, crossings, longest, run = len(sides), 0, 1, 1
    for before, after in pairwise(sides):
        run = run + 1 if before == after else 1
        crossings += before != after
        longest = max(longest, run)
    return longest > round(log2(n)) + 3 or crossings < _fewest_crossings(n - 1)


def _fewest_crossings(tries: int) -> int:
    """The 5% quantile of a binomial with chance one half."""
    total, count = 0, 0
    while (total := total + comb(tries, count)) < 0.05 * 2**tries:
        count += 1
    return count


def _gaps(reeks: OutcomeSeries) -> list[str]:
    missing = [one for one in reeks.figures if one.value is None]
    if not missing:
        return []
    if len(missing) == 1:
        return [f"Voor {moment(missing[0].periode)} is er geen cijfer: {status_word(missing[0].status)}."]
    return [f"Voor {len(missing)} periodes is er geen cijfer."]


def _open_points(reeks: OutcomeSeries) -> list[str]:
    open_ones = sum(one.status is Status.VOORLOPIG for one in reeks.figures)
    if not open_ones:
        return []
    what = "Het laatste punt is" if open_ones == 1 else f"De laatste {open_ones} punten zijn"
    return [f"{what} voorlopig. Voorlopige cijfers tellen niet mee in het oordeel."]
