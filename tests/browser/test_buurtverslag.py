"""The buurtverslag in a real browser: made in one click after a meeting, and read by a visitor once it is released."""

from __future__ import annotations

from dataclasses import replace

import pytest

from buurtbeeld.catalog import load_catalog
from buurtbeeld.figures import Reader
from buurtbeeld.report import drafting
from buurtbeeld.review import meetings as rounds
from buurtbeeld.review import notes
from buurtbeeld.review.parts import AFSPRAAK, STEM
from buurtbeeld.roles import Grant, Role, account
from buurtbeeld.storage.engine import open_published
from scripts import app_server
from tests.browser import meetings, visits
from tests.browser.test_bespreking import BUURT, picture, press, sound
from tests.stores import copied

ADDRESS = f"/buurtverslag?buurt={BUURT}"
OWN = frozenset({BUURT})
RESIDENT = replace(account("netwerklid"), toekenningen=(
    Grant(Role.BURGERVERTEGENWOORDIGER, frozenset({"voorbeeld"}), OWN, OWN),
))  # fmt: skip


@pytest.fixture(scope="module")
def own_app(whole_stores, tmp_path_factory, browser):
    folder = tmp_path_factory.mktemp("buurtverslag")
    copied(whole_stores, folder)
    settings = meetings.settings_of(folder)
    engine = open_published(settings)
    reader = Reader(engine, load_catalog(settings.config_dir, settings.programmas_dir, verzonnen=True))
    _meet(reader)
    with app_server.running_app(folder, {**app_server.NO_SOURCES, "BUURTBEELD_WERKER": "apart"}) as running:
        yield running, reader
    engine.dispose()


def _meet(reader):
    """A meeting with a voice for each signal, and one agreement."""
    kartrekker = account("kartrekker")
    rounds.start(reader, kartrekker, BUURT)
    (one,) = rounds.meetings(reader, kartrekker, BUURT)
    for signal in rounds.seen(reader, kartrekker, one).signalen:
        voice = {"wie": "bewoner", "herkent": "ja", "tekst": f"Ik merk dit ook: {signal.naam.lower()}."}
        notes.add(reader, kartrekker, one, STEM, voice, onderwerp=signal.indicator)
    fields = {"wat": "Koffie in de Linde", "wie": "Anna", "wanneer": "3 maart 2027"}
    notes.add(reader, kartrekker, one, AFSPRAAK, fields)
    rounds.end(reader, kartrekker, one)


def test_made_in_one_click_and_read_by_everybody(own_app, contexts, browser):
    app, reader = own_app
    screen = visits.visit(contexts[1280], app.url, ADDRESS)
    meetings.unfold(screen, "Een nieuw buurtverslag maken")
    press(screen, "Maak het buurtverslag")
    assert "Dit is een concept" in screen.main
    assert "Koffie in de Linde, voor 3 maart 2027." in screen.main
    assert "Anna" not in screen.main
    picture("verslagconcept", screen)
    sound(screen)
    for form in ("PDF", "Word (DOCX)"):
        with screen.page.expect_download() as coming:
            screen.page.get_by_role("button", name=f"Download als {form}").first.click()
        assert coming.value.suggested_filename.startswith("buurtverslag_lindekwartier_1_concept_verzonnen.")
    visitor = visits.visit(contexts[390], app.url, f"{ADDRESS}&als=bezoeker")
    assert "nog geen buurtverslag vrijgegeven" in visitor.main
    made = drafting.newest(reader, account("kartrekker"), BUURT)
    drafting.agree(reader, RESIDENT, made, naam="Els, bewoner")
    drafting.release(reader, RESIDENT, made, naam="Els, bewoner")
    again = visits.visit(contexts[390], app.url, f"{ADDRESS}&als=bezoeker")
    assert "Buurtverslag Lindekwartier" in again.main
    assert "concept" not in again.main
    picture("verslagopen", again)
    sound(again)
