"""The published store: publications, parts, figures, sources, jobs and accounts."""

import sqlalchemy as sa
from alembic import op

revision = "p0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("naam", sa.Text(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("naam", name="uq_account_naam"),
        sqlite_strict=True,
    )
    op.create_table(
        "area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("jaar", sa.SmallInteger(), nullable=False),
        sa.Column("naam", sa.Text(), nullable=False),
        sa.Column("zoeknaam", sa.Text(), nullable=False),
        sa.Column("niveau", sa.Text(), nullable=False),
        sa.Column("gemeente_code", sa.Text(), nullable=False),
        sa.Column("wijk_code", sa.Text(), nullable=False),
        sa.Column("indelingswijziging", sa.Text(), nullable=False),
        sa.Column("inwoners", sa.Integer(), nullable=True),
        sa.Column("stedelijkheid", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_area"),
        sa.UniqueConstraint("code", "jaar", name="uq_area_code_jaar"),
        sqlite_strict=True,
    )
    op.create_index("ix_area_jaar_gemeente_code", "area", ["jaar", "gemeente_code"], unique=False)
    op.create_index("ix_area_jaar_zoeknaam", "area", ["jaar", "zoeknaam"], unique=False)
    op.create_table(
        "figure",
        sa.Column("part_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("area_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("indicator_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("lower", sa.Float(), nullable=True),
        sa.Column("upper", sa.Float(), nullable=True),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("reason_id", sa.Integer(), nullable=True),
        sa.Column("methode", sa.SmallInteger(), nullable=False),
        sa.Column("lager", sa.Integer(), nullable=True),
        sa.Column("vergeleken", sa.Integer(), nullable=True),
        sa.CheckConstraint("(value IS NOT NULL) = (status <= 3)", name=op.f("ck_figure_a_value_or_a_reason")),
        sa.CheckConstraint(
            "value IS NOT NULL OR (lower IS NULL AND upper IS NULL AND lager IS NULL)",
            name=op.f("ck_figure_hidden_carries_nothing"),
        ),
        sa.CheckConstraint("value IS NOT NULL OR reason_id IS NOT NULL", name=op.f("ck_figure_missing_says_why")),
        sa.PrimaryKeyConstraint("part_id", "area_id", "indicator_id", name="pk_figure"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_indicator"),
        sa.UniqueConstraint("code", name="uq_indicator_code"),
        sqlite_strict=True,
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("args", sa.JSON(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("progress", sa.Float(), server_default="0", nullable=False),
        sa.Column("message", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("state IN ('wacht', 'bezig', 'klaar', 'mislukt')", name=op.f("ck_job_known_state")),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
        sqlite_strict=True,
    )
    op.create_index("ix_job_state", "job", ["state"], unique=False)
    op.create_table(
        "part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("programma", sa.Text(), nullable=False),
        sa.Column("bron", sa.Text(), nullable=False),
        sa.Column("tabel", sa.Text(), nullable=False),
        sa.Column("jaar", sa.SmallInteger(), nullable=False),
        sa.Column("indeling", sa.SmallInteger(), nullable=False),
        sa.Column("levering", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("raw_file", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("source_version", sa.Text(), nullable=False),
        sa.Column("release_note", sa.Text(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("areas", sa.Integer(), nullable=False),
        sa.Column("whole_country", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_part"),
        sa.UniqueConstraint("fingerprint", name="uq_part_fingerprint"),
        sqlite_strict=True,
    )
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("code_version", sa.Text(), nullable=False),
        sa.Column("config_hash", sa.Text(), nullable=False),
        sa.Column("high_water_mark", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_publication"),
        sqlite_strict=True,
    )
    op.create_table(
        "reason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("zin", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reason"),
        sa.UniqueConstraint("zin", name="uq_reason_zin"),
        sqlite_strict=True,
    )
    op.create_table(
        "source_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bron", sa.Text(), nullable=False),
        sa.Column("tabel", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ok", sa.Boolean(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("zin", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_source_attempt"),
        sqlite_strict=True,
    )
    op.create_index("ix_source_attempt_bron", "source_attempt", ["bron"], unique=False)
    op.create_table(
        "coverage",
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("gemeente_code", sa.Text(), nullable=False),
        sa.Column("niveau", sa.Text(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name="fk_coverage_indicator_id"),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name="fk_coverage_part_id"),
        sa.PrimaryKeyConstraint("part_id", "gemeente_code", "niveau", "indicator_id", name="pk_coverage"),
        sqlite_strict=True,
    )
    op.create_table(
        "publication_part",
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name="fk_publication_part_part_id"),
        sa.ForeignKeyConstraint(["publication_id"], ["publication.id"], name="fk_publication_part_publication_id"),
        sa.PrimaryKeyConstraint("publication_id", "part_id", name="pk_publication_part"),
        sqlite_strict=True,
    )
    op.create_table(
        "role_grant",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("rol", sa.Text(), nullable=False),
        sa.Column("programma", sa.Text(), nullable=False),
        sa.Column("buurt", sa.Text(), nullable=False),
        sa.Column("bron", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_role_grant_account_id"),
        sa.PrimaryKeyConstraint("account_id", "rol", "programma", "buurt", "bron", name="pk_role_grant"),
        sqlite_strict=True,
    )
    op.create_table(
        "spread",
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("niveau", sa.Text(), nullable=False),
        sa.Column("stedelijkheid", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("p10", sa.Float(), nullable=False),
        sa.Column("p25", sa.Float(), nullable=False),
        sa.Column("p50", sa.Float(), nullable=False),
        sa.Column("p75", sa.Float(), nullable=False),
        sa.Column("p90", sa.Float(), nullable=False),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name="fk_spread_indicator_id"),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name="fk_spread_part_id"),
        sa.PrimaryKeyConstraint("part_id", "indicator_id", "niveau", "stedelijkheid", name="pk_spread"),
        sqlite_strict=True,
    )


def downgrade():
    """Never: a store goes back in time by restoring a backup."""
    raise NotImplementedError("restore a backup")
