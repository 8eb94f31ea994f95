"""What a file of somebody is checked against: the catalogue, the rights of that person, and the areas that exist."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from buurtbeeld.catalog import Catalog
from buurtbeeld.errors import BuurtbeeldError
from buurtbeeld.ingest.parts import Rules
from buurtbeeld.ingest.rules import rules_for
from buurtbeeld.periods import today
from buurtbeeld.roles import User, sources_for
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_published import area


@dataclass(frozen=True)
class Choice:
    """How somebody wants a file to be read.

    Attributes:
        programma: "" = it follows from the buurten in the file.
        formaat: code of another shape of file, "" = our own template.
        bron: source that is meant when more than one could be.
    """

    programma: str = ""
    formaat: str = ""
    bron: str = ""


def rules_of(
    published: sa.Engine, catalog: Catalog, user: User, choice: Choice, *, vandaag: date | None = None
) -> Rules:
    """What a file of this user is checked against.

    Raises:
        BuurtbeeldError: E_KEUZE when there is no such programma or formaat.
        StorageError: the published store does not answer.
    """
    if choice.programma and choice.programma not in catalog.programmas:
        raise BuurtbeeldError(
            f"Er is geen programma '{choice.programma}'.",
            doe=f"Kies uit: {', '.join(catalog.programmas)}.",
            code="E_KEUZE",
        )
    allowed = {buurt.sleutel: sources_for(user, buurt.sleutel, one.code) for one, buurt in catalog.buurten()}
    with translated(), published.connect() as connection:
        people = _inhabitants(connection, catalog)
        older = _only_in_another_year(connection, {one.codejaar for one in catalog.programmas.values()})
    return rules_for(
        catalog,
        buurten_bronnen=allowed,
        inwoners=people,
        verouderd=older,
        vandaag=vandaag or today(),
        programma=choice.programma or (next(iter(user.programmas)) if len(user.programmas) == 1 else ""),
        formaat=choice.formaat,
        bron=choice.bron,
    )


def _inhabitants(connection: sa.Connection, catalog: Catalog) -> dict[str, int]:
    """Newest number of inhabitants per programme buurt, of those whose areas all have one."""
    codes = {code for _, buurt in catalog.buurten() for code in buurt.gebieden}
    query = sa.select(area.c.code, area.c.inwoners).where(area.c.code.in_(sorted(codes)), area.c.inwoners.is_not(None))
    newest: dict[str, int] = dict(connection.execute(query.order_by(area.c.jaar)).all())
    found: dict[str, int] = {}
    for _, buurt in catalog.buurten():
        if all(code in newest for code in buurt.gebieden):
            found[buurt.sleutel] = sum(newest[code] for code in buurt.gebieden)
    return found


def _only_in_another_year(connection: sa.Connection, years: set[int]) -> frozenset[str]:
    """CBS codes that are loaded, but not for a year that a programma uses."""
    now = sa.select(area.c.code).where(area.c.jaar.in_(sorted(years)))
    return frozenset(connection.scalars(sa.select(area.c.code).where(area.c.code.not_in(now)).distinct()))
