"""Two deliveries of one source beside each other: which figures differ, was and became.

Exact numbers are only for who delivered both files. Anybody else who may deliver that source reads them as they are
published: rounded, and hidden below the threshold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from buurtbeeld.deliveries.delivering import Desk
from buurtbeeld.deliveries.preview import as_shown
from buurtbeeld.errors import BuurtbeeldError, PermissionDenied
from buurtbeeld.ingest import counting, deliveries, inbox
from buurtbeeld.ingest.parts import DeliveredRow
from buurtbeeld.model import Status
from buurtbeeld.roles import Action, User, check_may, sources_for
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_vault import delivery
from buurtbeeld.worker import Handler, Job, Report

COMPARE = "leveringen_vergelijken"
MOST_LINES = 200
WITHHELD = "De bron geeft dit cijfer niet vrij."
Key = tuple[str, str, str, str]  # buurt, periode, indicator, uitsplitsing


@dataclass(frozen=True)
class Side:
    """One figure of one delivery. `value`: None when it is hidden, withheld or absent; then `reden` says why."""

    value: float | None
    noemer: float | None = None
    reden: str = ""


@dataclass(frozen=True)
class Comparison:
    """What differs between two deliveries of one source.

    Attributes:
        precies: whether the numbers are exact; else they are as published.
        verschillen: at most MOST_LINES figures, each with what was and what became of it; None = not in that file.
        aantal: how many figures differ in all.
        gelijk: how many are the same in both.
        verborgen_anders: how many differ in a way that rounding or hiding does not show.
    """

    precies: bool
    verschillen: tuple[tuple[Key, Side | None, Side | None], ...]
    aantal: int
    gelijk: int
    verborgen_anders: int


@dataclass(frozen=True)
class _Version:
    programma: str
    bron: str
    door: str
    rows: tuple[DeliveredRow, ...]


def handler(desk: Callable[[], AbstractContextManager[Desk]], folder: Path) -> Handler:
    """The job: {"token", "was", "werd"} in, the answer in the inbox under the token."""

    def run(job: Job, report: Report) -> None:
        report(0.1, "De leveringen worden vergeleken…")
        with desk() as open_desk:
            found = compare(open_desk, open_desk.user(job.asked_by), int(job.args["was"]), int(job.args["werd"]))
        inbox.answer(folder, str(job.args["token"]), as_answer(found))

    return run


def compare(desk: Desk, user: User, was: int, werd: int) -> Comparison:
    """Compare two deliveries, the older one first.

    Raises:
        PermissionDenied: this user may not deliver that source for all buurten of both.
        BuurtbeeldError: E_LEVERING_ONBEKEND, or E_KEUZE when they are not of one source and programma.
        StorageError: the vault cannot be read.
    """
    check_may(user, Action.PAGINA_AANLEVEREN)
    old, new = (_version(desk, user, number) for number in (was, werd))
    if (old.programma, old.bron) != (new.programma, new.bron):
        raise BuurtbeeldError(
            "Deze twee leveringen zijn niet van dezelfde bron.",
            doe="Kies twee leveringen van één bron en één programma.",
            code="E_KEUZE",
        )
    exact = old.door == new.door == user.naam
    sides = [_exact(one.rows) if exact else _published(one.rows, desk) for one in (old, new)]
    different = [key for key in sorted({*sides[0], *sides[1]}) if sides[0].get(key) != sides[1].get(key)]
    raw = [{_key(row): replace(row, rij=0, toelichting="") for row in one.rows} for one in (old, new)]
    moved = {key for key in {*raw[0], *raw[1]} if raw[0].get(key) != raw[1].get(key)}
    seen = {key[:3] for key in different}  # the scores of an NPS show as one figure
    return Comparison(
        precies=exact,
        verschillen=tuple((key, sides[0].get(key), sides[1].get(key)) for key in different[:MOST_LINES]),
        aantal=len(different),
        gelijk=len({*raw[0], *raw[1]} - moved),
        verborgen_anders=sum(key[:3] not in seen for key in moved),
    )


def as_answer(found: Comparison) -> dict[str, Any]:
    """The comparison as JSON."""
    return {
        "precies": found.precies,
        "aantal": found.aantal,
        "gelijk": found.gelijk,
        "verborgen_anders": found.verborgen_anders,
        "verschillen": [
            dict(zip(("buurt", "periode", "indicator", "uitsplitsing"), key, strict=True))
            | {"was": _side(was), "werd": _side(werd)}
            for key, was, werd in found.verschillen
        ],
    }


def _version(desk: Desk, user: User, number: int) -> _Version:
    columns = (delivery.c.tabel, delivery.c.bron, delivery.c.received_by)
    about = sa.select(*columns).where(delivery.c.id == number, delivery.c.origin == deliveries.DELIVERED)
    with translated(), desk.vault.connect() as connection:
        found = connection.execute(about).one_or_none()
    if found is None:
        raise BuurtbeeldError(f"Er is geen aangeleverd bestand met nummer {number}.", code="E_LEVERING_ONBEKEND")
    rows = counting.rows_of(desk.vault, number)
    if any(found.bron not in sources_for(user, buurt, found.tabel) for buurt in {row.buurt for row in rows}):
        raise PermissionDenied(
            "U mag deze levering niet bekijken.",
            doe="Vraag het wie de gegevens leverde, of de projectcoördinator.",
        )
    return _Version(found.tabel, found.bron, found.received_by, rows)


def _key(row: DeliveredRow) -> Key:
    return (row.buurt, row.periode, row.indicator, row.uitsplitsing)


def _exact(rows: Iterable[DeliveredRow]) -> Mapping[Key, Side]:
    return {
        _key(row): Side(
            row.teller if row.waarde is None else row.waarde,
            row.noemer if row.n is None else row.n,
            WITHHELD if row.status == Status.GEHEIM_BRON else "",
        )
        for row in rows
    }


def _published(rows: Iterable[DeliveredRow], desk: Desk) -> Mapping[Key, Side]:
    return {
        (one.buurt, one.periode, one.indicator, one.uitsplitsing): Side(one.value, one.noemer, one.reden)
        for one in as_shown(rows, desk.catalog)
    }


def _side(side: Side | None) -> dict[str, Any] | None:
    return None if side is None else {"value": side.value, "noemer": side.noemer, "reden": side.reden}
