"""Intervals for a difference between few clusters: restricted wild bootstrap, and randomisation of who was treated.

A cluster is a unit, or several that share a partner: a cluster is drawn or dealt out again as a whole. Means are
weighted. An interval holds every difference that the test does not reject, so it is found by turning the test around.
Ties count as at least as far (>=), as in the enumerated tests of the literature. Seeds are fixed.

Source: Cameron, Gelbach & Miller 2008 (restricted wild bootstrap of the cluster t); Webb 2023 (six-point weights);
MacKinnon & Webb 2017 (unreliable below five treated clusters); Fisher's randomisation test, |stat| >= |observed|.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product
from math import comb

import numpy as np
import numpy.typing as npt

from buurtbeeld.statistics.cluster_sample import Sample

Table = npt.NDArray[np.float64]
Test = Callable[[float], float]
Limits = tuple[float, float]
DRAWS, SEED = 9_999, 20240101
ENUMERATED = 12  # clusters up to which every combination of signs is tried
FEWEST_SIGNS = 6  # clusters with which the signs alone can reject at 5%: two of 2^6
TIE = 1e-9
WEBB = np.array([-np.sqrt(1.5), -1.0, -np.sqrt(0.5), np.sqrt(0.5), 1.0, np.sqrt(1.5)])
DOUBLINGS, HALVINGS = 9, 20


def wild_p(sample: Sample, null: float = 0.0) -> float:
    """Chance of a cluster t as far from `null` as found, when the true difference is `null`.

    With fewer than twelve clusters the larger of the enumerated signs and Webb's weights. One group of fewer than six
    has Webb's weights only: its signs can never reject.
    """
    return max(test(null) for test in _wild_tests(sample))


def wild_interval(sample: Sample, *, level: float, least: Limits | None = None) -> Limits:
    """Differences that the restricted wild bootstrap does not reject; a limit is infinite when it never rejects.

    Args:
        least: an interval that holds the estimate and counts anyway: nothing narrower is looked for.
    """
    found = [_inverted(test, sample, 1 - level, least) for test in _wild_tests(sample)]
    return min(one[0] for one in found), max(one[1] for one in found)


def randomisation_p(sample: Sample, null: float = 0.0) -> float:
    """Share of the ways to choose which clusters are treated with a difference as far from `null` as found."""
    dealt = _dealt(sample)
    far = np.abs(dealt.found - null * dealt.overlap) >= abs(sample.estimate - null) * (1 - TIE) - 1e-15
    return float(far.mean()) if dealt.complete else float((far.sum() + 1) / (len(far) + 1))


def randomisation_interval(sample: Sample, *, level: float) -> Limits:
    """Differences that randomisation does not reject; a limit is infinite when it never rejects.

    What was dealt is as far as found for every null between two roots around the estimate, so a limit is a quantile.
    """
    dealt, estimate = _dealt(sample), sample.estimate
    a, b = dealt.found - estimate * dealt.overlap, dealt.overlap  # null counted from the estimate: |a - x b| >= |x|
    b = np.where(np.abs(b) > 1 - TIE, np.sign(b), b)
    same = (np.abs(b) == 1) & (np.abs(a) < TIE * max(np.abs(a).max(), 1e-300))
    with np.errstate(divide="ignore", invalid="ignore"):
        ends = np.sort(np.stack([a / (1 + b), -a / (1 - b)]), axis=0)
    far = np.sort(np.where(same, np.inf, -ends[0])), np.sort(np.where(same, np.inf, ends[1]))
    drawn = 0 if dealt.complete else 1  # what was found is one of the ways
    allowed = int(np.ceil((1 - level) * (len(a) + drawn) - 1e-9)) - 1 - drawn  # as many may be further, and it rejects
    below, above = (float(one[-1 - allowed]) if allowed >= 0 else np.inf for one in far)
    return estimate - below, estimate + above


@lru_cache(maxsize=1)  # p and the interval of one sample ask for the same draws
def _wild_tests(sample: Sample) -> list[Test]:
    count = sample.count
    signs = [_signs(count)] if sample.both or count >= FEWEST_SIGNS else []
    return [_wild_test(sample, one) for one in signs + ([_webb(count)] if count < ENUMERATED else [])]


def _wild_test(sample: Sample, weights: Table) -> Test:
    """P as a function of the null.

    Restricted residuals are u - null * v, so sums over the draws are taken once. A cluster adds its own sum less its
    share of both drawn means; squared, that is what stands in `variance`.
    """
    u, v = (sample.centred(one) for one in (sample.x, sample.d))
    groups = (1, 0)
    uu, vv = ([sample.sums(one, group) for group in groups] for one in (u, v))
    sizes = [sample.sums(np.ones_like(u), group) for group in groups]
    a, b = uu[0] - uu[1], vv[0] - vv[1]
    drawn = weights @ np.column_stack([*uu, *vv, *(one * size for one in (a, b) for size in sizes)])
    products = np.column_stack([a * a, a * b, b * b])
    squares = products.sum(axis=0)[None] if weights.max() == 1 else weights**2 @ products
    inner = [float(first @ second) for first, second in ((sizes[0],) * 2, (sizes[0], sizes[1]), (sizes[1],) * 2)]
    observed, spread = sample.estimate, _spread(sample)

    def p(null: float) -> float:
        first, second = drawn[:, 0] - null * drawn[:, 2], drawn[:, 1] - null * drawn[:, 3]
        cross = first * (drawn[:, 4] - null * drawn[:, 6]) - second * (drawn[:, 5] - null * drawn[:, 7])
        variance = squares[:, 0] - 2 * null * squares[:, 1] + null**2 * squares[:, 2] - 2 * cross
        variance += first**2 * inner[0] - 2 * first * second * inner[1] + second**2 * inner[2]
        with np.errstate(divide="ignore", invalid="ignore"):
            far = np.abs(first - second) / np.sqrt(np.maximum(variance, 0))
        found = abs(observed - null) / spread if spread > 0 else np.inf
        return float(np.mean(~(far < found * (1 - TIE))))

    return p


def _spread(sample: Sample) -> float:
    """Cluster-robust standard error of the difference, without a factor for small samples."""
    sums = np.zeros(sample.count)
    for group, sign in ((1, 1.0), (0, -1.0)):
        sums += sign * sample.sums(sample.x - sample.mean(sample.x, group), group)
    return float(np.sqrt((sums**2).sum()))


@dataclass(frozen=True, eq=False)
class _Dealt:
    """Difference of each way to choose who is treated, how much of the true one is in it, and whether those are all."""

    found: Table
    overlap: Table
    complete: bool


@lru_cache(maxsize=1)
def _dealt(sample: Sample) -> _Dealt:
    """Blocks are dealt out again: the units of one cluster in one group."""
    block = np.unique(2 * sample.cluster + sample.d.astype(np.int64), return_inverse=True)[1]
    many = np.where(sample.d == 1, sample.d.sum(), (1 - sample.d).sum())
    size, total, own = (
        np.bincount(block, sample.share * many * one) for one in (np.ones(len(block)), sample.x, sample.d)
    )
    m, n = len(np.unique(block[sample.d == 1])), len(size)
    few = _chosen(min(m, n - m), n)
    inside, found, overlap = (one[few].sum(axis=1) for one in (size, total, own))
    if m > n - m:
        inside, found, overlap = size.sum() - inside, total.sum() - found, own.sum() - overlap
    outside = size.sum() - inside
    found, overlap = (one / inside - (whole.sum() - one) / outside for one, whole in ((found, total), (overlap, own)))
    return _Dealt(found, overlap, comb(n, m) <= DRAWS)


def _inverted(test: Test, sample: Sample, alpha: float, least: Limits | None) -> Limits:
    centre = sample.estimate
    rest = sample.x - np.where(sample.d == 1, sample.mean(sample.x, 1), sample.mean(sample.x, 0))
    spread = float(np.sqrt(rest.var() / sample.d.sum()))
    if spread == 0:
        return centre, centre
    lower, upper = (
        _edge(test, centre if least is None else least[at], sign * spread, alpha) for at, sign in ((0, -1), (1, 1))
    )
    return lower, upper


def _edge(test: Test, start: float, step: float, alpha: float) -> float:
    """Where p falls to alpha, looking outwards; the start itself when it is below, infinite when it never falls."""
    inside = start
    if test(inside) < alpha:
        return inside
    for _ in range(DOUBLINGS):
        outside = inside + step
        if test(outside) < alpha:
            return _halved(test, inside, outside, alpha)
        inside, step = outside, step * 2
    return float(np.copysign(np.inf, step))


def _halved(test: Test, inside: float, outside: float, alpha: float) -> float:
    for _ in range(HALVINGS):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if test(middle) >= alpha else (inside, middle)
    return outside


@lru_cache(maxsize=6)
def _signs(count: int) -> Table:
    if count <= ENUMERATED:
        return np.array(list(product((-1.0, 1.0), repeat=count)))
    return np.random.default_rng(SEED).choice([-1.0, 1.0], (DRAWS, count))


@lru_cache(maxsize=6)
def _webb(count: int) -> Table:
    return np.random.default_rng(SEED).choice(WEBB, (DRAWS, count))


@lru_cache(maxsize=6)
def _chosen(m: int, n: int) -> npt.NDArray[np.int64]:
    """(ways, m) who is chosen of n: every way, or so many drawn."""
    if comb(n, m) <= DRAWS:
        return np.array(list(combinations(range(n), m)), dtype=np.int64).reshape(comb(n, m), m)
    return np.random.default_rng(SEED).random((DRAWS, n)).argsort(axis=1)[:, :m].copy()
