"""Results of a publication: made of what is shown, once, and the same again."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
import sqlalchemy as sa

from buurtbeeld.learning import uitrekenen
from buurtbeeld.places import Look
from buurtbeeld.programma_schema import Programma
from buurtbeeld.publication import quiet
from buurtbeeld.storage import reading
from buurtbeeld.storage.schema_learning import adjusted, funnel_point, learning, learning_publication
from tests.outcomes.village import CONSULTS, START, buurt, catalog, quarters, rates


def deliver(village, steps=(), but=(), **more):
    """A group that stays as it is, and buurten that change by a step from the start on."""
    rows = []
    for one in village.catalog.programmas["dorp"].buurten:
        if one.sleutel in but:
            continue
        step = dict(steps).get(one.sleutel, 1.0)
        rows += rates(one.sleutel, step=step, start=one.start or START, **more)
    village.deliver(rows)


def worked_out(village):
    number = village.publish()
    uitrekenen.ensure(village.published, village.catalog, number, report=quiet)
    return number


def read(village, table=adjusted):
    with village.published.connect() as connection:
        return [dict(row) for row in connection.execute(sa.select(table)).mappings()]


def of(village, sleutel="eigen"):
    return next(one for one in read(village) if (one["buurt"], one["indicator"]) == (sleutel, CONSULTS))


def test_a_buurt_that_fell_is_told_by_how_much_more_than_the_others(village):
    deliver(village, {"eigen": 0.85})
    worked_out(village)
    row = of(village)
    assert row["verschil"] == pytest.approx(np.log(0.85), abs=0.03)
    assert row["fout"] < 0.03
    assert (row["grond"], row["groep"], row["periode"]) == ("", 14, "2026-K2")  # of the newest one more may come
    assert row["kans"] > 0.95
    assert row["voorgedragen"] == "2024-K4"  # half a year of figures after the start
    assert (row["beslist"], row["bevestigd"]) == ("2025-K2", 1)  # and half a year more, not used before


def test_nothing_changed_nothing_is_said(village):
    deliver(village)
    worked_out(village)
    row = of(village)
    assert abs(row["verschil"]) < 3 * row["fout"]
    assert row["kans"] < 0.2
    assert row["voorgedragen"] == ""


def test_the_same_publication_is_worked_out_once(village):
    deliver(village)
    number = worked_out(village)
    assert uitrekenen.ensure(village.published, village.catalog, number, report=quiet) == 0
    assert len(read(village, learning)) == 1
    assert read(village, learning_publication) == [{"publication_id": number, "learning_id": 1}]


def test_a_new_figure_is_a_new_result_and_the_old_one_stays(village):
    deliver(village)
    worked_out(village)
    before = read(village)
    village.deliver([("eigen", "2026-K4", CONSULTS, "", 1800.0, 8000.0)])
    worked_out(village)
    assert len(read(village, learning)) == 2
    assert [one for one in read(village) if one["learning_id"] == 1] == before


def test_a_second_run_gives_the_same(village):
    deliver(village, {"eigen": 0.9})
    number = village.publish()
    with village.published.connect() as connection:
        look = Look(connection, reading.snapshot(connection, number), village.catalog)
        one, two = (uitrekenen.work_out(look, village.catalog.programmas["dorp"]) for _ in range(2))
    assert one.veranderingen == two.veranderingen
    assert one.punten == two.punten


def test_every_buurt_with_a_figure_is_in_the_funnel(village):
    deliver(village)
    worked_out(village)
    rows = read(village, funnel_point)
    assert len(rows) == 15
    assert all(one["onder998"] <= one["onder95"] < one["midden"] < one["boven95"] <= one["boven998"] for one in rows)
    assert {one["plaats"] for one in rows} <= {-2, -1, 0, 1, 2}


def changed(village, **more):
    """The same programma with the own buurt otherwise."""
    dorp = village.catalog.programmas["dorp"]
    own, *others = dorp.buurten
    made = dorp.model_copy(update={"buurten": (own.model_copy(update=more), *others)})
    village.catalog = catalog()
    object.__setattr__(village.catalog, "programmas", {"dorp": made})
    object.__setattr__(village.catalog, "_buurten", {one.sleutel: (made, one) for one in made.buurten})
    return village


@pytest.mark.parametrize(("more", "reason"), [
    ({"start": None}, "geen_start"),
    ({"start": date(2022, 1, 1)}, "geen_nulmeting"),
    ({"start": date(2026, 9, 1)}, "te_kort"),
])  # fmt: skip
def test_without_a_start_a_past_or_a_future_there_is_a_reason_and_no_number(village, more, reason):
    changed(village, **more)
    deliver(village)
    worked_out(village)
    row = of(village)
    assert row["grond"] == reason
    assert {row[name] for name in ("verschil", "fout", "verwacht", "gekrompen", "kans", "kwart", "rang_van")} == {None}


def test_without_buurten_to_compare_with_there_is_no_number(village):
    village.catalog = catalog(group=9)
    deliver(village)
    worked_out(village)
    assert (of(village)["grond"], of(village)["verschil"]) == ("geen_groep", None)


def test_one_buurt_only(village):
    village.catalog = catalog(group=0)
    deliver(village)
    worked_out(village)
    assert of(village)["grond"] == "geen_groep"
    assert read(village, funnel_point) == []


def test_all_buurten_started(village):
    village.catalog = catalog(*(buurt(f"ook-{at:02d}", start=START) for at in range(12)), group=0)
    deliver(village)
    worked_out(village)
    assert {one["grond"] for one in read(village)} == {"geen_groep"}


def test_a_buurt_that_moved_between_groups_is_compared_with_nothing_and_nobody_with_it(village):
    """It began and is a comparison buurt now: what it became is no picture of nothing having begun."""
    moved = buurt("verhuisd", rol="vergelijking", start=START)
    village.catalog = catalog(moved)
    deliver(village, {"verhuisd": 0.5})
    worked_out(village)
    assert of(village)["groep"] == 14
    assert abs(of(village)["verschil"]) < 0.03
    assert all(one["buurt"] != "verhuisd" for one in read(village))


def test_a_buurt_that_stopped_is_looked_at_until_its_end(village):
    changed(village, eind=date(2025, 6, 30))
    deliver(village, {"eigen": 0.85})
    worked_out(village)
    row = of(village)
    assert row["periode"] == "2025-K2"
    assert row["verschil"] == pytest.approx(np.log(0.85), abs=0.04)


def test_a_hidden_figure_has_no_part_in_any_result(village):
    """Small counts come in: they are hidden, and every result stays what it was."""
    village.catalog = catalog(buurt("klein", rol="vergelijking"), buurt("smal", start=START))
    deliver(village, {"eigen": 0.9}, but=("klein", "smal"))
    worked_out(village)
    before = [one for one in results(village, 1) if one["buurt"] != "smal"]
    hidden = [(key, one.code, CONSULTS, "", 4.0, 30.0) for key in ("klein", "smal") for one in quarters()]
    village.deliver(hidden)
    worked_out(village)
    after = results(village, 2)
    assert [one for one in after if one["buurt"] not in {"klein", "smal"}] == before
    assert {one["grond"] for one in after if one["buurt"] == "smal" and "grond" in one} == {"geen_nulmeting"}
    assert not [one for one in after if one["buurt"] == "klein"]


def _short(value):
    """A sum over more rows is added in another order: the last of its digits may differ."""
    return float(f"{value:.9g}") if isinstance(value, float) else value


def results(village, number):
    """Rows of one result, the limits of funnels left out: published margins take in how all buurten differ."""
    limits = {
        name for name in (one.name for one in funnel_point.columns) if name.startswith(("onder9", "boven9", "kaal"))
    }
    rows = [one for one in (*read(village, adjusted), *read(village, funnel_point)) if one["learning_id"] == number]
    return [
        {name: _short(value) for name, value in one.items() if name not in {"learning_id", *limits}} for one in rows
    ]


def test_a_programme_without_deliveries_has_results_without_rows(village):
    number = village.publish()
    uitrekenen.ensure(village.published, village.catalog, number, report=quiet)
    assert len(read(village, learning)) == 1
    assert read(village) == []


def test_programmas_are_worked_out_apart(village):
    other = Programma(code="anders", naam="Anders", codejaar=2024, buurten=(buurt("elders", start=START),))
    object.__setattr__(village.catalog, "programmas", {**village.catalog.programmas, "anders": other})
    deliver(village)
    worked_out(village)
    assert {one["programma"] for one in read(village, learning)} == {"dorp", "anders"}
