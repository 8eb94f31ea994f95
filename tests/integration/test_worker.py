"""The queue: each job once, by one worker, ended with one sentence, also when a worker dies."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from buurtbeeld import worker
from buurtbeeld.errors import BuurtbeeldError, SourceError
from buurtbeeld.storage.schema_published import job
from tests.conftest import ROOT


@pytest.fixture
def ask(published):
    return lambda kind="ververs", **args: worker.ask(published, kind, args, "anna")


def silent_since(published, when, number):
    with published.begin() as connection:
        connection.execute(sa.update(job).where(job.c.id == number).values(seen_at=when))


def long_ago():
    return datetime.now(UTC) - worker.STALE - timedelta(seconds=5)


def test_empty_queue(published):
    assert worker.claim(published) is None
    assert worker.latest(published, "ververs") is None
    assert worker.run_until_empty(published, {}) == 0


def test_jobs_are_run_in_the_order_of_asking_with_what_was_asked(published, ask):
    seen = []
    handlers = {"ververs": lambda one, _report: seen.append((one.args, one.asked_by, one.state))}
    ask(bronnen=[["cbs_kerncijfers", 2024]])
    ask(bronnen=[["cbs_ses", 2023]])
    assert worker.run_until_empty(published, handlers) == 2
    assert seen == [
        ({"bronnen": [["cbs_kerncijfers", 2024]]}, "anna", "bezig"),
        ({"bronnen": [["cbs_ses", 2023]]}, "anna", "bezig"),
    ]
    done = worker.latest(published, "ververs")
    assert (done.state, done.progress, done.message) == ("klaar", 1.0, "Klaar.")
    assert done.asked_at.tzinfo is UTC


def test_same_job_that_waits_or_runs_is_not_asked_twice(published, ask):
    first = ask(bronnen=[])
    assert ask(bronnen=[]) == first
    mine = worker.claim(published)
    assert ask(bronnen=[]) == first
    worker.finish(published, mine, ok=True, message="Klaar.")
    assert ask(bronnen=[]) != first
    assert ask("controleer") != ask("ververs")


def test_progress_is_seen_while_a_job_runs(published, ask):
    seen = []

    def handler(_job, report):
        report(0.25, "Gegevens ophalen…")
        report(0.26, "te snel erna: dit wordt overgeslagen")
        now = worker.latest(published, "ververs")
        seen.append((now.state, now.progress, now.message))

    ask()
    worker.run_until_empty(published, {"ververs": handler})
    assert seen == [("bezig", 0.25, "Gegevens ophalen…")]


def test_deliberate_error_ends_the_job_with_its_sentence(published, ask, caplog):
    def handler(_job, _report):
        raise SourceError("CBS antwoordt niet.", doe="Probeer het later.", code="E_BRON_TRAAG")

    ask()
    with caplog.at_level(logging.WARNING):
        worker.run_until_empty(published, {"ververs": handler})
    ended = worker.latest(published, "ververs")
    assert (ended.state, ended.message) == ("mislukt", "CBS antwoordt niet. Probeer het later.")
    assert "E_BRON_TRAAG" in caplog.text


def test_unexpected_error_gets_a_number_that_stands_in_the_log(published, ask, caplog):
    ask()
    ask("later")
    done = []
    worker.run_until_empty(published, {"ververs": lambda *_: 1 / 0, "later": lambda *_: done.append(1)})
    message = worker.latest(published, "ververs").message
    number = re.fullmatch(r"Dit lukt nu niet\. Noem (E-[0-9a-f]{4}) als u belt\.", message).group(1)
    assert number in caplog.text
    assert "ZeroDivisionError" in caplog.text
    assert done == [1], "een mislukte opdracht houdt de volgende niet tegen"


def test_unknown_kind_of_job_is_said(published, ask):
    ask("onzin")
    worker.run_until_empty(published, {})
    assert worker.latest(published, "onzin").message == "De opdracht 'onzin' bestaat niet."


def test_each_job_is_claimed_by_one_worker(published, ask):
    for number in range(12):
        ask(nummer=number)
    claimed, start = [], threading.Barrier(4)

    def claim_all():
        start.wait()
        while (one := worker.claim(published)) is not None:
            claimed.append(one.id)

    threads = [threading.Thread(target=claim_all) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == sorted(set(claimed))
    assert len(claimed) == 12


def test_job_of_a_dead_worker_is_taken_up_again(published, ask):
    number = ask()
    dead = worker.claim(published)
    assert worker.claim(published) is None, "zijn werker leeft nog"
    silent_since(published, long_ago(), number)
    again = worker.claim(published)
    assert (again.id, dead.tries, again.tries) == (number, 1, 2)


def test_worker_that_was_given_up_can_no_longer_speak(published, ask):
    number = ask()
    dead = worker.claim(published)
    silent_since(published, long_ago(), number)
    again = worker.claim(published)
    with pytest.raises(BuurtbeeldError, match="nam deze opdracht over"):
        worker.progress(published, dead, 0.9, "bijna klaar")
    worker.finish(published, dead, ok=False, message="te laat")
    assert worker.latest(published, "ververs").state == "bezig"
    worker.finish(published, again, ok=True, message="Klaar.")
    assert worker.latest(published, "ververs").message == "Klaar."


def test_clock_that_was_put_back_does_not_hold_a_job(published, ask):
    number = ask()
    worker.claim(published)
    silent_since(published, datetime.now(UTC) + timedelta(hours=1), number)
    assert worker.claim(published).id == number


def test_job_that_takes_every_worker_down_is_given_up(published, ask):
    number = ask()
    ask("later")
    for _ in range(worker.MOST_TRIES):
        assert worker.claim(published).id == number
        silent_since(published, long_ago(), number)
    assert worker.claim(published).kind == "later"
    given_up = worker.latest(published, "ververs")
    assert (given_up.state, given_up.message) == (
        "mislukt",
        "Deze opdracht is drie keer afgebroken. Bel de beheerder.",
    )


def test_worker_shows_that_it_lives_while_a_handler_waits(published, ask, monkeypatch):
    monkeypatch.setattr(worker, "SIGN_OF_LIFE_SECONDS", 0.05)
    ask()
    seen = []

    def handler(one, _report):
        silent_since(published, long_ago(), one.id)
        threading.Event().wait(0.6)
        seen.append(worker.claim(published))

    worker.run_until_empty(published, {"ververs": handler})
    assert seen == [None]
    assert worker.latest(published, "ververs").state == "klaar"
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("opdracht")]


@pytest.mark.skipif(os.name != "posix", reason="elders staat de venv tussen ouder en kind")
def test_a_worker_whose_parent_was_gone_before_it_was_there_stops(sqlite_settings):
    """Else it would take its new parent for the one that started it, and live on for ever."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    command = [sys.executable, "-m", "buurtbeeld", "werker", "--met-ouder", str(gone.pid)]
    variables = os.environ | {"BUURTBEELD_DATA": str(sqlite_settings.data_dir)}
    assert subprocess.run(command, cwd=ROOT, env=variables, timeout=60, check=False).returncode == 0
