"""A Cijferblad as a file: every published figure of it, with the verdict in the words of the screen.

Sentences and verdict come from the same answer as the page; nothing is judged or computed here. What is hidden has an
empty cell and its reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from buurtbeeld.catalog import Catalog
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.dutch import date_text, status_word
from buurtbeeld.model import Status
from buurtbeeld.outcomes import wording as words
from buurtbeeld.outcomes.answers import OutcomeFigure, OutcomeSeries, Sheet
from buurtbeeld.outcomes.lines import NO_VERDICT
from buurtbeeld.outcomes.oordeel import NIET_BEOORDEELD
from buurtbeeld.periods import date_in_nl
from buurtbeeld.privacy.files import Cell, Rij, Tabel, rounded

HEADER = (
    "buurt", "indicator", "naam", "uitsplitsing", "gaat_over", "bron", "meting", "periode", "periodenaam", "waarde",
    "eenheid", "ondergrens_95", "bovengrens_95", "ondergrens_99_8", "bovengrens_99_8", "methode", "teller", "noemer",
    "vergelijkbare_buurten", "aantal_vergelijkbare_buurten", "bij_de_start", "status", "reden_status", "gecorrigeerd",
    "oordeel", "toelichting_oordeel", "levering", "geleverd_op", "publicatie", "verzonnen",
)  # fmt: skip
FIGURES = frozenset(
    {"waarde", "ondergrens_95", "bovengrens_95", "ondergrens_99_8", "bovengrens_99_8", "teller", "noemer"}
)


def table(sheet: Sheet, catalog: Catalog, about: Sequence[tuple[str, str]] = ()) -> Tabel:
    """A Cijferblad as a table to take away.

    One line per figure of every source, measure and group of the sheet, oldest first. The verdict stands at the
    newest complete figure of a source; elsewhere the cell is empty. The second sheet says what it is, with the first
    sentence and the verdict of the page.

    Args:
        about: (what, value) that only the caller knows.
    """
    return Tabel("Cijferblad", HEADER, tuple(_rows(sheet, catalog)), FIGURES, (*_about(sheet, catalog), *about))


def _about(sheet: Sheet, catalog: Catalog) -> list[tuple[str, str]]:
    indicator, reeks = catalog.indicatoren[sheet.indicator], sheet.reeksen[0]
    told = [
        ("Buurt", sheet.plek.naam),
        ("Cijfer", indicator.naam),
        ("Antwoord", words.plain(words.antwoord(sheet, catalog))),
        ("Oordeel", _word(sheet, reeks)),
        ("Toelichting", _zin(sheet, reeks, indicator)),
        *(("Let op", text) for text in words.waarschuwingen(sheet, indicator)),
        ("Wat ziet u?", words.plain(words.wat_ziet_u(reeks, indicator))),
        *(("Doel", doel.zin) for doel in sheet.doelen),
        ("Definitie", indicator.definitie),
        ("Gaat over", words.samenstelling_zin(sheet.samenstelling) if sheet.samenstelling else ""),
        ("Let op", indicator.toelichting),
        *(("Let op", breuk.zin) for one in sheet.reeksen for breuk in one.breuken),
        *(("Bron", _source(one, catalog)) for one in sheet.reeksen),
        ("Volgende levering", f"uiterlijk {date_text(reeks.volgende)}" if reeks.volgende else "niet bekend"),
        ("Publicatie", str(sheet.publicatie)),
        ("Lege waarde", "Het cijfer is er niet. De kolom reden_status zegt waarom. Leeg is nooit nul."),
    ]
    return [(name, text) for name, text in told if text]


def _source(reeks: OutcomeSeries, catalog: Catalog) -> str:
    spec = catalog.bronnen.get(reeks.bron)
    return f"{reeks.bron_naam}, licentie {spec.licentie}" if spec else reeks.bron_naam


def _word(sheet: Sheet, reeks: OutcomeSeries) -> str:
    oordeel = sheet.beoordelingen.get(reeks.bron, NIET_BEOORDEELD).oordeel
    return oordeel.value if oordeel is not None else NO_VERDICT


def _zin(sheet: Sheet, reeks: OutcomeSeries, indicator: Indicator) -> str:
    return words.oordeel_zin(sheet.beoordelingen.get(reeks.bron, NIET_BEOORDEELD), indicator, sheet.thema)


def _rows(sheet: Sheet, catalog: Catalog) -> Iterator[Rij]:
    for reeks in sheet.reeksen:
        yield from _series(sheet, reeks, catalog.indicatoren[reeks.indicator], judged=True)
    for reeks in (*sheet.onderdelen, *sheet.uitgesplitst):
        yield from _series(sheet, reeks, catalog.indicatoren[reeks.indicator], judged=False)


def _series(sheet: Sheet, reeks: OutcomeSeries, indicator: Indicator, *, judged: bool) -> Iterator[Rij]:
    group = {one.periode: one for one in reeks.groep}
    at = reeks.beoordeeld or (reeks.figures[-1] if reeks.figures else None)
    start = rounded(reeks.nulmeting.value, indicator.decimalen) if reeks.nulmeting else None
    for figure in reeks.figures:
        beside = group.get(figure.periode)
        said = (_word(sheet, reeks), _zin(sheet, reeks, indicator)) if judged and figure is at else ("", "")
        cells = (
            sheet.plek.naam, reeks.indicator, indicator.naam, reeks.uitsplitsing, _about_whom(reeks), reeks.bron_naam,
            reeks.meting, figure.periode.code, figure.periode.naam,
            *_value(figure, reeks, indicator),
            figure.teller, figure.noemer,
            rounded(beside.value, indicator.decimalen) if beside else None, beside.buurten if beside else None,
            start, status_word(figure.status) or "definitief", figure.reden, "ja" if figure.gecorrigeerd else "",
            *said, figure.levering or None,
            date_in_nl(figure.ontvangen).isoformat() if figure.ontvangen else "",
            sheet.publicatie, "verzonnen" if sheet.plek.verzonnen else "",
        )  # fmt: skip
        yield Rij(cells, verborgen=figure.status is Status.AFGESCHERMD)


def _value(figure: OutcomeFigure, reeks: OutcomeSeries, indicator: Indicator) -> tuple[Cell, ...]:
    """Value, unit, margins and method; no number of a figure that is not shown."""
    counted = reeks.uitsplitsing and indicator.soort == "nps"
    unit = "antwoorden" if counted else words.eenheid(indicator, reeks.soort)
    if figure.value is None:
        return (None, unit, None, None, None, None, "")
    limits = (figure.lower, figure.upper, figure.lower_998, figure.upper_998)
    decimals = indicator.decimalen
    margins = (rounded(limit, decimals) for limit in limits)
    return (rounded(figure.value, decimals), unit, *margins, figure.methode)


def _about_whom(reeks: OutcomeSeries) -> str:
    return {"buurt": "de buurt", "programma": "het hele programma"}.get(reeks.niveau, f"heel {reeks.naam}")
