"""CBS, Kerncijfers wijken en buurten: one OData table per year, all areas and all columns."""

from __future__ import annotations

import re

from buurtbeeld.model import Status
from buurtbeeld.sources import PublicTable, RawAnswer, SourceSpec
from data_sources import cbs_answer
from data_sources.cbs_catalogue import edition_of
from data_sources.cbs_columns import find_key, resolve
from data_sources.cbs_odata import REGION, Report, TableDownload
from data_sources.web import Web

STILL_FILLING = 4  # CBS adds figures to the newest editions for about four years
_STATUS = re.compile(r"Status van de cijfers:\s*(.+?)(?:\n\s*\n|$)", re.DOTALL)


def fetch(spec: SourceSpec, jaar: int, web: Web, *, known: str | None, report: Report) -> RawAnswer | None:
    """Fetch one edition: metadata first, then every row with every column.

    All columns come in, so that a new indicator needs no new download.

    Args:
        jaar: edition; a year that is not in config/ is looked for in the catalogue.
        known: release (TableInfos.Modified) already held.
        report: told how far we are, 0 to 1.

    Returns:
        The answer byte for byte, or None when the source still has the release already held.

    Raises:
        SourceError: the source is down, slow, wrong or changed; see data_sources/refusals.py.
    """
    download = TableDownload(web, spec, edition_of(web, spec, jaar), report)
    if not download.is_new(known):
        return None
    download.resolved(jaar)
    download.keep_pages(REGION, [(REGION, {})])
    download.keep_pages("TypedDataSet", [("TypedDataSet", {})])
    return download.answer(jaar)


def read(spec: SourceSpec, raw: RawAnswer) -> list[PublicTable]:
    """Read one edition: one table with every area.

    Raises:
        SourceError: columns cannot be told apart, areas are missing or double, or there is text for a number.
    """
    where = cbs_answer.where_of(raw)
    properties = cbs_answer.rows_in(raw, "DataProperties")
    found = resolve(spec, raw.jaar, properties, where)
    change = find_key(properties, "Indelingswijziging")
    cells = cbs_answer.read_cells(raw, spec, found, [change] if change else [])
    areas, values = cbs_answer.frames(cells, cells.chosen(), cbs_answer.listed_areas(raw), where, change)
    edition = spec.edities.get(raw.jaar)
    note = _release_note(raw)
    return [
        PublicTable(
            bron=raw.bron,
            tabel=raw.tabel,
            jaar=raw.jaar,
            indeling=(edition.indeling if edition else None) or raw.jaar,
            areas=areas,
            values=values,
            status=Status.VOORLOPIG if note.casefold().startswith("voorlopig") else spec.status,
            voorlopig=found.provisional | frozenset(edition.voorlopig if edition else ()),
            absent=found.absent,
            release_note=note,
        )
    ]


def _release_note(raw: RawAnswer) -> str:
    """What CBS says about the status of these figures, in one line; "" when it says nothing."""
    said = _STATUS.search(cbs_answer.rows_in(raw, "TableInfos")[0].get("ShortDescription") or "")
    return " ".join(said[1].split()) if said else ""
