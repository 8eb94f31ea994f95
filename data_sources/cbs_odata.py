"""Data of CBS OData v3, page by page, into a raw answer. `cbs_answer` reads that."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urljoin

from buurtbeeld.sources import Edition, RawAnswer, SourceSpec
from data_sources import refusals
from data_sources.addresses import origin, secure
from data_sources.cbs_catalogue import metadata, parse, rows_of, table_infos
from data_sources.cbs_columns import Resolved, resolve
from data_sources.web import Web

Report = Callable[[float, str], None]
REGION = "WijkenEnBuurten"
Selection = tuple[str, Mapping[str, str]]  # name in the raw answer, OData options


def pages(
    web: Web, spec: SourceSpec, table: str, entity: str, query: Mapping[str, str] | None = None
) -> Iterator[bytes]:
    """Bodies of all pages of one entity, following the next link of each.

    Args:
        query: OData options such as `$filter`; filter on dimensions only, the source ignores the rest.

    Raises:
        SourceError: the source does not answer well, or its next link leads elsewhere or back.
    """
    base = web.addresses.of_catalogue(spec.catalogus)
    options = urlencode({"$format": "json", **(query or {})}, safe="$(),'")
    url: str | None = f"{base}/ODataFeed/odata/{table}/{entity}?{options}"
    seen: set[str] = set()
    while url is not None:
        if url in seen:
            raise refusals.going_in_circles(base, f"tabel {table}, {entity}")
        seen.add(url)
        body = web.get(url)
        rows, following = parse(body, url)
        if not rows:
            raise refusals.empty(f"Adres: {base}, tabel {table}, {entity}")
        yield body
        url = _next(url, following)


def _next(url: str, following: str | None) -> str | None:
    if following is None:
        return None
    target = secure(urljoin(url, following), like=url)
    if origin(target) != origin(url):
        raise refusals.foreign_next_page(origin(url), origin(target))
    return target


class TableDownload:
    """One table on its way in: what is already here, and how far we are."""

    def __init__(self, web: Web, spec: SourceSpec, edition: Edition, report: Report) -> None:
        self.web, self.spec, self.edition, self.report = web, spec, edition, report
        self.base = web.addresses.of_catalogue(spec.catalogus)
        self.documents: dict[str, bytes] = {}
        self.info: dict[str, Any] = {}

    def is_new(self, known: str | None) -> bool:
        """Ask for the release; False when it is the one already held."""
        self.info, self.documents["TableInfos.json"] = table_infos(self.web, self.spec, self.edition.tabel)
        return bool(self.info["Modified"] != known)

    def keep_metadata(self, name: str) -> list[dict[str, Any]]:
        """Fetch a small entity, keep its bodies, return its rows."""
        bodies = metadata(self.web, self.spec, self.edition.tabel, name)
        self.documents |= {f"{name}.{number}.json": body for number, body in enumerate(bodies, start=1)}
        return [row for body in bodies for row in rows_of(body, self.base)]

    def resolved(self, jaar: int) -> Resolved:
        """Find the columns before the data comes in: refuse at 100 kB, not after 40 MB."""
        where = f"Adres: {self.base}, tabel {self.edition.tabel}"
        return resolve(self.spec, jaar, self.keep_metadata("DataProperties"), where)

    def keep_pages(self, entity: str, selections: Sequence[Selection]) -> None:
        """Fetch all pages of an entity, once for each selection of rows, and keep their bodies."""
        for done, (name, query) in enumerate(selections):
            share = done / len(selections)
            for number, body in enumerate(pages(self.web, self.spec, self.edition.tabel, entity, query), start=1):
                self.documents[f"{name}.{number}.json"] = body
                within = (1 - 0.6**number) / len(selections)
                self.report(share + within, f"{self.spec.naam}, tabel {self.edition.tabel}: {name}, deel {number}")

    def answer(self, jaar: int) -> RawAnswer:
        """Everything fetched, as the raw answer of one edition."""
        self.report(1.0, f"{self.spec.naam}, tabel {self.edition.tabel}: alles binnen")
        modified, table = str(self.info["Modified"]), self.edition.tabel
        return RawAnswer(self.spec.code, table, jaar, modified, self.base, datetime.now(UTC), self.documents)
