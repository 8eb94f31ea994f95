"""How often 95% intervals hold the truth: summed over every outcome that can occur, so no draw of chance is in it.

Of a proportion, a count and an NPS every outcome has its own chance; of a mean the spread found is integrated out.
Averages run over a grid of truths; "laagst" is the worst of that grid.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy import stats

from buurtbeeld.statistics import intervals

Numbers = npt.NDArray[np.float64]
SIZES = (10, 20, 50, 100)
SHARES = np.linspace(0.1, 0.9, 161)
FEW = np.linspace(0.05, 10, 400)  # mean numbers of events of which an exact interval is made now and then
MORE = np.geomspace(10, 1000, 400)
SKEWED = 20_000  # draws of a skewed mean; the only line that is simulated, with a fixed seed


def wilson(n: int, shares: Numbers = SHARES) -> Numbers:
    """Coverage per true share, of n persons."""
    count = np.arange(n + 1)
    lower, upper = intervals.wilson(count, np.full(n + 1, n))
    inside = (lower <= shares[:, None]) & (shares[:, None] <= upper)
    return _summed(inside * stats.binom.pmf(count, n, shares[:, None]))


def mean(n: int) -> float:
    """Coverage of the mean of n normal values: integrated over the standard deviation they turn out to have."""
    chance = np.linspace(0, 1, 20_002)[1:-1]
    sd = np.sqrt(stats.chi2.ppf(chance, n - 1) / (n - 1))
    half = intervals.mean_t(0.0, sd, np.full(len(sd), n))[1]
    return float((1 - 2 * stats.norm.sf(half * np.sqrt(n))).mean())


def skewed_mean(n: int) -> float:
    """Coverage of the mean of n values of a gamma distribution as skew as hours per client (skewness 2)."""
    values = np.random.default_rng(20261125).exponential(size=(SKEWED, n))
    lower, upper = intervals.mean_t(values.mean(axis=1), values.std(axis=1, ddof=1), np.full(SKEWED, n))
    return float(((lower <= 1) & (upper >= 1)).mean())


def poisson(truths: Numbers, method: str) -> Numbers:
    """Coverage per true number of events; `method`: exact, byar or rate (the rule that switches at ten)."""
    count = np.arange(int(truths.max() + 10 * np.sqrt(truths.max()) + 20))
    made = {"exact": intervals.exact_poisson, "byar": intervals.byar, "rate": intervals.rate}[method]
    lower, upper = made(count, np.ones(len(count)))
    with np.errstate(invalid="ignore"):
        inside = ~(lower > truths[:, None]) & (truths[:, None] <= upper)
    return _summed(inside * stats.poisson.pmf(count, truths[:, None]))


def nps(n: int, step: float = 0.05) -> Numbers:
    """Coverage per pair of true shares of promotors and criticasters, each class at least ten percent, of n answers."""
    grid = np.arange(0.1, 0.8 + step / 2, step)
    truths = np.array([(p, d) for p in grid for d in grid if p + d <= 0.9 + 1e-9])
    counts = np.array([(p, d) for p in range(n + 1) for d in range(n + 1 - p)])
    lower, upper = intervals.nps(counts[:, 0], counts[:, 1], np.full(len(counts), n))
    score = 100 * (truths[:, 0] - truths[:, 1])[:, None]
    chances = np.column_stack([truths, 1 - truths.sum(axis=1)])
    outcomes = np.column_stack([counts, n - counts.sum(axis=1)])
    # A limit at a score that can be the truth is a tie that rounding may not decide.
    inside = (lower - 1e-9 <= score) & (score <= upper + 1e-9)
    return _summed(inside * stats.multinomial.pmf(outcomes[None, :, :], n, chances[:, None, :]))


def coverage() -> list[tuple[str, float, str]]:
    """Every line of the report: what, coverage in percent, and what it has to be ("" = for information).

    All but the skewed means is exact; those are within half a percent point. Seconds of work.
    """
    return [(name, 100 * share, wanted) for name, share, wanted in _lines()]


def _lines() -> Iterator[tuple[str, float, str]]:
    for n in SIZES:
        found = wilson(n)
        yield f"Wilson, n = {n}, gemiddeld over p 0,1–0,9", float(found.mean()), "93–97%"
        yield f"Wilson, n = {n}, laagst", float(found.min()), ""
    for n in SIZES:
        yield f"gemiddelde (t), n = {n}, normaal verdeeld", mean(n), "93–97%"
    for n in SIZES:
        yield f"gemiddelde (t), n = {n}, scheef verdeeld", skewed_mean(n), ""
    yield "exact Poisson, 0–10 gebeurtenissen, laagst", float(poisson(FEW, "exact").min()), "≥ 95%"
    yield "exact Poisson, 10–1000 gebeurtenissen, laagst", float(poisson(MORE, "exact").min()), "≥ 95%"
    found = poisson(MORE, "byar")
    yield "Byar, 10–1000 gebeurtenissen, gemiddeld", float(found.mean()), "94–97,5%"
    yield "Byar, 10–1000 gebeurtenissen, laagst", float(found.min()), "≥ 94%"
    # At a mean of just ten the exact interval has this very coverage: whole numbers allow no other.
    yield "Byar, 10–1000 gebeurtenissen, hoogst", float(found.max()), ""
    yield "exact onder 10, Byar vanaf 10, laagst", float(poisson(np.concatenate([FEW, MORE]), "rate").min()), ""
    for n in (10, 15, 30, 100):
        found = nps(n)
        yield f"NPS, n = {n}, gemiddeld", float(found.mean()), "≥ 92%"
        yield f"NPS, n = {n}, laagst", float(found.min()), ""


def _summed(chances: Numbers) -> Numbers:
    summed: Numbers = chances.sum(axis=1)
    return summed
