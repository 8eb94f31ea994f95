"""Delivering a file, step by step: check it, show what it would change, keep it, take it back.

The same steps behind the page (by way of the worker), the command line and the invented programme.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import sqlalchemy as sa

from buurtbeeld.access import accounts
from buurtbeeld.audit.log import Event, Uitkomst, note
from buurtbeeld.catalog import Catalog
from buurtbeeld.deliveries import calendar as delivery_calendar
from buurtbeeld.deliveries import waiting as delivery_waiting
from buurtbeeld.deliveries import written
from buurtbeeld.deliveries.preview import Preview, preview
from buurtbeeld.deliveries.rules import Choice, rules_of
from buurtbeeld.errors import BuurtbeeldError, PermissionDenied, StorageError
from buurtbeeld.ingest import counting, inspection, plausibility, submissions
from buurtbeeld.ingest.messages import melding
from buurtbeeld.ingest.parts import Inspection, Melding, Rules
from buurtbeeld.ingest.person_patterns import kind_in
from buurtbeeld.ingest.submissions import Change, Receipt
from buurtbeeld.periods import today
from buurtbeeld.roles import Action, User, check_may, sources_for
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_vault import delivery


@dataclass(frozen=True)
class Desk:
    """What delivering needs at hand: both stores, the folder of raw files and the catalogue.

    Attributes:
        proef: whether a demonstration account may ask for something.
    """

    vault: sa.Engine
    published: sa.Engine
    raw_dir: Path
    catalog: Catalog
    proef: bool = True

    def user(self, naam: str) -> User:
        """Who asked, with the rights of now.

        Raises:
            NotFound: there is no such account, or it was stopped.
        """
        return accounts.named(self.published, self.catalog, naam, proef=self.proef)


def look(desk: Desk, user: User, data: bytes, name: str, choice: Choice) -> tuple[Inspection, Preview | None]:
    """Check a file and say what it would change. Nothing is stored.

    Returns:
        The verdict, with the warnings that need earlier deliveries; and the preview, None when it is refused.

    Raises:
        PermissionDenied: this user delivers nothing.
        StorageError: a store does not answer.
    """
    rules = rules_of(desk.published, desk.catalog, user, choice)
    found = inspection.inspect(data, name, rules)
    if found.geweigerd:
        return found, None
    found, change = _compared(desk, found, rules)
    return found, preview(found.rows, change, desk.catalog, wacht=waits(desk, found))


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
        note(desk.published, Event.LEVERING_GEWEIGERD, uitkomst=Uitkomst.GEWEIGERD, **written.told_of(user, found))
        return found, None
    codejaar = desk.catalog.programmas[found.programma].codejaar
    with written.written_down(desk.published, Event.LEVERING_BEVESTIGD, **written.told_of(user, found)):
        receipt = submissions.keep(
            desk.vault, desk.raw_dir, found, data, codejaar=codejaar, by=user.naam, basis=basis, at=at
        )
    if not receipt.leveringen:
        found = _with(found, [melding("W_REEDS_INGELEZEN")])
    return found, receipt


def waits(desk: Desk, found: Inspection) -> int:
    """How many figures of a file that was found right others see otherwise until the round of their buurt closes.

    Raises:
        StorageError: a store does not answer.
    """
    return delivery_waiting.waits(desk.vault, desk.published, found.programma, found.rows)


def take_back(desk: Desk, user: User, number: int, reason: str) -> None:
    """Retract a delivery, with a reason.

    Raises:
        PermissionDenied: this user may not retract figures of that source for all of its buurten.
        BuurtbeeldError: E_LEVERING_ONBEKEND or E_REDEN_ONTBREEKT, or E_PERSOONSGEGEVENS: the reason names somebody.
    """
    check_reason(reason)
    with translated(), desk.vault.connect() as connection:
        about = connection.execute(
            sa.select(delivery.c.tabel, delivery.c.bron).where(delivery.c.id == number)
        ).one_or_none()
    if about is not None:
        for buurt in {row.buurt for row in counting.rows_of(desk.vault, number)}:
            check_may(user, Action.LEVERING_TERUGTREKKEN, buurt=buurt)
            if about.bron not in sources_for(user, buurt, about.tabel):
                raise PermissionDenied(
                    "U mag deze levering niet terugtrekken.",
                    doe="Vraag het wie de gegevens leverde, de projectcoördinator of het transitieteam.",
                )
    buurten = {row.buurt for row in counting.rows_of(desk.vault, number)}
    told = {"wie": user.naam, "object": str(number), "buurt": buurten.pop() if len(buurten) == 1 else ""}
    programma, bron = (about.tabel, about.bron) if about is not None else ("", "")
    with written.written_down(
        desk.published, Event.LEVERING_TERUGGETROKKEN, programma=programma, details={"bron": bron}, **told
    ):
        submissions.retract(desk.vault, number, by=user.naam, reason=reason)


def check_reason(reason: str) -> None:
    """Refuse a reason about a person: it stays in the log for ever, where others read it.

    Raises:
        BuurtbeeldError: E_PERSOONSGEGEVENS.
    """
    if kind := kind_in(reason, today().year):
        raise BuurtbeeldError(
            f"In de reden staan gegevens over personen ({kind}). Er is niets opgeslagen.",
            doe="Schrijf de reden zonder namen en nummers van personen.",
            code="E_PERSOONSGEGEVENS",
        )


def follow_up(done: str, publish: Callable[[], None]) -> None:
    """Publish what was kept or taken back, and say what is true when that fails.

    Args:
        done: start of the sentence then, e.g. "Het bestand is bewaard".

    Raises:
        BuurtbeeldError: done, but not published yet; with the code of what went wrong.
    """
    try:
        publish()
    except StorageError as error:  # whose own sentence says that nothing was stored
        raise BuurtbeeldError(
            f"{done}, maar de cijfers konden nog niet worden bijgewerkt.",
            doe="Dat gebeurt bij de volgende levering, of als de werker opnieuw start. Bel anders de beheerder.",
            code=error.code,
        ) from error


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
