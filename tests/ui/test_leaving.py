"""Download buttons: what they hand out, what they refuse, and what the page says then."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest
import sqlalchemy as sa
import streamlit as st

from buurtbeeld.errors import NotFound, PermissionDenied
from buurtbeeld.privacy import terms
from buurtbeeld.privacy.gateway import Klaar, Uitvoer
from buurtbeeld.roles import Action, Role, User, account
from buurtbeeld.storage.engine import open_published
from buurtbeeld.storage.schema_audit import audit_event
from pages._ui import leaving
from tests.ui.conftest import markup

OWN = User("anneke", Role.KARTREKKER, frozenset({"ecosysteem"}), frozenset({"sterrenwijk"}))
FILE = Uitvoer("cijferblad", "pdf", (Action.UITKOMSTEN_EXPORT,), lambda: Klaar(b"x", 1), programma="ecosysteem")


@pytest.fixture
def log(store):
    engine = open_published(store)

    def read():
        with engine.connect() as connection:
            return connection.execute(sa.select(audit_event).order_by(audit_event.c.id)).all()

    yield read
    engine.dispose()


@pytest.fixture
def handed(monkeypatch):
    """Every file that a page offers, by name, made as at a click."""
    found = {}

    def button(_label, data, name, *_, **__):
        found[name] = data

    monkeypatch.setattr(st, "download_button", button)
    return found


def test_the_file_of_a_page_is_made_at_the_click_and_written_down(open_page, handed, log):
    open_page("ons_buurtbeeld", role="bezoeker", buurt="sterrenwijk")
    before = len(log())
    (name,) = [one for one in handed if one.endswith(".csv")]
    rows = list(csv.reader(io.StringIO(handed[name]().decode("utf-8-sig")), delimiter=";"))
    (line,) = log()[before:]
    assert (line.gebeurtenis, line.uitkomst, line.aantal) == ("uitvoer", "gelukt", len(rows) - 1)
    assert json.loads(line.details)["wat"] == "buurtbeeld"
    assert (line.programma, line.buurt) == ("ecosysteem", "sterrenwijk")


def test_over_the_limit_there_is_a_sentence_and_no_button(open_page, handed, monkeypatch):
    chosen = terms.shipped()
    few = chosen.per_uur.model_copy(update={"downloads": 1})
    monkeypatch.setattr(terms, "shipped", lambda: chosen.model_copy(update={"per_uur": few}))
    open_page("ons_buurtbeeld", role="coordinator", buurt="sterrenwijk")
    next(iter(handed.values()))()
    handed.clear()
    app = open_page("ons_buurtbeeld", role="coordinator", buurt="sterrenwijk")
    assert "U hebt in het laatste uur 1 bestanden gedownload. Over 60 minuten kan het weer." in markup(app)
    assert handed == {}


def test_a_click_after_the_role_was_taken_gets_nothing(store, monkeypatch, log):
    monkeypatch.setattr(leaving.accounts, "named", lambda *_, **__: replace(OWN, rol=Role.ONDERZOEKER))
    with pytest.raises(PermissionDenied):
        leaving._made(OWN, FILE, "")
    assert (log()[-1].uitkomst, log()[-1].gebeurtenis) == ("geweigerd", "uitvoer")


def test_a_click_after_the_account_was_stopped_gets_nothing(store):
    with pytest.raises(NotFound):
        leaving._made(OWN, FILE, "")


def test_a_login_that_could_not_have_it_does_not_get_it_at_the_click(store, monkeypatch):
    """As after a login without a second step: the account may, this login may not."""
    monkeypatch.setattr(leaving.accounts, "named", lambda *_, **__: OWN)
    with pytest.raises(PermissionDenied):
        leaving._made(replace(OWN, rol=Role.BEZOEKER), FILE, "")


def test_a_visitor_has_no_account_to_look_up(store):
    made = replace(FILE, acties=(Action.OPEN_EXPORT,), programma="")
    assert leaving._made(account("bezoeker"), made, "s") == b"x"
