"""The health of the app on Beheer: for who looks after it, each sign good once and bad once; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from buurtbeeld import audit, worker
from buurtbeeld.access import health
from buurtbeeld.access.matrix import Role
from buurtbeeld.audit import Event
from buurtbeeld.errors import PermissionDenied
from buurtbeeld.privacy.terms import load_privacy
from buurtbeeld.roles import User
from buurtbeeld.storage.schema_published import job, publication, source_attempt, worker_sign
from tests.access.conftest import CATALOG
from tests.conftest import ROOT

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
BOSS = User("baas", Role.BEHEERDER)
PRIVACY = load_privacy(ROOT / "config")


def seen(engine, settings, user=BOSS):
    return health.overview(engine, user, CATALOG, PRIVACY, settings, nu=NOW)


def wrong(engine, settings):
    return {one.wat for one in seen(engine, settings).niet_goed}


def add(engine, table, **values):
    with engine.begin() as connection:
        connection.execute(sa.insert(table).values(**values))


def asked(engine, state, ago, **more):
    row = {"kind": "ververs", "args": {}, "asked_by": "x", "asked_at": NOW - ago, "state": state}
    add(engine, job, **row, **more)


def test_of_an_empty_installation_it_says_what_is_missing(published, settings):
    missing = {"Werker", "Publicatie", "Back-up"} if published.dialect.name == "sqlite" else {"Werker", "Publicatie"}
    assert wrong(published, settings) == missing


def test_when_all_is_well_nothing_asks_for_attention(published, settings):
    add(published, worker_sign, id=1, seen_at=NOW - timedelta(seconds=10))
    made = {"made_at": NOW, "made_by": "x", "code_version": "1", "high_water_mark": 0}
    add(published, publication, config_hash=CATALOG.config_hash, **made)
    add(published, source_attempt, bron="cbs_kerncijfers", tabel="t", at=NOW, ok=True, code="", zin="")
    audit.note(published, Event.BACKUP_GEMAAKT, wie="opdrachtregel", op=NOW - timedelta(hours=20))
    asked(published, worker.WAITING, timedelta(minutes=1))
    assert wrong(published, settings) == set()
    told = {one.wat: one.zin for one in seen(published, settings).tekens}
    assert told["Werker"] == "Is er. Laatste teken: 26 november 2026, 12:59 uur."
    assert told["Back-up"] == "De laatste is minder dan een dag oud: 25 november 2026, 17:00 uur."


def test_each_thing_that_goes_wrong_is_named(published, settings, monkeypatch):
    add(published, worker_sign, id=1, seen_at=NOW - timedelta(minutes=5))
    made = {"made_at": NOW, "made_by": "x", "code_version": "1", "high_water_mark": 0}
    add(published, publication, config_hash="anders", **made)
    add(published, source_attempt, bron="cbs_kerncijfers", tabel="t", at=NOW, ok=False, code="E_BRON", zin="Stuk.")
    audit.note(published, Event.BACKUP_GEMAAKT, wie="opdrachtregel", op=NOW - timedelta(days=3))
    asked(published, worker.WAITING, timedelta(hours=1))
    asked(published, worker.FAILED, timedelta(days=1), ended_at=NOW - timedelta(days=1))
    asked(published, worker.FAILED, timedelta(days=9), ended_at=NOW - timedelta(days=9))
    monkeypatch.setattr(health, "LEAST_FREE", 1e30)
    monkeypatch.setattr(health.migrate, "is_current", lambda _: False)
    found = seen(published, settings)
    assert {one.wat for one in found.niet_goed} == {one.wat for one in found.tekens}
    told = {one.wat: one.zin for one in found.tekens}
    assert "Er wacht 1 opdracht, sinds" in told["Opdrachten"]
    assert "mislukten er 1" in told["Opdrachten"], "what is longer ago does not count"
    assert CATALOG.bronnen["cbs_kerncijfers"].naam in told["Openbare bronnen"]
    assert "3 dagen oud" in told["Back-up"]


def test_the_settings_are_those_in_force(published, settings):
    stricter = replace(CATALOG, app=CATALOG.app.model_copy(update={"drempel": 15}))
    found = health.overview(published, BOSS, stricter, PRIVACY, settings, nu=NOW)
    told = {one.wat: (one.waarde, one.waar) for one in found.instellingen}
    assert told["Kleinste groep in een cijfer"] == ("15 mensen", "config/app.yaml; nooit lager dan 10")
    assert told["Logboek bewaren"][0] == f"{PRIVACY.bewaren.logboek_maanden} maanden"
    assert told["Uitloggen na niets doen"] == ("30 minuten", "ligt vast")


def test_only_who_looks_after_the_app_sees_it(published, settings):
    for rol in Role:
        user = User("iemand", rol, frozenset({"ecosysteem"}), frozenset({"sterrenwijk"}))
        if rol in {Role.BEHEERDER, Role.TRANSITIETEAM}:
            seen(published, settings, user)
        else:
            with pytest.raises(PermissionDenied):
                seen(published, settings, user)
