"""What of delivered rows leaves the vault: margins, groups, levels and derived figures; nothing of what is hidden."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from itertools import chain

import numpy as np
import pandas as pd
import pytest

from buurtbeeld.deliveries.round_term import Closings
from buurtbeeld.model import STATUS_ID, Status
from buurtbeeld.outcomes import figures as outcome_figures
from buurtbeeld.outcomes import rows as outcome_rows
from buurtbeeld.outcomes.keys import GROEP, METHODS, PROGRAMMA, partner_key
from tests.conftest import ROOT
from tests.outcomes.village import CONSULTS, HOURS, NOW, NPS, buurt, catalog, quarters, rates

CANARY = 7919.0  # a number that no figure may contain
TURNOVER = "verloop_wijkverpleging"


def rows_of(village, bron="huisartspraktijken"):
    closed = Closings(NOW, {one.sleutel: [NOW] for _, one in village.catalog.buurten()})  # so that nothing waits
    found = outcome_rows.sources(village.vault, village.catalog, closed)
    return next(source.rows() for source in found if source.block[1] == bron)


def made(village, bron="huisartspraktijken", people=None):
    return outcome_figures.figures(rows_of(village, bron), village.catalog, "dorp", people or {})


def of_group(figures):
    return figures[figures["buurt"].eq(GROEP)]


@pytest.mark.parametrize(("indicator", "bron", "rows"), [
    (CONSULTS, "huisartspraktijken", [(9.0, CANARY), (2.0, 4000.0)]),
    (HOURS, "alliantiepartners", [(CANARY, 9.0), (100.0, 18.0)]),
])  # fmt: skip
def test_the_margins_of_others_do_not_move_with_a_hidden_figure(village, indicator, bron, rows):
    shown = list(rates("eigen", indicator=indicator, periods=quarters()[1:]))
    village.deliver([*shown, *chain.from_iterable(rates(f"naast-{at:02d}", indicator=indicator) for at in range(14))],
                    bron=bron)  # fmt: skip
    found = []
    for teller, noemer in rows:
        village.deliver([("eigen", quarters()[0].code, indicator, "", teller, noemer)], bron=bron)
        one = made(village, bron).query("indicator == @indicator").drop(columns=["levering", "gecorrigeerd"])
        assert one["status"].eq(STATUS_ID[Status.AFGESCHERMD]).sum() == 1
        found.append(one.reset_index(drop=True))
    assert found[0]["methode"].max() > 0
    pd.testing.assert_frame_equal(*found)


def group_rows(**given):
    return chain.from_iterable(rates(f"naast-{at:02d}", **given) for at in range(14))


def test_a_hidden_figure_has_no_number_in_any_column(village):
    small = [("eigen", one.code, CONSULTS, "", 9.0, CANARY) for one in quarters()]
    village.deliver([*small, *group_rows()])
    mine = made(village).query("buurt == 'eigen'")
    assert set(mine["status"]) == {STATUS_ID[Status.AFGESCHERMD]}
    numbers = mine[["value", "teller", "noemer", "lower", "upper", "lower_998", "upper_998"]]
    assert numbers.isna().to_numpy().all()
    assert (mine[["voor", "na", "groep"]] == 0).to_numpy().all()


def test_a_hidden_figure_is_not_in_the_group_either(village):
    village.deliver(list(group_rows(noise=0.0)))
    before = made(village).pipe(of_group).reset_index(drop=True)
    village.deliver([("naast-00", one.code, CONSULTS, "", 9.0, 8000.0) for one in quarters()])
    after = made(village).pipe(of_group).reset_index(drop=True)
    assert (before["groep"] == 14).all()
    assert (after["groep"] == 13).all()
    pd.testing.assert_series_equal(before["value"], after["value"])  # those nine visits are nowhere in it


def test_fewer_than_ten_buurten_are_no_group(village):
    village.deliver([row for at in range(9) for row in rates(f"naast-{at:02d}")])
    assert made(village).pipe(of_group).empty


def test_margins_contain_the_value_and_are_made_of_rounded_counts(village):
    village.deliver([("eigen", "2024-K1", CONSULTS, "", 903.0, 4011.0), *group_rows()])
    one = made(village).query("buurt == 'eigen'").iloc[0]
    assert (one["teller"], one["noemer"]) == (905, 4010)
    assert one["lower_998"] <= one["lower"] <= one["value"] <= one["upper"] <= one["upper_998"]
    assert METHODS[one["methode"]].startswith("Byar")
    same = made(village)
    village.deliver([("eigen", "2024-K1", CONSULTS, "", 904.0, 4012.0)])  # rounds to the same
    other = made(village).query("buurt == 'eigen'").iloc[0]
    limits = ["lower", "upper", "lower_998", "upper_998"]
    mine = same.query("buurt == 'eigen'").iloc[0]
    assert other[limits].to_list() == pytest.approx(mine[limits].to_list(), abs=0.2)  # only the spread moves


def test_turnover_is_of_a_partner_over_twelve_months(village):
    partners = catalog(buurt("tweede", start=date(2024, 7, 1), partner="Zorg"))
    village.catalog = partners
    village.deliver(
        [(key, one.code, TURNOVER, "", 3.0, 20.0) for key in ("eigen", "tweede") for one in quarters(2024, 2025)],
        bron="alliantiepartners",
    )
    found = made(village, "alliantiepartners")
    assert set(found["buurt"]) == {partner_key("Zorg"), PROGRAMMA}
    first = found.query("buurt == @partner_key('Zorg') and periode == '2024-T6-12M'").iloc[0]
    assert (first["teller"], first["noemer"], first["value"]) == (25, 40, 62)  # 24 of 40, over four quarters
    village.publish(partners)
    series = village.sheet(TURNOVER, "preventie").reeksen[0]
    assert (series.niveau, series.naam) == ("partner", "Zorg")


def test_hours_per_1000_older_people_follow_from_hours_and_open_figures(village):
    rows = [("eigen", "2023", HOURS, "", 12_345.0, 101.0), ("eigen", "2024", HOURS, "", 500.0, 19.0)]
    village.deliver(rows, bron="verzekeraars")
    found = made(village, "verzekeraars", people={("eigen", 2023): 800.0, ("eigen", 2024): 800.0})
    derived = found.query("indicator == 'uren_per_1000_65plus'")
    assert derived["value"].to_list() == [
        15_200.0
    ]  # 122 hours × 100 clients, as they are shown; nineteen clients are too few
    assert derived["teller"].isna().all()  # the sum of hours is never shown


def test_a_mean_of_fewer_than_twenty_is_hidden_unless_somebody_says_how_it_is_spread(village):
    spread = {"2023": {}, "2024": {"grootste_aandeel": 0.4}, "2022": {"grootste_aandeel": 0.85}}
    rows = [("eigen", code, HOURS, "", 1000.0, 15.0, more) for code, more in spread.items()]
    village.deliver(rows, bron="verzekeraars")
    shown = made(village, "verzekeraars").set_index("periode")["value"]
    assert np.isnan(shown["2023"])
    assert np.isnan(shown["2022"])
    assert shown["2024"] == 66.7


@pytest.mark.parametrize(("practices", "seen"), [(1, False), (2, False), (3, True)])
def test_figures_of_one_or_two_practices_are_about_those_practices(village, practices, seen):
    village.deliver([("eigen", "2024-K1", CONSULTS, "", 900.0, 4000.0, {"n_bronnen": practices})])
    assert np.isfinite(made(village)["value"].iloc[0]) == seen


def test_an_nps_has_its_margin_and_its_three_classes(village):
    answers = {"0": 12, "5": 3, "7": 15, "9": 20, "10": 10}
    village.deliver(
        [("eigen", "2024-H1", NPS, key, float(count)) for key, count in answers.items()], bron="nps_vragenlijst"
    )
    found = made(village, "nps_vragenlijst").set_index("uitsplitsing")
    assert found.loc["", "value"] == 25  # 30 of 60 less 15 of 60
    assert found.loc["", "lower"] < 25 < found.loc["", "upper"]
    assert {key: found.loc[key, "value"] for key in ("criticaster", "passief", "promotor")} == {
        "criticaster": 15, "passief": 15, "promotor": 30,
    }  # fmt: skip


def test_figures_do_not_depend_on_the_order_of_the_rows(village):
    village.deliver([*rates("eigen", step=0.7), *group_rows()])
    rows = rows_of(village)
    key = ["buurt", "periode", "indicator", "uitsplitsing"]
    first, second = (
        outcome_figures.figures(some.reset_index(drop=True), village.catalog, "dorp", {}).sort_values(
            key, ignore_index=True
        )
        for some in (rows, rows.sample(frac=1, random_state=3))
    )
    pd.testing.assert_frame_equal(first, second, check_exact=True)


SCRIPT = """
import hashlib, sys
import pandas as pd
from tests.outcomes.village import catalog, rates
from buurtbeeld.outcomes import figures as outcome_figures
rows = [row for key in ["eigen", *(f"naast-{at:02d}" for at in range(14))] for row in rates(key, step=0.8)]
frame = pd.DataFrame(rows, columns=["buurt", "periode", "indicator", "uitsplitsing", "teller", "noemer"])
numbers = ("waarde", "n", "som_kwadraten", "n_bronnen", "grootste_aandeel")
frame = frame.assign(**dict.fromkeys(numbers, float("nan")), status="ok", levering=1, gecorrigeerd=False)
frame["jaar"] = frame["periode"].str[:4].astype(int)
made = outcome_figures.figures(frame, catalog(), "dorp", {})
print(hashlib.sha256(made.to_csv(float_format="%r").encode()).hexdigest())
"""


def test_figures_are_the_same_in_every_process():
    found = set()
    for seed in ("0", "1"):
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, check=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        )  # fmt: skip
        found.add(done.stdout.strip())
    assert len(found) == 1
