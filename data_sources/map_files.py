"""Borders as small files the app serves as they are: per level for the country, and per gemeente.

Only public geometry: every feature has a code, a name, a level and a tint, nothing else. The tint is 0 to 4 and differs
between gemeenten that touch: a map of the whole country can then do without drawn borders, which cost a browser without
a video card ten seconds.
"""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import orjson
import shapely

if TYPE_CHECKING:
    import geopandas as gpd

Shapes = npt.NDArray[np.object_]
Row = tuple[str, str, int]
METRES, DEGREES = "EPSG:28992", "EPSG:4326"
# Metres by which a border may move: first the finest, coarser as long as the layer is too heavy.
TOLERANCES = {"gemeente": (100, 200, 400), "wijk": (60, 120, 250), "buurt": (40, 80, 120, 180, 250, 400)}
CLOSE_BY = 8
TINTS = 5
NEXT_TO = 100.0  # metres: a ditch between two gemeenten does not make them less of neighbours
HEAVIEST = 1_400_000  # bytes over the wire, compressed


def build_map(frames: Mapping[str, gpd.GeoDataFrame], out_dir: Path, jaar: int) -> Path:
    """Write the map files of one year; the year appears as a whole or not at all.

    Args:
        frames: level (gemeente, wijk, buurt) -> rows with code, naam, niveau and geometry in any known CRS.
        out_dir: folder that gets a folder per year.
        jaar: year of the areas.

    Returns:
        The folder of the year: <level>.geojson, per_gemeente/<code>.geojson and index.json (code -> west, south,
        east, north in degrees).
    """
    target, fresh = out_dir / str(jaar), out_dir / f".{jaar}.nieuw"
    shutil.rmtree(fresh, ignore_errors=True)
    (fresh / "per_gemeente").mkdir(parents=True)
    boxes: dict[str, list[float]] = {}
    nearby: dict[str, list[dict[str, Any]]] = {}
    for level, frame in frames.items():
        ordered = frame.sort_values("code", ignore_index=True)
        in_metres = _valid(ordered.geometry.to_crs(METRES).to_numpy())
        rows = list(zip(ordered["code"], ordered["naam"], _tints(in_metres, ordered["code"].tolist()), strict=True))
        (fresh / f"{level}.geojson").write_bytes(_light_enough(in_metres, rows, level))
        close = _in_degrees(shapely.coverage_simplify(in_metres, CLOSE_BY), in_metres, decimals=5)
        boxes |= dict(zip(ordered["code"], shapely.bounds(close).round(5).tolist(), strict=True))
        if level != "gemeente":
            for feature in _feature_list(close, rows, level):
                nearby.setdefault(f"GM{feature['properties']['code'][2:6]}", []).append(feature)
    for gemeente, features in nearby.items():
        (fresh / "per_gemeente" / f"{gemeente}.geojson").write_bytes(_collection(features))
    (fresh / "index.json").write_bytes(orjson.dumps(boxes))
    # The old map goes only after the new one stands: a kill in between leaves one of the two.
    old = out_dir / f".{jaar}.oud"
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    made = fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)
    return made


def _tints(in_metres: Shapes, codes: Sequence[str]) -> list[int]:
    """Per area the tint of its gemeente: the least used one of those no neighbouring gemeente has."""
    gemeenten = [code[2:6] for code in codes]
    left, right = shapely.STRtree(in_metres).query(in_metres, predicate="dwithin", distance=NEXT_TO)
    touching: dict[str, set[str]] = {gemeente: set() for gemeente in gemeenten}
    for one, other in {(gemeenten[i], gemeenten[j]) for i, j in zip(left, right, strict=True)}:
        touching[one].add(other)
    given: dict[str, int] = {}
    used = [0] * TINTS
    for gemeente in sorted(touching, key=lambda one: (-len(touching[one]), one)):
        taken = {given[other] for other in touching[gemeente] if other in given}
        free = [tint for tint in range(TINTS) if tint not in taken] or list(range(TINTS))
        given[gemeente] = min(free, key=lambda tint: (used[tint], tint))
        used[given[gemeente]] += 1
    return [given[gemeente] for gemeente in gemeenten]


def _light_enough(in_metres: Shapes, rows: Sequence[Row], level: str) -> bytes:
    """The finest layer that is not too heavy."""
    body = b""
    for tolerance in TOLERANCES[level]:
        simple = _in_degrees(shapely.coverage_simplify(in_metres, tolerance), in_metres, decimals=4)
        body = _collection(_feature_list(simple, rows, level))
        if len(gzip.compress(body, 6)) <= HEAVIEST:
            break
    return body


def _in_degrees(simple: Shapes, original: Shapes, *, decimals: int) -> Shapes:
    """WGS84 on a grid. What would vanish on the grid keeps its own shape."""
    import geopandas as gpd

    degrees = gpd.GeoSeries(simple, crs=METRES).to_crs(DEGREES).to_numpy()
    on_grid = _valid(shapely.set_precision(degrees, 10.0**-decimals, mode="pointwise"))
    gone = shapely.is_empty(on_grid) | (shapely.area(on_grid) == 0)
    if gone.any():
        own = gpd.GeoSeries(original[gone], crs=METRES).to_crs(DEGREES).to_numpy()
        on_grid[gone] = shapely.set_precision(own, 1e-6, mode="pointwise")
    return on_grid


def _valid(shapes: Shapes) -> Shapes:
    """Valid polygons only: repairing may leave loose lines and points."""
    repaired = np.where(shapely.is_valid(shapes), shapes, shapely.make_valid(shapes))
    mixed = shapely.get_type_id(repaired) == shapely.GeometryType.GEOMETRYCOLLECTION
    repaired[mixed] = [_polygons(shape) for shape in repaired[mixed]]
    return repaired


def _polygons(shape: shapely.GeometryCollection) -> shapely.MultiPolygon:
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.multipolygons(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON])


def _feature_list(shapes: Shapes, rows: Sequence[Row], level: str) -> list[dict[str, Any]]:
    return [
        {
            "type": "Feature",
            "properties": {"code": code, "naam": naam, "niveau": level, "tint": tint},
            "geometry": {"type": shape.geom_type, "coordinates": list(_coordinates(shape))},
        }
        for (code, naam, tint), shape in zip(rows, shapes, strict=True)
    ]


def _coordinates(shape: shapely.Polygon | shapely.MultiPolygon) -> Iterator[Any]:
    if shape.geom_type == "MultiPolygon":
        yield from (list(_coordinates(part)) for part in shape.geoms)
    else:
        yield from (_ring(ring) for ring in (shape.exterior, *shape.interiors))


def _ring(ring: shapely.LinearRing) -> list[list[float]]:
    return [[float(x), float(y)] for x, y in np.round(shapely.get_coordinates(ring), 6).tolist()]


def _collection(features: Sequence[dict[str, Any]]) -> bytes:
    return orjson.dumps({"type": "FeatureCollection", "features": list(features)})
