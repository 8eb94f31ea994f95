"""Onze uitkomsten as markup: every part of the page, made once per publication, choice and day."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from buurtbeeld.dutch import date_text, listed
from buurtbeeld.outcomes import lines as outcome_lines
from buurtbeeld.outcomes import wording as outcome_wording
from buurtbeeld.outcomes.answers import Cell, Item, Outcomes
from buurtbeeld.outcomes.lines import Line
from buurtbeeld.periods import MONTHS, today
from buurtbeeld.roles import User
from buurtbeeld.wording import Span, Zin
from pages._ui import cached, html, outcome_filter, outcome_views, services

NOTES = (
    "Kies een cijfer voor het cijferblad. De vorm geeft het oordeel: ▲ is gunstig voor dit doel, niet “hoger”.",
    "Het eerste getal is de start, het tweede is nu.",
)
NOT_COUNTED = "Dit tellen we hier niet: deze buurt doet niet mee."
COMPARED = "We vergelijken de andere buurten ermee. Daarom staan hier alleen cijfers en geen oordelen."


@dataclass(frozen=True)
class Parts:
    """Markup of Onze uitkomsten that no filter changes.

    Attributes:
        asked: what it was made for; the start of the key of everything else on the page.
    """

    asked: tuple[Hashable, ...]
    outcomes: Outcomes
    kop: str
    antwoord: str
    tabel: str


def parts(user: User, sleutel: str) -> Parts:
    """Header, first sentence and the full table.

    Raises:
        NotFound: there are no outcomes of this plek.
    """
    asked = (*cached.outcome_key(user), sleutel, today())
    return cached.made("uitkomsten", asked, lambda: _parts(cached.outcomes(user, sleutel), asked))


def matrix(page: Parts, chosen: tuple[str, ...]) -> str:
    """The matrix with the lines that were chosen."""
    return cached.made("uitkomstmatrix", (*page.asked, chosen), lambda: _matrix(page.outcomes, chosen))


def lines_of(outcomes: Outcomes) -> tuple[Line, ...]:
    """Every line of the page in words, also for the file."""
    return outcome_lines.lines_of(outcomes, services.catalog(), today())


def is_compared(sleutel: str) -> bool:
    """Whether a programme buurt is only there to compare with."""
    known = services.catalog().buurt(sleutel)
    return known is not None and known[1].rol == "vergelijking"


def _parts(found: Outcomes, asked: tuple[Hashable, ...]) -> Parts:
    outcomes = _delivered(found) if is_compared(found.plek.sleutel) else found
    return Parts(asked, outcomes, head(outcomes), _antwoord(outcomes), _tabel(outcomes))


def _delivered(outcomes: Outcomes) -> Outcomes:
    """Without the figures a buurt to compare with does not owe: what the programma does there is nothing."""
    rows = tuple(replace(row, cells=tuple(map(_delivered_cell, row.cells))) for row in outcomes.rows)
    return replace(outcomes, rows=rows, bewaking=tuple(one for one in outcomes.bewaking if one.nu is not None))


def _delivered_cell(cell: Cell) -> Cell:
    there = tuple(one for one in cell.items if one.nu is not None)
    return replace(cell, items=there, leeg=cell.leeg or NOT_COUNTED)


def place_name(outcomes: Outcomes) -> str:
    """Name with its gemeente."""
    plek = outcomes.plek
    beside = plek.gemeente_naam if plek.gemeente_naam != plek.naam else ""
    return f"{plek.naam}, gemeente {beside}" if beside else plek.naam


def head(outcomes: Outcomes) -> str:
    """The line with place, newest period and freshness."""
    fresh = f"Bijgewerkt t/m {date_text(outcomes.bijgewerkt)}" if outcomes.bijgewerkt else ""
    last = outcomes.periode.last_day if outcomes.periode else None
    periode = f"cijfers t/m {MONTHS[last.month - 1]} {last.year}" if last else ""
    return html.render("kop", waar=place_name(outcomes), cijfers=periode, bijgewerkt=fresh)


def _antwoord(outcomes: Outcomes) -> str:
    said: list[Zin] = [outcome_wording.kop(outcomes, services.catalog())]
    if is_compared(outcomes.plek.sleutel):
        said = [(Span(f"{outcomes.plek.naam} doet niet mee aan het programma."),), (Span(COMPARED),)]
    return html.render("antwoord", zinnen=said, opmerking="")


def _matrix(outcomes: Outcomes, chosen: tuple[str, ...]) -> str:
    catalog, day = services.catalog(), today()

    @cache
    def line(item: Item) -> Line:
        return outcome_lines.line_of(item, catalog, day)

    wanted = partial(_wanted, chosen=chosen)
    view = outcome_views.matrix(outcomes, catalog, line, wanted, filtered=bool(chosen))
    return html.render(
        "uitkomsten", m=view, naam=outcomes.plek.naam, lagen=list(outcome_views.LAGEN.values()), noten=_notes(outcomes)
    )


def _wanted(item: Item, chosen: Sequence[str]) -> bool:
    return outcome_filter.wanted(item, chosen)


def _notes(outcomes: Outcomes) -> list[str]:
    told = " ".join(NOTES)
    if len(outcomes.items) > len({item.indicator for item in outcomes.items}):
        told += " Een cijfer kan bij meer thema’s staan. Boven de tabel telt het één keer mee."
    return [told]


def _tabel(outcomes: Outcomes) -> str:
    lines = lines_of(outcomes)
    return html.render("uitkomsttabel", regels=[_fact(line) for line in lines], slot=_sources(outcomes, lines))


def _fact(line: Line) -> dict[str, str]:
    item = line.item
    nu, due = item.nu, item.verwacht
    return {
        "naam": line.indicator.naam,
        "thema": line.thema,
        "laag": item.laag,
        "oordeel": line.oordeel,
        "reden": line.reden,
        "cijfer": line.cijfer,
        "marge": outcome_wording.marge(nu, line.indicator),
        "eenheid": line.eenheid,
        "periode": line.periode,
        "bron": f"{line.bron}{f' ({line.meting})' if line.meting else ''}{f', {line.over}' if line.over else ''}",
        "geleverd": date_text(nu.ontvangen) if nu is not None and nu.ontvangen is not None else "",
        "volgende": date_text(due) if due is not None else "",
    }


def _sources(outcomes: Outcomes, lines: Sequence[Line]) -> str:
    """The line under the page: which sources, how fresh, what comes next, and from which publication."""
    bronnen = list(dict.fromkeys(line.bron for line in lines if line.bron))
    told = [f"Bron: {listed([bron.lower() for bron in bronnen])}."] if bronnen else []
    if bronnen and outcomes.plek.verzonnen:
        told = [f"{told[0][:-1]} (verzonnen)."]
    if outcomes.bijgewerkt:
        told.append(f"Laatste levering: {date_text(outcomes.bijgewerkt)}.")
    later = [line.item.verwacht for line in lines if line.item.verwacht and line.item.verwacht >= today()]
    if later:
        told.append(f"Volgende levering uiterlijk {date_text(min(later))}.")
    return " ".join([*told, f"Publicatie {outcomes.publicatie}."])
