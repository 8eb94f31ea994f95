"""What a network writes down together: texts, nulmetingen, besprekingen, buurtverslagen and signatures."""

import sqlalchemy as sa
from alembic import op

revision = "p0006"
down_revision = "p0005"
branch_labels = None
depends_on = None


def text(*names):
    return (sa.Column(name, sa.Text(), nullable=False) for name in names)


def key():
    return sa.Column("id", sa.Integer(), nullable=False)


def by_whom():
    return (sa.Column("op", sa.DateTime(timezone=True), nullable=False), sa.Column("door", sa.Text(), nullable=False))


def whole(*names):
    return (sa.Column(name, sa.Integer(), nullable=False) for name in names)


def upgrade():
    op.create_table(
        "geschreven",
        key(),
        *text("sleutel"),
        *whole("versie"),
        *text("programma", "buurt", "plaats", "soort", "onderwerp"),
        sa.Column("velden", sa.JSON(), nullable=False),
        sa.Column("weg", sa.Boolean(), nullable=False),
        *by_whom(),
        sa.CheckConstraint("versie >= 1", name=op.f("ck_geschreven_versie_counts_from_one")),
        sa.PrimaryKeyConstraint("id", name="pk_geschreven"),
        sa.UniqueConstraint("sleutel", "versie", name="uq_geschreven_sleutel_versie"),
        sqlite_strict=True,
    )
    op.create_index("ix_geschreven_buurt_plaats", "geschreven", ["buurt", "plaats"])
    op.create_table(
        "nulmeting",
        key(),
        *text("programma", "buurt"),
        *whole("versie"),
        sa.Column("jaar", sa.SmallInteger(), nullable=False),
        *whole("publicatie"),
        sa.Column("inhoud", sa.JSON(), nullable=False),
        *text("naam", "reden", "sha256"),
        *by_whom(),
        sa.PrimaryKeyConstraint("id", name="pk_nulmeting"),
        sa.UniqueConstraint("buurt", "versie", name="uq_nulmeting_buurt_versie"),
        sqlite_strict=True,
    )
    op.create_table(
        "nulmeting_cijfer",
        *whole("nulmeting_id"),
        *text("indicator", "waarvan", "naam"),
        sa.Column("jaar", sa.SmallInteger(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        *text("status", "reden", "bron", "bron_versie"),
        sa.CheckConstraint("value IS NOT NULL OR reden <> ''", name=op.f("ck_nulmeting_cijfer_missing_says_why")),
        sa.ForeignKeyConstraint(["nulmeting_id"], ["nulmeting.id"], name="fk_nulmeting_cijfer_nulmeting_id"),
        sa.PrimaryKeyConstraint("nulmeting_id", "indicator", "waarvan", name="pk_nulmeting_cijfer"),
        sqlite_strict=True,
    )
    _meetings()
    _documents()


def _meetings():
    op.create_table(
        "bespreking",
        key(),
        *text("programma", "buurt", "soort"),
        *whole("nummer"),
        *by_whom(),
        sa.CheckConstraint("soort IN ('bespreking', 'intervisie')", name=op.f("ck_bespreking_known_soort")),
        sa.PrimaryKeyConstraint("id", name="pk_bespreking"),
        sa.UniqueConstraint("buurt", "soort", "nummer", name="uq_bespreking_buurt_soort_nummer"),
        sqlite_strict=True,
    )
    op.create_index("ix_bespreking_buurt", "bespreking", ["buurt"])
    op.create_table(
        "bespreking_gebeurtenis",
        key(),
        *whole("bespreking_id"),
        *text("soort"),
        *whole("waarde"),
        *by_whom(),
        sa.CheckConstraint(
            "soort IN ('stap', 'pauze', 'verder', 'cijfers', 'gesloten')",
            name=op.f("ck_bespreking_gebeurtenis_known_soort"),
        ),
        sa.ForeignKeyConstraint(["bespreking_id"], ["bespreking.id"], name="fk_bespreking_gebeurtenis_bespreking_id"),
        sa.PrimaryKeyConstraint("id", name="pk_bespreking_gebeurtenis"),
        sqlite_strict=True,
    )
    op.create_index("ix_bespreking_gebeurtenis_bespreking_id", "bespreking_gebeurtenis", ["bespreking_id"])
    op.create_table(
        "gezien",
        *whole("bespreking_id"),
        sa.Column("bevriezing", sa.SmallInteger(), nullable=False),
        *whole("publicatie"),
        sa.Column("inhoud", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["bespreking_id"], ["bespreking.id"], name="fk_gezien_bespreking_id"),
        sa.PrimaryKeyConstraint("bespreking_id", "bevriezing", name="pk_gezien"),
        sqlite_strict=True,
    )


def _documents():
    op.create_table(
        "verslag",
        key(),
        *text("programma", "buurt"),
        *whole("nummer", "versie"),
        sa.Column("inhoud", sa.JSON(), nullable=False),
        *text("sha256"),
        *by_whom(),
        sa.PrimaryKeyConstraint("id", name="pk_verslag"),
        sa.UniqueConstraint("buurt", "nummer", "versie", name="uq_verslag_buurt_nummer_versie"),
        sqlite_strict=True,
    )
    op.create_index("ix_verslag_buurt", "verslag", ["buurt"])
    op.create_table(
        "ondertekening",
        key(),
        *text("waarvan"),
        *whole("nummer"),
        *text("gebeurtenis", "naam", "reden"),
        *by_whom(),
        sa.CheckConstraint("waarvan IN ('nulmeting', 'verslag')", name=op.f("ck_ondertekening_known_document")),
        sa.CheckConstraint(
            "gebeurtenis IN ('getekend', 'akkoord', 'vrijgegeven', 'ingetrokken')",
            name=op.f("ck_ondertekening_known_event"),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_ondertekening"),
        sqlite_strict=True,
    )
    op.create_index("ix_ondertekening_waarvan_nummer", "ondertekening", ["waarvan", "nummer"])


def downgrade():
    """Never: a store goes back in time by restoring a backup."""
    raise NotImplementedError("restore a backup")
