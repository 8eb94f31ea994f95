"""Delivered figures: a row per buurt, period, indicator and breakdown; and what a delivery changed."""

import sqlalchemy as sa
from alembic import op

revision = "v0002"
down_revision = "v0001"
branch_labels = None
depends_on = None

REFUSAL = "deze tabel wordt alleen aangevuld"


def upgrade():
    for column in ("file_name", "new_count", "changed_count"):
        op.add_column(
            "delivery", sa.Column(column, sa.Text() if column == "file_name" else sa.Integer(), nullable=True)
        )
    # Nothing ever wrote to it: v0001 made it for what this migration makes in the shape that files have.
    assert not op.get_bind().scalar(sa.text("SELECT count(*) FROM observation"))
    op.drop_table("observation")
    make_observation()
    refuse_changes()


def refuse_changes():
    postgresql = op.get_bind().dialect.name == "postgresql"
    for verb in ("UPDATE", "DELETE", *(["TRUNCATE"] if postgresql else [])):
        how = "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
        if not postgresql:
            how = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        op.execute(f"CREATE TRIGGER observation_refuses_{verb.lower()} BEFORE {verb} ON observation {how}")


def make_observation():
    op.create_table(
        "observation",
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("buurt", sa.Text(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("periode", sa.Text(), nullable=False),
        sa.Column("uitsplitsing", sa.Text(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("teller", sa.Float(), nullable=True),
        sa.Column("noemer", sa.Float(), nullable=True),
        sa.Column("waarde", sa.Float(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("som_kwadraten", sa.Float(), nullable=True),
        sa.Column("n_bronnen", sa.Integer(), nullable=True),
        sa.Column("grootste_aandeel", sa.Float(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("toelichting", sa.Text(), nullable=False),
        sa.CheckConstraint("status IN ('geheim_bron', 'ok', 'voorlopig')", name=op.f("ck_observation_known_status")),
        sa.CheckConstraint(
            "(teller IS NOT NULL OR waarde IS NOT NULL) = (status <> 'geheim_bron')",
            name=op.f("ck_observation_a_value_or_a_reason"),
        ),
        sa.CheckConstraint("period_end > period_start", name=op.f("ck_observation_period_has_days")),
        sa.CheckConstraint("length(toelichting) <= 200", name=op.f("ck_observation_toelichting_is_short")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name="fk_observation_delivery_id"),
        sa.PrimaryKeyConstraint("delivery_id", "buurt", "indicator", "periode", "uitsplitsing", name="pk_observation"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def downgrade():
    """Never: a store goes back in time by restoring a backup."""
    raise NotImplementedError("restore a backup")
