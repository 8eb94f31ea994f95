"""What is hidden is in no other figure: not in the margins of others, and not in what is made of it."""

from __future__ import annotations

from itertools import chain

import numpy as np
import pandas as pd
import pytest

from buurtbeeld.model import STATUS_ID, Status
from tests.outcomes.test_what_leaves import made
from tests.outcomes.village import CONSULTS, HOURS, buurt, catalog, quarters, rates

NEW, PER_65 = "instroom_wijkverpleging", "uren_per_1000_65plus"
YEARS = [str(year) for year in range(2020, 2025)]
NUMBERS = ["value", "lower", "upper", "lower_998", "upper_998", "methode", "signaal"]
HIDDEN = STATUS_ID[Status.AFGESCHERMD]
INSURERS = "verzekeraars"


def others(figures, hidden, indicator):
    """Numbers of an indicator of everybody else, after seeing that one figure is hidden."""
    place = ["buurt", "periode", "indicator", "uitsplitsing"]
    found = figures[figures["indicator"].eq(indicator)].set_index(place)
    assert found.loc[(*hidden, indicator, ""), "status"] == HIDDEN
    return found[NUMBERS].sort_index()


def hours(teller, clients=50.0):
    """Hours of clients of a buurt, and of those around it over some years."""
    rng = np.random.default_rng(7)
    around = [(f"naast-{at:02d}", code, HOURS, "", float(rng.integers(4000, 9000)), 80.0)
              for at in range(14) for code in YEARS]  # fmt: skip
    own = [("eigen", code, HOURS, "", 6000.0, 80.0) for code in YEARS if code != "2023"]
    return [*around, *own, ("eigen", "2023", HOURS, "", teller, clients)]


@pytest.mark.parametrize("more", [1.06, 3.0])
def test_the_margins_of_others_do_not_move_with_a_year_that_is_hidden_beside_its_quarters(village, more):
    found = []
    for times in (1.0, more):
        rows = [list(row) for key in ("eigen", *(f"naast-{at:02d}" for at in range(14)))
                for row in rates(key, size=200, base=300.0, noise=0.3)]  # fmt: skip
        rows = [row if row[:2] != ["eigen", quarters()[0].code] else [*row[:4], 5.0, 200.0] for row in rows]
        years = {}
        for key, code, *_, teller, _ in rows:
            years[key, code[:4]] = years.get((key, code[:4]), 0.0) + teller
        years["eigen", "2022"] = round(years["eigen", "2022"] * times)
        village.deliver([*rows, *((*place, CONSULTS, "", teller, 200.0) for place, teller in years.items())])
        found.append(others(made(village), ("eigen", "2022"), CONSULTS))
    assert found[0]["methode"].max() > 0
    pd.testing.assert_frame_equal(*found)


def test_nor_with_a_figure_that_the_audit_hides(village):
    village.deliver([("eigen", "2023", NEW, "", 46.0, 90.0)], bron=INSURERS)
    found = []
    for teller in (5000.0, 60_000.0):
        village.deliver(hours(teller), bron=INSURERS)
        found.append(others(made(village, INSURERS), ("eigen", "2023"), HOURS))
    assert found[0]["methode"].max() > 0
    pd.testing.assert_frame_equal(*found)


def test_what_is_made_of_a_figure_is_hidden_where_that_is(village):
    """Forty-six of fifty clients are new, so the hours of all of them are not shown, nor per inhabitant."""
    village.deliver([("eigen", "2023", NEW, "", 46.0, 90.0)], bron=INSURERS)
    village.deliver(hours(5000.0), bron=INSURERS)
    found = made(village, INSURERS, people={("eigen", 2023): 800.0, ("eigen", 2024): 800.0, ("naast-00", 2023): 800.0})
    derived = found[found["indicator"].eq(PER_65)].set_index(["buurt", "periode"])
    assert derived.loc[("eigen", "2023"), "status"] == HIDDEN
    assert derived.loc[("eigen", "2023"), NUMBERS[:5]].isna().all()
    assert np.isfinite(derived.loc[[("eigen", "2024"), ("naast-00", "2023")], "value"]).all()


def test_what_is_shown_has_margins_all_the_same(village):
    """What is hidden is left out; what is left is enough to say how much figures scatter."""
    village.catalog = catalog(buurt("tweede"))
    village.deliver(chain.from_iterable(rates(key, noise=0.3) for key in ("eigen", "tweede", "naast-00", "naast-01")))
    found = made(village)
    assert np.isfinite(found["lower"][found["value"].notna()]).all()
