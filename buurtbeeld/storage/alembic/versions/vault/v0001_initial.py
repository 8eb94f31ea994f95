"""The vault: deliveries, events, observations and areas; append-only by trigger."""

import sqlalchemy as sa
from alembic import op

revision = "v0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("delivery", "delivery_event", "observation")
REFUSAL = "deze tabel wordt alleen aangevuld"


def upgrade():
    make_tables()
    if op.get_bind().dialect.name == "postgresql":
        refuse_changes_postgresql()
    else:
        refuse_changes_sqlite()


def refuse_changes_sqlite():
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )


def refuse_changes_postgresql():
    op.execute(
        "CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE", "TRUNCATE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
            )


def make_tables():
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bron", sa.Text(), nullable=False),
        sa.Column("tabel", sa.Text(), nullable=False),
        sa.Column("jaar", sa.SmallInteger(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("raw_file", sa.Text(), nullable=False),
        sa.Column("source_version", sa.Text(), nullable=False),
        sa.Column("template_version", sa.Text(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sa.UniqueConstraint("bron", "tabel", "jaar", "sha256", name="uq_delivery_bron_tabel_jaar_sha256"),
        sqlite_strict=True,
    )
    op.create_table(
        "gebied",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("jaar", sa.SmallInteger(), nullable=False),
        sa.Column("naam", sa.Text(), nullable=False),
        sa.Column("niveau", sa.Text(), nullable=False),
        sa.Column("gemeente_code", sa.Text(), nullable=False),
        sa.Column("wijk_code", sa.Text(), nullable=False),
        sa.CheckConstraint("niveau IN ('buurt', 'gemeente', 'land', 'wijk')", name=op.f("ck_gebied_known_niveau")),
        sa.PrimaryKeyConstraint("code", "jaar", name="pk_gebied"),
        sqlite_strict=True,
    )
    op.create_table(
        "delivery_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "event <> 'retracted' OR length(trim(reason)) > 0", name=op.f("ck_delivery_event_retracting_says_why")
        ),
        sa.CheckConstraint("event IN ('accepted', 'retracted')", name=op.f("ck_delivery_event_known_event")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name="fk_delivery_event_delivery_id"),
        sa.PrimaryKeyConstraint("id", name="pk_delivery_event"),
        sqlite_strict=True,
    )
    op.create_index("ix_delivery_event_delivery_id", "delivery_event", ["delivery_id"], unique=False)
    op.create_table(
        "gebied_opvolging",
        sa.Column("van_code", sa.Text(), nullable=False),
        sa.Column("van_jaar", sa.SmallInteger(), nullable=False),
        sa.Column("naar_code", sa.Text(), nullable=False),
        sa.Column("naar_jaar", sa.SmallInteger(), nullable=False),
        sa.Column("gewicht", sa.Float(), nullable=False),
        sa.Column("methode", sa.Text(), nullable=False),
        sa.CheckConstraint("gewicht > 0 AND gewicht <= 1", name=op.f("ck_gebied_opvolging_gewicht_is_a_share")),
        sa.ForeignKeyConstraint(
            ["naar_code", "naar_jaar"], ["gebied.code", "gebied.jaar"], name="fk_gebied_opvolging_naar_code_naar_jaar"
        ),
        sa.ForeignKeyConstraint(
            ["van_code", "van_jaar"], ["gebied.code", "gebied.jaar"], name="fk_gebied_opvolging_van_code_van_jaar"
        ),
        sa.PrimaryKeyConstraint("van_code", "van_jaar", "naar_code", "naar_jaar", name="pk_gebied_opvolging"),
        sqlite_strict=True,
    )
    op.create_table(
        "observation",
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("variabele", sa.Text(), nullable=False),
        sa.Column("gebied", sa.Text(), nullable=False),
        sa.Column("jaar", sa.SmallInteger(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("uitsplitsing", sa.Text(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("sum_sq", sa.Float(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(value IS NOT NULL) = (status IN ('geschat', 'ok', 'voorlopig'))",
            name=op.f("ck_observation_a_value_or_a_reason"),
        ),
        sa.CheckConstraint(
            "status IN ('afgeschermd', 'geheim_bron', 'geschat', 'niet_geleverd', 'nvt', 'ok', 'onbekend', "
            "'voorlopig')",
            name=op.f("ck_observation_known_status"),
        ),
        sa.CheckConstraint("period_end > period_start", name=op.f("ck_observation_period_has_days")),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], name="fk_observation_delivery_id"),
        sa.PrimaryKeyConstraint(
            "delivery_id",
            "variabele",
            "gebied",
            "jaar",
            "period_start",
            "period_end",
            "uitsplitsing",
            name="pk_observation",
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def downgrade():
    """Never: a store goes back in time by restoring a backup."""
    raise NotImplementedError("restore a backup")
