"""The audit log: events that are only added, and which account a pseudonym is."""

import sqlalchemy as sa
from alembic import op

revision = "p0005"
down_revision = "p0004"
branch_labels = None
depends_on = None

TEXTS = ("gebeurtenis", "uitkomst", "wie", "namens", "sessie", "programma", "buurt", "object")
REFUSAL = "het logboek wordt alleen aangevuld"


def upgrade():
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("op", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in TEXTS),
        sa.Column("aantal", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("sha256", "details", "vorige", "hash")),
        sa.CheckConstraint(
            "uitkomst IN ('gelukt', 'geweigerd', 'mislukt')", name=op.f("ck_audit_event_known_uitkomst")
        ),
        sa.CheckConstraint("length(hash) = 64 AND length(vorige) = 64", name=op.f("ck_audit_event_has_hashes")),
        sa.PrimaryKeyConstraint("id", name="pk_audit_event"),
        sa.UniqueConstraint("vorige", name="uq_audit_event_vorige"),
        sa.UniqueConstraint("hash", name="uq_audit_event_hash"),
        sqlite_strict=True,
    )
    op.create_index("ix_audit_event_buurt", "audit_event", ["buurt"])
    op.create_index("ix_audit_event_wie", "audit_event", ["wie"])
    op.create_table(
        "audit_person",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("pseudoniem", "naam", "zout")),
        sa.PrimaryKeyConstraint("pseudoniem", name="pk_audit_person"),
        sa.UniqueConstraint("naam", name="uq_audit_person_naam"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "postgresql":
        refuse_changes_postgresql()
    else:
        refuse_changes_sqlite()


def refuse_changes_sqlite():
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_event_refuses_{verb.lower()} BEFORE {verb} ON audit_event "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


def refuse_changes_postgresql():
    op.execute(
        "CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    for verb in ("UPDATE", "DELETE", "TRUNCATE"):
        op.execute(
            f"CREATE TRIGGER audit_event_refuses_{verb.lower()} BEFORE {verb} ON audit_event "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()"
        )


def downgrade():
    """Never: a store goes back in time by restoring a backup."""
    raise NotImplementedError("restore a backup")
