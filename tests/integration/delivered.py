"""Small deliveries from bytes to publication, for tests that kill, race and look for what is left.

No pytest here: a child process uses it. What is the same in every run (catalogue, verdict on a file) is found once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import sqlalchemy as sa

from buurtbeeld import worker
from buurtbeeld.catalog import Catalog, load_catalog
from buurtbeeld.deliveries import delivering
from buurtbeeld.deliveries.jobs import CHECK, KEEP, RETRACT
from buurtbeeld.deliveries.rules import Choice, rules_of
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.ingest import inbox, inspection, submissions
from buurtbeeld.ingest.parts import Inspection, Rules
from buurtbeeld.publication import quiet
from buurtbeeld.roles import account
from buurtbeeld.settings import Settings
from buurtbeeld.storage.engine import open_published
from data_sources import refresh, stores
from data_sources.stores import Stores

HEADER = "buurtcode;periode;indicator;teller;noemer;waarde;toelichting"
ROWS = (
    "sterrenwijk;2024-T1;gestarte_interventies;3;;;",
    "sterrenwijk;2024-T1;deelnemende_burgers;57;;;",
    "sterrenwijk;2024-T2;deelnemende_burgers;61;;;",
    "sterrenwijk;2024-T1;initiatieven;4;;;",
    "sterrenwijk;2023;wmo_clienten_per_1000;43;900;;",
)
SOURCES = 2  # of those rows, so that many deliveries in one file
WHO = "kartrekker"
really_inspect = inspection.inspect


def csv(*rows: str) -> bytes:
    """A delivered file with these rows."""
    return "".join(f"{line}\n" for line in (HEADER, *rows)).encode()


FIRST = csv(*ROWS)
SHUFFLED = csv(*reversed(ROWS))
CORRECTION = csv("sterrenwijk;2024-T1;deelnemende_burgers;66;;;")
OTHER_CORRECTION = csv("sterrenwijk;2024-T1;deelnemende_burgers;74;;;")
NEXT = csv("sterrenwijk;2024-T3;deelnemende_burgers;63;;;", "sterrenwijk;2025-T1;initiatieven;6;;;")
FILES = (FIRST, SHUFFLED, CORRECTION, OTHER_CORRECTION, NEXT)


@cache
def catalog() -> Catalog:
    """The shipped catalogue."""
    return load_catalog(Settings.from_environment({}).config_dir)


@cache
def _rules() -> Rules:
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE area (id, code, jaar, naam, inwoners)")
    found = rules_of(engine, catalog(), account(WHO), Choice())
    engine.dispose()
    return found


@cache
def _verdict(data: bytes) -> Inspection:
    found = really_inspect(data, "levering.csv", _rules())
    assert not found.geweigerd, found.meldingen
    return found


def prepare() -> None:
    """Find once what every run would find again: what is left is what touches a store or a file."""
    for data in FILES:
        _verdict(data)
    stores.load_catalog = lambda *_, **__: catalog()  # type: ignore[assignment]

    def known(data: bytes, name: str, rules: Rules) -> Inspection:
        same = data in FILES and rules == _rules()
        return replace(_verdict(data), naam=name) if same else really_inspect(data, name, rules)

    inspection.inspect = known


def keep(settings: Settings, data: bytes, *, basis: int | None = None, naam: str = "") -> submissions.Receipt | None:
    """Check a file and keep it."""
    with Stores(settings) as opened:
        choice = Choice()
        _, receipt = delivering.take_in(opened.desk(), account(WHO), data, naam or "levering.csv", choice, basis=basis)
    return receipt


def publish(settings: Settings) -> int:
    """Carry over and publish."""
    with Stores(settings) as opened:
        return opened.publish(by=WHO, report=quiet)


def ask(settings: Settings, kind: str, **arguments: object) -> int:
    """Put a job in the queue."""
    published = open_published(settings)
    try:
        return worker.ask(published, kind, arguments, WHO)
    finally:
        published.dispose()


def ask_for_a_file(settings: Settings, kind: str, data: bytes, **more: object) -> str:
    """What a page does: put the file ready, then ask. Returns its token."""
    token = inbox.put(settings.inbox_dir, data)
    ask(settings, kind, token=token, naam="levering.csv", **more)
    return token


def work(settings: Settings) -> int:
    """What the worker does with the queue. Returns how many jobs."""
    published = open_published(settings)
    try:
        return worker.run_until_empty(published, refresh.handlers(settings))
    finally:
        published.dispose()


def _ready(settings: Settings, kind: str, data: bytes) -> None:
    ask_for_a_file(settings, kind, data, basis=0)


STAGES: Mapping[str, Any] = {  # what was there before somebody is killed
    "leeg": lambda _: None,
    "bewaard": lambda settings: keep(settings, FIRST),
    "gepubliceerd": lambda settings: (keep(settings, FIRST), publish(settings)),
    "nieuws_bewaard": lambda settings: (STAGES["gepubliceerd"](settings), keep(settings, NEXT)),
    "controle_gevraagd": lambda settings: _ready(settings, CHECK, FIRST),
    "bewaren_gevraagd": lambda settings: _ready(settings, KEEP, FIRST),
    "intrekken_gevraagd": lambda settings: (
        STAGES["gepubliceerd"](settings),
        ask(settings, RETRACT, levering=1, reden="verkeerde maand"),
    ),
}


def _at_once(settings: Settings, name: str, data: bytes, **how: Any) -> None:
    """Deliver while somebody else does, and write down what became of it."""
    try:
        receipt = keep(settings, data, naam=f"{name}.csv", **how)
        said = "bewaard" if receipt is not None and receipt.leveringen else "gelijk"
    except BuurtbeeldError as error:
        said = error.code
    (settings.data_dir / f"{name}.uitkomst").write_text(said, encoding="utf-8")


def _keep_and_publish(settings: Settings, data: bytes) -> None:
    keep(settings, data)
    publish(settings)


# What is killed or raced.
ACTIONS: Mapping[str, Any] = {
    "keep": lambda settings, _: keep(settings, FIRST),
    "publish": lambda settings, _: publish(settings),
    "work": lambda settings, _: work(settings),
    "ask": lambda settings, _: ask_for_a_file(settings, CHECK, FIRST),
    "een": lambda settings, _: _at_once(settings, "een", FIRST),
    "twee": lambda settings, _: _at_once(settings, "twee", FIRST),
    "anders": lambda settings, _: _at_once(settings, "anders", SHUFFLED),
    "verbetering": lambda settings, _: _at_once(settings, "verbetering", CORRECTION, basis=SOURCES),
    "andere_verbetering": lambda settings, _: _at_once(settings, "andere_verbetering", OTHER_CORRECTION, basis=SOURCES),
    "lever_in": lambda settings, _: _keep_and_publish(settings, FIRST),
    "verbeter": lambda settings, _: _keep_and_publish(settings, CORRECTION),
}
