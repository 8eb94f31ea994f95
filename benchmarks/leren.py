"""Bedachte programma's waarvan de waarheid bekend is, bekeken zoals de app dat doet. Elk programma heeft 20 buurten die
op verschillende dagen beginnen en 60 die niet meedoen. De cijfers zijn die waarop een buurt kan opvallen, in het ritme
van hun bron. Zonder verschil: hoeveel buurten per jaar worden voorgedragen, op welk cijfer dan ook; de spreiding per
periode loopt van 3% tot 12%, groter in kleine buurten, en een punt lijkt op het vorige (0, 0,2 of 0,4). Met een echte
stap van −15% bij een spreiding van 6% per tweemaand: het deel dat binnen 18 maanden na de start is voorgedragen en
daarna op latere cijfers bevestigd, als één, vijf of alle twintig buurten de stap maken. Alles is vast gezaaid. Daarna
de snelheid van het naast elkaar zetten, na een publicatie van 30 maten en 36 tweemaanden en met bedachte kenmerken, en
van de pagina's met 1.000 buurten. Zonder grens: ter kennis, niet beloofd.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks import children
from benchmarks.measured import Measured, Skipped, median
from buurtbeeld.catalog import load_catalog
from buurtbeeld.learning.regels import BETTER, is_effect, is_learned_from, richting
from buurtbeeld.periods import PeriodeSoort
from buurtbeeld.roles import SHIPPED
from buurtbeeld.statistics import nomination
from buurtbeeld.statistics.cohort_gaps import Panel, Windows, gaps, later
from buurtbeeld.statistics.nomination import USUAL, Course, Rule
from scripts.app_server import NO_SOURCES

JOIN, OTHERS, YEARS, BEFORE = 20, 60, 6, 3  # buurten; years of figures, of which so many before the first start
STEP = float(np.log(0.85))
HALF_YEAR, TERM = 6, 18  # months
PROGRAMMES, STEPPED = 120, 60
MOST, LEAST = 1.0, 60.0  # %
PAGES = {"leren": "Leren"}
PROGRAMME = {"menukaart": "Menukaart", "voortgang": "Voortgang alle buurten", "afspraak": "De afspraak"}
ASKED = 25


@dataclass(frozen=True)
class Truth:
    """How one figure of one programma is drawn.

    Attributes:
        months: length of a period. cv: spread of a period in a usual buurt. rho: likeness to the one before.
        stepped: how many buurten fall by 15% at their start.
    """

    months: int
    cv: float = 0.06
    rho: float = 0.2
    stepped: int = 0


def measure() -> Iterator[Measured | Skipped]:
    """Truth first, then speed."""
    yield from _nothing(np.random.default_rng(20_261_126))
    yield from _step(np.random.default_rng(20_261_127))
    yield from _speed()


def rhythms() -> list[int]:
    """Months of the period of every figure, per source, on which a buurt can stand out."""
    found = []
    for one in load_catalog(SHIPPED).outcomes():
        if is_learned_from(one) and is_effect(one) and richting(one) and one.toon_vanaf == "buurt":
            rhythm = [one.leverritme, *(other.leverritme for other in one.ook_van)]
            found += [PeriodeSoort(str(ritme)).months for ritme in rhythm if ritme in set(PeriodeSoort)]
    return found


def draw(truth: Truth, rng: np.random.Generator) -> Panel:
    """One figure of one programma: level, season, noise that grows with smallness, and the step."""
    count, periods = JOIN + OTHERS, YEARS * 12 // truth.months
    size = rng.lognormal(4.6, 0.8, count)
    spread = truth.cv * np.sqrt(0.5 + 0.5 * np.median(size) / size)
    noise = rng.standard_normal((count, periods))
    for at in range(1, periods):
        noise[:, at] = truth.rho * noise[:, at - 1] + np.sqrt(1 - truth.rho**2) * noise[:, at]
    season = 0.05 * np.sin(2 * np.pi * np.arange(periods) * truth.months / 12)
    y = rng.normal(0, 0.15, count)[:, None] + season + spread[:, None] * noise
    months = rng.integers(BEFORE * 12, BEFORE * 12 + 18, JOIN)
    started = np.full(count, periods + 1)
    started[:JOIN] = -(-months // truth.months)
    for at in range(truth.stepped):
        y[at, started[at] :] += STEP
    return Panel(y, size, np.arange(count) >= JOIN, started, started)


def windows(months: int) -> Windows:
    """As `learning.veranderingen.windows`."""
    return Windows(1, 1, 1, 1) if months == 12 else Windows(12, 6, 3, max(2, -(-HALF_YEAR // months)))


def judged(panel: Panel, months: int, rule: Rule = USUAL) -> tuple[np.ndarray, list[Course]]:
    """(T, n) who is nominated when, and what became of each."""
    df = OTHERS - 2.0
    found = gaps(panel, windows(months))
    nominated = nomination.over_time(found.gap, found.se, df, good=-1, margin=BETTER, rule=rule)

    def again(first: int, last: int) -> np.ndarray:
        one = windows(months)
        gap, se = later(panel, Windows(one.before, one.after, one.least_before, 1), first, last)
        return nomination.confirmed(gap, se, df, good=-1, margin=BETTER, rule=rule)

    known = np.isfinite(panel.y).T
    return nominated, nomination.courses(nominated, again, known, -(-HALF_YEAR // months))


def _nothing(rng: np.random.Generator, rule: Rule = USUAL) -> Iterator[Measured]:
    every = rhythms()
    years = events = buurten = held = 0
    for _ in range(PROGRAMMES):
        some = np.zeros(JOIN, dtype=int)
        for months in every:
            truth = Truth(
                months, cv=float(np.exp(rng.uniform(np.log(0.03), np.log(0.12)))), rho=rng.choice([0, 0.2, 0.4])
            )
            panel = draw(truth, rng)
            nominated, courses = judged(panel, months, rule)
            fresh = nominated & ~np.vstack([np.zeros((1, nominated.shape[1]), bool), nominated[:-1]])
            some += fresh[:, :JOIN].sum(axis=0)
            held += sum(one.held for one in courses[:JOIN])
            if months == max(every):
                years += int((YEARS - panel.started[:JOIN] * months / 12).sum())
        events += int(some.sum())
        buurten += JOIN
    per_year = years / every.count(max(every))
    note = f"{events} voordrachten in {per_year:.0f} buurtjaren, {len(every)} cijfers per buurt"
    yield Measured(
        "zonder verschil: voorgedragen, van de buurten per jaar", 100 * events / per_year, "%", MOST, noot=note
    )
    yield Measured("zonder verschil: ook bevestigd, per jaar", 100 * held / per_year, "%")


def _step(rng: np.random.Generator, rule: Rule = USUAL) -> Iterator[Measured]:
    for stepped in (1, 5, JOIN):
        for cv, promised in ((0.06, LEAST), (0.10, None)):
            found = [
                _share(Truth(2, cv=cv, stepped=stepped), rng, rule) for _ in range(STEPPED if stepped < JOIN else 15)
            ]
            share = 100 * float(np.mean([one for some in found for one in some]))
            what = f"stap −15% in {stepped} van {JOIN} buurten, spreiding {100 * cv:.0f}%: bevestigd binnen 18 maanden"
            yield Measured(what, share, "%", minstens=promised)


def _share(truth: Truth, rng: np.random.Generator, rule: Rule) -> list[bool]:
    panel = draw(truth, rng)
    _, courses = judged(panel, truth.months, rule)
    limit = TERM // truth.months
    return [
        one.held and one.decided - panel.started[at] + 1 <= limit for at, one in enumerate(courses[: truth.stepped])
    ]


def _speed() -> Iterator[Measured | Skipped]:
    environment: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        for count, limit in ((80, 5.0), (1000, 60.0)):
            environment = NO_SOURCES | {"BUURTBEELD_DATA": str(Path(folder) / str(count)), "BUURTBEELD_WERKER": "apart"}
            children.timed("drukte", str(count), environment=environment)
            children.timed("publiceren", environment=environment)
            found = children.timed("naast_elkaar", environment=environment)
            yield Measured(f"{count} buurten naast elkaar zetten (processortijd)", found.seconden, "s", limit)
            yield Measured("grootste geheugen daarbij", found.piek_mb, "MB")
        for page, name in PAGES.items():
            pages = children.run("buurtpagina", page, str(ASKED), environment=environment)
            same, new = ([float(one) for one in pages[key]] for key in ("zelfde", "nieuw"))  # type: ignore[attr-defined]
            yield median(f"{name}, 1.000 buurten: opnieuw", same, "ms", grens=60)
            yield median(f"{name}, 1.000 buurten: nieuwe buurt", new, "ms")
        for page, name in PROGRAMME.items():
            pages = children.run("programmapagina", page, environment=environment)
            same, new = ([float(one) for one in pages[key]] for key in ("zelfde", "nieuw"))  # type: ignore[attr-defined]
            yield median(f"{name}, 1.000 buurten: opnieuw", same, "ms", grens=60)
            yield median(f"{name}, 1.000 buurten: een andere keuze", new, "ms")
