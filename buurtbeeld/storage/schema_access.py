"""Tables of who is in: sessions, invitations, the step from a password to a cookie, and attempts that failed.

What opens something (the code of an invitation, the value of a cookie) is never stored: its SHA-256 is.
"""

from __future__ import annotations

import sqlalchemy as sa

from buurtbeeld.storage.columns import UtcDateTime, strict
from buurtbeeld.storage.schema_published import metadata

session = sa.Table(
    "session",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),  # digest of the cookie, or of what the organisation said at this login
    sa.Column("account_id", sa.ForeignKey("account.id"), nullable=False, index=True),
    sa.Column("way", sa.Text, nullable=False),
    sa.Column("second_factor", sa.Boolean, nullable=False),
    sa.Column("started_at", UtcDateTime, nullable=False),
    sa.Column("seen_at", UtcDateTime, nullable=False),  # last sign of life, at most a minute old
    sa.Column("ended_at", UtcDateTime),
    sa.Column("ended_why", sa.Text),
    sa.CheckConstraint("way IN ('lokaal', 'organisatie')", name="known_way"),
    sa.CheckConstraint("(ended_at IS NULL) = (ended_why IS NULL)", name="an_end_has_a_reason"),
)
invitation = sa.Table(
    "invitation",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),  # digest of the code
    sa.Column("account_id", sa.ForeignKey("account.id"), nullable=False, index=True),
    sa.Column("made_at", UtcDateTime, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
    sa.Column("used_at", UtcDateTime),
)
# Between a good password and the cookie that only the server can set: seconds.
handover = sa.Table(
    "handover",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),  # digest of the code
    sa.Column("account_id", sa.ForeignKey("account.id"), nullable=False, index=True),
    sa.Column("browser", sa.Text, nullable=False),  # digest of what ties it to one browser
    sa.Column("second_factor", sa.Boolean, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False),
)
# Per account that was tried and per address: names and addresses as digests.
login_attempt = sa.Table(
    "login_attempt",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("last_at", UtcDateTime, nullable=False),
    sa.CheckConstraint("failures > 0", name="something_failed"),
    sqlite_with_rowid=False,
)
strict(metadata)
