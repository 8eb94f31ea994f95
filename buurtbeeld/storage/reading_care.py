"""Means of delivered figures of many buurten over the same periods, from the published store."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from buurtbeeld.model import STATUS_ID, Status
from buurtbeeld.storage.schema_delivered import outcome


def means_of(
    connection: sa.Connection,
    part_ids: Collection[int],
    buurt_ids: Collection[int],
    *,
    indicator_id: int,
    periode_ids: Collection[int],
) -> dict[int, float]:
    """Buurt -> mean of its complete figures in some periods; a buurt that lacks half of them or more is left out.

    Args:
        part_ids: parts of one source, of which each has its own periods.
    """
    query = (
        sa.select(outcome.c.buurt_id, sa.func.avg(outcome.c.value))
        .where(
            outcome.c.part_id.in_(sorted(part_ids)),
            outcome.c.buurt_id.in_(sorted(buurt_ids)),
            outcome.c.indicator_id == indicator_id,
            outcome.c.periode_id.in_(sorted(periode_ids)),
            outcome.c.uitsplitsing == "",
            outcome.c.status == STATUS_ID[Status.OK],
        )
        .group_by(outcome.c.buurt_id)
        .having(2 * sa.func.count() > len(periode_ids))
    )
    return {number: float(mean) for number, mean in connection.execute(query)}
