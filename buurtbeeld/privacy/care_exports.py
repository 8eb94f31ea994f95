"""Delivered figures about care as lines of the file of Ons buurtbeeld: own, gemeente and buurten to compare with."""

from __future__ import annotations

from collections.abc import Iterator

from buurtbeeld.catalog import Catalog
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.model import Figure, Status
from buurtbeeld.outcomes.answers import CareFigure, CareUse
from buurtbeeld.outcomes.values import eenheid
from buurtbeeld.privacy.exports import Named

GROUP, GROUP_NAME = "vergelijkingsbuurten", "vergelijkbare buurten samen"


def lines_of(care: CareUse, catalog: Catalog) -> tuple[Named, ...]:
    """Every delivered figure on the page, in its order; a figure beside it only where there is one."""
    return tuple(
        line for one in care.figures for line in _lines(care, one, catalog.indicatoren[one.indicator], catalog)
    )


def _lines(care: CareUse, one: CareFigure, indicator: Indicator, catalog: Catalog) -> Iterator[Named]:
    whose = care.plek.naam if one.niveau == "buurt" else one.naam
    yield _line(care, one, indicator, catalog, value=one.value, where=(care.plek.sleutel, whose))
    gebied = care.plek.gebieden[0]
    gemeente = (gebied.gemeente_code, gebied.gemeente_naam)
    for value, where in ((one.gemeente, gemeente), (one.groep, (GROUP, GROUP_NAME))):
        if value is not None:
            yield _line(care, one, indicator, catalog, value=value, where=where)


def _line(
    care: CareUse,
    one: CareFigure,
    indicator: Indicator,
    catalog: Catalog,
    *,
    value: float | None,
    where: tuple[str, str],
) -> Named:
    """One line; `where`: key and name of what the value is about."""
    made = f"{'nulmeting' if one.nulmeting else 'nieuwste hele jaar'}, {one.metingen} metingen" if one.metingen else ""
    figure = Figure(
        indicator=one.indicator,
        gebied=where[0],
        gebied_naam=where[1],
        jaar=one.tot.last_day.year if one.tot is not None else 0,
        value=value,
        status=one.status if value is None else Status.OK,
        eenheid=eenheid(indicator, one.soort),
        reden=one.reden if value is None else "",
        methode=made,
    )
    return Named(
        naam=indicator.naam,
        decimalen=indicator.decimalen,
        figure=figure,
        verzonnen=care.plek.verzonnen,
        bron=f"{one.bron_naam} ({one.meting})" if one.meting else one.bron_naam,
        licentie=catalog.bronnen[one.bron].licentie,
        publicatie=care.publicatie,
        geleverd=one.ontvangen.date().isoformat() if one.ontvangen is not None else "",
        periode=_codes(one),
    )


def _codes(one: CareFigure) -> str:
    if one.van is None or one.tot is None:
        return ""
    return one.van.code if one.van == one.tot else f"{one.van.code} t/m {one.tot.code}"
