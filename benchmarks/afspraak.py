"""Bedachte programma's waarvan het effect bekend is: 20 transitiebuurten en 60 andere, met een eigen start tussen juli
2024 en mei 2025, 12 tweemaanden na de laatste start, uren die meer spreiden dan toeval, en buurten die uit zichzelf
veranderen (standaardafwijking 0,10 op de logschaal). Dekking: hoe vaak de marge van 95% de waarheid bevat. Op koers:
hoe vaak dat woord er voor maand 36 staat. "Recht" = het effect groeit elke maand evenveel; "in een jaar" = na een
jaar is alles er. Een buurt weegt naar haar cliënten bij de start, ook in de waarheid. Partners: vier in de
transitiebuurten en vijf in de andere, tenzij er iets anders staat; buurten van dezelfde partner hebben de helft van de
variantie gemeen. Alles is vast gezaaid. De tijden zijn processortijd van alles wat er van de afspraak wordt opgeslagen.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import pandas as pd

from benchmarks.children import ROOT
from benchmarks.measured import Measured, Skipped
from benchmarks.programmes import Drawn, Truth, draw, level, places, rolled
from buurtbeeld.agreement.assembly import agreement
from buurtbeeld.agreement.parts import NEEDED
from buurtbeeld.agreement.readings import Side, number, side, track_word
from buurtbeeld.catalog import load_catalog
from buurtbeeld.outcomes.panels import category
from buurtbeeld.programma_schema import Programma

TIMES = 500
COVERED, FALSE_ON, FOUND = (92.0, 97.0), 3.0, 80.0  # %
NOTHING, MUCH = Truth(), Truth(effect=-0.25)
LATE, AHEAD, POINTS, TREND = "laatste twaalf maanden", "maand 36", "in punten", "met de trend erbij"
READ = {
    LATE: ("relatief", "laatste_12_maanden"), AHEAD: ("relatief", "maand_36"),
    POINTS: ("indexpunten", "laatste_12_maanden"), TREND: ("inclusief_trend", "laatste_12_maanden"),
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What was said of some programmas: how often each margin held the truth, and the words."""

    covered: Mapping[str, float]
    words: Counter[str]
    width: float

    def share(self, word: str) -> float:
        """How often a word was said, in percent."""
        return 100 * self.words[word] / self.words.total()


def told(truth: Truth, *, times: int = TIMES, twelve: bool = False) -> Told:
    """Draw programmas and read the contract of each, and how it reads in points and with the trend."""
    kept: dict[str, list[bool]] = {LATE: [], AHEAD: [], POINTS: [], TREND: []}
    words, width = Counter[str](), []
    for seed in range(times):
        drawn = draw(truth, seed)
        given = rolled(drawn) if twelve else drawn
        one = side(given.source, given.groups, "per_client", "niet_transitie")
        for name, true in _truths(truth, drawn, given, one).items():
            found = number(one, *READ[name])
            if isinstance(found, str):  # no number, so nothing that can be wrong
                continue
            kept[name].append(found.lower <= true <= found.upper)
            if name == AHEAD:
                width.append(found.upper - found.lower)
        words[track_word(one, "relatief", "maand_36")] += 1
    nothing = float("nan")
    covered = {name: 100 * float(np.mean(some)) if some else nothing for name, some in kept.items()}
    return Told(covered, words, float(np.median(width)) if width else nothing)


def _truths(truth: Truth, drawn: Drawn, given: Drawn, one: Side) -> dict[str, float]:
    """What each reading should have said: over buurten by their clients, and the last twelve months."""
    share, effect = one.studied.study.weight, level(truth, drawn.months[:, -6:]).mean(axis=1)
    base = np.array([place.base for place in one.studied.places])
    trend = given.shared[one.studied.last_year()[0]].mean() - (base @ given.shared) / base.sum(axis=1)
    late, own = float(share @ effect), float(share @ (effect + trend))
    ahead = float(level(truth, np.array([36.0]))[0])
    return {
        LATE: 100 * np.expm1(late), AHEAD: 100 * np.expm1(ahead),
        POINTS: 100 * (np.exp(own) - np.exp(own - late)), TREND: 100 * np.expm1(own),
    }  # fmt: skip


def measure() -> Iterator[Measured | Skipped]:
    """Truth tests, then speed."""
    quick = replace(MUCH, build="jaar")
    for name, truth in (("zonder effect", NOTHING), ("−25%, recht", MUCH), ("−25%, in een jaar", quick)):
        yield from _lines(name, told(truth), truth)
    few = replace(NOTHING, partners=(4, 5))
    for name, truth in (("partners, zonder effect", few), ("partners, −25%, recht", replace(few, effect=-0.25))):
        yield from _lines(name, told(truth), truth, promised=False)
    yield from _also()
    yield _seconds(20, 60, 5)
    yield _seconds(400, 600, 60)


def _lines(name: str, found: Told, truth: Truth, *, promised: bool = True) -> Iterator[Measured]:
    """One line per margin; `promised`: the word has a limit, and so have both margins of the contract."""
    for what, covered in found.covered.items():
        wide = f"; marge meestal {found.width:.0f} procentpunt breed" if what == AHEAD else ""
        limit = COVERED if what in {LATE, AHEAD} and promised else (None, None)
        yield Measured(f"dekking, {what}, {name}{wide}", covered, "%", limit[1], TIMES, minstens=limit[0])
    share = found.share("op koers")
    if truth.effect == 0:
        yield Measured(f"“op koers”, {name}", share, "%", FALSE_ON, TIMES)
    else:
        yield Measured(f"“op koers”, {name}", share, "%", keer=TIMES, minstens=FOUND if promised else None)


def _also() -> Iterator[Measured]:
    """Beside the promise: other truths, other delivery, fewer buurten, other partners."""
    few = replace(NOTHING, partners=(4, 5))
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
        ("partners, zonder effect, niets gemeen", replace(few, alike=0.0), False),
        ("partners, zonder effect, bijna alles gemeen", replace(few, alike=0.9), False),
        ("8 en 12 partners, zonder effect", replace(few, partners=(8, 12)), False),
        ("zonder effect, buurten tot 100 keer zo groot", replace(NOTHING, far=100), False),
        ("6 en 60 partners, zonder effect, tot 100 keer zo groot", replace(NOTHING, partners=(6, 60), far=100), False),
    ):
        times = 100
        found = told(truth, times=times, twelve=twelve)
        rest = ", ".join(f"{word} {found.share(word):.0f}%" for word in sorted(found.words))
        ahead = f"{found.covered[AHEAD]:.0f}%, marge {found.width:.0f} procentpunt"
        noot = f"maand 36: {ahead if np.isfinite(found.width) else 'geen getal'}; {rest}"
        noot = f"in punten {found.covered[POINTS]:.0f}%, met de trend erbij {found.covered[TREND]:.0f}%; {noot}"
        yield Measured(f"dekking, laatste twaalf maanden, {name}", found.covered[LATE], "%", keer=times, noot=noot)


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
