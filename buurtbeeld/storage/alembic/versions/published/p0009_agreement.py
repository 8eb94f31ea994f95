"""The agreement per publication, and what was frozen of it."""

import sqlalchemy as sa
from alembic import op

revision = "p0009"
down_revision = "p0008"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "agreement",
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("inhoud", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name="fk_agreement_part_id"),
        sa.PrimaryKeyConstraint("part_id", name="pk_agreement"),
        sqlite_strict=True,
    )
    op.create_table(
        "agreement_snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programma", sa.Text(), nullable=False),
        sa.Column("publicatie", sa.Integer(), nullable=False),
        sa.Column("naam", sa.Text(), nullable=False),
        sa.Column("op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("door", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("inhoud", sa.Text(), nullable=False),
        sa.CheckConstraint("length(naam) BETWEEN 1 AND 80", name=op.f("ck_agreement_snapshot_naam_is_short")),
        sa.PrimaryKeyConstraint("id", name="pk_agreement_snapshot"),
        sa.UniqueConstraint("programma", "naam", name="uq_agreement_snapshot_programma_naam"),
        sqlite_strict=True,
    )
    op.create_index("ix_agreement_snapshot_programma", "agreement_snapshot", ["programma"])


def downgrade():
    """Never: a store goes back in time by restoring a backup."""
    raise NotImplementedError("restore a backup")
