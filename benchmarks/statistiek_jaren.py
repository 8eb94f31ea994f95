"""How often the 95% interval of a yearly change holds the truth: of twelve months that roll on, as hours per client.

Windows of a year are made of invented tweemaanden in which nothing changed. One programma has twenty buurten, and its
intervals look alike: all moments of a buurt share their start. So the share that holds in one programma says little;
its spread over programmas is given beside the mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from benchmarks.measured import Measured
from benchmarks.simulated import LATER, SEASONS, Truth, panel
from buurtbeeld.statistics.level_shift import changes

Table = npt.NDArray[np.float64]
PROGRAMMAS, BUURTEN = 300, 20
LEAST, MOST = 93.0, 97.0  # %
USUAL = Truth(judged=BUURTEN, group=60, before=12, rho=0.2)
CASES = {
    "groep 60": USUAL,
    "groep 30": replace(USUAL, group=30),
    "groep 12": replace(USUAL, group=12),
    "geen groep": replace(USUAL, group=0),
    "groep 60, trage beweging (helft van de variantie)": replace(USUAL, memory=0.5),
    "groep 60, spreiding van buurt tot buurt heel anders": replace(USUAL, unlike=0.4),
    "groep 60, zware staarten (t, 4 vrijheidsgraden)": replace(USUAL, tails=4),
}
PROMISED = ("groep 60", "groep 30")


def measure() -> Iterator[Measured]:
    """A line per kind of programma: the mean, and the lowest and highest of programmas."""
    for name, truth in CASES.items():
        held = 100 * np.array([held_in_one(truth, seed) for seed in range(PROGRAMMAS)])
        low, high = np.quantile(held, (0.025, 0.975))
        promised = name in PROMISED
        note = f"19 van de 20 programma’s van {BUURTEN} buurten: {low:.0f}–{high:.0f}%"
        yield Measured(
            f"dekking 95%: verandering over twaalf maanden, {name}; {note}",
            float(held.mean()),
            "%",
            MOST if promised else None,
            minstens=LEAST if promised else None,
        )


def held_in_one(truth: Truth, seed: int) -> float:
    """Share of the intervals of one programma, over all its buurten and moments, that hold no change."""
    drawn = panel(truth, np.random.default_rng(seed))
    windows = np.lib.stride_tricks.sliding_window_view(drawn.y, SEASONS, axis=1).mean(axis=2)
    first = truth.before - SEASONS  # the last window that ends before the start
    place = np.arange(windows.shape[1])
    after = place == (truth.before + np.arange(LATER - SEASONS + 1))[:, None]
    found = changes(
        windows,
        judged=drawn.judged,
        group=drawn.group,
        before=place == first,
        after=after,
        size=drawn.size,
        season=np.zeros(len(place), dtype=np.int64),
        yearly=True,
    )
    known = np.isfinite(found.lower)
    return float(((found.lower <= 0) & (found.upper >= 0))[known].mean())
