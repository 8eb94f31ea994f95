"""python -m buurtbeeld account …: from an empty folder to a beheerder who logs in."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from buurtbeeld.__main__ import main
from buurtbeeld.access import accounts, invitations, login, sessions
from buurtbeeld.access.matrix import Role
from buurtbeeld.errors import NotFound
from buurtbeeld.roles import DEMONSTRATION_ACCOUNTS
from buurtbeeld.settings import Settings
from buurtbeeld.storage.engine import open_published
from tests.access.conftest import CATALOG, PASSWORD
from tests.stores import copied


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run a command in a folder of its own; its code and everything it said."""
    monkeypatch.setenv("BUURTBEELD_DATA", str(tmp_path / "data"))

    def ran(*words):
        code = main(["account", *words])
        said = capsys.readouterr()
        return code, said.out + said.err

    return ran


@pytest.fixture
def run_with_figures(run, embedded_stores, tmp_path):
    """The same where the embedded default is there."""
    copied(embedded_stores, tmp_path / "data")
    return run


@pytest.fixture
def engine(run):
    found = open_published(Settings.from_environment())
    yield found
    found.dispose()


def test_the_first_beheerder_comes_before_the_first_figure(run, engine):
    code, said = run("lijst")
    assert (code, "account maak NAAM beheerder" in said) == (0, True)
    code, said = run("maak", "Sanne", "beheerder", "--weergave", "Sanne de Boer")
    assert code == 0
    link = re.search(r"/inloggen\?uitnodiging=(\S+)", said)[1]
    now = datetime.now(UTC)
    with engine.begin() as connection:
        assert invitations.accept_with_password(connection, link, PASSWORD, now).weergave == "Sanne de Boer"
    assert login.with_password(engine, login.Typed("sanne", PASSWORD), now=now)
    assert accounts.named(engine, CATALOG, "sanne").rol is Role.BEHEERDER


def test_giving_taking_and_stopping(run, engine):
    emmen = ("--programma", "ecosysteem", "--buurt", "emmen", "--bron", "gemeente")
    run("maak", "joke", "coordinator", "--programma", "ecosysteem", "--buurt", "partner:Rivas")
    code, said = run("geef", "joke", "netwerklid", *emmen)
    assert (code, said.startswith("joke heeft nu: lid van het buurtnetwerk, Emmen, ")) == (0, True)
    code, said = run("lijst")
    assert "projectcoördinator, buurten van Rivas" in said
    assert "Emmen" in said
    code, said = run("neem-af", "joke", "netwerklid", *emmen)
    assert (code, "heeft niet meer" in said) == (0, True)
    assert accounts.named(engine, CATALOG, "joke").rol is Role.COORDINATOR
    code, said = run("opnieuw", "joke")
    assert "/inloggen?uitnodiging=" in said
    now = datetime.now(UTC)
    with engine.begin() as connection:
        sessions.start(
            connection, accounts.by_naam(connection, "joke").id, key="k", way="lokaal", second_factor=True, now=now
        )
    assert run("log-uit", "joke") == (0, "1 sessies van joke beëindigd.\n")
    assert run("stop", "joke")[0] == 0
    with pytest.raises(NotFound):
        accounts.named(engine, CATALOG, "joke")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("maak", "joke", "kartrekker"), 1, "E_TOEKENNING: Het programma '' bestaat niet."),
        (("maak", "kartrekker", "beheerder"), 1, "E_ACCOUNT: 'kartrekker' kan geen accountnaam zijn."),
        (("geef", "niemand", "beheerder"), 2, "E_NIET_GEVONDEN: Er is geen account 'niemand'."),
        (("stop", "niemand"), 2, "E_NIET_GEVONDEN"),
    ],
)
def test_what_cannot_be_says_what_and_what_to_do(run, words, code, said):
    found = run(*words)
    assert (found[0], said in found[1]) == (code, True), found


@pytest.mark.parametrize("naam", DEMONSTRATION_ACCOUNTS)
def test_where_people_log_in_no_demonstration_account_asks_for_anything(run, engine, naam):
    run("lijst")
    assert accounts.named(engine, CATALOG, naam, proef=True).rol == naam
    with pytest.raises(NotFound):
        accounts.named(engine, CATALOG, naam, proef=False)


@pytest.mark.parametrize(
    "command", [("cijfers", "sterrenwijk"), ("kpi", "--programma", "ecosysteem"), ("audit", "toon")]
)
def test_who_asks_on_the_command_line_is_an_account_of_now(run_with_figures, monkeypatch, capsys, command):
    run_with_figures("maak", "joke", "transitieteam", "--programma", "ecosysteem")
    monkeypatch.setenv("BUURTBEELD_TOEGANG", "accounts")
    assert main([*command, "--als", "transitieteam"]) == 2
    assert "E_NIET_GEVONDEN: Er is geen account 'transitieteam'." in capsys.readouterr().err
    main([*command, "--als", "joke"])
    assert "E_NIET" not in capsys.readouterr().err
