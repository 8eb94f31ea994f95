"""The point ladder: what may be shown of a series with so many points."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import pytest

from buurtbeeld.model import Status
from buurtbeeld.statistics.ladder import Never, Show, Step, counted, rung

BELOW_SIX = {Never.DIRECTION, Never.SLOPE, Never.LIMITS}


@pytest.mark.parametrize(
    ("points", "step", "shows", "shows_not", "never"),
    [
        (0, Step.NOTHING, set(), {Show.VALUE, Show.LINE}, BELOW_SIX),
        (1, Step.ONE, {Show.VALUE, Show.POSITION}, {Show.DIFFERENCE, Show.LINE}, BELOW_SIX),
        (2, Step.TWO, {Show.VALUE, Show.DIFFERENCE}, {Show.LINE}, BELOW_SIX),
        (3, Step.FEW, {Show.LINE, Show.YEAR_BEFORE}, {Show.MEDIAN}, BELOW_SIX),
        (5, Step.FEW, {Show.LINE, Show.YEAR_BEFORE}, {Show.MEDIAN}, BELOW_SIX),
        (6, Step.RUN_CHART, {Show.MEDIAN}, {Show.LIMITS, Show.PROVISIONAL_LIMITS}, {Never.LIMITS}),
        (11, Step.RUN_CHART, {Show.MEDIAN}, {Show.LIMITS, Show.PROVISIONAL_LIMITS}, {Never.LIMITS_AS_VERDICT}),
        (12, Step.PROVISIONAL, {Show.PROVISIONAL_LIMITS}, {Show.LIMITS, Show.PHASES}, {Never.FROZEN_LIMITS}),
        (19, Step.PROVISIONAL, {Show.PROVISIONAL_LIMITS}, {Show.LIMITS, Show.PHASES}, {Never.FROZEN_LIMITS}),
        (20, Step.FULL, {Show.LIMITS, Show.PHASES}, {Show.PROVISIONAL_LIMITS}, {Never.SILENT_REBASE}),
        (400, Step.FULL, {Show.LIMITS, Show.PHASES}, {Show.PROVISIONAL_LIMITS}, {Never.FORECAST}),
    ],
)
def test_steps(points, step, shows, shows_not, never):
    found = rung(points)
    assert found.step is step
    assert shows <= found.shows
    assert not shows_not & found.shows
    assert never <= found.never


@pytest.mark.parametrize(
    ("points", "useful", "speaks"), [(9, 9, False), (11, 9, False), (10, 10, True), (30, 9, False)]
)
def test_rules_of_the_median_speak_from_ten_useful_points(points, useful, speaks):
    assert (Show.RUN_RULES in rung(points, useful).shows) is speaks


def test_a_longer_series_never_carries_less():
    for shorter, longer in pairwise(rung(points, points) for points in range(40)):
        swapped = {Show.PROVISIONAL_LIMITS, Show.DIFFERENCE}  # full limits, and a line, come instead of them
        assert shorter.shows - swapped <= longer.shows
        assert longer.never <= shorter.never


def test_only_complete_points_count():
    statuses = [Status.OK, Status.VOORLOPIG, Status.OK, Status.AFGESCHERMD, Status.NIET_GELEVERD, Status.GESCHAT]
    assert counted(statuses) == 2
    assert counted([]) == 0


@pytest.mark.parametrize(("points", "useful"), [(-1, 0), (3, 4), (3, -1)])
def test_impossible_numbers_are_refused(points, useful):
    with pytest.raises(ValueError, match="aantal punten"):
        rung(points, useful)


def test_asking_the_ladder_loads_nothing_heavy():
    code = "import sys, buurtbeeld.statistics.ladder; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"numpy", "scipy", "pandas", "statsmodels"} & set(loaded)
