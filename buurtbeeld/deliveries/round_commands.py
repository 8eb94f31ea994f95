"""The command line twin of rounds: sluit-ronde and vergelijk."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from buurtbeeld import change_words
from buurtbeeld.change_answers import Verandering, Veranderingen
from buurtbeeld.deliveries import rounds
from buurtbeeld.deliveries.commands import Office
from buurtbeeld.dutch import date_text, number
from buurtbeeld.figures import ChangesQuestion, Reader, read
from buurtbeeld.outcomes import reaudit
from buurtbeeld.storage.errors import translated

MOST = 100_000  # figures that are listed


def add_to(commands: Any, run: Callable[[Callable[[argparse.Namespace, Office], int]], Any]) -> None:
    """Add the commands to a parser; as `delivery_commands.add_to`."""
    close = commands.add_parser("sluit-ronde", help="sluit de ronde van een buurt: wat verbeterd is, wordt zichtbaar")
    close.add_argument("buurt", help="bijvoorbeeld sterrenwijk")
    close.add_argument("--als", default="coordinator", help="naam van het proefaccount (standaard: coordinator)")
    close.set_defaults(run=run(_close))
    compare = commands.add_parser("vergelijk", help="toon wat er anders is tussen twee publicaties, en waarom")
    compare.add_argument("oud", nargs="?", type=int, help="nummer; zonder dit de publicatie ervoor")
    compare.add_argument("nieuw", nargs="?", type=int, help="nummer; zonder dit de nieuwste")
    compare.add_argument("--buurt", default="", help="alleen deze buurt")
    compare.add_argument("--als", default="coordinator", help="naam van het proefaccount (standaard: coordinator)")
    compare.add_argument("--json", action="store_true", help="als JSON")
    compare.set_defaults(run=run(_compare))
    again = commands.add_parser("afscherming", help="controleer alles wat ooit is getoond opnieuw op kleine aantallen")
    again.set_defaults(run=run(_reaudit))


def _close(chosen: argparse.Namespace, office: Office) -> int:
    user, desk = office.desk.user(chosen.als), office.desk
    before = rounds.state_of(desk.published, desk.catalog, user, chosen.buurt)
    seen = before.laatste.nummer if before.laatste else 0
    closed = rounds.close(desk.published, desk.catalog, user, chosen.buurt, na=seen)
    office.publish(user.naam)
    what = "1 verbetering is" if before.wacht == 1 else f"{number(before.wacht)} verbeteringen zijn"
    released = f"{what} nu gepubliceerd." if before.wacht else "Er wachtte geen verbetering."
    print(f"De ronde van {chosen.buurt} is gesloten op {date_text(closed.gesloten_op)}. {released}")
    return 0


def _reaudit(_: argparse.Namespace, office: Office) -> int:
    """Every period and publication; 1 when a hidden figure follows from what was shown."""
    desk = office.desk
    with translated(), desk.published.connect() as connection:
        closings = rounds.closings(connection, datetime.now(UTC))
    wrong = 0
    for one in reaudit.reaudit(desk.vault, desk.catalog, closings, report=_progress):
        print(f"{one.bron} {one.indicator}: {one.getoond} getoond, {one.beschermd} beschermd, "
              f"{len(one.herleidbaar)} te herleiden")  # fmt: skip
        for cell in one.herleidbaar:
            wrong += 1
            print(f"  {cell.cell} voor {cell.role or 'iedereen'}: {cell.low:.0f} tot {cell.high:.0f}")
    return 1 if wrong else 0


def _progress(share: float, text: str) -> None:
    print(f"{share:.2f} {text}…", file=sys.stderr)


def _compare(chosen: argparse.Namespace, office: Office) -> int:
    reader = Reader(office.desk.published, office.desk.catalog)
    question = ChangesQuestion(chosen.oud, chosen.nieuw, chosen.buurt, MOST)
    found = read(office.desk.user(chosen.als), question, reader=reader)
    if chosen.json:
        print(json.dumps(_as_json(found), ensure_ascii=False, indent=1))
        return 0
    print(change_words.kop(found))
    for text in (*change_words.oorzaken(found), *change_words.openbaar(found, reader.catalog)):
        print(f"- {text}")
    for one in found.regels:
        line = change_words.regel(one, reader.catalog)
        print(f"  {line.waar}, {line.cijfer}, {line.periode} ({line.bron}): {line.was} -> {line.werd} [{line.oorzaak}]")
    return 0


def _as_json(found: Veranderingen) -> dict[str, Any]:
    return {
        "oud": found.oud.nummer,
        "nieuw": found.nieuw.nummer,
        "aantal": found.aantal,
        "cijfers": [_figure(one) for one in found.regels],
        "openbaar": [{"bron": one.bron, "jaar": one.jaar, "soort": one.soort.value} for one in found.openbaar],
    }


def _figure(one: Verandering) -> dict[str, Any]:
    return {
        "gebied": one.sleutel,
        "gebied_naam": one.naam,
        "indicator": one.indicator,
        "bron": one.bron,
        "periode": one.periode.code,
        "uitsplitsing": one.uitsplitsing,
        "soort": one.soort.value,
        "oorzaak": one.oorzaak.value,
        "was": one.was,
        "was_status": one.was_status.value,
        "werd": one.werd,
        "werd_status": one.werd_status.value,
    }
