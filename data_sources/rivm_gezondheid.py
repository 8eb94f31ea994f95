"""RIVM, Gezondheid per wijk en buurt: estimates with a margin, several years on one geography."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from buurtbeeld.sources import PublicTable, RawAnswer, SourceSpec
from data_sources import cbs_answer
from data_sources.cbs_answer import Cells
from data_sources.cbs_catalogue import edition_of
from data_sources.cbs_columns import Resolved, resolve
from data_sources.cbs_odata import REGION, Report, Selection, TableDownload
from data_sources.web import Web

VALUE, LOWER, UPPER = "MW00000", "MOG0095", "MBG0095"  # the estimate, and the ends of its 95% interval
DIMENSIONS = ("Leeftijd", "Marges", "Perioden")


def fetch(spec: SourceSpec, jaar: int, web: Web, *, known: str | None, report: Report) -> RawAnswer | None:
    """Fetch the estimate and both margins of every year, for the one age group of config/.

    Args:
        jaar: edition, the year of the release.
        known: release already held.
        report: told how far we are, 0 to 1.

    Returns:
        The answer, or None when the source still has the release already held.

    Raises:
        SourceError: the source is down, slow, wrong or changed.
    """
    download = TableDownload(web, spec, edition_of(web, spec, jaar), report)
    if not download.is_new(known):
        return None
    found = download.resolved(jaar)
    download.keep_pages(REGION, [(REGION, {})])
    download.keep_pages("TypedDataSet", [*_selections(spec, found, jaar)])
    return download.answer(jaar)


def read(spec: SourceSpec, raw: RawAnswer) -> list[PublicTable]:
    """Read the table: one PublicTable for each year, oldest first, with lower and upper.

    Raises:
        SourceError: columns are not found, areas are missing or double, or there is text for a number.
    """
    found = resolve(spec, raw.jaar, cbs_answer.rows_in(raw, "DataProperties"), cbs_answer.where_of(raw))
    cells = cbs_answer.read_cells(raw, spec, found, DIMENSIONS)
    listed = cbs_answer.listed_areas(raw)
    edition = spec.edities.get(raw.jaar)
    tables = []
    for year in spec.jaren or (raw.jaar,):
        estimate = Slices(spec, cells, listed, f"{cbs_answer.where_of(raw)}, jaar {year}", str(year))
        areas, values = estimate.of(VALUE)
        tables.append(
            PublicTable(
                bron=raw.bron,
                tabel=raw.tabel,
                jaar=year,
                indeling=(edition.indeling if edition else None) or raw.jaar,
                areas=areas,
                values=values,
                status=spec.status,
                lower=estimate.of(LOWER)[1].reindex(areas.index),
                upper=estimate.of(UPPER)[1].reindex(areas.index),
                absent=found.absent,
            )
        )
    return tables


@dataclass(frozen=True)
class Slices:
    """The rows of one year, of which a margin is chosen. The source may ignore a filter, so we filter again."""

    spec: SourceSpec
    cells: Cells
    listed: dict[str, str]
    where: str
    year: str

    def of(self, margin: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Areas and values of one margin."""
        chosen = self.cells.chosen(Perioden=self.year, Marges=margin, **self.spec.dimensies)
        return cbs_answer.frames(self.cells, chosen, self.listed, f"{self.where}, {margin}")


def _selections(spec: SourceSpec, found: Resolved, jaar: int) -> list[Selection]:
    """One question per year and margin: three ages and three margins would make it nine times as large."""
    fixed = [f"startswith({name},'{key}')" for name, key in spec.dimensies.items()]
    select = ",".join([REGION, *DIMENSIONS, *found.all_keys()])
    return [
        (
            f"TypedDataSet.{year}.{margin}",
            {
                "$filter": " and ".join([*fixed, f"startswith(Perioden,'{year}')", f"startswith(Marges,'{margin}')"]),
                "$select": select,
            },
        )
        for year in spec.jaren or (jaar,)
        for margin in (VALUE, LOWER, UPPER)
    ]
