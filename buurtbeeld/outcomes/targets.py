"""What was aimed at, as numbers beside a series. Pure.

The sources leave three things open; they are chosen here (statistiek.md 0):

- A percentage is relative: −15% of 23,4 uur is 19,9 uur, not fifteen index points (row 2).
- An aim beside buurten to compare with moves along with them: it is 15% below where the start would be now if the
  buurt had changed as they did. Without figures of them it is set against the start alone, and the sentence says so.
- "In 3 jaar" is reached by the last day of the third year after the start of the buurt (row 3); how the last twelve
  months compare with it is up to the agreement's own page.
"""

from __future__ import annotations

from datetime import date, timedelta

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.dutch import date_text
from buurtbeeld.indicator_parts import Doel
from buurtbeeld.outcomes.answers import Doellijn, Nulmeting
from buurtbeeld.outcomes.notes import doelzin
from buurtbeeld.outcomes.values import met_eenheid, tussen

# S0 to S4 are the documents the catalogue quotes.
BRON = {
    "S0": "het nieuwsbericht over het programma", "S1": "het interview over het programma", "S2": "het transitieplan",
    "S3": "het stuk over de wijk van 2016", "S4": "het inkoopkader",
}  # fmt: skip


def doellijnen(
    doel: Doel | None,
    indicator: Indicator,
    nulmeting: Nulmeting | None,
    start: date | None,
    groep_nu: float | None = None,
) -> tuple[Doellijn, ...]:
    """The agreement first, then the ambition; each with its number, its day and its sentence.

    Args:
        doel: percentages of the row of one thema.
        nulmeting: what it was before the start, in the indicator's unit.
        start: first day of the transition of this buurt.
        groep_nu: newest figure of the buurten to compare with, in the unit.

    Returns:
        Empty without an aim, and without a nulmeting above zero: there is nothing to take a percentage of.
    """
    if doel is None or nulmeting is None or nulmeting.value <= 0:
        return ()
    from_here, moved = _reference(doel, nulmeting, groep_nu)
    readings = []
    if doel.afspraak is not None:
        readings.append((True, doel.afspraak, doel.afspraak, _by(start, doel.jaren)))
    if doel.band is not None:
        # The years of a row with both are those of the agreement; the plan gives none for the ambition.
        readings.append((False, *doel.band, _by(start, doel.jaren) if doel.afspraak is None else None))
    lines = ((real, *_values(from_here, low, high), by) for real, low, high, by in readings)
    return tuple(
        Doellijn(low, high, by, real, _zin(doel, indicator, (low, high), by, afspraak=real, moved=moved))
        for real, low, high, by in lines
    )


def doellijn(
    doel: Doel | None,
    indicator: Indicator,
    nulmeting: Nulmeting | None,
    start: date | None,
    groep_nu: float | None = None,
) -> Doellijn | None:
    """The line to draw: the agreement where there is one, else the ambition; see `doellijnen`."""
    return next(iter(doellijnen(doel, indicator, nulmeting, start, groep_nu)), None)


def _reference(doel: Doel, nulmeting: Nulmeting, groep_nu: float | None) -> tuple[float, bool]:
    """The value a percentage is taken of, and whether it moved along with the buurten to compare with."""
    known = nulmeting.groep is not None and groep_nu is not None and nulmeting.groep > 0 and groep_nu > 0
    if doel.naast == "start" or not known:
        return nulmeting.value, False
    assert nulmeting.groep is not None
    assert groep_nu is not None
    return nulmeting.value * groep_nu / nulmeting.groep, True


def _values(reference: float, low: float, high: float) -> tuple[float, float]:
    return reference * (1 + low / 100), reference * (1 + high / 100)


def _by(start: date | None, years: int | None) -> date | None:
    """Last day of so many years after the start; 29 February counts as 1 March."""
    if start is None or years is None:
        return None
    leap = (start.month, start.day) == (2, 29)
    first = date(start.year + years, 3, 1) if leap else start.replace(year=start.year + years)
    return first - timedelta(days=1)


def _zin(
    doel: Doel, indicator: Indicator, between: tuple[float, float], by: date | None, *, afspraak: bool, moved: bool
) -> str:
    reading = doel.model_copy(update={"band": None} if afspraak else {"afspraak": None})
    low, high = between
    number = met_eenheid(high, indicator) if low == high else tussen(low, high, indicator, "tot")
    until = f" op {date_text(by)}" if by else ""
    told = [doelzin(reading), f"Dat is {number}{until}."]
    if doel.naast == "vergelijkingsbuurten":
        told.append(
            "Dit getal schuift mee met vergelijkbare buurten."
            if moved
            else "Vergelijkbare buurten tellen nog niet mee."
        )
    return " ".join([*told, f"Dit staat in {BRON[doel.bron]}."])
