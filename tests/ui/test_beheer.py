"""Beheer: who has what, and letting somebody in, without a browser."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from buurtbeeld import worker
from buurtbeeld.access import accounts
from buurtbeeld.access.accounts import Given
from buurtbeeld.access.matrix import Role
from buurtbeeld.privacy import forget_request, forgetting
from buurtbeeld.roles import DEMONSTRATION_ROLES
from buurtbeeld.storage.engine import open_vault
from buurtbeeld.storage.schema_access import invitation
from buurtbeeld.storage.schema_published import job, worker_sign
from pages._ui import door
from tests.ui.conftest import markup, messages
from tests.ui.test_inloggen import MEMBER, accounts_on, engine, opened, press, somebody, token_of  # noqa: F401 - fixtures

LOOKS_AFTER = {"kartrekker", "coordinator", "transitieteam", "beheerder"}


@pytest.mark.parametrize("role", DEMONSTRATION_ROLES)
def test_beheer_is_for_who_looks_after_others(open_page, role):
    app = open_page("beheer", role=role.value, buurt="sterrenwijk")
    assert not app.exception
    if role.value not in LOOKS_AFTER:
        assert "U mag dit niet: de pagina Beheer zien." in markup(app)
        return
    assert messages(app) == []
    options = next(box for box in app.selectbox if box.label == "Rol").options
    assert ("lid van het buurtnetwerk" in options, "beheerder" in options) == (True, role is Role.BEHEERDER)


@pytest.fixture
def leader(accounts_on, engine):  # noqa: F811
    """Logged in as the kartrekker of Sterrenwijk."""
    naam = somebody(engine, Given(Role.KARTREKKER, "ecosysteem", "sterrenwijk"))
    accounts_on[door.COOKIE] = token_of(engine, naam)
    yield naam
    with engine.begin() as connection:  # the other tests share these stores, and have no worker
        connection.execute(sa.delete(worker_sign))


def invite(app, naam):
    box = {one.label: one for one in app.text_input}
    next(one for label, one in box.items() if label.startswith("Accountnaam")).set_value(naam)
    box["Naam op het scherm"].set_value(naam.title())
    return press(app, "Uitnodigen")


def test_a_kartrekker_invites_and_removes_a_member_of_the_own_buurt(leader, engine, request):  # noqa: F811
    app = opened("beheer", buurt="sterrenwijk")
    assert next(box for box in app.selectbox if box.label == "Rol").options == ["lid van het buurtnetwerk"]
    assert next(box for box in app.selectbox if box.label == "Waarvoor").options == ["Sterrenwijk"]
    naam = f"bewoner{abs(hash(request.node.name)) % 10_000}"
    invite(app, naam)
    link = app.code[0].value
    assert "/inloggen?uitnodiging=" in link
    with engine.connect() as connection:
        found = accounts.by_naam(connection, naam)
        assert found.toekenningen[0].door == leader
        stored = connection.execute(sa.select(invitation.c.id)).scalars().all()
    assert link.rsplit("=", 1)[-1] not in stored
    assert "uitgenodigd" in markup(app)
    press(app, "Ik heb de link gekopieerd")
    assert not app.code, "it is shown once"
    next(box for box in app.selectbox if box.label == "Voor wie").set_value(naam).run()
    press(app, "Neem af: lid van het buurtnetwerk, Sterrenwijk")
    with engine.connect() as connection:
        assert accounts.by_naam(connection, naam).toekenningen == ()


@pytest.fixture
def boss(accounts_on, engine):  # noqa: F811
    """Logged in as a beheerder, with a worker that gave a sign of life."""
    worker.sign(engine)
    naam = somebody(engine, Given(Role.BEHEERDER))
    accounts_on[door.COOKIE] = token_of(engine, naam)
    return naam


def test_a_beheerder_has_a_name_taken_out_after_typing_it(boss, engine, store):  # noqa: F811
    naam = somebody(engine, MEMBER)
    app = opened("beheer")
    assert "Weg gaan:" in markup(app)
    assert "Blijven staan:" in markup(app)
    who = app.selectbox(key="wissen_wie")
    assert not [one for one in who.options if boss in one], "not oneself"
    who.set_value(naam).run()
    wipe = next(one for one in app.button if one.label == "Wis deze gegevens")
    assert wipe.disabled
    next(one for one in app.text_input if one.label.startswith(f"Typ '{naam}'")).set_value(naam).run()
    press(app, "Wis deze gegevens")
    assert "Wis deze gegevens" not in [one.label for one in app.button], "while it is going on"
    vault = open_vault(store)
    forgetting.forget(engine, vault, naam, store.data_dir, wie=boss)
    vault.dispose()
    assert worker.latest(engine, forget_request.FORGET).asked_by == boss
    with engine.begin() as connection:
        connection.execute(sa.update(job).where(job.c.kind == forget_request.FORGET).values(state=worker.DONE))
    app.run()
    assert "De gegevens zijn gewist." in " ".join(messages(app))
    assert naam not in markup(app)
    invite(app, naam)
    assert "is gewist en kan niet opnieuw" in " ".join(messages(app)), "the name is not given again"


def test_without_a_worker_nothing_is_asked(boss, engine, monkeypatch):  # noqa: F811
    naam = somebody(engine, MEMBER)
    monkeypatch.setattr(worker, "is_there", lambda _: False)
    app = opened("beheer")
    app.selectbox(key="wissen_wie").set_value(naam).run()
    next(one for one in app.text_input if one.label.startswith("Typ '")).set_value(naam).run()
    press(app, "Wis deze gegevens")
    assert "E_WERKER_WEG" in " ".join(messages(app))
    asked = worker.latest(engine, forget_request.FORGET)
    assert asked is None or asked.asked_by != boss


@pytest.mark.parametrize("role", sorted(LOOKS_AFTER))
def test_the_health_of_the_app_is_for_who_looks_after_all_of_it(open_page, role):
    app = open_page("beheer", role=role, buurt="sterrenwijk")
    assert messages(app) == []
    shown = markup(app)
    assert ("Gaat het goed met de app?" in shown) is (role in {"transitieteam", "beheerder"})
    assert ("nooit lager dan 10" in shown) is (role in {"transitieteam", "beheerder"})


@pytest.mark.parametrize("role", sorted(LOOKS_AFTER - {"beheerder"}))
def test_who_may_not_take_names_out_is_not_offered_it(open_page, role):
    assert "Gegevens van iemand wissen" not in markup(open_page("beheer", role=role, buurt="sterrenwijk"))


def test_a_name_that_is_taken_says_so_and_changes_nothing(leader, engine):  # noqa: F811
    taken = somebody(engine, MEMBER)
    app = invite(opened("beheer", buurt="sterrenwijk"), taken)
    assert f"Er is al een account '{taken}'." in " ".join(messages(app)).replace("&#39;", "'")
    assert not app.code


def test_markup_in_a_name_stays_text(leader, engine):  # noqa: F811
    app = opened("beheer", buurt="sterrenwijk")
    box = {one.label: one for one in app.text_input}
    next(one for label, one in box.items() if label.startswith("Accountnaam")).set_value("xss.proef")
    box["Naam op het scherm"].set_value("<img src=x onerror=alert(1)>**vet**[x](javascript:alert(1))")
    press(app, "Uitnodigen")
    assert "<img" not in markup(app)
    assert "&lt;img" in markup(app)
