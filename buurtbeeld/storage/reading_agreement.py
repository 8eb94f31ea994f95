"""Reading what is stored about the agreement."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from buurtbeeld.storage.schema_agreement import agreement, agreement_snapshot
from buurtbeeld.storage.schema_published import part, publication_part


class FrozenRow(NamedTuple):
    """One frozen copy, without what is in it."""

    id: int
    programma: str
    publicatie: int
    naam: str
    op: datetime
    door: str
    sha256: str


_COLUMNS = [agreement_snapshot.c[name] for name in FrozenRow._fields]


def document(connection: sa.Connection, publicatie: int, programma: str) -> str | None:
    """What a publication says of the agreement of a programma; None when it says nothing."""
    query = (
        sa.select(agreement.c.inhoud)
        .join(part, part.c.id == agreement.c.part_id)
        .join(publication_part, publication_part.c.part_id == part.c.id)
        .where(publication_part.c.publication_id == publicatie, part.c.programma == programma)
    )
    found: str | None = connection.scalar(query)
    return found


def frozen(connection: sa.Connection, programma: str) -> tuple[FrozenRow, ...]:
    """Copies of a programma, the newest first."""
    query = sa.select(*_COLUMNS).where(agreement_snapshot.c.programma == programma)
    rows = connection.execute(query.order_by(agreement_snapshot.c.id.desc()))
    return tuple(FrozenRow(*row) for row in rows)


def frozen_document(connection: sa.Connection, number: int) -> tuple[FrozenRow, str] | None:
    """One copy with what is in it; None when there is none of this number."""
    query = sa.select(*_COLUMNS, agreement_snapshot.c.inhoud).where(agreement_snapshot.c.id == number)
    row = connection.execute(query).one_or_none()
    return None if row is None else (FrozenRow(*row[:-1]), str(row[-1]))
