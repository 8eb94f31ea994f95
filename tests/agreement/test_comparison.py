"""A buurt to compare with counts where it has figures, and a partner where there is another one to tell it from."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from buurtbeeld.agreement import wording
from buurtbeeld.agreement.answers import MATEN, from_text, to_text
from buurtbeeld.agreement.values import Effect, value
from buurtbeeld.statistics.gaps import Scores
from buurtbeeld.statistics.two_groups import margin
from tests.agreement.made import buurt, computed, others, reading, rows, starters


def without_2026(frame, count):
    """Rows of which so many comparison buurten have none in 2026."""
    some = frame["buurt"].astype(str).isin([f"v{at:02d}" for at in range(count)]).to_numpy()
    return frame[~(some & frame["jaar"].ge(2026).to_numpy())].reset_index(drop=True)


@pytest.fixture(scope="module")
def few():
    return (*starters(12), *others(8))


def test_buurten_to_compare_with_without_figures_in_the_window_do_not_count(few):
    frame = rows(few, effect=-0.15)
    found = reading(computed(few, without_2026(frame, 4)))
    without = [one for one in few if one.sleutel not in {"v00", "v01", "v02", "v03"}]
    alone = reading(computed(without, frame[frame["buurt"].isin([one.sleutel for one in without])]))
    assert found.n_vergelijking == alone.n_vergelijking == 4
    for name in ("schatting_pct", "onder95", "boven95"):
        assert getattr(found, name) == pytest.approx(getattr(alone, name), abs=0.3)


@pytest.mark.parametrize(("gone", "why"), [
    (6, "Er zijn maar 2 vergelijkingsbuurten met genoeg cijfers voor en na de start. Vanaf 4 geven wij een getal."),
    (7, "Er is maar één vergelijkingsbuurt met genoeg cijfers voor en na de start."),
    (8, "Er is geen vergelijkingsbuurt met genoeg cijfers voor en na de start."),
])  # fmt: skip
def test_with_too_few_left_there_is_no_number_and_the_comparison_is_the_reason(few, gone, why):
    found = computed(few, without_2026(rows(few, effect=-0.15), gone), full=True)
    now = reading(found)
    assert now.schatting_pct is None
    assert now.toelichting.startswith(why)
    assert all(one.schatting is None for one in found.gevoeligheid)
    assert max((one.maand for one in found.sinds_start), default=0) < 13  # those of 2026 rest on too few
    assert not found.ontbinding and not found.anders  # noqa: PT018
    assert reading(found, vergelijking="eigen_start").schatting_pct is not None


ONE_PARTNER = "Alle transitiebuurten hebben dezelfde partner. De marge houdt daar geen rekening mee."


def test_one_partner_in_every_transitiebuurt_is_told_with_the_number():
    told = computed([*starters(8, partner="P"), *others(12)], full=True)
    plain = computed([*starters(8), *others(12)], full=True)
    one, other = reading(told), reading(plain)
    assert (one.schatting_pct, one.onder95, one.boven95) == (other.schatting_pct, other.onder95, other.boven95)
    assert ONE_PARTNER in one.toelichting
    assert told.opmerkingen.count(ONE_PARTNER) == 1
    assert ONE_PARTNER not in plain.opmerkingen
    assert told.per_partner is False


def test_a_margin_by_partner_is_told_as_one():
    names = "PQRS"
    some = [one.model_copy(update={"partner": names[at % 4]}) for at, one in enumerate(starters(12))]
    found = computed([*some, *others(12)], full=True)
    assert found.per_partner is True
    assert ONE_PARTNER not in found.opmerkingen
    assert "De marge houdt rekening met partners" not in reading(found).toelichting  # none works in both groups
    both = computed([*some, *others(8), *(buurt(f"w{at}", rol="vergelijking", partner="P") for at in range(4))])
    assert "De marge houdt rekening met partners in meer buurten." in reading(both).toelichting
    assert from_text(to_text(found)) == found


def test_everyone_that_is_left_with_one_partner_does_not_stop_a_publication():
    own = [*starters(4, partner="P"), buurt("t90", start=date(2025, 1, 1), partner="Q")]
    beside = [*others(4, partner="P"), *(buurt(f"w{at}", rol="vergelijking") for at in range(6))]
    delivered = [one for one in (*own, *beside) if one.sleutel[0] in "tv" and one.sleutel != "t90"]
    found = computed([*own, *beside], rows(delivered), full=True)
    assert reading(found).schatting_pct is not None
    assert ONE_PARTNER in found.opmerkingen
    assert "houdt er rekening mee" not in " ".join(found.opmerkingen)
    assert "rekening met partners" not in " ".join(found.opmerkingen)


def test_a_single_cluster_has_no_margin():
    half, names = np.full(2, 0.5), np.zeros(4, dtype=int)
    one = Scores(np.array([-2.0, -1.0]), np.array([0.0, 1.0]), half, half, np.float64(-2.0), np.float64(-1.5))
    found = Effect(one, margin(one, clusters=names), names)
    assert (found.beside.lower, found.beside.upper, found.beside.p) == (-np.inf, np.inf, 1.0)
    assert not any(value(found, maat).holds for maat in MATEN)


def test_beside_no_number_stand_no_numbers_of_the_same_buurten():
    """One buurt has nearly all clients in a window: neither the months nor what hours are made of may tell it."""
    own = [buurt("t00", start=date(2024, 3, 1)), *(buurt(f"t{at:02d}", start=date(2026, 1, 1)) for at in range(10, 16))]
    own += [buurt(f"t{at:02d}", start=date(2024, 3, 1)) for at in range(1, 4)]
    some = (*own, *others(12))
    frame = rows(some, effect=-0.15, noise=0.01, spread=0.02)
    names = frame["buurt"].astype(str)
    size = np.where(names.isin(["t00", "t10"]), 20.0, np.where(names.str.startswith("t"), 0.15, 1.0))
    frame = frame.assign(teller=frame["teller"] * size, noemer=np.round(frame["noemer"] * size).clip(12))
    found = computed(some, frame, full=True)
    assert max(one.maand for one in found.sinds_start) < 13  # later months are of t00 and three small ones
    assert not found.ontbinding and not found.anders  # noqa: PT018
    assert reading(found).schatting_pct is None


def test_ways_to_compute_that_are_the_same_count_once():
    found = computed([*starters(12), *others(12)], effect=-0.25)
    assert wording.tel(found).startswith("In 3 van de 3 manieren naast andere buurten ")
    lonely = computed(starters(12), effect=-0.25)
    assert wording.tel(lonely) == "Op geen enkele manier naast andere buurten is er al een getal."


def test_points_exclude_zero_exactly_when_the_effect_does():
    rng, clear = np.random.default_rng(1), 0
    for _ in range(2000):
        own, beside = rng.normal(-0.21, 0.2, 10), rng.normal(-0.05, 0.2, 10)
        shares = np.full(10, 0.1)
        scores = Scores(own, beside, shares, shares, own.mean() - beside.mean(), own.mean())
        one = Effect(scores, margin(scores, resample=False))
        plain, points = value(one, "relatief"), value(one, "indexpunten")
        clear += plain.upper < 0
        assert np.sign([plain.lower, plain.upper]).tolist() == np.sign([points.lower, points.upper]).tolist()
    assert 200 < clear < 1800


def test_a_period_that_a_whole_group_misses_takes_no_line_away():
    some = [*starters(8), *others(8)]
    frame = rows(some, effect=-0.15)
    hole = frame["buurt"].astype(str).str.startswith("t") & frame["periode"].astype(str).eq("2024-T3")
    found = computed(some, frame[~hole.to_numpy()].reset_index(drop=True), full=True)
    gone = {one.periode for one in found.lijn if one.transitie is None}
    assert gone == {"2024-T3"}
    assert "staat de lijn" in wording.ziet(found)


def test_what_was_kept_before_partners_were_told_is_still_read():
    found = computed(starters(4))
    raw = json.loads(to_text(found))
    del raw["per_partner"]
    assert from_text(json.dumps(raw)) == replace(found, per_partner=None)
