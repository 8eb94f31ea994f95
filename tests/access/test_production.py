"""Production refuses to start: the real server, once for every condition, and once when all is well."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
import requests
import sqlalchemy as sa

from buurtbeeld.access import production
from buurtbeeld.catalog import load_catalog
from buurtbeeld.settings import Settings
from buurtbeeld.storage.engine import open_published
from buurtbeeld.storage.migrate import upgrade
from buurtbeeld.storage.schema_delivered import delivery_log
from buurtbeeld.storage.schema_published import account
from scripts.app_server import OPTIONS, free_port, stopped_after, wait_for
from tests.conftest import ROOT
from tests.integration.answers import FETCHED

GOOD = {
    "APP_MODE": "productie",
    "BUURTBEELD_HTTPS": "proxy",
    "BUURTBEELD_WERKER": "apart",
    "STREAMLIT_SERVER_COOKIE_SECRET": "8c1f0b6d5a9e42737bd0a61c94f2e85d",
}


def environment(data, changes):
    """Of a good production, with some things otherwise; None takes a variable away."""
    wanted = os.environ | GOOD | {"BUURTBEELD_DATA": str(data)} | changes
    return {name: value for name, value in wanted.items() if value is not None}


def command(port, *more):
    return [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}", *OPTIONS, *more]


def started(data, changes, *more):
    """Start the real server; what it printed, and its code."""
    data.mkdir(exist_ok=True)
    done = subprocess.run(
        command(free_port(), *more), cwd=ROOT, env=environment(data, changes), capture_output=True, text=True,
        timeout=90, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


REFUSED = {
    "E_PRODUCTIE_PROEF": ({"BUURTBEELD_TOEGANG": "proef"}, "In productie mogen er geen proefaccounts zijn."),
    "E_PRODUCTIE_GEHEIM": ({"STREAMLIT_SERVER_COOKIE_SECRET": None}, "In productie moet elk geheim gekozen zijn."),
    "E_PRODUCTIE_FOUTEN": (
        {"STREAMLIT_CLIENT_SHOW_ERROR_DETAILS": "full"},
        "In productie mag een gebruiker geen technische foutmelding zien.",
    ),
    "E_PRODUCTIE_HTTPS": ({"BUURTBEELD_HTTPS": None}, "In productie moet een proxy voor de app staan die https doet"),
    "E_PRODUCTIE_INSTELLING": (
        {"STREAMLIT_SERVER_ENABLE_AGENT_API": "true"},
        "In productie moeten deze instellingen uit staan: server.enableAgentApi.",
    ),
}


@pytest.mark.parametrize("code", REFUSED)
def test_the_server_refuses_to_start(tmp_path, code):
    changes, sentence = REFUSED[code]
    returned, said = started(tmp_path / "data", changes)
    assert returned == 2, said
    assert f"{code}: {sentence}" in said
    assert said.count("E_PRODUCTIE") == 1, "only what is wrong"
    assert "Traceback" not in said


def test_the_server_refuses_to_start_with_the_invented_programme(tmp_path):
    """A folder that was a laptop's: figures of the invented programme lie in it."""
    settings = Settings.from_environment({"BUURTBEELD_DATA": str(tmp_path / "data")})
    upgrade(settings)
    engine = open_published(settings)
    row = {
        column.name: {int: 1, str: "x"}.get(column.type.python_type, FETCHED)
        for column in delivery_log.c
        if not column.nullable
    } | {"programma": "voorbeeld", "stand": "aanvaard"}
    with engine.begin() as connection:
        connection.execute(sa.insert(delivery_log).values(**row))
    engine.dispose()
    returned, said = started(tmp_path / "data", {})
    assert returned == 2, said
    assert "E_PRODUCTIE_VOORBEELD: In productie mag het verzonnen programma er niet zijn: voorbeeld." in said
    assert said.count("E_PRODUCTIE") == 1


def test_all_that_is_wrong_is_said_at_once(tmp_path):
    changes = {"BUURTBEELD_TOEGANG": "proef", "STREAMLIT_SERVER_COOKIE_SECRET": "changeme", "BUURTBEELD_HTTPS": None}
    returned, said = started(tmp_path / "data", changes, "--client.showErrorDetails=stacktrace")
    assert returned == 2
    for code in ("E_PRODUCTIE_PROEF", "E_PRODUCTIE_GEHEIM", "E_PRODUCTIE_FOUTEN", "E_PRODUCTIE_HTTPS"):
        assert f"{code}: " in said
    assert "changeme" not in said, "a secret is never printed"


def test_a_good_production_starts_and_answers_https_only(tmp_path):
    port, data = free_port(), tmp_path / "data"
    data.mkdir()
    with (
        (data / "log").open("wb") as out,
        stopped_after(command(port), cwd=ROOT, environment=environment(data, {}), out=out) as process,
    ):
        address = f"http://127.0.0.1:{port}"
        assert wait_for(f"{address}/_stcore/health", process, seconds=60), (data / "log").read_text()
        plain = requests.get(f"{address}/", timeout=10)
        assert plain.status_code == 403
        assert "E_PRODUCTIE_HTTPS" in plain.text
        forged = requests.get(f"{address}/", headers={"X-Forwarded-Proto": "https, http"}, timeout=10)
        assert forged.status_code == 403, "what the proxy adds comes last"
        good = requests.get(f"{address}/", headers={"X-Forwarded-Proto": "https"}, timeout=10)
        assert good.status_code == 200
        assert good.headers["Strict-Transport-Security"]
        assert good.headers["X-Content-Type-Options"] == "nosniff"
        told = requests.get(f"{address}/_stcore/health", headers={"X-Forwarded-Proto": "https"}, timeout=10)
        cookies = told.headers.get("Set-Cookie", "")
        assert "secure" in cookies.lower()
        agent = requests.post(
            f"{address}/_stcore/agent/interact", headers={"X-Forwarded-Proto": "https"}, json={}, timeout=10
        )
        assert agent.status_code in {403, 404, 405}


def facts(**changes):
    settings = Settings.from_environment({"APP_MODE": "productie", "BUURTBEELD_HTTPS": "proxy"})
    return production.Facts(
        **(
            {"settings": settings, "cookie_secret": GOOD["STREAMLIT_SERVER_COOKIE_SECRET"], "error_details": "none"}
            | changes
        )
    )


def test_a_laptop_refuses_nothing():
    laptop = Settings.from_environment({})
    assert production.problems(facts(settings=laptop, cookie_secret="", error_details="full")) == []


@pytest.mark.parametrize(
    ("secret", "refused"),
    [("", True), ("kort", True), ("a" * 64, True), ("thisismysupersecretkey", True),
     ("8c1f0b6d5a9e42737bd0a61c94f2e85d", False)],
)  # fmt: skip
def test_a_cookie_secret_is_long_and_not_from_an_example(secret, refused):
    found = [problem.code for problem in production.problems(facts(cookie_secret=secret))]
    assert found == (["E_PRODUCTIE_GEHEIM"] if refused else [])


def test_secrets_of_organisations_and_databases_count_too():
    web = Settings.from_environment({"DATABASE_URL": "postgresql://buurt:geheim@localhost/x"})
    found = production.secrets_of({"client_secret": "xxx", "tweede": {"client_secret": "q" * 30}}, web)
    assert found == {"[auth] client_secret": "xxx", "[auth.tweede] client_secret": "q" * 30, "DATABASE_URL": "geheim"}
    said = str(production.problems(facts(secrets=found))[0])
    assert "[auth] client_secret" in said
    assert "DATABASE_URL" in said
    assert "tweede" not in said


def test_a_demonstration_account_in_the_store_counts(tmp_path):
    settings = Settings.from_environment({"BUURTBEELD_DATA": str(tmp_path), "APP_MODE": "productie"})
    upgrade(settings)
    engine = open_published(settings)
    assert production.demonstration_accounts(settings, engine) == ()
    with engine.begin() as connection:
        connection.execute(sa.insert(account).values(naam="proef", demonstration=True, active=True))
    assert production.demonstration_accounts(settings, engine) == ("proef",)
    everything = load_catalog(ROOT / "config", verzonnen=True)
    assert production.invented_programmes(everything, engine) == ()
    engine.dispose()
