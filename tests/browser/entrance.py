"""The app with people who log in, an organisation beside it, and what tests do in its browser."""

from __future__ import annotations

import contextlib
import os
import sys
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from buurtbeeld.access import granting, invitations
from buurtbeeld.access.accounts import Given
from buurtbeeld.access.granting import COMMAND_LINE, NewAccount
from buurtbeeld.access.matrix import Role
from buurtbeeld.catalog import load_catalog
from buurtbeeld.storage.engine import open_published
from buurtbeeld.storage.schema_access import session
from scripts.app_server import NO_SOURCES, OPTIONS, free_port, stopped_after, wait_for
from tests.browser import visits
from tests.browser.organisation import Organisation
from tests.conftest import ROOT
from tests.stores import copied

CATALOG = load_catalog(ROOT / "config", verzonnen=True)
PASSWORD = "vier woorden op een rij"
TWO_STEPS = {"amr": ["pwd", "otp", "mfa"]}


def member(buurt="sterrenwijk"):
    return Given(Role.NETWERKLID, "ecosysteem", buurt)


class Entrance:
    """A running app with accounts.

    Attributes:
        url: address of the app.
        engine: its published store, to look in and to let time pass.
    """

    def __init__(self, browser, url, engine, organisation):
        self.browser, self.url, self.engine, self.organisation = browser, url, engine, organisation

    def invite(self, naam, *given, email=""):
        """Make an account with roles; the code of its invitation."""
        now = datetime.now(UTC)
        with self.engine.begin() as connection:
            granting.make(connection, COMMAND_LINE, NewAccount(naam, naam.capitalize(), email))
            for one in given:
                granting.give(connection, COMMAND_LINE, naam, one, catalog=CATALOG, now=now)
            return invitations.renew(connection, COMMAND_LINE, naam, catalog=CATALOG, now=now)

    def change(self, act, naam, *more, **named):
        """Do something of `granting` from the command line."""
        with self.engine.begin() as connection:
            return act(connection, COMMAND_LINE, naam, *more, catalog=CATALOG, **named)

    def age(self, **time):
        """Make every session as old as if nobody clicked for this long."""
        with self.engine.begin() as connection:
            for row in connection.execute(sa.select(session)).all():
                older = row.seen_at - timedelta(**time)
                connection.execute(sa.update(session).where(session.c.id == row.id).values(seen_at=older))

    def profile(self, width=1280):
        """A browser of its own: cookies and all."""
        return visits.context_at(self.browser, width)

    def open(self, profile, address="/"):
        return visits.visit(profile, self.url, address)

    def enter(self, profile, naam, *, at="/inloggen"):
        """Log in at the organisation; the tab one comes back in."""
        seen = self.open(profile, at)
        seen.page.get_by_role("button", name="Inloggen met Zorg Samen").click()
        seen.page.get_by_role("link", name=naam, exact=True).click(timeout=visits.PATIENCE)
        seen.page.wait_for_url(f"{self.url}/**", timeout=visits.PATIENCE)
        seen.settle()
        return seen

    def enter_with_invitation(self, profile, code, password=PASSWORD, between=None):
        """Use an invitation with a password of one's own; `between`: what happens before it is sent."""
        seen = self.open(profile, f"/inloggen?uitnodiging={code}")
        if between is not None:
            between()
        seen.page.get_by_label("Nieuw wachtwoord").fill(password)
        seen.page.get_by_label("Nog een keer").fill(password)
        seen.page.get_by_role("button", name="Bewaren en inloggen").click()
        seen.page.wait_for_url(f"{self.url}/", timeout=visits.PATIENCE)
        seen.settle()
        return seen


def click(seen, naam):
    """Click a line of the menu, and wait."""
    seen.page.locator('[data-testid="stSidebar"]').get_by_text(naam, exact=True).first.click()
    seen.settle()


def menu(seen):
    """Lines of the menu."""
    links = seen.page.locator('[data-testid="stSidebar"] [data-testid="stPageLink"]')
    return [text.split("\n")[-1].strip() for text in links.all_inner_texts()]


@contextlib.contextmanager
def running(browser, stores, folder, people):
    """The app with its organisation, on a copy of these stores, until the block ends."""
    organisation, port = Organisation(people), free_port()
    settings = copied(stores, folder)
    url = f"http://127.0.0.1:{port}"
    found = organisation.secrets_file(folder / "secrets.toml", url)
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}", *OPTIONS,
               f"--secrets.files={found}"]  # fmt: skip
    variables = os.environ | dict(NO_SOURCES) | {
        "BUURTBEELD_DATA": str(folder), "BUURTBEELD_TOEGANG": "accounts", "BUURTBEELD_WERKER": "apart",
    }  # fmt: skip
    engine = open_published(settings)
    with (
        (folder / "app.log").open("wb") as out,
        stopped_after(command, cwd=ROOT, environment=variables, out=out) as process,
    ):
        assert wait_for(f"{url}/_stcore/health", process, seconds=90), (folder / "app.log").read_text()
        yield Entrance(browser, url, engine, organisation)
    engine.dispose()
    organisation.stop()
