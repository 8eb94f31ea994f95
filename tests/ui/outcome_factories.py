"""Invented answers about outcomes, in every state a line of the matrix can have: for tests of what is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from itertools import cycle

from buurtbeeld.catalog import Catalog, load_catalog
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.model import Gebied, Niveau, Plek, Status
from buurtbeeld.outcomes.answers import Cell, Item, OutcomeFigure, Outcomes, ThemaRow
from buurtbeeld.outcomes.oordeel import NIET_BEOORDEELD, NIET_GELEVERD, Beoordeling, Grond, Oordeel
from buurtbeeld.periods import Periode
from tests.ui.factories import ROOT

TODAY = date(2026, 11, 22)
DUE = date(2027, 1, 15)
SINCE = date(2026, 9, 24)
RECEIVED = datetime(2026, 10, 31, 9, tzinfo=UTC)
NOW, BEFORE, YEAR = Periode.parse("2026-T3"), Periode.parse("2026-T2"), Periode.parse("2025")
LAGEN = ("adoptie", "kwaliteit", "effectiviteit")
UNJUDGED = {"aantal", "kwalitatief"}
# What the figures of the matrix say in turn: every word, and every reason for the two that need one.
FOUND = (
    Beoordeling(Oordeel.GEEN_VERSCHIL, voor=6, na=6, groep=38),
    Beoordeling(Oordeel.GUNSTIGER, voor=6, na=6, groep=38),
    Beoordeling(Oordeel.TE_VROEG, Grond.TERMIJN, voor=6, na=2, tot=date(2027, 3, 1)),
    Beoordeling(Oordeel.TE_WEINIG, Grond.AFGESCHERMD),
    Beoordeling(Oordeel.ONGUNSTIGER, voor=6, na=6),
    Beoordeling(Oordeel.VERANDERT, voor=6, na=6, groep=38),
    NIET_GELEVERD,
    Beoordeling(Oordeel.TE_VROEG, Grond.METINGEN, voor=2, na=1, nodig=5),
    Beoordeling(Oordeel.TE_WEINIG, Grond.MARGE, voor=6, na=6),
    Beoordeling(Oordeel.GEEN_VERSCHIL, voor=6, na=6),
    Beoordeling(Oordeel.TE_WEINIG, Grond.START, na=3),
    Beoordeling(Oordeel.TE_WEINIG, Grond.NULMETING, na=6),
)
HIDDEN = "Afgeschermd: minder dan 10 personen."


@cache
def catalog() -> Catalog:
    """The catalogue that ships with the app, the invented programme included."""
    return load_catalog(ROOT / "config", verzonnen=True)


def plek(sleutel: str = "lindekwartier") -> Plek:
    """The programme buurt with this key."""
    found = catalog().buurt(sleutel)
    assert found is not None
    programma, buurt = found
    gebieden = tuple(
        Gebied(code, programma.codejaar, buurt.naam, Niveau.BUURT, "", buurt.gemeente) for code in buurt.gebieden
    )
    return Plek(sleutel, buurt.naam, programma.code, buurt.niveau, gebieden, partner=buurt.partner, start=buurt.start)


def figure(indicator: str, periode: Periode = NOW, value: float | None = 20.8, **more: object) -> OutcomeFigure:
    """One published figure; without a value it is hidden."""
    made = OutcomeFigure(
        indicator,
        catalog().indicatoren[indicator].bron,
        periode,
        value,
        Status.OK if value is not None else Status.AFGESCHERMD,
        reden="" if value is not None else HIDDEN,
        lower=None if value is None else value - 1.25,
        upper=None if value is None else value + 1.25,
        methode="" if value is None else "Byar",
        levering=7,
        ontvangen=RECEIVED,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def item(indicator: str, thema: str = "preventie", found: Beoordeling = FOUND[0], **more: object) -> Item:
    """One line of the matrix: delivered unless the verdict says it was not."""
    one = catalog().indicatoren[indicator]
    row = one.themas.get(thema)
    there = found.grond is not Grond.NIET_GELEVERD
    hidden = found.grond is Grond.AFGESCHERMD
    periode = YEAR if one.leverritme == "jaar" else NOW
    made = Item(
        indicator,
        thema if row else "",
        row.laag if row else "bewaking",
        found,
        bron=one.bron if there else "",
        nu=figure(indicator, periode, None if hidden else 20.8) if there else None,
        vorige=figure(indicator, periode.shifted(-1), 18.8) if there else None,
        nulmeting=23.44 if there and not hidden else None,
        verwacht=DUE,
        actiehouders=row.actiehouder if row else (),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def outcomes(sleutel: str = "lindekwartier") -> Outcomes:
    """A buurt in which every state occurs."""
    found = cycle(FOUND)
    rows = tuple(_row(sleutel, thema, found) for thema in catalog().themas)
    watched = tuple(item(one.code, "", next(found)) for one in catalog().outcomes() if one.bewaking)
    return Outcomes(plek(sleutel), rows, watched, SINCE, NOW, RECEIVED, publicatie=14, groep=38)


def not_delivered(sleutel: str = "sterrenwijk") -> Outcomes:
    """A buurt for which nothing came in yet."""
    full = outcomes(sleutel)
    rows = tuple(replace(row, cells=tuple(_emptied(cell) for cell in row.cells)) for row in full.rows)
    watched = tuple(item(one.indicator, "", NIET_GELEVERD) for one in full.bewaking)
    return replace(full, rows=rows, bewaking=watched, periode=None, bijgewerkt=None, groep=0)


def compared(sleutel: str = "potloodbuurt-en-vouwbladbuurt") -> Outcomes:
    """A buurt whose figures are there and never judged, as of one to compare with."""
    full = outcomes(sleutel)
    rows = tuple(replace(row, cells=tuple(map(_unjudged_cell, row.cells))) for row in full.rows)
    return replace(full, rows=rows, bewaking=tuple(map(_unjudged, full.bewaking)))


def _unjudged_cell(cell: Cell) -> Cell:
    return replace(cell, items=tuple(map(_unjudged, cell.items)))


def _emptied(cell: Cell) -> Cell:
    return replace(cell, items=tuple(item(one.indicator, one.thema, NIET_GELEVERD) for one in cell.items))


def _unjudged(one: Item) -> Item:
    return replace(one, beoordeling=NIET_BEOORDEELD)


def _row(sleutel: str, thema: str, found: Iterator[Beoordeling]) -> ThemaRow:
    known = catalog().buurt(sleutel)
    assert known is not None
    if thema in known[1].weggelaten:
        return ThemaRow(thema, (), known[1].weggelaten[thema])
    return ThemaRow(thema, tuple(_cell(thema, laag, found) for laag in LAGEN))


def _cell(thema: str, laag: str, found: Iterator[Beoordeling]) -> Cell:
    shown = [one for one in catalog().outcomes(thema) if one.themas[thema].laag == laag]
    leeg = "" if shown else catalog().themas[thema].zonder_effect or "Dit meten we niet in dit thema."
    return Cell(laag, tuple(_line(one, thema, found) for one in shown), leeg)


def _line(one: Indicator, thema: str, found: Iterator[Beoordeling]) -> Item:
    if one.soort in UNJUDGED:
        counted = item(one.code, thema, NIET_BEOORDEELD, nieuw=one.code == "trainingen")
        absent = one.code == "gevolgde_trainingen"
        return replace(counted, nu=None, vorige=None, nulmeting=None, bron="") if absent else counted
    line = item(one.code, thema, next(found))
    if one.toon_vanaf == "partner":
        return replace(line, niveau="partner", naam="Voorbeeldzorg")
    if one.code == "uren_wijkverpleging_per_client":
        late = (("verzekeraars", "afgeleid", FOUND[2]),)
        return replace(line, bron="alliantiepartners", meting="gemeten", nieuw=True, andere=late)
    return line
