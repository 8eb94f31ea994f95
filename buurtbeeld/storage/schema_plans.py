"""Tables of what a network does: interventions, and rounds that were closed; and what waits for the next close.

Interventions and rounds are never changed; what waits is written anew with every publication.
"""

from __future__ import annotations

import sqlalchemy as sa

from buurtbeeld.storage.columns import UtcDateTime, strict
from buurtbeeld.storage.schema_published import metadata

# One row per version: a change is a new row that names the one it comes instead of.
intervention = sa.Table(
    "intervention",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("programma", sa.Text, nullable=False),
    sa.Column("buurt", sa.Text, nullable=False, index=True),  # key of the programme buurt
    sa.Column("thema", sa.Text, nullable=False),
    sa.Column("titel", sa.Text, nullable=False),
    sa.Column("start", sa.Date, nullable=False),
    sa.Column("eind", sa.Date),  # last day; NULL = goes on
    sa.Column("bereik", sa.Integer),  # persons, rounded to five; NULL = unknown, or fewer than the threshold
    sa.Column("maanden", sa.SmallInteger, nullable=False),  # after the start, before an effect may be expected
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("vervangt", sa.Integer),  # the version this one comes instead of
    sa.Column("op", UtcDateTime, nullable=False),
    sa.Column("door", sa.Text, nullable=False),
    sa.CheckConstraint("status IN ('gepland', 'loopt', 'gestopt', 'verwijderd')", name="known_status"),
    sa.CheckConstraint("maanden BETWEEN 0 AND 60", name="months_are_few"),
    sa.CheckConstraint("eind IS NULL OR eind >= start", name="ends_after_it_starts"),
    sa.CheckConstraint("length(titel) BETWEEN 1 AND 80", name="titel_is_short"),
    sa.UniqueConstraint("vervangt"),
)
# The end of two months of one buurt: what was corrected until then is published.
ronde = sa.Table(
    "ronde",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("programma", sa.Text, nullable=False),
    sa.Column("buurt", sa.Text, nullable=False, index=True),
    sa.Column("gesloten_op", UtcDateTime, nullable=False),
    sa.Column("door", sa.Text, nullable=False),
)
# Figures that count in the vault and are published otherwise, or not at all: how many, never which number.
waiting = sa.Table(
    "waiting",
    metadata,
    sa.Column("programma", sa.Text, primary_key=True),
    sa.Column("bron", sa.Text, primary_key=True),
    sa.Column("buurt", sa.Text, primary_key=True),
    sa.Column("aantal", sa.Integer, nullable=False),
    sa.Column("sinds", UtcDateTime, nullable=False),  # moment of the first of them
    sa.CheckConstraint("aantal > 0", name="something_waits"),
    sqlite_with_rowid=False,
)
strict(metadata)
