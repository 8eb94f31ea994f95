"""The command line twin of rounds: sluit-ronde and vergelijk."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from buurtbeeld import rounds
from buurtbeeld.delivery_commands import Office
from buurtbeeld.dutch import date_text, number
from buurtbeeld.roles import account


def add_to(commands: Any, run: Callable[[Callable[[argparse.Namespace, Office], int]], Any]) -> None:
    """Add the commands to a parser; as `delivery_commands.add_to`."""
    close = commands.add_parser("sluit-ronde", help="sluit de ronde van een buurt: wat verbeterd is, wordt zichtbaar")
    close.add_argument("buurt", help="bijvoorbeeld sterrenwijk")
    close.add_argument("--als", default="coordinator", help="naam van het proefaccount (standaard: coordinator)")
    close.set_defaults(run=run(_close))


def _close(chosen: argparse.Namespace, office: Office) -> int:
    user, desk = account(chosen.als), office.desk
    before = rounds.state_of(desk.published, desk.catalog, user, chosen.buurt)
    seen = before.laatste.nummer if before.laatste else 0
    closed = rounds.close(desk.published, desk.catalog, user, chosen.buurt, na=seen)
    office.publish(user.naam)
    what = "1 cijfer verandert" if before.wacht == 1 else f"{number(before.wacht)} cijfers veranderen"
    released = f"{what} daardoor." if before.wacht else "Er wachtte geen verbetering."
    print(f"De ronde van {chosen.buurt} is gesloten op {date_text(closed.gesloten_op)}. {released}")
    return 0
