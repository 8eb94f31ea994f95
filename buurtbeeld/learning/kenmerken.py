"""What buurten are compared on: a few features of the nulmeting, from open figures of before anything began.

No outcome is among them: looking alike may not depend on what is then compared. The design also names market share,
people of 80 and older and the distance to a hospital; no open table per buurt has these.
"""

from __future__ import annotations

from dataclasses import dataclass

from buurtbeeld.places import Look
from buurtbeeld.programma_schema import Buurt, Programma
from buurtbeeld.storage import reading

# Code of the indicator -> how it is called in "lijkt op u door …".
KENMERKEN = {
    "aandeel_65_plus": "aandeel 65-plussers",
    "aandeel_eenpersoonshuishoudens": "mensen die alleen wonen",
    "ses_woa_score": "welvaart, opleiding en werk",
    "gemiddeld_inkomen_per_inwoner": "inkomen",
    "langdurige_aandoening": "mensen met een langdurige aandoening",
    "bevolkingsdichtheid": "hoe dicht mensen op elkaar wonen",
    "afstand_huisarts_km": "afstand tot de huisarts",
}
SKEWED = frozenset({"gemiddeld_inkomen_per_inwoner", "bevolkingsdichtheid", "afstand_huisarts_km"})
PEOPLE = "aantal_inwoners"


@dataclass(frozen=True)
class Nulkenmerken:
    """Features of the buurten of one programma.

    Attributes:
        sleutels: keys of the buurten, in the order of the programma.
        waarden: (buurt, kenmerk) -> (value in the unit of the source, year of the figure); a missing one is absent.
        voor: year of the first start in the programma: figures up to that year count as from before it. 0 = nobody
            has started.
    """

    sleutels: tuple[str, ...]
    waarden: dict[tuple[str, str], tuple[float, int]]
    voor: int

    def is_later(self, jaar: int) -> bool:
        """Whether a figure is from after the first start, for want of an older one."""
        return bool(self.voor) and jaar > self.voor


def of_programma(look: Look, programma: Programma) -> Nulkenmerken:
    """The features of every buurt of a programma; a figure of the year of the first start is of the first of January.

    Every buurt is looked at in the same year, so that a buurt that starts later is not compared with another time.
    """
    voor = min((one.start.year for one in programma.buurten if one.start is not None), default=0)
    found: dict[tuple[str, str], tuple[float, int]] = {}
    for codes in _by_country(programma):
        table = _Table(look, codes, voor)
        for one in programma.buurten:
            if one.gebieden[0] in codes:
                for name in KENMERKEN:
                    if (value := table.value(one, name)) is not None:
                        found[one.sleutel, name] = value
    return Nulkenmerken(tuple(one.sleutel for one in programma.buurten), found, voor)


def _by_country(programma: Programma) -> list[set[str]]:
    """Area codes, real and invented ones apart: they are in other parts."""
    every = {code for one in programma.buurten for code in one.gebieden}
    invented = {code for code in every if code.startswith("VB")}
    return [some for some in (every - invented, invented) if some]


class _Table:
    """Figures of some areas, of the year that counts."""

    def __init__(self, look: Look, codes: set[str], voor: int) -> None:
        rows = reading.areas_by_code(look.connection, codes)
        self._areas = {row.id: row.code for row in rows.values()}
        self._parts = {part.id: part for parts in look.parts(min(codes)).values() for part in parts}
        self._found: dict[tuple[str, str], dict[int, float]] = {}
        ids = {look.snapshot.ids[name]: name for name in (*KENMERKEN, PEOPLE) if name in look.snapshot.ids}
        for number, name in ids.items():
            for row in reading.figures_of(look.connection, self._parts, self._areas, indicator_id=number):
                if row.value is not None:
                    years = self._found.setdefault((self._areas[row.area_id], name), {})
                    years[self._parts[row.part_id].jaar] = row.value
        self._voor = voor

    def value(self, buurt: Buurt, name: str) -> tuple[float, int] | None:
        """Of a buurt of several areas the mean, weighted by their inhabitants; None when one of them lacks it."""
        some = [self._chosen(code, name) for code in buurt.gebieden]
        people = [self._chosen(code, PEOPLE) for code in buurt.gebieden]
        known = [one for one in some if one is not None]
        weights = [one[0] if one is not None else 0.0 for one in people]
        if len(known) < len(some):
            return None
        if len(known) == 1:
            return known[0]
        if not sum(weights):
            return None
        mean = sum(value * weight for (value, _), weight in zip(known, weights, strict=True)) / sum(weights)
        return mean, max(jaar for _, jaar in known)

    def _chosen(self, code: str, name: str) -> tuple[float, int] | None:
        """The newest figure up to the year of the first start, else the oldest after it."""
        years = self._found.get((code, name), {})
        early = [jaar for jaar in years if not self._voor or jaar <= self._voor]
        if not years:
            return None
        chosen = max(early) if early else min(years)
        return years[chosen], chosen
