"""Forgetting somebody from Beheer: who may ask, what the queue holds, what the worker does; on both databases."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from buurtbeeld import worker
from buurtbeeld.access import accounts, overview
from buurtbeeld.access.accounts import Given
from buurtbeeld.access.matrix import Role
from buurtbeeld.audit.words import is_gone
from buurtbeeld.deliveries.delivering import Desk
from buurtbeeld.errors import BuurtbeeldError, NotFound, PermissionDenied, StorageError
from buurtbeeld.privacy import forget_request, forgetting
from buurtbeeld.roles import User
from buurtbeeld.storage.engine import open_vault
from buurtbeeld.storage.schema_published import job
from data_sources import refresh
from tests.access.conftest import CATALOG, kartrekker

BOSS = User("baas", Role.BEHEERDER)


@pytest.fixture
def people(house, settings):
    """A beheerder and a kartrekker, and what the worker needs."""
    house.somebody("baas", Given(Role.BEHEERDER))
    house.somebody("anneke", kartrekker())
    house.folder = settings.data_dir
    house.vault = open_vault(settings)
    yield house
    house.vault.dispose()


def work(house):
    @contextmanager
    def desk():
        yield Desk(house.vault, house.engine, house.folder, CATALOG, proef=False)

    handlers = {forget_request.FORGET: forget_request.handler(desk, house.folder)}
    return worker.run_until_empty(house.engine, handlers)


def names(house):
    with house.engine.connect() as connection:
        return [one.naam for one in accounts.everybody(connection)]


def everything(house):
    with house.engine.connect() as connection:
        return [
            str(row) for name in sa.inspect(house.engine).get_table_names()
            for row in connection.execute(sa.select(sa.text("*")).select_from(sa.table(name)))
        ]  # fmt: skip


def test_a_beheerder_has_somebody_forgotten_and_no_name_is_left_not_in_the_queue_either(people):
    number = forget_request.ask(people.engine, BOSS, "anneke")
    with people.engine.connect() as connection:
        assert "anneke" not in str(connection.execute(sa.select(job.c.args)).scalar_one())
    assert work(people) == 1
    assert worker.state_of(people.engine, number).state == worker.DONE
    assert not [row for row in everything(people) if "anneke" in row]
    assert [is_gone(one) for one in names(people)] == [False, True]
    with people.engine.connect() as connection:
        seen = overview.lines(connection, BOSS, CATALOG, datetime.now(UTC))
    assert [one.account.naam for one in seen] == ["baas"], "who is gone is no account to look after"


def test_nobody_else_may(people):
    for rol in (one for one in Role if one is not Role.BEHEERDER):
        user = User("anneke", rol, frozenset({"ecosysteem"}), frozenset({"sterrenwijk"}))
        with pytest.raises(PermissionDenied, match="gegevens van een gebruiker wissen"):
            forget_request.ask(people.engine, user, "baas")
    assert work(people) == 0


def test_nobody_forgets_oneself_nor_somebody_who_is_not_there(people):
    with pytest.raises(PermissionDenied, match="andere beheerder"):
        forget_request.ask(people.engine, BOSS, "baas")
    with pytest.raises(NotFound):
        forget_request.ask(people.engine, BOSS, "niemand")


def test_the_worker_asks_again_who_may(people):
    """A role that was taken since, or a row in the queue that nobody with the right put there."""
    with people.engine.connect() as connection:
        number = accounts.by_naam(connection, "baas").id
    asked = worker.ask(people.engine, forget_request.FORGET, {"account": number}, "anneke")
    work(people)
    assert worker.state_of(people.engine, asked).state == worker.FAILED
    assert "baas" in names(people)


def test_once_more_after_it_was_done_changes_nothing(people):
    with people.engine.connect() as connection:
        number = accounts.by_naam(connection, "anneke").id
    forget_request.ask(people.engine, BOSS, "anneke")
    work(people)
    before = names(people)
    again = worker.ask(people.engine, forget_request.FORGET, {"account": number}, "baas")
    work(people)
    assert worker.state_of(people.engine, again).state == worker.DONE
    assert names(people) == before
    assert len((people.folder / forgetting.LIST).read_text().splitlines()) == 1


def test_a_try_that_died_half_way_is_finished_under_the_same_word(people, monkeypatch):
    class GoneError(Exception):
        pass

    def dies(*_):
        raise GoneError

    monkeypatch.setattr(forgetting, "_erase", dies)
    with pytest.raises(GoneError):
        forgetting.forget(people.engine, people.vault, "anneke", people.folder, wie="baas")
    monkeypatch.undo()
    forgetting.forget(people.engine, people.vault, "anneke", people.folder, wie="baas")
    assert len((people.folder / forgetting.LIST).read_text().splitlines()) == 1


def test_the_name_is_not_given_to_somebody_new_who_would_be_forgotten_within_the_hour(people):
    forgetting.check_new(people.folder, "anneke")
    forgetting.forget(people.engine, people.vault, "anneke", people.folder, wie="baas")
    with pytest.raises(BuurtbeeldError, match="gewist") as caught:
        forgetting.check_new(people.folder, " Anneke")
    assert caught.value.code == "E_ACCOUNT"


def test_a_deletion_list_that_this_process_may_not_read_is_not_looked_in(people, monkeypatch):
    def shut(_):
        raise StorageError("dicht")

    monkeypatch.setattr(forgetting, "_listed", shut)
    forgetting.check_new(people.folder, "anneke")


def test_the_worker_of_the_app_knows_the_job(settings):
    assert forget_request.FORGET in refresh.handlers(settings)
