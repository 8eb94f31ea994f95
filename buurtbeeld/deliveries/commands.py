"""The command line twin of delivering: controleer, lever-in, sjabloon, terugtrekken, leveringen."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from buurtbeeld.deliveries import delivering
from buurtbeeld.deliveries import waiting as delivery_waiting
from buurtbeeld.deliveries.delivering import Desk
from buurtbeeld.deliveries.rules import Choice
from buurtbeeld.errors import BuurtbeeldError, NotFound
from buurtbeeld.ingest import inspection
from buurtbeeld.ingest.parts import Inspection
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_delivered import delivery_log

REFUSED = 1
MOST_BYTES = 10_000_001  # one more than is accepted: a file of any size is never read whole


@dataclass(frozen=True)
class Office:
    """What the commands need: both stores open, and a way to publish."""

    desk: Desk
    publish: Callable[[str], None]


def add_to(commands: Any, run: Callable[[Callable[[argparse.Namespace, Office], int]], Any]) -> None:
    """Add the commands to a parser.

    Args:
        commands: what `add_subparsers` gave.
        run: wraps a command so that it gets its office.
    """
    deliver = commands.add_parser("lever-in", help="lever een bestand aan")
    deliver.add_argument("bestand", type=Path, help="een CSV-, XLSX- of ODS-bestand")
    file_arguments(deliver)
    deliver.set_defaults(run=run(_deliver))
    form = commands.add_parser("sjabloon", help="maak een leeg sjabloon van een bron")
    form.add_argument("bron", help="bijvoorbeeld buurtnetwerk")
    form.add_argument("--als", default="coordinator", help="naam van het proefaccount")
    form.add_argument("--programma", default="", help="code van het programma")
    form.add_argument("--csv", action="store_true", help="als CSV in plaats van XLSX")
    form.add_argument("--uit", type=Path, default=Path(), help="map of bestand")
    form.set_defaults(run=run(_form))
    back = commands.add_parser("terugtrekken", help="trek een levering terug")
    back.add_argument("levering", type=_number, help="nummer van de levering")
    back.add_argument("--reden", required=True, help="waarom; dit komt in het logboek")
    back.add_argument("--als", default="coordinator", help="naam van het proefaccount")
    back.set_defaults(run=run(_back))
    listing = commands.add_parser("leveringen", help="toon wat er geleverd is")
    listing.add_argument("--programma", default="", help="code van het programma")
    listing.add_argument("--json", action="store_true", help="als JSON")
    listing.set_defaults(run=run(_list))


def file_arguments(parser: argparse.ArgumentParser) -> None:
    """How a file is to be read, and for whom."""
    parser.add_argument("--naam", help="naam van het bestand, als die anders is")
    parser.add_argument("--als", default="coordinator", help="naam van het proefaccount (standaard: coordinator)")
    parser.add_argument("--programma", default="", help="code van het programma")
    parser.add_argument("--formaat", default="", help="andere vorm, zie config/aanleverformaten")
    parser.add_argument("--bron", default="", help="bron, als er meer dan een kan zijn")
    parser.add_argument("--json", action="store_true", help="als JSON")


def check(chosen: argparse.Namespace, office: Office) -> int:
    """Check a file and store nothing. Returns 0 when it is right, 1 when it is refused."""
    user = office.desk.user(chosen.als)
    found = delivering.verdict(office.desk, user, _bytes(chosen.bestand), _name(chosen), _choice(chosen))
    _say(chosen, found, inspection.to_json(found))
    return REFUSED if found.geweigerd else 0


def _deliver(chosen: argparse.Namespace, office: Office) -> int:
    user = office.desk.user(chosen.als)
    found, receipt = delivering.take_in(office.desk, user, _bytes(chosen.bestand), _name(chosen), _choice(chosen))
    numbers = [] if receipt is None else list(receipt.leveringen)
    if receipt is not None:  # also when nothing changed: the one before may have been killed before publishing
        delivering.follow_up("Het bestand is bewaard", lambda: office.publish(user.naam))
    late = delivery_waiting.sentence(delivering.waits(office.desk, found) if numbers else 0)
    _say(chosen, found, inspection.to_json(found) | {"leveringen": numbers, "wacht": late})
    if late and not chosen.json:
        print(late)
    return REFUSED if receipt is None else 0


def _form(chosen: argparse.Namespace, office: Office) -> int:
    user = office.desk.user(chosen.als)
    name, body = delivering.form(
        office.desk.published, office.desk.catalog, user, chosen.bron, programma=chosen.programma, csv=chosen.csv
    )
    target = chosen.uit / name if chosen.uit.is_dir() else chosen.uit
    try:
        target.write_bytes(body)
    except OSError as error:
        raise BuurtbeeldError(
            f"Het sjabloon kan niet in {target} komen.", doe="Noem met --uit een map die er is.", code="E_BESTAND"
        ) from error
    print(f"Geschreven: {target}")
    return 0


def _back(chosen: argparse.Namespace, office: Office) -> int:
    user = office.desk.user(chosen.als)
    delivering.take_back(office.desk, user, chosen.levering, chosen.reden)
    delivering.follow_up("De levering is teruggetrokken", lambda: office.publish(user.naam))
    print(f"Levering {chosen.levering} is teruggetrokken. {delivery_waiting.taken_back()}")
    return 0


def _list(chosen: argparse.Namespace, office: Office) -> int:
    query = sa.select(delivery_log).order_by(delivery_log.c.levering)
    if chosen.programma:
        query = query.where(delivery_log.c.programma == chosen.programma)
    with translated(), office.desk.published.connect() as connection:
        rows = [dict(row) for row in connection.execute(query).mappings()]
    if chosen.json:
        print(json.dumps(rows, ensure_ascii=False, default=str, indent=1))
        return 0
    for row in rows:
        reden = f": {row['reden']}" if row["reden"] else ""
        print(
            f"{row['levering']} {row['ontvangen']:%Y-%m-%d %H:%M} {row['programma']} {row['bron']} door {row['door']}, "
            f"{row['rijen']} rijen, {row['stand']}{reden}"
        )
    return 0


def _say(chosen: argparse.Namespace, found: Inspection, said: Mapping[str, object]) -> None:
    if chosen.json:
        print(json.dumps(said, ensure_ascii=False, indent=1))
        return
    print(f"{found.oordeel.replace('_', ' ')}, {found.gelezen} rijen gelezen")
    for one in found.meldingen:
        where = f" (rij {one.rij}, {one.kolom})" if one.rij and one.kolom else f" (rij {one.rij})" if one.rij else ""
        print(f"  {one.code}{where}: {one.tekst}", file=sys.stderr if one.weigert else sys.stdout)


def _number(text: str) -> int:
    """Number of a delivery; larger ones fit in no database."""
    number = int(text)
    if not 0 < number < 2**31:
        raise ValueError(text)
    return number


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(MOST_BYTES)
    except FileNotFoundError:
        raise NotFound(f"Het bestand {path.name} is er niet.", doe="Kijk of de naam klopt.") from None
    except OSError as error:
        raise BuurtbeeldError(f"Het bestand {path.name} is niet te lezen.", code="E_BESTAND") from error


def _name(chosen: argparse.Namespace) -> str:
    return str(chosen.naam or chosen.bestand.name)


def _choice(chosen: argparse.Namespace) -> Choice:
    return Choice(programma=chosen.programma, formaat=chosen.formaat, bron=chosen.bron)
