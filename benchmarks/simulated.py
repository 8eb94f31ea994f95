"""Invented series of which the truth is known: what the verdict is held against. Seeded; the same in every process."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from buurtbeeld.statistics.level_shift import Changes, Settings, changes, decide

Table = npt.NDArray[np.float64]
SEASONS, LATER = 6, 12  # tweemaanden in a year, and periods that are judged
MARGIN = float(np.log(1.15))


@dataclass(frozen=True)
class Truth:
    """How series behave.

    Attributes:
        judged, group: how many buurten of each; group 0 = judged on their own.
        before: periods before the start.
        step: what the level is multiplied with from the start on, 1 = nothing changes.
        rho: how alike neighbouring points are (AR(1)).
        memory: share of the variance that moves slowly, over years.
        cv: one spread for all series; None = by size: overdispersed counts and a part that no size takes away.
        unlike: how different the spread of series of one size is (SD of its logarithm).
        tails: degrees of freedom of t-distributed noise; 0 = normal.
        season: SD of the effect of a time of the year.
        trend: shared change per year, on the log scale.
        events: yearly events per person, drawn as whole numbers; 0 = no counting.
        missing: share of the points that is not there.
    """

    judged: int = 200
    group: int = 60
    before: int = 12
    step: float = 1.0
    rho: float = 0.0
    memory: float = 0.0
    cv: float | None = None
    unlike: float = 0.2
    tails: float = 0.0
    season: float = 0.05
    trend: float = 0.0
    events: float = 0.0
    missing: float = 0.0


@dataclass(frozen=True)
class Panel:
    """One drawn indicator: what `changes` is given."""

    y: Table
    size: Table
    group: npt.NDArray[np.bool_]
    before: npt.NDArray[np.bool_]
    after: npt.NDArray[np.bool_]
    season: npt.NDArray[np.int64]

    @property
    def judged(self) -> npt.NDArray[np.int64]:
        """Rows of the judged buurten."""
        return np.flatnonzero(~self.group)

    def changes(self, settings: Settings | None = None) -> Changes:
        """(W, m) changes at every moment."""
        return changes(
            self.y, judged=self.judged, group=self.group, before=self.before, after=self.after, size=self.size,
            season=self.season, settings=settings or Settings(),
        )  # fmt: skip


def panel(truth: Truth, rng: np.random.Generator) -> Panel:
    """Draw one indicator: judged rows first, then the comparison buurten."""
    count, length = truth.judged + truth.group, truth.before + LATER
    size = np.exp(rng.uniform(np.log(400), np.log(60_000), count))
    place = np.arange(length)
    shared = rng.normal(0, truth.season, SEASONS)[place % SEASONS] + truth.trend / SEASONS * place
    y = rng.normal(0, 0.3, (count, 1)) + shared + _spread(truth, size, rng)[:, None] * _noise(truth, count, length, rng)
    y[: truth.judged, truth.before :] += np.log(truth.step)
    if truth.events:
        y = _counted(y, truth.events, size, rng)
    y[rng.random(y.shape) < truth.missing] = np.nan
    ends = truth.before + np.arange(LATER)[:, None]
    after = (place >= truth.before) & (place <= ends) & (place > ends - 6)
    before = (place < truth.before) & (place >= truth.before - 12)
    return Panel(y, size, np.arange(count) >= truth.judged, before, after, place % SEASONS)


def _spread(truth: Truth, size: Table, rng: np.random.Generator) -> Table:
    """(n,) SD of one point."""
    if truth.cv is not None:
        usual = np.full(len(size), truth.cv)
    elif truth.events:
        usual = np.full(len(size), rng.uniform(0.01, 0.05))  # counting adds the rest
    else:
        usual = np.sqrt(rng.uniform(0.01, 0.05) ** 2 + rng.uniform(1, 60) / size)
    # Mean variance stays the same, however unlike they are.
    found: Table = usual * np.exp(rng.normal(0, truth.unlike, len(size)) - truth.unlike**2)
    return found


def _noise(truth: Truth, count: int, length: int, rng: np.random.Generator) -> Table:
    """(n, T) noise of variance 1."""
    steps = rng.normal(size=(count, length))
    if truth.tails:
        steps = rng.standard_t(truth.tails, (count, length)) * np.sqrt((truth.tails - 2) / truth.tails)
    fast = _kept(steps, truth.rho)
    if not truth.memory:
        return fast
    slow = _kept(rng.normal(size=(count, length)), 0.9)
    found: Table = np.sqrt(1 - truth.memory) * fast + np.sqrt(truth.memory) * slow
    return found


def _kept(steps: Table, rho: float) -> Table:
    """Autocorrelated series of variance 1."""
    out = steps.copy()
    for at in range(1, out.shape[1]):
        out[:, at] = rho * out[:, at - 1] + np.sqrt(1 - rho**2) * steps[:, at]
    return out


def _counted(y: Table, events: float, size: Table, rng: np.random.Generator) -> Table:
    """Logarithms of counted rates; nothing counted is missing, as for the engine."""
    number = rng.poisson(np.exp(y) * events / SEASONS * size[:, None])
    return np.where(number > 0, np.log(np.maximum(number, 1) / size[:, None]), np.nan)


@dataclass(frozen=True)
class Outcome:
    """What was said of K indicators: (K, W, m) each. `missed`: the truth lies outside the 95% interval."""

    signal: npt.NDArray[np.int8]
    missed: npt.NDArray[np.bool_]

    @property
    def clear(self) -> npt.NDArray[np.bool_]:
        """Where a clear rise or fall was said."""
        found: npt.NDArray[np.bool_] = np.abs(self.signal) == 1
        return found

    def alarmed(self) -> Table:
        """(W,) share of the buurten with a clear verdict on at least one of the indicators."""
        found: Table = self.clear.any(axis=0).mean(axis=1)
        return found


def judge(truth: Truth, indicators: int, seed: int, settings: Settings | None = None) -> Outcome:
    """Draw indicators of the same buurten and judge them at every moment."""
    rng = np.random.default_rng(seed)
    said, missed = [], []
    for _ in range(indicators):
        found = panel(truth, rng).changes(settings)
        said.append(decide(found, margin=MARGIN, settings=settings or Settings()))
        missed.append((found.lower > np.log(truth.step)) | (found.upper < np.log(truth.step)))
    return Outcome(np.stack(said), np.stack(missed))
