"""kill -9 at any statement and any file operation of a delivery, on both sides of the queue: none of it or all."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from buurtbeeld import worker
from buurtbeeld.deliveries.jobs import CHECK
from buurtbeeld.ingest import counting, deliveries, inbox, inspection
from buurtbeeld.storage import raw
from buurtbeeld.storage.engine import open_published, open_vault
from buurtbeeld.storage.migrate import upgrade
from buurtbeeld.storage.schema_delivered import delivery_log, delivery_scope, outcome
from buurtbeeld.storage.schema_plans import waiting
from buurtbeeld.storage.schema_published import job, publication, publication_part
from buurtbeeld.storage.schema_vault import delivery, delivery_event, observation
from data_sources import stores
from tests.integration import delivered
from tests.integration.answers import settings_in
from tests.integration.incremental import anew, told
from tests.integration.test_killed_half_way import check_file_is_whole

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="dit systeem kent geen fork en kill -9")
STORES = ("kluis.sqlite3", "buurtbeeld.sqlite3")
ROWS = len(delivered.ROWS)
# Every so many operations; the whole sweep is `uitgebreid`. Not a divisor of what one row or one part takes.
KEEPING = [3, pytest.param(1, marks=pytest.mark.uitgebreid)]
STEPS = [11, pytest.param(1, marks=pytest.mark.uitgebreid)]


@pytest.fixture(scope="module", autouse=True)
def same_verdicts():
    """Finds the verdict on a file once: what reads a file has tests of its own."""
    patch = pytest.MonkeyPatch()
    patch.setattr(inspection, "inspect", inspection.inspect)
    patch.setattr(stores, "load_catalog", stores.load_catalog)
    delivered.prepare()
    yield
    patch.undo()


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    """Makes a folder with two stores in which something already happened; returns its path."""
    base = tmp_path_factory.mktemp("stadia")
    upgrade(settings_in(base / "leeg"))
    (base / "leeg" / "ruw").mkdir()

    def made(name):
        folder = base / name
        if not folder.exists():
            shutil.copytree(base / "leeg", folder)
            delivered.STAGES[name](settings_in(folder))
        return str(folder)

    return made


@pytest.fixture
def swept(stage, tmp_path, forks):
    """Kills at every `step`-th operation; settings of each run that was killed, and of the one that was not."""

    def run(action, name, counted, step):
        order = {"action": action, "counted": counted, "template": stage(name), "step": step}
        numbers = forks(command="sweep", folder=str(tmp_path), url="", **order)
        return [settings_in(tmp_path / str(number)) for number in numbers]

    return run


def rows(engine, *columns):
    with engine.connect() as connection:
        return sorted(tuple(row) for row in connection.execute(sa.select(*columns)))


class House:
    """Both stores after a restart."""

    def __init__(self, settings):
        for name in STORES:
            check_file_is_whole(settings.data_dir / name)
        upgrade(settings)
        self.settings, self.vault, self.published = settings, open_vault(settings), open_published(settings)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.vault.dispose()
        self.published.dispose()

    def events(self):
        return [event for _, event in rows(self.vault, delivery_event.c.id, delivery_event.c.event)]

    def counts(self):
        return {row.sleutel: (row.teller, row.noemer) for _, _, row in counting.current(self.vault)}

    def is_none_or_all(self):
        """Whether all of the first file is in the vault; fails when a part of it is."""
        kept, seen = rows(self.vault, delivery.c.id), self.counts()
        assert (len(kept), len(seen)) in {(0, 0), (delivered.SOURCES, ROWS)}, f"half: {kept} {seen}"
        assert len(self.events()) == len(kept)
        assert len(rows(self.vault, observation.c.delivery_id)) == len(seen)
        return bool(kept)

    def check_raw_files(self):
        """Every delivery has its file, whole; nothing is left of one that was being written."""
        names = {path.relative_to(self.settings.raw_dir).as_posix() for path in self.settings.raw_dir.rglob("*.*")}
        with self.vault.connect() as connection:
            found = connection.execute(sa.select(deliveries.delivery)).mappings().all()
        assert {row["raw_file"] for row in found} == names
        for row in found:
            kept = {name: row[name] for name in deliveries.DeliveryRow.__dataclass_fields__}
            assert raw.load(self.settings.raw_dir, deliveries.DeliveryRow(**kept)).documents["bestand"]

    def check_log_is_the_vault(self):
        last = {number: (event, name) for event, number, name in rows(
            self.vault, delivery_event.c.id, delivery_event.c.delivery_id, delivery_event.c.event)}  # fmt: skip
        words = {"accepted": "aanvaard", "retracted": "teruggetrokken"}
        told = {number: (event, words[name]) for number, (event, name) in last.items()}
        log = {number: (event, stand) for number, event, stand in rows(
            self.published, delivery_log.c.levering, delivery_log.c.event_id, delivery_log.c.stand)}  # fmt: skip
        assert log == told
        about = (observation.c.delivery_id, observation.c.buurt, observation.c.periode, observation.c.indicator)
        scope = (
            delivery_scope.c.levering,
            delivery_scope.c.buurt,
            delivery_scope.c.periode,
            delivery_scope.c.indicator,
        )
        assert rows(self.published, *scope) == sorted(set(rows(self.vault, *about)))

    def check_published(self, expected):
        """How many figures the newest publication has, each once."""
        newest = sa.select(sa.func.max(publication.c.id)).scalar_subquery()
        parts = sa.select(publication_part.c.part_id).where(publication_part.c.publication_id == newest)
        key = (outcome.c.buurt_id, outcome.c.indicator_id, outcome.c.periode_id, outcome.c.uitsplitsing)
        with self.published.connect() as connection:
            found = connection.execute(sa.select(*key).where(outcome.c.part_id.in_(parts))).all()
        assert len(found) == len(set(found)) == expected

    def take_up_again(self):
        """A worker that starts after the other one was silent for long enough."""
        with self.published.begin() as connection:
            long_ago = datetime.now(UTC) - worker.STALE - timedelta(seconds=5)
            connection.execute(sa.update(job).where(job.c.state == worker.BUSY).values(seen_at=long_ago))
        delivered.work(self.settings)
        return rows(self.published, job.c.state, job.c.message)

    def check_whole(self, expected=ROWS):
        self.check_raw_files()
        self.check_log_is_the_vault()
        self.check_published(expected)

    def check_nothing_waits(self):
        inbox.sweep(self.settings.inbox_dir, older_than=-1)
        assert not [*self.settings.inbox_dir.rglob("*")] if self.settings.inbox_dir.exists() else True


def token_of(house):
    [arguments] = [found for (found,) in house.published.connect().execute(sa.select(job.c.args))]
    return str(arguments["token"])


@pytest.mark.parametrize("step", KEEPING)
@pytest.mark.parametrize("counted", ["statement", "file"])
def test_killed_while_keeping(swept, counted, step):
    runs = swept("keep", "leeg", counted, step)
    assert int(runs[-1].data_dir.name) > 15
    for settings in runs:
        with House(settings) as house:
            there = house.is_none_or_all()
            receipt = delivered.keep(settings, delivered.FIRST)
            assert bool(receipt.leveringen) == (not there)
            assert house.is_none_or_all()
            delivered.publish(settings)
            house.check_whole()


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("counted", ["statement", "file"])
def test_killed_while_publishing(swept, counted, step):
    runs = swept("publish", "bewaard", counted, step)
    assert len(runs) >= 2
    for settings in runs:
        with House(settings) as house:
            assert house.is_none_or_all()
            number = delivered.publish(settings)
            assert delivered.publish(settings) == number
            house.check_whole()


@pytest.mark.parametrize("step", STEPS)
def test_killed_while_publishing_what_is_new(swept, step):
    """Whatever was kept to be quick, and wherever it stopped, the same comes out as from nothing."""
    runs = swept("publish", "nieuws_bewaard", "statement", step)
    assert len(runs) > 3
    for settings in runs:
        with House(settings) as house:
            number = delivered.publish(settings)
            assert delivered.publish(settings) == number
            house.check_whole(ROWS + 2)
            assert told(house.published) == anew(house.vault, house.published, delivered.catalog(), datetime.now(UTC))


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("counted", ["statement", "file"])
def test_killed_worker_that_keeps(swept, counted, step):
    runs = swept("work", "bewaren_gevraagd", counted, step)
    assert len(runs) > 3
    for settings in runs:
        with House(settings) as house:
            house.is_none_or_all()
            assert house.take_up_again() == [("klaar", "Klaar.")]
            assert house.is_none_or_all()
            said = inbox.answered(settings.inbox_dir, token_of(house))
            assert said["bewaard"]
            house.check_whole()
            inbox.drop(settings.inbox_dir, token_of(house))
            house.check_nothing_waits()


@pytest.mark.parametrize("step", KEEPING)
@pytest.mark.parametrize("counted", ["statement", "file"])
def test_killed_worker_that_checks(swept, counted, step):
    runs = swept("work", "controle_gevraagd", counted, step)
    assert len(runs) > 2
    for settings in runs:
        with House(settings) as house:
            assert house.take_up_again() == [("klaar", "Klaar.")]
            assert inbox.answered(settings.inbox_dir, token_of(house))["nieuw"] == ROWS
            assert not house.is_none_or_all(), "controleren bewaart niets"
            house.check_nothing_waits()


@pytest.mark.parametrize("step", STEPS)
def test_killed_worker_that_retracts(swept, step):
    runs = swept("work", "intrekken_gevraagd", "statement", step)
    assert len(runs) > 3
    for settings in runs:
        with House(settings) as house:
            assert house.take_up_again() == [("klaar", "Klaar.")]
            assert house.events() == ["accepted", "accepted", "retracted"]
            house.check_whole()  # what was published waits for its round
            assert sum(count for (count,) in rows(house.published, waiting.c.aantal)) == ROWS - len(house.counts()) > 0


@pytest.mark.parametrize("step", KEEPING)
@pytest.mark.parametrize("counted", ["statement", "file"])
def test_killed_while_asking(swept, counted, step):
    """A page that died left no job without its file, and no file that stays."""
    for settings in swept("ask", "leeg", counted, step):
        with House(settings) as house:
            waiting = rows(house.published, job.c.id, job.c.state)
            assert len(waiting) <= 1
            if waiting:
                assert inbox.take(settings.inbox_dir, token_of(house)) == delivered.FIRST
            token = delivered.ask_for_a_file(settings, CHECK, delivered.FIRST)
            assert {state for state, _ in house.take_up_again()} == {"klaar"}
            assert inbox.answered(settings.inbox_dir, token)["oordeel"].startswith("aanvaard")
            house.check_nothing_waits()


def test_killed_worker_of_a_file_that_somebody_dropped(stage, tmp_path):
    """The page went away: the job says so, and nothing is kept."""
    settings = settings_in(tmp_path / "weg")
    shutil.copytree(stage("bewaren_gevraagd"), settings.data_dir)
    with House(settings) as house:
        inbox.drop(settings.inbox_dir, token_of(house))
        [(state, message)] = house.take_up_again()
        assert (state, message.split(".")[0]) == ("mislukt", "Dit bestand staat niet meer klaar")
        assert not house.is_none_or_all()


@pytest.mark.uitgebreid
@pytest.mark.parametrize("name", ["bewaren_gevraagd", "intrekken_gevraagd"])
def test_killed_worker_at_any_moment(stage, tmp_path, forks, name):
    order = {"action": "work", "rounds": 50, "template": stage(name)}
    for number in forks(command="moments", folder=str(tmp_path), url="", **order):
        with House(settings_in(tmp_path / str(number))) as house:
            assert house.take_up_again() == [("klaar", "Klaar.")]
            house.check_whole()  # what was taken back stays published until its round closes
