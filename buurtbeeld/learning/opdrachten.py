"""On the command line: which buurten look like one, and why."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from typing import Any

from buurtbeeld.dutch import listed, value_text
from buurtbeeld.figures import Reader, read
from buurtbeeld.learning.antwoorden import Buur
from buurtbeeld.learning.vragen import LikenessQuestion
from buurtbeeld.learning.woorden import STERKTE, lijkt_door, verschilt_in
from buurtbeeld.roles import User
from buurtbeeld.settings import Settings

WORDS = {3: "sterk", 2: "redelijk", 1: "zwak", 0: "geen goede vergelijking", -1: "onbekend"}


def add_to(commands: Any, open_reader: Callable[[Settings, str], tuple[User, Reader]]) -> None:
    """Add the command to those of `python -m buurtbeeld`."""

    def run(chosen: argparse.Namespace, settings: Settings) -> None:
        user, reader = open_reader(settings, chosen.als)
        show(chosen, user, reader)

    like = commands.add_parser("lijkt-op", help="toon welke buurten bij de start het meest op een buurt lijken")
    like.add_argument("buurt", metavar="BUURT", help="sleutel van een buurt van een programma")
    like.add_argument("--rol", choices=("transitie", "vergelijking"), default="", help="alleen buurten met deze rol")
    like.add_argument("--json", action="store_true", help="als JSON")
    like.add_argument("--als", default="transitieteam", help="naam van het proefaccount (standaard: transitieteam)")
    like.set_defaults(run=run)


def show(chosen: argparse.Namespace, user: User, reader: Reader) -> None:
    """Print the five buurten that look most like one, nearest first, with what the distance is made of."""
    found = read(user, LikenessQuestion(chosen.buurt, chosen.rol), reader=reader)
    if chosen.json:
        print(json.dumps([as_row(one, at) for at, one in enumerate(found, start=1)], ensure_ascii=False, indent=1))
        return
    if not found:
        print("Er is geen buurt om mee te vergelijken.")
    for one in found:
        print(f"{one.plek.naam}: {STERKTE[one.sterkte].lower()}, afstand {one.afstand:.2f}".replace(".", ","))
        alike, apart = lijkt_door(one), verschilt_in(one)
        if alike:
            print(f"  door: {listed(alike)}")
        if apart:
            print(f"  verschilt in: {listed(apart)}")
        for kenmerk in one.kenmerken:
            indicator = reader.catalog.indicatoren[kenmerk.indicator]
            own, other = (
                "niet bekend" if value is None else value_text(value, indicator)
                for value in (kenmerk.eigen, kenmerk.ander)
            )
            print(f"  {indicator.naam}: {own} hier, {other} daar ({100 * kenmerk.aandeel:.0f}% van de afstand)")


def as_row(one: Buur, rang: int) -> dict[str, Any]:
    """One buurt as plain values: `afstand` in spreads of the features, `aandelen` of its square add up to 1."""
    return {
        "buurt": one.plek.sleutel,
        "naam": one.plek.naam,
        "rol": one.rol,
        "rang": rang,
        "afstand": one.afstand,
        "sterkte": WORDS[one.sterkte],
        "aandelen": {kenmerk.indicator: kenmerk.aandeel for kenmerk in one.kenmerken},
        "kenmerken": [
            {
                "kenmerk": kenmerk.indicator,
                "eigen": kenmerk.eigen,
                "ander": kenmerk.ander,
                "aandeel": kenmerk.aandeel,
                "na_de_start": kenmerk.later,
            }
            for kenmerk in one.kenmerken
        ],
    }
