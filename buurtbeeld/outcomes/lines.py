"""One line of the matrix in words. Screen, table and file are made of these lines, so they cannot disagree. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from buurtbeeld.catalog import Catalog
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.dutch import listed, status_word
from buurtbeeld.model import Status
from buurtbeeld.outcomes import wording as words
from buurtbeeld.outcomes.answers import Item, OutcomeFigure, Outcomes
from buurtbeeld.outcomes.oordeel import ALLEEN_GROEPEN, NIET_GELEVERD, Beoordeling, Oordeel

NO_VERDICT = "geen oordeel"
APP = "app"
BEWAKING, ADOPTIE = "bewaking", "adoptie"


@dataclass(frozen=True)
class Line:
    """An item and everything that is said of it.

    Attributes:
        oordeel: one of the six words; "geen oordeel" for a count, an interview or a buurt to compare with.
        reden: why it is nog te vroeg or te weinig gegevens, or why there is no figure; "" otherwise.
        zin: what the verdict means, in full.
        cijfer: from the start to now for what is judged, only now for what is not; "" without a value.
        verschil: how it changed since the figure before it; "" for what is judged.
        doel: what the plan aims at, of adoptie only; "" when there is no aim.
        periode: of the newest figure; "" without one.
        status: "definitief" or the word of its status; "gecorrigeerd" when another value was published before.
        over: whom it is about when that is not the buurt; else "".
        meting: badge of the source; "" when it says nothing.
        wie: who sees to the delivery.
        andere: per other source of the same figure who says so, and its verdict; only sources that are judged.
        let_op: a warning beside the figure; "" without.
    """

    item: Item
    indicator: Indicator
    thema: str
    oordeel: str
    reden: str
    zin: str
    cijfer: str
    verschil: str
    doel: str
    eenheid: str
    periode: str
    status: str
    over: str
    bron: str
    meting: str
    wie: str
    andere: tuple[tuple[str, Oordeel], ...]
    let_op: str

    @property
    def oordeel_code(self) -> Oordeel | None:
        """The verdict itself."""
        return self.item.beoordeling.oordeel


def lines_of(outcomes: Outcomes, catalog: Catalog, vandaag: date) -> tuple[Line, ...]:
    """Every item of the matrix in reading order, then the figures watched beside the agreement.

    Args:
        vandaag: today in the Netherlands, to know what is late.
    """
    return tuple(lines(outcomes.items + outcomes.bewaking, catalog, vandaag))


def lines(items: Iterable[Item], catalog: Catalog, vandaag: date) -> Iterable[Line]:
    """The same for some items."""
    for item in items:
        yield line_of(item, catalog, vandaag)


def line_of(item: Item, catalog: Catalog, vandaag: date) -> Line:
    """One item in words."""
    indicator, found, nu = catalog.indicatoren[item.indicator], item.beoordeling, item.nu
    counted = found.oordeel is None
    row = indicator.themas.get(item.thema)
    return Line(
        item=item,
        indicator=indicator,
        thema=catalog.themas[item.thema].naam if item.thema in catalog.themas else BEWAKING,
        oordeel=found.oordeel.value if found.oordeel is not None else NO_VERDICT,
        reden=_reden(item, indicator, vandaag),
        zin=words.oordeel_zin(found, indicator, item.thema),
        cijfer=_cijfer(item, indicator),
        verschil=words.verandering(nu, item.vorige, indicator) if counted else "",
        doel=words.doel_kort(row.doel) if item.laag == ADOPTIE and row is not None else "",
        eenheid=words.eenheid(indicator, nu.periode.soort) if nu is not None else indicator.eenheid,
        periode=nu.periode.naam if nu is not None else "",
        status=_status(nu),
        over=_over(item),
        bron=bron_naam(item.bron, catalog),
        meting=_badge(item.meting),
        wie=listed([catalog.app.partijen.get(one, one) for one in item.actiehouders]),
        andere=tuple(
            (_volgens(bron, meting, catalog), one.oordeel) for bron, meting, one in item.andere if one.oordeel
        ),
        let_op=words.indicatief(nu, indicator),
    )


def bron_naam(bron: str, catalog: Catalog) -> str:
    """Name of a source; its code when the catalogue does not know it."""
    return catalog.bronnen[bron].naam if bron in catalog.bronnen else bron


def _status(figure: OutcomeFigure | None) -> str:
    word = status_word(Status.NIET_GELEVERD if figure is None else figure.status)
    corrected = "gecorrigeerd" if figure is not None and figure.gecorrigeerd and figure.value is not None else ""
    return ", ".join(filter(None, (word, corrected))) or "definitief"


def _reden(item: Item, indicator: Indicator, vandaag: date) -> str:
    """Also for what is never judged: a count that is not there has the same reason as a figure that is not."""
    found: Beoordeling = item.beoordeling
    if item.nu is None and found.oordeel is None:
        found = ALLEEN_GROEPEN if item.alleen_groepen else NIET_GELEVERD
    told = words.reden(found, indicator, verwacht=item.verwacht, vandaag=vandaag)
    if told or item.nu is None or item.nu.value is not None:
        return told
    # Nobody has to deliver what the app counts itself: its own sentence, in the middle of a line.
    own = item.nu.reden[:1].lower() + item.nu.reden[1:].rstrip(".")
    return own if item.nu.bron == APP else status_word(item.nu.status)


def _cijfer(item: Item, indicator: Indicator) -> str:
    if item.nu is None or item.nu.value is None:
        return ""
    if item.beoordeling.oordeel is None:
        return words.waarde(item.nu, indicator)
    return words.van_naar(item, indicator)


def _over(item: Item) -> str:
    return {"buurt": "", "programma": "het hele programma"}.get(item.niveau, f"heel {item.naam}")


def _badge(meting: str) -> str:
    badge = words.BADGES.get(meting)
    return badge.naam if badge else ""


def _others(item: Item, catalog: Catalog) -> Iterable[tuple[str, Oordeel]]:
    for bron, meting, found in item.andere:
        if found.oordeel is not None:
            yield _volgens(bron, meting, catalog), found.oordeel


def _volgens(bron: str, meting: str, catalog: Catalog) -> str:
    naam, badge = bron_naam(bron, catalog).lower(), _badge(meting)
    return f"volgens {naam} ({badge})" if badge else f"volgens {naam}"
