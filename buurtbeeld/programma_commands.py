"""`python -m buurtbeeld programma`: which programmas there are, and one that comes as a file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from buurtbeeld import programma_areas, programmas
from buurtbeeld.catalog import Catalog
from buurtbeeld.settings import Settings
from buurtbeeld.storage import migrate
from buurtbeeld.storage.engine import open_published

Run = Callable[[argparse.Namespace, Settings], None]


def add_to(commands: Any, catalog: Callable[[Settings], Catalog], fill: Callable[[Settings], None]) -> None:
    """Add the command to the parser.

    Args:
        catalog: the catalogue with the programmas that are loaded.
        fill: publishes what the stores miss for a programma that was just loaded.
    """

    def show(_: argparse.Namespace, settings: Settings) -> None:
        print(programmas.lijst(catalog(settings)))

    def check(chosen: argparse.Namespace, settings: Settings) -> None:
        found = programmas.controleer(chosen.bestand, catalog(settings), look := _look(settings))
        _warn(look(found.buurten))
        print(f"Het bestand klopt: {found.naam}, {programmas.telling(found)}. Er is niets geladen.")

    def load(chosen: argparse.Namespace, settings: Settings) -> None:
        found = programmas.laad(chosen.bestand, catalog(settings), settings.programmas_dir, look := _look(settings))
        _warn(look(found.buurten))
        print(f"Geladen: {found.naam}, {programmas.telling(found)}.")
        fill(settings)

    programma = commands.add_parser("programma", help="programma's bekijken en toevoegen")
    actions = programma.add_subparsers(required=True, metavar="actie")
    actions.add_parser("lijst", help="toon de programma's en hun buurten").set_defaults(run=show)
    of_files: tuple[tuple[str, Run, str], ...] = (
        ("controleer", check, "controleer een bestand zonder het te laden"),
        ("laad", load, "voeg een programma toe"),
    )
    for name, run, text in of_files:
        action = actions.add_parser(name, help=text)
        action.add_argument("bestand", type=Path, help="een YAML- of CSV-bestand")
        action.set_defaults(run=run)


def _look(settings: Settings) -> programmas.Look:
    """Looks areas up in the published store, when there is one."""
    engine = open_published(settings)
    known = engine if migrate.is_current(engine) else None
    return lambda buurten: programma_areas.missing(known, buurten)


def _warn(missing: Collection[programma_areas.Missing]) -> None:
    if told := programma_areas.sentence(missing):
        print(told, file=sys.stderr)
