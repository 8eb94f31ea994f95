"""Sentences about one series: the answer above a chart, and what a reader sees in the line. Pure.

Only published values are used, and no cause is named. How much is said follows the number of complete figures
(statistiek.md 4): below six no word of a trend, and a run is called unusual from ten useful points on
(Anhøj and Olesen 2014).
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
from buurtbeeld.outcome_answers import OutcomeFigure, OutcomeSeries, Sheet
from buurtbeeld.outcome_values import met_eenheid, moment
from buurtbeeld.wording import Span, Zin

LEAST_RANGE, LEAST_LINE, LEAST_RUN = 3, 6, 10  # complete figures before a range, a line, a run is described
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
    told: list[Span] = [
        Span(f"{indicator.naam} in {_where(sheet, reeks)}: "),
        Span(met_eenheid(newest.value, indicator), sterk=True),
        Span(f" in {moment(newest.periode)}."),
    ]
    more = [_start(reeks, indicator), _beside(reeks, newest, indicator), _warning(reeks, newest)]
    return (*told, *(Span(f" {sentence}") for sentence in more if sentence))


def wat_ziet_u(reeks: OutcomeSeries, indicator: Indicator) -> Zin:
    """What there is to see in the line, without a cause; never more than the number of complete figures allows."""
    complete = [one for one in reeks.figures if one.value is not None and one.status is not Status.VOORLOPIG]
    told = [*_line(complete, reeks, indicator), *_gaps(reeks), *_open(reeks)]
    return (Span(" ".join(told)),)


def _where(sheet: Sheet, reeks: OutcomeSeries) -> str:
    return {"partner": f"heel {reeks.naam}", "programma": "het hele programma"}.get(reeks.niveau, sheet.plek.naam)


def _nothing(sheet: Sheet, reeks: OutcomeSeries) -> Zin:
    last = reeks.figures[-1] if reeks.figures else None
    if last is not None and last.status is not Status.NIET_GELEVERD:
        return (Span(f"Van {sheet.plek.naam} is dit cijfer {status_word(last.status)}."),)
    when = f" We verwachten het uiterlijk op {date_text(reeks.volgende)}." if reeks.volgende else ""
    return (Span(f"Van {sheet.plek.naam} is dit cijfer nog niet geleverd.{when}"),)


def _start(reeks: OutcomeSeries, indicator: Indicator) -> str:
    if reeks.nulmeting is None:
        return ""
    return f"Bij de start was dat {met_eenheid(reeks.nulmeting.value, indicator)}."


def _beside(reeks: OutcomeSeries, newest: OutcomeFigure, indicator: Indicator) -> str:
    group = next((one for one in reeks.groep if one.periode == newest.periode), None)
    if group is None or group.value is None:
        return ""
    return f"In vergelijkbare buurten: {met_eenheid(group.value, indicator)}."


def _warning(reeks: OutcomeSeries, newest: OutcomeFigure) -> str:
    if newest.status is Status.VOORLOPIG:
        return "Let op: dit cijfer is voorlopig."
    label = "schatting" if newest.status is Status.GESCHAT else reeks.meting
    return LABELS.get(label, "")


def _line(complete: Sequence[OutcomeFigure], reeks: OutcomeSeries, indicator: Indicator) -> list[str]:
    if not complete:
        return ["Er is nog geen definitief cijfer."]
    if len(complete) < LEAST_RANGE:
        many = "is één definitief cijfer" if len(complete) == 1 else "zijn twee definitieve cijfers"
        return [f"Er {many}. Dat is te weinig voor een lijn."]
    values = [one.value for one in complete if one.value is not None]
    low, high = (met_eenheid(value, indicator) for value in (min(values), max(values)))
    told = [f"Alle cijfers zijn {low}." if low == high else f"De cijfers liggen tussen {low} en {high}."]
    if len(complete) < LEAST_LINE:
        return [*told, "Er zijn nog te weinig metingen om meer over de lijn te zeggen."]
    return [*told, *_after(complete, reeks, indicator), *_run(values)]


def _after(complete: Sequence[OutcomeFigure], reeks: OutcomeSeries, indicator: Indicator) -> list[str]:
    """How the last figures lie beside the start: at most six, as the verdict uses."""
    if reeks.nulmeting is None:
        return []
    start = reeks.nulmeting
    later = [one.value for one in complete if one.periode > start.tot and one.value is not None][-6:]
    if not later:
        return []
    below, above = (sum(value < start.value for value in later), sum(value > start.value for value in later))
    side, count = ("lager", below) if below >= above else ("hoger", above)
    text = met_eenheid(start.value, indicator)
    if len(later) == 1:
        return [f"Het laatste cijfer is {side} dan de {text} van de start."] if count else []
    return [f"Van de laatste {len(later)} cijfers zijn er {count} {side} dan de {text} van de start."]


def _run(values: Sequence[float]) -> list[str]:
    """Whether the points keep to one side of their middle longer than chance would have it."""
    middle = median(values)
    sides = [value > middle for value in values if value != middle]
    if len(sides) < LEAST_RUN:
        return []
    if not unusual_run(sides):
        return ["De cijfers wisselen rond hun midden, zoals bij toeval past."]
    first, last = sides[0], sides[-1]
    if first == last:
        return ["De cijfers blijven opvallend lang aan één kant van hun midden."]
    side = "stijgt" if last else "daalt"
    return [f"De lijn {side}: zij ligt eerst vooral aan de ene kant van het midden, later aan de andere."]


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


def _open(reeks: OutcomeSeries) -> list[str]:
    open_ones = sum(one.status is Status.VOORLOPIG for one in reeks.figures)
    if not open_ones:
        return []
    what = "Het laatste punt is" if open_ones == 1 else f"De laatste {open_ones} punten zijn"
    return [f"{what} voorlopig. Voorlopige cijfers tellen niet mee in het oordeel."]
