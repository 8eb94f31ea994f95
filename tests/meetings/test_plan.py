"""Onze agenda en ons plan: written, argued, begun, and then a flag in the charts; page by page and role by role."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from buurtbeeld import interventions
from buurtbeeld.errors import BuurtbeeldError, NotFound, PermissionDenied
from buurtbeeld.nulmeting import writing as nulmeting
from buurtbeeld.nulmeting.parts import UITDAGING
from buurtbeeld.plan import writing
from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS, account
from buurtbeeld.writing.rules import Ongeschikt
from tests.meetings.test_meeting_pages import (
    KARTREKKER,
    MINE,
    NEAR,
    READERS,
    checked,
    field,
    filled,
    press,
    text,
    village,
)  # fmt: skip
from tests.ui.conftest import messages

__all__ = ["filled", "village"]
PAGE = Path(__file__).parents[2] / "pages" / "plan.py"
LID = account("netwerklid")
THEMA = "preventie"
NASTY = "👍 #let x *vet* [a](b) $x$ <b>b</b> {{ 7 }}"
GIVEN = {"wat": "Wandelgroep", "wie": "Mevrouw Jansen", "wanneer": "3-3-2027"}


def add(village, thema=THEMA, **fields):
    return writing.add(village.reader, KARTREKKER, MINE, thema, GIVEN | fields)


def plan(village, user=LID):
    return writing.of_buurt(village.reader, user, MINE)


def thema(village, code=THEMA):
    return next(one for one in plan(village).themas if one.code == code)


def test_from_a_challenge_to_an_actie(village):
    nulmeting.add(village.reader, LID, MINE, UITDAGING, {"tekst": "Veel mensen wonen alleen."})
    made = add(village, kaart="burenhulp" if "burenhulp" in village.catalog.menukaart else "")
    assert plan(village).uitdagingen == ("Veel mensen wonen alleen.",)
    assert [one.velden["wanneer"] for one in thema(village).onderdelen] == ["3 maart 2027"]
    number = writing.begin(village.reader, KARTREKKER, made, date(2026, 3, 3))
    (actie,) = interventions.list_of(village.published, village.catalog, LID, MINE)
    assert (actie.nummer, actie.titel, actie.thema, actie.start) == (number, "Wandelgroep", THEMA, date(2026, 3, 3))
    assert actie.maanden == village.catalog.themas[THEMA].effect_maanden
    (now,) = thema(village).onderdelen
    assert (now.velden["stand"], now.velden["actie"]) == ("begonnen", str(number))
    for late in (made, now):
        with pytest.raises(BuurtbeeldError) as told:
            writing.begin(village.reader, KARTREKKER, late, date(2026, 3, 4))
        assert told.value.code == "E_PLAN_BEGONNEN"


def test_what_was_registered_otherwise_stands_in_the_plan_too(village):
    given = interventions.Invoer(THEMA, "Meeloopdag", date(2025, 3, 3), 12)
    interventions.register(village.published, village.catalog, KARTREKKER, MINE, given)
    assert thema(village).acties == ("Meeloopdag, sinds 3 maart 2025",)
    assert thema(village).mist == ""
    number = writing.begin(village.reader, KARTREKKER, add(village), date(2026, 3, 3))
    interventions.stop(village.published, village.catalog, KARTREKKER, number, date(2026, 6, 1))
    assert thema(village).acties == ("Meeloopdag, sinds 3 maart 2025",)


def test_a_thema_that_is_left_out_asks_why(village):
    obligatory = {one.code for one in plan(village).themas if one.verplicht}
    assert len(obligatory) == 2
    assert all(one.gekozen for one in plan(village).themas)
    assert "Schrijf op wat u gaat doen" in thema(village).mist
    add(village)
    assert thema(village).mist == ""
    left_out = replace(thema(village), gekozen=False, onderdelen=())
    assert "Schrijf op waarom" in left_out.mist
    kept = writing.argue(village.reader, KARTREKKER, MINE, left_out.code, "Dat doen wij volgend jaar.")
    assert replace(left_out, waarom=kept.tekst).mist == ""
    with pytest.raises(NotFound):
        writing.argue(village.reader, KARTREKKER, MINE, "bestaat-niet", "x")


def test_two_people_change_one_part(village):
    made = add(village)
    other = replace(KARTREKKER, naam="bert")
    writing.change(village.reader, other, made, {"wie": "Bert", "wat": "Wandelgroep met koffie"})
    kept = writing.change(village.reader, KARTREKKER, made, {"wie": "Els", "waarom": "Mensen zijn alleen."})
    assert kept.ander == "bert"
    assert (kept.tekst.velden["wie"], kept.tekst.velden["waarom"]) == ("Bert", "Mensen zijn alleen.")
    assert kept.tekst.velden["wat"] == "Wandelgroep met koffie"
    assert "wie: Els" in kept.tekst.velden["opmerking"]
    assert writing.take_away(village.reader, other, made).ander == "kartrekker"
    assert len(thema(village).onderdelen) == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"wat": ""}, "E_TEKST"),
        ({"wat": "x" * 10_000}, "E_TEKST"),
        ({"wat": "Bellen met Fatima el Amrani"}, "E_TEKST_PERSOON"),
        ({"wie": "Anna 06-12345678"}, "E_TEKST_PERSOON"),
        ({"wanneer": "binnenkort"}, "E_PLAN_DAG"),
        ({"kaart": "bestaat_niet"}, "E_NIET_GEVONDEN"),
    ],
)
def test_what_cannot_be_is_refused(village, fields, code):
    with pytest.raises(BuurtbeeldError) as told:
        add(village, **fields)
    assert told.value.code == code
    assert plan(village).onderdelen == ()


def test_any_signs_come_back_as_they_went_in(village):
    assert add(village, wat=NASTY).velden["wat"] == NASTY
    with pytest.raises(Ongeschikt):
        add(village, waarom="BSN 111222333")


def test_who_may(village):
    made = add(village)
    for name in DEMONSTRATION_ACCOUNTS:
        user = account(name)
        if name not in READERS:
            with pytest.raises(PermissionDenied):
                writing.of_buurt(village.reader, user, MINE)
        if name != "kartrekker":
            for write in (
                lambda user=user: writing.add(village.reader, user, MINE, THEMA, GIVEN),
                lambda user=user: writing.change(village.reader, user, made, {"wat": "x"}),
                lambda user=user: writing.take_away(village.reader, user, made),
                lambda user=user: writing.begin(village.reader, user, made, date(2026, 3, 3)),
                lambda user=user: writing.argue(village.reader, user, MINE, THEMA, "x"),
            ):
                with pytest.raises(PermissionDenied):
                    write()
    everywhere = replace(KARTREKKER, buurten=frozenset({MINE, NEAR, "naast-00"}))
    with pytest.raises(NotFound):
        writing.change(village.reader, everywhere, replace(made, buurt=NEAR), {"wat": "x"})
    with pytest.raises(NotFound):
        writing.of_buurt(village.reader, everywhere, "naast-00")


@pytest.fixture
def opened(village, monkeypatch):
    monkeypatch.setattr("pages._ui.menu.link", lambda *_, **__: None)  # one page alone has no menu to link into

    def run(role="kartrekker", buurt=MINE):
        app = AppTest.from_file(PAGE, default_timeout=30)
        app.session_state["rol"] = role
        app.query_params["buurt"] = buurt
        return checked(app.run())

    return run


def test_the_page_for_each_role(village, opened):
    add(village, wat=NASTY)
    for role in DEMONSTRATION_ACCOUNTS:
        app = opened(role)
        network = role in READERS
        assert ("Ons plan heeft 1 onderdeel." in text(app)) == network, role
        assert any(one.label == "Iets aan het plan toevoegen" for one in app.expander) == (role == "kartrekker"), role
    for buurt in ("naast-00", "bestaat-niet"):
        assert "Kies links uw eigen buurt" in text(opened(buurt=buurt))


def test_from_an_empty_page_to_an_actie(village, opened):
    app = opened()
    assert "Er staat nog niets in het plan." in text(app)
    field(app.selectbox, "Thema").set_value(THEMA).run()
    field(app.text_input, "Wat gaat u doen?").set_value("Bel Fatima el Amrani")
    app = press(app, "Zet dit in het plan")
    assert any("namen" in one for one in messages(app))
    field(app.text_input, "Wat gaat u doen?").set_value("Wandelgroep")
    field(app.text_input, "Wie?").set_value("Els")
    app = press(app, "Zet dit in het plan")
    assert "Wandelgroep" in text(app)
    key = thema(village).onderdelen[0].sleutel
    app = checked(field(app.selectbox, "Welk onderdeel?").set_value(key).run())
    field(app.text_input, "Eerste dag").set_value("3 maart 2026")
    app = press(app, "Dit is begonnen")
    assert "Daarvan is er 1 begonnen." in text(app)
    assert [one.titel for one in interventions.list_of(village.published, village.catalog, LID, MINE)] == [
        "Wandelgroep"
    ]
