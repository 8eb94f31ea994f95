"""What publishing keeps to be quick: derived from what was delivered, so it may be replaced and thrown away."""

import sqlalchemy as sa
from alembic import op

revision = "v0003"
down_revision = "v0002"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "derived",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("soort", "programma", "bron")),
        sa.Column("jaar", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("levering", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sleutel", sa.Text(), nullable=False),
        sa.Column("controle", sa.Text(), nullable=False),
        sa.Column("inhoud", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("soort", "programma", "bron", "jaar", "levering", name="pk_derived"),
        sqlite_strict=True,
    )


def downgrade():
    """Never: a store goes back in time by restoring a backup."""
    raise NotImplementedError("restore a backup")
