"""A provisional figure, a list of the start, a part of twelve months: hidden or withheld, they hide no more."""

from __future__ import annotations

from datetime import date
from itertools import chain

import pytest

from buurtbeeld.model import Status
from buurtbeeld.outcomes.oordeel import Grond, Oordeel, Signaal
from buurtbeeld.periods import Periode
from tests.outcomes.test_verdicts_of_a_village import group_rows
from tests.outcomes.village import CONSULTS, START, VISITS, buurt, catalog, quarters, rates

SCORE, LIST = "zelfredzaamheid_score", "vragenlijst"
TURNOVER, PARTNER = "verloop_wijkverpleging", "alliantiepartners"
LAST = "2026-K3"


def small_at_the_end():
    """A clear fall, and in the newest quarter too few to show."""
    return [*(row for row in rates("eigen", step=0.6) if row[1] < LAST), ("eigen", LAST, CONSULTS, "", 4.0, 8000.0)]


def test_a_hidden_provisional_figure_leaves_the_verdict_before_it_standing(village):
    """The practice did not deliver its visits yet: the quarter may still change."""
    village.deliver([*small_at_the_end(), *group_rows()])
    village.publish()
    series = village.sheet().reeksen[0]
    newest = next(one for one in series.figures if one.periode.code == LAST)
    assert (newest.status, newest.signaal) == (Status.AFGESCHERMD, Signaal.GEEN)
    assert series.beoordeeld.periode.code == "2026-K2"
    assert village.item(CONSULTS, "preventie").beoordeling.oordeel is Oordeel.GUNSTIGER


def test_a_hidden_complete_figure_is_too_few(village):
    visits = [("eigen", LAST, VISITS, "", 300.0, 8000.0)]
    village.deliver([*small_at_the_end(), *visits, *group_rows()])
    village.publish()
    found = village.item(CONSULTS, "preventie").beoordeling
    assert (found.oordeel, found.grond) == (Oordeel.TE_WEINIG, Grond.AFGESCHERMD)


def test_the_only_figure_is_hidden_and_provisional(village):
    village.deliver([("eigen", LAST, CONSULTS, "", 4.0, 8000.0)])
    village.publish()
    found = village.item(CONSULTS, "preventie").beoordeling
    assert (found.oordeel, found.grond) == (Oordeel.TE_WEINIG, Grond.AFGESCHERMD)


def scores(sleutel, *answers):
    for code, mean in answers:
        yield (sleutel, code, SCORE, "", None, 60.0, {
            "waarde": mean, "n": 60.0, "som_kwadraten": 60 * mean**2 + 59 * 1.5**2, "status": "ok",
        })  # fmt: skip


@pytest.mark.parametrize(("first", "start"), [("2024-T4", START), ("2024-T4", date(2024, 8, 20)), ("2024-T3", START)])
def test_a_list_filled_in_in_the_period_of_the_start_is_the_nulmeting(village, first, start):
    village.catalog = catalog(buurt("later", start=start))
    others = chain.from_iterable(
        scores(f"naast-{at:02d}", (first, 6.0), ("2025-T6", 6.0 + 0.02 * (at % 5))) for at in range(14)
    )
    village.deliver([*scores("later", (first, 6.0), ("2025-T6", 8.5)), *others], bron=LIST)
    village.publish()
    series = village.sheet(SCORE, sleutel="later").reeksen[0]
    assert series.nulmeting.tot == Periode.parse(first)
    found = village.item(SCORE, sleutel="later").beoordeling
    assert found.oordeel is Oordeel.GUNSTIGER
    assert (found.voor, found.na) == (1, 1)


def test_a_rate_of_the_period_of_the_start_is_neither_before_nor_after(village):
    """Only a list that is meant to be filled in at the start counts then; a quarter that runs is half of each."""
    village.catalog = catalog(buurt("later", start=date(2024, 8, 20)))
    village.deliver([*rates("later"), *group_rows()])
    village.publish()
    assert village.sheet(sleutel="later").reeksen[0].nulmeting.tot.code == "2024-K2"
    assert village.item(sleutel="later").beoordeling.voor == 10


def turnover(sleutel, *, withheld=()):
    for one in quarters(2024, 2025):
        secret = one.code in withheld
        yield (sleutel, one.code, TURNOVER, "", None if secret else 12.0, None if secret else 100.0)


def test_twelve_months_of_which_a_quarter_is_withheld_are_withheld_not_missing(village):
    village.deliver(turnover("eigen", withheld={"2025-K2"}), bron=PARTNER)
    village.publish()
    seen = {one.periode.eind.isoformat(): one.status for one in village.sheet(TURNOVER).reeksen[0].figures}
    assert seen["2025-01-01"] is Status.OK
    assert seen["2025-07-01"] is seen["2025-10-01"] is Status.GEHEIM_BRON
    found = village.item(TURNOVER).beoordeling
    assert found.grond is Grond.AFGESCHERMD


def test_of_a_partner_of_which_one_buurt_is_withheld_the_others_are_shown(village):
    village.catalog = catalog(buurt("tweede", start=START, partner="Zorg"))
    every = {one.code for one in quarters(2024, 2025)}
    village.deliver([*turnover("eigen", withheld=every), *turnover("tweede")], bron=PARTNER)
    village.publish()
    assert {one.status for one in village.sheet(TURNOVER).reeksen[0].figures} == {Status.OK}


def test_figures_of_groups_only_are_shown_as_such(village):
    """Of a source that delivered no figure of everybody together."""
    rows = [("eigen", one, CONSULTS, "copd", 300.0, 400.0) for one in ("2025", "2026")]
    village.deliver(rows, bron="verzekeraars")
    village.publish()
    sheet = village.sheet(CONSULTS)
    assert (sheet.reeksen[0].bron, sheet.reeksen[0].figures, sheet.reeksen[0].alleen_groepen) == (
        "verzekeraars",
        (),
        True,
    )
    assert [one.uitsplitsing for one in sheet.uitgesplitst] == ["copd"]
    assert village.item(CONSULTS).beoordeling.grond is Grond.GROEPEN
