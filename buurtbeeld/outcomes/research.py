"""Every published figure of a programma in one answer, for research. Nothing is computed or judged anew."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from buurtbeeld.catalog import Catalog
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.errors import NotFound
from buurtbeeld.outcomes import matrix as outcome_matrix
from buurtbeeld.outcomes import series as outcome_series
from buurtbeeld.outcomes.answers import OutcomeSeries
from buurtbeeld.outcomes.keys import PROGRAMMA, partner_key
from buurtbeeld.outcomes.matrix import Desk
from buurtbeeld.places import Look
from buurtbeeld.programma_schema import Buurt

ON_SCREEN = {"volgorde", "kop", "bijschrift", "weergave", "zin"}  # where and how it is shown says nothing of what it is


@dataclass(frozen=True)
class Reeks:
    """One series of a buurt, a partner or the programma.

    Attributes:
        plaats: key of the buurt, of the partner or of the programma.
        rol: "transitie" or "vergelijking" of a buurt; "" of a partner and the programma.
        start: first day of the transition; None = unknown, or not of a buurt.
        oordelen: thema -> verdict of its newest complete figure; empty where nothing is judged.
    """

    plaats: str
    rol: str
    start: date | None
    reeks: OutcomeSeries
    oordelen: Mapping[str, str]


@dataclass(frozen=True)
class Research:
    """All series of a programma, by buurt and indicator, from one publication.

    Attributes:
        versies: indicator -> version of its definition: another text or another way of counting is another version.
        drempel: least number of persons below a figure that is shown.
    """

    programma: str
    naam: str
    verzonnen: bool
    reeksen: tuple[Reeks, ...]
    versies: Mapping[str, str]
    drempel: int
    publicatie: int


def of(look: Look, code: str, vandaag: date) -> Research:
    """Everything that was published of a programma. Rights are asked by `figures.read`.

    Raises:
        NotFound: there is no such programma.
    """
    programma = look.catalog.programmas.get(code)
    if programma is None:
        raise NotFound(f"Er is geen programma '{code[:40]}'.")
    series = tuple(_once(_of_buurt(look, buurt, vandaag) for buurt in programma.buurten))
    used = {one.reeks.indicator for one in series}
    versions = {one.code: version(one) for one in look.catalog.outcomes() if one.code in used}
    drempel = look.catalog.app.drempel
    return Research(code, programma.naam, programma.verzonnen, series, versions, drempel, look.snapshot.publicatie)


def version(indicator: Indicator) -> str:
    """Fingerprint of what a figure means and how it is made: twelve hexadecimal digits."""
    text = json.dumps(indicator.model_dump(mode="json", exclude=ON_SCREEN), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _once(made: Iterator[Iterator[Reeks]]) -> Iterator[Reeks]:
    """Each series once: every buurt of a partner has that of the partner."""
    seen = set()
    for one in (reeks for some in made for reeks in some):
        key = (one.plaats, one.reeks.indicator, one.reeks.bron, one.reeks.uitsplitsing)
        if key not in seen:
            seen.add(key)
            yield one


def _of_buurt(look: Look, buurt: Buurt, vandaag: date) -> Iterator[Reeks]:
    mine = outcome_matrix.desk(look, buurt.sleutel, vandaag)
    own = {"buurt": buurt.sleutel, "partner": partner_key(buurt.partner), "programma": PROGRAMMA}
    counted = [
        outcome_series.counted(mine.kept, look.catalog.indicatoren[code], figures)
        for code, figures in mine.counts.items() if figures
    ]  # fmt: skip
    for one in (*outcome_series.everything(mine.kept), *counted):
        of_itself = one.niveau == "buurt"
        judged = _judged(mine, look.catalog, one) if of_itself else {}
        yield Reeks(
            own[one.niveau], buurt.rol if of_itself else "", buurt.start if of_itself else None, one, judged
        )  # fmt: skip


def _judged(mine: Desk, catalog: Catalog, one: OutcomeSeries) -> dict[str, str]:
    """Thema -> the word, of a figure of everybody together in the themas the buurt takes part in."""
    indicator = catalog.indicatoren[one.indicator]
    if one.uitsplitsing or one.nieuwste is None:
        return {}
    found = {
        thema: outcome_matrix.judged(mine, indicator, thema, row.laag, one).oordeel
        for thema, row in indicator.themas.items() if thema not in mine.kept.buurt.weggelaten
    }  # fmt: skip
    return {thema: oordeel.value for thema, oordeel in found.items() if oordeel is not None}
