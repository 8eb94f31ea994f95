"""The mean of changes of several buurten with its margin: random effects in one step, without loading any statistics.

The same as `statistics.shrinkage.dersimonian_laird` and the mean weighted with it (a test holds it to that). Source:
DerSimonian & Laird 1986.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

Z95 = 1.959964


def pooled(y: Sequence[float], error: Sequence[float]) -> tuple[float, float, float]:
    """Mean and its 95% limits.

    Args:
        y: changes; error: their standard errors, above 0; at least one.

    Raises:
        ValueError: nothing to take a mean of.
    """
    if not y or len(y) != len(error):
        raise ValueError("er is niets om het gemiddelde van te nemen")
    between = _between(y, error)
    weight = [1 / (one**2 + between) for one in error]
    mean = sum(w * value for w, value in zip(weight, y, strict=True)) / sum(weight)
    away = Z95 / math.sqrt(sum(weight))
    return mean, mean - away, mean + away


def pooled_beside(y: Sequence[float], error: Sequence[float], others: Sequence[int]) -> tuple[float, float, float]:
    """Mean and its 95% limits of gaps that were all taken off the same buurten to compare with.

    The chance in the mean of those buurten is the same in every gap, so it does not get smaller with more of them.

    Args:
        y: gaps; error: their standard errors, above 0; others: how many buurten each was compared with; at least one.

    Raises:
        ValueError: nothing to take a mean of.
    """
    own = [one * math.sqrt(count / (count + 1)) for one, count in zip(error, others, strict=True)]
    mean, _, high = pooled(y, own)
    shared = sum(one**2 / (count + 1) for one, count in zip(error, others, strict=True)) / len(y)
    away = math.hypot(high - mean, Z95 * math.sqrt(shared))
    return mean, mean - away, mean + away


def _between(y: Sequence[float], error: Sequence[float]) -> float:
    """Variance between the buurten beside chance, 0 or more."""
    weight = [1 / one**2 for one in error]
    total = sum(weight)
    mean = sum(w * value for w, value in zip(weight, y, strict=True)) / total
    room = total - sum(w**2 for w in weight) / total
    scatter = sum(w * (value - mean) ** 2 for w, value in zip(weight, y, strict=True))
    return max(0.0, (scatter - (len(y) - 1)) / room) if room > 0 else 0.0
