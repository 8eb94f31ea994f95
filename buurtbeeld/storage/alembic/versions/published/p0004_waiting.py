"""What is corrected or taken back and waits for the end of a round: counts, never a figure."""

import sqlalchemy as sa
from alembic import op

revision = "p0004"
down_revision = "p0003"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "waiting",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("programma", "bron", "buurt")),
        sa.Column("aantal", sa.Integer(), nullable=False),
        sa.Column("sinds", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("aantal > 0", name=op.f("ck_waiting_something_waits")),
        sa.PrimaryKeyConstraint("programma", "bron", "buurt", name="pk_waiting"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )


def downgrade():
    """Never: a store goes back in time by restoring a backup."""
    raise NotImplementedError("restore a backup")
