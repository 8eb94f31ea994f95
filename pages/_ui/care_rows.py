"""Delivered figures about care as words, for the block zorggebruik. No markup here, and no look-ups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from buurtbeeld.answers import Row
from buurtbeeld.catalog import Catalog
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.charts.spine import Spine, spine
from buurtbeeld.dutch import date_text, number, status_word
from buurtbeeld.model import Figure, Status
from buurtbeeld.outcomes import wording as words
from buurtbeeld.outcomes.answers import CareFigure, CareUse
from pages._ui.outcome_views import address

FIRST = 5  # rows before "Toon alle cijfers"
NOTHING = "Over deze buurt is nog niets aangeleverd."
NO_START = (
    "Deze buurt heeft geen startdatum. Daarom staat hier het nieuwste hele jaar. Een cijfer opent zijn cijferblad."
)


@dataclass(frozen=True)
class CareRow:
    """One delivered figure as a spine row.

    Attributes:
        adres: address of its Cijferblad, with the source.
        bij: what it counts and when, in a small line.
        label: how the source makes it, else who it is.
        waarde: "" without a figure; then `status` and `reden` say why.
    """

    naam: str
    adres: str
    bij: str
    label: str
    waarde: str
    spine: Spine | None
    verschil: str
    gemeente: str
    groep: str
    status: str
    reden: str


@dataclass(frozen=True)
class CareView:
    """The delivered half of the block.

    Attributes:
        uitleg: which year this is, in a sentence or two.
        niets: (name, address) of figures that nobody delivered: one list, not a row each.
        vergeleken: how many buurten the middle halves rest on, e.g. "31 tot 60"; "" when there are too few.
    """

    uitleg: str
    eerst: tuple[CareRow, ...]
    rest: tuple[CareRow, ...]
    niets: tuple[tuple[str, str], ...]
    vergeleken: str


@dataclass(frozen=True)
class CareFact:
    """One line of the full table."""

    naam: str
    eigen: str
    gemeente: str
    groep: str
    eenheid: str
    periode: str
    midden: str
    waarom: str
    bron: str
    geleverd: str


def view(care: CareUse, catalog: Catalog) -> CareView:
    """Every delivered figure in words."""
    there = [one for one in care.figures if one.value is not None or one.status is not Status.NIET_GELEVERD]
    rows = [_row(one, care, catalog.indicatoren[one.indicator]) for one in there]
    return CareView(
        uitleg=_which_year(care) if there else NOTHING,
        eerst=tuple(rows[:FIRST]),
        rest=tuple(rows[FIRST:]),
        niets=tuple(_named(one, care, catalog) for one in care.figures if one not in there),
        vergeleken=_compared(there),
    )


def facts(care: CareUse, catalog: Catalog) -> tuple[CareFact, ...]:
    """Every figure with its unit, period, source and freshness."""
    return tuple(_fact(one, catalog.indicatoren[one.indicator]) for one in care.figures)


def _compared(there: Sequence[CareFigure]) -> str:
    counts = sorted(one.spread.n for one in there if one.spread is not None)
    return " tot ".join(dict.fromkeys(number(count) for count in (counts[0], counts[-1]))) if counts else ""


def _which_year(care: CareUse) -> str:
    if care.start is None:
        return NO_START
    return (
        f"Dit is de nulmeting: hoe het was voor de start op {date_text(care.start)}. Een cijfer opent zijn cijferblad."
    )


def _named(one: CareFigure, care: CareUse, catalog: Catalog) -> tuple[str, str]:
    return catalog.indicatoren[one.indicator].naam, _address(one, care, catalog.indicatoren[one.indicator])


def _address(one: CareFigure, care: CareUse, indicator: Indicator) -> str:
    return f"{address(care.plek.sleutel, one.indicator, next(iter(indicator.themas), ''))}&bron={one.bron}"


def _row(one: CareFigure, care: CareUse, indicator: Indicator) -> CareRow:
    return CareRow(
        naam=indicator.naam,
        adres=_address(one, care, indicator),
        bij=_small_line(one, indicator),
        label=words.BADGES[one.meting].naam if one.meting else one.bron_naam,
        waarde=_text(one.value, indicator),
        spine=spine(_drawable(one)),
        verschil="" if one.value is None or one.groep is None else words.verschil(one.value, one.groep, indicator),
        gemeente=_text(one.gemeente, indicator),
        groep=_text(one.groep, indicator),
        status=status_word(one.status),
        reden=one.reden,
    )


def _fact(one: CareFigure, indicator: Indicator) -> CareFact:
    middle = () if one.spread is None else (one.spread.p25, one.spread.p75)
    due = f" Verwacht uiterlijk {date_text(one.verwacht)}." if one.value is None and one.verwacht else ""
    return CareFact(
        naam=indicator.naam,
        eigen=_text(one.value, indicator) or status_word(one.status),
        gemeente=_text(one.gemeente, indicator),
        groep=_text(one.groep, indicator),
        eenheid=_unit(one, indicator),
        periode=_period(one),
        midden=" tot ".join(words.getal(value, indicator) for value in middle),
        waarom=f"{one.reden}{due}" if one.value is None else _whom(one),
        bron=_who(one),
        geleverd=date_text(one.ontvangen) if one.ontvangen else "",
    )


def _drawable(one: CareFigure) -> Row:
    """The row as it is drawn: own mark, the gemeente, and the middle half of the buurten to compare with."""
    return Row(one.indicator, _mark(one.value, one), gemeente=_mark(one.gemeente, one), spread=one.spread)


def _mark(value: float | None, one: CareFigure) -> Figure:
    status = Status.OK if value is not None else Status.NIET_GELEVERD
    return Figure(one.indicator, "", "", 0, value, status, "", reden="" if value is not None else one.reden)


def _text(value: float | None, indicator: Indicator) -> str:
    """Short enough for a row; the small line has the whole unit."""
    if value is None:
        return ""
    return words.getal(value, indicator) if indicator.soort == "rate" else words.met_eenheid(value, indicator)


def _small_line(one: CareFigure, indicator: Indicator) -> str:
    bron = one.bron_naam if one.meting else ""
    return ", ".join(filter(None, (bron, _unit(one, indicator), _period(one), _whom(one))))


def _unit(one: CareFigure, indicator: Indicator) -> str:
    """What is counted, over how long: "uur per cliënt per jaar", "per 1.000 inwoners, per kwartaal"."""
    whole = "" if indicator.weergave == "procent" else words.eenheid(indicator, one.soort)
    length = words.per_hoeveel(one.soort)
    return whole if whole.endswith(length) else ", ".join(filter(None, (whole, length)))


def _period(one: CareFigure) -> str:
    return "" if one.van is None or one.tot is None else words.tijdvak(one.van, one.tot)


def _whom(one: CareFigure) -> str:
    return f"over {one.naam}" if one.niveau != "buurt" else ""


def _who(one: CareFigure) -> str:
    badge = words.BADGES.get(one.meting)
    return ", ".join(filter(None, (one.bron_naam, badge.naam if badge else "")))
