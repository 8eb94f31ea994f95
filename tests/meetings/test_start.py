"""Start for a buurt that takes part: what stands out, the next meeting, what is open, and what is to be delivered."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from buurtbeeld.deliveries.calendar import Due, Stand
from buurtbeeld.dutch import date_text, day_text
from buurtbeeld.errors import BuurtbeeldError, PermissionDenied
from buurtbeeld.experiences import quotes
from buurtbeeld.outcomes.oordeel import Oordeel
from buurtbeeld.periods import Periode, today
from buurtbeeld.review import meetings, notes, planned
from buurtbeeld.review.glance import glance
from buurtbeeld.review.parts import AFSPRAAK
from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS, account
from tests.meetings.test_meeting_pages import KARTREKKER, MINE, begin, checked, filled, text, village  # noqa: F401
from tests.outcomes.village import CONSULTS
from tests.ui.conftest import markup

SOON = date_text(today() + timedelta(days=5))
NETWORK = {"netwerklid", "huisarts", "kartrekker", "coordinator", "burgervertegenwoordiger"}


def drawn():
    """What stands on Start, on a page of its own: there is no menu to link into."""
    import streamlit as st

    from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS as accounts  # noqa: N811
    from pages._ui import cached, html, start_due, start_meeting, start_outcomes

    user = accounts[st.session_state["rol"]]
    plek = cached.plek(user, st.session_state["buurt"])
    shown = start_outcomes.markup(user, plek)
    if shown is not None:
        html.place("".join(shown))
    start_meeting.section(user, plek)
    start_due.section(user, plek)


@pytest.fixture
def start(village, monkeypatch):  # noqa: F811
    monkeypatch.setattr("pages._ui.menu.link", lambda *_, **__: None)

    def run(role="netwerklid", buurt=MINE):
        app = AppTest.from_function(drawn, default_timeout=30)
        app.session_state["rol"], app.session_state["buurt"] = role, buurt
        return checked(app.run())

    return run


def test_what_stands_out_is_what_a_meeting_would_begin_with(village):  # noqa: F811
    found = glance(village.reader, KARTREKKER, MINE, today())
    kept = meetings.seen(village.reader, KARTREKKER, begin(village))
    assert [one.indicator for one in found.opvallend] == [one.indicator for one in kept.signalen] == [CONSULTS]
    assert (found.rest, found.bekeken) == (kept.rest, kept.bekeken)
    (one,) = found.opvallend
    assert one.oordeel is Oordeel.ONGUNSTIGER
    said = "".join(span.tekst for span in one.zin)
    assert kept.signalen[0].zin.startswith(said)
    assert one.naast in kept.signalen[0].zin


def test_the_figures_of_the_own_buurt_stand_above(start):
    app = start()
    said = text(app)
    assert "Lindekwartier in één zin" in said
    assert "duidelijk ongunstiger · Minder is hier gunstig · bekijk het cijferblad" in said
    assert re.search(r"\d+ cijfers: te weinig gegevens", said)
    assert f"cijferblad?buurt={MINE}&amp;indicator={CONSULTS}" in markup(app)


def test_a_buurt_of_which_nothing_stands_out_says_so(start):
    said = text(start(buurt="vliegerbuurt"))
    assert "Vliegerbuurt sinds de start" in said
    nothing = r"Geen enkel cijfer is duidelijk anders dan bij de start. Over \d+ cijfers kunnen we nog niets zeggen."
    assert re.search(nothing, said)


def test_who_sees_no_outcomes_gets_nothing_of_them(start):
    for role in DEMONSTRATION_ACCOUNTS:
        said = text(start(role))
        assert ("duidelijk ongunstiger" in said) == (role in {*NETWORK, "transitieteam"}), role
        assert ("Onze open afspraken" in said) == (role in NETWORK), role
    assert text(start(buurt="naast-00")) == ""


def test_the_next_meeting_is_chosen_and_stands_on_start(village, start):  # noqa: F811
    assert "Nog geen dag gekozen" in text(start())
    fields = {"dag": SOON, "tijd": "9:05", "waar": "Buurthuis <De Linde>"}
    made = planned.plan(village.reader, KARTREKKER, MINE, None, fields).tekst
    said = text(start())
    assert f"Volgende bespreking {day_text(today() + timedelta(days=5))}, 09.05 uur" in said
    assert "Buurthuis &lt;De Linde&gt;." in said
    later = date_text(today() + timedelta(days=9))
    ours = planned.plan(village.reader, KARTREKKER, MINE, made, {**fields, "dag": later}).tekst
    theirs = planned.plan(village.reader, KARTREKKER, MINE, made, {**fields, "waar": "School"}).tekst
    assert (ours.velden["dag"], theirs.velden["dag"], theirs.velden["waar"]) == (later, later, "School")


@pytest.mark.parametrize(
    ("dag", "tijd"), [("", ""), ("gisteren", ""), ("1 januari 2026", ""), (SOON, "25.00"), (SOON, "half vier")]
)
def test_a_day_that_is_none_is_refused(village, dag, tijd):  # noqa: F811
    with pytest.raises(BuurtbeeldError):
        planned.plan(village.reader, KARTREKKER, MINE, None, {"dag": dag, "tijd": tijd})
    assert planned.planned(village.reader, KARTREKKER, MINE) is None


def test_only_who_leads_the_network_chooses_the_day(village):  # noqa: F811
    for role in set(DEMONSTRATION_ACCOUNTS) - {"kartrekker"}:
        with pytest.raises(PermissionDenied):
            planned.plan(village.reader, account(role), MINE, None, {"dag": SOON})
    planned.plan(village.reader, KARTREKKER, MINE, None, {"dag": SOON})
    for role in set(DEMONSTRATION_ACCOUNTS) - NETWORK:
        with pytest.raises(PermissionDenied):
            planned.planned(village.reader, account(role), MINE)
    assert planned.planned(village.reader, account("netwerklid"), MINE).tijd is None


def test_a_day_that_is_over_is_not_the_next_meeting(village, monkeypatch):  # noqa: F811
    planned.plan(village.reader, KARTREKKER, MINE, None, {"dag": SOON})
    monkeypatch.setattr(planned, "today", lambda: today() + timedelta(days=6))
    assert planned.planned(village.reader, KARTREKKER, MINE) is None
    assert planned.written(village.reader, KARTREKKER, MINE).velden["dag"] == SOON


def test_what_is_open_stands_on_start(village, start):  # noqa: F811
    assert "Er staat niets open." in text(start())
    meeting = begin(village)
    assert "Nu bezig Bespreking 1" in text(start())
    fields = {"wat": "Bellen <b>nu</b>", "wie": "Anna", "wanneer": "1 januari 2026"}
    made = notes.add(village.reader, KARTREKKER, meeting, AFSPRAAK, fields).tekst
    meetings.end(village.reader, KARTREKKER, meeting)
    assert "Bellen &lt;b&gt;nu&lt;/b&gt; Anna, 1 januari 2026" in text(start())
    assert re.search(r"\d+ dagen te laat", text(start()))
    assert "De vorige was op" in text(start())
    notes.change(village.reader, KARTREKKER, made, {**made.velden, "stand": "gedaan"})
    assert "Er staat niets open." in text(start())


def test_a_voice_stands_on_start_once_it_is_approved(village, start):  # noqa: F811
    made = quotes.add(village.reader, KARTREKKER, MINE, "Ik durf weer naar de *markt*.", "bewoner")
    assert "markt" not in text(start())
    quotes.judge(village.reader, KARTREKKER, made, goed=True)
    assert "“Ik durf weer naar de *markt*.” Bewoner, " in text(start())


def test_what_is_to_be_delivered_stands_on_start_for_who_delivers(start, monkeypatch):
    period, last = Periode.parse("2026-T4"), today() - timedelta(days=3)
    late = Due("dorp", MINE, "huisartsen", period, (CONSULTS,), 0, last, -3, Stand.TE_LAAT, False, ())
    later = replace(late, uiterlijk=today() + timedelta(days=60), dagen=60, stand=Stand.NOG_NIET)
    monkeypatch.setattr(
        "pages._ui.cached.calendar", lambda *_: (*[late] * 6, later, replace(later, stand=Stand.BINNEN))
    )
    said = text(start("kartrekker"))
    assert said.count("3 dagen te laat") == 4
    assert "En nog 2 andere leveringen." in said
    assert "nog niet nodig" not in said
    assert "Nog aan te leveren" not in text(start("verzekeraar"))
    monkeypatch.setattr("pages._ui.cached.calendar", lambda *_: (later,))
    assert "Nog aan te leveren" not in text(start("kartrekker"))
