"""Beheer: who has what, and letting somebody in, without a browser."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from buurtbeeld.access import accounts
from buurtbeeld.access.accounts import Given
from buurtbeeld.access.matrix import Role
from buurtbeeld.roles import DEMONSTRATION_ROLES
from buurtbeeld.storage.schema_access import invitation
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
    return naam


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
