"""PDOK: generalised borders over WFS 2.0 and OGC API Features, paged, at most 1,000 at a time."""

from __future__ import annotations

import gzip
import json
from urllib.parse import urlencode

import orjson

from tests.standin.invented import NAMES

LIMIT = 1_000
LEVELS = {"gemeente": "GM", "wijk": "WK", "buurt": "BU"}
REAL = {
    "gemeente": ("geo/gemeente_2022_tmap_wgs84.geojson.gz", "code", "name"),
    "wijk": ("geo/wijk_2022_tmap_wgs84.geojson.gz", "code", "name"),
    "buurt": ("geo/buurt_2024_benaderd_wgs84.geojson.gz", "buurtcode", "buurtnaam"),
}


class Borders:
    """Borders of every year: the real (approximate) ones when the folder is there, else invented squares."""

    def __init__(self, folder=None):
        self.folder = folder
        self.cache = {}

    def features(self, level, jaar):
        if (level, jaar) not in self.cache:
            path = self.folder / REAL[level][0] if self.folder else None
            rows = _real(path, *REAL[level][1:]) if path and path.exists() else _squares(level)
            self.cache[level, jaar] = [_feature(level, jaar, *row) for row in rows]
        return self.cache[level, jaar]

    def wfs(self, jaar, query, base):
        """GetFeature; as at PDOK `cql_filter` is ignored without a word."""
        level = query["typeNames"].split(":")[-1].removesuffix("_gegeneraliseerd")
        features, start = self.features(level, jaar), int(query.get("startIndex", 0))
        chosen = features[start : start + min(int(query.get("count", LIMIT)), LIMIT)]
        return orjson.dumps({"type": "FeatureCollection", "numberMatched": len(features), "features": chosen})

    def ogc(self, level, jaar, query, base):
        """Items of a collection, with an opaque link to the next page."""
        features, start = self.features(level, jaar), int(query.get("cursor", 0))
        stop = start + min(int(query.get("limit", 10)), LIMIT)
        links = []
        if stop < len(features):
            links = [{"rel": "next", "href": f"{base}?{urlencode({**query, 'cursor': stop})}"}]
        return orjson.dumps({"type": "FeatureCollection", "features": features[start:stop], "links": links})


def _real(path, code, name):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        features = json.load(file)["features"]
    return [(row["properties"][code], row["properties"][name], row["geometry"]) for row in features]


def _squares(level):
    """Squares of about 5 km that fill their gemeente, side by side."""
    for code, name in NAMES.items():
        if not code.startswith(LEVELS[level]):
            continue
        inside = [other for other in NAMES if other.startswith("BU")]
        own = [at for at, other in enumerate(inside) if other[2 : len(code)] == code[2:]]
        west, east = 5.0 + 0.05 * own[0], 5.0 + 0.05 * (own[-1] + 1)
        ring = [[west, 52.0], [east, 52.0], [east, 52.05], [west, 52.05], [west, 52.0]]
        yield code, name, {"type": "Polygon", "coordinates": [ring]}


def _feature(level, jaar, code, name, geometry):
    properties = {"statcode": code, "jrstatcode": f"{jaar}{code}", "statnaam": name, "rubriek": level}
    return {"type": "Feature", "id": f"{level}_gegeneraliseerd.{code}", "properties": properties, "geometry": geometry}
