"""The newest complete figure of every buurt beside its size, with the limits that chance and usual differences leave.

Outside the outer limits is a reason to look for an explanation, never a judgement. Made of published figures: a share
from its rounded counts, a rate from its rounded events, everything else from its published margin.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from buurtbeeld.learning.lijnen import Lijn
from buurtbeeld.learning.rijen import Trechterpunt
from buurtbeeld.statistics import overdispersion
from buurtbeeld.statistics.funnel import Limits, Significance
from buurtbeeld.statistics.overdispersion import Transformed, Variant
from buurtbeeld.statistics.spc_rules import Flags, Table

FEWEST = 5  # buurten with a figure, below which there is no funnel
Z95 = 1.959964


def of_line(lijn: Lijn) -> Iterator[Trechterpunt]:
    """One point per buurt with a complete figure in the newest period that half of the buurten have; else none."""
    column = _newest(lijn)
    points = None if column < 0 else _points(lijn, column)
    if points is None:
        return
    used: Flags = np.isfinite(points.z) & (lijn.noemer[:, column] > 0)
    if used.sum() < FEWEST:
        return
    value, error, z = (np.where(used, one, np.nan) for one in (points.value, points.error, points.z))
    points = Transformed(value, error, points.target, z)
    spread = overdispersion.dispersion(Variant.SR, points)
    wide = _back(lijn, overdispersion.transformed_limits(points.target, points.error, spread.tau2))
    bare = _back(lijn, overdispersion.transformed_limits(points.target, points.error, 0.0))
    away = (points.value - points.target) / np.sqrt(points.error**2 + spread.tau2)
    middle = float(_one(lijn, np.array([points.target]))[0])
    for at in np.flatnonzero(used).tolist():
        yield Trechterpunt(
            lijn.indicator.code, lijn.bron, lijn.buurten[at].sleutel, lijn.periodes[column].code,
            float(lijn.getal[at, column]), float(lijn.noemer[at, column]), middle,
            float(wide.lower95[at]), float(wide.upper95[at]), float(wide.lower998[at]), float(wide.upper998[at]),
            float(bare.lower998[at]), float(bare.upper998[at]), _place(float(away[at])), int(used.sum()),
        )  # fmt: skip


def _newest(lijn: Lijn) -> int:
    """The newest column in which at least half of the buurten that ever had a figure have one; -1 = there is none."""
    seen = np.isfinite(lijn.getal)
    ever = int(seen.any(axis=1).sum())
    columns = np.flatnonzero(2 * seen.sum(axis=0) >= max(1, ever))
    return int(columns[-1]) if ever and len(columns) else -1


def _points(lijn: Lijn, column: int) -> Transformed | None:
    """Every buurt on the scale on which chance makes them equally uncertain."""
    value, size = lijn.getal[:, column], lijn.noemer[:, column]
    if lijn.indicator.soort == "verhouding":
        return overdispersion.transform(Variant.PR, lijn.teller[:, column], size)
    error = _error(lijn, column)
    scaled = value if lijn.in_points else np.log(np.where(value > 0, value, np.nan))
    known = np.isfinite(scaled) & np.isfinite(error) & (size > 0)
    if not known.any():
        return None
    target = float(np.average(value[known], weights=size[known]))
    target = target if lijn.in_points else float(np.log(target)) if target > 0 else np.nan
    return Transformed(scaled, error, target, (scaled - target) / error)


def _error(lijn: Lijn, column: int) -> Table:
    """Standard error from the published margins: one constant for all, divided by the root of the size.

    Margins are rounded and differ from buurt to buurt; with one constant the limits are a smooth funnel.
    """
    low, high, size = lijn.lower[:, column], lijn.upper[:, column], lijn.noemer[:, column]
    if not lijn.in_points:
        low, high = (np.log(np.where(one > 0, one, np.nan)) for one in (low, high))
    own = (high - low) / (2 * Z95) * np.sqrt(size)
    known = own[np.isfinite(own) & (own > 0)]
    constant = float(np.median(known)) if known.size else np.nan
    found: Table = constant / np.sqrt(np.where(size > 0, size, np.nan))
    return found


def _back(lijn: Lijn, limits: Limits) -> Limits:
    edges = (limits.lower95, limits.upper95, limits.lower998, limits.upper998)
    return Limits(*(_one(lijn, edge) for edge in edges))


def _one(lijn: Lijn, edge: Table) -> Table:
    """From the working scale to the unit of the figure."""
    if lijn.in_points:
        return edge
    if lijn.indicator.soort == "verhouding":
        share: Table = np.sin(np.clip(edge, 0.0, np.pi / 2)) ** 2 * lijn.indicator.factor
        return share
    found: Table = np.exp(edge)
    return found


def _place(away: float) -> Significance:
    size = 2 if abs(away) > overdispersion.Z998 else 1 if abs(away) > overdispersion.Z95 else 0
    return Significance(size if away > 0 else -size)
