"""Where the marks of a spine row stand."""

from __future__ import annotations

from dataclasses import dataclass

from buurtbeeld.answers import Row
from buurtbeeld.model import Figure

INSET = 3.0  # percent kept free at both ends, so that a mark at the edge is not cut off


@dataclass(frozen=True)
class Spine:
    """Where the marks of one spine row stand, in percent of the drawing's width.

    Attributes:
        own: None when the figure has no value of its own; then `parts` may hold those of its areas.
        tail, middle: (left, width) of the line over 8 out of 10 areas and of the bar over half of them.
    """

    own: float | None
    parts: tuple[float, ...]
    gemeente: float | None
    land: float | None
    tail: tuple[float, float] | None
    middle: tuple[float, float] | None


def spine(row: Row) -> Spine | None:
    """Positions of the marks of one row, on a scale of its own.

    The scale runs from the lowest to the highest of everything drawn: the 10th and 90th percentile
    of comparable areas and each figure. Outliers of other areas are left out on purpose: one very
    rich buurt would press all others together.

    Args:
        row: one indicator with its comparison; figures in the same unit.

    Returns:
        None when there is nothing to compare with: fewer than two different values.
    """
    own, gemeente, land = _value(row.own), _value(row.gemeente), _value(row.land)
    parts = tuple(part.value for part in row.parts if part.value is not None)
    spread = row.spread
    drawn = [value for value in (own, gemeente, land, *parts) if value is not None]
    if not drawn or (own is None and not parts):
        return None
    drawn += [spread.p10, spread.p90] if spread else []
    low, high = min(drawn), max(drawn)
    if low == high:
        return None
    scale = _Scale(low, high)
    return Spine(
        own=scale.at(own),
        parts=tuple(scale.position(part) for part in parts),
        gemeente=scale.at(gemeente),
        land=scale.at(land),
        tail=scale.piece(spread.p10, spread.p90) if spread else None,
        middle=scale.piece(spread.p25, spread.p75) if spread else None,
    )


@dataclass(frozen=True)
class _Scale:
    low: float
    high: float

    def position(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(INSET + share * (100 - 2 * INSET), 2)

    def at(self, value: float | None) -> float | None:
        return None if value is None else self.position(value)

    def piece(self, start: float, end: float) -> tuple[float, float]:
        left = self.position(start)
        return left, round(self.position(end) - left, 2)


def _value(figure: Figure | None) -> float | None:
    return figure.value if figure is not None else None
