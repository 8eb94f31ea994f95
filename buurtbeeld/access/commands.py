"""python -m buurtbeeld account …: the first beheerder, and help for whoever locked himself out."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from buurtbeeld.access import accounts, granting, invitations, overview, sessions
from buurtbeeld.access.accounts import Given
from buurtbeeld.access.granting import COMMAND_LINE, NewAccount
from buurtbeeld.access.matrix import Role
from buurtbeeld.catalog import Catalog, load_catalog
from buurtbeeld.dutch import date_text
from buurtbeeld.privacy import forgetting
from buurtbeeld.settings import Settings
from buurtbeeld.storage import migrate
from buurtbeeld.storage.engine import open_published

Run = Callable[[argparse.Namespace, sa.Engine, Catalog], None]


def add_to(commands: Any) -> None:
    """Add the commands to those of `python -m buurtbeeld`."""
    group = commands.add_parser("account", help="wie mag inloggen, en wat mag diegene")
    actions = group.add_subparsers(required=True, metavar="actie")
    for name, run, text in (
        ("maak", _make, "maak een account met een rol; toont een code om een wachtwoord te kiezen"),
        ("geef", _give, "geef een account een rol erbij"),
        ("neem-af", _take, "neem een rol af"),
    ):
        action = actions.add_parser(name, help=text)
        action.add_argument("naam", help="accountnaam")
        action.add_argument("rol", choices=[role.value for role in Role if role is not Role.BEZOEKER])
        action.add_argument("--programma", default="", help="code van het programma, bijvoorbeeld ecosysteem")
        action.add_argument("--buurt", default="", help="sleutel van een buurt, of partner:NAAM voor al haar buurten")
        action.add_argument("--bron", default="", help="bron die erbij hoort")
        if name == "maak":
            action.add_argument("--weergave", default="", help="naam op het scherm")
            action.add_argument("--email", default="", help="adres bij de eigen organisatie")
        action.set_defaults(run=_prepared(run))
    for name, run, text in (
        ("opnieuw", _again, "een nieuwe code, voor wie het wachtwoord kwijt is"),
        ("log-uit", _log_out, "beëindig alle sessies van een account"),
        ("stop", _stop, "niemand kan meer inloggen met dit account"),
    ):
        action = actions.add_parser(name, help=text)
        action.add_argument("naam", help="accountnaam")
        action.set_defaults(run=_prepared(run))
    actions.add_parser("lijst", help="toon wie wat mag").set_defaults(run=_prepared(_list))


def _prepared(command: Run) -> Callable[[argparse.Namespace, Settings], None]:
    """A command that opens the published store first, and makes it when it is not there.

    The first beheerder comes before the first figures.
    """

    def run(chosen: argparse.Namespace, settings: Settings) -> None:
        migrate.upgrade(settings)
        if command is _make:
            forgetting.check_new(settings.data_dir, chosen.naam)
        published = open_published(settings)
        try:
            catalog = load_catalog(settings.config_dir, settings.programmas_dir, verzonnen=settings.verzonnen)
            command(chosen, published, catalog)
        finally:
            published.dispose()

    return run


def _given(chosen: argparse.Namespace) -> Given:
    return Given(Role(chosen.rol), chosen.programma, chosen.buurt, chosen.bron)


def _make(chosen: argparse.Namespace, engine: sa.Engine, catalog: Catalog) -> None:
    new = NewAccount(chosen.naam, chosen.weergave, chosen.email)
    with engine.begin() as connection:
        code = invitations.invite(connection, COMMAND_LINE, new, _given(chosen), catalog=catalog, now=datetime.now(UTC))
    _show_code(chosen.naam, code)


def _again(chosen: argparse.Namespace, engine: sa.Engine, catalog: Catalog) -> None:
    with engine.begin() as connection:
        code = invitations.renew(connection, COMMAND_LINE, chosen.naam, catalog=catalog, now=datetime.now(UTC))
    _show_code(chosen.naam, code)


def _show_code(naam: str, code: str) -> None:
    print(f"Account {naam}. Open binnen een week, één keer, in de app:\n  /inloggen?uitnodiging={code}")


def _give(chosen: argparse.Namespace, engine: sa.Engine, catalog: Catalog) -> None:
    with engine.begin() as connection:
        granting.give(connection, COMMAND_LINE, chosen.naam, _given(chosen), catalog=catalog, now=datetime.now(UTC))
    print(f"{chosen.naam} heeft nu: {overview.words(_given(chosen), catalog)}.")


def _take(chosen: argparse.Namespace, engine: sa.Engine, catalog: Catalog) -> None:
    with engine.begin() as connection:
        granting.take(connection, COMMAND_LINE, chosen.naam, _given(chosen), catalog=catalog)
    print(f"{chosen.naam} heeft niet meer: {overview.words(_given(chosen), catalog)}.")


def _log_out(chosen: argparse.Namespace, engine: sa.Engine, catalog: Catalog) -> None:
    now = datetime.now(UTC)
    with engine.begin() as connection:
        ended = granting.revoke_sessions(connection, COMMAND_LINE, chosen.naam, catalog=catalog, now=now)
    print(f"{ended} sessies van {chosen.naam} beëindigd.")


def _stop(chosen: argparse.Namespace, engine: sa.Engine, catalog: Catalog) -> None:
    with engine.begin() as connection:
        granting.stop(connection, COMMAND_LINE, chosen.naam, catalog=catalog, now=datetime.now(UTC))
    print(f"Account {chosen.naam} is gestopt.")


def _list(_: argparse.Namespace, engine: sa.Engine, catalog: Catalog) -> None:
    with engine.connect() as connection:
        found = accounts.everybody(connection)
        going = sessions.going_on(connection, datetime.now(UTC))
    if not found:
        print("Er zijn nog geen accounts. Maak de eerste: python -m buurtbeeld account maak NAAM beheerder")
    for one in found:
        last = date_text(one.laatst) if one.laatst else "nog nooit"
        state = "" if one.actief else ", gestopt"
        print(f"{one.naam} ({one.weergave}), laatst ingelogd {last}, {going.get(one.id, 0)} sessies{state}")
        for given in one.toekenningen:
            print(f"  {overview.words(given, catalog)}")
