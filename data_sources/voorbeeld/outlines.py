"""Outlines of the invented areas: an island in the North Sea that is not there. Drawn once; the drawing is committed.

Gebieden are cells around points, wijken and gemeenten are the union of theirs, so that borders always meet.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import shapely

from data_sources.voorbeeld import geography, names

MIDDLE = (3.35, 53.35)  # longitude, latitude: open sea, 75 km from the coast
KM = (1 / 66.4, 1 / 111.2)  # degrees per kilometre at that latitude
# Per gemeente: where its middle lies and how far its wijken reach, in kilometres.
SPOTS = ((0.0, 0.0, 5.5), (11.5, 3.0, 4.5), (-10.0, 7.5, 6.0), (-9.0, -8.5, 6.0), (3.0, -11.5, 4.0), (5.0, 11.5, 4.5))
SHORE, WOBBLE = 2.2, 0.35  # kilometres around the outermost points
DECIMALS = 5

Shapes = dict[str, shapely.Geometry]


def shapes() -> Shapes:
    """Outline per area code, in kilometres from the middle: gebieden, wijken and gemeenten."""
    found = _cells()
    wijken: dict[str, list[shapely.Geometry]] = {}
    gemeenten: dict[str, list[shapely.Geometry]] = {}
    for code, cell in found.items():
        wijken.setdefault(f"VBW{code[3:7]}", []).append(cell)
        gemeenten.setdefault(f"VBG{code[3:5]}", []).append(cell)
    unions = {code: shapely.coverage_union_all(cells) for code, cells in (wijken | gemeenten).items()}
    return found | unions


def features(drawn: Shapes) -> bytes:
    """GeoJSON of every area: code, naam and niveau, in degrees."""
    titles = {area.code: area.naam for area in geography.areas()}
    titles |= {f"VBW{wijk}": naam for wijk, naam in geography.wijk_names().items()}
    titles |= {f"VBG{at:02d}": naam for at, naam in enumerate(names.GEMEENTEN, start=1)}
    level = {"G": "gemeente", "W": "wijk", "B": "buurt"}
    listed = [_feature(code, titles[code], level[code[2]], drawn[code]) for code in sorted(drawn)]
    return orjson.dumps({"type": "FeatureCollection", "features": listed})


def boxes(drawn: Shapes) -> bytes:
    """JSON: area code -> west, south, east, north in degrees."""
    found = {code: shapely.bounds(_degrees(drawn[code])).round(DECIMALS).tolist() for code in sorted(drawn)}
    return orjson.dumps(found)


def points(drawn: Shapes) -> Mapping[str, tuple[float, float]]:
    """Area code -> (latitude, longitude) of a point well inside it, on about 100 metres."""
    inside = {code: _degrees(shapely.point_on_surface(shape)) for code, shape in drawn.items()}
    return {code: (round(point.y, 3), round(point.x, 3)) for code, point in inside.items()}


def _feature(code: str, naam: str, niveau: str, shape: shapely.Geometry) -> dict[str, Any]:
    ring = shapely.get_coordinates(_degrees(shape).exterior).round(DECIMALS).tolist()
    properties = {"code": code, "naam": naam, "niveau": niveau, "verzonnen": True}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def _degrees(shape: shapely.Geometry) -> Any:
    return shapely.transform(shape, lambda km: km * np.asarray(KM) + np.asarray(MIDDLE))


def _cells() -> Shapes:
    """A cell around the point of every gebied, cut off at the shore."""
    codes = [area.code for area in geography.areas()]
    spots = _spots()
    island = shapely.buffer(shapely.convex_hull(shapely.multipoints(spots)), SHORE, quad_segs=6)
    island = shapely.segmentize(island, 2.0)
    rng = np.random.default_rng(geography.SEED)
    coast = shapely.get_coordinates(island.exterior)[:-1]
    island = shapely.polygons(coast + rng.uniform(-WOBBLE, WOBBLE, coast.shape))
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(spots), extend_to=island, ordered=True))
    return dict(zip(codes, shapely.intersection(cells, island), strict=True))


def _spots() -> npt.NDArray[np.float64]:
    """A point per gebied: on a ring in its wijk, the wijken in a ring around the middle of the gemeente."""
    found = []
    for gemeente, (wijken, _, _) in enumerate(geography.PLAN):
        x, y, reach = SPOTS[gemeente]
        for wijk, count in enumerate(wijken):
            angle = 2 * np.pi * wijk / len(wijken) + gemeente
            away = reach * (0.35 if len(wijken) == 2 else 0.62)
            middle = np.array([x, y]) + away * _towards(angle)
            turns = angle + 2 * np.pi * np.arange(count) / count
            # Half the way to the next wijk, or the cells of two wijken would lie through each other.
            near = 0.62 * away * np.sin(np.pi / len(wijken))
            found += [
                middle + near * (1 + 0.2 * np.sin(3.1 * at + wijk)) * _towards(turn) for at, turn in enumerate(turns)
            ]
    return np.asarray(found)


def _towards(angle: float) -> npt.NDArray[np.float64]:
    return np.array([np.cos(angle), np.sin(angle)])
