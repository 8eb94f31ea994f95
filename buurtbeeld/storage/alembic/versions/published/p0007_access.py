"""Who is in: identities and passwords of accounts, sessions, invitations and attempts that failed."""

import sqlalchemy as sa
from alembic import op

revision = "p0007"
down_revision = "p0006"
branch_labels = None
depends_on = None


def text(name, *, nullable=False):
    return sa.Column(name, sa.Text(), nullable=nullable)


def moment(name, *, nullable=False):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def of_account(table):
    """The account something belongs to."""
    return (
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=f"fk_{table}_account_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )


def upgrade():
    for name in ("volledige_naam", "email", "issuer", "subject", "password_hash", "totp_key"):
        op.add_column("account", text(name, nullable=True))
    op.add_column("account", sa.Column("totp_step", sa.Integer(), nullable=True))
    op.add_column("account", moment("last_login_at", nullable=True))
    op.create_index("ix_account_identity", "account", ["issuer", "subject"], unique=True)
    op.add_column("role_grant", text("given_by", nullable=True))
    op.add_column("role_grant", moment("given_at", nullable=True))
    op.create_table(
        "session",
        text("id"),
        text("way"),
        sa.Column("second_factor", sa.Boolean(), nullable=False),
        moment("started_at"),
        moment("seen_at"),
        moment("ended_at", nullable=True),
        text("ended_why", nullable=True),
        *of_account("session"),
        sa.CheckConstraint("way IN ('lokaal', 'organisatie')", name=op.f("ck_session_known_way")),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_why IS NULL)", name=op.f("ck_session_an_end_has_a_reason")),
        sqlite_strict=True,
    )
    op.create_index("ix_session_account_id", "session", ["account_id"])
    op.create_table(
        "invitation",
        text("id"),
        moment("made_at"),
        text("made_by"),
        moment("expires_at"),
        moment("used_at", nullable=True),
        *of_account("invitation"),
        sqlite_strict=True,
    )
    op.create_index("ix_invitation_account_id", "invitation", ["account_id"])
    op.create_table(
        "handover",
        text("id"),
        text("browser"),
        sa.Column("second_factor", sa.Boolean(), nullable=False),
        moment("expires_at"),
        *of_account("handover"),
        sqlite_strict=True,
    )
    op.create_index("ix_handover_account_id", "handover", ["account_id"])
    op.create_table(
        "login_attempt",
        text("id"),
        sa.Column("failures", sa.Integer(), nullable=False),
        moment("last_at"),
        sa.CheckConstraint("failures > 0", name=op.f("ck_login_attempt_something_failed")),
        sa.PrimaryKeyConstraint("id", name="pk_login_attempt"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def downgrade():
    """Never: a store goes back in time by restoring a backup."""
    raise NotImplementedError("restore a backup")
