"""Onze bespreking page by page and role by role, from opening to minutes, with two people in one meeting."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from buurtbeeld.access.presence import VISITOR, Presence, State
from buurtbeeld.review import meetings, notes
from buurtbeeld.review.parts import AFSPRAAK, STEM, Ander
from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS, account
from buurtbeeld.storage.engine import open_published, open_vault
from tests.integration.answers import settings_in
from tests.outcomes.village import CONSULTS, START, Village, buurt, catalog, rates
from tests.stores import copied
from tests.ui.conftest import markup, messages

PAGE = Path(__file__).parents[2] / "pages" / "bespreking.py"
MINE, NEAR = "lindekwartier", "vliegerbuurt"
KARTREKKER = account("kartrekker")
READERS = {"netwerklid", "huisarts", "kartrekker", "coordinator", "burgervertegenwoordiger"}


@pytest.fixture(scope="module")
def filled(empty_stores, tmp_path_factory):
    settings = copied(empty_stores, tmp_path_factory.mktemp("dorp"))
    vault, published = open_vault(settings), open_published(settings)
    made = Village(settings, vault, published, catalog(buurt(MINE, start=START), buurt(NEAR, start=START)))
    made.deliver(row for at in range(14) for row in rates(f"naast-{at:02d}"))
    made.deliver([*rates(MINE, step=1.4), *rates(NEAR)])
    made.publish()
    vault.dispose()
    published.dispose()
    return made


@pytest.fixture
def village(filled, tmp_path, monkeypatch):
    settings = settings_in(tmp_path / "dorp")
    shutil.copytree(filled.settings.data_dir, settings.data_dir)
    vault, published = open_vault(settings), open_published(settings)
    made = Village(settings, vault, published, filled.catalog)
    st.cache_resource.clear()
    monkeypatch.setattr("pages._ui.services.reader", lambda *_: made.reader)
    monkeypatch.setattr("pages._ui.services.catalog", lambda: made.catalog)
    monkeypatch.setattr("pages._ui.services.publish_round", lambda *_: None)
    # Invented areas have no features to be alike in; who is alike has tests of its own (tests/learning).
    other = Ander(
        NEAR, "Vliegerbuurt", "Lijkt sterk op onze buurt.", "Consulten", "Lindekwartier: 5.", "Vliegerbuurt: 4."
    )
    monkeypatch.setattr("buurtbeeld.review.freezing.another", lambda *_: other)
    yield made
    st.cache_resource.clear()
    vault.dispose()
    published.dispose()


@pytest.fixture
def opened(village):
    def run(role="kartrekker", **address):
        app = AppTest.from_file(PAGE, default_timeout=30)
        app.session_state["rol"] = role
        for name, value in {"buurt": MINE, **address}.items():
            app.query_params[name] = str(value)
        return checked(app.run())

    return run


def checked(app):
    assert not app.exception, app.exception[0].value
    return app


def press(app, label):
    (button,) = [one for one in app.button if one.label.startswith(label)]
    return checked(button.click().run())


def text(app):
    return " ".join(re.sub(r"<[^>]+>", " ", markup(app)).replace("\u00a0", " ").split())


def field(elements, label):
    return next(one for one in elements if one.label.startswith(label))


def begin(village):
    meetings.start(village.reader, KARTREKKER, MINE)
    return meetings.meetings(village.reader, KARTREKKER, MINE)[0]


def newest(village):
    return meetings.meetings(village.reader, KARTREKKER, MINE)[0]


def test_each_role_before_during_and_after(village, opened):
    for role in DEMONSTRATION_ACCOUNTS:
        app = opened(role)
        sees = role in {*READERS, "transitieteam"}
        assert ("Eerdere besprekingen" in text(app)) == sees, role
        assert any(one.label == "Open de bespreking" for one in app.button) == (role == "kartrekker"), role
    meeting = begin(village)
    for role in DEMONSTRATION_ACCOUNTS:
        app = opened(role)
        assert any(one.label.startswith("Ga verder met bespreking 1") for one in app.button) == (role in READERS), role
        inside = opened(role, bijeenkomst=meeting.id)
        assert ("Wat spraken we eerder af?" in text(inside)) == (role in READERS), role
        assert any(one.label == "Pauze" for one in inside.button) == (role == "kartrekker"), role
    meetings.end(village.reader, KARTREKKER, meeting)
    for role in sorted({*READERS, "transitieteam"}):
        assert "Bespreking 1 van Lindekwartier" in text(opened(role, bijeenkomst=meeting.id)), role
    assert "Bespreking 1 van Lindekwartier" not in text(opened("verzekeraar", bijeenkomst=meeting.id))


def test_another_buurt_an_unknown_one_and_an_unknown_meeting(village, opened):
    begin(village)
    assert "Kies links uw eigen buurt" in text(opened(buurt="naast-00"))
    assert "Kies links uw eigen buurt" in text(opened(buurt="bestaat-niet"))
    assert "Ga verder met bespreking 1" in " ".join(one.label for one in opened(bijeenkomst="999").button)
    assert "Ga verder" in " ".join(one.label for one in opened(bijeenkomst="<b>1</b>").button)


def test_from_opening_to_minutes(village, opened):
    app = press(opened(), "Open de bespreking")
    assert "nieuw" in text(app)
    app = press(app, "Wat valt op?")
    said = text(app)
    assert "Eén van de" in said
    assert "duidelijk ongunstiger" in said
    assert re.search(r"\d+ cijfers: te weinig gegevens", said)
    field(app.text_area, "Wat valt u op?").set_value("Mensen bellen *vaker* 👍 #let x").run()
    assert "Opgeslagen om" in text(checked(app))
    app = press(app, "Herkennen we dit?")
    assert not any(one.label == "Onze verklaring" for one in app.text_area)
    field(app.text_area, "Want").set_value("Ik bel ook vaker.").run()
    app = checked(app.run())
    field(app.text_area, "Onze verklaring").set_value("Door de griep.").run()
    app = press(checked(app), "Wat leren we?")
    assert "Vliegerbuurt" in text(app)
    field(app.text_area, "Wat nemen wij hiervan mee?").set_value("Bellen met de Vliegerbuurt.").run()
    app = press(checked(app), "Wat spreken we af?")
    field(app.text_input, "1. Wat doen we?").set_value("Twee mensen bellen").run()
    checked(app)
    field(app.text_input, "Wie?").set_value("Anna").run()
    app = press(app, "Sluit af")
    assert any("mist wie het doet of wanneer" in one for one in messages(app))
    field(app.text_input, "Wanneer").set_value("3-3-2027").run()
    assert field(app.text_input, "Wanneer").value == "3 maart 2027"
    app = press(checked(app), "Sluit af")
    minutes = text(app)
    expected = (
        "Bespreking 1 van Lindekwartier", "Twee mensen bellen", "Anna", "3 maart 2027", "Ik bel ook vaker.",
        "Een bewoner", "Door de griep.", "Bellen met de Vliegerbuurt.", "Mensen bellen *vaker* 👍 #let x",
    )  # fmt: skip
    for words in expected:
        assert words in minutes
    app = press(press(app, "Terug"), "Open de bespreking")
    assert "Twee mensen bellen" in text(app)
    assert "Bespreking 2" in text(app)
    field(app.segmented_control, "Hoe staat het ermee?").set_value("gedaan").run()
    (done,) = notes.open_agreements(village.reader, KARTREKKER, meetings.meetings(village.reader, KARTREKKER, MINE)[0])
    assert done.velden["stand"] == "gedaan"


def test_minutes_stay_what_they_were(village, opened):
    meeting = begin(village)
    made = notes.add(
        village.reader, KARTREKKER, meeting, AFSPRAAK, {"wat": "Bellen", "wie": "Anna", "wanneer": "3-3-2027"}
    )
    meetings.end(village.reader, KARTREKKER, meeting)
    before = text(opened(bijeenkomst=meeting.id))
    assert "Bellen Anna 3 maart 2027 open" in before
    begin(village)
    notes.change(village.reader, KARTREKKER, made.tekst, {**made.tekst.velden, "stand": "gedaan"})
    assert text(opened(bijeenkomst=meeting.id)) == before


def test_two_people_in_one_meeting(village, opened):
    meeting = begin(village)
    anna, bert = opened(bijeenkomst=meeting.id, stap=5), opened("netwerklid", bijeenkomst=meeting.id, stap=5)
    field(anna.text_input, "1. Wat doen we?").set_value("Bellen").run()
    checked(bert.run())
    assert field(bert.text_input, "1. Wat doen we?").value == "Bellen"
    field(anna.text_input, "Wie?").set_value("Anna").run()
    field(bert.text_input, "Wanneer").set_value("1 maart 2027").run()
    both = notes.agreements(notes.said(village.reader, KARTREKKER, meeting))[0].velden
    assert (both["wie"], both["wanneer"]) == ("Anna", "1 maart 2027")
    assert "deze afspraak aan. Wat u allebei schreef" in text(checked(bert))
    meetings.go_to(village.reader, KARTREKKER, meeting, 2)
    assert "De bespreking is bij stap 2." in text(checked(bert.run()))
    bert = press(bert, "Ga mee")
    assert "duidelijk ongunstiger" in text(bert)
    field(bert.text_area, "Wat valt u op?").set_value("Bert ziet dit.").run()
    assert "Bert ziet dit." in text(opened(bijeenkomst=meeting.id, stap=2))


def test_the_browser_closes_in_step_three(village, opened):
    meeting = begin(village)
    app = opened("netwerklid", bijeenkomst=meeting.id, stap=3)
    field(app.text_area, "Want").set_value("Half geschreven zi").run()
    del app
    again = opened("netwerklid", bijeenkomst=meeting.id, stap=3)
    assert "Half geschreven zi" in text(again)
    (kept,) = notes.of(notes.said(village.reader, KARTREKKER, meeting), STEM)
    assert kept.velden["wie"] == "bewoner"


def test_what_may_not_be_kept_stays_in_the_box(village, opened):
    meeting = begin(village)
    app = opened(bijeenkomst=meeting.id, stap=2)
    for wrong, told in (
        ("Bel Fatima el Amrani", "namen"),
        ("06-12345678", "telefoonnummers"),
        ("x" * 10_000, "10.000"),
    ):
        field(app.text_area, "Wat valt u op?").set_value(wrong).run()
        assert any(told in one for one in messages(checked(app)))
        assert field(app.text_area, "Wat valt u op?").value == wrong
    assert notes.said(village.reader, KARTREKKER, meeting) == ()


def test_newer_figures_are_taken_on_only_when_somebody_says_so(village, opened):
    meeting = begin(village)
    village.deliver(rates(MINE, step=0.7), at=datetime(2026, 11, 20, tzinfo=UTC))
    village.close(MINE)
    village.publish()
    app = opened(bijeenkomst=meeting.id, stap=2)
    assert "duidelijk ongunstiger" in text(app)
    assert "Deze bespreking blijft bij de cijfers van het begin" in text(app)
    app = press(app, "Neem de nieuwe cijfers over")
    assert "duidelijk gunstiger" in text(checked(app.run()))
    assert (
        CONSULTS
        in meetings.seen(village.reader, KARTREKKER, meetings.meetings(village.reader, KARTREKKER, MINE)[0])
        .signalen[0]
        .indicator
    )


def somebody_else(monkeypatch, user):
    """From now on this tab is somebody else's: logged out, or with other roles than when the page was made."""
    monkeypatch.setattr("pages._ui.session.presence", lambda **_: Presence(user, State.INGELOGD, "iemand"))


@pytest.mark.parametrize(
    ("after", "sentence"), [(account("netwerklid"), "U mag dit niet"), (VISITOR, "U mag dit niet: de pagina")]
)
def test_a_button_of_an_open_tab_after_the_role_was_taken_away(village, opened, monkeypatch, after, sentence):
    meeting = begin(village)
    app = opened(bijeenkomst=meeting.id)
    somebody_else(monkeypatch, after)
    app = press(app, "Pauze")
    assert not newest(village).gepauzeerd
    assert sentence in markup(app)
    assert not any(one.label in {"Pauze", "Ga verder"} for one in app.button)


@pytest.mark.parametrize("after", [account("netwerklid"), VISITOR])
def test_opening_a_meeting_from_an_open_tab_after_the_role_was_taken_away(village, opened, monkeypatch, after):
    app = opened()
    somebody_else(monkeypatch, after)
    app = press(app, "Open de bespreking")
    assert not meetings.meetings(village.reader, KARTREKKER, MINE)
    assert "U mag dit niet" in markup(app)


def test_what_is_written_in_an_open_tab_after_logging_out_is_not_kept(village, opened, monkeypatch):
    meeting = begin(village)
    app = opened(bijeenkomst=meeting.id, stap=2)
    somebody_else(monkeypatch, VISITOR)
    app = checked(field(app.text_area, "Wat valt u op?").set_value("Nog iets.").run())
    assert not notes.said(village.reader, KARTREKKER, meeting)
    assert "U mag dit niet" in markup(app)
