"""Tables of the audit log: what was done, by whom, and how it ended. Never what a cell or a file held.

Events are only added, and each carries the hash of the one before it. Both databases refuse UPDATE and DELETE (see
the migration). Who did it is a pseudonym; which account that is stands apart, so that an account can be forgotten
without touching an event.
"""

from __future__ import annotations

import sqlalchemy as sa

from buurtbeeld.storage.columns import UtcDateTime, strict
from buurtbeeld.storage.schema_published import metadata

audit_event = sa.Table(
    "audit_event",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),  # 1, 2, 3, …: a gap is a removed event
    sa.Column("op", UtcDateTime, nullable=False),
    sa.Column("gebeurtenis", sa.Text, nullable=False),
    sa.Column("uitkomst", sa.Text, nullable=False),
    sa.Column("wie", sa.Text, nullable=False),  # pseudonym
    sa.Column("namens", sa.Text, nullable=False),  # pseudonym; "" = for nobody else
    sa.Column("sessie", sa.Text, nullable=False),  # digest of the session, "" outside one
    sa.Column("programma", sa.Text, nullable=False),
    sa.Column("buurt", sa.Text, nullable=False, index=True),
    sa.Column("object", sa.Text, nullable=False),  # number or code of what it is about
    sa.Column("aantal", sa.Integer),  # rows, figures, ...
    sa.Column("sha256", sa.Text, nullable=False),  # of a file that came in or went out
    sa.Column("details", sa.Text, nullable=False),  # JSON, keys in order
    sa.Column("vorige", sa.Text, nullable=False, unique=True),  # two successors of one event cannot be
    sa.Column("hash", sa.Text, nullable=False, unique=True),
    sa.CheckConstraint("uitkomst IN ('gelukt', 'geweigerd', 'mislukt')", name="known_uitkomst"),
    sa.CheckConstraint("length(hash) = 64 AND length(vorige) = 64", name="has_hashes"),
    sa.Index("ix_audit_event_wie", "wie"),
)
# The pseudonym is the digest of name and salt: another name does not fit it, and without the salt nobody finds the
# name back.
audit_person = sa.Table(
    "audit_person",
    metadata,
    sa.Column("pseudoniem", sa.Text, primary_key=True),
    sa.Column("naam", sa.Text, nullable=False, unique=True),
    sa.Column("zout", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)
strict(metadata)
