"""What somebody who adds up and subtracts what is shown still cannot find."""

from __future__ import annotations

from datetime import date
from itertools import chain

import numpy as np
import pytest

from buurtbeeld.outcomes.keys import PROGRAMMA, partner_key
from buurtbeeld.periods import Periode
from tests.outcomes.test_what_leaves import made
from tests.outcomes.village import CONSULTS, HOURS, NPS, buurt, catalog, quarters, rates

NPS_STAFF, TURNOVER, ABSENCE = "nps_professionals", "verloop_wijkverpleging", "verzuim_wijkverpleging"
LIMITS = ["lower", "upper", "lower_998", "upper_998"]


def of_partner(figures):
    return figures[figures["buurt"].eq(partner_key("Zorg"))]


def test_an_nps_of_which_a_class_is_hidden_has_no_margin(village):
    counts = {"promotor": 25.0, "passief": 8.0, "criticaster": 12.0}
    village.deliver([("eigen", "2024-H1", NPS, key, n) for key, n in counts.items()], bron="nps_vragenlijst")
    found = made(village, "nps_vragenlijst").set_index("uitsplitsing")
    assert found.loc["", "value"] == 29
    assert found[LIMITS].isna().to_numpy().all()
    assert found.loc[["promotor", "passief", "criticaster"], "value"].isna().all()


def test_hours_per_older_person_say_no_more_than_hours_and_clients_do(village):
    """Two numbers of clients that are shown alike give the same figure and the same margin."""
    seen = []
    for clients in (98.0, 102.0):
        village.deliver([("eigen", "2023", HOURS, "", 120.0 * clients, clients)], bron="verzekeraars")
        found = made(village, "verzekeraars", people={("eigen", 2023): 800.0})
        one = found[found["indicator"].eq("uren_per_1000_65plus")].iloc[0]
        seen.append([one["value"], one["noemer"], *one[LIMITS].fillna(-1)])
    assert seen[0] == seen[1]


def test_a_year_is_hidden_when_one_of_its_quarters_is(village):
    small = {"2024-K2": 8.0}
    rows = [("eigen", one.code, CONSULTS, "", small.get(one.code, 30.0), 4000.0) for one in quarters(2023, 2024)]
    village.deliver(
        [*rows, ("eigen", "2024", CONSULTS, "", 98.0, 4000.0), ("eigen", "2023", CONSULTS, "", 120.0, 4000.0)]
    )
    found = made(village).query("buurt == 'eigen'").set_index("periode")["value"]
    assert np.isnan(found["2024-K2"])
    assert np.isnan(found["2024"])
    assert np.isfinite(found["2023"])
    assert np.isfinite(found["2024-K1"])


def test_a_programma_is_not_shown_beside_a_buurt_that_is_hidden(village):
    village.catalog = catalog(buurt("tweede", start=date(2024, 7, 1)))
    few = {"promotor": 3.0, "passief": 3.0, "criticaster": 2.0}
    many = {"promotor": 25.0, "passief": 15.0, "criticaster": 15.0}
    whole = [(key, name, n) for key, counts in (("eigen", few), ("tweede", many)) for name, n in counts.items()]
    rows = [(key, code, NPS_STAFF, name, n) for code in ("2024-H1", "2024-H2") for key, name, n in whole]
    village.deliver(rows, bron="nps_vragenlijst")
    found = made(village, "nps_vragenlijst").set_index(["buurt", "uitsplitsing"])["value"]
    assert np.isfinite(found["tweede", "promotor"])
    assert np.isnan(found["eigen", "promotor"])
    assert np.isnan(found[PROGRAMMA, "promotor"])


@pytest.mark.parametrize(("staff", "seen"), [(11, False), (19, False), (25, True)])
def test_absence_needs_twenty_persons(village, staff, seen):
    days = 365.25 / 4 * staff
    rows = [("eigen", one.code, ABSENCE, "", days * 0.08, days) for one in quarters(2024, 2024)]
    village.deliver([*rows, ("eigen", "2024-K4", ABSENCE, "", days * 0.08, days)], bron="alliantiepartners")
    found = made(village, "alliantiepartners").pipe(of_partner)["value"]
    assert np.isfinite(found).all() == seen


def test_rhythms_that_differ_give_one_turnover(village):
    village.catalog = catalog(buurt("tweede", start=date(2024, 7, 1), partner="Zorg"))
    by_quarter = [("eigen", f"2024-K{at}", TURNOVER, "", 5.0, 100.0) for at in range(1, 5)]
    by_half = [("tweede", f"2024-H{at}", TURNOVER, "", 10.0, 100.0) for at in (1, 2)]
    village.deliver([*by_quarter, *by_half], bron="alliantiepartners")
    one = made(village, "alliantiepartners").pipe(of_partner).iloc[0]
    assert (one["teller"], one["noemer"], one["value"]) == (40, 200, 20)


@pytest.mark.parametrize(
    "rows",
    [
        [("eigen", "2024-K1", TURNOVER, "", 3.0, 20.0), ("eigen", "2024-K2", TURNOVER, "", 3.0, 20.0)],
        [("naast-00", one.code, TURNOVER, "", 3.0, 20.0) for one in quarters(2024, 2024)],
        [("eigen", "2024-M01", "modules_kennisplatform", "", None)],
        [("eigen" if at < 4 else "naast-00", f"2024-K{at}", TURNOVER, "", 3.0, 20.0) for at in (1, 2, 3, 4)],
    ],
    ids=["two quarters", "only a buurt to compare with", "all withheld", "a year of two halves"],
)  # fmt: skip
def test_nothing_of_a_buurt_leaves_where_only_more_together_may(village, rows):
    village.deliver(rows, bron="alliantiepartners")
    village.deliver(list(rates("eigen")))
    village.publish()
    found = made(village, "alliantiepartners")
    assert not set(found["buurt"]) & {"eigen", "naast-00"}


@pytest.mark.parametrize(
    ("bron", "indicator", "counts", "shown"),
    [
        ("buurtnetwerk", "ervaringen_professionals", (1.0, 0.0, 0.0, 2.0, 1.0, 0.0, 1.0, 4.0), [-1, -1, 8]),
        ("educared", "gevolgde_trainingen", (1.0, 23.0), [-1, 25]),
    ],
)
def test_stories_and_participants_of_fewer_than_a_handful_are_hidden(village, bron, indicator, counts, shown):
    """Stories are told over twelve months: in two there are too few of them not to know who told one."""
    periods = [Periode.parse("2024-T1").shifted(at).code for at in range(len(counts))]
    village.deliver([("eigen", code, indicator, "", n) for code, n in zip(periods, counts, strict=True)], bron=bron)
    found = made(village, bron)
    own = found[found["buurt"].eq("eigen")].astype({"periode": str}).sort_values("periode")
    assert own["value"].fillna(-1).to_list() == shown


def test_the_aim_stands_still_when_only_the_season_moves(village):
    def level(one):
        return 900 * (1.15 if one.start.month in (1, 4) else 0.85)

    keys = ["eigen", *(f"naast-{at:02d}" for at in range(14))]
    found = []
    for last in (-2, -1):
        rows = chain.from_iterable(
            [(key, one.code, CONSULTS, "", round(level(one) * 8), 8000.0) for one in quarters()[:last]] for key in keys
        )
        village.deliver(list(rows))
        village.publish()
        found.append(village.sheet(CONSULTS, "eerstelijn").doelen)
    assert found[0]
    assert found[0] == found[1]


def test_an_unknown_source_in_the_address_is_no_error(village):
    village.deliver([*rates("eigen"), *chain.from_iterable(rates(f"naast-{at:02d}") for at in range(12))])
    village.publish()
    assert village.compare("naast-00", bron="bestaatniet").bron == "huisartspraktijken"
    assert village.compare("naast-00", bron="cbs_kerncijfers").bron == "huisartspraktijken"


def test_a_gap_before_the_start_counts_in_the_nulmeting_as_in_the_verdict(village):
    gone = {"2022-K1", "2022-K2", "2022-K3"}
    rows = [row for row in rates("eigen", periods=quarters(2019)) if row[1] not in gone]
    village.deliver([*rows, *chain.from_iterable(rates(f"naast-{at:02d}", periods=quarters(2019)) for at in range(14))])
    village.publish()
    series = village.sheet().reeksen[0]
    assert series.nulmeting.metingen == series.beoordeeld.voor == 9
    assert series.nulmeting.van.code == "2021-K3"
