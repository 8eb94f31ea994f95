"""Bedachte programma's waarvan het effect bekend is: 20 transitiebuurten en 60 andere, met een eigen start tussen juli
2024 en mei 2025, 12 tweemaanden na de laatste start, uren die meer spreiden dan toeval, en buurten die uit zichzelf
veranderen (standaardafwijking 0,10 op de logschaal). Dekking: hoe vaak de marge van 95% de waarheid bevat. Op koers:
hoe vaak dat woord er voor maand 36 staat. "Recht" = het effect groeit elke maand evenveel; "in een jaar" = na een
jaar is alles er. Alles is vast gezaaid. De tijden zijn processortijd van alles wat er van de afspraak wordt opgeslagen.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import pandas as pd

from benchmarks.children import ROOT
from benchmarks.measured import Measured, Skipped
from benchmarks.programmes import Drawn, Truth, draw, level, places, rolled
from buurtbeeld.agreement.assembly import agreement
from buurtbeeld.agreement.parts import NEEDED
from buurtbeeld.agreement.readings import number, side, track_word
from buurtbeeld.catalog import load_catalog
from buurtbeeld.outcomes.panels import category
from buurtbeeld.programma_schema import Programma

TIMES = 500
COVERED, FALSE_ON, FOUND = (92.0, 97.0), 3.0, 80.0  # %
NOTHING, MUCH = Truth(), Truth(effect=-0.25)


@dataclass(frozen=True)
class Told:
    """What was said of some programmas: how often the margin held the truth, and the words."""

    late: float
    ahead: float
    words: Counter[str]
    width: float

    def share(self, word: str) -> float:
        """How often a word was said, in percent."""
        return 100 * self.words[word] / self.words.total()


def told(truth: Truth, *, times: int = TIMES, twelve: bool = False) -> Told:
    """Draw programmas and read the contract of each."""
    late: list[bool] = []
    ahead: list[bool] = []
    words, width = Counter[str](), []
    for seed in range(times):
        drawn = draw(truth, seed)
        given = rolled(drawn) if twelve else drawn
        one = side(given.source, given.groups, "per_client", "niet_transitie")
        for venster, kept, aim in (
            ("laatste_12_maanden", late, _late(truth, drawn)),
            ("maand_36", ahead, float(level(truth, np.array([36.0]))[0])),
        ):
            found = number(one, "relatief", venster)
            if isinstance(found, str):  # no number, so nothing that can be wrong
                continue
            kept.append(found.lower <= 100 * np.expm1(aim) <= found.upper)
            if venster == "maand_36":
                width.append(found.upper - found.lower)
        words[track_word(one, "relatief", "maand_36")] += 1
    nothing = float("nan")
    covered = 100 * float(np.mean(ahead)) if ahead else nothing
    return Told(100 * float(np.mean(late)), covered, words, float(np.median(width)) if width else nothing)


def _late(truth: Truth, one: Drawn) -> float:
    """True mean effect over the last twelve months, over buurten."""
    return float(level(truth, one.months[:, -6:]).mean())


def measure() -> Iterator[Measured | Skipped]:
    """Truth tests, then speed."""
    quick = replace(MUCH, build="jaar")
    for name, truth in (("zonder effect", NOTHING), ("−25%, recht", MUCH), ("−25%, in een jaar", quick)):
        yield from _lines(name, told(truth), truth)
    yield from _also()
    yield _seconds(20, 60, 5)
    yield _seconds(400, 600, 60)


def _lines(name: str, found: Told, truth: Truth) -> Iterator[Measured]:
    yield Measured(f"dekking, laatste twaalf maanden, {name}", found.late, "%", COVERED[1], TIMES, minstens=COVERED[0])
    wide = f"marge meestal {found.width:.0f} procentpunt breed"
    yield Measured(f"dekking, maand 36, {name}; {wide}", found.ahead, "%", COVERED[1], TIMES, minstens=COVERED[0])
    share = found.share("op koers")
    if truth.effect == 0:
        yield Measured(f"“op koers”, {name}", share, "%", FALSE_ON, TIMES)
    else:
        yield Measured(f"“op koers”, {name}", share, "%", keer=TIMES, minstens=FOUND)


def _also() -> Iterator[Measured]:
    """Beside the promise: other truths, other delivery, fewer buurten."""
    for name, truth, twelve in (
        ("−15%, recht", Truth(effect=-0.15), False),
        ("−10%, in een jaar", Truth(effect=-0.10, build="jaar"), False),
        ("−25%, recht, na 6 perioden", replace(MUCH, after=6), False),
        ("−25%, recht, na 3 perioden", replace(MUCH, after=3, months=0), False),
        ("zonder effect, na 3 perioden", replace(NOTHING, after=3, months=0), False),
        ("−25%, recht, twaalf maanden tegelijk", MUCH, True),
        ("−25%, recht, 6 en 10 buurten", replace(MUCH, treated=6, control=10), False),
        ("zonder effect, 6 en 10 buurten", replace(NOTHING, treated=6, control=10), False),
        ("zonder effect, sprong in plaats van trend", replace(NOTHING, ramp=False), False),
    ):
        times = 100
        found = told(truth, times=times, twelve=twelve)
        rest = ", ".join(f"{word} {found.share(word):.0f}%" for word in sorted(found.words))
        ahead = f"{found.ahead:.0f}%, marge {found.width:.0f} procentpunt" if np.isfinite(found.ahead) else "geen getal"
        noot = f"maand 36: {ahead}; {rest}"
        yield Measured(f"dekking, laatste twaalf maanden, {name}", found.late, "%", keer=times, noot=noot)


def _seconds(treated: int, control: int, most: float) -> Measured:
    """Everything that is stored about the agreement, from the rows of every figure it needs."""
    shipped = load_catalog(ROOT / "config")
    buurten = places(treated, control, 10)
    proef = Programma(code="proef", naam="Proef", codejaar=2024, buurten=buurten)
    catalog = replace(shipped, programmas=MappingProxyType({"proef": proef}))
    drawn = draw(replace(MUCH, treated=treated, control=control, after=19), 1)
    rows = {"alliantiepartners": pd.concat([_frame(drawn, code) for code in NEEDED], ignore_index=True)}
    rows["alliantiepartners"] = rows["alliantiepartners"].astype({"indicator": "category"})
    older = {(one.sleutel, jaar): 1000.0 for one in buurten for jaar in range(2021, 2030)}
    agreement(rows, catalog, "proef", older) if treated < 100 else None  # loading diff-diff does not count
    began = time.process_time()
    agreement(rows, catalog, "proef", older)
    spent = time.process_time() - began
    size = f"{treated + control} buurten × {len(drawn.source.panel.periods)} tweemaanden × {len(NEEDED)} cijfers"
    return Measured(f"de hele afspraak van {size} (processortijd)", spent, "s", most)


def _frame(one: Drawn, code: str) -> pd.DataFrame:
    panel = one.source.panel
    n, t = panel.teller.shape
    nothing = np.full(n * t, np.nan)
    return pd.DataFrame({
        "buurt": category(np.repeat(panel.keys, t).tolist()), "periode": category([p.code for p in panel.periods] * n),
        "indicator": code, "uitsplitsing": category([""] * (n * t)), "teller": panel.teller.ravel(),
        "noemer": panel.noemer.ravel(), "waarde": nothing, "n": nothing, "status": category(["ok"] * (n * t)),
        "jaar": np.tile([p.last_day.year for p in panel.periods], n),
    })  # fmt: skip
