"""The figures of Ons buurtbeeld as a table to take away, with source and date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from buurtbeeld.answers import Profile
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.model import Figure, Status
from buurtbeeld.privacy.files import Cell, Rij, Tabel, rounded

HEADER = (
    "indicator", "naam", "gebied", "gebied_naam", "jaar", "waarde", "eenheid", "ondergrens", "bovengrens",
    "status", "reden", "methode", "bron", "tabel", "licentie", "opgehaald", "publicatie", "periode",
)  # fmt: skip
FIGURES = frozenset({"waarde", "ondergrens", "bovengrens"})


@dataclass(frozen=True)
class Named:
    """A figure with the name and the decimals of its indicator, one line of a file.

    Attributes:
        verzonnen: it is about a place that does not exist, and the line says so.
        bron, licentie, publicatie: of a figure without an origin: one that was delivered.
        geleverd: day on which that came in, ISO.
        periode: what it is about when that is no calendar year, as codes of periods.
    """

    naam: str
    decimalen: int
    figure: Figure
    verzonnen: bool = False
    bron: str = ""
    licentie: str = ""
    publicatie: int | None = None
    geleverd: str = ""
    periode: str = ""


def figures_of(profile: Profile, indicators: Iterable[Indicator]) -> tuple[Named, ...]:
    """Every figure on the page: own, parts, gemeente and country, in catalogue order.

    Args:
        indicators: which figures, in the order of the file.
    """
    lines: list[Named] = []
    for one in indicators:
        row = profile.rows.get(one.code)
        if row is not None:
            shown = (row.own, *row.parts, row.gemeente, row.land)
            made = (Named(one.naam, one.decimalen, figure, profile.plek.verzonnen) for figure in shown if figure)
            lines.extend(made)
    return tuple(lines)


def table(lines: Sequence[Named], about: Sequence[tuple[str, str]] = ()) -> Tabel:
    """The figures of a page as a table to take away.

    Args:
        about: (what, value) for the second sheet: buurt, year, sources.
    """
    rows = tuple(Rij(_cells(line), verborgen=line.figure.status is Status.AFGESCHERMD) for line in lines)
    return Tabel("Cijfers", HEADER, rows, FIGURES, tuple(about))


def _cells(line: Named) -> tuple[Cell, ...]:
    figure, origin = line.figure, line.figure.origin
    value, lower, upper = (rounded(one, line.decimalen) for one in (figure.value, figure.lower, figure.upper))
    where = f"{figure.gebied_naam} (verzonnen)" if line.verzonnen else figure.gebied_naam
    return (
        figure.indicator, line.naam, figure.gebied, where, figure.jaar or None,
        value, figure.eenheid, lower, upper,
        figure.status.value, figure.reden, figure.methode,
        origin.bron_naam if origin else line.bron, origin.tabel if origin else "",
        origin.licentie if origin else line.licentie,
        origin.fetched_at.date().isoformat() if origin else line.geleverd,
        origin.publicatie if origin else line.publicatie, line.periode or str(figure.jaar or ""),
    )  # fmt: skip
