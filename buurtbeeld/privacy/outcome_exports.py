"""The outcomes of a buurt as a table to take away: the lines of the matrix, in the words of the screen.

Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from buurtbeeld.model import Plek, Status
from buurtbeeld.outcomes.answers import OutcomeFigure, Outcomes
from buurtbeeld.outcomes.lines import Line
from buurtbeeld.periods import date_in_nl
from buurtbeeld.privacy.files import Cell, Rij, Tabel, rounded

HEADER = (
    "buurt", "thema", "laag", "indicator", "naam", "oordeel", "reden_oordeel", "uitleg_oordeel", "nieuw",
    "waarde", "eenheid", "periode", "ondergrens_95", "bovengrens_95", "ondergrens_99_8", "bovengrens_99_8", "methode",
    "bij_de_start", "vorige_waarde", "vorige_periode", "verschil_met_vorige", "doel", "status", "reden_status",
    "gaat_over", "bron", "meting", "geleverd_op", "levering", "volgende_levering_uiterlijk", "actiehouders",
    "andere_bron", "publicatie", "verzonnen",
)  # fmt: skip
FIGURES = frozenset({"waarde", "ondergrens_95", "bovengrens_95", "ondergrens_99_8", "bovengrens_99_8"})


def table(outcomes: Outcomes, lines: Sequence[Line], about: Sequence[tuple[str, str]] = ()) -> Tabel:
    """The matrix as a table to take away.

    Args:
        lines: what the screen shows of these outcomes, see `outcome_lines`.
        about: (what, value) for the second sheet.
    """
    rows = tuple(
        Rij(cells, verborgen=_is_hidden(line)) for line, cells in zip(lines, _rows(outcomes, lines), strict=True)
    )
    return Tabel("Uitkomsten", HEADER, rows, FIGURES, tuple(about))


def _is_hidden(line: Line) -> bool:
    return line.item.nu is not None and line.item.nu.status is Status.AFGESCHERMD


def _rows(outcomes: Outcomes, lines: Sequence[Line]) -> Iterator[tuple[Cell, ...]]:
    for line in lines:
        yield (*_what(line, outcomes.plek), *_figure(line), *_from(line), *_mark(outcomes))


def _what(line: Line, plek: Plek) -> tuple[Cell, ...]:
    item = line.item
    return (
        plek.naam, line.thema, item.laag, item.indicator, line.indicator.naam, line.oordeel, line.reden, line.zin,
        "nieuw" if item.nieuw else "",
    )  # fmt: skip


def _figure(line: Line) -> tuple[Cell, ...]:
    item, decimals = line.item, line.indicator.decimalen
    nu, vorige = item.nu, item.vorige
    before = vorige.value if vorige is not None else None
    return (
        rounded(nu.value, decimals) if nu is not None else None, line.eenheid, line.periode,
        *_margins(nu, decimals),
        rounded(item.nulmeting, decimals), rounded(before, decimals),
        vorige.periode.naam if vorige is not None and before is not None else "",
        line.verschil, line.doel, line.status, nu.reden if nu is not None else "",
    )  # fmt: skip


def _from(line: Line) -> tuple[Cell, ...]:
    item = line.item
    levering = item.nu.levering if item.nu is not None else 0
    return (
        line.over or "de buurt", line.bron, line.meting, _day(item.nu), levering or None,
        item.verwacht.isoformat() if item.verwacht is not None else "", line.wie,
        "; ".join(f"{who}: {found}" for who, found in line.andere),
    )  # fmt: skip


def _mark(outcomes: Outcomes) -> tuple[Cell, ...]:
    return (outcomes.publicatie, "verzonnen" if outcomes.plek.verzonnen else "")


def _margins(nu: OutcomeFigure | None, decimals: int) -> tuple[Cell, ...]:
    if nu is None or nu.value is None:
        return (None, None, None, None, "")
    limits = (nu.lower, nu.upper, nu.lower_998, nu.upper_998)
    return (*(rounded(limit, decimals) for limit in limits), nu.methode)


def _day(nu: OutcomeFigure | None) -> str:
    return date_in_nl(nu.ontvangen).isoformat() if nu is not None and nu.ontvangen is not None else ""
