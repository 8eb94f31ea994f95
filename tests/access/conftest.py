"""A published store with accounts in it, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher

from buurtbeeld.access import granting, invitations, login, passwords, sessions
from buurtbeeld.access.accounts import Given
from buurtbeeld.access.granting import COMMAND_LINE, NewAccount
from buurtbeeld.access.matrix import Role
from buurtbeeld.catalog import load_catalog
from buurtbeeld.storage.engine import open_published
from tests.conftest import ROOT
from tests.integration.conftest import (  # noqa: F401 - fixtures
    empty_settings,
    filled_database,
    make_database,
    postgres_settings,
    postgres_url,
    settings,
    sqlite_settings,
)

PASSWORD = "vier woorden op een rij"
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
CATALOG = load_catalog(ROOT / "config", verzonnen=True)


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch):
    """Hashing takes long on purpose; one test asks for the real parameters."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: cheap)
    passwords._nobodys.cache_clear()
    yield
    passwords._nobodys.cache_clear()


@pytest.fixture
def published(settings):  # noqa: F811
    engine = open_published(settings)
    yield engine
    engine.dispose()


class House:
    """An installation with people in it, and a clock."""

    def __init__(self, engine):
        self.engine, self.now, self.catalog = engine, NOW, CATALOG
        self.mono = 0.0
        self.watch = sessions.Watch(monotonic=lambda: self.mono)

    def wait(self, **time):
        """Let time pass, for both clocks."""
        self.now += timedelta(**time)
        self.mono += timedelta(**time).total_seconds()

    def somebody(self, naam, *given, password=PASSWORD):
        """An account with roles, and a password unless None; the code of its invitation otherwise."""
        with self.engine.begin() as connection:
            granting.make(connection, COMMAND_LINE, NewAccount(naam))
            for one in given:
                granting.give(connection, COMMAND_LINE, naam, one, catalog=CATALOG, now=self.now)
            code = invitations.renew(connection, COMMAND_LINE, naam, catalog=CATALOG, now=self.now)
            if password is None:
                return code
            invitations.accept_with_password(connection, code, password, self.now)
        return naam

    def enter(self, naam, password=PASSWORD, code="", browser="b"):
        """Log in with a password; the value of the cookie."""
        handed = login.with_password(self.engine, login.Typed(naam, password, code, "10.0.0.1", browser), now=self.now)
        return login.exchange(self.engine, handed, browser=browser, now=self.now)


@pytest.fixture
def house(published):
    return House(published)


def kartrekker(buurt="sterrenwijk"):
    return Given(Role.KARTREKKER, "ecosysteem", buurt)
