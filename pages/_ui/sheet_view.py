"""What of a sheet is looked at: one source of the figure, or another measure of the same."""

from __future__ import annotations

from dataclasses import dataclass, replace

from buurtbeeld.catalog import Catalog
from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.charts.outcome_series import Subject
from buurtbeeld.outcomes import wording as words
from buurtbeeld.outcomes.answers import OutcomeSeries, Sheet
from buurtbeeld.outcomes.oordeel import NIET_BEOORDEELD, Beoordeling
from pages._ui.sheet_address import Asked

COUNTED = ("aantal", "kwalitatief")


@dataclass(frozen=True)
class View:
    """A sheet with the choice made in it.

    Attributes:
        sheet: the sheet, the chosen source in front.
        indicator: the figure of the sheet.
        reeks, over: the series that is drawn and its own indicator; another one than `indicator` when a measure of
            the same was chosen.
    """

    sheet: Sheet
    indicator: Indicator
    reeks: OutcomeSeries
    over: Indicator
    catalog: Catalog

    @property
    def is_own(self) -> bool:
        """Whether the figure of the sheet is drawn itself."""
        return self.over.code == self.indicator.code

    @property
    def beoordeling(self) -> Beoordeling:
        """The verdict of the source that is looked at."""
        return self.sheet.beoordelingen.get(self.sheet.reeksen[0].bron, NIET_BEOORDEELD)

    @property
    def telt(self) -> bool:
        """Whether it is a count: bars, and no verdict."""
        return self.over.soort in COUNTED

    def _written(self, value: float) -> str:
        """A value in the chart: the newest one exactly as in the table."""
        newest = self.reeks.nieuwste
        same = newest is not None and newest.value == value
        return words.cijfer(newest, self.over) if newest is not None and same else words.getal(value, self.over)

    @property
    def subject(self) -> Subject:
        """What the chart is about. Aims and acties belong to the figure of the sheet itself."""
        row = self.over.themas.get(self.sheet.thema)
        near = [one for one in self.sheet.doelen if one.op is not None]
        naam = self.reeks.naam if self.reeks.niveau == "partner" else self.sheet.plek.naam
        return Subject(
            self.reeks,
            "Het programma" if self.reeks.niveau == "programma" else naam,
            self._written,
            row.richting if row is not None else "geen",
            near[0] if near and self.is_own else None,
            self.sheet.interventies,
            vanaf_nul=self.telt,
            procent=self.over.weergave == "procent",
        )


def view_of(sheet: Sheet, asked: Asked, catalog: Catalog) -> View:
    """The sheet with the source and the measure that were asked for; what is not there is passed over."""
    chosen = [reeks for reeks in sheet.reeksen if reeks.bron == asked.bron]
    if chosen:
        others = tuple(reeks for reeks in sheet.reeksen if reeks.bron != asked.bron)
        sheet = replace(sheet, reeksen=(*chosen, *others))
    own = sheet.reeksen[0]
    drawn = next((reeks for reeks in measures(sheet) if reeks.indicator == asked.maat), own)
    return View(sheet, catalog.indicatoren[sheet.indicator], drawn, catalog.indicatoren[drawn.indicator], catalog)


def measures(sheet: Sheet) -> tuple[OutcomeSeries, ...]:
    """Other measures of the same, from the source that is looked at; each with figures."""
    bron = sheet.reeksen[0].bron
    return tuple(reeks for reeks in sheet.onderdelen if reeks.bron == bron and reeks.figures)
