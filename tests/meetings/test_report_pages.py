"""Buurtverslag page by page and role by role: one click, agreement, release, and what a visitor then reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from buurtbeeld.experiences import quotes
from buurtbeeld.report import drafting
from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS
from tests.meetings.test_buurtverslag import (
    KARTREKKER,
    MINE,
    RESIDENT,
    drawn,
    filled,
    meeting,
    newest,
    released,
    village,
)
from tests.meetings.test_meeting_pages import READERS, checked, field, press, text
from tests.ui.conftest import messages

__all__ = ["filled", "village"]
PAGE = Path(__file__).parents[2] / "pages" / "buurtverslag.py"
NETWORK = READERS


@pytest.fixture
def opened(village):
    def run(role="kartrekker", buurt=MINE):
        app = AppTest.from_file(PAGE, default_timeout=30)
        app.session_state["rol"] = role
        app.query_params["buurt"] = buurt
        return checked(app.run())

    return run


def test_each_role_with_a_draft_and_after_release(village, opened):
    meeting(village)
    drawn(village)
    for role in DEMONSTRATION_ACCOUNTS:
        said = text(opened(role))
        assert ("Dit is een concept" in said) == (role in NETWORK), role
        assert "Van Lindekwartier is nog geen buurtverslag vrijgegeven." in said, role
    drafting.agree(village.reader, RESIDENT, newest(village), naam="Els")
    drafting.release(village.reader, RESIDENT, newest(village), naam="Els")
    for role in DEMONSTRATION_ACCOUNTS:
        said = text(opened(role))
        assert "Buurtverslag Lindekwartier" in said, role
        assert "Ik bel sneller." in said, role
        assert "concept" not in said, role


def test_a_plek_without_meetings_has_none(opened):
    for buurt in ("naast-00", "bestaat-niet"):
        assert "Alleen buurten die meedoen" in text(opened(buurt=buurt))


def test_one_click_makes_it(village, opened):
    meeting(village)
    app = opened()
    field(app.text_area, "Een eigen woord").set_value("Wij zijn trots.")
    app = press(app, "Maak het buurtverslag")
    assert "Wij zijn trots." in text(app)
    assert "Dit is een concept" in text(app)
    field(app.text_area, "Een eigen woord").set_value("Bel 06-12345678")
    app = press(app, "Maak het buurtverslag")
    assert any("telefoonnummers" in one for one in messages(app))
    assert newest(village).versie == 1


def test_the_residents_agree_release_and_take_back(village, opened):
    meeting(village)
    drawn(village)
    app = opened("burgervertegenwoordiger")  # the demonstration account
    field(app.text_input, "Uw naam").set_value("Els, bewoner")
    app = press(app, "Akkoord")
    assert "De burgervertegenwoordiger is akkoord." in text(app)
    field(app.text_input, "Uw naam").set_value("Els, bewoner")
    app = press(app, "Geef vrij")
    assert newest(village).stand == "vrijgegeven"
    assert "is een concept" not in text(app)
    field(app.text_input, "Wie trekt in?").set_value("Els, bewoner")
    field(app.text_input, "Waarom?").set_value("Er staat een fout in")
    app = press(app, "Trek in")
    assert "Dit verslag is ingetrokken" in text(app)
    assert "Er staat een fout in" in text(app)


def test_the_older_one_stays_to_be_read(village, opened):
    meeting(village)
    released(village)
    meeting(village, quote="Nieuwe woorden.")
    released(village)
    app = opened("bezoeker")
    assert "Nieuwe woorden." in text(app)
    assert any(one.label.startswith("Buurtverslag 1") for one in app.expander)
    assert drafting.newest(village.reader, KARTREKKER, MINE).nummer == 2


def test_what_the_form_offers_is_remembered_until_somebody_writes(village, opened, monkeypatch):
    """Gathering costs a tenth of a second before the first meeting; the page asks for it once."""
    asked, real = [], drafting.gathered
    monkeypatch.setattr(drafting, "gathered", lambda *given: asked.append(1) or real(*given))
    app = opened()
    checked(app.run())
    assert len(asked) == 1
    meeting(village, quote="Nieuwe woorden.")
    app = checked(app.run())
    assert len(asked) == 2
    assert "de woorden en cijfers van uw besprekingen" in text(app)
    quotes.add(village.reader, KARTREKKER, MINE, "Fijn.", "bewoner")
    checked(app.run())
    assert len(asked) == 3
