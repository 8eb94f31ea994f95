"""Buurten beside each other: who looks alike, what each changed beside its start, funnels, and who asked whom."""

import sqlalchemy as sa
from alembic import op

revision = "p0008"
down_revision = "p0007"
branch_labels = None
depends_on = None


def text(*names):
    return (sa.Column(name, sa.Text(), nullable=False) for name in names)


def small(*names):
    return (sa.Column(name, sa.SmallInteger(), nullable=False) for name in names)


def numbers(*names, empty=False):
    return (sa.Column(name, sa.Float(), nullable=empty) for name in names)


def which():
    return sa.Column("learning_id", sa.Integer(), nullable=False)


def key(table, *names):
    return sa.PrimaryKeyConstraint("learning_id", *names, name=f"pk_{table}")


def upgrade():
    op.create_table(
        "learning",
        sa.Column("id", sa.Integer(), nullable=False),
        *text("programma", "fingerprint"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_learning"),
        sa.UniqueConstraint("fingerprint", name="uq_learning_fingerprint"),
        sqlite_strict=True,
    )
    op.create_table(
        "learning_publication",
        sa.Column("publication_id", sa.Integer(), nullable=False),
        which(),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name="fk_learning_publication_publication_id_publication"
        ),
        sa.ForeignKeyConstraint(["learning_id"], ["learning.id"], name="fk_learning_publication_learning_id_learning"),
        sa.PrimaryKeyConstraint("publication_id", "learning_id", name="pk_learning_publication"),
        sqlite_strict=True,
    )
    op.create_table(
        "likeness_feature",
        which(),
        *text("buurt", "kenmerk"),
        *numbers("waarde", empty=True),
        *small("jaar"),
        key("likeness_feature", "buurt", "kenmerk"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_table(
        "likeness",
        which(),
        *text("buurt", "ander"),
        *numbers("afstand"),
        *small("sterkte"),
        *text("aandelen"),
        key("likeness", "buurt", "ander"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_table(
        "adjusted",
        which(),
        *text("buurt", "indicator", "bron", "periode"),
        *small("metingen", "groep"),
        *numbers(
            "personen", "verandering", "gewoon", "verwacht", "verschil", "fout", "gekrompen", "onzeker", "kans", "p",
            "kwart", "rang_van", "rang_tot", empty=True,
        ),
        *small("onder", "signaal"),
        *text("signaal_periode"),
        *small("signaal_voor", "signaal_na"),
        *text("grond", "voorgedragen", "beslist"),
        *small("bevestigd"),
        sa.CheckConstraint("(verschil IS NOT NULL) = (grond = '')", name=op.f("ck_adjusted_a_gap_or_a_reason")),
        key("adjusted", "buurt", "indicator", "bron"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )  # fmt: skip
    op.create_table(
        "funnel_point",
        which(),
        *text("indicator", "bron", "buurt", "periode"),
        *numbers("waarde", "personen", "midden", "onder95", "boven95", "onder998", "boven998", "kaal_onder998",
                 "kaal_boven998"),
        *small("plaats", "buurten"),
        key("funnel_point", "indicator", "bron", "buurt"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )  # fmt: skip
    op.create_table(
        "learning_event",
        sa.Column("id", sa.Integer(), nullable=False),
        *text("programma", "soort", "buurt", "ander", "indicator", "tekst"),
        sa.Column("op", sa.DateTime(timezone=True), nullable=False),
        *text("door"),
        sa.CheckConstraint(
            "soort IN ('contact', 'beantwoord', 'voordracht', 'afwijzing', 'toestemming', 'geen_toestemming',"
            " 'koppeling')",
            name=op.f("ck_learning_event_known_kind"),
        ),
        sa.CheckConstraint("length(tekst) <= 400", name=op.f("ck_learning_event_tekst_is_short")),
        sa.PrimaryKeyConstraint("id", name="pk_learning_event"),
        sqlite_strict=True,
    )
    op.create_index("ix_learning_event_buurt", "learning_event", ["buurt"])


def downgrade():
    """Never: a store goes back in time by restoring a backup."""
    raise NotImplementedError("restore a backup")
