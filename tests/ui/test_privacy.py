"""Privacy and Logboek as each role opens them; what they say comes from the data that decides."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest

from buurtbeeld import audit
from buurtbeeld.audit import Event, Uitkomst
from buurtbeeld.audit.reading import entries
from buurtbeeld.catalog import load_catalog
from buurtbeeld.privacy import terms
from buurtbeeld.roles import DEMONSTRATION_ROLES, Action, Role, account
from buurtbeeld.settings import ROOT
from buurtbeeld.storage.engine import open_published
from pages._ui import html, log_part, privacy_part, services
from tests.ui.conftest import markup, messages
from tests.ui.test_html import NASTY

READERS = {"netwerklid", "huisarts", "kartrekker", "coordinator", "transitieteam", "beheerder"}
CATALOG = load_catalog(ROOT / "config", verzonnen=True)


def plain(made):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", made)).replace("\u00a0", " ").split())


@pytest.mark.parametrize("role", DEMONSTRATION_ROLES)
def test_privacy_opens_for_everybody(open_page, role):
    app = open_page("privacy", role=role.value, buurt="sterrenwijk")
    assert not app.exception
    assert messages(app) == []
    shown = plain(markup(app))
    assert f"Minder dan {CATALOG.app.drempel} mensen" in shown
    assert "· afgeschermd (kleine aantallen)" in shown
    own = CATALOG.rollen.rollen[role].naam
    assert f"{own} (dat bent u)" in shown


@pytest.mark.parametrize("role", list(Role))
def test_what_a_role_may_is_read_from_the_matrix(role):
    shown = privacy_part._role(role, CATALOG.rollen, mine=False)
    told = {what for _, some in shown["mag"] for what in some}
    wanted = {
        row.wat for action, row in CATALOG.rollen.acties.items()
        if role in row.rollen and not action.value.startswith("pagina_")
    }  # fmt: skip
    assert told == wanted


def test_another_matrix_is_another_page():
    row = CATALOG.rollen.acties[Action.RONDE_SLUITEN]
    rows = CATALOG.rollen.acties | {Action.RONDE_SLUITEN: row.model_copy(update={"rollen": {}})}
    other = CATALOG.rollen.model_copy(update={"acties": rows})
    before, after = (privacy_part._role(Role.KARTREKKER, one, mine=False)["mag"] for one in (CATALOG.rollen, other))
    assert row.wat in str(before)
    assert row.wat not in str(after)


def test_terms_and_threshold_are_those_of_config(open_page, monkeypatch):
    chosen = terms.shipped()
    kept = chosen.bewaren.model_copy(update={"logboek_maanden": 30, "opdrachten_dagen": 77})
    monkeypatch.setattr(terms, "shipped", lambda: chosen.model_copy(update={"bewaren": kept}))
    shown = plain(markup(open_page("privacy", buurt="sterrenwijk")))
    assert "Het logboek 30 maanden" in shown
    assert "77 dagen" in shown
    assert f"{chosen.per_uur.downloads} bestanden per uur downloaden" in shown


@pytest.fixture
def written(store):
    engine = open_published(store)
    audit.note(engine, Event.RONDE_GESLOTEN, wie="kartrekker", programma="ecosysteem", buurt="sterrenwijk", object="3")
    audit.note(
        engine, Event.UITVOER, wie="coordinator", programma="ecosysteem", buurt="emmen", aantal=12,
        uitkomst=Uitkomst.GEWEIGERD, details={"wat": "cijferblad"},
    )  # fmt: skip
    yield engine
    engine.dispose()


@pytest.mark.parametrize("role", DEMONSTRATION_ROLES)
def test_the_log_is_for_those_who_may_read_it(open_page, written, role):
    if role.value not in READERS:
        refused = markup(open_page("logboek", role=role.value, buurt="sterrenwijk"))
        assert "U mag dit niet: de pagina Logboek zien." in refused
        return
    app = open_page("logboek", role=role.value, buurt="sterrenwijk")
    assert not app.exception
    shown = plain(markup(app))
    sees = {"kartrekker": (True, False), "coordinator": (False, True)}.get(
        role.value, (role.value in {"transitieteam", "beheerder"},) * 2
    )
    assert ("ronde gesloten ✓ gelukt Sterrenwijk, ronde 3" in shown) is sees[0]
    assert ("bestand gedownload ✕ geweigerd Emmen" in shown) is sees[1]


def test_one_kind_and_older_lines(open_page, written, monkeypatch):
    monkeypatch.setattr(log_part, "PAGE", 2)
    monkeypatch.setattr(log_part, "entries", lambda *a, **k: entries(*a, **k, limit=2))
    app = open_page("logboek", role="beheerder", buurt="sterrenwijk")
    assert plain(markup(app)).count("regel ") >= 2
    older = next(button for button in app.button if button.label == "Oudere regels")
    app = older.click().run()
    assert any(button.label == "Nieuwste regels" for button in app.button)
    app.selectbox(key="logsoort").select("ronde_gesloten").run()
    shown = plain(markup(app))
    assert "ronde gesloten" in shown
    assert "bestand gedownload" not in shown


def test_a_hostile_line_is_shown_not_run(written, monkeypatch):
    line = entries(written, account("beheerder"))[0]
    nasty = replace(line, wie=NASTY, object=NASTY, buurt=NASTY, keuzes={NASTY: NASTY})
    monkeypatch.setattr(services, "catalog", lambda: CATALOG)
    made = html.render("logboek", zin=NASTY, regels=[log_part._view(nasty)])
    assert "<img" not in made
    assert "<script" not in made
