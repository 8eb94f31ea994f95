"""Deze ronde on Onze uitkomsten: what waits, who closes it, and that two clicks close one."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from buurtbeeld import worker
from buurtbeeld.deliveries import rounds
from buurtbeeld.periods import date_in_nl, today
from buurtbeeld.storage.engine import open_published
from buurtbeeld.storage.schema_plans import ronde, waiting
from buurtbeeld.storage.schema_published import job
from tests.ui.conftest import markup
from tests.ui.outcome_factories import catalog

BUURT = "lindekwartier"
SINCE = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def engine(store, monkeypatch):
    monkeypatch.setattr("pages._ui.services.catalog", catalog)
    opened = open_published(store)
    with opened.begin() as connection:
        for table in (ronde, waiting, job):
            connection.execute(sa.delete(table))
    yield opened
    with opened.begin() as connection:
        for table in (ronde, waiting, job):
            connection.execute(sa.delete(table))
    opened.dispose()


def page():
    import streamlit as st

    from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS as accounts  # noqa: N811
    from pages._ui import round_part as part
    from tests.ui.outcome_factories import plek as place

    part.section(accounts[st.session_state["rol"]], place(st.session_state["buurt"]))


def opened(role="kartrekker", buurt=BUURT):
    app = AppTest.from_function(page, default_timeout=30)
    app.session_state["rol"], app.session_state["buurt"] = role, buurt
    return app.run()


def said(app):
    assert not app.exception
    return " ".join(re.sub(r"<[^>]+>", " ", markup(app)).replace("\u00a0", " ").split())


def wait_for(engine, *counts):
    rows = [
        {"programma": "voorbeeld", "bron": f"bron{at}", "buurt": BUURT, "aantal": count, "sinds": SINCE}
        for at, count in enumerate(counts)
    ]
    with engine.begin() as connection:
        connection.execute(sa.insert(waiting), rows)


def test_closing_says_what_it_does_asks_the_worker_and_happens_once(engine):
    app = opened()
    assert "Er is nog geen ronde gesloten. Er wacht geen verbetering." in said(app)
    wait_for(engine, 2, 1)
    other = opened("coordinator")  # looks at the same round
    told = "3 verbeteringen wachten op het einde van deze ronde. De eerste komt uiterlijk op 20 januari 2027."
    assert told in said(other)
    app = app.run()
    app.button[0].click().run()
    assert "Gelukt. De ronde is gesloten. De cijfers worden bijgewerkt." in said(app)
    closed = re.search(r"De vorige ronde sloot op (\d+ \w+ \d+)", said(app)).group(1)
    assert closed.startswith(f"{today().day} ")
    assert "worden nu gepubliceerd" in said(app)
    asked = worker.latest(engine, rounds.PUBLISH)
    with engine.connect() as connection:
        row = connection.execute(sa.select(ronde)).one()
    assert (asked.args, asked.asked_by) == ({"ronde": row.id}, "kartrekker")
    assert (row.buurt, row.programma, row.door) == (BUURT, "voorbeeld", "kartrekker")
    other.button[0].click().run()  # the button of a round that is closed meanwhile
    assert "De vorige ronde sloot op" in said(other)
    with engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(ronde)) == 1


@pytest.mark.parametrize(
    ("role", "buurt", "button"),
    [("netwerklid", BUURT, 0), ("transitieteam", BUURT, 0), ("coordinator", BUURT, 1), ("kartrekker", "westwijk", 0)],
)
def test_everybody_of_the_network_reads_it_and_only_who_leads_the_buurt_closes_it(engine, role, buurt, button):
    wait_for(engine, 1)
    app = opened(role, buurt)
    wanted = "1 verbetering wacht" if buurt == BUURT else "Er wacht geen verbetering."
    assert wanted in said(app)
    assert len(app.button) == button


def test_of_a_buurt_to_compare_with_there_is_no_round(engine):
    known = next(one.sleutel for _, one in catalog().buurten() if one.rol == "vergelijking")
    assert said(opened("transitieteam", known)) == ""


def test_the_term_is_counted_from_the_first_that_waits(engine):
    assert date_in_nl(SINCE).isoformat() == "2026-11-20"
    wait_for(engine, 1)
    assert "De verbetering komt uiterlijk op 20 januari 2027." in said(opened())
