"""RIVM, Regiobeeld: how many people got a kind of care, per wijk and buurt, several years on one geography.

The table gives every number in three kinds of figure. Only the one of config/ is asked for and read: its dimension and
its key are found by their titles, so that two kinds can never be taken for one another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from buurtbeeld.sources import PublicTable, RawAnswer, SourceSpec
from data_sources import cbs_answer, refusals
from data_sources.cbs_answer import Row
from data_sources.cbs_catalogue import edition_of, rows_of
from data_sources.cbs_columns import Resolved, plain_words, resolve
from data_sources.cbs_odata import REGION, Report, Selection, TableDownload
from data_sources.web import Web

PERIODS = "Perioden"


@dataclass(frozen=True)
class Choice:
    """What of the table we read.

    Attributes:
        fixed: dimension -> key of the one member that is wanted.
        years: year -> key of its period, oldest first; only years the table has.
    """

    fixed: Mapping[str, str]
    years: Mapping[int, str]


def fetch(spec: SourceSpec, jaar: int, web: Web, *, known: str | None, report: Report) -> RawAnswer | None:
    """Fetch every year of config/ that the table has, of one kind of figure.

    Args:
        jaar: edition, the year of the area codes.
        known: release already held.
        report: told how far we are, 0 to 1.

    Returns:
        The answer, or None when the source still has the release already held.

    Raises:
        SourceError: the source is down, slow, wrong or changed; also when the kind of figure is not there.
    """
    download = TableDownload(web, spec, edition_of(web, spec, jaar), report)
    if not download.is_new(known):
        return None
    found = download.resolved(jaar)
    where = f"Adres: {download.base}, tabel {download.edition.tabel}"
    choice = _choice(spec, _kept(download, "DataProperties"), download.keep_metadata, where)
    download.keep_pages(REGION, [(REGION, {})])
    download.keep_pages("TypedDataSet", _selections(found, choice))
    return download.answer(jaar)


def read(spec: SourceSpec, raw: RawAnswer) -> list[PublicTable]:
    """Read the table: one PublicTable for each year, oldest first.

    Raises:
        SourceError: columns or the kind of figure are not found, areas are missing or double, or there is text for a
            number.
    """
    where, properties = cbs_answer.where_of(raw), cbs_answer.rows_in(raw, "DataProperties")
    found = resolve(spec, raw.jaar, properties, where)
    choice = _choice(spec, properties, lambda name: cbs_answer.rows_in(raw, name), where)
    cells = cbs_answer.read_cells(raw, spec, found, (PERIODS, *choice.fixed))
    listed, edition = cbs_answer.listed_areas(raw), spec.edities.get(raw.jaar)
    tables = []
    for year, period in choice.years.items():
        chosen = cells.chosen(**{PERIODS: period})
        for name, key in choice.fixed.items():  # whole keys: "1" is not "10"
            chosen &= cells.dimensions[name] == key
        areas, values = cbs_answer.frames(cells, chosen, listed, f"{where}, jaar {year}")
        tables.append(
            PublicTable(
                bron=raw.bron,
                tabel=raw.tabel,
                jaar=year,
                indeling=(edition.indeling if edition else None) or raw.jaar,
                areas=areas,
                values=values,
                status=spec.status,
                voorlopig=found.provisional,
                absent=found.absent,
            )
        )
    return tables


def _kept(download: TableDownload, name: str) -> list[Row]:
    """Rows of an entity that was fetched already."""
    bodies = (body for key, body in download.documents.items() if key.startswith(f"{name}."))
    return [row for body in bodies for row in rows_of(body, download.base)]


def _choice(spec: SourceSpec, properties: Sequence[Row], members: Callable[[str], Sequence[Row]], where: str) -> Choice:
    """Find dimensions and members by the titles in config/. `members`: the rows of a dimension."""
    names = [row["Key"] for row in properties if "Dimension" in row.get("Type", "") and row.get("Key")]
    fixed = {}
    for wanted, title in spec.dimensies.items():
        titles = {row["Key"]: row.get("Title") or row["Key"] for row in properties if row.get("Key") in names}
        name = _only(titles, wanted, f"dimensie {wanted}", spec, where)
        fixed[name] = _only({row["Key"]: row.get("Title") or "" for row in members(name)}, title, title, spec, where)
    periods = {row["Key"].strip()[:4]: row["Key"].strip() for row in members(PERIODS)}
    years = {year: periods[str(year)] for year in spec.jaren if str(year) in periods}
    if not years:
        raise refusals.changed("De tabel is veranderd. Geen enkel jaar van config/ staat erin.", where, spec.code)
    return Choice(fixed, years)


def _only(titles: Mapping[str, str], wanted: str, what: str, spec: SourceSpec, where: str) -> str:
    """The one key whose title starts with the wanted words.

    Raises:
        SourceError: E_BRON_SCHEMA, there is none, or more than one.
    """
    start = plain_words(wanted).replace(" ", "")
    found = [key.strip() for key, title in titles.items() if plain_words(title).replace(" ", "").startswith(start)]
    if len(found) != 1:
        many = "staat er meer dan een keer in" if found else "is er niet"
        raise refusals.changed(f"De tabel is veranderd. {what[0].upper()}{what[1:]} {many}.", where, spec.code)
    return found[0]


def _selections(found: Resolved, choice: Choice) -> list[Selection]:
    """One question per year: the other kinds of figure would make it three times as large."""
    fixed = [f"startswith({name},'{key}')" for name, key in choice.fixed.items()]
    select = ",".join([REGION, PERIODS, *choice.fixed, *found.all_keys()])
    return [
        (
            f"TypedDataSet.{year}",
            {"$filter": " and ".join([*fixed, f"startswith({PERIODS},'{period}')"]), "$select": select},
        )
        for year, period in choice.years.items()
    ]
