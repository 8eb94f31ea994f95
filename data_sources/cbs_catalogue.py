"""CBS catalogue and metadata, asked by `cbsodata` over our own HTTP client.

`cbsodata` has no time limit of its own, follows every next page and every redirect, and keeps its address in
globals. So it is given a session that hands each request to `Web`, one call at a time.
"""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import cbsodata
import orjson
import requests
from cbsodata import cbsodata3

from buurtbeeld.sources import Edition, SourceSpec
from data_sources import refusals
from data_sources.addresses import origin
from data_sources.web import Web

Row = dict[str, Any]
_ONE_AT_A_TIME = threading.Lock()
_YEAR_AT_END = re.compile(r"(?:^|\D)(\d{4})\s*\*{0,2}$")


class MetadataSession:
    """Stands in for the session `cbsodata` would open; remembers the bodies it fetched."""

    def __init__(self, web: Web) -> None:
        self.web = web
        self.bodies: dict[str, bytes] = {}

    def send(self, request: requests.PreparedRequest, **_settings: object) -> requests.Response:
        """Answer a prepared request through `Web`."""
        url = request.url or ""
        if url in self.bodies:
            raise refusals.going_in_circles(origin(url), "metadata")
        body = self.web.get(url)
        rows_of(body, url)
        self.bodies[url] = body
        response = requests.Response()
        response.status_code, response.raw, response.encoding = 200, io.BytesIO(body), "utf-8"
        return response


def rows_of(body: bytes, url: str) -> list[Row]:
    """The rows of an OData answer.

    Raises:
        SourceError: the body is a web page, is cut off, or has no rows.
    """
    return parse(body, url)[0]


def parse(body: bytes, url: str) -> tuple[list[Row], str | None]:
    """The rows of an OData answer and the address of its next page, if any."""
    host, path = origin(url), url.removeprefix(origin(url)).split("?")[0]
    if body.lstrip()[:1] == b"<":
        raise refusals.not_json(host, path)
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise refusals.cut_off(host, path) from None
    rows = answer.get("value") if isinstance(answer, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows[:1]):
        raise refusals.cut_off(host, path)
    return rows, answer.get("odata.nextLink")


def table_infos(web: Web, spec: SourceSpec, table: str) -> tuple[Row, bytes]:
    """The one row of TableInfos, and the body it came in.

    Raises:
        SourceError: the source does not answer well, or does not describe the table.
    """
    base = web.addresses.of_catalogue(spec.catalogus)
    with _cbsodata(web, base) as session:
        info = cbsodata.get_info(table, **_call(web, base))
    if not info or not info.get("Modified"):
        raise refusals.empty(f"Adres: {base}, tabel {table}, TableInfos")
    return info, next(iter(session.bodies.values()))


def metadata(web: Web, spec: SourceSpec, table: str, name: str) -> list[bytes]:
    """Bodies of a small entity of a table: DataProperties, or a dimension such as Perioden."""
    base = web.addresses.of_catalogue(spec.catalogus)
    with _cbsodata(web, base) as session:
        cbsodata.get_meta(table, name, **_call(web, base))
    return list(session.bodies.values())


def discover(web: Web, spec: SourceSpec) -> dict[int, Edition]:
    """Editions in the catalogue of the source, by the year at the end of their ShortTitle.

    Returns:
        Year -> edition; empty when the source is not to be looked for.
    """
    if not spec.zoek:
        return {}
    base = web.addresses.of_catalogue(spec.catalogus)
    with _cbsodata(web, base):
        rows = cbsodata.get_table_list(
            select="Identifier,Title,ShortTitle,Modified,Period",
            filters=f"startswith(ShortTitle,'{spec.zoek}')",
            **_call(web, base),
        )
    # The source may ignore a filter, so it is applied once more.
    titles = {row["Identifier"]: (row.get("ShortTitle") or "").strip() for row in rows if row.get("Identifier")}
    years = {table: _YEAR_AT_END.search(title) for table, title in titles.items() if title.startswith(spec.zoek)}
    return {int(year[1]): Edition(tabel=table) for table, year in years.items() if year}


def edition_of(web: Web, spec: SourceSpec, jaar: int) -> Edition:
    """The table of one year: as written down in config/, else as found in the catalogue.

    Raises:
        SourceError: there is no table of this year.
    """
    if edition := spec.edities.get(jaar) or discover(web, spec).get(jaar):
        return edition
    raise refusals.unknown_edition(spec.naam, jaar, spec.code)


def _call(web: Web, base: str) -> dict[str, Any]:
    return {"catalog_url": base.split("://", 1)[1], "timeout": web.patience.read}


@contextmanager
def _cbsodata(web: Web, base: str) -> Iterator[MetadataSession]:
    session = MetadataSession(web)
    with _ONE_AT_A_TIME:
        before = cbsodata3.Session, cbsodata.options.use_https
        cbsodata3.Session, cbsodata.options.use_https = (lambda: session), base.startswith("https:")
        try:
            yield session
        finally:
            cbsodata3.Session, cbsodata.options.use_https = before
