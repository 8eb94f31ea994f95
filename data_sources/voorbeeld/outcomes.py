"""Figures of one outcome indicator for every buurt and period, by its soort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from buurtbeeld.periods import Periode
from data_sources.voorbeeld.indicator_shape import Outcome
from data_sources.voorbeeld.interventions import interventions
from data_sources.voorbeeld.levels import CLIENTS, COUNT, COUNTS, GROUP, GROUPS, LEVELS, SCORE, SCORES, TYPICAL, Level
from data_sources.voorbeeld.world import FIRST, MONTHS, Table, World, per_period, season

MEASURED = ("uren", "euro", "dagen", "punten")  # not counted one by one
ANSWERS = 11  # 0 to 10
TARIFF_YEAR, TARIFF = 2024, 1.09  # from then on hours are made of euros with an old tariff, so there seem to be more
ALLIANCE, INSURERS = "alliantiepartners", "verzekeraars"
HOURS = "uren_wijkverpleging_per_client"
MADE_OF_HOURS = (HOURS, "uren_per_1000_65plus")  # what jumps with the tariff
MORE_THAN_CHANCE = 0.015  # spread of a counted figure between periods, besides that of a Poisson count
ANSWERING = 5.5  # people who answer: so many times the inhabitants to the power 0.32
PROFESSIONALS_SINCE = 2023  # year in which they are asked for the first time
PANEL = 5  # every so manieth comparison buurt fills in the list in every period
ROLLING_SHARE = 0.74  # of all clients, those of the organisations that take part


@dataclass(frozen=True)
class Figures:
    """Figures of one indicator from one source, (buurten, periods) each; NaN = nothing to deliver.

    Attributes:
        uitsplitsing: group or score the figures are about, "" = everybody.
        squares: sum of the squared answers, only of a schaal.
    """

    indicator: str
    uitsplitsing: str
    periods: tuple[Periode, ...]
    teller: Table
    noemer: Table | None = None
    squares: Table | None = None

    def until(self, day: date) -> Figures:
        """Only the periods that are over on `day`."""
        count = sum(period.eind <= day for period in self.periods)
        parts = (self.teller, self.noemer, self.squares)
        teller, noemer, squares = (None if part is None else part[:, :count] for part in parts)
        assert teller is not None  # only the other two can be absent
        return Figures(self.indicator, self.uitsplitsing, self.periods[:count], teller, noemer, squares)


def figures(
    world: World, one: Outcome, bron: str, periods: tuple[Periode, ...], groups: Sequence[str] = ()
) -> list[Figures]:
    """Every figure of one indicator from one source.

    Args:
        periods: which periods, oldest first.
        groups: breakdowns that are delivered besides everybody.
    """
    if not periods:
        return []
    if one.soort == "nps":
        return _answers(world, one, periods)
    if one.soort == "schaal":
        return [_scale(world, one, periods)]
    if one.soort in ("aantal", "kwalitatief"):
        return [_count(world, one, periods)]
    whole = _of_whole(world, one, bron, periods)
    return [whole, *(_group(world, one, whole, group) for group in groups)]


def _of_whole(world: World, one: Outcome, bron: str, periods: tuple[Periode, ...]) -> Figures:
    """Verhouding, rate and gemiddelde: a noemer, and a teller by chance around what is expected."""
    level = LEVELS.get(one.code) or TYPICAL[one.soort]
    expected = _expected(world, one.code, level)
    rng = world.rng("teller", one.code, bron, str(periods[0].soort))
    noemer = _noemer(world, one, level, bron, periods)
    months = periods[0].soort.months
    mean = noemer * per_period(expected, periods) / one.factor * (months / 12 if level.stroom else 1)
    teller = mean * _luck(world, one, noemer, periods) if _is_measured(one) else _drawn(rng, one, mean, noemer)
    if one.code == HOURS and bron != ALLIANCE:
        teller *= np.where([period.start.year >= TARIFF_YEAR for period in periods], TARIFF, 1)
    return Figures(one.code, "", periods, teller.round(_decimals(one)), noemer)


def _expected(world: World, code: str, level: Level) -> Table:
    """Value in every month, (buurten, months), before counting: what chance of small numbers is added to."""
    heavy, old = world.character
    between = world.rng("tussen", code).normal(0, level.tussen, (len(world.places), 1))
    fixed = np.exp(level.lasten * heavy + level.grijs * old + between)
    trend = (1 + level.trend) ** (np.arange(MONTHS) / 12 - 3)
    moving = np.exp(world.wander(code, spread=level.door)) * season(level.seizoen) * trend
    expected: Table = level.waarde * fixed * moving * np.exp(world.change(code))
    return expected


def _noemer(world: World, one: Outcome, level: Level, bron: str, periods: tuple[Periode, ...]) -> Table:
    """Whole numbers: what the value is counted over, in each period."""
    people = world.people["inwoners_65_plus" if level.ouderen or one.code == HOURS else "aantal_inwoners"]
    share = CLIENTS if one.code == HOURS else level.van
    size = per_period(people, periods) * share
    # The same group of people is as large for every indicator that counts over it.
    slow = per_period(world.wander("noemer", str(share), spread=0.03, keep=0.97), periods)
    if bron == ALLIANCE:
        size = size * ROLLING_SHARE
    whole: Table = np.maximum(np.round(size * np.exp(slow if share != 1 else 0 * slow)), 1)
    return whole


def _drawn(rng: np.random.Generator, one: Outcome, mean: Table, noemer: Table) -> Table:
    """A counted teller around its mean; it varies more than by pure chance."""
    spread = rng.gamma(1 / MORE_THAN_CHANCE**2, MORE_THAN_CHANCE**2, mean.shape)
    if one.soort == "verhouding":
        share = np.clip(mean * spread / noemer, 0, 1)
        return rng.binomial(noemer.astype(int), share).astype(float)
    return rng.poisson(mean * spread).astype(float)


def _luck(world: World, one: Outcome, noemer: Table, periods: tuple[Periode, ...]) -> Table:
    """What multiplies a measured teller: one heavy client counts less in a large group.

    Drawn per month, so that years that overlap look alike.
    """
    months = world.wander("geluk", one.code, spread=0.6, keep=0.5)
    luck: Table = np.exp(per_period(months, periods) / np.sqrt(noemer))
    return luck


def _group(world: World, one: Outcome, whole: Figures, group: str) -> Figures:
    """The same for one group of people: a part of the noemer with a higher rate."""
    share, times = GROUPS.get(group, GROUP)
    assert whole.noemer is not None  # only figures of a whole have groups
    rng = world.rng("groep", one.code, group)
    noemer = np.maximum(rng.poisson(whole.noemer * share), 1).astype(float)
    mean = whole.teller / whole.noemer * noemer * (times if one.soort == "rate" else 1.35)
    teller = mean * rng.normal(1, 0.05, mean.shape) if _is_measured(one) else _drawn(rng, one, mean, noemer)
    return Figures(one.code, group, whole.periods, teller.round(), noemer)


def _count(world: World, one: Outcome, periods: tuple[Periode, ...]) -> Figures:
    """Small counts of a transitiebuurt, from its start; they grow in the first year."""
    months = periods[0].soort.months
    began = _began(world, periods)
    if one.code == "gestarte_interventies":
        teller = _started(world, periods)
    else:
        busy = per_period(np.clip((np.arange(MONTHS) - world.start_months[:, None] + 3) / 12, 0, 1), periods)
        size = world.rng("maat", one.code).gamma(9.0, 1 / 9.0, (len(world.places), 1))
        mean = COUNTS.get(one.code, COUNT) * months * busy * size
        teller = world.rng("aantal", one.code).poisson(mean).astype(float)
    return Figures(one.code, "", periods, np.where(began, teller, np.nan))


def _began(world: World, periods: tuple[Periode, ...]) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Whether a buurt has begun in each period."""
    starts = [(place.start or periods[-1].eind) for place in world.places]
    return np.asarray([[period.eind > start for period in periods] for start in starts])


def _started(world: World, periods: tuple[Periode, ...]) -> Table:
    """How many acties of the list begin in each period."""
    rows = {place.sleutel: at for at, place in enumerate(world.places)}
    teller = np.zeros((len(rows), len(periods)))
    for actie in interventions(world):
        for column, period in enumerate(periods):
            teller[rows[actie.buurt], column] += actie.start in period
    return teller


def _shares(world: World, one: Outcome, periods: tuple[Periode, ...]) -> Table:
    """Share of people that give each answer, (buurten, periods, 11): a bell that moves a little."""
    mean, spread = SCORES.get(one.code, SCORE)
    heavy, _ = world.character
    usual = mean - 0.12 * heavy + per_period(world.wander(one.code, spread=0.15), periods)
    return bell(usual + per_period(world.change(one.code), periods), spread)


def bell(middle: Table, spread: float) -> Table:
    """Share of people that give each answer 0 to 10, around a middle; one axis more than `middle`."""
    height = np.exp(-0.5 * ((np.arange(ANSWERS) - middle[..., None]) / spread) ** 2)
    shares: Table = height / height.sum(axis=-1, keepdims=True)
    return shares


def _given(world: World, one: Outcome, periods: tuple[Periode, ...]) -> Table:
    """How many people gave each answer, (buurten, periods, 11); more in a larger buurt."""
    rng = world.rng("antwoorden", one.code)
    people = per_period(world.people["aantal_inwoners"], periods)
    asked = rng.poisson(np.clip(ANSWERING * people**0.32, 4, 160))
    return rng.multinomial(asked, _shares(world, one, periods)).astype(float)


def _answers(world: World, one: Outcome, periods: tuple[Periode, ...]) -> list[Figures]:
    """NPS: how many people gave each of the answers 0 to 10. Professionals are asked where there will be a network."""
    given = _given(world, one, periods)
    if one.code == "nps_professionals":
        given[[place.start is None for place in world.places]] = np.nan
        given[:, [period.start.year < PROFESSIONALS_SINCE for period in periods]] = np.nan
    return [Figures(one.code, str(score), periods, given[..., score]) for score in range(ANSWERS)]


def _scale(world: World, one: Outcome, periods: tuple[Periode, ...]) -> Figures:
    """A list that is filled in just before a buurt begins and a year after; some comparison buurten always do."""
    given, scores = _given(world, one, periods), np.arange(ANSWERS)
    first = np.asarray([(period.start.year - FIRST.year) * 12 + period.start.month - 1 for period in periods])
    length = periods[0].soort.months
    asked = np.zeros(given.shape[:2], dtype=bool)
    for later in (-length, 12):
        since = world.start_months[:, None] + later - first
        asked |= (since >= 0) & (since < length)
    others = np.flatnonzero([place.start is None for place in world.places])
    asked[others[::PANEL]] = True
    given[~asked] = np.nan
    return Figures(one.code, "", periods, given @ scores, given.sum(axis=-1), given @ scores**2)


def _decimals(one: Outcome) -> int:
    """Hours and days are registered in tenths, everything else as a whole."""
    return 1 if one.teller is not None and one.teller.eenheid in ("uren", "dagen") else 0


def _is_measured(one: Outcome) -> bool:
    return one.teller is not None and one.teller.eenheid in MEASURED
