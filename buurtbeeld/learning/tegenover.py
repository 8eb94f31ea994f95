"""One buurt beside another: did the other change more, or less, than chance explains? Pure, and without statistics.

Both gaps stand beside the same buurten to compare with, so their difference says what the two did differently. Clear is
outside 99.8%, as every verdict; inside, "no clear difference" may be said only when the margin is narrow enough.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from buurtbeeld.catalog_schema import Indicator
from buurtbeeld.learning.regels import richting
from buurtbeeld.learning.rijen import TE_KORT, Verandering
from buurtbeeld.outcomes.oordeel import Oordeel

Z95, Z998 = 1.959964, 3.090232
WIDEST = math.log(1.30)  # two margins of 15% at most; of points twice theirs
WIDEST_POINTS = {"nps": 60.0, "schaal": 3.0}


@dataclass(frozen=True)
class Tegenover:
    """What another buurt changed beside the own one, on one figure.

    Attributes:
        oordeel: seen from the own buurt: GUNSTIGER = the other did clearly better.
        verschil, onder, boven: how much more the other changed, with its 95% margin: as a share of the value
            (-0.08 = 8% lower) or in points; None without numbers.
        grond: why there is none: a reason of `rijen`, or "marge"; of the other buurt when `van_ander`.
    """

    indicator: str
    bron: str
    oordeel: Oordeel
    verschil: float | None = None
    onder: float | None = None
    boven: float | None = None
    grond: str = ""
    van_ander: bool = False

    @property
    def is_clear(self) -> bool:
        """Whether the two went clearly different ways."""
        return self.oordeel in {Oordeel.GUNSTIGER, Oordeel.ONGUNSTIGER, Oordeel.VERANDERT}


def tegenover(indicator: Indicator, eigen: Verandering, ander: Verandering) -> Tegenover:
    """The other buurt beside the own one."""
    for row, theirs in ((eigen, False), (ander, True)):
        if row.grond:
            word = Oordeel.TE_VROEG if row.grond == TE_KORT else Oordeel.TE_WEINIG
            return Tegenover(indicator.code, eigen.bron, word, grond=row.grond, van_ander=theirs)
    gap = _number(ander.verschil) - _number(eigen.verschil)
    se = math.hypot(_number(eigen.fout), _number(ander.fout))
    middle, low, high = (_shown(indicator, gap + side * Z95 * se) for side in (0, -1, 1))
    word = _word(indicator, gap, se)
    grond = "marge" if word is Oordeel.TE_WEINIG else ""
    return Tegenover(indicator.code, eigen.bron, word, middle, low, high, grond)


def _word(indicator: Indicator, gap: float, se: float) -> Oordeel:
    if abs(gap) > Z998 * se:
        good = richting(indicator)
        if not good:
            return Oordeel.VERANDERT
        return Oordeel.GUNSTIGER if gap * good > 0 else Oordeel.ONGUNSTIGER
    widest = WIDEST_POINTS.get(indicator.soort, WIDEST)
    return Oordeel.TE_WEINIG if Z95 * se > widest else Oordeel.GEEN_VERSCHIL


def _shown(indicator: Indicator, value: float) -> float:
    return value if indicator.soort in WIDEST_POINTS else math.expm1(value)


def _number(value: float | None) -> float:
    assert value is not None  # a row without a reason has its numbers, see table `adjusted`
    return value
