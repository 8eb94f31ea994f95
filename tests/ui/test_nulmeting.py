"""Krachten en uitdagingen on Ons buurtbeeld, as each role sees it, and from the first word to the signature."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS
from buurtbeeld.storage.engine import open_published
from buurtbeeld.storage.schema_meetings import geschreven, nulmeting, nulmeting_cijfer, ondertekening
from tests.ui.conftest import markup, messages

READS = {"netwerklid", "huisarts", "kartrekker", "burgervertegenwoordiger"}  # the coordinator has other buurten
NASTY = "Buren 👍 #let x = 1 *vet* _schuin_ [a](b) $x$ <b>dik</b> {{ 7*7 }}"


@pytest.fixture(autouse=True)
def clean(store):
    """What a test writes is gone after it: the store is shared."""
    yield
    engine = open_published(store)
    with engine.begin() as connection:
        for table in (ondertekening, nulmeting_cijfer, nulmeting, geschreven):
            connection.execute(sa.delete(table))
    engine.dispose()


def page(open_page, role="kartrekker", buurt="sterrenwijk"):
    return open_page("ons_buurtbeeld", role=role, buurt=buurt)


def part():
    """Only this part, on a page of its own: there the test runner hands buttons over."""
    import streamlit as st

    from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS as accounts  # noqa: N811
    from pages._ui import cached, nulmeting_part

    user = accounts[st.session_state["rol"]]
    nulmeting_part.section(user, cached.plek(user, "sterrenwijk"))


@pytest.fixture
def opened(store):
    def run(role="kartrekker"):
        app = AppTest.from_function(part, default_timeout=30)
        app.session_state["rol"] = role
        app = app.run()
        assert not app.exception
        return app

    return run


def pressed(app, label):
    (button,) = [one for one in app.button if one.label == label]
    return button.click().run()


def add(app, kind, text):
    next(one for one in app.selectbox if one.label == "Wat schrijft u op?").set_value(kind).run()
    number = app.session_state["nulmeting_ronde"]
    app.text_input(key=f"nmtekst{number}{kind}").set_value(text)
    return pressed(app, "Zet dit erbij")


def answer_all(app):
    for number in "123":
        app.text_area(key=f"vraagsterrenwijk{number}").set_value(f"Antwoord {number}").run()
    return app


def test_each_role(open_page):
    for role in DEMONSTRATION_ACCOUNTS:
        app = page(open_page, role)
        assert not app.exception, role
        seen = "Krachten en uitdagingen" in markup(app)
        assert seen == (role in {*READS, "transitieteam"}), role
        assert any("toevoegen" in one.label for one in app.expander) == (role in READS), role
        assert any(one.label == "Nulmeting vastzetten" for one in app.expander) == (role == "kartrekker"), role


def test_of_an_area_outside_the_programmes_there_is_none(open_page):
    assert "Krachten en uitdagingen" not in markup(page(open_page, buurt="GM0344"))


def test_another_buurt_is_not_written_about(open_page):
    app = page(open_page, buurt="emmen")
    assert not app.exception
    assert "Krachten en uitdagingen" not in markup(app)


def test_from_the_first_word_to_the_signature(opened):
    app = opened()
    assert "Nulmeting nog niet vastgezet" in markup(app)
    add(app, "kracht", NASTY)
    assert "&lt;b&gt;dik&lt;/b&gt; {{ 7*7 }}" in markup(app)
    add(app, "uitdaging", "Veel mensen wonen alleen.")
    add(app, "regio", "Te weinig personeel")
    answer_all(app)
    assert "Opgeslagen om" in markup(app)
    next(one for one in app.text_input if one.label == "Wie tekent?").set_value("Anna Bakker, kartrekker")
    pressed(app, "Zet de nulmeting vast")
    assert not app.exception
    text = markup(app)
    assert "Nulmeting vastgezet" in text
    assert "Getekend door Anna Bakker, kartrekker" in text
    fields = {one.label: one for one in app.text_input}
    fields["Wie trekt in?"].set_value("Anna Bakker")
    fields["Waarom?"].set_value("Vraag 2 klopt niet")
    pressed(app, "Trek de handtekening in")
    assert "trok de handtekening in" in markup(app)
    assert "Nulmeting, versie 1" in markup(opened("transitieteam"))


def test_what_may_not_be_kept_stays_in_the_box_and_is_not_stored(opened):
    app = opened()
    app.text_area(key="vraagsterrenwijk1").set_value("Bel 06-12345678").run()
    assert any("telefoonnummers" in one and "12345678" not in one for one in messages(app))
    assert app.text_area(key="vraagsterrenwijk1").value == "Bel 06-12345678"
    add(app, "kracht", "x" * 10_000)
    assert any("10.000 tekens" in one for one in messages(app))
    again = opened()
    assert again.text_area(key="vraagsterrenwijk1").value == ""


def test_two_people_in_one_answer(opened):
    anna, bert = opened(), opened("netwerklid")
    anna.text_area(key="vraagsterrenwijk2").set_value("Anna vindt dit.").run()
    bert.text_area(key="vraagsterrenwijk2").set_value("Bert vindt dat.").run()
    both = bert.text_area(key="vraagsterrenwijk2").value
    assert both == "Anna vindt dit.\nBert vindt dat."
    anna.run()
    assert anna.text_area(key="vraagsterrenwijk2").value == both
