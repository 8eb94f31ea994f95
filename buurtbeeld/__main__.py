"""Command line of the domain: python -m buurtbeeld …; without a command it says which there are."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import logging
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

from buurtbeeld import figure_list, programma_commands, worker
from buurtbeeld.access import accounts
from buurtbeeld.access import commands as access_commands
from buurtbeeld.access.presence import VISITOR
from buurtbeeld.agreement import commands as agreement_commands
from buurtbeeld.audit import commands as audit_commands
from buurtbeeld.backup import commands as backup_commands
from buurtbeeld.catalog import Catalog, load_catalog
from buurtbeeld.deliveries import commands as delivery_commands
from buurtbeeld.deliveries import round_commands
from buurtbeeld.deliveries.commands import Office
from buurtbeeld.deliveries.delivering import Desk
from buurtbeeld.dutch import figure_text
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.figures import ProfileQuestion, Reader, VersionQuestion, read
from buurtbeeld.learning import opdrachten as learning_commands
from buurtbeeld.periods import today
from buurtbeeld.report import commands as report_commands
from buurtbeeld.roles import User
from buurtbeeld.settings import Settings
from buurtbeeld.storage import migrate, web_role
from buurtbeeld.storage.engine import open_published, open_vault

# The command itself is wrong: no such account, file, programma or shape.
WRONG_COMMAND = frozenset({"E_NIET_GEVONDEN", "E_KEUZE", "E_BESTAND"})


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        0 when it succeeded; 1 after an error that a user can act on, or when a file is refused; 2 when the command
        itself is wrong.
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal that does not know a letter is no reason to stop
        sys.stdout.reconfigure(errors="backslashreplace")
    chosen = _parser().parse_args(arguments)
    code = 0
    try:
        code = chosen.run(chosen, Settings.from_environment()) or 0
        if sys.stdout is not None:
            sys.stdout.flush()
    except BuurtbeeldError as error:
        print(f"{error.code}: {error}", file=sys.stderr)
        return 2 if error.code in WRONG_COMMAND else 1
    except BrokenPipeError:  # whoever reads along stopped reading, as `head` does
        _stop_writing()
    except Exception as error:
        logging.getLogger(__name__).debug("E_ONBEKEND", exc_info=True)
        _stop_writing()
        where = traceback.extract_tb(error.__traceback__)[-1]
        what = f"{type(error).__name__}, {Path(where.filename).name}:{where.lineno}"
        print(f"E_ONBEKEND: Dit lukt nu niet ({what}). Noem dit als u de beheerder belt.", file=sys.stderr)
        return 1
    return code


def _stop_writing() -> None:
    """What still waits to be written goes nowhere: it would fail once more when the program ends."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m buurtbeeld", description="Cijfers van buurten beheren.")
    commands = parser.add_subparsers(required=True, metavar="opdracht")
    begin = commands.add_parser("begin", help="maak de opslag, lees de startset en maak het verzonnen programma")
    begin.add_argument("--zonder-voorbeeld", action="store_true", help="alleen de echte cijfers")
    begin.set_defaults(run=_begin)
    check = commands.add_parser("controleer", help="controleer een bestand of, zonder bestand, de configuratie")
    check.add_argument("bestand", nargs="?", type=Path, help="een CSV-, XLSX- of ODS-bestand; er wordt niets bewaard")
    delivery_commands.file_arguments(check)
    check.set_defaults(run=_check)
    delivery_commands.add_to(commands, _with_office)
    round_commands.add_to(commands, _with_office)
    report_commands.add_to(commands, _with_reader)
    access_commands.add_to(commands)
    audit_commands.add_to(commands)
    backup_commands.add_to(commands)
    commands.add_parser("publiceer", help="maak een nieuwe publicatie").set_defaults(run=_publish)
    show = commands.add_parser("cijfers", help="toon de cijfers van een buurt of gebied")
    show.add_argument("plek", metavar="BUURT_OF_GEBIED", help="bijvoorbeeld sterrenwijk, GM0114 of BU03440522")
    show.add_argument("--jaar", type=int, help="editie; zonder deze keuze de nieuwste")
    show.add_argument("--json", action="store_true", help="als JSON")
    show.add_argument("--als", default="coordinator", help="naam van het proefaccount (standaard: coordinator)")
    show.set_defaults(run=_show)
    learning_commands.add_to(commands, _reader)
    agreement_commands.add_to(commands, _reader)
    programma_commands.add_to(commands, _catalog, _fill)
    work = commands.add_parser("werker", help="voer de opdrachten uit die in de wachtrij staan")
    work.add_argument("--tot-leeg", action="store_true", help="stop als de wachtrij leeg is")
    work.add_argument("--met-ouder", type=int, nargs="?", const=0, metavar="PID", help="stop als dat proces stopt")
    work.set_defaults(run=_work)
    web_role.add_to(commands)
    return parser


def _progress(share: float, text: str) -> None:
    with contextlib.suppress(BrokenPipeError):  # nobody reading along is no reason to stop halfway
        print(f"{share:.2f} {text}", flush=True)


def _begin(chosen: argparse.Namespace, settings: Settings) -> None:
    _refresh().begin(settings, verzonnen=not chosen.zonder_voorbeeld, report=_progress)


def _refresh() -> ModuleType:
    """What fetches and publishes; importing it takes seconds, and checking a file does not need it."""
    from data_sources import refresh

    return refresh


def _with_office(command: Callable[[argparse.Namespace, Office], int]) -> Callable[..., int]:
    def run(chosen: argparse.Namespace, settings: Settings) -> int:
        vault, published = open_vault(settings), open_published(settings)
        try:
            if not (migrate.is_current(published) and migrate.is_current(vault, "vault")):
                _refresh().begin(settings)
            proef = settings.toegang == "proef"
            desk = Desk(vault, published, settings.raw_dir, _catalog(settings), proef)
            return command(chosen, Office(desk, lambda by: _published(settings, by)))
        finally:
            vault.dispose()
            published.dispose()

    return run


def _with_reader(command: Callable[[argparse.Namespace, User, Reader], int]) -> Callable[..., int]:
    def run(chosen: argparse.Namespace, settings: Settings) -> int:
        user, reader = _reader(settings, chosen.als)
        return command(chosen, user, reader)

    return run


def _published(settings: Settings, by: str) -> None:
    _refresh().publish(settings, by=by)


def _check(chosen: argparse.Namespace, settings: Settings) -> int:
    if chosen.bestand is not None:
        return _with_office(delivery_commands.check)(chosen, settings)
    catalog = _catalog(settings)
    print(
        f"De configuratie klopt: {len(catalog.indicatoren)} cijfers, {len(catalog.themas)} thema's, "
        f"{len(catalog.bronnen)} bronnen, {sum(1 for _ in catalog.buurten())} buurten."
    )
    return 0


def _publish(_: argparse.Namespace, settings: Settings) -> None:
    print(f"Publicatie {_refresh().publish(settings, by='opdrachtregel', report=_progress)}")


def _show(chosen: argparse.Namespace, settings: Settings) -> None:
    user, reader = _reader(settings, chosen.als)
    if chosen.json:
        found = figure_list.rows(user, reader, chosen.plek, chosen.jaar, today())
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return
    profile = read(user, ProfileQuestion(chosen.plek, chosen.jaar), reader=reader)
    print(f"{profile.plek.naam}, cijfers over {profile.jaar}, publicatie {profile.publicatie}")
    for row in profile.rows.values():
        indicator = reader.catalog.indicatoren[row.indicator]
        print(f"  {indicator.naam}: {figure_text(row.own, indicator)}{f' ({row.own.jaar})' if row.own.jaar else ''}")


def _reader(settings: Settings, naam: str) -> tuple[User, Reader]:
    """Who asks, and the published store; made from the embedded default when it is not there yet."""
    reader = Reader(open_published(settings), _catalog(settings))
    if not _refresh().has_begun(settings) or not read(VISITOR, VersionQuestion(), reader=reader):
        _refresh().begin(settings)
    return accounts.named(reader.engine, reader.catalog, naam, proef=settings.toegang == "proef"), reader


def _catalog(settings: Settings) -> Catalog:
    return load_catalog(settings.config_dir, settings.programmas_dir, verzonnen=settings.verzonnen)


def _fill(settings: Settings) -> None:
    _refresh().begin(settings, report=_progress)


def _work(chosen: argparse.Namespace, settings: Settings) -> None:
    engine = open_published(settings)
    handlers = _refresh().handlers(settings)
    if chosen.tot_leeg:
        worker.run_until_empty(engine, handlers)
        return
    # Who started us may be gone before we get here: then somebody else is our parent. On Windows a venv stands between.
    parent = chosen.met_ouder if chosen.met_ouder and os.name == "posix" else os.getppid()
    alone, tidy = chosen.met_ouder is None, _refresh().caretaker(settings)
    worker.run_forever(engine, handlers, goes_on=lambda: alone or os.getppid() == parent, tidy=tidy)


if __name__ == "__main__":
    sys.exit(main())
