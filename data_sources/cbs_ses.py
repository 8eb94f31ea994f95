"""CBS, SES-WOA: one table per gebiedsindeling, with several years on that same geography."""

from __future__ import annotations

from buurtbeeld.model import Status
from buurtbeeld.sources import PublicTable, RawAnswer, SourceSpec
from data_sources import cbs_answer
from data_sources.cbs_catalogue import edition_of
from data_sources.cbs_columns import resolve
from data_sources.cbs_odata import REGION, Report, TableDownload
from data_sources.web import Web

PERIOD = "Perioden"


def fetch(spec: SourceSpec, jaar: int, web: Web, *, known: str | None, report: Report) -> RawAnswer | None:
    """Fetch one table: all areas and years, only the columns we know (a whole table is 200,000 rows).

    Args:
        jaar: edition, the year of the geography.
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
    keys = download.resolved(jaar).all_keys()
    download.keep_metadata(PERIOD)
    download.keep_pages(REGION, [(REGION, {})])
    download.keep_pages("TypedDataSet", [("TypedDataSet", {"$select": ",".join([REGION, PERIOD, *keys])})])
    return download.answer(jaar)


def read(spec: SourceSpec, raw: RawAnswer) -> list[PublicTable]:
    """Read one table: one PublicTable for each year in it, oldest first.

    Raises:
        SourceError: the column is not found, areas are missing or double, or there is text for a number.
    """
    where = cbs_answer.where_of(raw)
    found = resolve(spec, raw.jaar, cbs_answer.rows_in(raw, "DataProperties"), where)
    cells = cbs_answer.read_cells(raw, spec, found, [PERIOD])
    listed, provisional = cbs_answer.listed_areas(raw), _provisional(raw)
    tables = []
    for period in cells.dimensions[PERIOD].categories:
        areas, values = cbs_answer.frames(cells, cells.chosen(Perioden=period), listed, where)
        tables.append(
            PublicTable(
                bron=raw.bron,
                tabel=raw.tabel,
                jaar=int(period[:4]),
                indeling=raw.jaar,
                areas=areas,
                values=values,
                status=Status.VOORLOPIG if period in provisional else spec.status,
                absent=found.absent,
            )
        )
    return [table for table in tables if not spec.jaren or table.jaar in spec.jaren]


def _provisional(raw: RawAnswer) -> set[str]:
    """Periods CBS marks with an asterisk: "2024*"."""
    return {row["Key"].strip() for row in cbs_answer.rows_in(raw, PERIOD) if (row.get("Title") or "").endswith("*")}
