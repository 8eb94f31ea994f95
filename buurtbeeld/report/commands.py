"""`python -m buurtbeeld verslag`: the buurtverslag of a buurt as PDF, DOCX and web page, without a screen."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from buurtbeeld.catalog import Catalog
from buurtbeeld.errors import BuurtbeeldError, NotFound
from buurtbeeld.figures import Reader
from buurtbeeld.report import buurtverslag, drafting, web
from buurtbeeld.report.document import Document
from buurtbeeld.roles import User

Run = Callable[[argparse.Namespace, User, Reader], int]
LEADER = "kartrekker"


def add_to(commands: Any, with_reader: Callable[[Run], Callable[..., int]]) -> None:
    """Add the command to the parser.

    Args:
        with_reader: gives a command the account of `--als` and an open store.
    """
    command = commands.add_parser("verslag", help="maak het buurtverslag als PDF, DOCX en webpagina")
    command.add_argument("buurt", metavar="BUURT", help="bijvoorbeeld lindekwartier")
    command.add_argument("--programma", default="", help="code van het programma, als controle")
    command.add_argument("--uit", type=Path, required=True, metavar="MAP", help="map voor de bestanden")
    command.add_argument(
        "--als", default=LEADER, help="naam van het proefaccount (standaard: kartrekker, dan die van deze buurt)"
    )
    command.set_defaults(run=with_reader(_make))


def _make(chosen: argparse.Namespace, user: User, reader: Reader) -> int:
    from buurtbeeld.report import pdf, word  # loading them takes a while, and no other command needs them

    _check(reader.catalog, chosen.buurt, chosen.programma)
    if user.demonstratie and user.naam == LEADER:  # there is a kartrekker in every buurt, in a loaded programma too
        user = replace(user, buurten=user.buurten | {chosen.buurt})
    one, state = paper(reader, user, chosen.buurt)
    made = {"pdf": pdf.pdf(one), "docx": word.word(one), "html": web.page(one).encode()}
    name = f"buurtverslag_{chosen.buurt}_{state}{'_verzonnen' if one.banner else ''}"
    try:
        chosen.uit.mkdir(parents=True, exist_ok=True)
        for form, content in made.items():
            path = chosen.uit / f"{name}.{form}"
            path.write_bytes(content)
            print(path)
    except OSError as error:
        raise BuurtbeeldError(
            f"De map {chosen.uit} kan niet worden gebruikt.", doe="Kies een andere map.", code="E_BESTAND"
        ) from error
    return 0


def paper(reader: Reader, user: User, sleutel: str) -> tuple[Document, str]:
    """The buurtverslag and its state: the last version that was kept, else what it would hold today.

    Raises:
        PermissionDenied: this user reads no drafts of this buurt.
        NotFound: there is no such buurt.
    """
    kept = drafting.newest(reader, user, sleutel)
    if kept is None:
        made = drafting.gathered(reader, user, sleutel)
        return buurtverslag.document(made, nummer=1, concept=True), "concept"
    concept = kept.stand != drafting.VRIJGEGEVEN
    return buurtverslag.document(kept.inhoud, nummer=kept.nummer, concept=concept), kept.stand


def _check(catalog: Catalog, sleutel: str, programma: str) -> None:
    known = catalog.buurt(sleutel)
    if known is None:
        raise NotFound(f"Er is geen buurt '{sleutel}'.", doe="Kijk met: python -m buurtbeeld programma lijst.")
    if programma and known[0].code != programma:
        raise NotFound(f"De buurt '{sleutel}' hoort niet bij het programma '{programma}', maar bij '{known[0].code}'.")
