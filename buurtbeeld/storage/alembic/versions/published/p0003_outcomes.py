"""Margins and signals of delivered figures; interventions and closed rounds.

`outcome` is made again: it holds nothing that the next publication does not make from the vault.
"""

import sqlalchemy as sa
from alembic import op

revision = "p0003"
down_revision = "p0002"
branch_labels = None
depends_on = None

HIDDEN = (
    "value IS NOT NULL OR (teller IS NULL AND noemer IS NULL AND lower IS NULL AND upper IS NULL"
    " AND lower_998 IS NULL AND upper_998 IS NULL)"
)


def upgrade():
    op.drop_table("outcome")
    numbers = ("value", "teller", "noemer", "lower", "upper", "lower_998", "upper_998")
    small = ("methode", "signaal", "voor", "na", "groep")
    keys = ("part_id", "buurt_id", "indicator_id", "periode_id")
    op.create_table(
        "outcome",
        *(sa.Column(name, sa.Integer(), autoincrement=False, nullable=False) for name in keys),
        sa.Column("uitsplitsing", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Float(), nullable=True) for name in numbers),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("reason_id", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.SmallInteger(), nullable=False) for name in small),
        sa.Column("levering", sa.Integer(), nullable=False),
        sa.Column("gecorrigeerd", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("(value IS NOT NULL) = (status <= 3)", name=op.f("ck_outcome_a_value_or_a_reason")),
        sa.CheckConstraint("value IS NOT NULL OR reason_id IS NOT NULL", name=op.f("ck_outcome_missing_says_why")),
        sa.CheckConstraint(HIDDEN, name=op.f("ck_outcome_hidden_carries_nothing")),
        sa.PrimaryKeyConstraint("part_id", "buurt_id", "indicator_id", "periode_id", "uitsplitsing", name="pk_outcome"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "intervention",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("programma", "buurt", "thema", "titel")),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("eind", sa.Date(), nullable=True),
        sa.Column("bereik", sa.Integer(), nullable=True),
        sa.Column("maanden", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("vervangt", sa.Integer(), nullable=True),
        sa.Column("op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("door", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status IN ('gepland', 'loopt', 'gestopt', 'verwijderd')", name=op.f("ck_intervention_known_status")
        ),
        sa.CheckConstraint("maanden BETWEEN 0 AND 60", name=op.f("ck_intervention_months_are_few")),
        sa.CheckConstraint("eind IS NULL OR eind >= start", name=op.f("ck_intervention_ends_after_it_starts")),
        sa.CheckConstraint("length(titel) BETWEEN 1 AND 80", name=op.f("ck_intervention_titel_is_short")),
        sa.PrimaryKeyConstraint("id", name="pk_intervention"),
        sa.UniqueConstraint("vervangt", name="uq_intervention_vervangt"),
        sqlite_strict=True,
    )
    op.create_index("ix_intervention_buurt", "intervention", ["buurt"])
    op.create_table(
        "ronde",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("programma", "buurt")),
        sa.Column("gesloten_op", sa.DateTime(timezone=True), nullable=False),
        sa.Column("door", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ronde"),
        sqlite_strict=True,
    )
    op.create_index("ix_ronde_buurt", "ronde", ["buurt"])


def downgrade():
    """Never: a store goes back in time by restoring a backup."""
    raise NotImplementedError("restore a backup")
