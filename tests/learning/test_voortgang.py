"""Voortgang alle buurten as data: by name, with reasons and brakes, and what a bad programme looks like."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from buurtbeeld import interventions
from buurtbeeld.errors import NotFound, PermissionDenied
from buurtbeeld.figures import read
from buurtbeeld.interventions import Invoer
from buurtbeeld.learning import uitrekenen, voortgang
from buurtbeeld.learning.vragen import MenuQuestion, ProgressQuestion
from buurtbeeld.outcomes.oordeel import Oordeel
from buurtbeeld.periods import PeriodeSoort, periods_between
from buurtbeeld.publication import quiet
from buurtbeeld.roles import account
from tests.learning.test_gebeurtenissen import user
from tests.learning.test_uitrekenen import deliver
from tests.outcomes.village import CONSULTS, START, VISITS, buurt, catalog, rates

TODAY = date(2026, 11, 25)


def work_out(village):
    number = village.publish()
    uitrekenen.ensure(village.published, village.catalog, number, report=quiet)
    return village


def progress(village, **more):
    return read(user("transitieteam"), ProgressQuestion("dorp", TODAY, **more), reader=village.reader)


def test_buurten_stand_by_name_with_their_verdicts(village):
    village.catalog = catalog(buurt("andere", start=START))
    deliver(village, {"eigen": 0.8, "andere": 1.3})
    found = progress(work_out(village))
    assert [one.plek.sleutel for one in found.standen] == ["andere", "eigen"]
    worse, better = (dict(one.oordelen) for one in found.standen)
    assert worse[Oordeel.ONGUNSTIGER] == 1
    assert better[Oordeel.GUNSTIGER] == 1
    assert any("duidelijk ongunstiger" in reason for reason in found.standen[0].hulp)


def test_only_who_did_better_and_again_is_a_candidate(village):
    village.catalog = catalog(*(buurt(f"ook-{at}", start=START) for at in range(4)))
    deliver(village, {"eigen": 0.8})
    found = progress(work_out(village)).kandidaten
    assert [(one.plek.sleutel, one.rij.indicator, one.rij.bevestigd) for one in found] == [("eigen", CONSULTS, True)]


def test_something_else_that_got_worse_holds_a_candidate_back(village):
    deliver(village, {"eigen": 0.8})
    # Out-of-hours contacts rise meanwhile.
    rows = [
        row
        for one in village.catalog.programmas["dorp"].buurten
        for row in rates(one.sleutel, step=1.5 if one.sleutel == "eigen" else 1.0, indicator="hap_contacten_per_1000")
    ]
    village.deliver(rows, bron="verzekeraars")
    found = progress(work_out(village)).kandidaten
    assert "kwaliteit" in next(one for one in found if one.rij.indicator == CONSULTS).remmen


def test_a_small_buurt_is_held_back(village, monkeypatch):
    deliver(village, {"eigen": 0.8})
    work_out(village)
    assert "klein" not in progress(village).kandidaten[0].remmen  # 8,000 people
    monkeypatch.setattr(voortgang, "FEWEST_PERSONS", 9000)
    assert "klein" in progress(village).kandidaten[0].remmen


def test_without_any_results_the_page_says_so(village):
    village.publish()
    found = progress(village)
    assert not found.klaar
    assert (found.trechter, found.kandidaten, found.keuzes) == (None, (), ())
    assert [one.plek.sleutel for one in found.standen] == ["eigen"]


def test_a_buurt_that_stopped_owes_nothing_and_is_not_called(village):
    dorp = village.catalog.programmas["dorp"]
    own = dorp.buurten[0].model_copy(update={"eind": date(2025, 6, 30)})
    made = dorp.model_copy(update={"buurten": (own, *dorp.buurten[1:])})
    object.__setattr__(village.catalog, "programmas", {"dorp": made})
    object.__setattr__(village.catalog, "_buurten", {one.sleutel: (made, one) for one in made.buurten})
    deliver(village)
    one = progress(work_out(village)).standen[0]
    assert one.hulp == ("Deze buurt is gestopt.",)
    assert one.laat == ()


def test_a_chosen_funnel_and_its_series(village):
    deliver(village, {"eigen": 0.8})
    found = progress(work_out(village), indicator=CONSULTS)
    assert found.trechter.indicator == CONSULTS
    assert len(found.trechter.punten) == 15
    assert not found.trechter.stabiel  # fifteen buurten: nobody knows how much they usually differ
    assert [one.plek.sleutel for one in found.reeksen] == ["eigen"]
    assert found.reeksen[0].punten[0].periode < found.reeksen[0].punten[-1].periode


@pytest.mark.parametrize("role", ["bezoeker", "netwerklid", "huisarts", "kartrekker", "coordinator", "beheerder",
                                  "leverancier", "verzekeraar", "onderzoeker"])  # fmt: skip
def test_it_is_for_the_transitieteam(village, role):
    with pytest.raises(PermissionDenied):
        read(user(role, "eigen"), ProgressQuestion("dorp", TODAY), reader=village.reader)


def test_an_unknown_programma_is_refused(village):
    village.publish()
    with pytest.raises((NotFound, PermissionDenied)):
        read(account("transitieteam"), ProgressQuestion("onzin", TODAY), reader=village.reader)


def start_everywhere(village, titel, days=400, bereik=50):
    day = date.fromordinal(TODAY.toordinal() - days)
    given = [(one.sleutel, Invoer("eerstelijn", titel, day, 6, bereik=bereik), datetime(2025, 1, 1, tzinfo=UTC))
             for one in village.catalog.programmas["dorp"].buurten if one.rol == "transitie"]  # fmt: skip
    interventions.take_in(village.published, village.catalog, given, by="test", vandaag=TODAY)


def menu(village):
    return read(user("kartrekker", "eigen"), MenuQuestion("eigen", TODAY), reader=village.reader)


def plan(village, code="driehoek"):
    return next(one for one in menu(village).kaarten if one.kaart.code == code)


def test_a_plan_learns_from_the_buurten_that_run_it(village):
    extra = [buurt(f"ook-{at}", start=START) for at in range(4)]
    village.catalog = catalog(*extra)
    deliver(village, {one.sleutel: 0.85 for one in extra} | {"eigen": 0.85})
    work_out(village)
    start_everywhere(village, "Korte lijnen", days=500)
    found = plan(village)
    assert len(found.lopen) == 5
    assert (found.bereik, found.bereik_van) == (250, 5)
    effect = next(one for one in found.effecten if one.indicator == CONSULTS)
    assert effect.buurten == 5
    assert effect.onder < -0.15 < effect.boven
    assert effect.boven < 0
    assert found.bij_ons.titel == "Korte lijnen"


def test_with_three_buurten_nothing_flows_back(village):
    """Whoever runs it himself knows one of them: of three the other two could be told apart."""
    extra = [buurt(f"ook-{at}", start=START) for at in range(2)]
    village.catalog = catalog(*extra)
    deliver(village, {"eigen": 0.85})
    work_out(village)
    start_everywhere(village, "Korte lijnen", days=500)
    assert len(plan(village).lopen) == 3
    assert plan(village).effecten == ()


def test_before_its_term_nothing_flows_back(village):
    extra = [buurt(f"ook-{at}", start=START) for at in range(4)]
    village.catalog = catalog(*extra)
    deliver(village)
    work_out(village)
    start_everywhere(village, "Korte lijnen", days=30)
    assert (plan(village).te_vroeg, plan(village).effecten) == (5, ())


def test_a_late_yearly_figure_is_of_before_the_term_and_is_not_counted(village):
    """On 25 November the newest year is the one before: the plan began in it, so nothing of it can be seen there."""
    extra = [buurt(f"ook-{at}", start=START) for at in range(4)]
    village.catalog = catalog(*extra)
    years = list(periods_between(date(2020, 1, 1), date(2026, 1, 1), PeriodeSoort.JAAR))
    deliver(village, {one.sleutel: 0.85 for one in extra} | {"eigen": 0.85}, periods=years)
    work_out(village)
    start_everywhere(village, "Korte lijnen", days=500)
    assert (plan(village).te_vroeg, plan(village).effecten) == (0, ())


def test_a_yearly_figure_of_after_the_term_is_counted(village):
    extra = [buurt(f"ook-{at}", start=START) for at in range(4)]
    village.catalog = catalog(*extra)
    years = list(periods_between(date(2020, 1, 1), date(2026, 1, 1), PeriodeSoort.JAAR))
    deliver(village, {one.sleutel: 0.85 for one in extra} | {"eigen": 0.85}, periods=years)
    work_out(village)
    start_everywhere(village, "Korte lijnen", days=1200)
    assert [one.buurten for one in plan(village).effecten] == [5]


def test_a_plan_nobody_runs_has_no_numbers(village):
    work_out(village)
    found = plan(village, "buurttuin")
    assert (found.lopen, found.bereik, found.bereik_van, found.effecten) == ((), None, 0, ())


def test_an_actie_of_another_name_is_not_counted(village):
    work_out(village)
    start_everywhere(village, "Korte lijnen in de straat")
    assert plan(village).lopen == ()


def test_visits_have_no_direction_and_make_no_candidate(village):
    deliver(village, {"eigen": 1.4}, indicator=VISITS)
    found = progress(work_out(village))
    assert [one for one in found.kandidaten if one.rij.indicator == VISITS] == []
