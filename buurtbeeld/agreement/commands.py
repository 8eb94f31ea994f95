"""`python -m buurtbeeld kpi`: every reading of the agreement, as JSON or as a table."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from buurtbeeld.agreement import sentences as words
from buurtbeeld.agreement.answers import DEFINITIES, Agreement, Reading
from buurtbeeld.figures import AgreementQuestion, Reader, read
from buurtbeeld.roles import User
from buurtbeeld.settings import Settings


def add_to(commands: argparse._SubParsersAction[Any], reader: Callable[[Settings, str], tuple[User, Reader]]) -> None:
    """Add `kpi`.

    Args:
        reader: who asks, and the published store; made from the embedded default when it is not there yet.
    """
    kpi = commands.add_parser("kpi", help="toon de afspraak van een programma, onder elke lezing")
    kpi.add_argument("--programma", required=True, help="code van het programma, bijvoorbeeld voorbeeld")
    kpi.add_argument("--definitie", choices=DEFINITIES, help="alleen deze definitie")
    kpi.add_argument("--json", action="store_true", help="als JSON")
    kpi.add_argument("--als", default="transitieteam", help="account (standaard: transitieteam, een proefaccount)")

    def run(given: argparse.Namespace, settings: Settings) -> None:
        user, opened = reader(settings, given.als)
        found = read(user, AgreementQuestion(given.programma), reader=opened).agreement
        readings = chosen(found, given.definitie)
        print(as_json(readings) if given.json else as_text(readings))

    kpi.set_defaults(run=run)


def chosen(found: Agreement, definitie: str | None) -> tuple[Reading, ...]:
    """Readings of one definition, or all of them; the contract first."""
    return tuple(one for one in found.lezingen if definitie in (None, one.definitie))


def as_json(readings: Sequence[Reading]) -> str:
    """A JSON list, one object per reading; a number that does not hold is null."""
    return json.dumps([asdict(one) for one in readings], ensure_ascii=False, indent=1, allow_nan=False)


def as_text(readings: Sequence[Reading]) -> str:
    """A line per reading."""
    return "\n".join(f"{', '.join(one.key)}: {number(one)}; {one.oordeel}" for one in readings)


def number(one: Reading) -> str:
    """The number with its margin, or that there is none."""
    if one.schatting_pct is None or one.onder95 is None or one.boven95 is None:
        return "geen getal"
    unit = " punten" if one.maat == "indexpunten" else "%"
    limits = f"{words.signed(one.onder95)} tot {words.signed(one.boven95)}"
    return f"{words.signed(one.schatting_pct)}{unit} (marge {limits})"


__all__ = ["DEFINITIES", "as_json", "as_text", "chosen", "number"]
