"""Ervaringen: scores with their spread by the privacy rule, quotes that wait for approval, and forms on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from buurtbeeld.errors import BuurtbeeldError, NotFound, PermissionDenied
from buurtbeeld.experiences import paper, quotes, scores
from buurtbeeld.report import drafting, pdf, web
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
from tests.outcomes.village import NPS, TODAY
from tests.ui.conftest import messages

__all__ = ["filled", "village"]
PAGE = Path(__file__).parents[2] / "pages" / "ervaringen.py"
LID = account("netwerklid")
NASTY = "👍 #let x *vet* <b>b</b> {{ 7 }}"


def answers(village, critics, passives, promoters, periode="2026-H1"):
    counts = {"criticaster": critics, "passief": passives, "promotor": promoters}
    rows = [(MINE, periode, NPS, klasse, float(n)) for klasse, n in counts.items()]
    village.deliver(rows, bron="nps_vragenlijst", at=datetime(2026, 11, 10, tzinfo=UTC))
    village.publish()


def nps(village):
    return next(one for one in scores.of_buurt(village.reader, LID, MINE, TODAY) if one.indicator == NPS)


def test_a_score_with_its_margin_and_spread(village):
    answers(village, 20, 30, 50)
    one = nps(village)
    assert [klasse.aantal for klasse in one.klassen] == ["20", "30", "50"]
    assert [klasse.aandeel for klasse in one.klassen] == [20.0, 30.0, 50.0]
    assert one.marge
    assert "100 antwoorden" in one.antwoorden


def test_one_hidden_class_hides_every_share(village):
    answers(village, 4, 40, 60)
    one = nps(village)
    assert "4" not in [klasse.aantal for klasse in one.klassen]
    assert any("afgeschermd" in klasse.aantal for klasse in one.klassen)
    assert all(klasse.aandeel is None for klasse in one.klassen)


def test_a_figure_that_nobody_delivered_says_so(village):
    found = {one.indicator: one for one in scores.of_buurt(village.reader, LID, MINE, TODAY)}
    assert len(found) > 4
    assert "nog niet geleverd" in found["zelfredzaamheid_score"].zin
    assert (found[NPS].klassen, found[NPS].marge) == ((), "")


def test_a_quote_waits_for_approval_and_then_reaches_the_buurtverslag(village):
    one = quotes.add(village.reader, LID, MINE, NASTY, "mantelzorger")
    assert quotes.approved(village.reader, LID, MINE) == ()
    with pytest.raises(PermissionDenied):
        quotes.judge(village.reader, LID, one, goed=True)
    quotes.judge(village.reader, KARTREKKER, one, goed=True)
    assert [found.tekst for found in quotes.approved(village.reader, LID, MINE)] == [NASTY]
    (stem,) = drafting.gathered(village.reader, KARTREKKER, MINE).stemmen
    assert (stem.tekst, stem.wie) == (NASTY, "Een mantelzorger zegt dit.")
    quotes.judge(village.reader, KARTREKKER, one, goed=False)
    assert quotes.approved(village.reader, LID, MINE) == ()
    assert drafting.gathered(village.reader, KARTREKKER, MINE).stemmen == ()


@pytest.mark.parametrize("wrong", ["", "x" * 10_000, "Bel 06-12345678", "Zij heet Fatima el Amrani", "BSN 111222333"])
def test_what_may_not_be_kept_is_refused(village, wrong):
    with pytest.raises(Ongeschikt):
        quotes.add(village.reader, LID, MINE, wrong, "bewoner")
    with pytest.raises(BuurtbeeldError, match="Kies wie"):
        quotes.add(village.reader, LID, MINE, "Goed zo", "burgemeester")
    assert quotes.read(village.reader, LID, MINE) == ()


def test_who_may(village):
    one = quotes.add(village.reader, LID, MINE, "Fijne buurt", "bewoner")
    for name in DEMONSTRATION_ACCOUNTS:
        if name not in READERS:
            for refused in (
                lambda name=name: quotes.read(village.reader, account(name), MINE),
                lambda name=name: quotes.add(village.reader, account(name), MINE, "x", "bewoner"),
                lambda name=name: quotes.judge(village.reader, account(name), one, goed=True),
            ):
                with pytest.raises(PermissionDenied):
                    refused()
    elsewhere = replace(KARTREKKER, buurten=frozenset({NEAR}))
    with pytest.raises(NotFound):
        quotes.judge(village.reader, elsewhere, replace(one, buurt=NEAR), goed=True)


@pytest.mark.parametrize("wie", paper.FORMS)
def test_the_form_is_one_page_with_room_for_eleven_answers(wie):
    made = paper.form("Lindekwartier", wie, verzonnen=True)
    assert pdf.pdf(made).startswith(b"%PDF")
    assert len(pdf.pictures(made, ppi=20)) == 1
    page = web.page(made)
    assert page.count('<th scope="col">') == 11
    assert "Vul uw naam niet in" in page


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
    answers(village, 20, 30, 50)
    quotes.add(village.reader, LID, MINE, "Nog niet gekeurd", "bewoner")
    for role in DEMONSTRATION_ACCOUNTS:
        try:
            said = text(opened(role))
        except AssertionError:
            raise AssertionError(role) from None
        outcomes = role in {*READERS, "transitieteam"}
        network = outcomes and role != "transitieteam"
        assert ("Ervaring van bewoners" in said) == outcomes, role
        assert ("Wat zeggen mensen?" in said) == network, role
        assert ("Nog niet gekeurd" in said) == (role == "kartrekker"), role
    assert "Kies een buurt die meedoet" in text(opened(buurt="naast-00"))


def test_from_a_quote_to_its_approval(village, opened):
    app = opened()
    field(app.text_area, "Wat zegt die?").set_value("Zij heet Fatima el Amrani")
    app = press(app, "Leg voor aan de kartrekker")
    assert any("namen" in one for one in messages(app))
    field(app.text_area, "Wat zegt die?").set_value(NASTY)
    app = press(app, "Leg voor aan de kartrekker")
    assert "nog niet gekeurd" in text(app)
    app = press(app, "Keur goed")
    assert "nog niet gekeurd" not in text(app)
    assert [one.tekst for one in quotes.approved(village.reader, LID, MINE)] == [NASTY]
