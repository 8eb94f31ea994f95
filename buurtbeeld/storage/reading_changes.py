"""Reading two publications side by side: which parts differ, and the delivered figures that do."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from buurtbeeld.storage.schema_delivered import buurt, delivery_log, outcome, periode
from buurtbeeld.storage.schema_published import indicator, part, publication, publication_part

KEY = ("buurt_id", "indicator_id", "periode_id", "uitsplitsing")
WAS, WERD = outcome.alias("was"), outcome.alias("werd")
NONE = -1  # in place of a part that only one of the two has


class PublicationRow(NamedTuple):
    """One publication, as in table `publication`."""

    id: int
    made_at: datetime
    code_version: str
    config_hash: str
    high_water_mark: int


class PartKey(NamedTuple):
    """Which part of a publication it is; the same in every publication."""

    programma: str
    bron: str
    tabel: str
    jaar: int


class Names(NamedTuple):
    """Id -> (programma, key) of a buurt or level; id -> code of an indicator; id -> code of a period."""

    buurten: dict[int, tuple[str, str]]
    indicatoren: dict[int, str]
    perioden: dict[int, str]


class Changed(NamedTuple):
    """One delivered figure whose value is not the same in two parts; None where a part has no row of it."""

    buurt_id: int
    indicator_id: int
    periode_id: int
    uitsplitsing: str
    was: float | None
    was_status: int | None
    was_levering: int | None
    werd: float | None
    werd_status: int | None
    werd_levering: int | None
    gecorrigeerd: int


def publications(connection: sa.Connection, limit: int) -> list[PublicationRow]:
    """Publications, the newest first."""
    columns = (publication.c[name] for name in PublicationRow._fields)
    query = sa.select(*columns).order_by(publication.c.id.desc()).limit(limit)
    return [PublicationRow(*row) for row in connection.execute(query)]


def publication_of(connection: sa.Connection, number: int) -> PublicationRow | None:
    """One publication; None when there is none of this number."""
    columns = (publication.c[name] for name in PublicationRow._fields)
    row = connection.execute(sa.select(*columns).where(publication.c.id == number)).one_or_none()
    return None if row is None else PublicationRow(*row)


def before(connection: sa.Connection, number: int) -> int:
    """Number of the publication before this one; 0 when it is the first."""
    earlier = sa.select(sa.func.max(publication.c.id)).where(publication.c.id < number)
    return int(connection.scalar(earlier) or 0)


def parts_of(connection: sa.Connection, number: int) -> dict[PartKey, int]:
    """Parts of one publication: which it is -> its id."""
    columns = (part.c[name] for name in (*PartKey._fields, "id"))
    inside = sa.select(publication_part.c.part_id).where(publication_part.c.publication_id == number)
    return {
        PartKey(*key): int(one) for *key, one in connection.execute(sa.select(*columns).where(part.c.id.in_(inside)))
    }


def newest_delivery(connection: sa.Connection, part_ids: Collection[int]) -> int:
    """The highest number of a delivery that some parts rest on; 0 without any."""
    return int(connection.scalar(sa.select(sa.func.max(part.c.levering)).where(part.c.id.in_(sorted(part_ids)))) or 0)


def retracted(connection: sa.Connection, numbers: Collection[int], mark: int) -> set[int]:
    """Those of some deliveries that were taken back by the event `mark` of the vault."""
    back = (delivery_log.c.stand == "teruggetrokken", delivery_log.c.event_id <= mark)
    query = sa.select(delivery_log.c.levering).where(delivery_log.c.levering.in_(sorted(numbers)), *back)
    return set(connection.scalars(query))


def names(connection: sa.Connection) -> Names:
    """What the ids in a delivered figure stand for."""
    places = connection.execute(sa.select(buurt.c.id, buurt.c.programma, buurt.c.sleutel))
    return Names(
        {number: (programma, sleutel) for number, programma, sleutel in places},
        dict(connection.execute(sa.select(indicator.c.id, indicator.c.code)).all()),
        dict(connection.execute(sa.select(periode.c.id, periode.c.code)).all()),
    )


def changes(
    connection: sa.Connection, old: int, new: int, buurt_ids: Collection[int], limit: int
) -> tuple[list[Changed], int]:
    """Delivered figures of some buurten whose value differs between two parts of the same source and year.

    Args:
        old, new: ids of the parts; NONE = that publication has no such part.
        limit: most rows to read.

    Returns:
        The first rows in order of their ids, and how many there are.
    """
    every = sa.union_all(_beside(old, new, buurt_ids), _only_old(old, new, buurt_ids)).subquery()
    rows = connection.execute(sa.select(every).order_by(*(every.c[name] for name in KEY)).limit(limit))
    found = [Changed(*row) for row in rows]
    if len(found) < limit:
        return found, len(found)
    return found, int(connection.scalar(sa.select(sa.func.count()).select_from(every)) or 0)


def _beside(old: int, new: int, buurt_ids: Collection[int]) -> sa.Select[Any]:
    """Every row of the new part with the one of the old part, where the value is another."""
    same = sa.and_(WAS.c.part_id == old, *(WAS.c[name] == WERD.c[name] for name in KEY))
    return (
        sa.select(
            *(WERD.c[name] for name in KEY),
            WAS.c.value.label("was"),
            WAS.c.status.label("was_status"),
            WAS.c.levering.label("was_levering"),
            WERD.c.value.label("werd"),
            WERD.c.status.label("werd_status"),
            WERD.c.levering.label("werd_levering"),
            WERD.c.gecorrigeerd,
        )
        .select_from(WERD.outerjoin(WAS, same))
        .where(
            WERD.c.part_id == new, WERD.c.buurt_id.in_(sorted(buurt_ids)), WAS.c.value.is_distinct_from(WERD.c.value)
        )
    )


def _only_old(old: int, new: int, buurt_ids: Collection[int]) -> sa.Select[Any]:
    """Rows of the old part with a value that the new part does not have at all."""
    same = sa.and_(WERD.c.part_id == new, *(WAS.c[name] == WERD.c[name] for name in KEY))
    return (
        sa.select(
            *(WAS.c[name] for name in KEY),
            WAS.c.value,
            WAS.c.status,
            WAS.c.levering,
            sa.cast(sa.null(), sa.Float),
            sa.cast(sa.null(), sa.SmallInteger),
            sa.cast(sa.null(), sa.Integer),
            sa.literal(0),
        )
        .select_from(WAS)
        .where(
            WAS.c.part_id == old,
            WAS.c.buurt_id.in_(sorted(buurt_ids)),
            WAS.c.value.is_not(None),
            ~sa.exists().select_from(WERD).where(same),
        )
    )
