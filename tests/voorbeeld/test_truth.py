"""What the app says of the invented programme, beside what the generator really changed; and every state is there."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.waarheid import counts, judged
from buurtbeeld.figures import Reader, read
from buurtbeeld.model import Status
from buurtbeeld.outcomes.oordeel import Grond, Oordeel
from buurtbeeld.periods import today
from buurtbeeld.questions import OutcomesQuestion
from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS
from buurtbeeld.storage.engine import open_published
from data_sources.invented import SEED
from data_sources.voorbeeld.world import NO_CHANGE, World

pytestmark = pytest.mark.uitgebreid
USER = DEMONSTRATION_ACCOUNTS["transitieteam"]


@pytest.fixture(scope="module")
def found(whole_stores):
    return judged(whole_stores, World(SEED))


@pytest.fixture(scope="module")
def matrices(whole_stores, catalog):
    reader = Reader(open_published(whole_stores), catalog)
    keys = [place.sleutel for place in World(SEED).places if place.start]
    yield {key: read(USER, OutcomesQuestion(key, today()), reader=reader) for key in keys}
    reader.engine.dispose()


def test_no_large_effect_is_called_the_wrong_way(found):
    large = counts([one for one in found if one.large])
    assert large["fout"] == 0
    assert large["goed"] > 20


def test_where_nothing_changes_fewer_than_one_in_twenty_figures_is_called(found):
    quiet = counts([one for one in found if one.buurt in NO_CHANGE])
    assert quiet["beoordeeld"] > 15
    assert quiet["loos"] < quiet["beoordeeld"] / 20


def test_every_verdict_and_every_reason_occurs(matrices):
    said = [item.beoordeling for one in matrices.values() for item in (*one.items, *one.bewaking)]
    said += [other[2] for one in matrices.values() for item in (*one.items, *one.bewaking) for other in item.andere]
    words = Counter(one.oordeel for one in said)
    assert set(words) == {None, *Oordeel}
    assert words[Oordeel.ONGUNSTIGER] >= 2
    assert words[Oordeel.GUNSTIGER] >= 10
    # Nobody in it delivers groups only: that one has a test of its own.
    assert {one.grond for one in said} == set(Grond) - {Grond.GROEPEN}


def test_the_first_buurt_shows_most(matrices):
    words = {item.beoordeling.oordeel for item in matrices["lindekwartier"].items}
    assert {Oordeel.GUNSTIGER, Oordeel.ONGUNSTIGER, Oordeel.VERANDERT, Oordeel.GEEN_VERSCHIL} <= words


def test_some_lines_are_new_and_many_are_not(matrices):
    new = [item.nieuw for one in matrices.values() for item in one.items]
    assert 0 < sum(new) < 0.7 * len(new)  # how many depends on the day: new figures come in waves


def test_a_newest_figure_is_hidden_awaited_or_there(matrices):
    there = {item.nu.status for one in matrices.values() for item in one.items if item.nu}
    assert {Status.OK, Status.AFGESCHERMD} <= there
