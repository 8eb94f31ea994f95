"""Het verzonnen programma gemaakt en gepubliceerd zoals bij de eerste start. Daarna is elk beoordeeld cijfer van elke
transitiebuurt gelezen zoals een pagina dat doet, en gelegd naast wat in de generator echt veranderde. Een cijfer telt
één keer per bron. Goed = een verandering die er is, in de goede richting genoemd. Fout = in de verkeerde richting.
Loos = genoemd terwijl er niets veranderde. Gemist = beoordeeld als geen duidelijk verschil, terwijl het effect ten
minste 10% was (op een schaal: 10% van de schaal). Dekking: hoe vaak het 95%-interval van de verandering, op elk moment
sinds de start, de echte verandering van dat moment bevat. Dit is één trekking en opeenvolgende momenten lijken op
elkaar: of het interval in het algemeen klopt, staat onder "Klopt het oordeel". Effect in %, als het volgroeid is.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock

import numpy as np
import numpy.typing as npt

from benchmarks.measured import Measured, Skipped
from buurtbeeld.catalog import load_catalog
from buurtbeeld.figures import Reader, read
from buurtbeeld.outcomes import signals as outcome_signals
from buurtbeeld.outcomes.oordeel import Signaal
from buurtbeeld.periods import Periode, today
from buurtbeeld.questions import SheetQuestion
from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS
from buurtbeeld.settings import Settings
from buurtbeeld.statistics import level_shift
from buurtbeeld.storage.engine import open_published
from data_sources import refresh
from data_sources.invented import SEED
from data_sources.voorbeeld.levels import SCORE, SCORES
from data_sources.voorbeeld.outcomes import ANSWERS, HOURS, bell
from data_sources.voorbeeld.world import EFFECTS, NO_CHANGE, POINTS, World, per_period

DERIVED = {"uren_per_1000_65plus": HOURS}  # what changes because another figure does
LARGE = {"nps": 20.0, "schaal": 1.0}  # 10% of −100..100 and of 0..10
MOST_FALSE = 5.0  # %
CALLED = {Signaal.HOGER: 1, Signaal.LAGER: -1}
SAID = {**CALLED, Signaal.GELIJK: 0}


@dataclass(frozen=True)
class Judged:
    """One judged figure beside the truth.

    Attributes:
        buurt: row in the world.
        said: −1, 0 or 1; None when the app says nothing.
        effect: the complete change on the working scale.
        large: whether it is 10% or more.
    """

    buurt: int
    indicator: str
    bron: str
    said: int | None
    effect: float
    large: bool


@dataclass(frozen=True)
class Interval:
    """The 95% interval of one change at one moment, and the change that was really there then."""

    indicator: str
    lower: float
    upper: float
    truth: float

    @property
    def holds(self) -> bool:
        """Whether the truth is inside."""
        return self.lower <= self.truth <= self.upper


def measure() -> Iterator[Measured | Skipped]:
    """One line per transitiebuurt, then all together."""
    world = World(SEED)
    with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ, {"BUURTBEELD_DATA": folder}):
        settings, caught = Settings.from_environment(), Caught(world)
        with caught.listening():
            refresh.begin(settings)
        found = judged(settings, world)
    hours = world.effects()[HOURS]
    for at, place in enumerate(world.places[: len(hours)]):
        yield _of_buurt(place.naam, place.inwoners, float(hours[at]), [one for one in found if one.buurt == at])
    yield from totals(found)
    yield from _coverage(caught.intervals)


def judged(settings: Settings, world: World) -> list[Judged]:
    """Every judged figure of every transitiebuurt, once per source, as a page reads it."""
    catalog = load_catalog(settings.config_dir, settings.programmas_dir, verzonnen=True)
    reader = Reader(open_published(settings), catalog)
    user, day = DEMONSTRATION_ACCOUNTS["transitieteam"], today()
    found = []
    for at, place in enumerate(world.places):
        for one in catalog.outcomes() if place.start else ():
            if not outcome_signals.is_judged(one):
                continue
            sheet = read(user, SheetQuestion(place.sleutel, one.code, "", day), reader=reader)
            effect = complete(world, one.code, one.soort, at)
            large = abs(effect) >= LARGE[one.soort] if one.soort in LARGE else abs(np.expm1(effect)) >= 0.1
            for series in sheet.reeksen:
                figure = series.beoordeeld
                said = None if figure is None else SAID.get(figure.signaal)
                if series.niveau == "buurt":
                    found.append(Judged(at, one.code, series.bron, said, effect, bool(large)))
    reader.engine.dispose()
    return found


def complete(world: World, code: str, soort: str, at: int) -> float:
    """The complete change of one indicator in one buurt, on the scale that is judged."""
    drawn = world.effects().get(DERIVED.get(code, code))
    change = 0.0 if drawn is None or at >= len(drawn) else float(drawn[at])
    return float(_on_scale(world, code, soort, at, np.array([change]))[0])


def _on_scale(world: World, code: str, soort: str, at: int, change: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """A change of points of one answer as a change of NPS or mean score; other changes are logarithms already."""
    if code not in POINTS:
        return change
    mean, spread = SCORES.get(code, SCORE)
    usual = mean - 0.12 * float(world.character[0][at, 0])
    worth = np.r_[np.full(7, -100.0), 0, 0, 100, 100] if soort == "nps" else np.arange(ANSWERS, dtype=float)
    moved: npt.NDArray[np.float64] = (bell(usual + change, spread) - bell(usual + 0 * change, spread)) @ worth
    return moved


class Caught:
    """Listens while figures are published: intervals of changes are never stored."""

    def __init__(self, world: World) -> None:
        self.world, self.intervals = world, list[Interval]()
        self.rows = {place.sleutel: at for at, place in enumerate(world.places)}

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Keep every change that is computed inside the block."""
        usual_said, usual_cohorts = outcome_signals._said, level_shift.of_cohorts
        now: dict[str, Any] = {}

        def said(judging: outcome_signals.Judging, cohorts: Any) -> Any:
            now["judging"] = judging
            return usual_said(judging, cohorts)

        def of_cohorts(y: Any, asked: Sequence[level_shift.Asked], **given: Any) -> Any:
            changes = usual_cohorts(y, asked, **given)
            for one, found in zip(asked, changes, strict=True):
                self._keep(now["judging"], one, found)
            return changes

        with (
            mock.patch.object(outcome_signals, "_said", said),
            mock.patch.object(level_shift, "of_cohorts", of_cohorts),
        ):
            yield

    def _keep(self, judging: outcome_signals.Judging, asked: level_shift.Asked, found: level_shift.Changes) -> None:
        code, soort = judging.indicator.code, judging.indicator.soort
        level = self._levels(code, soort, judging.panel.keys, judging.periods)
        if level is None:
            return
        for number, row in enumerate(asked.judged):
            for moment, after in enumerate(asked.after):
                seen = after & np.isfinite(judging.panel.first[row])
                if judging.yearly and seen.any():  # only the last one counts
                    seen = np.arange(len(seen)) == np.flatnonzero(seen)[-1]
                lower, upper = float(found.lower[moment, number]), float(found.upper[moment, number])
                if seen.any() and np.isfinite(lower):
                    self.intervals.append(Interval(code, lower, upper, float(level[row, seen].mean())))

    def _levels(
        self, code: str, soort: str, keys: Sequence[str], periods: Sequence[Periode]
    ) -> npt.NDArray[np.float64] | None:
        """(n, T) what had changed by then; None for figures of partners and of the programma."""
        if not any(key in self.rows for key in keys):
            return None
        own = per_period(self.world.change(DERIVED.get(code, code)), tuple(periods))
        lines = [
            _on_scale(self.world, code, soort, self.rows[key], own[self.rows[key]])
            if key in self.rows
            else np.full(len(periods), np.nan)
            for key in keys
        ]
        return np.array(lines)


def counts(found: Sequence[Judged]) -> dict[str, int]:
    """How many are judged, right, wrong way, false alarms, and missed while the effect was large."""
    there = [one for one in found if one.said is not None]
    called = [one for one in there if one.said]
    return {
        "beoordeeld": len(there),
        "goed": sum(one.effect * (one.said or 0) > 0 for one in called),
        "fout": sum(one.effect * (one.said or 0) < 0 for one in called),
        "loos": sum(one.effect == 0 for one in called),
        "gemist": sum(one.large and one.said == 0 for one in there),
    }


def _of_buurt(naam: str, inwoners: int, hours: float, mine: Sequence[Judged]) -> Measured:
    told = counts(mine)
    usual = np.mean([np.expm1(one.effect) for one in mine if one.indicator in EFFECTS])
    words = ", ".join(f"{count} {word}" for word, count in told.items())
    note = f"{inwoners} inwoners; gemiddeld effect {_percent(usual)}; van {len(mine)} cijfers {words}"
    return Measured(f"effect op de uren, {naam}", 100 * float(np.expm1(hours)), "%", noot=note)


def totals(found: Sequence[Judged]) -> Iterator[Measured]:
    """All buurten together, with what is promised."""
    large = counts([one for one in found if one.large])
    quiet = counts([one for one in found if one.buurt in NO_CHANGE])
    every = counts(found)
    yield Measured("beoordeelde cijfers van alle buurten samen", every["beoordeeld"], "", noot=f"van {len(found)}")
    yield Measured("verkeerde richting, effect van 10% of meer", large["fout"], "", 0)
    yield Measured("verkeerde richting, kleiner effect", every["fout"] - large["fout"], "")
    yield Measured("goed genoemd, van de beoordeelde met 10% of meer", _share(large["goed"], large["beoordeeld"]), "%",
                   noot=f"{large['goed']} van {large['beoordeeld']}")  # fmt: skip
    yield Measured("loos, in buurten zonder enig effect", _share(quiet["loos"], quiet["beoordeeld"]), "%", MOST_FALSE,
                   noot=f"{quiet['loos']} van {quiet['beoordeeld']}")  # fmt: skip
    still = [one for one in found if one.effect == 0]
    nothing = counts(still)
    yield Measured("loos, alle cijfers zonder effect", _share(nothing["loos"], nothing["beoordeeld"]), "%", MOST_FALSE,
                   noot=f"{nothing['loos']} van {nothing['beoordeeld']}")  # fmt: skip


def _coverage(found: Sequence[Interval]) -> Iterator[Measured]:
    note = f"{len(found)} intervallen; die van één buurt lijken op elkaar"
    held = _share(sum(one.holds for one in found), len(found))
    yield Measured("dekking van het 95%-interval van de verandering", held, "%", noot=note)
    for code in sorted({one.indicator for one in found}):
        mine = [one for one in found if one.indicator == code]
        share = _share(sum(one.holds for one in mine), len(mine))
        yield Measured(f"dekking, {code}", share, "%", noot=f"{len(mine)} intervallen")


def _share(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def _percent(value: float) -> str:
    return f"{100 * value:.1f}%".replace(".", ",").replace("-", "−")
