"""python -m buurtbeeld backup and herstel."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from buurtbeeld.backup import making, restoring, switching
from buurtbeeld.backup.making import Made
from buurtbeeld.backup.restoring import Restored
from buurtbeeld.dutch import number
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.privacy import forgetting
from buurtbeeld.settings import Settings


def add_to(commands: Any) -> None:
    """Add the commands to a parser."""
    make = commands.add_parser("backup", help="maak een back-up, ook terwijl de app draait")
    make.add_argument("map", type=Path, help="map waar het bestand komt; bewaar die buiten deze server")
    make.set_defaults(run=_make)
    back = commands.add_parser("herstel", help="zet een back-up terug")
    back.add_argument("bestand", nargs="?", type=Path, help="het bestand van de back-up")
    back.add_argument("--controleer", action="store_true", help="kijk alleen of het bestand heel is")
    back.add_argument("--afmaken", action="store_true", help="maak af wat onderbroken is")
    back.add_argument("--terugdraaien", action="store_true", help="ga na een onderbreking terug naar wat er stond")
    back.add_argument("--bewaar", type=Path, metavar="MAP", help="map voor wat er nu staat; anders bij het bestand")
    back.set_defaults(run=_restore)


def _make(chosen: argparse.Namespace, settings: Settings) -> int:
    made = making.make(settings, chosen.map)
    print(f"Gemaakt: {made.path} ({number(made.grootte / 1e6, 1)} MB)")
    print(f"Controlegetal: {made.sha256}")
    return 0


def _restore(chosen: argparse.Namespace, settings: Settings) -> int:
    if chosen.afmaken:
        print("Afgemaakt." if switching.finish(settings) else "Er was niets af te maken.")
        return 0
    if chosen.terugdraaien:
        print("De oude opslag staat er weer." if switching.undo(settings) else "Er was niets terug te draaien.")
        return 0
    if chosen.bestand is None:
        print("Noem het bestand van een back-up.")
        return 2
    if not chosen.bestand.is_file():
        raise BuurtbeeldError(f"Het bestand '{chosen.bestand.name}' is er niet.", code="E_BESTAND")
    if chosen.controleer:
        digest, made = restoring.check(chosen.bestand)
        print(f"Deze back-up is heel. Gemaakt op {made}, controlegetal {digest}.")
        return 0
    _tell(restoring.restore(settings, chosen.bestand, _progress, keep_in=chosen.bewaar))
    return 0


def _progress(share: float, text: str) -> None:
    print(f"{share:.2f} {text}", flush=True)


def _tell(done: Restored) -> None:
    print(f"Teruggezet: de back-up van {done.gemaakt}. {forgetting.told(done.vergeten)}")
    if not done.vergetenlijst:
        print(forgetting.NO_LIST)
    if done.getoond is None:
        print("Let op: de oude kluis was niet te lezen. Wat na de back-up is getoond, weet de app niet meer.")
    if done.bewaard is not None:
        print(f"Wat er stond, is bewaard in {done.bewaard.path}. {_way_back(done.bewaard)}")
    print("Iedereen moet opnieuw inloggen. Kijk op de pagina Beheer of rollen en uitnodigingen nog kloppen.")


def _way_back(kept: Made) -> str:
    if not kept.heel:
        return "Die opslag was niet heel: dit bestand is niet terug te zetten, alleen uit te pakken."
    return "Dit bestand zet u op dezelfde manier terug."
