"""Primary suppression: which delivered figures rest on too few persons to be shown.

The rule is about persons: a figure is hidden when the persons it counts, or those it does not count of the same
group, are fewer than the threshold. Zero is hidden too: "nobody" also says something about somebody.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
ORGANISATIONS = 3  # fewest organisations behind a figure
LARGEST_SHARE = 0.8  # of one organisation


def too_few(count: Numbers, drempel: int) -> Mask:
    """Whether a number of persons is below the threshold; NaN (no number) is not.

    Args:
        count: (n,) number of persons, or of contacts with care, which are never fewer than the persons.
        drempel: smallest number that is shown.
    """
    return np.isfinite(count) & (count < drempel)


def unknown_or_few(count: Numbers, drempel: int) -> Mask:
    """The same, where a number of persons must be known: a score of nobody knows how many is not shown."""
    return np.asarray(~(count >= drempel), dtype=np.bool_)


def rest_too_small(teller: Numbers, noemer: Numbers, drempel: int) -> Mask:
    """Whether those who are in the noemer but not in the teller are too few: then nearly everybody is in it."""
    rest = noemer - teller
    return np.isfinite(rest) & (rest < drempel)


def few_organisations(n_bronnen: Numbers, grootste_aandeel: Numbers) -> Mask:
    """Whether a figure comes from so few organisations, or so much from one, that it is about that organisation.

    Args:
        n_bronnen: (n,) organisations it comes from; NaN = unknown, and then it is a total of the buurt.
        grootste_aandeel: (n,) share of the largest one, 0..1; NaN = unknown.
    """
    few = np.isfinite(n_bronnen) & (n_bronnen < ORGANISATIONS)
    return few | (np.isfinite(grootste_aandeel) & (grootste_aandeel > LARGEST_SHARE))
