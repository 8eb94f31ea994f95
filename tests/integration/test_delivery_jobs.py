"""What the worker does with delivered files, asked through the queue: also twice, also after one that died."""

from __future__ import annotations

import logging
import os
import time
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from buurtbeeld import worker
from buurtbeeld.deliveries import jobs as delivery_jobs
from buurtbeeld.deliveries import rounds
from buurtbeeld.deliveries.jobs import CHECK, KEEP, RETRACT
from buurtbeeld.errors import BuurtbeeldError, NotFound, StorageError
from buurtbeeld.ingest import counting, inbox, inspection
from buurtbeeld.roles import account
from buurtbeeld.storage.schema_delivered import delivery_log, outcome
from buurtbeeld.storage.schema_plans import waiting
from buurtbeeld.storage.schema_published import job, publication, publication_part, worker_sign
from buurtbeeld.storage.schema_vault import delivery, delivery_event
from data_sources import refresh, stores
from tests.integration import delivered

ROWS = len(delivered.ROWS)


@pytest.fixture(scope="module", autouse=True)
def same_verdicts():
    """Finds the verdict on the files of `delivered` once; of any other file, or for anybody else, as always."""
    patch = pytest.MonkeyPatch()
    patch.setattr(inspection, "inspect", inspection.inspect)
    patch.setattr(stores, "load_catalog", stores.load_catalog)
    delivered.prepare()
    yield
    patch.undo()


class Desk:
    """A page at one side of the queue, a worker at the other."""

    def __init__(self, settings, vault, published):
        self.settings, self.vault, self.published = settings, vault, published
        self.folder = settings.inbox_dir

    def put(self, data):
        return inbox.put(self.folder, data)

    def ask(self, kind, by=delivered.WHO, **arguments):
        """Ask, and let the worker do it; returns the job as it ended."""
        number = worker.ask(self.published, kind, arguments, by)
        self.work()
        return worker.state_of(self.published, number)

    def work(self):
        return worker.run_until_empty(self.published, refresh.handlers(self.settings))

    def keep(self, data=delivered.FIRST, **how):
        token = self.put(data)
        done = self.ask(KEEP, token=token, naam="levering.csv", **how)
        return done, inbox.answered(self.folder, token)

    def handle(self, kind, tries=1, by=delivered.WHO, **arguments):
        """Run a handler as if a worker took the job for the so-manieth time."""
        mine = worker.Job(1, kind, arguments, by, datetime.now(UTC), worker.BUSY, tries, 0.0, "")
        refresh.handlers(self.settings)[kind](mine, lambda *_: None)

    def counts(self):
        return {row.sleutel: row.teller for _, _, row in counting.current(self.vault)}

    def count(self, table, engine=None):
        with (engine or self.vault).connect() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(table))

    def published_figures(self):
        newest = sa.select(sa.func.max(publication.c.id)).scalar_subquery()
        parts = sa.select(publication_part.c.part_id).where(publication_part.c.publication_id == newest)
        with self.published.connect() as connection:
            query = sa.select(sa.func.count()).select_from(outcome).where(outcome.c.part_id.in_(parts))
            return connection.scalar(query)

    def waits(self):
        with self.published.connect() as connection:
            return connection.scalar(sa.select(sa.func.sum(waiting.c.aantal))) or 0

    def close_the_round(self):
        """Close the round of the buurt, as a page does: write it down, and ask the worker to publish."""
        who = account(delivered.WHO)
        closed = rounds.close(self.published, delivered.catalog(), who, "sterrenwijk")
        return self.ask(rounds.PUBLISH, ronde=closed.nummer)

    def log(self):
        with self.published.connect() as connection:
            return sorted(map(tuple, connection.execute(sa.select(delivery_log.c.levering, delivery_log.c.stand))))


@pytest.fixture
def desk(settings, vault, published):
    return Desk(settings, vault, published)


@pytest.fixture
def here(sqlite_settings, sqlite_vault):
    """As `desk`, for what has nothing to do with the kind of database."""
    from buurtbeeld.storage.engine import open_published

    published = open_published(sqlite_settings)
    yield Desk(sqlite_settings, sqlite_vault, published)
    published.dispose()


def test_checking_answers_and_stores_nothing(desk):
    token = desk.put(delivered.FIRST)
    done = desk.ask(CHECK, token=token, naam="levering.csv")
    said = inbox.answered(desk.folder, token)
    assert (done.state, done.message) == ("klaar", "Klaar.")
    assert (said["oordeel"], said["nieuw"], said["gewijzigd"], said["basis"]) == (
        "aanvaard",
        ROWS,
        0,
        0,
    )
    assert (desk.count(delivery), desk.count(delivery_log, desk.published)) == (0, 0)
    assert inbox.take(desk.folder, token) == delivered.FIRST, "voor het bevestigen"


def test_keeping_keeps_logs_and_publishes(desk):
    done, said = desk.keep(basis=0)
    assert (done.state, done.message) == ("klaar", "Klaar.")
    assert (said["bewaard"], said["leveringen"]) == (True, [1, 2])
    assert len(desk.counts()) == desk.published_figures() == ROWS
    assert desk.log() == [(1, "aanvaard"), (2, "aanvaard")]


def test_file_is_gone_as_soon_as_it_is_kept(here):
    token = here.put(delivered.FIRST)
    here.ask(KEEP, token=token)
    with pytest.raises(NotFound):
        inbox.take(here.folder, token)
    assert inbox.answered(here.folder, token)["bewaard"]


def test_the_same_file_again_changes_nothing(desk):
    desk.keep()
    done, said = desk.keep(delivered.SHUFFLED)
    assert (done.state, said["bewaard"], said["leveringen"]) == ("klaar", True, [])
    assert [one["code"] for one in said["meldingen"]] == [
        "W_KLEIN_AANTAL",
        "W_REEDS_INGELEZEN",
    ] or "W_REEDS_INGELEZEN" in {one["code"] for one in said["meldingen"]}
    assert desk.count(delivery) == delivered.SOURCES


def test_retracting_takes_back_logs_and_publishes(desk):
    desk.keep()
    done = desk.ask(RETRACT, levering=1, reden="verkeerde maand")
    assert (done.state, done.message) == ("klaar", "Klaar.")
    assert len(desk.counts()) == 1
    assert (desk.published_figures(), desk.waits()) == (ROWS, ROWS - 1), "wat gepubliceerd is, wacht op de ronde"
    assert desk.log() == [(1, "teruggetrokken"), (2, "aanvaard")]
    assert desk.close_the_round().state == "klaar"
    assert (desk.published_figures(), desk.waits()) == (1, 0)


@pytest.mark.parametrize("tries", [1, 2])
def test_every_handler_can_be_run_twice(desk, tries):
    token = desk.put(delivered.FIRST)
    for _ in range(2):
        desk.handle(CHECK, token=token)
    first = inbox.answered(desk.folder, token)
    assert first["nieuw"] == ROWS
    for turn in range(2):
        desk.handle(KEEP, tries=tries + turn, token=token, basis=first["basis"])
    said = inbox.answered(desk.folder, token)
    assert (said["bewaard"], said["leveringen"]) == (True, [1, 2])
    for turn in range(1, 3):
        desk.handle(RETRACT, tries=turn, levering=1, reden="verkeerde maand")
    assert desk.count(delivery_event) == 3
    assert len(desk.counts()) == 1
    assert desk.waits() == ROWS - 1


def test_worker_that_died_after_keeping_and_before_answering(desk):
    """What the second one finds is in the vault already: it publishes, and is not a conflict with itself."""
    token = desk.put(delivered.FIRST)
    delivered.keep(desk.settings, delivered.FIRST, basis=0)
    desk.handle(KEEP, tries=2, token=token, basis=0)
    assert inbox.answered(desk.folder, token)["bewaard"]
    assert desk.count(delivery) == delivered.SOURCES
    assert desk.published_figures() == ROWS
    assert len(desk.log()) == delivered.SOURCES


def test_worker_that_died_after_answering_and_before_publishing(desk):
    token = desk.put(delivered.FIRST)
    delivered.keep(desk.settings, delivered.FIRST)
    inbox.answer(desk.folder, token, {"bewaard": True})
    inbox.empty(desk.folder, token)
    desk.handle(KEEP, tries=2, token=token)
    assert desk.published_figures() == ROWS


def test_second_try_of_what_never_was_is_no_success(here):
    """Only a delivery that is taken back already may be passed over."""
    with pytest.raises(BuurtbeeldError) as refused:
        here.handle(RETRACT, tries=2, levering=77, reden="x")
    assert refused.value.code == "E_LEVERING_ONBEKEND"


def test_what_is_kept_is_published_also_when_whoever_asked_went_away(here, monkeypatch):
    token = here.put(delivered.FIRST)
    monkeypatch.setattr(delivery_jobs, "as_answer", lambda *_: inbox.drop(here.folder, token) or {})
    here.handle(KEEP, token=token)
    assert here.published_figures() == ROWS
    assert not here.folder.joinpath(token).exists()


@pytest.mark.parametrize("kind", [KEEP, RETRACT])
def test_when_publishing_fails_nobody_is_told_that_nothing_was_kept(here, monkeypatch, kind):
    def busy(*_, **__):
        raise StorageError("De database is bezet. Er is niets opgeslagen.", code="E_BEZET")

    if kind == RETRACT:
        here.keep()
    with monkeypatch.context() as patch:
        patch.setattr(stores.Stores, "publish", busy)
        done = here.keep()[0] if kind == KEEP else here.ask(RETRACT, levering=1, reden="verkeerde maand")
    assert done.state == "mislukt"
    assert "niets opgeslagen" not in done.message
    assert done.message.startswith("Het bestand is bewaard" if kind == KEEP else "De levering is teruggetrokken")
    refresh.publish(here.settings, by="later")
    assert here.published_figures() == ROWS
    assert here.waits() == ROWS - len(here.counts())


def test_worker_that_starts_publishes_what_another_left(here):
    here.keep()
    delivered.keep(here.settings, delivered.CORRECTION)
    assert here.log() == [(1, "aanvaard"), (2, "aanvaard")]
    refresh.caretaker(here.settings)()
    assert here.log() == [(1, "aanvaard"), (2, "aanvaard"), (3, "aanvaard")]
    before = here.count(publication, here.published)
    refresh.caretaker(here.settings)()
    assert here.count(publication, here.published) == before


def test_worker_that_starts_publishes_a_round_that_somebody_closed(here):
    """The page died after writing the round down and before asking."""
    here.keep()
    here.keep(delivered.CORRECTION)
    with stores.Stores(here.settings) as opened:
        assert not opened.is_behind(), "wat wacht, is gezien"
        assert not opened.is_due()
    rounds.close(here.published, delivered.catalog(), account(delivered.WHO), "sterrenwijk")
    before = here.count(publication, here.published)
    refresh.caretaker(here.settings)()
    assert (here.count(publication, here.published), here.waits()) == (before + 1, 0)
    refresh.caretaker(here.settings)()
    assert here.count(publication, here.published) == before + 1


def test_worker_that_starts_sweeps_what_nobody_comes_back_for(here):
    old, new = here.put(delivered.FIRST), here.put(delivered.FIRST)
    hour_ago = time.time() - 3700
    os.utime(here.folder / old, (hour_ago, hour_ago))
    refresh.caretaker(here.settings)()
    assert [path.name for path in here.folder.iterdir()] == [new]


def test_sweeping_at_once_is_no_error(tmp_path, monkeypatch):
    """Two pages sweep: what one looks at is gone already."""
    gone = tmp_path / ("0" * 32)
    monkeypatch.setattr(type(tmp_path), "glob", lambda *_: [gone])
    assert inbox.sweep(tmp_path, older_than=-1) == 0


@pytest.mark.parametrize("by", ["bezoeker", "onderzoeker", "beheerder", "huisarts", "netwerklid"])
def test_rights_are_asked_again_in_the_worker(here, by):
    """A page could be wrong: an account that may not deliver this gets no row in."""
    token = here.put(delivered.FIRST)
    done = here.ask(KEEP, by=by, token=token, naam="levering.csv")
    said = inbox.answered(here.folder, token)
    assert (done.state, said["oordeel"], said["bewaard"]) == ("klaar", "geweigerd", False)
    assert "E_NIET_BEVOEGD" in {one["code"] for one in said["meldingen"]}
    assert (here.count(delivery), here.published_figures()) == (0, 0)
    assert not [path for path in here.settings.data_dir.rglob("*") if path.name == inbox.FILE], "ook het bestand is weg"


@pytest.mark.parametrize("by", ["bezoeker", "onderzoeker", "huisarts", "netwerklid", "leverancier", "coordinator"])
def test_who_may_not_deliver_it_may_not_take_it_back(here, by):
    here.keep()
    done = here.ask(RETRACT, by=by, levering=1, reden="verkeerde maand")
    assert done.state == "mislukt"
    assert done.message.startswith("U mag ")
    assert len(here.counts()) == ROWS


def test_unknown_account_gets_nothing(here):
    token = here.put(delivered.FIRST)
    done = here.ask(KEEP, by="iemand", token=token)
    assert (done.state, here.count(delivery)) == ("mislukt", 0)


def test_job_of_one_account_is_not_the_job_of_another(here):
    here.keep()
    first = worker.ask(here.published, RETRACT, {"levering": 1, "reden": "verkeerde maand"}, "bezoeker")
    mine = worker.ask(here.published, RETRACT, {"levering": 1, "reden": "verkeerde maand"}, delivered.WHO)
    assert first != mine
    assert worker.ask(here.published, "ververs", {}, "anna") == worker.ask(here.published, "ververs", {}, "piet")
    handlers = refresh.handlers(here.settings) | {"ververs": lambda *_: None}
    worker.run_until_empty(here.published, handlers)
    assert [worker.state_of(here.published, number).state for number in (first, mine)] == ["mislukt", "klaar"]


def test_conflict_is_told_through_the_queue(here):
    here.keep()
    token = here.put(delivered.CORRECTION)
    here.ask(CHECK, token=token)
    basis = inbox.answered(here.folder, token)["basis"]
    here.keep(delivered.OTHER_CORRECTION, basis=basis)
    done = here.ask(KEEP, token=token, basis=basis)
    assert (done.state, done.message.split(".")[0]) == (
        "mislukt",
        "Iemand anders veranderde deze cijfers terwijl u bezig was",
    )
    assert 74.0 in here.counts().values()


@pytest.mark.parametrize("token", ["0" * 32, "../../kluis", "", "0" * 31 + "/"])
def test_token_of_nothing_is_refused(here, token):
    done = here.ask(KEEP, token=token)
    assert done.state == "mislukt"
    assert done.message.endswith("Lever het opnieuw aan.")


def test_nothing_of_a_file_stands_in_the_log(here, caplog):
    with caplog.at_level(logging.DEBUG):
        here.keep(delivered.csv("sterrenwijk;2024-T1;deelnemende_burgers;7919;;;bijzonder verhaal"))
        here.keep(delivered.csv("sterrenwijk;2024-T1;deelnemende_burgers;7919;;;mail naar jan@example.org"))
    for secret in ("7919", "bijzonder", "example.org"):
        assert secret not in caplog.text


def signed(published, seen):
    with published.begin() as connection:
        connection.execute(sa.delete(worker_sign))
        connection.execute(sa.insert(worker_sign).values(id=1, seen_at=seen))


@pytest.mark.parametrize(("seconds", "there"), [(0, True), (30, True), (60, False), (-3600, False)])
def test_worker_is_there_as_long_as_it_gives_a_sign(here, seconds, there):
    """Also not when its sign is from the future: then the clock was put back."""
    assert not worker.is_there(here.published), "er was er nog nooit een"
    signed(here.published, datetime.now(UTC) - timedelta(seconds=seconds))
    assert worker.is_there(here.published) == there


def test_busy_worker_is_there_too(here):
    worker.ask(here.published, CHECK, {"token": "0" * 32}, delivered.WHO)
    worker.claim(here.published)
    assert worker.is_there(here.published)
    with here.published.begin() as connection:
        long_ago = datetime.now(UTC) - worker.GONE_AFTER - timedelta(seconds=5)
        connection.execute(sa.update(job).values(seen_at=long_ago))
    assert not worker.is_there(here.published)
