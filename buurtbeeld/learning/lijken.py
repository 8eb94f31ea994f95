"""Which buurten look alike at the start: worked out from their features, at publication and when some are left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from buurtbeeld.learning.kenmerken import KENMERKEN, SKEWED, Nulkenmerken
from buurtbeeld.programma_schema import Programma
from buurtbeeld.statistics import matching
from buurtbeeld.statistics.matching import Strength
from buurtbeeld.statistics.spc_rules import Flags

MOST = 5  # buurten of each rol


@dataclass(frozen=True)
class Gelijkenis:
    """One buurt beside another.

    Attributes:
        afstand: in spreads of the features.
        aandelen: kenmerk -> its part of the squared distance; they add up to 1, or are all 0.
    """

    buurt: str
    ander: str
    afstand: float
    sterkte: Strength
    aandelen: Mapping[str, float]


class Lijken:
    """The buurten of a programma as points; worked out once, asked per buurt."""

    def __init__(self, programma: Programma, nul: Nulkenmerken, zonder: Collection[str] = ()) -> None:
        """`zonder`: features that do not count."""
        self._programma, self._keys = programma, list(nul.sleutels)
        self.kenmerken = tuple(KENMERKEN)
        table = [[nul.waarden.get((key, name), (np.nan, 0))[0] for name in self.kenmerken] for key in self._keys]
        weight = [0.0 if name in zonder else 1.0 for name in self.kenmerken]
        self._points = matching.space(table, [name in SKEWED for name in self.kenmerken], weight=weight)
        self._apart = matching.distances(self._points)
        self._close = matching.close(self._apart)

    @property
    def telt(self) -> tuple[str, ...]:
        """Features that count: known of enough buurten, and not the same everywhere."""
        return tuple(name for name, weight in zip(self.kenmerken, self._points.weight, strict=True) if weight)

    def van(self, sleutel: str, *, rol: str, most: int = MOST) -> tuple[Gelijkenis, ...]:
        """The nearest buurten of one rol, nearest first; also when none of them is a good comparison.

        A buurt with less than half of the features known is compared with nobody, and nobody with it.
        """
        one = self._keys.index(sleutel)
        known = self._known()
        roles = {buurt.sleutel: buurt.rol for buurt in self._programma.buurten}
        allowed = np.array([key != sleutel and roles[key] == rol for key in self._keys]) & known
        if not known[one] or not allowed.any():
            return ()
        near = matching.nearest(self._apart[one], self._keys, allowed, most)
        strong = matching.strength(self._apart[one, near], self._close)
        parts = matching.shares(self._points, one, near)
        return tuple(
            Gelijkenis(
                sleutel,
                self._keys[at],
                round(float(self._apart[one, at]), 6),
                Strength(int(strong[number])),
                {name: round(float(share), 6) for name, share in zip(self.kenmerken, parts[number], strict=True)},
            )
            for number, at in enumerate(near.tolist())
        )

    def _known(self) -> Flags:
        counts = self._points.weight > 0
        seen = (~self._points.missing[:, counts]).sum(axis=1)
        enough: Flags = 2 * seen >= max(1, int(counts.sum()))
        return enough
