"""PDOK, CBS Gebiedsindelingen: generalised borders of gemeenten, wijken and buurten of one year."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urljoin

import orjson

from buurtbeeld.areas import clean_code, is_code
from buurtbeeld.errors import SourceError
from buurtbeeld.sources import RawAnswer, SourceSpec
from data_sources import refusals
from data_sources.addresses import origin, secure
from data_sources.map_files import build_map
from data_sources.web import Web

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["LEVELS", "build_map", "fetch", "read"]

Report = Callable[[float, str], None]
LEVELS = {"gemeente": "gemeenten", "wijk": "wijken", "buurt": "buurten"}  # ours -> the collection of PDOK
PAGE = 1000  # what PDOK gives at most
# Names differ per service and year.
CODE_NAMES = ("statcode", "{level}code", "{short}_code", "{SHORT}_CODE", "code")
NAME_NAMES = ("statnaam", "{level}naam", "{short}_naam", "{SHORT}_NAAM", "naam", "name")
SHORT = {"gemeente": "gm", "wijk": "wk", "buurt": "bu"}
ABROAD = frozenset({"GM0998", "GM0999"})
NOT_HERE = frozenset({"E_BRON_NIET_GEVONDEN", "E_BRON_GEEN_CIJFERS"})


def fetch(spec: SourceSpec, jaar: int, web: Web, *, known: str | None, report: Report) -> RawAnswer | None:
    """Fetch the borders of one year, all three levels.

    Args:
        jaar: year of the areas.
        known: release already held; borders of a year do not change, so its release is the year.
        report: told how far we are, 0 to 1.

    Returns:
        The answer, or None when the borders of this year are already held.

    Raises:
        SourceError: PDOK does not answer well, or does not have this year.
    """
    if known == str(jaar):
        return None
    documents: dict[str, bytes] = {}
    for done, level in enumerate(LEVELS):
        for number, body in enumerate(_level(web, level, jaar), start=1):
            documents[f"{level}.{number}.json"] = body
            share = (done + 1 - 0.8**number) / len(LEVELS)
            report(share, f"{spec.naam} {jaar}: {LEVELS[level]}, deel {number}")
    edition = spec.edities.get(jaar)
    table = edition.tabel if edition else f"gebiedsindelingen_{jaar}"
    return RawAnswer(spec.code, table, jaar, str(jaar), web.addresses.pdok, datetime.now(UTC), documents)


def read(spec: SourceSpec, raw: RawAnswer) -> dict[str, gpd.GeoDataFrame]:
    """Read the borders.

    Returns:
        Level -> one row per area: code, naam, niveau and geometry (WGS84); water and what lies abroad left out.

    Raises:
        SourceError: features without a code, or a level without any area.
    """
    import geopandas as gpd

    frames = {}
    for level, plural in LEVELS.items():
        features = [row for name, body in raw.documents.items() if name.startswith(level) for row in _features(body)]
        rows = [_row(feature, level, raw, spec) for feature in features if _is_land(feature)]
        rows = [row for row in rows if is_code(row["code"]) and row["code"] not in ABROAD]
        if not rows:
            raise refusals.empty(f"Adres: {raw.origin}, {plural} {raw.jaar}")
        collected = [{"type": "Feature", "geometry": row.pop("geometry"), "properties": row} for row in rows]
        frame = gpd.GeoDataFrame.from_features(collected, crs="EPSG:4326")
        # An area may come in several pieces.
        frames[level] = frame.dissolve(by="code", as_index=False) if frame["code"].duplicated().any() else frame
    return frames


def _level(web: Web, level: str, jaar: int) -> Iterator[bytes]:
    """All pages of one level, from the first service that has this year."""
    first: SourceError | None = None
    for pages in (_wfs, _ogc_borders, _ogc_areas):
        try:
            yield from pages(web, level, jaar)
        except SourceError as error:
            if error.code not in NOT_HERE:
                raise
            first = first or error
        else:
            return
    assert first is not None  # every service raised
    raise first


def _wfs(web: Web, level: str, jaar: int) -> Iterator[bytes]:
    query = {
        "service": "WFS", "version": "2.0.0", "request": "GetFeature", "outputFormat": "json",
        "typeNames": f"gebiedsindelingen:{level}_gegeneraliseerd", "srsName": "EPSG:4326", "count": str(PAGE),
    }  # fmt: skip
    base, start, total = f"{web.addresses.pdok}/cbs/gebiedsindelingen/{jaar}/wfs/v1_0", 0, 1
    while start < total:
        body = web.get(f"{base}?{urlencode({**query, 'startIndex': str(start)})}")
        answer = _parsed(body, base)
        features, total = answer["features"], int(answer.get("numberMatched") or len(answer["features"]))
        if not features:
            raise refusals.incomplete(f"Adres: {base}, {LEVELS[level]}", start, total)
        yield body
        start += len(features)


def _ogc_borders(web: Web, level: str, jaar: int) -> Iterator[bytes]:
    base = f"{web.addresses.pdok_api}/cbs/gebiedsindelingen/ogc/v1/collections/{level}_gegeneraliseerd/items"
    yield from _linked(web, f"{base}?{urlencode({'f': 'json', 'limit': str(PAGE), 'jaarcode': str(jaar)})}")


def _ogc_areas(web: Web, level: str, jaar: int) -> Iterator[bytes]:
    base = f"{web.addresses.pdok_api}/cbs/wijken-en-buurten-{jaar}/ogc/v1/collections/{LEVELS[level]}/items"
    yield from _linked(web, f"{base}?{urlencode({'f': 'json', 'limit': str(PAGE)})}")


def _linked(web: Web, url: str) -> Iterator[bytes]:
    """Pages that each name the next one."""
    seen: set[str] = set()
    following: str | None = url
    while following is not None:
        if following in seen:
            raise refusals.going_in_circles(origin(url), "grenzen")
        seen.add(following)
        body = web.get(following)
        answer = _parsed(body, following)
        yield body
        links = [link["href"] for link in answer.get("links", ()) if link.get("rel") == "next"]
        following = secure(urljoin(following, links[0]), like=url) if links and answer["features"] else None
        if following is not None and origin(following) != origin(url):
            raise refusals.foreign_next_page(origin(url), origin(following))


def _parsed(body: bytes, url: str) -> Mapping[str, Any]:
    host, path = origin(url), url.removeprefix(origin(url)).split("?")[0]
    if body.lstrip()[:1] == b"<":
        raise refusals.not_json(host, path)
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise refusals.cut_off(host, path) from None
    if not isinstance(answer, dict) or not isinstance(answer.get("features"), list):
        raise refusals.cut_off(host, path)
    return answer


def _features(body: bytes) -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = orjson.loads(body)["features"]
    return [feature for feature in features if feature.get("geometry")]


def _is_land(feature: Mapping[str, Any]) -> bool:
    properties = feature["properties"]
    return (properties.get("water") or properties.get("WATER") or "NEE") not in {"JA", "B"}


def _row(feature: Mapping[str, Any], level: str, raw: RawAnswer, spec: SourceSpec) -> dict[str, Any]:
    properties, names = feature["properties"], {"level": level, "short": SHORT[level], "SHORT": SHORT[level].upper()}
    found = [
        next((properties[name] for name in (one.format(**names) for one in known) if properties.get(name)), None)
        for known in (CODE_NAMES, NAME_NAMES)
    ]
    if found[0] is None:
        what = f"De grenzen zijn veranderd. Een {level} heeft geen code ({', '.join(sorted(properties))[:80]})."
        raise refusals.changed(what, f"Adres: {raw.origin}", spec.code)
    code = clean_code(str(found[0]))
    return {"code": code, "naam": str(found[1] or code), "niveau": level, "geometry": feature["geometry"]}
