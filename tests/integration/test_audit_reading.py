"""Who reads what of the log: the last row of the rights matrix, on both databases."""

from __future__ import annotations

import pytest

from buurtbeeld import audit
from buurtbeeld.__main__ import main
from buurtbeeld.audit import Event
from buurtbeeld.audit.reading import entries
from buurtbeeld.audit.words import OUTCOMES, WORDS, event_word, outcome_word
from buurtbeeld.errors import PermissionDenied
from buurtbeeld.roles import account
from tests.integration.answers import settings_in

WRITTEN = (
    {"wie": "netwerklid", "buurt": "sterrenwijk", "programma": "ecosysteem"},
    {"wie": "kartrekker", "buurt": "sterrenwijk", "programma": "ecosysteem"},
    {"wie": "kartrekker", "buurt": "oude-dorp", "programma": "ecosysteem"},
    {"wie": "coordinator", "buurt": "oude-dorp", "programma": "ecosysteem"},
    {"wie": "beheerder"},
    {"wie": "werker", "namens": "huisarts", "buurt": "westwijk", "programma": "ander"},
)
MAY_READ = {
    "netwerklid": {1},
    "huisarts": {6},
    "kartrekker": {1, 2, 3},  # sterrenwijk is his, and what he did elsewhere
    "coordinator": {3, 4, 6},  # oude-dorp and westwijk are his
    "transitieteam": {1, 2, 3, 4, 5},
    "beheerder": {1, 2, 3, 4, 5, 6},
}


@pytest.fixture
def written(published):
    for fields in WRITTEN:
        audit.note(published, Event.UITVOER, **fields)
    return published


@pytest.mark.parametrize("role", MAY_READ)
def test_each_role_reads_what_the_matrix_says(written, role):
    assert {one.nummer for one in entries(written, account(role))} == MAY_READ[role]


@pytest.mark.parametrize("role", ["bezoeker", "leverancier", "verzekeraar", "onderzoeker"])
def test_other_roles_are_refused(written, role):
    with pytest.raises(PermissionDenied):
        entries(written, account(role))


def test_newest_first_a_page_at_a_time_and_of_one_kind(written):
    user = account("beheerder")
    audit.note(written, Event.INGELOGD, wie="beheerder")
    assert [one.nummer for one in entries(written, user, limit=2)] == [7, 6]
    assert [one.nummer for one in entries(written, user, voor=6, limit=2)] == [5, 4]
    assert [one.nummer for one in entries(written, user, gebeurtenis="ingelogd")] == [7]


def test_names_are_shown_and_who_was_forgotten_is_not(written):
    first = entries(written, account("beheerder"))[0]
    assert (first.wie, first.namens) == ("werker", "huisarts")


def test_every_event_and_outcome_has_a_word():
    assert set(WORDS) == set(Event)
    assert len(set(WORDS.values())) == len(WORDS)
    assert [outcome_word(code) for code in OUTCOMES] == ["gelukt", "geweigerd", "mislukt"]
    assert event_word("van een nieuwer programma") == "van een nieuwer programma"


def test_commands(sqlite_settings, monkeypatch, capsys):
    from buurtbeeld.storage.engine import open_published

    monkeypatch.setenv("BUURTBEELD_DATA", str(sqlite_settings.data_dir))
    engine = open_published(sqlite_settings)
    for fields in WRITTEN:
        audit.note(engine, Event.UITVOER, **fields)
    assert main(["audit", "controleer"]) == 0
    said = capsys.readouterr().out
    assert "6 regels" in said
    anchor = said.split()[-1]
    assert main(["audit", "controleer", "--anker", anchor]) == 0
    assert main(["audit", "controleer", "--anker", f"6:{'a' * 64}"]) == 1
    assert main(["audit", "toon", "--als", "netwerklid"]) == 0
    assert "bestand gedownload" in capsys.readouterr().out
    assert main(["vergeet", "kartrekker"]) == 0
    assert main(["vergeet", "kartrekker"]) == 2
    assert main(["vergeet", "--opnieuw"]) == 0
    assert main(["vergeet"]) == 2
    assert main(["audit", "opschonen"]) == 0
    capsys.readouterr()
    assert main(["audit", "toon", "--json"]) == 0
    shown = capsys.readouterr().out
    assert "gewist account" in shown
    assert '"kartrekker"' not in shown
    engine.dispose()


def test_commands_say_when_there_is_no_store(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("BUURTBEELD_DATA", str(settings_in(tmp_path).data_dir))
    assert main(["audit", "controleer"]) == 1
    assert "nog geen opslag" in capsys.readouterr().err
