"""The four rules that call a point of a control chart special, and which of them has the say.

Sources: NHS England, Making Data Count, as the R package NHSRplotthedots 0.2.2 applies it; statistiek.md part 4.
The rule of seven in a row up or down finds hardly any drift (Anhøj & Olesen 2014): never the only signal.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]
SEVEN = 7


class Signal(IntEnum):
    """Why a point is special; the sign is the side, up or down. A lower number goes before a higher one."""

    NONE = 0
    ABOVE_LIMITS = 1
    BELOW_LIMITS = -1
    RISING = 2
    FALLING = -2
    TWO_OF_THREE_ABOVE = 3
    TWO_OF_THREE_BELOW = -3
    SEVEN_ABOVE = 4
    SEVEN_BELOW = -4


class Kind(IntEnum):
    """What a signal means where one side is better; without such a side only where it lies."""

    COMMON = 0
    IMPROVEMENT = 1
    CONCERN = -1
    NEUTRAL_HIGH = 2
    NEUTRAL_LOW = -2


def signals(y: Table, side: Codes, *, outside: Flags, close: Flags) -> Codes:
    """Signal of every point, by priority: outside the limits, seven in a trend, two of three near, seven on one side.

    Args:
        y: (..., T) values of one phase in order of time; NaN = missing, and breaks every row of points.
        side: (..., T) sign of value minus mean; 0 on the mean or missing.
        outside: (..., T) beyond a limit.
        close: (..., T) beyond a near limit, not outside.

    Returns:
        (..., T) codes of `Signal`.
    """
    near = close & (_in_row(side, 3, at_least=(close, 2)) != 0)
    by_priority = [
        (outside, side * Signal.ABOVE_LIMITS),
        (trend(y) != 0, trend(y) * Signal.RISING),
        (near, side * Signal.TWO_OF_THREE_ABOVE),
        (_in_row(side, SEVEN) != 0, side * Signal.SEVEN_ABOVE),
    ]
    return np.select([where for where, _ in by_priority], [code for _, code in by_priority], 0).astype(np.int8)


def trend(y: Table) -> Codes:
    """Points that belong to seven strictly rising (1) or falling (-1) ones, every member; 0 elsewhere.

    A top or a bottom that belongs to both goes with what follows it.
    """
    if y.shape[-1] < SEVEN:
        return np.zeros(y.shape, np.int8)
    step = np.diff(y, axis=-1)
    rising, falling = (_members(_all_of(step * way > 0, SEVEN - 1), SEVEN) for way in (1, -1))
    follows = np.concatenate([step, step[..., -1:]], axis=-1)
    up = rising & (~falling | (follows > 0))
    return np.where(up, 1, np.where(falling, -1, 0)).astype(np.int8)


def kind(signal: Codes, improvement: int | Codes) -> Codes:
    """What each signal means: codes of `Kind`.

    Args:
        signal: (..., T) codes of `Signal`.
        improvement: 1 = higher is better, -1 = lower is better, 0 = no side is; one for all or broadcastable.
    """
    way = np.sign(signal)
    neutral = np.asarray(improvement) == 0
    return np.where(neutral, way * Kind.NEUTRAL_HIGH, way * improvement).astype(np.int8)


def _in_row(side: Codes, length: int, *, at_least: tuple[Flags, int] | None = None) -> Codes:
    """Points that belong to so many in a row on one side, of which a number have a flag."""
    if side.shape[-1] < length:
        return np.zeros(side.shape, np.int8)
    counts = True if at_least is None else _windows(at_least[0], length).sum(axis=-1) >= at_least[1]
    above, below = (_members(_all_of(side == way, length) & counts, length) for way in (1, -1))
    return above.astype(np.int8) - below.astype(np.int8)


def _windows(flags: Flags, length: int) -> Flags:
    return np.lib.stride_tricks.sliding_window_view(flags, length, axis=-1)


def _all_of(flags: Flags, length: int) -> Flags:
    every: Flags = np.logical_and.reduce(_windows(flags, length), axis=-1)
    return every


def _members(hits: Flags, length: int) -> Flags:
    """Every point of a window that was hit: hits (..., W) -> (..., W + length - 1)."""
    width = hits.shape[-1]
    found = np.zeros((*hits.shape[:-1], width + length - 1), dtype=bool)
    for shift in range(length):
        found[..., shift : shift + width] |= hits
    return found
