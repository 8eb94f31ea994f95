"""What somebody may know of deliveries: the log of their buurten, and the calendar of what is due."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

import sqlalchemy as sa

from buurtbeeld.answers import Delivered
from buurtbeeld.catalog import Catalog
from buurtbeeld.deliveries import calendar as delivery_calendar
from buurtbeeld.deliveries.calendar import Due
from buurtbeeld.periods import Periode, PeriodeError
from buurtbeeld.roles import Action, User, check_may, may, sources_for
from buurtbeeld.storage.schema_delivered import delivery_log, delivery_scope

ACCEPTED = "aanvaard"


def buurten_of(user: User, catalog: Catalog) -> tuple[str, ...]:
    """Keys of the buurten this user delivers something for, transitiebuurten first."""
    mine = [
        (buurt.rol != "transitie", buurt.naam.casefold(), buurt.sleutel)
        for programma, buurt in catalog.buurten()
        if sources_for(user, buurt.sleutel, programma.code)
    ]
    return tuple(sleutel for *_, sleutel in sorted(mine))


def may_handle(user: User, one: Delivered) -> bool:
    """Whether this user may take a delivery back and compare it: all of it is about what he may deliver himself."""
    return all(
        one.bron in sources_for(user, buurt, one.programma) and may(user, Action.LEVERING_TERUGTREKKEN, buurt=buurt)
        for buurt in one.buurten
    )


def deliveries_of(
    connection: sa.Connection, catalog: Catalog, user: User, limit: int, buurt: str = ""
) -> tuple[Delivered, ...]:
    """Deliveries about one of the user's buurten, newest first.

    Args:
        buurt: only about this one; "" = about all of them.

    Raises:
        PermissionDenied: this role does not deliver.
    """
    check_may(user, Action.PAGINA_AANLEVEREN)
    mine = [sleutel for sleutel in buurten_of(user, catalog) if buurt in {"", sleutel}]
    about = sa.select(delivery_scope.c.levering).where(delivery_scope.c.buurt.in_(mine))
    query = sa.select(delivery_log).where(delivery_log.c.levering.in_(about))
    rows = connection.execute(query.order_by(delivery_log.c.levering.desc()).limit(limit)).mappings().all()
    scope = _scope(connection, [row["levering"] for row in rows])
    return tuple(
        Delivered(
            **{name: row[name] for name in row if name not in {"event_id", "sha256"}},
            buurten=scope[row["levering"]][0],
            perioden=scope[row["levering"]][1],
        )
        for row in rows
    )


def calendar_of(
    connection: sa.Connection, catalog: Catalog, user: User, buurten: Iterable[str], vandaag: date
) -> tuple[Due, ...]:
    """What is due for these buurten from the sources this user delivers, late ones first.

    Raises:
        PermissionDenied: this role does not deliver.
    """
    check_may(user, Action.PAGINA_AANLEVEREN)
    wanted = [sleutel for sleutel in buurten if catalog.buurt(sleutel) is not None]
    found = delivery_calendar.lines(catalog, wanted, delivered(connection, wanted), vandaag)
    return tuple(due for due in found if due.bron in sources_for(user, due.buurt, due.programma))


def delivered(connection: sa.Connection, buurten: Collection[str]) -> dict[tuple[str, str, str], set[str]]:
    """(bron, buurt, periode) -> indicators of which accepted deliveries brought something."""
    query = (
        sa.select(delivery_log.c.bron, delivery_scope.c.buurt, delivery_scope.c.periode, delivery_scope.c.indicator)
        .join(delivery_log, delivery_log.c.levering == delivery_scope.c.levering)
        .where(delivery_log.c.stand == ACCEPTED, delivery_scope.c.buurt.in_(buurten))
        .distinct()
    )
    there: dict[tuple[str, str, str], set[str]] = {}
    for bron, buurt, periode, indicator in connection.execute(query):
        there.setdefault((bron, buurt, periode), set()).add(indicator)
    return there


def _scope(connection: sa.Connection, numbers: list[int]) -> dict[int, tuple[tuple[str, ...], tuple[str, ...]]]:
    columns = (delivery_scope.c.levering, delivery_scope.c.buurt, delivery_scope.c.periode)
    rows = connection.execute(sa.select(*columns).where(delivery_scope.c.levering.in_(numbers)).distinct()).all()
    return {
        number: (
            tuple(sorted({row.buurt for row in rows if row.levering == number})),
            tuple(sorted({row.periode for row in rows if row.levering == number}, key=_start)),
        )
        for number in numbers
    }


def _start(code: str) -> tuple[date, str]:
    try:
        return Periode.parse(code).start, code
    except PeriodeError:
        return date.min, code
