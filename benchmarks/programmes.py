"""Invented programmas whose effect is known: hours and clients of transitiebuurten and buurten to compare with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import numpy as np
import numpy.typing as npt

from buurtbeeld.agreement.groups import Groups, groups_of
from buurtbeeld.agreement.measures import Source
from buurtbeeld.agreement.panel import Panel
from buurtbeeld.outcomes.figures import HOURS
from buurtbeeld.periods import Periode, PeriodeSoort, add_months, periods_between
from buurtbeeld.programma_schema import Buurt, Programma

Table = npt.NDArray[np.float64]
FIRST = date(2022, 1, 1)


@dataclass(frozen=True)
class Truth:
    """How a programma is drawn.

    Attributes:
        effect: change at month 36, as a share; of `build` "jaar" all of it is there after a year.
        spread: standard deviation between buurten of how much their log hours change by themselves.
        ramp: that change grows evenly from the middle of 2024 on; else it is there at once.
        phi: how many times more hours scatter than if every client were alike.
        months: between the earliest and the latest start.
        after: periods after the latest start.
        lag: how much a period looks like the one before it.
        partners: how many work in the transitiebuurten and in the others; 0 = every buurt has its own.
        far: how many times larger the largest buurt is than the smallest; 0 = 60 to 400 clients, all as likely.
        alike: share of the variance between buurten that those of one partner have in common.
    """

    effect: float = 0.0
    build: str = "lineair"
    treated: int = 20
    control: int = 60
    spread: float = 0.10
    ramp: bool = True
    phi: float = 0.4
    months: int = 10
    after: int = 12
    lag: float = 0.3
    partners: tuple[int, int] = (0, 0)
    alike: float = 0.5
    far: float = 0.0


@dataclass(frozen=True)
class Drawn:
    """One programma as it is drawn.

    Attributes:
        months: (m, T) from the start to the middle of each period.
        shared: (T,) log of what all buurten have in common: season, trend, chance.
    """

    source: Source
    groups: Groups
    months: Table
    shared: Table


def level(truth: Truth, months: Table) -> Table:
    """Log effect after some months."""
    if truth.build == "jaar":
        return np.asarray(np.log1p(truth.effect) * np.clip(months / 12, 0, 1), dtype=float)
    return np.asarray(np.log1p(truth.effect) * np.clip(months / 36, 0, None), dtype=float)


@cache
def places(treated: int, control: int, months: int, partners: tuple[int, int] = (0, 0)) -> tuple[Buurt, ...]:
    """Transitiebuurten that start between July 2024 and so many months later, and others."""
    starts = [add_months(date(2024, 7, 1), 2 * (at % (months // 2 + 1))) for at in range(treated)]
    return (
        *(
            Buurt(
                sleutel=f"t{at:04d}", naam=f"T{at}", gebieden=("GM0001",), start=one,
                partner=_partner("P", at, partners[0]),
            )
            for at, one in enumerate(starts)
        ),
        *(
            Buurt(
                sleutel=f"v{at:04d}", naam=f"V{at}", gebieden=("GM0001",), rol="vergelijking",
                partner=_partner("Q", at, partners[1]),
            )
            for at in range(control)
        ),
    )  # fmt: skip


def _partner(letter: str, at: int, count: int) -> str:
    return f"{letter}{at % count}" if count else ""


def draw(truth: Truth, seed: int) -> Drawn:
    """One programma."""
    rng = np.random.default_rng(seed)
    buurten = places(truth.treated, truth.control, truth.months, truth.partners)
    last = max(one.start for one in buurten if one.start is not None)
    periods = tuple(periods_between(FIRST, add_months(last, 2 * truth.after), PeriodeSoort.TWEEMAAND))
    n, t = len(buurten), len(periods)
    months = _months(buurten[: truth.treated], periods)
    own, shared = rng.normal(0, 0.2, (n, 1)), rng.normal(0, 0.02, t) - 0.015 / 6 * np.arange(t) + _season(periods)
    y = own + shared + truth.spread * _changes(truth, rng)[:, None] * _drift(truth, periods)
    y[: truth.treated] += level(truth, months)
    clients = np.maximum(np.round(_sizes(truth, rng, n) * np.exp(rng.normal(0, 0.02, (n, t)))), 1)
    y = y + _noise(truth, clients, rng)
    hours = np.round(17 * np.exp(y) * clients, 1)
    found = _panel(buurten, periods, hours, clients)
    return Drawn(Source(found, {}), groups_of(_programma(buurten)), months, shared)


def _sizes(truth: Truth, rng: np.random.Generator, n: int) -> Table:
    """(n, 1) clients."""
    if not truth.far:
        return rng.uniform(60, 400, (n, 1))
    return 20 * np.exp(rng.uniform(0, np.log(truth.far), (n, 1)))


def _changes(truth: Truth, rng: np.random.Generator) -> Table:
    """(n,) how much each buurt changes by itself; those of one partner are alike."""
    own = rng.normal(0, 1, truth.treated + truth.control)
    if not any(truth.partners):
        return own
    first, second = (rng.normal(0, 1, max(count, 1)) for count in truth.partners)
    theirs = np.r_[np.resize(first, truth.treated), np.resize(second, truth.control)]
    made: Table = np.sqrt(truth.alike) * theirs + np.sqrt(1 - truth.alike) * own
    return made


def _programma(buurten: tuple[Buurt, ...]) -> Programma:
    return Programma(code="proef", naam="Proef", codejaar=2024, buurten=buurten)


def _months(some: tuple[Buurt, ...], periods: tuple[Periode, ...]) -> Table:
    rows = [
        [12 * (p.start.year - b.start.year) + p.start.month - b.start.month + 1 for p in periods]
        for b in some
        if b.start is not None
    ]
    return np.array(rows, dtype=float)


def _season(periods: tuple[Periode, ...]) -> Table:
    return np.array([0.04 * np.cos((one.start.month - 1) / 12 * 2 * np.pi) for one in periods])


def _drift(truth: Truth, periods: tuple[Periode, ...]) -> Table:
    """Share of its own change that a buurt has had, 1 in the middle of the last twelve months."""
    since = np.array([12 * (one.start.year - 2024) + one.start.month - 6 for one in periods], dtype=float)
    if not truth.ramp:
        return (since > 0).astype(float)
    share: Table = np.clip(since, 0, None) / max(float(since[-6:].mean()), 1.0)
    return share


def _noise(truth: Truth, clients: Table, rng: np.random.Generator) -> Table:
    size = np.sqrt(truth.phi / clients)
    steps = rng.normal(0, 1, clients.shape)
    for at in range(1, steps.shape[1]):
        steps[:, at] = truth.lag * steps[:, at - 1] + np.sqrt(1 - truth.lag**2) * steps[:, at]
    return np.asarray(size * steps, dtype=float)


def _panel(buurten: tuple[Buurt, ...], periods: tuple[Periode, ...], hours: Table, clients: Table) -> Panel:
    order = np.argsort([one.sleutel for one in buurten])
    nothing, no = np.full(hours.shape, np.nan), np.zeros(hours.shape, dtype=bool)
    keys = tuple(buurten[at].sleutel for at in order)
    return Panel(
        HOURS, "alliantiepartners", PeriodeSoort.TWEEMAAND, keys, periods, hours[order], clients[order], nothing,
        nothing, no, no,
    )  # fmt: skip


def rolled(one: Drawn) -> Drawn:
    """The same as twelve months at a time, every two months."""
    panel = one.source.panel
    periods = tuple(Periode.starting(add_months(p.eind, -12), PeriodeSoort.TWAALFMAANDS) for p in panel.periods[5:])
    total = np.cumsum(np.pad(panel.teller, ((0, 0), (1, 0))), axis=1)
    hours = total[:, 6:] - total[:, :-6]
    empty = panel.waarde[:, 5:]
    made = replace(
        panel, soort=PeriodeSoort.TWAALFMAANDS, periods=periods, teller=hours, noemer=panel.noemer[:, 5:] * 1.8,
        waarde=empty, n=empty, provisional=panel.provisional[:, 5:], withheld=panel.withheld[:, 5:],
    )  # fmt: skip
    shared = np.convolve(one.shared, np.full(6, 1 / 6), mode="valid")
    return replace(one, source=replace(one.source, panel=made), shared=shared)
