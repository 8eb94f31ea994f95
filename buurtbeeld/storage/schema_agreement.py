"""Tables of the agreement: what a part says of it, and what was frozen for a milestone report."""

from __future__ import annotations

import sqlalchemy as sa

from buurtbeeld.storage.columns import UtcDateTime, strict
from buurtbeeld.storage.schema_published import metadata

# One document per part (`agreement.answers.to_text`): it is read as a whole, and never changed.
agreement = sa.Table(
    "agreement",
    metadata,
    sa.Column("part_id", sa.Integer, sa.ForeignKey("part.id"), primary_key=True),
    sa.Column("inhoud", sa.Text, nullable=False),
)
# A copy on purpose: a report that was handed over stays what it was, whatever becomes of older publications.
agreement_snapshot = sa.Table(
    "agreement_snapshot",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("programma", sa.Text, nullable=False, index=True),
    sa.Column("publicatie", sa.Integer, nullable=False),
    sa.Column("naam", sa.Text, nullable=False),
    sa.Column("op", UtcDateTime, nullable=False),
    sa.Column("door", sa.Text, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),  # of inhoud
    sa.Column("inhoud", sa.Text, nullable=False),
    sa.UniqueConstraint("programma", "naam"),
    sa.CheckConstraint("length(naam) BETWEEN 1 AND 80", name="naam_is_short"),
)
strict(metadata)
