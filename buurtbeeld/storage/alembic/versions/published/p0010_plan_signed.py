"""Versions of a plan that somebody signed, and the signatures below them."""

import sqlalchemy as sa
from alembic import op

revision = "p0010"
down_revision = "p0009"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "plan_versie",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programma", sa.Text(), nullable=False),
        sa.Column("buurt", sa.Text(), nullable=False),
        sa.Column("versie", sa.Integer(), nullable=False),
        sa.Column("inhoud", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("door", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_plan_versie"),
        sa.UniqueConstraint("buurt", "versie", name="uq_plan_versie_buurt_versie"),
        sqlite_strict=True,
    )
    op.create_table(
        "plan_handtekening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_versie_id", sa.Integer(), nullable=False),
        sa.Column("van", sa.Integer(), nullable=True),
        sa.Column("naam", sa.Text(), nullable=False),
        sa.Column("namens", sa.Text(), nullable=False),
        sa.Column("dag", sa.Date(), nullable=False),
        sa.Column("reden", sa.Text(), nullable=False),
        sa.Column("op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("door", sa.Text(), nullable=False),
        sa.CheckConstraint("van IS NULL OR reden <> ''", name=op.f("ck_plan_handtekening_withdrawn_says_why")),
        sa.ForeignKeyConstraint(["plan_versie_id"], ["plan_versie.id"], name="fk_plan_handtekening_plan_versie_id"),
        sa.ForeignKeyConstraint(["van"], ["plan_handtekening.id"], name="fk_plan_handtekening_van"),
        sa.PrimaryKeyConstraint("id", name="pk_plan_handtekening"),
        sa.UniqueConstraint("van", name="uq_plan_handtekening_van"),
        sqlite_strict=True,
    )
    op.create_index("ix_plan_handtekening_plan_versie_id", "plan_handtekening", ["plan_versie_id"])


def downgrade():
    """Never: a store goes back in time by restoring a backup."""
    raise NotImplementedError("restore a backup")
