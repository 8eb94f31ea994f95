"""What the score of an NPS says about its three classes when those are hidden; in closed form, many at once.

A score V of n answers is 100 (promotors - criticasters) / n in whole points. So of n answers the difference is known
within a point, and what is left is how many gave neither: with n known to five, of a few answers that is soon too much.
A class is safe when what is known of it leaves ten numbers open or more. That it is not 0 may be known: any score above
zero says that somebody gave a 9 or a 10.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from buurtbeeld.privacy.constraints import NEED

Numbers = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
MOST = 200  # answers; who does not see how many there are is taken to be sure that there are not more
TIE = 1e-9


def safe_with_number(score: Numbers, shown: Numbers, counts: Numbers, drempel: int) -> Mask:
    """Whether score and number of answers together say too little about every class below the threshold.

    Args:
        score: (k,) in whole points, as it is shown.
        shown: (k,) answers to the nearest five, as they are shown.
        counts: (k, 3) criticasters, passives, promotors: exact, only to know which of them are protected.
    """
    # Few different pairs occur: each is worked out once. A score lies between −100 and 100, so no two get one number.
    _, first, which = np.unique(1000 * shown + score, return_index=True, return_inverse=True)
    numbers = shown[first, None] + np.arange(-2, 3)[None, :]
    least, most = _ranges(score[first], np.where(numbers >= drempel, numbers, np.nan))
    return _outside(least[which], most[which], counts, drempel)


def safe_alone(score: Numbers, counts: Numbers, drempel: int) -> Mask:
    """The same of the score alone: of the number of answers one knows that there are at least `drempel`."""
    scores, which = np.unique(score, return_inverse=True)
    numbers = np.tile(np.arange(drempel, MOST + 1, dtype=float), (len(scores), 1))
    least, most = _ranges(scores, numbers)
    return _outside(least[which], most[which], counts, drempel)


def least_classes(score: Numbers, people: Numbers) -> Numbers:
    """(k, 3) the fewest criticasters, passives and promotors there can be behind a score of so many answers."""
    return _ranges(np.round(score), people[:, None])[0]


def _outside(least: Numbers, most: Numbers, counts: Numbers, drempel: int) -> Mask:
    return np.asarray((~(counts < drempel) | (most - least >= NEED)).all(axis=1), dtype=np.bool_)


def _ranges(score: Numbers, numbers: Numbers) -> tuple[Numbers, Numbers]:
    """(k, 3) least and most of each class over every number of answers there may be; NaN in `numbers` = not that."""
    low = np.ceil((score[:, None] - 0.5) * numbers / 100 - TIE)
    high = np.floor((score[:, None] + 0.5) * numbers / 100 + TIE)
    least, most = np.full((len(score), 3), np.inf), np.full((len(score), 3), -np.inf)
    for step in range(int(np.nanmax(high - low, initial=0)) + 1):
        difference = low + step
        there = (difference <= high) & (np.abs(difference) <= numbers)
        neither = numbers - np.abs(difference)  # answers that are not part of the difference
        ends = (
            (np.maximum(0, -difference), np.floor((numbers - difference) / 2)),
            (neither % 2, neither),
            (np.maximum(0, difference), np.floor((numbers + difference) / 2)),
        )
        for at, (bottom, top) in enumerate(ends):
            least[:, at] = np.minimum(least[:, at], np.where(there, bottom, np.inf).min(axis=1))
            most[:, at] = np.maximum(most[:, at], np.where(there, top, -np.inf).max(axis=1))
    return least, most
