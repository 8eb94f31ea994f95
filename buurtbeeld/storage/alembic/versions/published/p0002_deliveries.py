"""Delivered figures that are safe to show, and the log of deliveries."""

import sqlalchemy as sa
from alembic import op

revision = "p0002"
down_revision = "p0001"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "buurt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programma", sa.Text(), nullable=False),
        sa.Column("sleutel", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_buurt"),
        sa.UniqueConstraint("programma", "sleutel", name="uq_buurt_programma_sleutel"),
        sqlite_strict=True,
    )
    op.create_table(
        "periode",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_periode"),
        sa.UniqueConstraint("code", name="uq_periode_code"),
        sqlite_strict=True,
    )
    op.create_table(
        "outcome",
        sa.Column("part_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("buurt_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("indicator_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("periode_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uitsplitsing", sa.Text(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("teller", sa.Float(), nullable=True),
        sa.Column("noemer", sa.Float(), nullable=True),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("reason_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(value IS NOT NULL) = (status <= 3)", name=op.f("ck_outcome_a_value_or_a_reason")),
        sa.CheckConstraint("value IS NOT NULL OR reason_id IS NOT NULL", name=op.f("ck_outcome_missing_says_why")),
        sa.CheckConstraint(
            "value IS NOT NULL OR (teller IS NULL AND noemer IS NULL)", name=op.f("ck_outcome_hidden_carries_nothing")
        ),
        sa.PrimaryKeyConstraint("part_id", "buurt_id", "indicator_id", "periode_id", "uitsplitsing", name="pk_outcome"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "worker_sign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_worker_sign_one_row")),
        sa.PrimaryKeyConstraint("id", name="pk_worker_sign"),
        sqlite_strict=True,
    )
    op.create_table(
        "delivery_log",
        sa.Column("levering", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("programma", sa.Text(), nullable=False),
        sa.Column("bron", sa.Text(), nullable=False),
        sa.Column("bestand", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("rijen", sa.Integer(), nullable=False),
        sa.Column("nieuw", sa.Integer(), nullable=False),
        sa.Column("gewijzigd", sa.Integer(), nullable=False),
        sa.Column("ontvangen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("door", sa.Text(), nullable=False),
        sa.Column("stand", sa.Text(), nullable=False),
        sa.Column("stand_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stand_door", sa.Text(), nullable=False),
        sa.Column("reden", sa.Text(), nullable=False),
        sa.CheckConstraint("stand IN ('aanvaard', 'teruggetrokken')", name=op.f("ck_delivery_log_known_stand")),
        sa.PrimaryKeyConstraint("levering", name="pk_delivery_log"),
        sqlite_strict=True,
    )
    op.create_table(
        "delivery_scope",
        sa.Column("levering", sa.Integer(), nullable=False),
        sa.Column("buurt", sa.Text(), nullable=False),
        sa.Column("periode", sa.Text(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["levering"], ["delivery_log.levering"], name="fk_delivery_scope_levering"),
        sa.PrimaryKeyConstraint("levering", "buurt", "periode", "indicator", name="pk_delivery_scope"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def downgrade():
    """Never: a store goes back in time by restoring a backup."""
    raise NotImplementedError("restore a backup")
