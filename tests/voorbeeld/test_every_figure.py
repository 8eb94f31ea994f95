"""Every figure of the catalogue has a value in some invented buurt, as whoever may see it reads it."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from buurtbeeld.figures import ProfileQuestion, Reader, SheetQuestion, read
from buurtbeeld.periods import today
from buurtbeeld.publication import quiet
from buurtbeeld.roles import account
from buurtbeeld.storage.engine import open_published
from data_sources import invented
from data_sources.stores import Stores
from data_sources.voorbeeld import PROGRAMMA
from data_sources.voorbeeld.outcomes import INSURERS, MADE_OF_HOURS, TARIFF_YEAR
from tests.integration.answers import settings_in

NOT_COUNTED_YET = {"buurtbeelden", "best_practices"}  # records of pages the app does not have yet


@pytest.fixture(scope="module")
def transitie(catalog):
    return [one.sleutel for one in catalog.programmas[PROGRAMMA].buurten if one.rol == "transitie"]


@pytest.fixture(scope="module")
def reader(store, catalog, transitie, tmp_path_factory):
    """What the transitiebuurten deliver, through the same door and published: a quarter of all that is delivered."""
    settings = settings_in(tmp_path_factory.mktemp("geleverd"))
    shutil.copytree(store.data_dir, settings.data_dir, dirs_exist_ok=True)
    with Stores(settings) as stores:
        stores._catalog = catalog
        invented._register(stores)
        for one in invented._files(catalog):
            header, *lines = one.data.splitlines(keepends=True) or [b""]
            mine = [line for line in lines if line.split(b";", 1)[0].decode() in transitie]
            if mine:
                invented._deliver(stores, replace(one, data=b"".join([header, *mine])))
        stores.publish(by="toets", report=quiet)
    return Reader(open_published(settings), catalog)


def sheet(reader, sleutel, code):
    return read(account("netwerklid"), SheetQuestion(sleutel, code, "", today()), reader=reader)


def test_every_outcome_has_a_value_in_some_buurt(reader, catalog, transitie):
    wanted = {one.code for one in catalog.outcomes()} - NOT_COUNTED_YET
    for sleutel in transitie:
        wanted -= {code for code in wanted if any(one.nieuwste for one in sheet(reader, sleutel, code).reeksen)}
    assert wanted == set()


def test_every_figure_of_ons_buurtbeeld_has_a_value_in_some_buurt(reader, catalog, transitie):
    wanted = {one.code for one in catalog.baseline()}
    for sleutel in transitie:
        rows = read(account("bezoeker"), ProfileQuestion(sleutel), reader=reader).rows
        wanted -= {code for code, row in rows.items() if row.own.value is not None}
    assert wanted == set()


@pytest.mark.parametrize("code", MADE_OF_HOURS)
def test_the_tariff_of_insurers_marks_their_hours_and_no_others(reader, code):
    marks = {one.bron: one.breuken for one in sheet(reader, "lindekwartier", code).reeksen}
    assert marks.pop("alliantiepartners") == ()
    (mark,) = marks.pop(INSURERS)
    assert (mark.dag.isoformat(), marks) == (f"{TARIFF_YEAR}-01-01", {})
    assert "tarief" in mark.zin
