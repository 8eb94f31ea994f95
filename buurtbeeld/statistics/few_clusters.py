"""Intervals for a difference between few units: restricted wild bootstrap, and randomisation of who was treated.

An interval holds every difference that the test does not reject, so it is found by turning the test around. Ties
count as at least as far (>=), as in the enumerated tests of the literature. Seeds are fixed.

Source: Cameron, Gelbach & Miller 2008 (restricted wild bootstrap of the cluster t); Webb 2023 (six-point weights);
MacKinnon & Webb 2017 (unreliable below five treated clusters); Fisher's randomisation test, |stat| >= |observed|.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import combinations, product
from math import comb

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.float64]
DRAWS, SEED = 9_999, 20240101
ENUMERATED = 12  # units up to which every combination of signs is tried
TIE = 1e-9
WEBB = np.array([-np.sqrt(1.5), -1.0, -np.sqrt(0.5), np.sqrt(0.5), 1.0, np.sqrt(1.5)])
DOUBLINGS, HALVINGS = 9, 20


def wild_p(treated: Table, control: Table, null: float = 0.0) -> float:
    """Chance of a cluster t as far from `null` as found, when the true difference is `null`.

    With fewer than twelve units the larger of the enumerated signs and Webb's weights.
    """
    return max(test(null) for test in _wild_tests(treated, control))


def wild_interval(treated: Table, control: Table, *, level: float) -> tuple[float, float]:
    """Differences that the restricted wild bootstrap does not reject; a limit is infinite when it never rejects."""
    found = [_inverted(test, treated, control, 1 - level) for test in _wild_tests(treated, control)]
    return min(one[0] for one in found), max(one[1] for one in found)


def randomisation_p(treated: Table, control: Table, null: float = 0.0) -> float:
    """Share of the ways to choose who is treated with a difference as far from `null` as found."""
    return _randomisation_test(treated, control)(null)


def randomisation_interval(treated: Table, control: Table, *, level: float) -> tuple[float, float]:
    """Differences that randomisation does not reject; a limit is infinite when it never rejects."""
    return _inverted(_randomisation_test(treated, control), treated, control, 1 - level)


def _wild_tests(treated: Table, control: Table) -> list[Callable[[float], float]]:
    count = len(treated) + len(control)
    weights = [_signs(count)] + ([_webb(count)] if count < ENUMERATED else [])
    return [_wild_test(treated, control, one) for one in weights]


def _wild_test(treated: Table, control: Table, weights: Table) -> Callable[[float], float]:
    """P as a function of the null. Restricted residuals are linear in it, so sums are taken once."""
    m, n = len(treated), len(treated) + len(control)
    x, d = np.concatenate([treated, control]), np.r_[np.ones(m), np.zeros(n - m)]
    u, v = x - x.mean(), d - d.mean()
    parts = [(slice(0, m), m), (slice(m, n), n - m)]
    means = [(weights[:, rows] @ u[rows] / k, weights[:, rows] @ v[rows] / k) for rows, k in parts]
    square = weights**2
    squares = [(square[:, rows] @ u[rows] ** 2, square[:, rows] @ (u * v)[rows], square[:, rows] @ v[rows] ** 2)
               for rows, _ in parts]  # fmt: skip
    observed = treated.mean() - control.mean()
    spread = float(np.sqrt(sum(((x[rows] - x[rows].mean()) ** 2).sum() / k**2 for rows, k in parts)))

    def p(null: float) -> float:
        (first, second), variance = [a - null * b for a, b in means], 0.0
        for mean, (uu, uv, vv), (_, k) in zip((first, second), squares, parts, strict=True):
            variance = variance + (uu - 2 * null * uv + null**2 * vv - k * mean**2) / k**2
        with np.errstate(divide="ignore", invalid="ignore"):
            drawn = np.abs(first - second) / np.sqrt(np.maximum(variance, 0))
            found = abs(observed - null) / spread if spread > 0 else np.inf
        return float(np.mean(~(drawn < found * (1 - TIE))))

    return p


def _randomisation_test(treated: Table, control: Table) -> Callable[[float], float]:
    m, n = len(treated), len(treated) + len(control)
    x, observed = np.concatenate([treated, control]), treated.mean() - control.mean()
    chosen = _chosen(m, n)
    share = chosen.sum(axis=1)[:, None]
    a = (chosen @ x)[:, None] / share - (x.sum() - chosen @ x)[:, None] / (n - share)
    overlap = chosen[:, :m].sum(axis=1)[:, None]
    b = overlap / share - (m - overlap) / (n - share)
    complete = comb(n, m) <= DRAWS

    def p(null: float) -> float:
        far = np.abs(a - null * b) >= abs(observed - null) * (1 - TIE) - 1e-15
        return float(far.mean()) if complete else float((far.sum() + 1) / (len(far) + 1))

    return p


def _inverted(test: Callable[[float], float], treated: Table, control: Table, alpha: float) -> tuple[float, float]:
    centre = float(treated.mean() - control.mean())
    spread = float(np.sqrt(np.concatenate([treated - treated.mean(), control - control.mean()]).var() / len(treated)))
    if spread == 0:
        return centre, centre
    lower, upper = (_edge(test, centre, sign * spread, alpha) for sign in (-1, 1))
    return lower, upper


def _edge(test: Callable[[float], float], centre: float, step: float, alpha: float) -> float:
    """Where p falls to alpha, looking outwards from the estimate; infinite when it does not."""
    inside = centre
    for _ in range(DOUBLINGS):
        outside = centre + step
        if test(outside) < alpha:
            return _halved(test, inside, outside, alpha)
        inside, step = outside, step * 2
    return float(np.copysign(np.inf, step))


def _halved(test: Callable[[float], float], inside: float, outside: float, alpha: float) -> float:
    for _ in range(HALVINGS):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if test(middle) >= alpha else (inside, middle)
    return outside


@lru_cache(maxsize=4)
def _signs(count: int) -> Table:
    if count <= ENUMERATED:
        return np.array(list(product((-1.0, 1.0), repeat=count)))
    return np.random.default_rng(SEED).choice([-1.0, 1.0], (DRAWS, count))


@lru_cache(maxsize=4)
def _webb(count: int) -> Table:
    return np.random.default_rng(SEED).choice(WEBB, (DRAWS, count))


@lru_cache(maxsize=4)
def _chosen(m: int, n: int) -> Table:
    if comb(n, m) <= DRAWS:
        found = np.zeros((comb(n, m), n))
        for row, chosen in enumerate(combinations(range(n), m)):
            found[row, list(chosen)] = 1.0
        return found
    order = np.random.default_rng(SEED).random((DRAWS, n)).argsort(axis=1)
    return (order < m).astype(float)
