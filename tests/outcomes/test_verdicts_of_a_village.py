"""From delivered rows to the verdict on the page: what changed, what did not, and what cannot be said."""

from __future__ import annotations

from datetime import date
from itertools import chain

import pytest

from buurtbeeld.model import Status
from buurtbeeld.outcomes.oordeel import Grond, Oordeel, Signaal
from buurtbeeld.outcomes.signals import is_judged
from tests.outcomes.village import CONSULTS, HOURS, NPS, VISITS, buurt, catalog, quarters, rates


def group_rows(**given):
    return chain.from_iterable(rates(f"naast-{at:02d}", **given) for at in range(14))


def test_a_large_step_beside_a_calm_group_is_said_in_the_word_of_the_thema(village):
    village.deliver([*rates("eigen", step=0.6), *group_rows(), *rates("eigen", step=0.6, indicator=VISITS, base=300),
                     *group_rows(indicator=VISITS, base=300)])  # fmt: skip
    village.publish()
    fall = village.item(CONSULTS, "preventie")
    assert (fall.beoordeling.oordeel, fall.beoordeling.grond) == (Oordeel.GUNSTIGER, Grond.GEEN)
    assert (fall.beoordeling.voor, fall.beoordeling.na, fall.beoordeling.groep) == (10, 6, 14)
    # Of visits the plan has no hypothesis in Behandeling dichtbij: the same fall has no direction there.
    assert village.item(VISITS, "dichtbij").beoordeling.oordeel is Oordeel.VERANDERT
    newest = village.sheet(CONSULTS).reeksen[0].beoordeeld
    assert newest.signaal is Signaal.LAGER


def test_a_rise_is_unfavourable_where_less_is_wanted(village):
    village.deliver([*rates("eigen", step=1.6), *group_rows()])
    village.publish()
    assert village.item(CONSULTS, "preventie").beoordeling.oordeel is Oordeel.ONGUNSTIGER


def test_without_a_change_there_is_no_clear_difference(village):
    village.deliver([*rates("eigen"), *group_rows()])
    village.publish()
    assert village.item(CONSULTS).beoordeling.oordeel is Oordeel.GEEN_VERSCHIL


def test_what_the_group_does_too_is_no_change_of_the_buurt(village):
    village.deliver([*rates("eigen", step=0.6), *group_rows(step=0.6)])
    village.publish()
    assert village.item(CONSULTS).beoordeling.oordeel is Oordeel.GEEN_VERSCHIL


MINE = "SELECT id FROM part WHERE bron = 'huisartspraktijken'"


def test_a_new_period_changes_nothing_older(village):
    village.deliver([*rates("eigen", step=0.6, periods=quarters()[:-2]), *group_rows(periods=quarters()[:-2])])
    village.publish()
    before = {one.periode: one for one in village.sheet().reeksen[0].figures}
    with village.published.connect() as connection:
        parts = set(connection.exec_driver_sql(MINE).scalars())
    village.deliver([row for row in [*rates("eigen", step=0.6), *group_rows()] if row[1] in {"2026-K2", "2026-K3"}])
    village.publish()
    after = {one.periode: one for one in village.sheet().reeksen[0].figures}
    old = {one: figure for one, figure in after.items() if one in before and one.start.year < 2026}
    assert old == {one: before[one] for one in old}
    assert len(after) == len(before) + 2
    with village.published.connect() as connection:
        made = set(connection.exec_driver_sql(MINE).scalars()) - parts
    assert len(made) == 1  # only the year of the new periods


@pytest.mark.parametrize(
    ("start", "periods", "oordeel", "grond"),
    [
        (None, quarters(), Oordeel.TE_WEINIG, Grond.START),
        (date(2021, 1, 1), quarters(), Oordeel.TE_WEINIG, Grond.NULMETING),
        (date(2026, 9, 1), quarters(), Oordeel.TE_VROEG, Grond.METINGEN),
        (date(2024, 7, 1), quarters()[:1], Oordeel.TE_VROEG, Grond.METINGEN),
    ],
)
def test_why_nothing_can_be_said(village, start, periods, oordeel, grond):
    other = buurt("ander", start=start)
    village.deliver([*rates("ander", periods=periods), *group_rows()])
    village.publish(catalog(other))
    found = village.item(CONSULTS, sleutel="ander").beoordeling
    assert (found.oordeel, found.grond) == (oordeel, grond)


def test_the_same_value_every_time_is_never_a_clear_change(village):
    same = [("eigen", one.code, CONSULTS, "", 900.0, 1000.0) for one in quarters()]
    village.deliver([*same, *group_rows(noise=0.0)])
    village.publish()
    assert village.item(CONSULTS).beoordeling.oordeel in {Oordeel.GEEN_VERSCHIL, Oordeel.TE_WEINIG}


def test_a_buurt_of_two_inhabitants_shows_nothing_and_says_why(village):
    village.deliver([*(("eigen", one.code, CONSULTS, "", 5.0, 2.0) for one in quarters()), *group_rows()])
    village.publish()
    item = village.item(CONSULTS)
    assert (item.beoordeling.oordeel, item.beoordeling.grond) == (Oordeel.TE_WEINIG, Grond.AFGESCHERMD)
    assert {one.value for one in village.sheet().reeksen[0].figures} == {None}
    assert item.nulmeting is None


@pytest.mark.parametrize("noemer", [0.0, None])
def test_a_noemer_of_nobody_is_no_figure(village, noemer):
    rows = [("eigen", one.code, HOURS, "", 100.0, noemer) for one in quarters()]
    village.deliver(rows, bron="verzekeraars")
    village.publish()
    figures = village.sheet(HOURS, "preventie").reeksen[0].figures
    assert {one.status for one in figures} == {Status.AFGESCHERMD}


def test_a_period_missing_in_the_middle_is_there_as_missing(village):
    rows = [row for row in rates("eigen") if row[1] != "2025-K2"]
    village.deliver([*rows, *group_rows()])
    village.publish()
    series = village.sheet().reeksen[0]
    gap = next(one for one in series.figures if one.periode.code == "2025-K2")
    assert (gap.status, gap.value, gap.reden) == (Status.NIET_GELEVERD, None, "Niet geleverd.")
    assert len(series.figures) == len(quarters())
    assert series.groep[series.figures.index(gap)].buurten == 14


def test_what_others_have_and_this_buurt_not_yet_is_missing_at_the_end(village):
    village.deliver([*rates("eigen", periods=quarters()[:-1]), *group_rows()])
    village.publish()
    assert village.sheet().reeksen[0].figures[-1].status is Status.NIET_GELEVERD
    assert village.item(CONSULTS).nu.periode == quarters()[-2]


def test_nobody_delivers_it(village):
    village.deliver([*rates("eigen"), *group_rows()])
    village.publish()
    item = village.item(NPS)
    assert (item.beoordeling.oordeel, item.beoordeling.grond) == (Oordeel.TE_WEINIG, Grond.NIET_GELEVERD)
    assert item.nu is None
    assert item.verwacht == date(2026, 7, 30)  # the halfjaar closed last, and thirty days
    assert village.sheet(NPS).reeksen[0].figures == ()


def test_a_retracted_delivery_leaves_nothing_behind(village):
    village.deliver(list(group_rows()))
    number = village.deliver(list(rates("eigen")))
    village.publish()
    assert village.item(CONSULTS).nu is not None
    village.retract(number)
    village.close()
    village.publish()
    assert village.item(CONSULTS).beoordeling.grond is Grond.NIET_GELEVERD


def test_a_definition_that_changes_makes_the_figures_again(village):
    village.deliver([*rates("eigen", noise=0), *group_rows()])
    village.publish()
    first = village.item(CONSULTS).nu.value
    shipped = village.catalog
    changed = shipped.indicatoren[CONSULTS].model_copy(update={"factor": 100.0})
    village.publish(catalog(indicatoren={**shipped.indicatoren, CONSULTS: changed}))
    assert village.item(CONSULTS).nu.value == pytest.approx(first / 10, abs=0.1)


def test_buurten_to_compare_with_are_never_judged(village):
    village.deliver([*rates("eigen"), *group_rows()])
    village.publish()
    assert {one.beoordeling.oordeel for one in village.outcomes("naast-00").items} == {None}


def test_what_was_done_and_what_was_told_is_never_judged(village):
    judged = {one.code for one in village.catalog.outcomes() if is_judged(one)}
    assert {"geincludeerde_clienten", "trainingen", "ervaringen_professionals"}.isdisjoint(judged)
    assert {CONSULTS, HOURS, NPS, "wmo_clienten_per_1000"} <= judged


def test_without_a_group_a_buurt_is_put_beside_its_own_past(village):
    others = [buurt(f"mee-{at}", start=date(2025, 1, 1)) for at in range(6)]
    village.deliver([*rates("eigen", step=0.5), *chain.from_iterable(rates(one.sleutel) for one in others)])
    village.publish(catalog(*others, group=0))
    item = village.item(CONSULTS, "preventie")
    assert (item.beoordeling.oordeel, item.beoordeling.groep) == (Oordeel.GUNSTIGER, 0)
    assert village.sheet().reeksen[0].groep == ()
