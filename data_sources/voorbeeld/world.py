"""The eighty buurten month by month: who lives there, how they differ, and what really changed after the start.

Everything is drawn far into the future at once, so that a later "today" adds months and changes none.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt

from buurtbeeld.periods import Periode
from data_sources.voorbeeld import geography, model
from data_sources.voorbeeld.geography import Place

Table = npt.NDArray[np.float64]  # (buurten, months) or (buurten, periods)
FIRST = date(2021, 1, 1)
YEARS = 16
MONTHS = YEARS * 12
RAMP = 12  # months after the start until an effect is complete
NO_CHANGE = (3, 8, 14)  # transitiebuurten where nothing changes at all
EFFECTS = {  # indicator -> mean and spread of the natural logarithm of the change
    "uren_wijkverpleging_per_client": (-0.13, 0.06),
    "seh_bezoeken_per_1000": (-0.06, 0.04),
    "opnames_per_1000": (-0.08, 0.05),
    "ligduur_dagen": (-0.05, 0.04),
    "hap_contacten_per_1000": (-0.04, 0.04),
    "ha_consulten_per_1000": (-0.03, 0.03),
    "ha_visites_per_1000": (0.12, 0.08),
    "instroom_wijkverpleging": (-0.05, 0.05),
}
LEAST, MOST = -0.3, 0.3
POINTS = {  # indicator -> mean and spread of the change of one answer, 0 to 10
    "nps_burgers": (0.2, 0.15),
    "nps_clienten": (0.25, 0.15),
    "nps_professionals": (0.3, 0.12),
    "zelfredzaamheid_score": (0.2, 0.15),
    "mantelzorgbelasting_score": (-0.2, 0.15),
    "klachten_score": (-0.15, 0.15),
}
# What went otherwise than usual: transitiebuurt -> indicator -> change. Not all of it is for the better.
STORIES: Mapping[int, Mapping[str, float]] = {
    0: {"uren_wijkverpleging_per_client": -0.26, "seh_bezoeken_per_1000": -0.24, "hap_contacten_per_1000": 0.24,
        "ha_visites_per_1000": 0.28, "ha_consulten_per_1000": -0.03, "nps_clienten": 0.8,
        "zelfredzaamheid_score": 1.0},
    1: {"uren_wijkverpleging_per_client": -0.28, "ha_consulten_per_1000": 0.14, "nps_burgers": -0.7},
    7: {"ligduur_dagen": -0.24, "ha_visites_per_1000": 0.3, "nps_professionals": 1.1},
    11: {"uren_wijkverpleging_per_client": 0.26, "ha_consulten_per_1000": -0.13, "mantelzorgbelasting_score": 1.0},
    12: {"seh_bezoeken_per_1000": 0.26, "opnames_per_1000": -0.26, "klachten_score": -1.0},
    13: {"uren_wijkverpleging_per_client": -0.28, "ha_visites_per_1000": 0.3},
    19: {"ha_consulten_per_1000": 0.15, "hap_contacten_per_1000": -0.2, "ha_visites_per_1000": 0.25,
         "opnames_per_1000": -0.22, "nps_professionals": 1.0},
}  # fmt: skip


@dataclass(frozen=True)
class World:
    """The buurten as one seed makes them. `seed`: another seed gives other figures in the same buurten."""

    seed: int

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The buurten: twenty transitiebuurten, then sixty comparison buurten; rows of every table."""
        return geography.places()

    @cached_property
    def _inside(self) -> Table:
        """(buurten, gebieden): 1 where a gebied belongs to a buurt."""
        gebieden = geography.areas()
        starts = [tuple(code[3:] for code in place.gebieden) for place in self.places]
        return np.asarray([[area.code[3:].startswith(own) for area in gebieden] for own in starts], dtype=float)

    @cached_property
    def people(self) -> Mapping[str, Table]:
        """Inhabitants, and those of 65 and older, (buurten, months); a step every January."""
        own = model.Character.of(geography.areas())
        years = [model.people(own, FIRST.year + at).counts for at in range(YEARS)]
        names = ("aantal_inwoners", "inwoners_65_plus")
        return {
            name: np.repeat(np.column_stack([self._inside @ year[name] for year in years]), 12, axis=1)
            for name in names
        }

    @cached_property
    def character(self) -> tuple[Table, Table]:
        """How heavy life is and how old people are, (buurten, 1) each, about 0 with spread 1."""
        own = model.Character.of(geography.areas())
        weight = self._inside * own.inwoners
        total = weight.sum(axis=1, keepdims=True)
        return (weight @ own.d[:, None]) / total, (weight @ own.a[:, None]) / total

    def rng(self, *about: str) -> np.random.Generator:
        """A source of chance of its own for each thing that is drawn."""
        return np.random.default_rng((self.seed, *(zlib.crc32(text.encode()) for text in about)))

    def effects(self) -> dict[str, npt.NDArray[np.float64]]:
        """Per indicator the complete change of each transitiebuurt; never shown by the app.

        Of EFFECTS the natural logarithm, of POINTS in points of one answer.
        """
        count = sum(place.start is not None for place in self.places)
        found = {}
        for code, (mean, spread) in {**EFFECTS, **POINTS}.items():
            drawn = self.rng("effect", code).normal(mean, spread, count)
            drawn = np.clip(drawn, LEAST, MOST) if code in EFFECTS else drawn
            drawn[list(STORIES)] = [told.get(code, drawn[at]) for at, told in STORIES.items()]
            drawn[list(NO_CHANGE)] = 0.0
            found[code] = drawn.round(4)
        return found

    def change(self, code: str) -> Table:
        """How much of the change is there in every month, (buurten, months); 0 before the start and elsewhere."""
        change = np.zeros((len(self.places), MONTHS))
        complete = self.effects().get(code)
        if complete is not None:
            change[: len(complete)] = complete[:, None] * self._ramp()[: len(complete)]
        return change

    def _ramp(self) -> Table:
        """Share of the effect that is there in each month: it grows for a year and then stays."""
        since = np.arange(MONTHS) + 0.5 - self.start_months[:, None]
        return np.clip(since / RAMP, 0, 1)

    @cached_property
    def start_months(self) -> npt.NDArray[np.float64]:
        """Number of the month in which each buurt starts; infinite for a comparison buurt."""
        return np.asarray([np.inf if one.start is None else _month(one.start) for one in self.places])

    def wander(self, *about: str, spread: float, keep: float = 0.8) -> Table:
        """Chance that lasts: (buurten, months), about 0, each month a share `keep` of the one before."""
        steps = self.rng("wander", *about).normal(0, spread * np.sqrt(1 - keep**2), (len(self.places), MONTHS))
        steps[:, 0] *= 1 / np.sqrt(1 - keep**2)
        for month in range(1, MONTHS):
            steps[:, month] += keep * steps[:, month - 1]
        return steps


def season(size: float) -> npt.NDArray[np.float64]:
    """What multiplies each month: highest in January, lowest in July."""
    wave: npt.NDArray[np.float64] = 1 + size * np.cos(2 * np.pi * np.arange(MONTHS) / 12)
    return wave


def per_period(table: Table, periods: tuple[Periode, ...]) -> Table:
    """Mean over the months of each period: (buurten, months) becomes (buurten, periods)."""
    total = np.concatenate([np.zeros((len(table), 1)), np.cumsum(table, axis=1)], axis=1)
    first = [_month(one.start) for one in periods]
    last = [_month(one.eind) for one in periods]
    mean: Table = (total[:, last] - total[:, first]) / (np.asarray(last) - np.asarray(first))
    return mean


def _month(day: date) -> int:
    return (day.year - FIRST.year) * 12 + day.month - 1
