"""The rows of an own delivery, as they were delivered: only for who delivered it, for thirty days.

The one place where exact small numbers leave the vault. They go to the deliverer alone, by way of the inbox folder,
and are written nowhere else: no store, no log, no cache.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from buurtbeeld.answers import Delivered
from buurtbeeld.deliveries.delivering import Desk
from buurtbeeld.dutch import date_text
from buurtbeeld.errors import BuurtbeeldError, PermissionDenied
from buurtbeeld.ingest import counting, deliveries, inbox
from buurtbeeld.ingest.parts import DeliveredRow
from buurtbeeld.roles import Action, User, check_may, may, sources_for
from buurtbeeld.storage.errors import translated
from buurtbeeld.storage.schema_vault import delivery, delivery_event
from buurtbeeld.worker import Handler, Job, Report

LOOK_IN = "levering_inzien"
OPEN_FOR = timedelta(days=30)
MOST_LINES = 200
_SHOWN = (
    "periode", "indicator", "uitsplitsing", "teller", "noemer", "waarde", "n", "som_kwadraten", "n_bronnen",
    "grootste_aandeel", "status", "toelichting",
)  # fmt: skip


def handler(desk: Callable[[], AbstractContextManager[Desk]], folder: Path) -> Handler:
    """The job: {"token", "levering", "buurt"} in, the answer in the inbox under the token."""

    def run(job: Job, report: Report) -> None:
        report(0.1, "De rijen worden opgehaald…")
        with desk() as open_desk:
            rows = look_in(open_desk, open_desk.user(job.asked_by), int(job.args["levering"]), str(job.args["buurt"]))
        inbox.answer(folder, str(job.args["token"]), as_answer(rows))

    return run


def is_open(user: User, one: Delivered, buurt: str, *, now: datetime | None = None) -> bool:
    """Whether this user may look at the rows of a delivery about a buurt; what a page asks before it offers that."""
    mine = [one.ontvangen] if one.door == user.naam else []
    mine += [one.stand_op] if one.stand_door == user.naam and not one.reden else []
    return (
        buurt in one.buurten
        and may(user, Action.LEVERING_INZIEN, buurt=buurt)
        and one.bron in sources_for(user, buurt, one.programma)
        and any(_is_recent(at, now) for at in mine)
    )


def look_in(desk: Desk, user: User, number: int, buurt: str, *, now: datetime | None = None) -> list[DeliveredRow]:
    """Rows of an own delivery about one buurt, as delivered: exact, small numbers and remarks too.

    Args:
        number: of the delivery; one that was taken back since can be looked at as well.
        buurt: key of the programme buurt.
        now: moment of looking, now unless given.

    Returns:
        By indicator, period and breakdown; empty when the delivery is not about this buurt.

    Raises:
        PermissionDenied: somebody else delivered it, or this user delivers that source for this buurt no longer.
        BuurtbeeldError: E_LEVERING_ONBEKEND, or E_INZAGE_VERLOPEN after thirty days.
        StorageError: the vault cannot be read.
    """
    check_may(user, Action.LEVERING_INZIEN, buurt=buurt)
    with translated(), desk.vault.connect() as connection:
        about = connection.execute(
            sa.select(delivery.c.tabel, delivery.c.bron).where(
                delivery.c.id == number, delivery.c.origin == deliveries.DELIVERED
            )
        ).one_or_none()
        delivered_at = connection.scalar(_last_time(number, user))
    if about is None:
        raise BuurtbeeldError(f"Er is geen aangeleverd bestand met nummer {number}.", code="E_LEVERING_ONBEKEND")
    if delivered_at is None or about.bron not in sources_for(user, buurt, about.tabel):
        raise PermissionDenied(
            "U mag de rijen van deze levering niet zien.", doe="Alleen wie het bestand leverde, ziet de rijen."
        )
    if not _is_recent(delivered_at, now):
        raise BuurtbeeldError(
            f"U leverde dit bestand op {date_text(delivered_at)}. De rijen kunt u {OPEN_FOR.days} dagen bekijken.",
            doe="Kijk in uw eigen bestand.",
            code="E_INZAGE_VERLOPEN",
        )
    rows = [row for row in counting.rows_of(desk.vault, number) if row.buurt == buurt]
    places = {code: place for place, code in enumerate(desk.catalog.indicatoren)}
    return sorted(rows, key=lambda row: (places.get(row.indicator, len(places)), row.periode, row.uitsplitsing))


def as_answer(rows: Iterable[DeliveredRow]) -> dict[str, Any]:
    """The rows as JSON: how many in all, and the first MOST_LINES."""
    found = list(rows)
    return {
        "aantal": len(found),
        "rijen": [{name: getattr(row, name) for name in _SHOWN} for row in found[:MOST_LINES]],
    }


def _last_time(number: int, user: User) -> sa.Select[Any]:
    """When this user delivered it last: a file that was taken back can be delivered again."""
    return sa.select(sa.func.max(delivery_event.c.at)).where(
        delivery_event.c.delivery_id == number,
        delivery_event.c.event == deliveries.ACCEPTED,
        delivery_event.c.by == user.naam,
    )


def _is_recent(at: datetime, now: datetime | None) -> bool:
    return (now or datetime.now(UTC)) - at <= OPEN_FOR
