"""Bedachte reeksen waarvan de waarheid bekend is, elk beoordeeld zoals de app dat doet. Zonder verandering: het deel
van de buurten dat in een periode op ten minste één van 20 indicatoren een duidelijk oordeel krijgt; gemeten is de
slechtste van 11 tweemaanden (in de eerste na de start is er nooit een oordeel), met de spreiding van de rustigste tot
de slechtste, in 2.000 buurten van 400 tot 60.000 inwoners met seizoen. Met een stap, bij een spreiding van 6%: het deel
dat in de zesde periode na de start is gevonden. Groep = aantal vergelijkingsbuurten, 0 = geen. Gelijkenis = hoeveel een
punt op het vorige lijkt (autocorrelatie). Alles is vast gezaaid. Dekking: hoe vaak een 95%-interval de waarheid bevat,
opgeteld over alles wat kan gebeuren. Bij twaalf maanden: gemiddeld over 300 verzonnen programma’s, en hoe ver één
programma daarvan kan afwijken. Zonder grens: ter kennis, niet beloofd.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from benchmarks import statistiek_jaren
from benchmarks.children import ROOT
from benchmarks.measured import Measured, Skipped, median
from benchmarks.simulated import Truth, judge, panel
from benchmarks.statistiek_dekking import coverage
from buurtbeeld.statistics.level_shift import Signal, changes, decide

INDICATORS, TIMES = 20, 10
MOST_ALARMED, LEAST_FOUND = 5.0, 70.0  # %
ALONE_OR_NOT = (0, 60)
STRANGE = {  # what the rule does not promise anything about
    "zware staarten (t, 4 vrijheidsgraden)": Truth(tails=4),
    "trage beweging (helft van de variantie)": Truth(memory=0.5),
    "gezamenlijke trend van −1,5% per jaar": Truth(trend=-0.015),
    "kleine aantallen (120 per 1.000 per jaar, geteld)": Truth(events=0.12),
    "15% van de punten ontbreekt": Truth(missing=0.15, rho=0.2),
    "nulmeting van 6 punten": Truth(before=6, rho=0.2),
    "nulmeting van 3 punten": Truth(before=3, rho=0.2),
}


def measure() -> Iterator[Measured | Skipped]:
    """Truth tests of the verdict, then of the intervals."""
    yield from _without_change()
    yield from _with_step()
    yield from _strange()
    yield _same_everywhere()
    yield _seconds()
    yield from (_coverage(*line) for line in coverage())
    yield from statistiek_jaren.measure()


def _without_change() -> Iterator[Measured]:
    for group in ALONE_OR_NOT:
        for rho in (0.0, 0.2, 0.4):
            yield _alarmed(f"onterecht duidelijk, gelijkenis {_dutch(rho)}, groep {group}", Truth(group=group, rho=rho))
        # Here no margin is too wide, so that none of the wrong verdicts stays away for that.
        calm = Truth(group=group, rho=0.2, cv=0.06)
        yield _alarmed(f"onterecht duidelijk, alle reeksen met spreiding 6%, gelijkenis 0,2, groep {group}", calm)
    # The whole programma may be no more than these.
    yield _alarmed(
        "onterecht duidelijk, 20 buurten zonder groep, gelijkenis 0,2", Truth(judged=20, group=0, rho=0.2), 100
    )
    yield _alarmed("onterecht duidelijk, gelijkenis 0,2, groep 10", Truth(group=10, rho=0.2))


def _with_step() -> Iterator[Measured]:
    usual = Truth(cv=0.06)
    for group in ALONE_OR_NOT:
        for rho in (0.0, 0.2, 0.4):
            for points in (12, 6):
                promised = LEAST_FOUND if rho == 0 and points == 12 else None
                what = f"gevonden: stap −15%, {points} punten ervoor, gelijkenis {_dutch(rho)}, groep {group}"
                yield _found(what, replace(usual, step=0.85, group=group, rho=rho, before=points), promised)
        for step, name in ((0.90, "−10%"), (0.95, "−5%")):
            yield _found(
                f"gevonden: stap {name}, 12 punten ervoor, groep {group}", replace(usual, step=step, group=group)
            )


def _strange() -> Iterator[Measured]:
    for name, truth in STRANGE.items():
        for group in ALONE_OR_NOT:
            yield _alarmed(f"onterecht duidelijk, {name}, groep {group}", replace(truth, group=group), promised=None)


def _alarmed(what: str, truth: Truth, times: int = TIMES, promised: float | None = MOST_ALARMED) -> Measured:
    found = [judge(truth, INDICATORS, seed) for seed in range(times)]
    share = 100 * np.mean([one.alarmed()[1:] for one in found], axis=0)
    missed = 100 * float(np.mean([one.missed[:, 1:].mean() for one in found]))
    unsure = 100 * float(np.mean([(one.signal == Signal.UNCERTAIN).mean() for one in found]))
    note = f"gemiddeld {_dutch(share.mean())}%; buiten het 95%-interval {_dutch(missed)}%; te onzeker {_dutch(unsure)}%"
    return Measured(what, share.max(), "%", promised, times, share.min(), share.max(), note)


def _found(what: str, truth: Truth, promised: float | None = None) -> Measured:
    found = [judge(truth, 2, seed) for seed in range(TIMES)]
    called = [100 * float((one.signal[:, 5] == Signal.FALL).mean()) for one in found]
    return replace(median(what, called, "%"), minstens=promised)


def _coverage(what: str, percent: float, wanted: str) -> Measured:
    """A line of the coverage of intervals; `wanted` reads 93–97%, ≥ 92%, or nothing."""
    numbers = [float(text.replace(",", ".")) for text in wanted.strip("≥ %").split("–") if text]
    least, most = (*numbers, None, None)[:2]
    return Measured(f"dekking 95%: {what}", percent, "%", most, minstens=least)


def _dutch(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


def digest(shuffle: int) -> str:
    """Checksum of signals and changes of one drawn indicator whose rows are given in another order."""
    drawn = panel(Truth(rho=0.2, missing=0.1), np.random.default_rng(8))
    order = np.random.default_rng(shuffle).permutation(len(drawn.y)) if shuffle else np.arange(len(drawn.y))
    back = np.argsort(order)
    mixed = replace(drawn, y=drawn.y[order], size=drawn.size[order], group=drawn.group[order])
    found = changes(
        mixed.y, judged=back[drawn.judged], group=mixed.group, before=mixed.before, after=mixed.after, size=mixed.size,
        season=mixed.season,
    )  # fmt: skip
    signal = decide(found, margin=0.14)
    return hashlib.sha256(signal.tobytes() + found.change.tobytes() + found.se.tobytes()).hexdigest()


def _same_everywhere() -> Measured:
    code = "import sys; from benchmarks.statistiek import digest; print(digest(int(sys.argv[1])))"
    found = {
        subprocess.run(
            [sys.executable, "-c", code, str(shuffle)],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": str(seed)},
            check=True,
            stdout=subprocess.PIPE,
        ).stdout
        for seed in range(3)
        for shuffle in (0, seed + 1)
    }
    return Measured("verschillende uitkomsten in 3 processen × 2 volgorden", len(found), "", 1)


def _seconds() -> Measured:
    """All verdicts of 1,000 buurten, 36 periods and 30 indicators, in 20 cohorts, half of the buurten judged."""
    rng = np.random.default_rng(1)
    drawn = panel(Truth(judged=500, group=500, before=24, missing=0.02, rho=0.2), rng)
    place = np.arange(36)
    began = time.process_time()
    for _ in range(30):
        for cohort in range(20):
            start, rows = 12 + cohort, np.arange(cohort * 25, cohort * 25 + 25)
            ends = np.arange(start, 36)[:, None]
            after = (place >= start) & (place <= ends) & (place > ends - 6)
            before = (place < start) & (place >= start - 12)
            found = changes(
                drawn.y, judged=rows, group=drawn.group, before=before, after=after, size=drawn.size,
                season=drawn.season,
            )  # fmt: skip
            decide(found, margin=0.14)
    spent = time.process_time() - began
    return Measured(
        "oordelen van 1.000 buurten × 36 perioden × 30 indicatoren, 20 startdatums (processortijd)", spent, "s"
    )
