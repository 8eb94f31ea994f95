"""Wat begonnen wij? as a user works with it: add, be refused, change, be too late, stop, take away."""

from __future__ import annotations

import re
from datetime import date

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from buurtbeeld import interventions
from buurtbeeld.interventions import Invoer
from buurtbeeld.outcomes.answers import Interventie
from buurtbeeld.periods import today
from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS
from buurtbeeld.storage.engine import open_published
from buurtbeeld.storage.schema_plans import intervention
from pages._ui import intervention_parts
from tests.ui.conftest import markup
from tests.ui.outcome_factories import catalog

KARTREKKER = DEMONSTRATION_ACCOUNTS["kartrekker"]
BUURT = "lindekwartier"
GIVEN = Invoer("preventie", "Wandelgroep", date(2025, 3, 3), 12, None, 47)


@pytest.fixture
def engine(store):
    opened = open_published(store)
    with opened.begin() as connection:
        connection.execute(sa.delete(intervention))
    yield opened
    opened.dispose()


def page():
    """Only this section, in the middle of a page of its own: everything else has its own tests."""
    import streamlit as st

    from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS as accounts  # noqa: N811
    from pages._ui import intervention_parts as parts
    from tests.ui.outcome_factories import plek as place

    parts.section(accounts[st.session_state["rol"]], place(st.session_state["buurt"]))


@pytest.fixture
def opened(engine, monkeypatch):
    monkeypatch.setattr("pages._ui.services.catalog", catalog)

    def run(role="kartrekker", buurt=BUURT):
        app = AppTest.from_function(page, default_timeout=30)
        app.session_state["rol"], app.session_state["buurt"] = role, buurt
        app = app.run()
        assert not app.exception
        return app

    return run


def said(app):
    assert not app.exception
    return " ".join(re.sub(r"<[^>]+>", " ", markup(app)).replace("\u00a0", " ").split())


def by_label(elements, label):
    return next(one for one in elements if one.label.startswith(label))


def press(app, label):
    return by_label(app.button, label).click().run()


def titles(engine):
    return [one.titel for one in interventions.list_of(engine, catalog(), KARTREKKER, BUURT)]


def test_an_actie_in_less_than_five_fields(opened, engine):
    app = opened()
    assert "Hier staat nog geen actie." in said(app)
    by_label(app.text_input, "Wat begint u?").input("Samen koken")
    by_label(app.number_input, "Hoeveel mensen?").set_value(9)
    app = press(app, "Voeg deze actie toe")
    text = said(app)
    assert "Gelukt. “Samen koken” staat in de lijst." in text
    assert "Bereik niet getoond." in text
    assert by_label(app.text_input, "Wat begint u?").value == ""
    (one,) = interventions.list_of(engine, catalog(), KARTREKKER, BUURT)
    usual = catalog().themas["preventie"].effect_maanden
    assert (one.thema, one.start, one.maanden, one.bereik) == ("preventie", today(), usual, None)


def test_the_months_follow_the_thema(opened):
    app = opened()
    app = by_label(app.selectbox, "Thema").set_value("dichtbij").run()
    assert by_label(app.number_input, "Effect na hoeveel").value == catalog().themas["dichtbij"].effect_maanden


def test_every_problem_is_said_and_what_was_filled_in_stays(opened, engine):
    app = opened()
    by_label(app.text_input, "Wat begint u?").input("Thee bij mevrouw Jansen")
    by_label(app.text_input, "Eerste dag").input("volgende week")
    app = press(app, "Voeg deze actie toe")
    text = said(app)
    assert "Er is niets bewaard." in text
    assert "lijkt op namen" in text
    assert "De eerste dag is niet te lezen. Schrijf bijvoorbeeld 3 maart 2026." in text
    assert "Jansen" not in text
    assert by_label(app.text_input, "Wat begint u?").value == "Thee bij mevrouw Jansen"
    assert titles(engine) == []


def choose(app, nummer):
    return by_label(app.selectbox, "Welke actie?").set_value(nummer).run()


def registered(engine, given=GIVEN):
    return interventions.register(engine, catalog(), KARTREKKER, BUURT, given)


def test_change_keeps_what_is_not_on_the_screen(opened, engine):
    number = registered(engine)
    app = choose(opened(), number)
    by_label(app.text_input, "Naam").input("Wandelclub")
    app = press(app, "Bewaar deze actie")
    assert "“Wandelclub” is aangepast." in said(app)
    (one,) = interventions.list_of(engine, catalog(), KARTREKKER, BUURT)
    assert (one.titel, one.bereik, one.start) == ("Wandelclub", 45, GIVEN.start)


def test_whoever_is_second_is_told_and_sees_how_it_is_now(opened, engine):
    number = registered(engine)
    app = choose(opened(), number)
    interventions.change(engine, catalog(), KARTREKKER, number, Invoer("preventie", "Van een ander", GIVEN.start, 6))
    by_label(app.text_input, "Naam").input("Van mij")
    app = press(app, "Bewaar deze actie")
    text = said(app)
    assert "Iemand anders veranderde deze actie" in text
    assert "Van een ander" in text
    assert titles(engine) == ["Van een ander"]


def test_stop_and_take_away(opened, engine):
    number = registered(engine)
    app = choose(opened(), number)
    app = press(app, "Gestopt")
    assert "“Wandelgroep” is gestopt." in said(app)
    (one,) = interventions.list_of(engine, catalog(), KARTREKKER, BUURT)
    assert one.eind == today()
    app = press(choose(app, one.nummer), "Haal weg")
    assert "Zet eerst het vinkje." in said(app)
    assert titles(engine) == ["Wandelgroep"]
    by_label(app.checkbox, "Deze actie staat er").check()
    app = press(app, "Haal weg")
    assert "“Wandelgroep” is weggehaald." in said(app)
    assert titles(engine) == []


@pytest.mark.parametrize("role", ["netwerklid", "huisarts", "transitieteam"])
def test_the_network_reads_and_does_not_write(opened, engine, role):
    registered(engine)
    app = opened(role)
    assert "Wandelgroep" in said(app)
    assert "Bereikt ongeveer 45 mensen." in said(app)
    assert [*app.button, *app.text_input, *app.selectbox] == []


def test_a_buurt_to_compare_with_has_no_section(opened):
    app = opened(buurt="knikkerbuurt")
    assert markup(app) == ""


def test_what_is_written_on_the_screen_is_escaped(opened, engine):
    registered(engine, Invoer("preventie", "<b>Wandelen</b> & **koken**", date(2025, 3, 3), 12))
    assert "&lt;b&gt;Wandelen&lt;/b&gt; &amp; **koken**" in markup(opened())


def test_themas_without_an_actie_stand_together_and_waiting_is_said(monkeypatch):
    monkeypatch.setattr("pages._ui.services.catalog", catalog)
    one = interventions_of(date(2026, 1, 1), 12)
    views = intervention_parts.themas([one], ("preventie", "zorgzaam", "lerend"), date(2026, 11, 20))
    assert [(view["naam"], len(view["acties"])) for view in views] == [
        ("Preventie als mindset", 1), ("Zorgzame buurt en Lerende buurt", 0),
    ]  # fmt: skip
    assert views[0]["acties"][0]["effect"] == "Effect verwacht vanaf januari 2027."
    later = intervention_parts.themas([one], ("preventie",), date(2027, 1, 1))[0]["acties"][0]
    assert later["effect"] == "Effect kon zichtbaar zijn vanaf januari 2027."


def interventions_of(start, maanden):
    later = interventions.months_later(start, maanden)
    return Interventie(1, BUURT, "preventie", "Wandelgroep", start, None, 45, maanden, "loopt", later)
