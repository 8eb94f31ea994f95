"""Delivering a file, step by step: check it, show what it would change, keep it, take it back.

The same steps behind the page (by way of the worker), the command line and the invented programme.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import sqlalchemy as sa

from buurtbeeld import delivery_calendar
from buurtbeeld.catalog import Catalog
from buurtbeeld.errors import BuurtbeeldError, PermissionDenied
from buurtbeeld.ingest import inspection, plausibility, submissions
from buurtbeeld.ingest.messages import melding
from buurtbeeld.ingest.parts import DeliveredRow, Inspection, Melding, Rules
from buurtbeeld.ingest.rules import rules_for
from buurtbeeld.ingest.submissions import Change, Receipt
from buurtbeeld.model import STATUS_BY_ID, Status
from buurtbeeld.periods import today
from buurtbeeld.roles import Action, User, check_may, sources_for
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_published import area
from buurtbeeld.storage.schema_vault import delivery

MOST_SHOWN = 12  # figures in the preview of what others will see


@dataclass(frozen=True)
class Desk:
    """What delivering needs at hand: both stores, the folder of raw files and the catalogue."""

    vault: sa.Engine
    published: sa.Engine
    raw_dir: Path
    catalog: Catalog


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


@dataclass(frozen=True)
class Shown:
    """One figure as others will see it: rounded, or hidden."""

    buurt: str
    periode: str
    indicator: str
    value: float | None
    status: Status
    reden: str


@dataclass(frozen=True)
class Preview:
    """What a file found right would do.

    Attributes:
        change: how many figures are new, changed and equal.
        afgeschermd: how many of its figures will be hidden as too small.
        shown: the first few as others will see them, hidden ones first.
    """

    change: Change
    afgeschermd: int
    shown: tuple[Shown, ...]


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


def look(desk: Desk, user: User, data: bytes, name: str, choice: Choice) -> tuple[Inspection, Preview | None]:
    """Check a file and say what it would change. Nothing is stored.

    Returns:
        The verdict, with the warnings that need earlier deliveries; and the preview, None when it is refused.

    Raises:
        PermissionDenied: this user delivers nothing.
        StorageError: a store does not answer.
    """
    rules = rules_of(desk.published, desk.catalog, user, choice)
    return _looked(desk, inspection.inspect(data, name, rules), rules)


def take_in(
    desk: Desk,
    user: User,
    data: bytes,
    name: str,
    choice: Choice,
    *,
    basis: int | None = None,
    at: datetime | None = None,
) -> tuple[Inspection, Receipt | None]:
    """Check a file again and keep it.

    Args:
        basis: `Change.basis` of the preview the user agreed to; None = no preview.
        at: moment of delivering, now unless given.

    Returns:
        The verdict, and the receipt; None when the file is refused, and then nothing is stored.

    Raises:
        Conflict: the same figures were changed since the preview.
        StorageError: a store does not answer, or the disk is full; nothing is stored.
    """
    rules = rules_of(desk.published, desk.catalog, user, choice, vandaag=at.date() if at else None)
    found = inspection.inspect(data, name, rules)
    if found.geweigerd:
        return found, None
    codejaar = desk.catalog.programmas[found.programma].codejaar
    receipt = submissions.keep(
        desk.vault, desk.raw_dir, found, data, codejaar=codejaar, by=user.naam, basis=basis, at=at
    )
    if not receipt.leveringen:
        found = _with(found, [melding("W_REEDS_INGELEZEN")])
    return found, receipt


def take_back(desk: Desk, user: User, number: int, reason: str) -> None:
    """Retract a delivery, with a reason.

    Raises:
        PermissionDenied: this user may not retract figures of that source for all of its buurten.
        BuurtbeeldError: E_LEVERING_ONBEKEND or E_REDEN_ONTBREEKT.
    """
    with translated(), desk.vault.connect() as connection:
        about = connection.execute(
            sa.select(delivery.c.tabel, delivery.c.bron).where(delivery.c.id == number)
        ).one_or_none()
    if about is not None:
        for buurt in {row.buurt for row in submissions.rows_of(desk.vault, number)}:
            check_may(user, Action.LEVERING_TERUGTREKKEN, buurt=buurt)
            if about.bron not in sources_for(user, buurt, about.tabel):
                raise PermissionDenied(
                    "U mag deze levering niet terugtrekken.",
                    doe="Vraag het wie de gegevens leverde, de projectcoördinator of het transitieteam.",
                )
    submissions.retract(desk.vault, number, by=user.naam, reason=reason)


def form(
    published: sa.Engine,
    catalog: Catalog,
    user: User,
    bron: str,
    *,
    programma: str = "",
    csv: bool = False,
    vandaag: date | None = None,
) -> tuple[str, bytes]:
    """A template of one source with the buurten, the periods that are due and the indicators of this user filled in.

    Returns:
        File name, and the file.

    Raises:
        PermissionDenied: this user delivers nothing of that source.
    """
    rules = rules_of(published, catalog, user, Choice(programma=programma, bron=bron), vandaag=vandaag)
    if not any(bron in one.bronnen and programma in {"", one.programma} for one in rules.buurten.values()):
        raise PermissionDenied(
            f"U mag van de bron '{bron}' niets aanleveren.",
            doe="Vraag het de kartrekker of de projectcoördinator van uw buurt.",
        )
    from buurtbeeld.ingest import template

    periodes = delivery_calendar.periods_of(catalog, bron, vandaag or today())
    make = template.template_csv if csv else template.template_xlsx
    return template.template_name(rules, bron, "csv" if csv else "xlsx"), make(rules, bron, periodes)


def verdict(desk: Desk, user: User, data: bytes, name: str, choice: Choice) -> Inspection:
    """The verdict alone, with the warnings that need earlier deliveries. Nothing is stored.

    Raises:
        StorageError: a store does not answer.
    """
    rules = rules_of(desk.published, desk.catalog, user, choice)
    found = inspection.inspect(data, name, rules)
    return found if found.geweigerd else _compared(desk, found, rules)[0]


def _looked(desk: Desk, found: Inspection, rules: Rules) -> tuple[Inspection, Preview | None]:
    if found.geweigerd:
        return found, None
    found, change = _compared(desk, found, rules)
    shown = _as_shown(found.rows, desk.catalog)
    hidden = sum(one.status is Status.AFGESCHERMD for one in shown)
    first = sorted(shown, key=lambda one: one.status is not Status.AFGESCHERMD)[:MOST_SHOWN]
    return found, Preview(change, hidden, tuple(first))


def _compared(desk: Desk, found: Inspection, rules: Rules) -> tuple[Inspection, Change]:
    change, earlier = submissions.compare(desk.vault, found)
    told: list[Melding] = []
    if change.niets:
        told.append(melding("W_REEDS_INGELEZEN"))
    elif change.gewijzigd:
        told.append(melding("W_HERLEVERING"))
    told += plausibility.odd(found.rows, earlier, rules)
    return _with(found, told), change


def _with(found: Inspection, told: Iterable[Melding]) -> Inspection:
    return replace(found, meldingen=(*found.meldingen, *told))


def _as_shown(rows: Iterable[DeliveredRow], catalog: Catalog) -> list[Shown]:
    import pandas as pd

    from buurtbeeld import delivered_figures  # pandas again: a refused file never waits for it

    names = ("buurt", "periode", "indicator", "uitsplitsing", "teller", "noemer", "waarde", "n", "status")
    frame = pd.DataFrame([[getattr(row, name) for name in names] for row in rows], columns=list(names))
    frame = frame.astype(dict.fromkeys(("teller", "noemer", "waarde", "n"), float))
    shown: list[Shown] = []
    for code, some in frame.groupby("indicator", sort=True):
        made = delivered_figures.published(catalog.indicatoren[str(code)], some, drempel=catalog.app.drempel)
        whole = made[made["uitsplitsing"].eq("")]
        columns = (whole[name].tolist() for name in ("buurt", "periode", "value", "status", "reden"))
        for buurt, periode, value, number, reden in zip(*columns, strict=True):
            status = STATUS_BY_ID[number]
            shown.append(Shown(buurt, periode, str(code), value if status.has_value else None, status, reden))
    return shown


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


def as_answer(found: Inspection, preview: Preview | None) -> dict[str, object]:
    """The verdict and the preview for the page, as JSON."""
    said = inspection.to_json(found)
    if preview is None:
        return said
    change = preview.change
    return said | {
        "nieuw": change.nieuw,
        "gewijzigd": change.gewijzigd,
        "gelijk": change.gelijk,
        "verschoven": change.verschoven,
        "basis": change.basis,
        "afgeschermd": preview.afgeschermd,
        "getoond": [
            {
                "buurt": one.buurt,
                "periode": one.periode,
                "indicator": one.indicator,
                "value": one.value,
                "status": one.status.value,
                "reden": one.reden,
            }
            for one in preview.shown
        ],
    }
