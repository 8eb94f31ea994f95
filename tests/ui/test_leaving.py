"""Download buttons: what they hand out, what they refuse, and what the page says then."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
import streamlit as st

from buurtbeeld.access import granting
from buurtbeeld.access.accounts import Given
from buurtbeeld.access.granting import COMMAND_LINE
from buurtbeeld.errors import BuurtbeeldError, NotFound, PermissionDenied
from buurtbeeld.privacy import terms
from buurtbeeld.privacy.gateway import Klaar, Uitvoer
from buurtbeeld.roles import Action, Role, User, account
from buurtbeeld.storage.engine import open_published
from buurtbeeld.storage.schema_audit import audit_event
from pages._ui import door, leaving
from tests.ui.conftest import markup
from tests.ui.test_inloggen import CATALOG, accounts_on, engine, opened, somebody, token_of  # noqa: F401 - fixtures

LEADER = Given(Role.KARTREKKER, "ecosysteem", "sterrenwijk")
OWN = User("anneke", Role.KARTREKKER, frozenset({"ecosysteem"}), frozenset({"sterrenwijk"}))
FILE = Uitvoer("cijferblad", "pdf", (Action.UITKOMSTEN_EXPORT,), lambda: Klaar(b"x", 1), programma="ecosysteem")


@pytest.fixture
def log(store):
    published = open_published(store)

    def read():
        with published.connect() as connection:
            return connection.execute(sa.select(audit_event).order_by(audit_event.c.id)).all()

    yield read
    published.dispose()


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


@pytest.mark.parametrize("role", ["onderzoeker", "verzekeraar"])
def test_all_figures_for_research_go_out_with_a_codebook_and_a_line_in_the_log(open_page, handed, log, role):
    app = open_page("afspraak", role=role, buurt="sterrenwijk")
    assert "Voor onderzoek" in markup(app)
    before = len(log())
    made = {name: handed[name]() for name in handed if name.startswith(("onderzoek_", "codeboek_"))}
    assert sorted(made) == ["codeboek_ecosysteem.csv", "onderzoek_ecosysteem.csv", "onderzoek_ecosysteem.xlsx"]
    for line, content in zip(log()[before:], made.values(), strict=True):
        assert (line.gebeurtenis, line.uitkomst, line.programma) == ("uitvoer", "gelukt", "ecosysteem")
        assert line.sha256 == hashlib.sha256(content).hexdigest()
    rows = list(csv.reader(io.StringIO(made["onderzoek_ecosysteem.csv"].decode("utf-8-sig")), delimiter=";"))
    assert (
        next(one for one in log()[before:] if '"csv"' in one.details and one.object == "onderzoek").aantal
        == len(rows) - 1
    )


def test_who_does_no_research_is_not_offered_it(open_page, handed):
    assert "Voor onderzoek" not in markup(open_page("afspraak", role="coordinator", buurt="sterrenwijk"))
    assert not [name for name in handed if name.startswith(("onderzoek_", "codeboek_"))]


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


@pytest.fixture
def tab(accounts_on, engine, handed):  # noqa: F811
    """A tab that stays open: a kartrekker's page, and the file behind its CSV button."""
    naam = somebody(engine, LEADER)
    accounts_on[door.COOKIE] = token_of(engine, naam)
    opened("ons_buurtbeeld", buurt="sterrenwijk")
    (name,) = [one for one in handed if one.endswith(".csv")]
    return naam, handed[name]


def change(engine, act, naam, *more, **named):  # noqa: F811
    with engine.begin() as connection:
        act(connection, COMMAND_LINE, naam, *more, catalog=CATALOG, **named)


def test_a_button_in_a_tab_that_stayed_open_hands_out_until_the_session_is_revoked(tab, engine, log):  # noqa: F811
    naam, click = tab
    assert click().startswith(b"\xef\xbb\xbf")
    change(engine, granting.revoke_sessions, naam, now=datetime.now(UTC))
    before = len(log())
    with pytest.raises(PermissionDenied, match="uitgelogd"):
        click()
    assert [row.uitkomst for row in log()[before:]].count("gelukt") == 0


def test_a_button_in_a_tab_that_stayed_open_asks_for_the_rights_of_now(tab, engine, log, handed):  # noqa: F811
    """The file of the outcomes needs a role; the tab was drawn when there still was one."""
    naam, _ = tab
    handed.clear()
    opened("uitkomsten", buurt="sterrenwijk")
    click = next(made for name, made in handed.items() if name.endswith(".csv"))
    assert click()
    change(engine, granting.take, naam, LEADER)
    with pytest.raises(PermissionDenied, match="uitkomsten van buurten downloaden"):
        click()
    assert (log()[-1].gebeurtenis, log()[-1].uitkomst) == ("uitvoer", "geweigerd")


def test_a_button_in_a_tab_that_stayed_open_gives_nothing_once_the_account_was_stopped(tab, engine):  # noqa: F811
    naam, click = tab
    change(engine, granting.stop, naam, now=datetime.now(UTC))
    with pytest.raises(BuurtbeeldError):
        click()
