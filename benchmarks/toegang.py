"""Een vraag aan de rechtentabel, zoals elke pagina en elke functie die stelt: iemand met één rol, en iemand met tien.

Daarnaast wat het kost om in de database te kijken wie er kijkt en wat diegene mag; dat gebeurt bij elke klik opnieuw.
In de opslag staan duizend accounts met elk een sessie.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from benchmarks.measured import Measured, median
from buurtbeeld.access import accounts, presence, sessions
from buurtbeeld.access.accounts import Account, Given
from buurtbeeld.access.matrix import Action, Role
from buurtbeeld.catalog import load_catalog
from buurtbeeld.roles import may
from buurtbeeld.settings import Settings
from buurtbeeld.storage.engine import open_published
from buurtbeeld.storage.migrate import upgrade
from buurtbeeld.storage.schema_access import session
from buurtbeeld.storage.schema_published import account, role_grant

ROOT = Path(__file__).resolve().parents[1]
MOST = 1_000.0  # microseconds
PEOPLE, ROUNDS, TIMES = 1_000, 30, 200


def measure() -> list[Measured]:
    """A question to the matrix for all actions, and who is looking."""
    catalog = load_catalog(ROOT / "config", verzonnen=True)
    buurten = [one.sleutel for _, one in catalog.buurten()]
    found = []
    for many in (1, 10):
        given = tuple(Given(Role.KARTREKKER, "ecosysteem", buurt) for buurt in buurten[:many])
        one = Account(1, "x", "x", "", actief=True, ingericht=True, tweede_stap=True, laatst=None, toekenningen=given)
        user = accounts.resolve(one, catalog, catalog.rollen, second_factor=True)[0]
        found.append(_timed(
            f"een vraag aan de tabel, {many} {'rol' if many == 1 else 'rollen'}",
            lambda user=user: [may(user, action, buurt="emmen") for action in Action],  # type: ignore[misc]
            per=len(Action),
        ))  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.from_environment({"BUURTBEELD_DATA": folder})
        upgrade(settings)
        engine = open_published(settings)
        now = datetime.now(UTC)
        _fill(engine, now)
        watch = sessions.Watch()
        found.append(_timed(
            "wie kijkt er, uit de database",
            lambda: presence.who(engine, catalog, token="munt500", identity=None, now=now, watch=watch),
            per=1,
        ))  # fmt: skip
        engine.dispose()
    return found


def _timed(name: str, act: Callable[[], object], *, per: int, most: float = MOST) -> Measured:
    """Microseconds of one, over rounds of many."""
    values = []
    times = max(1, TIMES // per)
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        for _ in range(times):
            act()
        values.append((time.perf_counter() - begun) * 1e6 / (times * per))
    return median(name, values, "µs", grens=most)


def _fill(engine: sa.Engine, now: datetime) -> None:
    numbers = range(1, PEOPLE + 1)
    with engine.begin() as connection:
        connection.execute(
            sa.insert(account), [{"id": n, "naam": f"mens{n}", "demonstration": False, "active": True} for n in numbers]
        )
        connection.execute(sa.insert(role_grant), [
            {"account_id": n, "rol": "netwerklid", "programma": "ecosysteem", "buurt": "emmen", "bron": ""}
            for n in numbers
        ])  # fmt: skip
        connection.execute(sa.insert(session), [
            {"id": sessions.digest(f"munt{n}"), "account_id": n, "way": "lokaal", "second_factor": True,
             "started_at": now, "seen_at": now}
            for n in numbers
        ])  # fmt: skip
