"""More buurten than fit in a small number, and figures of some years only: both the same as without."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from buurtbeeld.deliveries.round_term import Closings
from buurtbeeld.model import STATUS_ID, Status
from buurtbeeld.outcomes import figures as outcome_figures
from buurtbeeld.outcomes import rows as outcome_rows
from buurtbeeld.outcomes.panels import Panel, category, placed, stacked
from buurtbeeld.statistics.borrowed_spread import size_curve
from tests.outcomes.village import GROUP, NOW, NPS, catalog, quarters, rates

MANY = 150  # more than an int8 holds


def rows_of(village, bron):
    found = outcome_rows.sources(village.vault, village.catalog, Closings(NOW, {}))
    return next(source.rows() for source in found if source.block[1] == bron)


def test_more_than_128_buurten_are_delivered_and_a_running_period_is_provisional(village):
    village.catalog = catalog(group=MANY)
    keys = ["eigen", *(f"naast-{at:02d}" for at in range(MANY))]
    village.deliver(row for key in keys for row in rates(key, periods=quarters()[-2:]))
    classes = {"criticaster": 20.0, "passief": 30.0, "promotor": 40.0}
    village.deliver(((key, "2026-K3", NPS, name, count) for key in keys for name, count in classes.items()),
                    bron="nps_vragenlijst")  # fmt: skip
    status = rows_of(village, "huisartspraktijken").set_index(["buurt", "periode"])["status"].astype(str)
    assert len(status) == 2 * (MANY + 1)
    assert (status == "voorlopig").any()  # a practice owes more than this one figure
    found = outcome_figures.figures(rows_of(village, "nps_vragenlijst"), village.catalog, "dorp", {})
    scores = found[found["uitsplitsing"].eq("") & found["buurt"].isin(keys)]
    assert len(scores) == MANY + 1
    assert scores["value"].eq(22.0).all()  # 100 * (40 - 20) / 90
    assert scores["status"].isin([STATUS_ID[Status.OK], STATUS_ID[Status.VOORLOPIG]]).all()


@pytest.mark.parametrize("years", [{2026}, {2023, 2025}])
def test_figures_of_some_years_are_those_of_all_years(village, years):
    village.deliver(
        row for key in ["eigen", *(f"naast-{at:02d}" for at in range(GROUP))] for row in rates(key, step=0.8)
    )
    rows = rows_of(village, "huisartspraktijken")
    place = ["buurt", "periode", "indicator", "uitsplitsing"]
    every, some = (
        made.astype(dict.fromkeys([*place, "reden"], object)).sort_values(place, ignore_index=True)
        for made in (
            outcome_figures.figures(rows, village.catalog, "dorp", {}),
            outcome_figures.figures(rows, village.catalog, "dorp", {}, years),
        )
    )
    assert set(some["jaar"]) == years
    assert some["signaal"].nunique() > 1 or years == {2026}
    pd.testing.assert_frame_equal(some, every[every["jaar"].isin(years)].reset_index(drop=True), check_exact=True)


def test_curves_at_once_are_the_curves_one_by_one():
    rng = np.random.default_rng(4)
    size = np.where(rng.random(40) < 0.1, np.nan, rng.lognormal(7, 1, 40))
    variance = rng.chisquare(4, (6, 40)) / 4 * (0.1 + 100 / np.nan_to_num(size, nan=1000.0))
    variance[rng.random(variance.shape) < 0.2] = np.nan
    variance[1], variance[2], variance[3, 4:] = (
        np.nan,
        0.0,
        np.nan,
    )  # nothing known, nothing varies, too few for a slope
    curve, behind = size_curve(variance, size, size)
    for at, one in enumerate(variance):
        for found, alone in zip((curve, behind), size_curve(one, size, size), strict=True):
            assert np.array_equal(found[at], alone, equal_nan=True)
    assert np.isnan(curve[1]).all()
    assert (curve[2] == 0).all()
    assert np.ptp(curve[3]) == 0
    assert np.ptp(curve[0]) > 0


def test_panels_are_joined_by_key_and_period():
    rows = pd.DataFrame({"buurt": ["b", "a", "b"], "periode": ["2025-K4", "2026-K1", "2026-K1"]})
    whole = Panel.of(rows, np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0, 6.0]))
    assert (whole.keys, whole.codes) == (["a", "b"], ["2025-K4", "2026-K1"])
    assert np.array_equal(whole.first, [[np.nan, 2.0], [1.0, 3.0]], equal_nan=True)
    parts = [Panel.of(rows[chosen], np.array(first), np.array(second)) for chosen, first, second in (
        ([False, True, True], [2.0, 3.0], [5.0, 6.0]), ([True, False, False], [1.0], [4.0])
    )]  # fmt: skip
    joined = Panel.joined(parts)
    assert (joined.keys, joined.codes) == (whole.keys, whole.codes)
    for name in ("first", "second"):
        assert np.array_equal(getattr(joined, name), getattr(whole, name), equal_nan=True)


def test_text_stays_what_it_is_in_whatever_form_it_comes():
    forms = [category(["x", "", "y"]), np.array(["y", "z"], dtype=object), pd.array(["", "x"], dtype="str")]
    frames = [pd.DataFrame({"buurt": one, "n": np.arange(len(one))}) for one in forms]
    made = stacked([*frames, frames[0].iloc[:0]])
    assert made["buurt"].tolist() == ["x", "", "y", "y", "z", "", "x"]
    at, words = placed(made["buurt"])
    assert words == ["", "x", "y", "z"]
    assert [words[one] for one in at] == made["buurt"].tolist()
