"""The command line twin of the log: audit controleer, audit toon, audit opschonen; and vergeet."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from buurtbeeld.access import accounts
from buurtbeeld.audit import retention
from buurtbeeld.audit.checking import verify
from buurtbeeld.audit.log import Event, note
from buurtbeeld.audit.reading import PAGE, Entry, entries
from buurtbeeld.audit.words import event_word, outcome_word
from buurtbeeld.catalog import load_catalog
from buurtbeeld.errors import StorageError
from buurtbeeld.privacy import forgetting
from buurtbeeld.privacy.terms import load_privacy
from buurtbeeld.settings import Settings
from buurtbeeld.storage import migrate
from buurtbeeld.storage.engine import open_published, open_vault

BY = "opdrachtregel"


def add_to(commands: Any) -> None:
    """Add the commands to a parser."""
    audit = commands.add_parser("audit", help="het logboek controleren, tonen of opschonen")
    actions = audit.add_subparsers(required=True, metavar="actie")
    check = actions.add_parser("controleer", help="kijk of er niets is veranderd of weggehaald")
    check.add_argument("--anker", type=_anchor, help="NUMMER:CONTROLEGETAL dat u eerder opschreef")
    check.set_defaults(run=_check)
    show = actions.add_parser("toon", help="toon de nieuwste regels")
    show.add_argument("--als", default="beheerder", help="naam van het proefaccount (standaard: beheerder)")
    show.add_argument("--aantal", type=int, default=PAGE)
    show.add_argument("--json", action="store_true", help="als JSON")
    show.set_defaults(run=_show)
    actions.add_parser("opschonen", help="haal weg wat langer bewaard is dan mag").set_defaults(run=_clear)
    forget = commands.add_parser("vergeet", help="wis de naam van een account (verzoek volgens de AVG)")
    forget.add_argument("account", nargs="?", help="naam van het account")
    forget.add_argument(
        "--opnieuw", action="store_true", help="wis iedereen opnieuw, na het terugzetten van een back-up"
    )
    forget.set_defaults(run=_forget)


def _check(chosen: argparse.Namespace, settings: Settings) -> int:
    with _published(settings) as engine, engine.connect() as connection:
        found = verify(connection, anker=chosen.anker)
    for one in found.fouten:
        print(f"regel {one.nummer}: {one.zin}")
    if found.fouten:
        print(f"Het logboek klopt niet: {len(found.fouten)} problemen in {found.aantal} regels.")
        return 1
    print(f"Het logboek klopt: {found.aantal} regels.")
    print(f"Bewaar dit buiten deze server: {found.laatste}:{found.hash}")
    return 0


def _show(chosen: argparse.Namespace, settings: Settings) -> int:
    with _published(settings) as engine:
        catalog = load_catalog(settings.config_dir, settings.programmas_dir, verzonnen=settings.verzonnen)
        user = accounts.named(engine, catalog, chosen.als, proef=settings.toegang == "proef")
        found = entries(engine, user, limit=chosen.aantal)
    if chosen.json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False, default=str, indent=1))
        return 0
    for one in found:
        print(_line(one))
    return 0


def _line(one: Entry) -> str:
    about = " ".join(part for part in (one.programma, one.buurt, one.object) if part)
    number = f", {one.aantal}" if one.aantal is not None else ""
    what = f"{event_word(one.gebeurtenis)} ({outcome_word(one.uitkomst)})"
    return f"{one.nummer} {one.op:%Y-%m-%d %H:%M:%S} {one.wie}: {what} {about}{number}".rstrip()


def _clear(_: argparse.Namespace, settings: Settings) -> int:
    with _published(settings) as engine:
        events, jobs = retention.clear(engine, load_privacy(settings.config_dir).bewaren, wie=BY)
    print(f"Weggehaald: {events} regels van het logboek en {jobs} opdrachten.")
    return 0


def _forget(chosen: argparse.Namespace, settings: Settings) -> int:
    if bool(chosen.account) == chosen.opnieuw:
        print("Noem een account, of geef --opnieuw.")
        return 2
    vault = open_vault(settings)
    try:
        with _published(settings) as published:
            if chosen.opnieuw:
                count = forgetting.replay(published, vault, settings.data_dir, wie=BY)
                details = forgetting.list_details(settings.data_dir)
                note(published, Event.TERUGGEZET, wie=BY, aantal=count, details=details)
                print(forgetting.told(count))
                if not forgetting.has_list(settings.data_dir):
                    print(forgetting.NO_LIST)
                return 0
            done = forgetting.forget(published, vault, chosen.account, settings.data_dir, wie=BY)
    finally:
        vault.dispose()
    days = load_privacy(settings.config_dir).bewaren.backups_dagen
    print(f"De naam is gewist op {done.plaatsen} plaatsen. Daar staat nu '{done.naam}'.")
    print(f"In back-ups staat de naam nog hooguit {days} dagen; wis na het terugzetten met: vergeet --opnieuw")
    return 0


@contextmanager
def _published(settings: Settings) -> Iterator[sa.Engine]:
    engine = open_published(settings)
    try:
        if not migrate.is_current(engine):
            raise StorageError("Er is nog geen opslag.", doe="Maak die met: python -m buurtbeeld begin")
        yield engine
    finally:
        engine.dispose()


def _anchor(text: str) -> tuple[int, str]:
    number, _, digest = text.partition(":")
    return int(number), digest
